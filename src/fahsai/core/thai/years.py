"""The reporting year that a heading speaks of."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET, christian_year
from fahsai.core.thai.months import MONTH_PATTERN, parse_month_year

if TYPE_CHECKING:
    from collections.abc import Iterable


class YearKind(StrEnum):
    """Which twelve months a year means."""

    FISCAL = "fiscal"
    CALENDAR = "calendar"
    UNKNOWN = "unknown"


_FISCAL = re.compile(
    r"ปี\s*งบประมาณ|ปี\s*งบ(?![ก-๎])|งปม\.?|\bfiscal\b|\bFY(?=\s*\d|\b)", re.IGNORECASE
)
_CALENDAR = re.compile(r"ปี\s*ปฏิทิน|\bcalendar\s+year\b|\bCY(?=\s*\d|\b)", re.IGNORECASE)
_LONG_YEAR = re.compile(r"(?<!\d)(?<!\d[.,])(\d{4})(?!\d|[.,]\d)")
_SHORT_YEAR = re.compile(
    r"(?:ปี(?:\s*งบประมาณ|\s*ปฏิทิน|\s*งบ)?|งปม\.?|พ\.?ศ\.?|\bFY)\s*(?:พ\.?ศ\.?)?\s*(\d{2})(?!\d)",
    re.IGNORECASE,
)
_MONTH_IN_TEXT = re.compile(
    rf"(?:^|(?<=[\s\d\-–—(:])){MONTH_PATTERN}[\s\-/'’]*(?:พ\.?ศ\.?\s*)?(?:\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_SHORT_BE_YEARS = range(50, 100)
_CENTURY_BE = 2500
_RANGE_ENDS = 2


def parse_year(text: str, subject: str = "") -> tuple[int | None, YearKind, tuple[Finding, ...]]:
    """The Buddhist year and its kind, from a heading in Thai or English.

    "ปีงบประมาณ 2566" is fiscal, "ม.ค.63-ธ.ค.63" calendar, "ต.ค.64-ก.ย.65" fiscal 2565;
    "ปี 2567" does not say.

    Findings: ``year.missing`` when no year is named, ``year.several`` when more than one is,
    ``year.custom_period`` for a span of months that is neither kind of year (the year is then
    that of its last month).

    >>> parse_year("ปริมาณก๊าซเรือนกระจก (kgCO2e) ปีงบประมาณ 2566")[:2]
    (2566, <YearKind.FISCAL: 'fiscal'>)
    """
    subject = subject or text
    plain = to_arabic(text)
    kind = _said_kind(plain)
    span = _span(plain)
    if span is not None:
        return _from_span(span, kind, text, subject)
    years = sorted({year for year in _years(plain) if year is not None})
    if not years:
        return None, kind, (finding("year.missing", Level.WARNING, subject, text=text),)
    if len(years) > 1:
        named = ", ".join(map(str, years))
        return (
            None,
            kind,
            (finding("year.several", Level.WARNING, subject, text=text, years=named),),
        )
    return years[0], kind, ()


def _said_kind(text: str) -> YearKind:
    if _FISCAL.search(text):
        return YearKind.FISCAL
    return YearKind.CALENDAR if _CALENDAR.search(text) else YearKind.UNKNOWN


def _years(text: str) -> Iterable[int | None]:
    for number in _LONG_YEAR.findall(text):
        known = christian_year(int(number))
        yield known + BE_OFFSET if known is not None else None
    for number in _SHORT_YEAR.findall(text):
        if int(number) in _SHORT_BE_YEARS:
            yield _CENTURY_BE + int(number)


def _span(text: str) -> tuple[int, int, int, int] | None:
    """First month and year, last month and year (Buddhist) of "ต.ค.64-ก.ย.65"."""
    ends = []
    for match in _MONTH_IN_TEXT.findall(text):
        end = parse_month_year(re.sub(r"พ\.?ศ\.?(?=\s*\d)", "", match))
        if end is not None and end[1] is not None:
            ends.append((end[0], end[1]))
    if len(ends) != _RANGE_ENDS:
        return None
    return (*ends[0], *ends[1])


def _from_span(
    span: tuple[int, int, int, int], said: YearKind, text: str, subject: str
) -> tuple[int | None, YearKind, tuple[Finding, ...]]:
    first_month, first_year, last_month, last_year = span
    if (first_month, last_month) == (1, 12) and first_year == last_year:
        found = YearKind.CALENDAR
    elif (first_month, last_month) == (10, 9) and last_year == first_year + 1:
        found = YearKind.FISCAL
    else:
        found = YearKind.UNKNOWN
    if found is not YearKind.UNKNOWN and said in {YearKind.UNKNOWN, found}:
        return last_year, found, ()
    return (
        last_year,
        YearKind.UNKNOWN,
        (finding("year.custom_period", Level.WARNING, subject, text=text, year=str(last_year)),),
    )
