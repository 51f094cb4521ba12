"""How a quantity that was read only at its end is spread over the time before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.series import INTERVAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.series import Series

SLOTS = 7 * 86_400 // INTERVAL
"""Intervals of a week."""

UNKNOWN = -1
SLOWNESS = 3
"""A week that was measured moves its slot of the profile by a third of the difference."""

FROZEN = 10
"""A rate of which but one in so many readings differs from the one before is no shape."""


def no_profile() -> NDArray[np.int64]:
    """The profile of a channel that was never measured."""
    return np.full(SLOTS, UNKNOWN, np.int64)


def learned(
    profile: NDArray[np.int64], start: NDArray[np.int64], quantity: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The profile after more measured intervals; whole numbers, so that it is always the same.

    Args:
        profile: by the interval of the week, UNKNOWN where none was measured.
        start: of the intervals [unix s], at most one week of them.
        quantity: of each; what ran backwards counts as nothing.
    """
    slot = start // INTERVAL % SLOTS
    known, new = profile[slot], np.maximum(quantity, 0)
    after = profile.copy()
    after[slot] = np.where(known == UNKNOWN, new, known + (new - known) // SLOWNESS)
    return after


def usual(profile: NDArray[np.int64], since: int, until: int) -> int | None:
    """What usually passes between two times, by the same times of weeks before.

    None where a part of that time was never measured.
    """
    edges = _edges(since, until)
    slot = edges[:-1] // INTERVAL % SLOTS
    if (profile[slot] == UNKNOWN).any():
        return None
    seconds = np.diff(edges)
    return sum(
        int(one) * int(span) // INTERVAL for one, span in zip(profile[slot], seconds, strict=True)
    )


def weights(
    profile: NDArray[np.int64], rate: Series | None, since: int, until: int
) -> tuple[NDArray[np.int64], list[int]]:
    """The boundaries of intervals inside a span of time, and what comes before each.

    The rate that was read meanwhile decides, if it is not frozen; else the same time of the weeks
    before, where a slot that is unknown takes the mean of the known; else time alone.

    Returns:
        The edges [unix s], the first and the last being the ends of the span, and the running
        sums of the weights at each, from zero to a total that is more than zero.
    """
    edges = _edges(since, until)
    seconds = np.diff(edges)
    level = _by_rate(rate, edges)
    if level is None:
        level = _by_week(profile, edges)
    running = [0]
    for one, span in zip(level.tolist(), seconds.tolist(), strict=True):
        running.append(running[-1] + one * span)
    if running[-1] <= 0:
        running = [0, *np.cumsum(seconds).tolist()]
    return edges, running


def _edges(since: int, until: int) -> NDArray[np.int64]:
    """The two ends, and the boundaries of intervals between them."""
    first = (since // INTERVAL + 1) * INTERVAL
    inside = np.arange(first, until, INTERVAL, dtype=np.int64)
    return np.concatenate((np.array([since]), inside, np.array([until])))


def _by_rate(rate: Series | None, edges: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The mean rate of each part; None where most parts have none, or where it stood still."""
    if rate is None:
        return None
    first, last = np.searchsorted(rate.ts, (edges[0], edges[-1]), "right")
    value = np.maximum(rate.value[first:last], 0)
    if np.count_nonzero(np.diff(value)) * FROZEN < len(value):
        return None
    part = np.searchsorted(edges, rate.ts[first:last], "left") - 1
    count = np.bincount(part, minlength=len(edges) - 1)
    if np.count_nonzero(count) * 2 < len(count):
        return None
    total = np.zeros(len(count), np.int64)
    np.add.at(total, part, value)
    mean = int(value.sum()) // len(value)
    return np.where(count > 0, total // np.maximum(count, 1), mean)


def _by_week(profile: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the same intervals of weeks before had."""
    known = profile[edges[:-1] // INTERVAL % SLOTS]
    found = known[known != UNKNOWN]
    if not len(found):
        return np.zeros(len(known), np.int64)
    return np.where(known == UNKNOWN, int(found.sum()) // len(found), known)
