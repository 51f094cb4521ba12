"""How fast a register can move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel

HOUR = 3_600

OVERLOAD = (6, 5)
"""How far above its capacity a connection is believed: 1.2 times."""

ABOVE_SEEN = (3, 2)
"""How far above the fastest that was seen, where the capacity is known too."""

PILED_UP = 3
"""How far above the fastest that was seen a jump is what piled up while the register stood."""

ABOVE_SEEN_ALONE = 10
"""How far above the fastest that was seen, where nobody said what the capacity is."""

RANK = 3
"""The fastest that counts as seen: two of a day may be faults."""

COARSE = 2
"""Steps of the register that a reading may be off."""

FAR_ABOVE_SEEN, FAR_ABOVE_MIDDLE = 5, 30
"""How far the fastest of a day may be above the fastest before, or above the day's middle."""

FEWEST_STEPS, FEW_STEPS = 8, 20
"""Movements from which a step is known; and of how many one may be off it."""

IN_A_ROW = 4
"""So many movements of one speed after another are a load, however far above what was seen."""

FADING = 64
"""The fastest that was seen falls by a part of this size a day."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that can pass.

    ``per_hour`` [scaled], None where nothing is known; ``slack`` what may come on top, since the
    register counts in steps; ``least`` the seconds that are granted at least; ``usual`` the most
    that is known to pass [scaled an hour], None before the first day is over.
    """

    per_hour: int | None
    slack: int
    least: int
    usual: int | None = None

    def at_once(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """The most that is known to pass in some times [scaled]: more of it has piled up."""
        return Bound(self.usual, self.slack, 0).allowed(seconds)

    def allowed(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """The most that can pass in some times [scaled]."""
        if self.per_hour is None:
            return np.full(len(seconds), np.iinfo(np.int64).max // 2, np.int64)
        time = np.maximum(seconds, self.least)
        if self.per_hour > 2**62 // max(int(time.max(initial=1)), 1):
            return np.full(len(seconds), np.iinfo(np.int64).max // 2, np.int64)
        return self.per_hour * time // HOUR + self.slack

    def most(self, seconds: int) -> int:
        """The most that can pass in a time [scaled]."""
        return int(self.allowed(np.array([seconds], np.int64))[0])


def bound(channel: Channel, seen: int, before: int) -> Bound:
    """What is believed of a channel, by its capacity and by the fastest that was seen of it.

    A connection does pass more than it was made for, for hours: what was seen more than twice in
    a day is believed, whatever the papers say.

    Args:
        channel: whose capacity may be known.
        seen: the fastest that is believed, of the day too [scaled an hour].
        before: the fastest of the days before; 0 if there were none.
    """
    slack = COARSE * channel.resolution
    high, low = ABOVE_SEEN
    most = seen * high // low
    if channel.most_per_hour is not None:
        top, under = OVERLOAD
        fastest = max(channel.most_per_hour * top // under, most)
        return Bound(fastest, slack, 0, max(channel.most_per_hour, seen * PILED_UP))
    alone = seen * ABOVE_SEEN_ALONE if seen else None
    return Bound(alone, slack, 15 * 60, seen * PILED_UP if before else None)


def believed(
    channel: Channel, seen: int, step: NDArray[np.int64], seconds: NDArray[np.int64], slack: int
) -> int:
    """The fastest that is believed of a day: far more than ever before is no load but a fault.

    Unless it goes on: a meter that was first seen in an idle night is not wrong all day.

    Args:
        channel: whose capacity may be known.
        seen: the fastest of the days before [scaled an hour].
        step: the movements of the day, faults and all [scaled].
        seconds: since it moved before, for each of them [s].
        slack: what a movement may be too long.
    """
    raw, middle = fastest(step, seconds, slack)
    known = max(seen, channel.most_per_hour or 0)
    limit = FAR_ABOVE_SEEN * known if known else FAR_ABOVE_MIDDLE * middle
    if raw > limit and channel.most_per_hour is None:
        limit = max(limit, _in_a_row(step, seconds, slack))
    return max(seen, min(raw, limit))


def _in_a_row(step: NDArray[np.int64], seconds: NDArray[np.int64], slack: int) -> int:
    """The greatest speed that movements in a row all reached [scaled an hour]; 0 if none did.

    What falls back after one or two readings has none: no fault teaches itself as normal.
    """
    moving = step != 0
    speed = _speed(np.maximum(step[moving], 0), np.maximum(seconds[moving], 1), slack)
    if len(speed) < IN_A_ROW:
        return 0
    rows = np.lib.stride_tricks.sliding_window_view(speed, IN_A_ROW)
    return int(rows.min(axis=1).max())


def grain(value: NDArray[np.int64], before: int) -> int:
    """The step in which a channel is counted, by a day of its readings.

    Devices say 1000.000 where they count whole numbers; the step is the greatest of 1, 2, 5, 10…
    that divides nearly all movements.

    Args:
        value: readings [scaled].
        before: what was found earlier, kept where a day has too few movements, and where half of
            them still are multiples of it.
    """
    step = np.abs(np.diff(value))
    step = step[step > 0]
    if len(step) < FEWEST_STEPS:
        if before > 1 or not len(step):
            return before
        return int(np.gcd.reduce(step))
    holds = before if np.count_nonzero(step % before == 0) * 2 >= len(step) else 1
    largest = int(np.median(step))
    for power in range(len(str(largest)) - 1, -1, -1):
        for digit in (5, 2, 1):
            one = digit * int(10**power)
            if one <= largest and np.count_nonzero(step % one) * FEW_STEPS < len(step):
                return max(one, holds)
    return holds


def moved_at(ts: NDArray[np.int64], value: NDArray[np.int64], before: int) -> NDArray[np.int64]:
    """Since when each reading has shown its value [unix s]; ``before`` is that of the first."""
    since = np.where(np.concatenate(([False], np.diff(value) != 0)), ts, before)
    since[0] = before
    return np.maximum.accumulate(since)


def fastest(step: NDArray[np.int64], seconds: NDArray[np.int64], slack: int) -> tuple[int, int]:
    """The third fastest of some steps and the middle one [scaled an hour]; 0 if too few moved.

    Args:
        step: forward movements [scaled].
        seconds: since the register moved before [s].
        slack: what a step may be too long, for the register counts in whole steps.
    """
    moving = (step > 0) & (seconds > 0)
    if np.count_nonzero(moving) < RANK:
        return 0, 0
    speed = _speed(step[moving], seconds[moving], slack)
    middle, high = len(speed) // 2, len(speed) - RANK
    ranked = np.partition(speed, (middle, high))
    return int(ranked[high]), int(ranked[middle])


def _speed(step: NDArray[np.int64], seconds: NDArray[np.int64], slack: int) -> NDArray[np.int64]:
    """How fast movements were at least [scaled an hour], without passing 64 bits."""
    net = np.maximum(step - slack, step // 4)
    exact = net * np.int64(HOUR) // seconds
    return np.where(net < 2**62 // HOUR, exact, net // seconds * HOUR)


def fading(seen: int) -> int:
    """The fastest that was seen, a day later."""
    return seen - seen // FADING
