"""What every row of an organisation has in common: an owner, and no way to be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fahsai.core.thai.period import Period, PeriodKind
from fahsai.records.errors import FrozenRowError
from fahsai.records.ids import new_id
from fahsai.records.ownership import SameOwner
from fahsai.records.tenancy import TenantManager

if TYPE_CHECKING:
    from uuid import UUID

OWNER = models.UniqueConstraint(fields=("organisation", "id"), name="%(class)s_owner")
"""What the composite foreign keys of other tables point at."""


def tenant_constraints(*more: models.BaseConstraint) -> list[models.BaseConstraint]:
    """The constraints of a tenant table: its owner, and ``more`` (one SameOwner a reference)."""
    return [OWNER, *more]


def frozen_constraints(*more: models.BaseConstraint) -> list[models.BaseConstraint]:
    """Those of a frozen table: it supersedes its own organisation's rows only."""
    tombstone = models.CheckConstraint(
        condition=Q(withdrawn=False) | Q(supersedes__isnull=False),
        name="%(class)s_tombstone_withdraws",
    )
    return tenant_constraints(SameOwner(field="supersedes"), tombstone, *more)


def one_chain(*fields: str) -> models.UniqueConstraint:
    """Only one first row for the same ``fields``: whoever comes second has to supersede it."""
    return models.UniqueConstraint(
        fields=("organisation", *fields),
        condition=Q(supersedes__isnull=True),
        name="%(class)s_one_chain",
    )


class AppendOnly(models.Model):
    """A row that is inserted once; the database refuses the rest (see :mod:`records.guards`)."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        """Abstract."""

        abstract = True

    def save(self, **options: Any) -> None:
        """Insert the row.

        Raises:
            FrozenRowError: it is stored already.
        """
        if not self._state.adding:
            raise FrozenRowError(f"{type(self).__name__} {self.pk} is kept as it is: supersede it")
        super().save(**{**options, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise FrozenRowError(f"{type(self).__name__} {self.pk} is kept: withdraw it")


class TenantRow(models.Model):
    """A row of one organisation, found through ``rows.of(organisation_id)`` only."""

    organisation = models.ForeignKey(
        "records.Organisation", models.PROTECT, related_name="+", db_index=False
    )

    rows: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        """Abstract."""

        abstract = True


class FixedRow(AppendOnly, TenantRow):
    """A row that nothing ever supersedes: results, links, receipts."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Abstract."""

        abstract = True
        constraints = tenant_constraints()


class FrozenRow(FixedRow):
    """A row people correct by another one that ``supersedes`` it; ``withdrawn`` ends the chain.

    ``supersedes`` is unique, so that of two editors of one row only one wins.  ``why`` is the
    reason that was given for writing this row; the history of a record shows it.
    """

    actor_id = models.UUIDField()
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    withdrawn = models.BooleanField(default=False)
    why = models.TextField(blank=True, default="")

    class Meta:
        """Abstract."""

        abstract = True
        constraints = frozen_constraints()

    if TYPE_CHECKING:
        supersedes_id: UUID | None


class PeriodColumns(models.Model):
    """The half-open period [start, end) of a row, in plain dates."""

    period_start = models.DateField()
    period_end = models.DateField()
    period_kind = models.TextField()

    class Meta:
        """Abstract."""

        abstract = True

    @property
    def period(self) -> Period:
        """The period as a value."""
        return Period(self.period_start, self.period_end, PeriodKind(self.period_kind))
