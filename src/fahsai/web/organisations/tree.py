"""Units in the order of their tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.web.shown import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.inventory.boundary import Unit
    from fahsai.web.shown import Shown


class UnitShown(NamedTuple):
    """One unit with the name of the one above it."""

    id: UUID
    code: str
    name: Text
    above: str
    head: str


def unit_tree(units: Sequence[Unit], shown: Shown) -> tuple[UnitShown, ...]:
    """Each unit after the one above it; one whose parent is not there stands at the top."""
    known = {one.id: one for one in units}
    below: dict[UUID | None, list[Unit]] = {}
    for one in units:
        above = one.parent_id if one.parent_id in known else None
        below.setdefault(above, []).append(one)
    found: dict[UUID, Unit] = {}
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        one = waiting.pop()
        found[one.id] = one
        waiting.extend(
            reversed([child for child in below.get(one.id, []) if child.id not in found])
        )
    ring = [one for one in units if one.id not in found]  # workbooks may name them in a circle
    return tuple(
        UnitShown(
            id=one.id,
            code=one.code,
            name=shown.name(one.name_th, one.name_en),
            above=known[one.parent_id].code if one.parent_id in known else "",
            head=one.head,
        )
        for one in (*found.values(), *ring)
    )
