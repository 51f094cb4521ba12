"""The inventory of a period, its versions and what a submitted version froze."""

from __future__ import annotations

from django.db import models

from fahsai.records.fields import CanonicalJSON
from fahsai.records.models.base import (
    FixedRow,
    FrozenRow,
    PeriodColumns,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)
from fahsai.records.ownership import SameOwner


class Inventory(FixedRow, PeriodColumns):
    """Organisation x period; people name it by its Buddhist year."""

    year_be = models.IntegerField()
    note = models.TextField(blank=True, default="")

    class Meta:
        """One inventory a period."""

        verbose_name_plural = "inventories"
        constraints = tenant_constraints(
            models.UniqueConstraint(
                fields=("organisation", "period_start", "period_end"),
                name="%(class)s_one_a_period",
            )
        )


class InventoryVersion(FixedRow):
    """Version ``number`` of an inventory, opened for a reason."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="+", db_constraint=False)
    number = models.IntegerField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        """Numbered once."""

        constraints = tenant_constraints(
            SameOwner(field="inventory"),
            models.UniqueConstraint(
                fields=("organisation", "inventory", "number"), name="%(class)s_numbered_once"
            ),
        )


class VersionSettings(FrozenRow):
    """How a version is computed and headed: factor set, report date, base inventory...

    People appear by the id of their ``Person`` only.
    """

    version = models.ForeignKey(
        InventoryVersion, models.PROTECT, related_name="+", db_constraint=False
    )
    data = CanonicalJSON()

    class Meta:
        """One chain a version."""

        verbose_name_plural = "version settings"
        constraints = frozen_constraints(SameOwner(field="version"), one_chain("version"))


class VersionState(FrozenRow):
    """A state of a version; the next one supersedes it, so that only one of two may follow."""

    version = models.ForeignKey(
        InventoryVersion, models.PROTECT, related_name="+", db_constraint=False
    )
    state = models.TextField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        """One chain a version."""

        constraints = frozen_constraints(SameOwner(field="version"), one_chain("version"))


class VersionLink(FixedRow):
    """One row that a submitted version consists of, by its table and id."""

    version = models.ForeignKey(
        InventoryVersion, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    table_name = models.TextField()
    row_id = models.UUIDField()

    class Meta:
        """Each row once."""

        constraints = tenant_constraints(
            SameOwner(field="version"),
            models.UniqueConstraint(
                fields=("version", "organisation", "table_name", "row_id"),
                name="%(class)s_once_a_version",
            ),
        )
