"""From points to intervals: what has passed at each boundary, and the differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.series import INTERVAL, Intervals, Quality
from fahsai.core.metering.shape import weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.points import Points
    from fahsai.core.metering.series import Series


def long(every: int) -> int:
    """From how many seconds on the time between two readings is a gap, by the cadence [s]."""
    return max(INTERVAL, 3 * every)


def boundary(ts: int) -> int:
    """The boundary of intervals at or before a time [unix s]."""
    return ts // INTERVAL * INTERVAL


@dataclass(frozen=True, slots=True)
class Spread:
    """The boundaries of intervals, and what had passed and was filled up to each."""

    edges: NDArray[np.int64]
    total: NDArray[np.int64]
    filled: NDArray[np.int64]


def spread(
    points: Points, until: int, every: int, profile: NDArray[np.int64], rate: Series | None
) -> tuple[Intervals, Spread]:
    """The intervals from the first of some points up to the one that ``until`` lies in.

    Totals between two readings lie on a straight line; over a gap they follow the shape of the
    rate or of the weeks before.  The last boundary after the points has their last total, so sums
    over any stretch are differences of totals: they telescope.

    Args:
        points: of which one at least is counted, that being the first.
        until: a time after them [unix s].
        every: the cadence of the channel [s].
        profile: see :mod:`fahsai.core.metering.shape`.
        rate: readings of a rate beside it, for the shape.
    """
    sure = points.chosen(points.counted)
    edges = np.arange(boundary(int(sure.ts[0])), until + INTERVAL, INTERVAL, dtype=np.int64)
    gaps = np.flatnonzero(_estimated(sure, every)) + 1
    running = filled_up_to(sure, every)
    at = Spread(edges, _on_lines(sure.ts, sure.total, edges), _on_lines(sure.ts, running, edges))
    for index in gaps.tolist():
        since, end = int(sure.ts[index - 1]), int(sure.ts[index])
        cuts, steps = weights(profile, rate, since, end)
        first = (int(cuts[1]) - int(edges[0])) // INTERVAL
        for column, values in ((at.total, sure.total), (at.filled, running)):
            low, high = int(values[index - 1]), int(values[index])
            inner = [low + (high - low) * step // steps[-1] for step in steps[1:-1]]
            column[first : first + len(inner)] = inner
    return _intervals(points, sure, at, until, every), at


def filled_up_to(sure: Points, every: int) -> NDArray[np.int64]:
    """The running total of what nobody measured, at each counted point."""
    filled = sure.filled.copy()
    filled[0] = 0
    gap = _of_a_gap(sure, every)
    filled[1:][gap] = np.diff(sure.total)[gap]
    return np.cumsum(filled)


def _of_a_gap(sure: Points, every: int) -> NDArray[np.bool_]:
    """Which steps are gaps: too long, or frozen; a missing one has no quantity to share out."""
    long_ago = np.diff(sure.ts) > long(every)
    known = sure.quality[1:] & Quality.MISSING == 0
    gap: NDArray[np.bool_] = long_ago & known & (sure.filled[1:] == 0)
    return gap


def _estimated(sure: Points, every: int) -> NDArray[np.bool_]:
    """Which steps have a part that nobody measured."""
    part: NDArray[np.bool_] = _of_a_gap(sure, every) | (sure.filled[1:] != 0)
    return part


def _on_lines(
    ts: NDArray[np.int64], value: NDArray[np.int64], edges: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A running total at the edges, on straight lines between readings; whole numbers.

    The product of a quantity and a time may be more than 64 bits, so it is divided in two steps.
    """
    if len(ts) == 1:
        return np.full(len(edges), int(value[0]), np.int64)
    index = np.clip(np.searchsorted(ts, edges, "right") - 1, 0, len(ts) - 2)
    span = np.maximum(ts[index + 1] - ts[index], 1)
    passed = np.clip(edges - ts[index], 0, span)
    whole, rest = np.divmod(value[index + 1] - value[index], span)
    total: NDArray[np.int64] = value[index] + whole * passed + rest * passed // span
    return total


def _intervals(points: Points, sure: Points, at: Spread, until: int, every: int) -> Intervals:
    """The intervals of the boundaries, with what is to be known of each."""
    start = at.edges[:-1]
    seconds = _overlap(start, int(sure.ts[0]), int(sure.ts[-1]))
    quality = np.zeros(len(start), np.int64)
    for index in (np.flatnonzero(sure.quality[1:] & Quality.MISSING) + 1).tolist():
        lost = _overlap(start, int(sure.ts[index - 1]), int(sure.ts[index]))
        seconds = seconds - lost
        quality[lost > 0] |= int(Quality.MISSING)
    marks = points.quality & ~np.int64(Quality.MISSING | Quality.ESTIMATED)
    flagged = marks != 0
    where = np.maximum((points.ts[flagged] - 1) // INTERVAL - start[0] // INTERVAL, 0)
    np.bitwise_or.at(quality, where, marks[flagged])
    estimated = np.diff(at.filled)
    quality[estimated != 0] |= int(Quality.ESTIMATED)
    for index in (np.flatnonzero(_of_a_gap(sure, every)) + 1).tolist():
        inside = _overlap(start, int(sure.ts[index - 1]), int(sure.ts[index])) > 0
        quality[inside] |= int(Quality.ESTIMATED)
    silent = start + INTERVAL > int(sure.ts[-1])
    waited = start + INTERVAL + long(every) <= until
    quality[silent & waited] |= int(Quality.MISSING)
    quality[silent & ~waited] |= int(Quality.PARTIAL)
    quality[start < int(sure.ts[0])] |= int(Quality.PARTIAL)
    read = points.ts[(points.quality & Quality.MISSING == 0) & (points.ts >= start[0])]
    held = np.bincount((read - start[0]) // INTERVAL, minlength=len(start))
    return Intervals(start, np.diff(at.total), estimated, seconds, held.astype(np.int64), quality)


def _overlap(start: NDArray[np.int64], since: int, end: int) -> NDArray[np.int64]:
    """How many seconds of each interval lie between two times."""
    low, high = np.maximum(start, since), np.minimum(start + INTERVAL, end)
    seconds: NDArray[np.int64] = np.maximum(high - low, 0)
    return seconds
