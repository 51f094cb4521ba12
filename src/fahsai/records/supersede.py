"""How a frozen row is corrected: a new row that supersedes it, or a tombstone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone

from fahsai.records.ids import new_id
from fahsai.records.models.base import FrozenRow

if TYPE_CHECKING:
    from uuid import UUID

F = TypeVar("F", bound=FrozenRow)


def supersede(row: F, *, actor_id: UUID, **changes: Any) -> F:
    """A new row, not stored yet, like ``row`` but for ``changes``; it holds in its place.

    Storing it raises Django's ``IntegrityError`` when somebody else superseded ``row`` first.
    """
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001
    new = {
        "id": new_id(),
        "created_at": timezone.now(),
        "actor_id": actor_id,
        "supersedes_id": row.pk,
        "withdrawn": False,
        "why": "",
    }
    return type(row)(**{**values, **new, **changes})


def withdraw(row: F, *, actor_id: UUID, why: str = "") -> F:
    """The tombstone of ``row``, not stored yet: from now on the record is gone.

    Should the record come back, its new row supersedes the tombstone.
    """
    return supersede(row, actor_id=actor_id, withdrawn=True, why=why)
