"""Sources, the activity recorded for them, its evidence and how it was imported."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fahsai.records.fields import CanonicalJSON, ExactDecimal
from fahsai.records.ids import new_id
from fahsai.records.models.base import (
    FixedRow,
    FrozenRow,
    PeriodColumns,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)
from fahsai.records.models.inventory import Inventory
from fahsai.records.ownership import SameOwner


class Source(FrozenRow):
    """An emission source; ``key`` is its identity, which activity rows and results refer to."""

    key = models.UUIDField(default=new_id)
    code = models.TextField()
    kind = models.TextField()
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    unit_key = models.UUIDField(null=True)
    facility_key = models.UUIDField(null=True)
    equipment = models.TextField(blank=True, default="")
    place = models.TextField(blank=True, default="")
    utility_account = models.TextField(blank=True, default="")
    capacity = models.TextField(blank=True, default="")
    used_inside = models.TextField(blank=True, default="")
    sold_outside = models.TextField(blank=True, default="")
    monitoring_point = models.TextField(blank=True, default="")
    evidence_note = models.TextField(blank=True, default="")
    factor_keys = CanonicalJSON(default=dict)
    choice_reason = models.TextField(blank=True, default="")
    parameters = CanonicalJSON(default=dict)
    excluded = models.BooleanField(default=False)
    excluded_reason = models.TextField(blank=True, default="")
    started_on = models.DateField(null=True)
    started_reason = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(blank=True, default="")

    class Meta:
        """One chain a source."""

        constraints = frozen_constraints(one_chain("key"))


class ActivityRow(FrozenRow, PeriodColumns):
    """A quantity of one source in one period; its ``id`` is the id of the core's line.

    Rows carry their identity (layout, sheet, row key; with the period), which only one chain may
    have: the same row of a corrected file supersedes, it never doubles.  Rows entered by hand
    have that of their source (layout ``hand``); one without any has no ``row_key``.
    """

    source_key = models.UUIDField()
    quantity = ExactDecimal()
    unit = models.TextField()
    origin = models.TextField()
    grade = models.TextField()
    evidence = CanonicalJSON(default=list)
    file_sha256 = models.TextField(blank=True, default="")
    sheet = models.TextField(blank=True, default="")
    cell = models.TextField(blank=True, default="")
    raw = models.TextField(blank=True, default="")
    sheet_factor = ExactDecimal(null=True)
    note = models.TextField(blank=True, default="")
    layout = models.TextField(blank=True, default="")
    row_key = models.TextField(null=True)  # noqa: DJ001 - null: no identity, so nothing to double

    class Meta:
        """One chain an imported row."""

        constraints = frozen_constraints(
            one_chain("layout", "sheet", "row_key", "period_start", "period_end"),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="%(class)s_period_lasts"
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "source_key"), name="activity_by_source"),
            models.Index(fields=("organisation", "period_start"), name="activity_by_period"),
        )


class EvidenceFile(FrozenRow):
    """A kept file that shows where figures come from."""

    sha256 = models.TextField()
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    note = models.TextField(blank=True, default="")

    class Meta:
        """One chain a file."""

        constraints = frozen_constraints(one_chain("sha256"))


class ImportReceipt(FixedRow):
    """What an accepted import read, stored and rejected, and its sums before and after."""

    inventory = models.ForeignKey(
        Inventory, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    file_sha256 = models.TextField()
    file_name = models.TextField()
    layout = models.TextField()
    receipt = CanonicalJSON()

    class Meta:
        """Owned, with its inventory."""

        constraints = tenant_constraints(SameOwner(field="inventory"))
        indexes = (models.Index(fields=("organisation", "file_sha256"), name="receipt_by_file"),)


class OwnFactor(FrozenRow):
    """An emission factor of the organisation itself, as a whole copy of the core's value."""

    key = models.TextField()
    factor = CanonicalJSON()

    class Meta:
        """One chain a factor."""

        constraints = frozen_constraints(one_chain("key"))
