"""What stands in one column of a table: the share of its cells that are numbers, days, units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.cell_text import EMPTY, number_said, plain
from fahsai.gateways.workbooks.grid import letters, shown
from fahsai.gateways.workbooks.table.days import DayRules, day_said
from fahsai.gateways.workbooks.table.headings import heading_said, is_unit
from fahsai.gateways.workbooks.table.mapping import CE, MONTH_FIRST, TableMapping
from fahsai.gateways.workbooks.table.periods import month_and_year

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import CellValue
    from fahsai.gateways.workbooks.table.find import FoundTable

_UNIT_WORDS = frozenset({"หน่วย", "unit", "units"})
"""What bills call a unit that their kind of source tells."""

_SAMPLE = 300
_MOSTLY = 0.8


class Column:
    """What stands in one column of a table."""

    def __init__(self, table: FoundTable, column: int) -> None:
        self.place = column
        self.letters = letters(column)
        self.heading = table.headings[column]
        rows = range(table.first, min(table.end, table.first + _SAMPLE))
        cells = [table.sheet.cell(row, column) for row in rows]
        self.cells: list[CellValue] = [value for value in cells if shown(value).strip()]
        self.said = heading_said(table.words_over(column))
        self.year = table.years.get(column)
        self.means = ""
        self.why = ""

    def share(self, of: int) -> bool:
        """Whether that many of the cells are most of them."""
        return bool(self.cells) and of >= _MOSTLY * len(self.cells)

    @property
    def numbers(self) -> bool:
        """Whether most cells are numbers, of those that say anything: a dash or ไม่มี is none."""
        said = [one for one in map(number_said, self.cells) if one.problem not in EMPTY]
        good = sum(one.value is not None for one in said)
        return bool(said) and good >= _MOSTLY * len(said)

    @property
    def some_numbers(self) -> bool:
        """Whether any cell is a number."""
        return any(number_said(value).value is not None for value in self.cells)

    @property
    def days(self) -> bool:
        """Whether most cells are days, in words or with separators."""
        rules = DayRules(era=CE)  # whichever era and order: it looks like days
        other = DayRules(MONTH_FIRST, CE)
        texts = [v for v in self.cells if not _is_plain_number(v)]
        good = sum(
            day_said(value, rules).day is not None or day_said(value, other).day is not None
            for value in texts
        )
        return bool(texts) and self.share(good)

    @property
    def months(self) -> bool:
        """Whether most cells name a month of a year."""
        worded = [v for v in self.cells if not _is_plain_number(v)]
        good = sum(month_and_year(value, TableMapping()) is not None for value in worded)
        return bool(worded) and self.share(good)

    @property
    def units(self) -> bool:
        """Whether most cells are units of measure."""
        texts = [v for v in self.cells if isinstance(v, str)]
        return self.share(sum(is_unit(text) or plain(text) in _UNIT_WORDS for text in texts))

    @property
    def words(self) -> int:
        """How many cells hold words that are neither numbers nor days."""
        return sum(
            isinstance(v, str) and number_said(v).value is None and len(plain(v)) > 1
            for v in self.cells
        )

    def guess(self, means: str, why: str) -> None:
        """Say what the column seems to mean, and why."""
        self.means, self.why = means, why


def _is_plain_number(value: CellValue) -> bool:
    """Whether a cell holds digits only: a year, an amount or a serial, which says nothing alone."""
    return number_said(value).value is not None
