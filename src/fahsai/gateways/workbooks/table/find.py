"""Where the tables of a sheet stand: their headers, told by their words, and their rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.thai.digits import to_arabic
from fahsai.gateways.workbooks.cell_text import month_said, number_said, plain, year_said
from fahsai.gateways.workbooks.grid import shown
from fahsai.gateways.workbooks.table.headings import (
    LONGEST,
    NOTHING,
    UNIT_OF_BILLS,
    heading_said,
    is_unit,
)
from fahsai.gateways.workbooks.table.mapping import Field
from fahsai.gateways.workbooks.table.year_columns import (
    without_year,
    year_alone,
    year_beside_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fahsai.gateways.workbooks.cell_text import Year
    from fahsai.gateways.workbooks.grid import CellValue, Sheet

BAND = 3
"""Rows that a header may have."""
FEWEST_FIELDS, FEWEST_MONTHS, FEWEST_YEARS = 2, 2, 2
MOST_COLUMNS = 400
"""Columns of a table; beyond them stands something else."""
_LOOKED_AHEAD = 6
_FIGURES = re.compile(r"[\s0-9.,/:+\-()'’]*")


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table: rows counted from 0, ``end`` after its last; the heading of each column.

    Without a header ``header`` is the first row itself and ``headings`` are empty.  ``years`` are
    those that stand over single columns.
    """

    sheet: Sheet
    header: int
    first: int
    end: int
    headings: Mapping[int, str]
    years: Mapping[int, Year] = field(default_factory=dict)

    def words_over(self, column: int) -> str:
        """The heading of a column without the year that stands over it."""
        text = self.headings[column]
        return without_year(text) if column in self.years else text

    @property
    def columns(self) -> tuple[int, ...]:
        """Its columns, those without a heading too."""
        return tuple(self.headings)


def find_tables(sheet: Sheet) -> tuple[FoundTable, ...]:
    """The tables of a sheet, one below the other and side by side.

    A sheet without any header that is understood is one table from its first row on.
    """
    headers = list(_headers(sheet))
    tables: list[FoundTable] = []
    for number, (row, height) in enumerate(headers):
        end = headers[number + 1][0] if number + 1 < len(headers) else sheet.height
        for columns in _side_by_side(sheet, row, row + height):
            headings = {c: heading_over(sheet, row, row + height, c) for c in columns}
            last = _last_filled(sheet, row + height, end, columns)
            if last >= row + height:
                years = _years_over(sheet, row, row + height, columns)
                tables.append(FoundTable(sheet, row, row + height, last + 1, headings, years))
    return tuple(tables) or tuple(_without_header(sheet))


