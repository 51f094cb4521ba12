"""What an organisation adds to its forms, and the documents made from them."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from fahsai.records.fields import CanonicalJSON
from fahsai.records.models.base import FixedRow, FrozenRow, frozen_constraints, tenant_constraints
from fahsai.records.models.calculation import CalculationRow
from fahsai.records.models.inventory import Inventory, InventoryVersion
from fahsai.records.ownership import SameOwner


class FormRecordKind(StrEnum):
    """The lists of the form that people fill."""

    ACTIVITY = "activity"  # 11.1.x
    CALIBRATION = "calibration"  # 7.3
    TREE = "tree"  # 3.2.7
    TREE_CENSUS = "tree_census"  # the rows behind 3.2.7
    CREDIT = "credit"  # 3.2.8
    SUPPLY = "supply"  # 3.2.5
    MEASURE = "measure"  # 9.1
    SCOPE3 = "scope3"  # Fr-03.2
    PRODUCTION = "production"  # Fr-01
    EXCLUSION = "exclusion"
    BASE_POLICY = "base_policy"  # 6.1, of the organisation: of no inventory
    BASE_CHANGE = "base_change"  # what happened since a base year, of the organisation
    BASE_FORM = "base_form"  # the filled form that the base year came from, of the organisation
    FINDING_ANSWER = "finding_answer"  # why a warning of the year is right


class PictureRow(FrozenRow):
    """An uploaded picture; ``owner`` is the activity number it belongs to."""

    use = models.TextField()
    sha256 = models.TextField()
    media_type = models.TextField()
    caption = models.TextField(blank=True, default="")
    owner = models.TextField(blank=True, default="")


class TextRow(FrozenRow):
    """The organisation's own words for a section; without an inventory they hold for all."""

    inventory = models.ForeignKey(
        Inventory, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    section = models.TextField()
    language = models.TextField()
    body = models.TextField()

    class Meta:
        """Owned, with its inventory."""

        constraints = frozen_constraints(SameOwner(field="inventory"))


class FormRecord(FrozenRow):
    """One entry of a list of the form; ``data`` are the fields of the core's value."""

    inventory = models.ForeignKey(
        Inventory, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    kind = models.TextField()
    position = models.IntegerField()
    data = CanonicalJSON()

    class Meta:
        """Owned, with its inventory."""

        constraints = frozen_constraints(SameOwner(field="inventory"))
        indexes = (models.Index(fields=("organisation", "kind"), name="form_record_by_kind"),)


class DocumentRow(FixedRow):
    """A document that was made: its file, and at which cell each figure stands."""

    calculation = models.ForeignKey(
        CalculationRow, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    version = models.ForeignKey(
        InventoryVersion, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    kind = models.TextField()
    sha256 = models.TextField()
    file_name = models.TextField()
    media_type = models.TextField()
    cells = CanonicalJSON(default=list)

    class Meta:
        """Owned, with what it was made from."""

        constraints = tenant_constraints(SameOwner(field="calculation"), SameOwner(field="version"))
