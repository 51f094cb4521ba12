"""Days as the simulation counts them: by the clock of Thailand, which never changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

AHEAD = 7 * 3600
"""What the clock of Thailand is ahead of UTC [s]."""

DAY, MINUTES = 86_400, 1_440
"""A day [s] and [minutes]."""

FIRST_DAY = date(2020, 1, 1)
"""The day on which all simulated meters were put in; they know nothing before it."""

_EPOCH = date(1970, 1, 1).toordinal()
FIRST = (FIRST_DAY.toordinal() - _EPOCH) * DAY - AHEAD
"""The first second of the simulation [unix s]."""


class DayKind(IntEnum):
    """What is done on a day."""

    WORKDAY = 0
    SATURDAY = 1
    HOLIDAY = 2  # Sundays too


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days nobody works: a shape for the demonstration, not an official calendar.

    ``every_year`` are (month, day), ``moving`` dates that follow the moon or were announced.
    """

    every_year: frozenset[tuple[int, int]] = frozenset()
    moving: frozenset[date] = frozenset()

    def kind(self, day: date) -> DayKind:
        """What kind of day a date is."""
        if (day.month, day.day) in self.every_year or day in self.moving:
            return DayKind.HOLIDAY
        if day.weekday() == SUNDAY:
            return DayKind.HOLIDAY
        return DayKind.SATURDAY if day.weekday() == SUNDAY - 1 else DayKind.WORKDAY

    def days(self, first: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Kinds and months (0 to 11) of the days from ``first`` up to ``end``."""
        dates = [date_of(day) for day in range(first, end)]
        kinds = np.array([int(self.kind(one)) for one in dates], dtype=np.int64)
        return kinds, np.array([one.month - 1 for one in dates], dtype=np.int64)


SUNDAY = 6


def date_of(day: int) -> date:
    """The date of a day of the simulation.

    >>> date_of(31)
    datetime.date(2020, 2, 1)
    """
    return date.fromordinal(FIRST_DAY.toordinal() + day)


def day_of(at: int) -> int:
    """The day of the simulation that an instant [unix s] falls on.

    >>> day_of(FIRST), day_of(FIRST - 1)
    (0, -1)
    """
    return (at - FIRST) // DAY


def begin_of(day: date) -> int:
    """The first second of a date in Thailand [unix s].

    >>> begin_of(date(2026, 1, 1))
    1767200400
    """
    return (day.toordinal() - _EPOCH) * DAY - AHEAD


def months_between(start: int, end: int) -> list[tuple[str, int, int]]:
    """The months of Thailand that a stretch of time [unix s] touches: name, start and end in it.

    >>> months_between(begin_of(date(2026, 1, 30)), begin_of(date(2026, 3, 1)))
    [('2026-01', 1769706000, 1769878800), ('2026-02', 1769878800, 1772298000)]
    """
    found = []
    at = start
    while at < end:
        day = datetime.fromtimestamp(at + AHEAD, tz=UTC).date()
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        until = min(begin_of(after), end)
        found.append((f"{day.year}-{day.month:02}", at, until))
        at = until
    return found
