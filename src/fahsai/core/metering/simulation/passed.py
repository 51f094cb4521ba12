"""What has truly passed through a meter: exact, at any minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.simulation.days import DAY, FIRST, date_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fahsai.core.metering.simulation.days import Calendar
    from fahsai.core.metering.simulation.draw import Draws
    from fahsai.core.metering.simulation.load import Load

AHEAD_DAYS = 400
"""How many days are summed beyond the one that is asked for."""

KEPT_DAYS = 16
"""How many days are kept minute by minute."""


class Passed:
    """What has passed since the first day.  What is worked out is kept; it never changes."""

    def __init__(self, loads: Sequence[Load], draws: Draws, calendar: Calendar) -> None:
        self._loads = [(one, draws.of("load", place)) for place, one in enumerate(loads)]
        self._calendar = calendar
        self._totals: list[NDArray[np.int64]] = []
        self._before = np.zeros(1, dtype=np.int64)
        self._days: dict[int, NDArray[np.int64]] = {}

    def until(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """What has passed until instants of whole minutes [unix s] in [10**-FINE unit].

        Raises:
            ValueError: an instant is before the first day.
        """
        since = np.asarray(at, dtype=np.int64) - FIRST
        if len(since) == 0:
            return since
        if since.min() < 0:
            raise ValueError(f"the simulation begins on {date_of(0)}")
        days, minutes = since // DAY, since % DAY // 60
        found = np.empty_like(since)
        for day in np.unique(days).tolist():
            of_day = days == day
            found[of_day] = self.before(day) + self._curve(day)[minutes[of_day]]
        return found

    def at(self, instant: int) -> int:
        """What has passed until one instant."""
        return int(self.until(np.array([instant]))[0])

    def before(self, day: int) -> int:
        """What has passed before a day of the simulation."""
        self._sum_to(day)
        return int(self._before[day])

    def of_day(self, day: int) -> int:
        """What passes on a day."""
        return self.before(day + 1) - self.before(day)

    def _sum_to(self, day: int) -> None:
        if day < len(self._before):
            return
        end = day + AHEAD_DAYS
        self._totals = [
            one.by_day(draws, self._calendar, 0, end) * (-1 if one.feeds else 1)
            for one, draws in self._loads
        ]
        whole = np.sum(self._totals, axis=0, dtype=np.int64)
        self._before = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(whole)))

    def _curve(self, day: int) -> NDArray[np.int64]:
        known = self._days.get(day)
        if known is not None:
            return known
        self._sum_to(day + 1)
        kind = self._calendar.kind(date_of(day))
        curve = np.zeros(1, dtype=np.int64)
        for (one, draws), totals in zip(self._loads, self._totals, strict=True):
            curve = curve + one.spread(abs(int(totals[day])), draws, day, kind) * (
                -1 if one.feeds else 1
            )
        if len(self._days) >= KEPT_DAYS:
            self._days.clear()
        self._days[day] = curve
        return curve
