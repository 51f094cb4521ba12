"""Tables of yearly amounts without months, as small offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.gateways.workbooks.office_files import grid

from fahsai.gateways.workbooks.annual.values import ANNUAL_TABLE
from fahsai.gateways.workbooks.book import ActivityBook, receive
from fahsai.gateways.workbooks.grid import CellValue

Cells = tuple[CellValue | float | str, ...]

HEADER = ("ขอบเขต", "รายการ", "ปริมาณ", "หน่วย", "ค่า EF", "ปริมาณ GHG (kgCO2e)", "ร้อยละ")
TITLE = "คาร์บอนฟุตพริ้นท์ของ อบต. สมมติ ปีงบประมาณ 2566"
ROWS = (
    ("ประเภทที่ 1", "น้ำมันดีเซล (รถยนต์)", 1000, "ลิตร", 2.7406, 2740.6, 30),
    ("ประเภทที่ 2", "ไฟฟ้า", 10000, "kWh", 0.4999, 4999, 60),
    ("ประเภทที่ 3", "กระดาษ A4", 100, "กก.", 2.102, 210.2, 10),
)
TOTAL = ("รวม", None, None, None, None, 7949.8, 100)


def book(*rows: tuple[object, ...], sheet: str = "CFO") -> ActivityBook:
    received, findings = receive(grid(*rows, sheet=sheet), "annual.xlsx")
    assert received is not None, findings
    assert received.layout == ANNUAL_TABLE
    return received


def test_a_year_is_read_with_its_own_total() -> None:
    (sheet,) = book((TITLE,), (), HEADER, *ROWS, TOTAL).annuals
    assert sheet.total == Decimal("7949.8")
    assert sheet.total_cell == "F7"
    assert sheet.year_be == 2566
    assert sheet.period is not None
    assert sheet.period.kind.value == "fiscal_year"
    assert [(row.scope, row.label, row.unit_text, row.quantity) for row in sheet.rows] == [
        ("1", "น้ำมันดีเซล (รถยนต์)", "ลิตร", Decimal(1000)),
        ("2", "ไฟฟ้า", "kWh", Decimal(10000)),
        ("3", "กระดาษ A4", "กก.", Decimal(100)),
    ]
    assert sheet.count.read == sheet.count.stored == len(ROWS)


def test_tonnes_scope_headings_and_subtotals() -> None:
    rows = (
        ("GHG Inventory Year 2024",),
        ("No.", "Emission source", "Amount", "Unit", "EF (kgCO2e/unit)", "Total (tCO2e)"),
        (None, "Scope 1"),
        (1, "Diesel (truck)", 1000, "L", 2.7406, 2.7406),
        (None, "Total Scope 1", None, None, None, 2.7406),
        (None, "Scope 2"),
        (2, "Electricity", 10000, "kWh", 0.4999, 4.999),
        (None, "Total Scope 2", None, None, None, 4.999),
        (None, "Grand total", None, None, None, 7.7396),
    )
    received, findings = receive(grid(*rows), "2024.xlsx")
    assert received is not None
    (sheet,) = received.annuals
    assert sheet.total == Decimal("7739.6")
    assert [(row.scope, row.value) for row in sheet.rows] == [
        ("1", Decimal("2740.6")),
        ("2", Decimal(4999)),
    ]
    assert sheet.year_be == 2567
    assert "sheet.in_tonnes" in {f.code for f in findings}


def test_years_side_by_side_are_two_years() -> None:
    rows = (
        ("เปรียบเทียบการปล่อยก๊าซเรือนกระจก",),
        ("รายการ", "หน่วย", "EF", "ปี 2566", "ปี 2566", "ปี 2567", "ปี 2567"),
        (None, None, None, "ปริมาณ", "kgCO2e", "ปริมาณ", "kgCO2e"),
        ("ไฟฟ้า", "kWh", 0.4999, 10000, 4999, 9000, 4499.1),
        ("น้ำมันดีเซล รถยนต์", "ลิตร", 2.7406, 1000, 2740.6, 800, 2192.48),
        ("รวม", None, None, None, 7739.6, None, 6691.58),
    )
    sheets = book(*rows).annuals
    assert [(sheet.year_be, sheet.role, sheet.total) for sheet in sheets] == [
        (2566, "base", Decimal("7739.6")),
        (2567, "current", Decimal("6691.58")),
    ]


@pytest.mark.parametrize(
    "quantity", ["รอข้อมูล", "-", None], ids=["words are rejected", "dash", "blank"]
)
def test_cells_without_a_number_are_accounted_for(quantity: object) -> None:
    odd = ("ประเภทที่ 3", "น้ำประปาส่วนภูมิภาค", quantity, "ลบ.ม.", 0.541, None, None)
    sheet = book((TITLE,), (), HEADER, *ROWS, odd, TOTAL).annuals[0]
    assert sheet.count.read == len(ROWS) + 1
    assert sheet.count.rejected == (1 if quantity == "รอข้อมูล" else 0)


def test_without_quantities_there_is_no_table() -> None:
    rows = (("สรุป ปี 2566",), ("ขอบเขต", "kgCO2e"), ("Scope 1", 100), ("รวม", 100))
    received, findings = receive(grid(*rows), "summary.xlsx")
    assert received is None
    assert "workbook.layout_unknown" in {f.code for f in findings}
