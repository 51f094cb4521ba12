from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from tests.shared import shared_path

from fahsai.gateways.workbooks.annual.fr04_sheet import read_fr04_sheets
from fahsai.gateways.workbooks.book import TCFO_R_01, receive
from fahsai.gateways.workbooks.reader import read

WORKBOOK = ("data", "factors", "tgo", "TGO_CFO_verification_sheet.xlsx")


def test_tgo_workbook_reproduces_its_own_total() -> None:
    data = shared_path(*WORKBOOK).read_bytes()
    book, findings = receive(data, "v-sheet.xlsx")
    assert book is not None
    assert book.layout == TCFO_R_01
    (annual,) = book.annuals
    assert (annual.name, annual.role) == ("Fr-04.1", "current")
    assert annual.total is not None
    assert round(annual.total, 6) == Decimal("8157.440852")
    assert annual.total_cell == "AO24+AO35+AO43"
    assert [row.scope for row in annual.rows] == ["1"] * 5 + ["", "3"]
    assert [row.separate for row in annual.rows] == [False] * 5 + [True, False]
    diesel = annual.rows[2]
    assert (diesel.label, diesel.unit_text, diesel.quantity) == (
        "Diesel ในรถขนสินค้า",
        "L",
        Decimal(1200),
    )
    assert diesel.gases == {
        "CO2": Decimal("2.698722"),
        "CH4_FOSSIL": Decimal("0.000142038"),
        "N2O": Decimal("0.000142038"),
    }
    assert (diesel.quantity_cell, diesel.factor_cell, diesel.value_cell) == ("D12", "Q12", "AO12")
    assert annual.rows[3].gwp == {"HFC": Decimal(1300)}
    codes = {entry.code for entry in findings}
    assert {"fr04.empty", "fr04.period_unknown"} <= codes
    assert not codes & {"fr04.value_differs", "fr04.total_differs", "fr04.row_without_value"}
    assert book.count.read == book.count.stored == 7


def _sheet(name: str, period: str, rows: list[tuple[Any, ...]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(name)
    sheet.write_row(2, 1, ["บัญชีรายการก๊าซเรือนกระจก ปีฐาน (base year)"])
    sheet.write_row(3, 3, ["ปีที่เก็บข้อมูล", period])
    sheet.write_row(
        6, 1, ["ขอบเขต", "รายการ", "ค่า LCI", "", "", "Total (kgCO2e/หน่วย)", "Total GHG"]
    )
    sheet.write_row(8, 3, ["หน่วย", "ปริมาณ", "CO2"])
    for offset, values in enumerate(rows):
        sheet.write_row(9 + offset, 1, values)
    book.close()
    return stream.getvalue()


def _codes(rows: list[tuple[Any, ...]], period: str = "ต.ค. 64 - ก.ย. 65") -> tuple[Any, set[str]]:
    workbook, _ = read(_sheet("ตารางของเรา", period, rows), "x.xlsx")
    assert workbook is not None
    (annual,), findings = read_fr04_sheets(workbook)
    return annual, {entry.code for entry in findings}


def test_other_addresses_base_year_and_period() -> None:
    rows: list[tuple[Any, ...]] = [
        ("ขอบเขต 1", "ดีเซล", "L", 100, 2.7, 2.7, 0.27),
        ("", "", "", "", "", "", 0),
        ("", "", "", "", "", "", 0.27),
        ("ขอบเขต 2", "ไฟฟ้า", "kWh", 1000, "", 0.5, 0.5),
        ("", "", "", "", "", "", 0.5),
        ("จัดทำโดย",),
    ]
    annual, codes = _codes(rows)
    assert (annual.role, annual.year_be) == ("base", 2565)
    assert annual.total == Decimal(770)
    assert annual.sums == {"L": Decimal(100), "kWh": Decimal(1000)}
    assert codes == set()


def test_what_does_not_agree_is_said() -> None:
    rows: list[tuple[Any, ...]] = [
        ("ขอบเขต 1", "ดีเซล", "L", 100, 2.7, 2.7, 0.28),
        ("", "เบนซิน", "L", 10, 2.2, 2.2, ""),
        ("", "แก๊ส", "kg", "สิบ", 3, 3, 0),
        ("", "คืน", "kg", -1, 3, 3, -0.003),
        ("", "", "", "", "", "", 0.9),
    ]
    annual, codes = _codes(rows, "ระบุปี")
    assert codes == {
        "fr04.period_unknown",
        "fr04.value_differs",
        "fr04.row_without_value",
        "fr04.total_differs",
        "sheet.rejected_text",
        "sheet.negative_quantity",
    }
    assert annual.rejected[0].cell == "E12"
    assert annual.count.read == annual.count.stored + annual.count.rejected == 4


def test_the_sum_of_a_section_may_be_labelled() -> None:
    rows: list[tuple[Any, ...]] = [
        ("ขอบเขต 1", "ดีเซล", "L", 100, 2.7, 2.7, 0.27),
        ("", "รวมเศษกิ่งไม้", "kg", 10, 1, 1, 0.01),
        ("", "รวม", "", "", "", "", 0.28),
        ("จัดทำโดย",),
    ]
    annual, codes = _codes(rows)
    assert [row.label for row in annual.rows] == ["ดีเซล", "รวมเศษกิ่งไม้"]
    assert annual.total == Decimal(280)
    assert codes == set()


def test_a_source_without_result_is_rejected_and_in_no_total() -> None:
    rows: list[tuple[Any, ...]] = [
        ("ขอบเขต 1", "ดีเซล", "L", 100, 2.7, 2.7, 0.27),
        ("", "รวม", "", "", "", "", 0.27),
        ("ยังไม่มีผล (ไม่รวมในยอด)", "น้ำยาแอร์", "kg", "ยังไม่มีผล", "", "", "ยังไม่มีผล"),
        ("", "รวมขอบเขต 1 และ 2 (TonCO2e)", "", "", "", "", 0.27),
        ("จัดทำโดย",),
    ]
    annual, codes = _codes(rows)
    assert annual.total == Decimal(270)
    assert [(entry.cell, entry.raw) for entry in annual.rejected] == [("E12", "ยังไม่มีผล")]
    assert codes == {"sheet.rejected_text"}
