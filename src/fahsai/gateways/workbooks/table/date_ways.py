"""How the dates of a table are written: their order, their era, and what a date stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET
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
    from collections.abc import Mapping, Sequence

    from fahsai.gateways.workbooks.grid import CellValue, Workbook
    from fahsai.gateways.workbooks.table.column import Column
    from fahsai.gateways.workbooks.table.find import FoundTable
    from fahsai.gateways.workbooks.table.mapping import TableMapping

_PARTS = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})(?:\s.*)?")
_A_MONTH = 12


_SHORT_YEARS = re.compile(r"(?<![0-9])([0-9]{2})$")
_MONTH_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])\s*[-/.]\s*([0-9]{2})")
_FIRST_BE = 50
"""Two digits below it are of the Christian era: nobody reports of 25(00-49)."""
_FIRST_YEAR = 2000
"""Before it nobody reported greenhouse gases."""


class SeenDates(NamedTuple):
    """How the dates of a file are written, as far as they show it.

    ``order`` is empty where every date may be read in both; ``short`` are the years of two digits.
    """

    order: str = ""
    short: frozenset[int] = frozenset()

    @property
    def era(self) -> str:
        """The era of the years of two digits, where it is the Christian one."""
        return CE if self.short and all(year < _FIRST_BE for year in self.short) else ""

    def order_for(self, before: str) -> str:
        """The order of day and month: as the dates show, else as such a table had it before.

        >>> SeenDates(DAY_FIRST).order_for(MONTH_FIRST), SeenDates().order_for(MONTH_FIRST)
        ('dmy', 'mdy')
        """
        return self.order or before or DAY_FIRST

    def era_for(self, before: str, this_year: int) -> str:
        """The era of short years: as they show, else that of before where its years may be meant.

        Args:
            before: the era of a table with the same headings.
            this_year: the Christian year of today; nobody reports of later ones.

        >>> y68, y25, y45 = (SeenDates("", frozenset({one})) for one in (68, 25, 45))
        >>> y68.era_for("ce", 2026), y25.era_for("be", 2026), y45.era_for("be", 2026)
        ('', 'ce', 'be')
        """
        if before and not self._plausible(self.era, this_year):
            return before if self._plausible(before, this_year) else self.era
        return self.era

    def _plausible(self, era: str, this_year: int) -> bool:
        if not era and any(year < _FIRST_BE for year in self.short):
            return False  # nobody can tell
        first = _FIRST_YEAR if era == CE else 2500 - BE_OFFSET
        return all(_FIRST_YEAR <= first + year <= this_year for year in self.short)


def seen_dates(columns: Sequence[Column], fields: Mapping[str, str]) -> SeenDates:
    """How the dates in the columns of a table are written."""
    dates = _of_dates(columns, fields)
    short = [int(year) for _, _, year in dates if len(year) == _SHORT]
    for one in columns:
        for value in one.cells:
            if one.letters in {fields.get(Field.MONTH), fields.get(Field.DATE)}:
                short.extend(_short_year_of_month(value))
            elif one.letters == fields.get(Field.YEAR):
                text = to_arabic(shown(value)).strip()
                short.extend([int(text)] if text.isdecimal() and len(text) == _SHORT else [])
    return SeenDates(_order_shown(dates), frozenset(short))


_SHORT = 2


def _short_year_of_month(value: CellValue) -> list[int]:
    """The year of two digits behind a month: ``ต.ค. 68``, ``10/68``."""
    text = to_arabic(value).strip() if isinstance(value, str) else ""
    match = _SHORT_YEARS.search(text) if month_said(text) is not None else None
    match = match or _MONTH_YEAR.fullmatch(text)
    return [int(match[1])] if match else []


def _of_dates(columns: Sequence[Column], fields: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """The figures of the dates that are written as such: first, second and the year's text."""
    places = {fields.get(field) for field in (Field.DATE, Field.FROM, Field.TO, Field.MONTH)}
    found = []
    for one in columns:
        for value in one.cells if one.letters in places else ():
            match = _PARTS.fullmatch(to_arabic(value).strip()) if isinstance(value, str) else None
            if match:
                found.append((int(match[1]), int(match[2]), match[3]))
    return found


def _order_shown(dates: Sequence[tuple[int, int, str]]) -> str:
    """Month before day only where dates show that and none shows the other; empty: not shown."""
    later = any(second > _A_MONTH for _, second, _ in dates)
    sooner = any(first > _A_MONTH for first, _, _ in dates)
    if later and not sooner:
        return MONTH_FIRST
    return DAY_FIRST if sooner else ""


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
