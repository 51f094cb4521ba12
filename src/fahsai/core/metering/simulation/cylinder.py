"""A cylinder on a scale: it loses what is used, and is exchanged for a full one in the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.simulation.days import DAY, FIRST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.simulation.meter import SimulatedMeter
    from fahsai.core.metering.simulation.passed import Passed

EXCHANGE = (7 * 60 + 30) * 60
"""When cylinders are exchanged: before anything is drawn that day [s after midnight]."""


class Cylinder:
    """What a meter's cylinder holds [10**-FINE unit]."""

    def __init__(self, meter: SimulatedMeter, passed: Passed) -> None:
        self._meter, self._passed = meter, passed
        self._in_the_morning: list[int] = [meter.holds]
        """What it holds when a day begins, for each day so far."""

    def level(self, ts: NDArray[np.int64]) -> NDArray[np.int64]:
        """What it holds at sorted instants of whole minutes [unix s]."""
        days, seconds = (ts - FIRST) // DAY, (ts - FIRST) % DAY
        used = self._passed.until(ts)
        held = np.empty_like(used)
        for day in np.unique(days).tolist():
            of_day = days == day
            held[of_day] = self._held(day) - (used[of_day] - self._passed.before(day))
            if self._exchanged(day):
                held[of_day & (seconds >= EXCHANGE)] += self._meter.holds - self._held(day)
        return held

    def exchanges(self, start: int, end: int) -> list[int]:
        """When a full one came, from ``start`` up to ``end`` [unix s]."""
        days = range(max(0, (start - FIRST) // DAY), (end - 1 - FIRST) // DAY + 1)
        times = (FIRST + day * DAY + EXCHANGE for day in days if self._exchanged(day))
        return [at for at in times if start <= at < end]

    def _exchanged(self, day: int) -> bool:
        return self._held(day) - self._passed.of_day(day) < self._meter.least

    def _held(self, day: int) -> int:
        for before in range(len(self._in_the_morning) - 1, day):
            held = self._in_the_morning[before]
            left = held - self._passed.of_day(before)
            full = self._meter.holds - self._passed.of_day(before)
            self._in_the_morning.append(full if left < self._meter.least else left)
        return self._in_the_morning[day]
