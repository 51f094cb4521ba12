"""When a meter stood: from its first day to its last, by the calendar of Thailand."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.length import instant
from fahsai.core.metering.summed import Summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.metering.meter import Meter


class Life(NamedTuple):
    """When a meter stood, ``start`` to ``end`` (not inside) [unix s]; None: nobody said."""

    start: int | None
    end: int | None

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch that no edge of it cuts lies inside."""
        begun = self.start is None or start >= self.start
        return begun and (self.end is None or end <= self.end)


def life_of(meter: Meter) -> Life:
    """The life of a meter: its last day belongs to it."""
    last = meter.ended_on
    return Life(
        None if meter.started_on is None else instant(meter.started_on),
        None if last is None or last == date.max else instant(last + timedelta(days=1)),
    )


def finer(edges: Sequence[int], meters: Iterable[Meter]) -> list[int]:
    """``edges`` [unix s] with every instant between them at which something of a meter changes.

    Between two of these a meter stands or does not, and has one source.
    """
    if not edges:
        return []
    cuts = set(edges)
    for one in meters:
        cuts.update(at for at in life_of(one) if at is not None)
        cuts.update(instant(earlier.until) for earlier in one.sources.earlier)
    return sorted(at for at in cuts if edges[0] <= at <= edges[-1])


class Lived(NamedTuple):
    """The sums of a meter, without what lies outside its life.

    ``stands``: whether the meter stood in each stretch; ``before`` and ``after``: what was left
    out on either side.
    """

    sums: tuple[Summed, ...]
    stands: tuple[bool, ...]
    before: Summed
    after: Summed


def lived(meter: Meter, sums: Sequence[Summed], edges: Sequence[int]) -> Lived:
    """What of some sums passed while the meter stood.

    Args:
        meter: whose sums.
        sums: one for each stretch.
        edges: of the stretches [unix s], cut where its life begins and ends (:func:`finer`).
    """
    life = life_of(meter)
    stands = tuple(life.holds(*stretch) for stretch in pairwise(edges))
    before, after = Summed(), Summed()
    for at, there, one in zip(edges, stands, sums, strict=False):
        if there:
            continue
        if life.start is not None and at < life.start:
            before = before.plus(one)
        else:
            after = after.plus(one)
    kept = tuple(one if there else Summed() for one, there in zip(sums, stands, strict=True))
    return Lived(kept, stands, before, after)
