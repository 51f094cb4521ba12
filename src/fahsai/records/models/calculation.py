"""Stored calculations: what every page, command and document reads."""

from __future__ import annotations

from django.db import models

from fahsai.records.fields import CanonicalJSON, ExactDecimal
from fahsai.records.models.activity import Source
from fahsai.records.models.base import FixedRow, PeriodColumns, tenant_constraints
from fahsai.records.models.inventory import Inventory
from fahsai.records.ownership import SameOwner


class CalculationRow(FixedRow, PeriodColumns):
    """The result of an inventory's inputs; ``sha256`` names the inputs, the total is in kg."""

    inventory = models.ForeignKey(
        Inventory, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    sha256 = models.TextField()
    report_date = models.DateField()
    factor_set = models.TextField()
    gwp_set = models.TextField()
    packs = CanonicalJSON(default=list)
    program_version = models.TextField()
    complete = models.BooleanField()
    total = ExactDecimal()
    totals = CanonicalJSON(default=dict)

    class Meta:
        """The same inputs are stored once."""

        constraints = tenant_constraints(
            SameOwner(field="inventory"),
            models.UniqueConstraint(
                fields=("inventory", "organisation", "sha256"), name="%(class)s_stored_once"
            ),
        )


class SourceResultRow(FixedRow):
    """The result of one source, with the row of the source as it was then."""

    calculation = models.ForeignKey(
        CalculationRow, models.PROTECT, related_name="+", db_constraint=False
    )
    position = models.IntegerField()
    source_key = models.UUIDField()
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    method = models.TextField()
    quantity = ExactDecimal()
    unit = models.TextField()
    complete = models.BooleanField()
    activity_points = models.IntegerField()
    factor_points = models.IntegerField()
    totals = CanonicalJSON(default=dict)
    choices = CanonicalJSON(default=list)
    steps = CanonicalJSON(default=list)

    class Meta:
        """Owned, with its calculation and its source."""

        constraints = tenant_constraints(SameOwner(field="calculation"), SameOwner(field="source"))


class LineResultRow(FixedRow):
    """The result of one activity row, or of several where a method takes a whole year.

    ``quantity`` is in the factor's unit; ``lines`` are the ids of the activity rows.
    """

    source_result = models.ForeignKey(
        SourceResultRow, models.PROTECT, related_name="+", db_constraint=False
    )
    position = models.IntegerField()
    lines = CanonicalJSON()
    quantity = ExactDecimal()

    class Meta:
        """Owned, with its source's result."""

        constraints = tenant_constraints(SameOwner(field="source_result"))


class ComponentRow(FixedRow):
    """One gas of one term of a line's result [kg]; the mass is null where only CO2e is known."""

    line_result = models.ForeignKey(
        LineResultRow, models.PROTECT, related_name="+", db_constraint=False
    )
    position = models.IntegerField()
    reporting_class = models.TextField()
    gas = models.TextField()
    mass_kg = ExactDecimal(null=True)
    co2e_kg = ExactDecimal()
    term = models.IntegerField()

    class Meta:
        """Owned, with its line's result."""

        constraints = tenant_constraints(SameOwner(field="line_result"))


class UsedFactor(FixedRow):
    """A factor that a calculation used, copied whole: nothing frozen reads the catalogue."""

    calculation = models.ForeignKey(
        CalculationRow, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    edition = models.TextField()
    key = models.TextField()
    factor = CanonicalJSON()

    class Meta:
        """Each factor once."""

        constraints = tenant_constraints(
            SameOwner(field="calculation"),
            models.UniqueConstraint(
                fields=("calculation", "organisation", "edition", "key"),
                name="%(class)s_copied_once",
            ),
        )


class UncertaintyRow(FixedRow):
    """How well a calculation is known; ``sha256`` names the intervals and how was drawn."""

    calculation = models.ForeignKey(
        CalculationRow, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    sha256 = models.TextField()
    data = CanonicalJSON()

    class Meta:
        """The same intervals are drawn from once."""

        constraints = tenant_constraints(
            SameOwner(field="calculation"),
            models.UniqueConstraint(
                fields=("calculation", "organisation", "sha256"), name="%(class)s_stored_once"
            ),
        )


class FindingRow(FixedRow):
    """What the machine said about a calculation."""

    calculation = models.ForeignKey(
        CalculationRow, models.PROTECT, related_name="+", db_constraint=False
    )
    position = models.IntegerField()
    code = models.TextField()
    level = models.TextField()
    subject = models.TextField()
    data = CanonicalJSON(default=dict)

    class Meta:
        """Owned, with its calculation."""

        constraints = tenant_constraints(SameOwner(field="calculation"))
