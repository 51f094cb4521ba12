"""Half-open periods of calendar dates, with the kinds that Thai reports use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, canonical, exact, total
from fahsai.core.thai import era
from fahsai.core.thai.dates import format_date
from fahsai.core.thai.era import Era, year_text
from fahsai.core.thai.months import month_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fahsai.core.thai.months import Lang

BE_OFFSET = era.BE_OFFSET
"""Buddhist era minus Christian era, in years."""


class PeriodKind(StrEnum):
    """What a period is called by people."""

    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar_year"
    FISCAL_YEAR = "fiscal_year"
    CUSTOM = "custom"

    # Periods are keys of large tables: the hash of the text is C code, an Enum's is not.
    __hash__ = str.__hash__


YEAR_KINDS = {"fiscal": PeriodKind.FISCAL_YEAR, "calendar": PeriodKind.CALENDAR_YEAR}
"""The two kinds of year by the word that options and addresses have for them."""


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

    def __hash__(self) -> int:
        """That of its first day: periods are keys of large tables, and few begin on one day."""
        return hash(self.start)

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


@lru_cache(maxsize=4096)
def month(year: int, number: int) -> Period:
    """The calendar month ``number`` of Christian year ``year``: one object, however often asked.

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


def quarter(year: int, number: int) -> Period:
    """The calendar quarter ``number`` (1 to 4) of Christian year ``year``.

    >>> quarter(2024, 4).end
    datetime.date(2025, 1, 1)
    """
    last = date(year, number * 3, 1)
    return Period(date(year, number * 3 - 2, 1), _next_month(last), PeriodKind.QUARTER)


def label(period: Period, lang: Lang = "th", era: Era | None = None) -> str:
    """What a document calls a period: its name, and its first and last day where they help.

    Years are of the language's own era, or of the one asked for.

    >>> label(fiscal_year(2565))
    'ปีงบประมาณ 2565 (1 ตุลาคม 2564 – 30 กันยายน 2565)'
    >>> label(month(2021, 10)), label(month(2021, 10), "en"), label(month(2021, 10), era=Era.CE)
    ('ตุลาคม 2564', 'October 2021', 'ตุลาคม ค.ศ. 2021')
    """
    year = year_text(period.last_day.year, lang, era)
    if period.kind is PeriodKind.MONTH:
        return f"{month_name(period.start.month, 'long', lang)} {year}"
    first, last = (format_date(day, "long", lang, era) for day in (period.start, period.last_day))
    days = f"{first} – {last}"
    if period.kind is PeriodKind.FISCAL_YEAR:
        return f"ปีงบประมาณ {year} ({days})" if lang == "th" else f"Fiscal year {year} ({days})"
    if period.kind is PeriodKind.CALENDAR_YEAR:
        named = f"ปี {year}" if era is Era.CE else f"ปี พ.ศ. {year}"
        return f"{named} ({days})" if lang == "th" else f"Year {year} ({days})"
    return days


def share_by_days(
    bill: Period, within: Sequence[Period], quantity: Decimal, subject: str = ""
) -> tuple[tuple[tuple[Period, Decimal], ...], tuple[Finding, ...]]:
    """A bill's quantity shared over the periods it touches, by days; nothing is lost.

    Each part stands with its period of ``within``; days of the bill outside them all keep their
    share under a custom period of those days.  The parts add up to ``quantity`` exactly: the
    last takes the remainder.  Overlapping periods raise ``ValueError``.

    Equation: ``part = quantity x common days / days of the bill``.
    Findings: ``period.shared_by_days`` when there are several parts, ``period.outside`` for days
    in none of the periods.

    >>> bill = Period(date(2021, 9, 21), date(2021, 10, 11))
    >>> parts, findings = share_by_days(bill, (fiscal_year(2564), fiscal_year(2565)), Decimal(300))
    >>> [(period.year_be, part) for period, part in parts], findings[0].code
    ([(2564, Decimal('150')), (2565, Decimal('150'))], 'period.shared_by_days')
    """
    pieces = tuple(_pieces(bill, within))
    parts = _parts(quantity, tuple(days for _, days, _ in pieces))
    findings = []
    if len(pieces) > 1:
        findings.append(
            finding(
                "period.shared_by_days",
                Level.INFO,
                subject or label(bill),
                bill=label(bill),
                quantity=canonical(quantity),
                days=" + ".join(str(days) for _, days, _ in pieces),
                parts=" + ".join(map(canonical, parts)),
            )
        )
    findings += [
        finding(
            "period.outside",
            Level.WARNING,
            subject or label(bill),
            bill=label(bill),
            outside=label(period),
            quantity=canonical(part),
        )
        for (period, _, inside), part in zip(pieces, parts, strict=True)
        if not inside
    ]
    shares = tuple((period, part) for (period, _, _), part in zip(pieces, parts, strict=True))
    return shares, tuple(findings)


def _pieces(bill: Period, within: Sequence[Period]) -> Iterator[tuple[Period, int, bool]]:
    """Period, common days and whether it is one of ``within``, in the order of time."""
    reached = bill.start
    last_end = date.min
    for period in sorted(within):
        if period.start < last_end:
            raise ValueError(f"periods overlap at {period.start}")
        last_end = period.end
        if not period.overlaps(bill):
            continue
        if reached < period.start:
            gap = Period(reached, period.start)
            yield gap, gap.days, False
        reached = min(period.end, bill.end)
        yield period, (reached - max(period.start, bill.start)).days, True
    if reached < bill.end:
        rest = Period(reached, bill.end)
        yield rest, rest.days, False


def _parts(quantity: Decimal, days: tuple[int, ...]) -> tuple[Decimal, ...]:
    """The quantity divided in proportion to days.

    All parts are multiples of the last digit that 34 digits of the quantity can hold, so that
    adding them rounds nothing.
    """
    if len(days) == 1:
        return (quantity,)
    whole = Decimal(sum(days))
    quantum = Decimal((0, (1,), quantity.adjusted() - EXACT.prec + 1))
    parts = [
        EXACT.divide(EXACT.multiply(quantity, Decimal(n)), whole).quantize(
            quantum, rounding=ROUND_DOWN, context=EXACT
        )
        for n in days[:-1]
    ]
    parts.append(EXACT.subtract(quantity, total(parts)))
    return tuple(exact(canonical(part)) for part in parts)
