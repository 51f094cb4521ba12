"""Half-open periods of calendar dates, with the kinds that Thai reports use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

BE_OFFSET = 543
"""Buddhist era minus Christian era, in years."""


class PeriodKind(StrEnum):
    """What a period is called by people."""

    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar_year"
    FISCAL_YEAR = "fiscal_year"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Dates from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    kind: PeriodKind = PeriodKind.CUSTOM

    def __post_init__(self) -> None:
        """Refuse an empty or reversed period: a programming error, never user data."""
        if self.end <= self.start:
            raise ValueError(f"period ends before it starts: {self.start}..{self.end}")

    @property
    def last_day(self) -> date:
        """The last date inside the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Length [days]."""
        return (self.end - self.start).days

    @property
    def year_be(self) -> int:
        """The Buddhist-era year people name the period by: that of its last day."""
        return self.last_day.year + BE_OFFSET

    def contains(self, other: Period) -> bool:
        """True when ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """True when at least one day is common."""
        return self.start < other.end and other.start < self.end

    def months(self) -> tuple[Period, ...]:
        """The calendar months that start inside the period, in order."""
        result = []
        current = date(self.start.year, self.start.month, 1)
        if current < self.start:
            current = _next_month(current)
        while current < self.end:
            result.append(month(current.year, current.month))
            current = _next_month(current)
        return tuple(result)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month(year: int, number: int) -> Period:
    """The calendar month ``number`` of Christian year ``year``.

    >>> month(2024, 12).end
    datetime.date(2025, 1, 1)
    """
    start = date(year, number, 1)
    return Period(start, _next_month(start), PeriodKind.MONTH)


def calendar_year(year_be: int) -> Period:
    """1 January to 31 December of a Buddhist year."""
    year = year_be - BE_OFFSET
    return Period(date(year, 1, 1), date(year + 1, 1, 1), PeriodKind.CALENDAR_YEAR)


def fiscal_year(year_be: int) -> Period:
    """The Thai fiscal year: 1 October of the year before to 30 September.

    >>> fiscal_year(2565).start, fiscal_year(2565).last_day
    (datetime.date(2021, 10, 1), datetime.date(2022, 9, 30))
    """
    year = year_be - BE_OFFSET
    return Period(date(year - 1, 10, 1), date(year, 10, 1), PeriodKind.FISCAL_YEAR)
