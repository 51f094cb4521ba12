"""What passes through a meter minute by minute: a day's total, spread over its minutes.

Both are whole numbers, so that what has passed until a minute is exact.  The total of a day is
looked up without its minutes, which makes the sum of years cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.simulation.days import MINUTES, DayKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.simulation.days import Calendar
    from fahsai.core.metering.simulation.draw import Draws

FINE = 6
"""Decimal places that the truth is counted by: 10**-6 of the unit of a channel."""

HOURS, PER_MILLE = 24, 1_000
_ALL_MONTHS = (PER_MILLE,) * 12


@dataclass(frozen=True, slots=True)
class Shape:
    """How a day goes, hour by hour, for each kind of day; ``sharp``: switched, not gliding."""

    workday: tuple[int, ...]
    saturday: tuple[int, ...]
    holiday: tuple[int, ...]
    sharp: bool = False

    def hours(self, kind: DayKind) -> tuple[int, ...]:
        """The 24 weights of a kind of day."""
        return (self.workday, self.saturday, self.holiday)[kind]


@dataclass(frozen=True, slots=True)
class Load:
    """One use behind a meter.

    ``per_day`` is what an ordinary workday takes [10**-FINE unit]; ``days`` (workday, Saturday,
    holiday) and ``months`` scale it, ``day_noise`` and ``minute_noise`` blur it [all in per mille].
    ``cycle`` is one on-and-off of a machine [minutes], ``duty`` the part of it that it runs [per
    mille]; ``bursts`` are how often a day something is drawn, and for how long [minutes].
    ``feeds``: it is delivered, not taken.
    """

    shape: Shape
    per_day: int
    days: tuple[int, int, int] = (PER_MILLE, PER_MILLE, PER_MILLE)
    months: tuple[int, ...] = _ALL_MONTHS
    day_noise: int = 40
    minute_noise: int = 60
    cycle: int = 0
    duty: int = PER_MILLE
    bursts: tuple[int, int] = (0, 0)
    feeds: bool = False

    def by_day(self, draws: Draws, calendar: Calendar, first: int, end: int) -> NDArray[np.int64]:
        """What the days from ``first`` up to ``end`` take [10**-FINE unit]."""
        kinds, months = calendar.days(first, end)
        blur = draws.of("day").wholes(np.arange(first, end), 2 * self.day_noise + 1)
        total = self.per_day * np.array(self.days, dtype=np.int64)[kinds] // PER_MILLE
        total = total * np.array(self.months, dtype=np.int64)[months] // PER_MILLE
        return total * (PER_MILLE - self.day_noise + blur) // PER_MILLE

    def spread(self, total: int, draws: Draws, day: int, kind: DayKind) -> NDArray[np.int64]:
        """What has passed since midnight at each of the 1,441 minutes of a day of ``total``.

        Cumulative sums of the weights are multiplied, not the weights: nothing is lost to rounding.
        """
        weights = self._weights(draws.of("minute", day), kind)
        summed = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(weights)))
        share, rest = divmod(total, int(summed[-1]))
        return np.asarray(share * summed + rest * summed // summed[-1], dtype=np.int64)

    def _weights(self, draws: Draws, kind: DayKind) -> NDArray[np.int64]:
        minutes = np.arange(MINUTES)
        hours = np.array(self.shape.hours(kind), dtype=np.int64)
        hour, within = minutes // 60, minutes % 60
        if self.shape.sharp:
            # What a clock or a sensor of light switches comes some minutes earlier or later.
            shift = draws.of("shift").whole(0, 2 * SHIFT + 1) - SHIFT
            weights = hours[(minutes + shift) // 60 % HOURS] * 60
        else:
            weights = hours[hour] * (60 - within) + hours[(hour + 1) % HOURS] * within
        blur = draws.of("blur").wholes(minutes, 2 * self.minute_noise + 1)
        weights = weights * (PER_MILLE - self.minute_noise + blur) // 100
        if self.cycle:
            weights = weights * self._running(draws, minutes)
        if self.bursts[0]:
            weights = weights * self._drawn(draws.of("burst"), weights)
        # A day whose machine happens never to run still takes its total: then evenly.
        return weights if weights.any() else np.ones(MINUTES, dtype=np.int64)

    def _running(self, draws: Draws, minutes: NDArray[np.int64]) -> NDArray[np.int64]:
        """1 where the machine runs; every cycle runs a little longer or shorter than the last."""
        begun = minutes + draws.of("begin").whole(0, self.cycle)
        most = self.cycle * min(self.duty, PER_MILLE - self.duty) // PER_MILLE // 5
        jitter = draws.of("duty").wholes(begun // self.cycle, 2 * most + 1) - most
        on = begun % self.cycle < self.cycle * self.duty // PER_MILLE + jitter
        return on.astype(np.int64)

    def _drawn(self, draws: Draws, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """1 where something is drawn: some minutes, now and then, where the shape allows it."""
        open_minutes = np.flatnonzero(weights)
        drawn = np.zeros(MINUTES, dtype=np.int64)
        times, minutes = self.bursts
        for place in range(times if len(open_minutes) else 0):
            begin = draws.whole(place, max(1, len(open_minutes) - minutes))
            drawn[open_minutes[begin : begin + minutes]] = 1
        return drawn


SHIFT = 8
"""The most minutes that something switched comes early or late."""