def _headers(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Row and height of each header, from the top."""
    row = 0
    while row < sheet.height:
        height = _header_height(sheet, row)
        if height:
            yield row, height
        row += height or 1


def _header_height(sheet: Sheet, row: int) -> int:
    """How many rows the header has that begins here; 0 where none does."""
    if not _is_worded(sheet.rows[row]):
        return 0
    best, height = 0, 0
    for tall in range(1, BAND + 1):
        below = row + tall - 1
        if below >= sheet.height or (tall > 1 and not _is_sub_header(sheet, below)):
            break
        count = _understood(sheet, row, row + tall)
        if count > best or (tall > 1 and count == best and height):
            best, height = count, tall
    return height


def _is_worded(cells: Sequence[CellValue]) -> bool:
    """Whether a row may be a header: words (or months, or years), and no figures of activity."""
    words = years = 0
    for value in cells[:MOST_COLUMNS]:
        if value is None:
            continue
        if year_alone(value) is not None:
            years += 1
        elif isinstance(value, str):
            if len(value) > LONGEST:
                continue
            text = to_arabic(value)
            if _FIGURES.fullmatch(text) and any(map(str.isdecimal, text)):
                return False  # a number or a date: a row of the table
            words += not _FIGURES.fullmatch(text)
        elif month_said(value) is not None:
            words += 1
        else:
            return False
    return words >= FEWEST_FIELDS or years >= FEWEST_YEARS


def _is_sub_header(sheet: Sheet, row: int) -> bool:
    """A row below a header that still names columns: units, ปริมาณ, months, years; no figures."""
    cells = [value for value in sheet.rows[row][:MOST_COLUMNS] if value is not None]
    rest = [value for value in cells if year_alone(value) is None]
    if len(rest) < len(cells):
        years = {year for value in cells if (year := year_alone(value)) is not None}
        # Amounts may look like years, but the rows of amounts have names of their own.
        several = len(cells) - len(rest) >= FEWEST_YEARS
        return several and _follow(years) and all(map(_names_amounts, rest))
    if not cells or any(
        not isinstance(value, str) and month_said(value) is None for value in cells
    ):
        return False
    texts = [value for value in cells if isinstance(value, str)]
    if any(number_said(text).value is not None for text in texts):
        return False
    named = sum(
        heading_said(text).means in {Field.QUANTITY, Field.UNIT, Field.FACTOR, NOTHING}
        or bool(heading_said(f"x {text}").unit)
        for text in texts
    )
    named += sum(month_said(value) is not None for value in cells)
    return named * 2 >= len(cells)


def _names_amounts(value: CellValue) -> bool:
    """Whether a cell beside years says what stands under it, and is no word of a row."""
    if not isinstance(value, str) or month_said(value) is not None:
        return False
    return heading_said(value).means in {Field.QUANTITY, Field.UNIT, Field.MONTH, NOTHING}


def _follow(years: Iterable[Year]) -> bool:
    """Whether years follow each other, or are one: 2010 and 2024 may well be amounts."""
    numbers = {year.be for year in years}
    return max(numbers) - min(numbers) < len(numbers)


def _understood(sheet: Sheet, first: int, end: int) -> int:
    """How many columns these rows explain; 0 where that is not enough for a header."""
    fields = []
    months = set()
    years = set()
    with_unit = 0
    for column in range(min(sheet.width, MOST_COLUMNS)):
        said = _month_over(sheet, first, end, column)
        if said:
            months.add(said)
            continue
        text = heading_over(sheet, first, end, column)
        year = year_alone(text)
        if year is not None:
            years.add(year)
            continue
        heading = heading_said(text)
        if heading.means and heading.means != NOTHING:
            fields.append(heading.means)
        with_unit += bool(heading.unit and heading.words) and heading.means != NOTHING
    distinct = set(fields)
    wide = len(months) >= FEWEST_MONTHS
    # หน่วย alone may be the amount of a bill, where enough else tells a header.
    bill = Field.UNIT in distinct and len(distinct) > FEWEST_FIELDS
    # Years head columns where เดือน, or both รายการ and หน่วย, tell that the row is no activity.
    heads = Field.MONTH in distinct or {Field.SOURCE, Field.UNIT} <= distinct
    yearly = len(years) >= FEWEST_YEARS and heads and _follow(years)
    if years and not yearly and end - first == 1:
        return 0  # a row of amounts
    if not (Field.QUANTITY in distinct or wide or with_unit or bill or yearly):
        return 0
    if len(distinct) + wide + yearly + bool(with_unit) < FEWEST_FIELDS:
        return 0
    return len(fields) + len(months) + with_unit + len(years) * yearly


def _years_over(sheet: Sheet, first: int, end: int, columns: Sequence[int]) -> dict[int, Year]:
    """The year that a cell of the header names over each column."""
    found = {}
    bare: dict[str, dict[int, Year]] = {}
    for column in columns:
        parts = _parts(sheet, first, end, column)
        said = (year_beside_words(text) for text in reversed(parts))
        year = next((one for one in said if one is not None), None)
        if year is not None:
            found[column] = year
            continue
        text = " ".join(parts)
        named = year_said(text, bare=True)
        if named is not None:
            bare.setdefault(without_year(text), {})[column] = named
    for alike in bare.values():  # ดีเซล 2567 | ดีเซล 2568: nothing but the year tells them apart
        if len(set(alike.values())) >= FEWEST_YEARS:
            found.update(alike)
    return found


def _month_over(sheet: Sheet, first: int, end: int, column: int) -> str:
    """The month that a cell of the header names over a column, as text; empty for none."""
    for row in range(end - 1, first - 1, -1):
        month = month_said(sheet.spread(row, column))
        if month is not None:
            return f"{month.year_be or ''}-{month.number:02}"
    return ""


def heading_over(sheet: Sheet, first: int, end: int, column: int) -> str:
    """The words over a column from the top, each once; merged cells and wide titles are spread.

    A title over several columns that is not merged stands in the first of them alone.  A unit in a
    row of its own below the words is written as units beside words are, in brackets.
    """
    parts = _parts(sheet, first, end, column)
    above = " ".join(parts[:-1])
    if without_year(above) and _is_unit_alone(parts[-1]):
        return f"{above} ({parts[-1]})"
    return " ".join(parts)


def _is_unit_alone(text: str) -> bool:
    """Whether a cell of a header is a unit of amounts, and no word that is a heading too: เดือน."""
    if plain(text) == UNIT_OF_BILLS:
        return True
    return is_unit(text) and heading_said(text).means == Field.QUANTITY


def _parts(sheet: Sheet, first: int, end: int, column: int) -> list[str]:
    """The words of each header row over a column, from the top, each once."""
    words: list[str] = []
    for row in range(first, end):
        text = " ".join(sheet.text(row, column).split())
        if not text and row < end - 1:
            text = _left_of(sheet, row, end, column)
        if text and text not in words:
            words.append(text)
    return words


def _left_of(sheet: Sheet, row: int, end: int, column: int) -> str:
    """The words left of an empty cell of an upper header row, where a lower row goes on."""
    if not sheet.text(end - 1, column):
        return ""
    for left in range(column - 1, -1, -1):
        text = sheet.text(row, left)
        if text:  # one that explains its column alone is no title of others
            below = any(sheet.text(lower, left) for lower in range(row + 1, end))
            return " ".join(text.split()) if below else ""
    return ""


def _side_by_side(sheet: Sheet, first: int, end: int) -> tuple[tuple[int, ...], ...]:
    """The columns of each table of a header, apart at empty ones where all have figures."""
    width = min(sheet.width, MOST_COLUMNS)
    ahead = min(sheet.height, end + _LOOKED_AHEAD)
    groups: list[list[int]] = [[]]
    for column in range(width):
        if any(sheet.text(row, column) for row in range(first, ahead)):
            groups[-1].append(column)
        elif groups[-1]:
            groups.append([])
    parts = [tuple(group) for group in groups if group]
    if len(parts) > 1 and all(_has_figures(sheet, first, end, part) for part in parts):
        return tuple(parts)
    return (tuple(column for part in parts for column in part),)


def _has_figures(sheet: Sheet, first: int, end: int, columns: Sequence[int]) -> bool:
    means = [heading_said(heading_over(sheet, first, end, column)).means for column in columns]
    return Field.QUANTITY in means and len(set(means) - {"", NOTHING}) >= FEWEST_FIELDS


def _last_filled(sheet: Sheet, first: int, end: int, columns: Sequence[int]) -> int:
    for row in range(end - 1, first - 1, -1):
        if any(sheet.cell(row, column) is not None for column in columns):
            return row
    return first - 1


def _without_header(sheet: Sheet) -> Iterator[FoundTable]:
    """The whole sheet as one table, where a row of it holds words and figures."""
    filled = [row for row in range(sheet.height) if any(shown(v) for v in sheet.rows[row])]
    if not filled:
        return
    first = filled[0]
    columns = sorted(
        {c for row in filled[:50] for c, v in enumerate(sheet.rows[row]) if v is not None}
    )
    if len(columns) >= FEWEST_FIELDS:
        headings = dict.fromkeys(columns[:MOST_COLUMNS], "")
        yield FoundTable(sheet, first, first, filled[-1] + 1, headings)
