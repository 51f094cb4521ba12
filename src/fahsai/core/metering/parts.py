"""Meters behind meters: what a main meter has counted, its sub-meters do not add."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from uuid import UUID


def mains_of(meter_id: UUID, part_of: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    """The main meters that a meter stands behind, the nearest first; a loop ends.

    Args:
        meter_id: of the meter.
        part_of: the main meter of each meter, None where it stands behind none.

    >>> from uuid import UUID
    >>> one, two, three = (UUID(int=number) for number in (1, 2, 3))
    >>> list(mains_of(three, {three: two, two: one, one: None})) == [two, one]
    True
    """
    seen = {meter_id}
    main = part_of.get(meter_id)
    while main is not None and main not in seen:
        yield main
        seen.add(main)
        main = part_of.get(main)


def left_out(together: Collection[UUID], part_of: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    """Those of some meters that another of them has counted already.

    >>> from uuid import UUID
    >>> one, two = UUID(int=1), UUID(int=2)
    >>> left_out([one, two], {two: one}) == {two}, left_out([two], {two: one}) == frozenset()
    (True, True)
    """
    there = frozenset(together)
    return frozenset(one for one in there if not there.isdisjoint(mains_of(one, part_of)))
