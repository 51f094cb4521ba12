"""The shared office workbooks with single cells changed, as somebody would who makes a mistake."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from tests.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Callable


CURRENT = "สรุปการคำนวณ ปีปัจจุบัน"
BASE = "สรุปการคำนวณ ปีฐาน"
NAMES = ("office_12_months_jan_dec.xlsx", "office_12_months_oct_sep.xlsx")


class Row(NamedTuple):
    """A row of a sheet: where its factor, unit and quantities stand."""

    sheet: Worksheet
    number: int
    factor: int
    unit: int
    months: tuple[int, ...]

    def value(self, month: int) -> float:
        """The quantity of a month, counted from 0."""
        held = self.sheet.cell(self.number, self.months[month]).value
        return float(held or 0)

    def put(self, month: int, value: object) -> None:
        """Another quantity, and the CF that the sheet would show for it."""
        self.sheet.cell(self.number, self.months[month]).value = value
        factor = self.sheet.cell(self.number, self.factor).value
        number = value if isinstance(value, int | float) else 0
        self.sheet.cell(self.number, self.months[month] + 1).value = number * float(factor)

    def count_with(self, factor: float) -> None:
        """Another factor, and the CF of all months with it."""
        self.sheet.cell(self.number, self.factor, factor)
        for month in range(12):
            value = self.sheet.cell(self.number, self.months[month]).value
            if value is not None:
                self.put(month, value)


def row_of(sheet: Worksheet, label: str) -> Row:
    """The row whose label begins so."""
    for number in range(6, sheet.max_row + 1):
        if str(sheet.cell(number, 2).value or "").strip().startswith(label):
            break
    else:
        raise AssertionError(label)
    factor = next(
        column
        for column in range(3, 8)
        if isinstance(sheet.cell(number, column).value, int | float)
    )
    first = factor + 3
    return Row(sheet, number, factor, factor + 2, tuple(first + 2 * n for n in range(12)))


def changed(name: str, change: Callable[[dict[str, Worksheet]], None] | None = None) -> bytes:
    """The workbook with its cached values, after a change of its sheets."""
    book = openpyxl.load_workbook(shared_path("examples", name), data_only=True)
    if change is not None:
        change({sheet.title: sheet for sheet in book})
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
