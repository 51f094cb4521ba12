"""How the dates of a table are written: their order, their era, and what a date stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fahsai.core.thai.digits import to_arabic
from fahsai.gateways.workbooks.cell_text import month_said, plain
from fahsai.gateways.workbooks.grid import letters, shown
from fahsai.gateways.workbooks.table.days import DayRules, day_said
from fahsai.gateways.workbooks.table.mapping import (
    CE,
    DAY,
    DAY_FIRST,
    MONTH,
    MONTH_FIRST,
    Field,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.gateways.workbooks.grid import Workbook
    from fahsai.gateways.workbooks.table.column import Column
    from fahsai.gateways.workbooks.table.find import FoundTable
    from fahsai.gateways.workbooks.table.mapping import TableMapping

_PARTS = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})(?:\s.*)?")
_A_MONTH = 12


def _of_dates(columns: Sequence[Column], fields: dict[str, str]) -> list[tuple[int, int, str]]:
    """The figures of the dates that are written as such: first, second and the year's text."""
    places = {fields.get(field) for field in (Field.DATE, Field.FROM, Field.TO, Field.MONTH)}
    found = []
    for one in columns:
        for value in one.cells if one.letters in places else ():
            match = _PARTS.fullmatch(to_arabic(value).strip()) if isinstance(value, str) else None
            if match:
                found.append((int(match[1]), int(match[2]), match[3]))
    return found


def date_order(columns: Sequence[Column], fields: dict[str, str]) -> str:
    """Month before day only where dates show that, and none shows the other."""
    dates = _of_dates(columns, fields)
    later = any(second > _A_MONTH for _, second, _ in dates)
    sooner = any(first > _A_MONTH for first, _, _ in dates)
    return MONTH_FIRST if later and not sooner else DAY_FIRST


_SHORT_YEARS = re.compile(r"(?<![0-9])([0-9]{2})$")


def short_era(columns: Sequence[Column], fields: dict[str, str]) -> str:
    """The era of years of two digits where they are all below 50: nobody reports of 25(00-49)."""
    short = [year for _, _, year in _of_dates(columns, fields) if len(year) == 2]  # noqa: PLR2004
    places = {fields.get(field) for field in (Field.MONTH, Field.DATE)}
    for one in columns:
        for value in one.cells if one.letters in places else ():
            text = to_arabic(value).strip() if isinstance(value, str) else ""
            match = _SHORT_YEARS.search(text)
            if match and month_said(text) is not None:
                short.append(match[1])
    return CE if short and all(int(year) < 50 for year in short) else ""  # noqa: PLR2004


def date_means(table: FoundTable, mapping: TableMapping, workbook: Workbook) -> str:
    """Whether a date stands for its month: where no source has two dates in one month."""
    column = mapping.columns.get(Field.DATE)
    if column is None:
        return ""
    rules = DayRules(mapping.date_order, mapping.era, workbook.from_1904)
    names = [
        mapping.columns[field]
        for field in (Field.SOURCE, Field.CODE, Field.ACCOUNT, Field.PART, Field.UNIT)
        if field in mapping.columns
    ]
    by_letters = {letters(place): place for place in table.columns}
    seen: set[tuple[str, ...]] = set()
    for row in range(table.first, table.end):
        day = day_said(table.sheet.cell(row, by_letters[column]), rules).day
        if day is not None:
            words = (plain(shown(table.sheet.cell(row, by_letters[one]))) for one in names)
            place = (f"{day.year}-{day.month}", *words)
            if place in seen:
                return DAY
            seen.add(place)
    return MONTH
