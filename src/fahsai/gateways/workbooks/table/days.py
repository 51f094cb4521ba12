"""The day that a cell of any table holds: dates, serial numbers, texts of either era."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.dates import parse_date
from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET, christian_year
from fahsai.gateways.workbooks.grid import Broken
from fahsai.gateways.workbooks.table.mapping import CE, MONTH_FIRST

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import CellValue

UNREADABLE, AMBIGUOUS = "date-unreadable", "date-ambiguous"

_DAY_0, _DAY_0_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS = range(25_569, 80_000)
"""Serial numbers of 1970 to 2119; other numbers in a column of dates are something else."""
_SHORT_BE = range(1950, 2000)
"""Years that Excel makes of a two-digit Buddhist year: 15/1/67 becomes 1967, and means 2567."""
_CENTURY_OFFSET = 2500 - 1900 - BE_OFFSET
_FIRST_YEAR = 1990
"""Before it nobody accounted for greenhouse gases: such a year is a slip of the era."""

_COMPACT = re.compile(r"([12][0-9]{3})(0[1-9]|1[0-2])([0-2][0-9]|3[01])")
_TIME = re.compile(
    r"(?<=[0-9])(?:\s+|T)[0-2]?[0-9][:.][0-5][0-9](?:[:.][0-5][0-9](?:\.[0-9]+)?)?\s*(?:น\.?|Z)?$"
)
_NUMERIC = re.compile(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"[0-9]{4}[^0-9]")
_SHORT_YEAR = re.compile(r"(.*[^0-9])([0-9]{2})")


class DayRules(NamedTuple):
    """How the dates of a table are written."""

    order: str = ""
    era: str = ""
    from_1904: bool = False


class Day(NamedTuple):
    """The day of a cell, or the reason why there is none."""

    day: date | None
    reason: str = ""


def day_said(value: CellValue, rules: DayRules) -> Day:
    """The day of a cell.

    >>> day_said(Decimal(45292), DayRules()).day, day_said("15/1/67", DayRules()).day
    (datetime.date(2024, 1, 1), datetime.date(2024, 1, 15))
    >>> day_said(date(1967, 1, 15), DayRules()).day, day_said("01/25/2024", DayRules("mdy")).day
    (datetime.date(2024, 1, 15), datetime.date(2024, 1, 25))
    >>> day_said("5/6/24", DayRules()).reason, day_said("5/6/24", DayRules(era="ce")).day
    ('date-ambiguous', datetime.date(2024, 6, 5))
    """
    match value:
        case datetime():
            return _of_this_time(value.date())
        case date():
            return _of_this_time(value)
        case Decimal():
            return _number(value, rules)
        case None | bool() | Broken():
            return Day(None, UNREADABLE)
        case str():
            return _text(value, rules)
        case _:
            return Day(None, UNREADABLE)


def _of_this_time(day: date) -> Day:
    """A date whose year was typed in the Buddhist era, by four digits or by two."""
    year = day.year
    if year in _SHORT_BE:
        year += _CENTURY_OFFSET
    else:
        year = christian_year(year) or 0
    if year < _FIRST_YEAR:
        return Day(None, UNREADABLE)
    try:
        return Day(day.replace(year=year))
    except ValueError:  # 29 February of another year
        return Day(None, UNREADABLE)


def _number(value: Decimal, rules: DayRules) -> Day:
    whole = int(value)
    if whole in _SERIALS:
        return _of_this_time((_DAY_0_1904 if rules.from_1904 else _DAY_0) + timedelta(whole))
    return _text(str(whole), rules) if value == whole else Day(None, UNREADABLE)


@lru_cache(maxsize=4096)
def _text(value: str, rules: DayRules) -> Day:
    text = _TIME.sub("", to_arabic(value).strip())
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:  # noqa: PLR2004 - a serial
        return _number(Decimal(text), rules)
    compact = _COMPACT.fullmatch(text)
    if compact:
        text = "-".join(compact.groups())
    numeric = _NUMERIC.fullmatch(text)
    if numeric and rules.order == MONTH_FIRST:
        month, sign, day, year = numeric.groups()
        text = f"{day}{sign}{month}{sign}{year}"
    short = _SHORT_YEAR.fullmatch(text) if rules.era and not _ISO.match(text) else None
    if short:
        text = f"{short[1]}{_long(short[2], rules.era)}"
    day_read, findings = parse_date(text)
    if day_read is None:
        ambiguous = any(one.code == "date.ambiguous_year" for one in findings)
        return Day(None, AMBIGUOUS if ambiguous else UNREADABLE)
    return Day(day_read) if day_read.year >= _FIRST_YEAR else Day(None, UNREADABLE)


def _long(short: str, era: str) -> str:
    """A two-digit year in four digits of the era that the table counts in."""
    return f"20{short}" if era == CE else f"25{short}"
