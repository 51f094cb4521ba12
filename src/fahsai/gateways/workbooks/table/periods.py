"""The period of a row or of a column, by the cells that speak of time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET, christian_year
from fahsai.core.thai.months import parse_month
from fahsai.core.thai.period import Period, PeriodKind, calendar_year, fiscal_year, month
from fahsai.core.thai.years import YearKind, parse_year
from fahsai.gateways.workbooks.cell_text import month_said
from fahsai.gateways.workbooks.grid import Broken
from fahsai.gateways.workbooks.table.days import DayRules, day_said
from fahsai.gateways.workbooks.table.mapping import CE, Field, TableMapping
from fahsai.gateways.workbooks.table.mapping import MONTH as WHOLE_MONTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.gateways.workbooks.grid import CellValue

MISSING, YEAR_UNKNOWN, REVERSED = "date-missing", "year-unknown", "period-reversed"
MONTH_UNREADABLE, YEAR_CONFLICT = "month-unreadable", "year-conflict"
FISCAL_MONTHS = range(10, 13)
"""Months that a Thai fiscal year begins with: they lie in the calendar year before its number."""

_LONGEST = 400
_OF_ROWS = (Field.DATE, Field.MONTH, Field.FROM, Field.TO)
_MONTHS = range(1, 13)
_YEAR_MONTH = re.compile(r"([12][0-9]{3})\s*[-/.]?\s*(0[1-9]|1[0-2]|[1-9])")
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])\s*[-/.]\s*([12][0-9]{3}|[0-9]{2})")
_TWO_DIGITS = 100
_SHORT_BE = range(50, 100)


class Dated(NamedTuple):
    """The period of a row, or the field that spoils it and why."""

    period: Period | None
    field: str = ""
    reason: str = ""


def row_period(cells: Mapping[str, CellValue], table: TableMapping, rules: DayRules) -> Dated:
    """The period that the cells of a row name.

    Args:
        cells: the cells of the row by field; only those that speak of time matter.
        table: what is known of the whole table (its year, what a date means).
        rules: how its dates are written.

    Reasons: ``date-missing``, ``date-unreadable``, ``date-ambiguous``, ``month-unreadable``,
    ``year-unknown``, ``period-reversed``.
    """
    if cells.get(Field.FROM) is not None and cells.get(Field.TO) is not None:
        return _span(cells, rules)
    for field in (Field.DATE, Field.TO, Field.FROM):
        if cells.get(field) is not None:
            return _of_date(field, cells[field], table, rules)
    if cells.get(Field.MONTH) is not None:
        return _of_month(cells, table, rules)
    if table.month and not any(field in table.columns for field in _OF_ROWS):
        return column_month(table.month, table, cells)
    return _of_year(cells, table)


def _of_year(cells: Mapping[str, CellValue], table: TableMapping) -> Dated:
    """The whole year of a row or table that speaks of no months."""
    for field in (Field.MONTH, Field.DATE):
        if field in table.columns:
            return Dated(None, field, MISSING)
    if cells.get(Field.YEAR) is not None:
        year, kind = year_of(cells[Field.YEAR], table)
        return Dated(_whole_year(year, kind)) if year else Dated(None, Field.YEAR, YEAR_UNKNOWN)
    if Field.YEAR not in table.columns and table.year_be:
        return Dated(_whole_year(table.year_be, table.year_kind))
    return Dated(None, Field.DATE, MISSING)


def column_month(said: str, table: TableMapping, cells: Mapping[str, CellValue]) -> Dated:
    """The month of a column (``2567-01`` or ``01``), with the year of the row or the table."""
    year_text, _, number = said.rpartition("-")
    if year_text:
        return Dated(month(int(year_text) - BE_OFFSET, int(number)))
    return _month_of_year(int(number), None, cells, table)


def column_year(table: TableMapping, cells: Mapping[str, CellValue], rules: DayRules) -> Dated:
    """The period of an amount that stands under a year of its own, which ``table`` names.

    ``year-conflict`` where the row names another year than its column.
    """
    if not table.month and not any(field in table.columns for field in _OF_ROWS):
        return Dated(_whole_year(table.year_be, table.year_kind))
    dated = row_period(cells, table, rules)
    if dated.period is None:
        return dated
    year = _whole_year(table.year_be, table.year_kind)
    if year.start <= dated.period.start and dated.period.end <= year.end:
        return dated
    return Dated(None, Field.YEAR, YEAR_CONFLICT)


def _span(cells: Mapping[str, CellValue], rules: DayRules) -> Dated:
    """A bill with its first and its last day."""
    first, last = day_said(cells[Field.FROM], rules), day_said(cells[Field.TO], rules)
    for field, read in ((Field.FROM, first), (Field.TO, last)):
        if read.day is None:
            return Dated(None, field, read.reason)
    assert first.day is not None and last.day is not None  # noqa: S101, PT018 - just asked
    if last.day < first.day or (last.day - first.day).days > _LONGEST:
        return Dated(None, Field.TO, REVERSED)
    return Dated(named_period(first.day, last.day))


def named_period(first: date, last: date) -> Period:
    """The period of two days, called a month or a year where it is exactly one.

    >>> named_period(date(2024, 2, 1), date(2024, 2, 29)).kind.value
    'month'
    """
    end = last + timedelta(days=1)
    whole_month = month(first.year, first.month)
    if (first, end) == (whole_month.start, whole_month.end):
        return whole_month
    for made in (fiscal_year, calendar_year):
        year = made(last.year + BE_OFFSET)
        if (first, end) == (year.start, year.end):
            return year
    return Period(first, end, PeriodKind.CUSTOM)


def _of_date(field: Field, value: CellValue, table: TableMapping, rules: DayRules) -> Dated:
    read = day_said(value, rules)
    if read.day is None:
        said = month_and_year(value, table)  # a column of dates may hold whole months
        if said is not None and said[1] is not None:
            return Dated(month(said[1] - BE_OFFSET, said[0]))
        return Dated(None, field, read.reason)
    if table.date_means == WHOLE_MONTH:
        return Dated(month(read.day.year, read.day.month))
    return Dated(_day(read.day))


@lru_cache(maxsize=4096)
def _day(day: date) -> Period:
    """A day as a period: one object, since a table has many rows of it."""
    return Period(day, day + timedelta(days=1), PeriodKind.CUSTOM)


def _of_month(cells: Mapping[str, CellValue], table: TableMapping, rules: DayRules) -> Dated:
    value = cells[Field.MONTH]
    said = month_and_year(value, table)
    if said is None:
        read = day_said(value, rules)
        if read.day is None:
            return Dated(None, Field.MONTH, MONTH_UNREADABLE)
        return Dated(month(read.day.year, read.day.month))
    number, year = said
    return _month_of_year(number, year, cells, table)


def _month_of_year(
    number: int, year: int | None, cells: Mapping[str, CellValue], table: TableMapping
) -> Dated:
    """A month with its own year, else with that of its row, else with that of the table."""
    kind = table.year_kind
    if year is not None:
        return Dated(month(year - BE_OFFSET, number))
    if cells.get(Field.YEAR) is not None:
        year, kind = year_of(cells[Field.YEAR], table)
    else:
        year = table.year_be or None
    if not year:
        return Dated(None, Field.YEAR if Field.YEAR in table.columns else Field.MONTH, YEAR_UNKNOWN)
    before = kind == "fiscal" and number in FISCAL_MONTHS
    return Dated(month(year - BE_OFFSET - before, number))


def month_and_year(value: CellValue, table: TableMapping) -> tuple[int, int | None] | None:
    """Month and Buddhist year of a cell; the year is None where it has none.

    >>> [month_and_year(text, TableMapping()) for text in ("ม.ค. 67", "2567-02", "3", "xx")]
    [(1, 2567), (2, 2567), (3, None), None]
    """
    match value:
        case datetime() | date():
            said = month_said(value)
            return None if said is None else (said.number, said.year_be)
        case Decimal():
            return _of_digits(str(int(value)) if value == int(value) else str(value), table)
        case str():
            text = to_arabic(value).strip()
            named = month_said(text)
            if named is not None and not named.rest:
                short = re.search(r"(?<![0-9])([0-4][0-9])$", text) if table.era == CE else None
                if named.year_be is None and short:
                    return named.number, 2000 + int(short[1]) + BE_OFFSET
                return named.number, named.year_be
            alone = parse_month(text)
            return (alone, None) if alone else _of_digits(text, table)
        case _:
            return None


def _of_digits(text: str, table: TableMapping) -> tuple[int, int | None] | None:
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004 - a month's number
        return (int(text), None) if int(text) in _MONTHS else None
    if match := _YEAR_MONTH.fullmatch(text):
        year = christian_year(int(match[1]))
        return None if year is None else (int(match[2]), year + BE_OFFSET)
    if match := _MONTH_YEAR.fullmatch(text):
        long = _long_year(int(match[2]), table.era)
        return None if long is None else (int(match[1]), long)
    return None


def _long_year(year: int, era: str) -> int | None:
    """A year of two or four digits in the Buddhist era; None where nobody can tell."""
    if year >= _TWO_DIGITS:
        known = christian_year(year)
        return None if known is None else known + BE_OFFSET
    if era == CE:
        return 2000 + year + BE_OFFSET
    return 2500 + year if era or year in _SHORT_BE else None


def year_of(value: CellValue, table: TableMapping) -> tuple[int | None, str]:
    """Buddhist year and kind (``fiscal``, ``calendar`` or empty) of a cell.

    >>> year_of("ปีงบประมาณ 2567", TableMapping()), year_of(Decimal(2024), TableMapping())
    ((2567, 'fiscal'), (2567, ''))
    """
    kind = table.year_kind
    match value:
        case datetime() | date():
            known = christian_year(value.year)
            return (None if known is None else known + BE_OFFSET), kind
        case Decimal():
            return (_long_year(int(value), table.era) if value == int(value) else None), kind
        case None | bool() | Broken():
            return None, kind
        case _:
            text = to_arabic(str(value)).strip()
            if text.isdecimal():
                return _long_year(int(text), table.era), kind
            year, said, _ = parse_year(text)
            return year, (said.value if said is not YearKind.UNKNOWN else kind)


def _whole_year(year_be: int, kind: str) -> Period:
    return fiscal_year(year_be) if kind == "fiscal" else calendar_year(year_be)
