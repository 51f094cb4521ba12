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

ABOVE_SEEN_ALONE = 10
"""How far above the fastest that was seen, where nobody said what the capacity is."""

RANK = 3
"""The fastest that counts as seen: two of a day may be faults."""

COARSE = 2
"""Steps of the register that a reading may be off."""

FADING = 64
"""The fastest that was seen falls by a part of this size a day."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that can pass.

    ``per_hour`` [scaled], None where nothing is known; ``slack`` what may come on top, since the
    register counts in steps; ``least`` the seconds that are granted at least; ``seen`` the fastest
    that was seen [scaled an hour].
    """

    per_hour: int | None
    slack: int
    least: int
    seen: int = 0

    def at_once(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """The most that was ever seen to pass in some times, and half as much [scaled]."""
        top, under = ABOVE_SEEN
        return Bound(self.seen * top // under or None, self.slack, 0).allowed(seconds)

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


def bound(channel: Channel, seen: int) -> Bound:
    """What is believed of a channel, by its capacity and by the fastest that was seen of it.

    A connection does pass more than it was made for, for hours: what was seen more than twice in
    a day is believed, whatever the papers say.
    """
    slack = COARSE * channel.resolution
    if channel.most_per_hour is not None:
        top, under = OVERLOAD
        high, low = ABOVE_SEEN
        fastest = max(channel.most_per_hour * top // under, seen * high // low)
        return Bound(fastest, slack, 0, seen)
    return Bound(seen * ABOVE_SEEN_ALONE if seen else None, slack, 15 * 60, seen)


def moved_at(ts: NDArray[np.int64], value: NDArray[np.int64], before: int) -> NDArray[np.int64]:
    """Since when each reading has shown its value [unix s]; ``before`` is that of the first."""
    since = np.where(np.concatenate(([False], np.diff(value) != 0)), ts, before)
    since[0] = before
    return np.maximum.accumulate(since)


def fastest(step: NDArray[np.int64], seconds: NDArray[np.int64], slack: int) -> int:
    """The third fastest of some steps [scaled an hour]; 0 where there were not so many.

    Args:
        step: forward movements [scaled].
        seconds: since the register moved before [s].
        slack: what a step may be too long, for the register counts in whole steps.
    """
    moving = (step > 0) & (seconds > 0)
    if np.count_nonzero(moving) < RANK:
        return 0
    net = np.maximum(step[moving] - slack, step[moving] // 4)
    exact = net * np.int64(HOUR) // seconds[moving]
    speed = np.where(net < 2**62 // HOUR, exact, net // seconds[moving] * HOUR)
    return int(np.partition(speed, len(speed) - RANK)[-RANK])


def fading(seen: int) -> int:
    """The fastest that was seen, a day later."""
    return seen - seen // FADING
