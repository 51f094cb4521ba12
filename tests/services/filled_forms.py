"""Filled forms TCFO_R_01 as other people make them: other places, no column of kinds."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[str, str, str, Any, Any, float]
"""Section (written on its first row), name, unit, quantity, factor, and the value [t CO2e]."""

HEAD = ["ขอบเขต", "รายการ", "หน่วย", "ปริมาณ", "Total (kgCO2e/หน่วย)", "Total GHG"]

DIESEL: Row = ("ขอบเขต 1", "น้ำมันดีเซล รถบรรทุก", "L", 1000, 2.7406, 2.7406)
STRANGE: Row = ("", "แหล่งปล่อยลึกลับ ก", "หน่วย", 12, 100, 1.2)
POWER: Row = ("ขอบเขต 2", "ไฟฟ้า (จ่ายเงิน)", "kWh", 10000, 0.4999, 4.999)
WATER: Row = ("ขอบเขต 3", "น้ำประปาส่วนภูมิภาค", "m3", 100, 0.541, 0.0541)
WOOD_APART: Row = ("การปล่อย GHG โดยตรงที่ทำการรายงานแยก", "ฟืน", "kg", 1000, 1.79088, 1.79088)
ROWS: tuple[Row, ...] = (DIESEL, STRANGE, WOOD_APART, POWER, WATER)


def filled_form(
    rows: Sequence[Row] = ROWS,
    *,
    period: str = "ต.ค. 2563 - ก.ย. 2564",
    cover: str | None = None,
    organisation: str = "เทศบาล thesaban",
    base: Sequence[Row] = (),
    base_period: str = "ต.ค. 2561 - ก.ย. 2562",
) -> bytes:
    """The workbook: its first page, the year, and a base year where it has rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2023, 1, 1)})  # noqa: DTZ001 - the same bytes each time
    first = book.add_worksheet("หน้าแรก")
    first.write_row(1, 0, ["องค์กร", organisation])
    first.write_row(20, 3, ["ระยะเวลาเก็บข้อมูล", "", period if cover is None else cover])
    _inventory(book.add_worksheet("Fr-04.1"), "บัญชีรายการก๊าซเรือนกระจก", period, rows)
    if base:
        title = "บัญชีรายการก๊าซเรือนกระจก ปีฐาน (base year)"
        _inventory(book.add_worksheet("Fr-04.2"), title, base_period, base)
    book.close()
    return stream.getvalue()


def _inventory(sheet: Any, title: str, period: str, rows: Sequence[Row]) -> None:
    sheet.write_row(0, 1, [title])
    sheet.write_row(2, 3, ["ปีที่เก็บข้อมูล", period])
    sheet.write_row(4, 0, HEAD)
    line, sums = 6, 0.0
    for place, (section, *cells) in enumerate(rows):
        sheet.write_row(line, 0, [section])
        for column, value in enumerate(cells, 1):
            if value is not None:
                sheet.write(line, column, value)
        sums += cells[-1]
        line += 1
        last = place + 1 == len(rows) or rows[place + 1][0]
        if last:
            sheet.write(line, 5, sums)
            line, sums = line + 1, 0.0
    sheet.write(line, 0, "จัดทำโดย")
