"""Shapes that offices give the 12-month sheet: notes, sums in headings, tonnes, blocks."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from tests.gateways.workbooks.office_files import CALENDAR, ROWS, Shape, grid, offices, only

MONTHS = 12
Cells = tuple[Any, ...]


def header(*front: str) -> tuple[Cells, Cells]:
    """The two header rows of quantity and CF columns behind some columns."""
    names = tuple(cell for month in CALENDAR for cell in (month, None))
    return (*front, *names, "รวม"), (*(None for _ in front), *("ปริมาณ", "CF") * MONTHS)


def line(front: Cells, factor: float, amount: float, scale: float = 1) -> Cells:
    """A line with the same amount in each month; CF is amount x factor / scale."""
    cf = amount * factor / scale
    return (*front, *(amount, cf) * MONTHS, MONTHS * cf)


def sums(label: str, width: int, month: float | None, year: float) -> Cells:
    """A line of CF sums."""
    return (label, *(None,) * (width - 1), *(None, month) * MONTHS, year)


DIESEL = line(("รถยนต์ดีเซล", "ลิตร", 2.7406), 2.7406, 10)
POWER = line(("ไฟฟ้า", "kWh", 0.4999), 0.4999, 100)
PAPER = line(("กระดาษ A4", "kg", 2.102), 2.102, 5)
DIESEL_KG, POWER_KG, PAPER_KG = 328.872, 599.88, 126.12
FRONT = ("รายการ", "หน่วย", "EF (kgCO2e/หน่วย)")


def table(*rows: Cells, title: str = "ปริมาณก๊าซเรือนกระจก ปี 2567") -> bytes:
    return grid((title,), *header(*FRONT), *rows)


def test_a_note_between_the_lines_does_not_end_the_table() -> None:
    data = table(
        DIESEL,
        ("หมายเหตุ: ข้อมูลจากใบเสร็จ",),
        POWER,
        ("* ใบแจ้งค่าไฟฟ้ารถยนต์",),
        PAPER,
        sums("รวม", 3, None, DIESEL_KG + POWER_KG + PAPER_KG),
    )
    (sheet,), findings = offices(data)
    assert [row.label for row in sheet.rows] == ["รถยนต์ดีเซล", "ไฟฟ้า", "กระดาษ A4"]
    assert sheet.total == Decimal("1054.872")
    assert all(row.group == () for row in sheet.rows)  # a remark is no heading
    assert [f.data for f in findings if f.code == "sheet.notes_inside"] == [{"rows": "5"}]


def test_a_note_below_the_total_ends_the_table() -> None:
    data = table(
        DIESEL,
        sums("รวม", 3, None, DIESEL_KG),
        ("หมายเหตุ",),
        line(("ตัวอย่าง", "ลิตร", 2.7406), 2.7406, 3),
        sums("รวม", 3, None, 98.6616),
    )
    (sheet,), _ = offices(data)
    assert [row.label for row in sheet.rows] == ["รถยนต์ดีเซล"]


@pytest.mark.parametrize("months", [MONTHS, 0], ids=["monthly sums", "sum of the year"])
def test_a_heading_that_shows_its_own_sum_is_no_activity(months: int) -> None:
    def heading(label: str, kg: float) -> Cells:
        return sums(label, 3, kg / months if months else None, kg)

    data = table(
        heading("Scope 1", DIESEL_KG),
        DIESEL,
        heading("Scope 2", POWER_KG),
        POWER,
        heading("Scope 3", PAPER_KG),
        PAPER,
        sums("รวมทั้งหมด", 3, None, DIESEL_KG + POWER_KG + PAPER_KG),
    )
    (sheet,), _ = offices(data)
    assert [(row.label, row.scope) for row in sheet.rows] == [
        ("รถยนต์ดีเซล", "1"),
        ("ไฟฟ้า", "2"),
        ("กระดาษ A4", "3"),
    ]
    assert sheet.total == Decimal("1054.872")
    assert sheet.computed == Decimal("1054.872")


def test_cf_that_is_no_sum_of_what_follows_stays_a_line() -> None:
    data = table(DIESEL, sums("ค่าประมาณ", 3, 7.5, 90), POWER)
    (sheet,), findings = offices(data)
    assert [row.label for row in sheet.rows] == ["รถยนต์ดีเซล", "ค่าประมาณ", "ไฟฟ้า"]
    assert "sheet.factor_missing" in {f.code for f in findings}


def test_a_total_that_misses_a_row_does_not_hide_scope_3() -> None:
    data = grid(
        ("ปริมาณก๊าซเรือนกระจก ปี 2567",),
        *header("ขอบเขต", *FRONT),
        ("Scope 1", *DIESEL),
        ("Scope 2", *POWER),
        sums("รวม Scope 1+2", 4, None, DIESEL_KG + POWER_KG),
        ("Scope 3", *PAPER),
        (None, *line(("น้ำประปาส่วนภูมิภาค", "m3", 0.541), 0.541, 4)),
        sums("รวม", 4, None, DIESEL_KG + POWER_KG + PAPER_KG),
    )
    (sheet,), findings = offices(data)
    assert len(sheet.rows) == 4
    assert sheet.total == Decimal("1054.872")
    assert "sheet.total_differs" in {f.code for f in findings}
    assert "sheet.rows_below_total" not in {f.code for f in findings}


@pytest.mark.parametrize(
    ("factor_header", "scale", "factor"),
    [("EF (kgCO2e/หน่วย)", 1000, 1), ("EF (tCO2e/หน่วย)", 1, 1000)],
)
def test_results_in_tonnes_are_read_as_kilograms(
    factor_header: str, scale: int, factor: int
) -> None:
    front = (FRONT[0], FRONT[1], factor_header)
    top, below = header(*front)
    below = tuple("tCO2e" if cell == "CF" else cell for cell in below)
    rows = [
        line(("รถยนต์ดีเซล", "ลิตร", 2.7406 / factor), 2.7406 / factor, 10, scale),
        line(("ไฟฟ้า", "kWh", 0.4999 / factor), 0.4999 / factor, 100, scale),
        line(("กระดาษ A4", "kg", 2.102 / factor), 2.102 / factor, 5, scale),
    ]
    total = (DIESEL_KG + POWER_KG + PAPER_KG) / 1000
    data = grid(("ปี 2567",), top, below, *rows, sums("รวม", 3, None, total))
    (sheet,), findings = offices(data)
    assert sheet.total == Decimal("1054.872")
    assert abs(sheet.computed - Decimal("1054.872")) < Decimal("1e-9")
    assert abs(sheet.printed - Decimal("1054.872")) < Decimal("1e-9")
    assert [row.quantity for row in sheet.rows] == [120, 1200, 60]
    codes = {f.code for f in findings}
    assert "sheet.in_tonnes" in codes
    assert not codes & {"sheet.cf_differs", "sheet.total_differs", "sheet.row_total_differs"}


def test_quantities_with_one_result_in_tonnes_behind_them() -> None:
    rows = [("ไฟฟ้า", "kWh", 0.4999, 100), ("ดีเซล รถยนต์", "ลิตร", 2.7406, 10)]
    lines: list[Cells] = [
        (label, unit, *(amount,) * MONTHS, amount * MONTHS, ef, amount * MONTHS * ef / 1000)
        for label, unit, ef, amount in rows
    ]
    total = sum(cells[-1] for cells in lines)
    data = grid(
        ("ปี 2567 คาร์บอนฟุตพริ้นท์",),
        ("รายการ", "หน่วย", *CALENDAR, "รวม", "ค่า EF", "ปริมาณการปล่อย (tCO2e)"),
        *lines,
        ("รวม", *(None,) * (MONTHS + 3), total),
    )
    (sheet,), _ = offices(data)
    assert sheet.total is not None
    assert abs(sheet.total - Decimal("928.752")) < Decimal("1e-9")


def test_a_sheet_in_kilograms_is_left_alone() -> None:
    sheet, findings = only(Shape())
    assert "sheet.in_tonnes" not in findings
    assert sheet.rows[0].factor == Decimal("2.7078")


def test_the_year_over_two_blocks_is_the_year_of_both() -> None:
    names = (*CALENDAR, None, *CALENDAR)
    words = ("ปริมาณการใช้", *(None,) * MONTHS, "ปริมาณการปล่อยก๊าซเรือนกระจก (kgCO2e)")
    data = grid(
        ("ประจำปี พ.ศ. 2567",),
        (None, None, None, *words),
        ("รายการ", "หน่วย", "EF", *names),
        ("ไฟฟ้า", "kWh", 0.4999, *(100,) * MONTHS, None, *(49.99,) * MONTHS),
    )
    (sheet,), findings = offices(data)
    assert sheet.year_be == 2567
    assert "sheet.year_unknown" not in {f.code for f in findings}


def test_merged_header_cells_are_not_a_line() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("CF 2567")
    for column, name in enumerate(FRONT):
        sheet.merge_range(0, column, 2, column, name)
    sheet.write_row(1, len(FRONT), CALENDAR)
    for row, cells in enumerate((("ไฟฟ้า", "kWh", 0.5), ("กระดาษ A4", "kg", 2)), start=3):
        sheet.write_row(row, 0, (*cells, *(100 + n for n in range(MONTHS))))
    book.close()
    (read,), findings = offices(stream.getvalue())
    assert [row.label for row in read.rows] == ["ไฟฟ้า", "กระดาษ A4"]
    assert "sheet.rejected_text" not in {f.code for f in findings}


def test_a_month_of_ten_times_the_others_is_said() -> None:
    rows = list(ROWS)
    people = rows[6].amounts[:11]
    rows[6] = type(rows[6])(rows[6].label, 0.4999, "kWh", "Scope 2", (*people, 1_122_222))
    _, findings = only(Shape(rows=tuple(rows)))
    assert findings["sheet.spike"].data["value"] == "1122222"
    _, without = only(Shape())
    assert "sheet.spike" not in without
