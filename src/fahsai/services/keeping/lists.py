"""Bringing a list of frozen rows in line with what is wanted: add, supersede, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fahsai.records.ids import new_id
from fahsai.records.models.base import FrozenRow
from fahsai.records.supersede import supersede, withdraw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

R = TypeVar("R", bound=FrozenRow)
Fields = dict[str, Any]


class Kept(NamedTuple):
    """How many rows were added, changed, withdrawn or already as wanted."""

    added: int
    changed: int
    gone: int
    same: int

    @property
    def written(self) -> int:
        """How many rows that made."""
        return self.added + self.changed + self.gone


def keep(
    model: type[R],
    organisation_id: UUID,
    actor_id: UUID,
    identity: tuple[str, ...],
    wanted: Iterable[Mapping[str, Any]],
    *,
    among: Mapping[str, Any] | None = None,
    withdraw_others: bool = True,
    why: str = "",
) -> Kept:
    """Make the current rows of a list equal to ``wanted``.

    Args:
        model: a frozen table.
        organisation_id: whose rows.
        actor_id: who changes them.
        identity: the fields by which a wanted row and a stored one are the same record.
        wanted: the fields of each record; a list without doubles.
        among: only stored rows with these fields belong to the list.
        withdraw_others: whether a stored record that is not wanted is withdrawn.
        why: the reason that was given, for the history of each record.
    """
    heads = {
        tuple(getattr(row, name) for name in identity): row
        for row in model.rows.of(organisation_id).heads().filter(**(among or {}))
    }
    added = changed = gone = same = 0
    seen = set()
    for fields in wanted:
        values = {**(among or {}), **fields}
        key = tuple(values[name] for name in identity)
        seen.add(key)
        head = heads.get(key)
        if head is None:
            owned = {"organisation_id": organisation_id, "actor_id": actor_id}
            model(id=new_id(), why=why, **owned, **values).save()
            added += 1
        elif not head.withdrawn and all(getattr(head, n) == v for n, v in values.items()):
            same += 1
        else:
            added += head.withdrawn
            changed += not head.withdrawn
            supersede(head, actor_id=actor_id, why=why, **values).save()
    for key, head in heads.items():
        if withdraw_others and key not in seen and not head.withdrawn:
            withdraw(head, actor_id=actor_id, why=why).save()
            gone += 1
    return Kept(added, changed, gone, same)
