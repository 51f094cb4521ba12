"""A workbook as exact values in a grid, and the names of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Position = tuple[int, int]
"""Row and column of a cell, counted from 0."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that shows an error (``#REF!``) or whose formula was never calculated.

    ``code`` is the error as Excel prints it, or :data:`NOT_CALCULATED`.
    """

    code: str


NOT_CALCULATED = "not-calculated"

CellValue = Decimal | str | bool | date | datetime | time | timedelta | Broken | None
"""What stands in a cell; numbers are exact decimals, an empty cell is ``None``."""


def letters(column: int) -> str:
    """The letters of a column counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    result = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        result = chr(ord("A") + rest) + result
    return result


def a1(row: int, column: int) -> str:
    """The name of a cell as people write it; row and column count from 0.

    >>> a1(0, 0), a1(7, 30)
    ('A1', 'AE8')
    """
    return f"{letters(column)}{row + 1}"


_A1 = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def position(name: str) -> Position | None:
    """Row and column (from 0) of a cell name; ``None`` for anything else.

    >>> position("AE8")
    (7, 30)
    """
    match = _A1.fullmatch(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of values from A1, and the top left cell of each merged area.

    ``width`` is the number of columns of the longest row.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    visible: bool = True
    merged: Mapping[Position, Position] = field(default_factory=dict)
    width: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Measure the rows once: whoever walks cells asks for the width at every row."""
        object.__setattr__(self, "width", max(map(len, self.rows), default=0))

    @property
    def height(self) -> int:
        """Number of rows from the first."""
        return len(self.rows)

    def cell(self, row: int, column: int) -> CellValue:
        """The value at a place counted from 0; ``None`` outside the sheet."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def spread(self, row: int, column: int) -> CellValue:
        """The value at a place, where a merged area shows the value of its top left cell."""
        return self.cell(*self.merged.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        """The value at a place as text (merged areas spread), stripped; empty for an empty cell."""
        return shown(self.spread(row, column)).strip()

    def filled(self) -> Iterator[tuple[int, int, CellValue]]:
        """Row, column and value of every cell that holds something."""
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values):
                if value is not None:
                    yield row, column, value


class TextFormat(NamedTuple):
    """How a text file was read: its coding, what separates cells, what begins decimals."""

    coding: str
    separator: str
    decimal: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read: its name, its SHA-256 and its sheets in order.

    ``text`` tells how a text file was read; ``from_1904`` that the days of the workbook are
    counted from 1904 on, as old programs for the Macintosh did.
    """

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    text: TextFormat | None = None
    from_1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def shown(value: CellValue) -> str:
    """A value as text for a receipt: numbers in full, dates in ISO order, errors as printed."""
    match value:
        case None:
            return ""
        case Broken(code=code):
            return code
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return canonical(value)
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
