"""The legal entities of a group, what is held of each, and what belongs to which."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fahsai.records.fields import ExactDecimal
from fahsai.records.ids import new_id
from fahsai.records.models.base import (
    FixedRow,
    FrozenRow,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)
from fahsai.records.models.calculation import CalculationRow
from fahsai.records.ownership import SameOwner


class LegalEntity(FrozenRow):
    """A company or body of its own; ``key`` stays when a row supersedes another."""

    key = models.UUIDField(default=new_id)
    code = models.TextField()
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    registration = models.TextField(blank=True, default="")
    country = models.TextField(blank=True, default="")

    class Meta:
        """One chain an entity."""

        verbose_name_plural = "legal entities"
        constraints = frozen_constraints(one_chain("key"))


class Holding(FrozenRow):
    """What is held of an entity from ``held_from`` up to, not including, ``held_to``."""

    key = models.UUIDField(default=new_id)
    entity_key = models.UUIDField()
    held_from = models.DateField()
    held_to = models.DateField(null=True)
    relation = models.TextField()
    equity_percent = ExactDecimal()
    financial = models.TextField()
    operational = models.BooleanField()
    basis = models.TextField(blank=True, default="")

    class Meta:
        """One chain a holding, of a time that lasts."""

        constraints = frozen_constraints(
            one_chain("key"),
            models.CheckConstraint(
                condition=Q(held_to__isnull=True) | Q(held_to__gt=F("held_from")),
                name="%(class)s_lasts",
            ),
        )


class EntityLink(FrozenRow):
    """A unit or source and its entity; without one it is the organisation itself."""

    belonging = models.TextField()
    subject_key = models.UUIDField()
    entity_key = models.UUIDField(null=True)

    class Meta:
        """One chain a unit or source, for each thing an entity is named for."""

        constraints = frozen_constraints(one_chain("belonging", "subject_key"))


class ConsolidationRow(FixedRow):
    """That a calculation is the consolidated one of ``whole``, and by which approach."""

    calculation = models.ForeignKey(
        CalculationRow, models.PROTECT, related_name="+", db_constraint=False
    )
    whole = models.ForeignKey(CalculationRow, models.PROTECT, related_name="+", db_constraint=False)
    approach = models.TextField()

    class Meta:
        """Owned, with both calculations; it is written with the one that it is of."""

        constraints = tenant_constraints(
            SameOwner(field="calculation"),
            SameOwner(field="whole"),
        )
