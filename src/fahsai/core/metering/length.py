"""Stretches of time that quantities are asked by: quarters of an hour to years, as people count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.metering.series import INTERVAL

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = 7 * 3600
"""Thai time is so much ahead of UTC [s]; it has no summer time."""

HOUR, DAY = 3600, 86_400
LONGEST_MONTH = 31 * DAY
FISCAL_MONTH = 10
"""The Thai fiscal year begins in October."""


class Length(StrEnum):
    """How long each stretch is."""

    QUARTER_HOUR = "15min"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"


EVEN = {Length.QUARTER_HOUR: INTERVAL, Length.HOUR: HOUR, Length.DAY: DAY}
"""Lengths that are all the same [s]."""

MONTHS = {Length.MONTH: 1, Length.YEAR: 12, Length.FISCAL_YEAR: 12}


def bounds(length: Length, start: int, end: int) -> list[int]:
    """Where the stretches of ``start`` to ``end`` [unix s] begin, and at last where they end.

    They begin as the clock and the calendar of Thailand do; the first and the last are cut where
    what is asked begins and ends.

    >>> day = 1763658000  # 2025-11-21 00:00 in Thailand
    >>> [one - day for one in bounds(Length.HOUR, day + 1800, day + 9000)]
    [1800, 3600, 7200, 9000]
    >>> bounds(Length.MONTH, instant(date(2025, 1, 1)), instant(date(2025, 3, 1))) == [
    ...     instant(date(2025, month, 1)) for month in (1, 2, 3)
    ... ]
    True
    """
    if start >= end:
        return []
    inner = (one for one in _beginnings(length, start, end) if start < one < end)
    return [start, *inner, end]


def at_least(length: Length, start: int, end: int) -> int:
    """How many stretches there are from ``start`` to ``end`` [unix s], or a few less.

    >>> at_least(Length.HOUR, 0, 86_400)
    24
    """
    step = EVEN.get(length, MONTHS.get(length, 0) * LONGEST_MONTH)
    return max(end - start, 0) // step


def _beginnings(length: Length, start: int, end: int) -> Iterator[int]:
    if length in EVEN:
        step = EVEN[length]
        first = (start + ZONE) // step * step - ZONE
        yield from range(first, end, step)
        return
    day = day_of(start).replace(day=1)
    if length is Length.YEAR:
        day = day.replace(month=1)
    elif length is Length.FISCAL_YEAR:
        day = day.replace(year=day.year - (day.month < FISCAL_MONTH), month=FISCAL_MONTH)
    while (at := instant(day)) < end:
        yield at
        day = _months_later(day, MONTHS[length])


def _months_later(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def instant(day: date) -> int:
    """When a day begins in Thailand [unix s]."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - ZONE


def day_of(at: int) -> date:
    """The day in Thailand of an instant [unix s]."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(seconds=at + ZONE)).date()


def month_text(month: int) -> str:
    """A month (YYYYMM) as findings and tables say it.

    >>> month_text(202601)
    '2026-01'
    """
    return f"{month // 100}-{month % 100:02d}"
