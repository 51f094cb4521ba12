"""Whose rows these are: a query that does not say so raises, in this one place.

``Model.rows.of(organisation_id)`` is the only way in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.models import Exists, F, OuterRef

from fahsai.records.errors import FrozenRowError, StrangerRowError, UnscopedQueryError
from fahsai.records.fields import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

M = TypeVar("M", bound=models.Model, covariant=True)  # noqa: PLC0105 - as Django's stubs name it


class TenantQuerySet(models.QuerySet[M]):
    """The rows of one organisation."""

    _organisation_id: UUID | None = None

    def _owned_by(self, organisation_id: UUID) -> Self:
        scoped = self.filter(organisation_id=organisation_id)
        scoped._organisation_id = organisation_id  # noqa: SLF001 - a clone of self
        return scoped

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own hook, not in its stubs
        clone._organisation_id = self._organisation_id
        return clone

    def heads(self) -> Self:
        """The last row of each chain of supersessions, tombstones included."""
        everybody = self.model._base_manager  # noqa: SLF001 - successors share the owner
        later = everybody.filter(supersedes_id=OuterRef("pk"))
        return self.filter(~Exists(later))

    def current(self) -> Self:
        """What holds now: not superseded by another row and not withdrawn."""
        return self.heads().filter(withdrawn=False)

    def order_by(self, *field_names: Any) -> Self:
        """As Django's; text does not sort as numbers do, so exact decimals are refused."""
        self._refuse_exact(name.lstrip("-") for name in field_names if isinstance(name, str))
        self._refuse_exact_in(name for name in field_names if not isinstance(name, str))
        return super().order_by(*field_names)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's; exact decimals are added in the core, never by SQL."""
        self._refuse_exact_in((*args, *kwargs.values()))
        return super().aggregate(*args, **kwargs)

    def annotate(self, *args: Any, **kwargs: Any) -> Self:
        """As Django's; SQL makes nothing of exact decimals."""
        self._refuse_exact_in((*args, *kwargs.values()))
        return super().annotate(*args, **kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's, for rows of this organisation only."""
        rows = list(objs)
        for row in rows:
            if getattr(row, "organisation_id", None) != self._organisation_id:
                raise StrangerRowError(f"{self.model.__name__} {row.pk} is another organisation's")
        return super().bulk_create(rows, *args, **kwargs)

    def create(self, **kwargs: Any) -> M:
        """As Django's, in this organisation."""
        return super().create(organisation_id=self._organisation_id, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As Django's; a frozen row is superseded instead."""
        self._refuse_frozen("changed: supersede it")
        return super().update(**kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """As Django's; a frozen row is superseded instead."""
        self._refuse_frozen("changed: supersede it")
        return super().bulk_update(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; a frozen row is withdrawn by a tombstone instead."""
        self._refuse_frozen("deleted: withdraw it")
        return super().delete()

    def _refuse_frozen(self, deed: str) -> None:
        if getattr(self.model, "append_only", False):
            raise FrozenRowError(f"a row of {self.model.__name__} cannot be {deed}")

    def _refuse_exact_in(self, expressions: Iterable[Any]) -> None:
        for expression in expressions:
            parts = expression.flatten() if hasattr(expression, "flatten") else [expression]
            self._refuse_exact(vars(part)["name"] for part in parts if isinstance(part, F))

    def _refuse_exact(self, names: Iterable[str]) -> None:
        for name in names:
            field = _field(self.model, name)
            if isinstance(field, ExactDecimal):
                raise FieldError(f"{name} is kept as text: SQL neither sorts nor computes it")


def _field(model: type[models.Model], path: str) -> Any:
    """The field at the end of ``a__b__c``; None for an annotation or a transform."""
    field: Any = None
    here: Any = model
    for name in path.split("__"):
        if here is None:
            break
        try:
            options = here._meta  # noqa: SLF001 - Django's public way to a model's fields
            field = options.pk if name == "pk" else options.get_field(name)
        except FieldDoesNotExist:
            return None
        here = field.related_model
    return field


class TenantManager(models.Manager[M]):
    """The default manager of every tenant table: it asks whose rows first."""

    def of(self, organisation_id: UUID) -> TenantQuerySet[M]:
        """The rows of one organisation."""
        rows: TenantQuerySet[M] = TenantQuerySet(self.model, using=self._db)
        return rows._owned_by(organisation_id)  # noqa: SLF001 - the same room

    def get_queryset(self) -> NoReturn:
        """Refuse: all other ways of asking come through here."""
        raise UnscopedQueryError(
            f"whose {self.model.__name__}? ask {self.model.__name__}.rows.of(organisation_id)"
        )
