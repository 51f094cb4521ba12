"""The records of the years before: what was put into the ground then still gives off gas now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.activity import ActivityLine
from fahsai.core.thai.period import Period, share_by_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

A_YEAR = (365, 366)
"""Days of the periods that follow each other year by year."""


class EarlierYear(NamedTuple):
    """The records of one year before the reported one.

    ``kept`` tells that an inventory of that very year is kept: its records are all that it has.
    Without one they may be a part of it (three months at the edge of a fiscal year).
    """

    period: Period
    lines: tuple[ActivityLine, ...]
    kept: bool = True

    def of_source(self, source_id: UUID) -> EarlierYear:
        """The records of one source, each with the share of its days that lies in the year."""
        return self._replace(
            lines=tuple(
                part
                for line in self.lines
                if line.source_id == source_id
                for part in _inside(line, self.period)
            )
        )


def earlier_years(
    period: Period, lines: Sequence[ActivityLine], kept: Iterable[Period]
) -> tuple[EarlierYear, ...]:
    """The years before a period that records touch, the last first.

    They begin and end on the days of the period itself, so that a fiscal year has fiscal years
    before it.  A period of another length has no years before it.

    Args:
        period: the reported year.
        lines: records of any time; those of the reported year and later are passed over.
        kept: the periods of which inventories are kept.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from uuid import UUID
    >>> from fahsai.core.inventory.activity import Grade, Origin
    >>> from fahsai.core.thai.period import calendar_year, month
    >>> one = UUID(int=1)
    >>> line = ActivityLine(one, one, month(2023, 3), Decimal(5), "kg", Origin.PAID, Grade.Y)
    >>> found = earlier_years(calendar_year(2568), [line], [calendar_year(2566)])
    >>> [(year.period.year_be, len(year.lines), year.kept) for year in found]
    [(2566, 1, True)]
    """
    if period.days not in A_YEAR:
        return ()
    known = {(one.start, one.end) for one in kept}
    first = min((line.period.start for line in lines), default=period.start)
    return tuple(
        EarlierYear(year, inside, (year.start, year.end) in known)
        for year in _years_before(period, first.year)
        if (inside := tuple(line for line in lines if line.period.overlaps(year)))
    )


def _years_before(period: Period, first_year: int) -> Iterator[Period]:
    back = 1
    while period.end.year - back >= first_year:
        start, end = (
            day.replace(year=day.year - back, day=min(day.day, 28))
            for day in (period.start, period.end)
        )
        yield Period(start, end, period.kind)
        back += 1


def _inside(line: ActivityLine, year: Period) -> Iterator[ActivityLine]:
    if year.contains(line.period):
        yield line
        return
    parts, _ = share_by_days(line.period, (year,), line.quantity)
    for where, part in parts:
        if where == year:
            yield line._replace(quantity=part)
