"""Tables of any kind: found, explained with reasons, and read without losing a cell."""

from __future__ import annotations

import doctest
import io
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.recalculation import soffice

from fahsai.core.thai.period import Period, PeriodKind, calendar_year, month
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.table import days, find, headings, mapping, periods, propose
from fahsai.gateways.workbooks.table.mapping import FileMapping, MappingError, TableMapping
from fahsai.gateways.workbooks.table.propose import CONTENT, HEADING, file_mapping
from fahsai.gateways.workbooks.table.propose import propose as proposed
from fahsai.gateways.workbooks.table.read import read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.gateways.workbooks.table.values import TableSheet

FUEL = """รายงานการใช้น้ำมัน,,,,
วันที่,รายการ,ปริมาณ (ลิตร),จำนวนเงิน (บาท),เลขที่ใบเสร็จ
15/01/2567,น้ำมันดีเซล,120.5,3600,A1
31/1/67,น้ำมันดีเซล,20.5,600,A2
๑๕ ก.พ. ๒๕๖๗,แก๊สโซฮอล์ 95,99,3000,A3
45352,แก๊สโซฮอล์ 95,1,30,A4
2024-03-02,แก๊สโซฮอล์ 95,,30,A5
31/02/2567,แก๊สโซฮอล์ 95,7,30,A6
รวม,,247,7260,
"""


def sheets(data: bytes, name: str = "log.csv") -> tuple[list[TableSheet], FileMapping]:
    workbook, findings = read(data, name)
    assert workbook is not None, findings
    tables = proposed(workbook)
    whole = file_mapping(workbook, tables)
    found, said = read_tables(workbook, whole.tables)
    assert not said
    for one in found:
        count = one.count
        assert count.read == count.stored + count.rejected + count.blank
        assert count.stored == len(one.amounts)
        assert count.rejected == len(one.rejected)
    return list(found), whole


def amounts(sheet: TableSheet) -> list[tuple[str, Decimal, date | None]]:
    return [
        (one.words.label, one.quantity, one.period.start if one.period else None)
        for one in sheet.amounts
    ]


def test_a_log_of_bills_is_read_with_its_dates_of_every_kind() -> None:
    [sheet], _ = sheets(FUEL.encode("cp874"))
    assert sheet.mapping.columns == {
        "date": "A",
        "source": "B",
        "quantity": "C",
        "document": "E",
    }
    assert sheet.mapping.units == {"C": "ลิตร"}
    assert sheet.mapping.date_means == "day"
    assert amounts(sheet) == [
        ("น้ำมันดีเซล", Decimal("120.5"), date(2024, 1, 15)),
        ("น้ำมันดีเซล", Decimal("20.5"), date(2024, 1, 31)),
        ("แก๊สโซฮอล์ 95", Decimal(99), date(2024, 2, 15)),
        ("แก๊สโซฮอล์ 95", Decimal(1), date(2024, 3, 1)),
        ("แก๊สโซฮอล์ 95", Decimal(7), None),
    ]
    assert [(one.cell, one.reason) for one in sheet.rejected] == [
        ("C7", "blank-quantity"),
        ("C9", "total-row"),
    ]
    assert sheet.amounts[-1].reason == "date-unreadable"
    assert sheet.rows == 7


def test_a_wide_table_gives_a_month_a_column_and_leaves_totals_out() -> None:
    text = "แหล่ง,หน่วย,ต.ค. 66,พ.ย. 66,ธ.ค.-66,รวม\nไฟฟ้า,kWh,10,-,30,40\nรวม,,10,0,30,40\n"
    [sheet], _ = sheets(text.encode())
    assert sheet.mapping.months == {"C": "2566-10", "D": "2566-11", "E": "2566-12"}
    assert [(one.cell, one.period) for one in sheet.amounts] == [
        ("C2", month(2023, 10)),
        ("E2", month(2023, 12)),
    ]
    assert {one.reason for one in sheet.rejected} == {"total-row"}
    assert sheet.count.blank == 1


def test_columns_that_hold_one_source_each() -> None:
    text = "เดือน,ไฟฟ้า (kWh),น้ำประปา (ลบ.ม.)\nม.ค. 67,1000,20\nก.พ. 67,1100,\nรวม,2100,20\n"
    [sheet], _ = sheets(text.encode())
    assert sheet.mapping.sources == {"B": "ไฟฟ้า", "C": "น้ำประปา"}
    assert [(one.words.label, one.unit_text, one.quantity) for one in sheet.amounts] == [
        ("ไฟฟ้า", "kWh", Decimal(1000)),
        ("น้ำประปา", "ลบ.ม.", Decimal(20)),
        ("ไฟฟ้า", "kWh", Decimal(1100)),
    ]


@pytest.mark.parametrize(
    ("said", "blank", "rejected"), [("-", 9, 0), ("ไม่มี", 9, 0), ("รถเสีย", 0, 9), ("~ 90", 0, 9)]
)
def test_a_source_that_stands_still_for_most_months_keeps_its_other_ones(
    said: str, blank: int, rejected: int
) -> None:
    names = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.")
    rows = [f"{name} {67 + (n > 2)},{said},{1000 + n}" for n, name in enumerate(names)]
    rows += [f"{name} 68,{100 + n},1010" for n, name in enumerate(("ก.ค.", "ส.ค.", "ก.ย."))]
    text = "\n".join(("เดือน,น้ำมันดีเซล รถยนต์ (ลิตร),ไฟฟ้า (kWh)", *rows))
    [sheet], _ = sheets(text.encode())
    diesel = [a.quantity for a in sheet.amounts if a.words.label == "น้ำมันดีเซล รถยนต์"]
    assert diesel == [100, 101, 102]
    assert (sheet.count.blank, sheet.count.rejected) == (blank, rejected)
    assert len(sheet.amounts) == 15


def test_bills_keep_their_own_days_and_a_unit_may_be_the_amount() -> None:
    text = "มิเตอร์;ตั้งแต่;ถึง;หน่วย\n0200;21/12/2566;20/01/2567;1.234,5\n0200;1/2/67;29/2/67;900\n"
    [sheet], _ = sheets(text.encode())
    assert sheet.mapping.columns["quantity"] == "D"
    assert [one.period for one in sheet.amounts] == [
        Period(date(2023, 12, 21), date(2024, 1, 21), PeriodKind.CUSTOM),
        month(2024, 2),
    ]
    assert sheet.amounts[0].words.account == "0200"


def test_two_tables_of_one_sheet_are_two() -> None:
    below = "เดือน,ชนิด,ลิตร\nมกราคม 2567,ดีเซล,5\n,,\nเดือน,รายการ,kWh\nมกราคม 2567,ไฟฟ้า,50\n"
    found, _ = sheets(below.encode())
    assert [(one.unit_text, one.quantity) for sheet in found for one in sheet.amounts] == [
        ("ลิตร", Decimal(5)),
        ("kWh", Decimal(50)),
    ]
    beside = "เดือน,ชนิด,ลิตร,,เดือน,รายการ,kWh\nม.ค. 67,ดีเซล,5,,ม.ค. 67,ไฟฟ้า,50\n"
    found, _ = sheets(beside.encode())
    assert [one.mapping.columns["quantity"] for one in found] == ["C", "G"]


def test_a_table_without_headings_is_guessed_from_its_content() -> None:
    workbook, _ = read(b"2024-01-05,Diesel,10,L\n2024-01-06,Diesel,12,L\n", "a.csv")
    assert workbook is not None
    [table] = proposed(workbook)
    assert {one.letters: one.means for one in table.columns} == {
        "A": "date",
        "B": "source",
        "C": "quantity",
        "D": "unit",
    }
    assert table.columns[0].why == CONTENT
    assert table.mapping.header == 0


def test_each_guess_has_its_reason_and_examples() -> None:
    workbook, _ = read(FUEL.encode(), "a.csv")
    assert workbook is not None
    [table] = proposed(workbook)
    column = table.columns[2]
    assert (column.heading, column.means, column.why) == ("ปริมาณ (ลิตร)", "quantity", HEADING)
    assert column.examples == ("120.5", "20.5", "99")


@pytest.mark.parametrize(
    ("text", "order", "era", "first"),
    [
        ("date,item,kWh\n01/25/2024,A,1\n02/03/2024,A,2\n", "mdy", "", date(2024, 1, 25)),
        ("date,item,kWh\n25/01/2024,A,1\n02/03/2024,A,2\n", "dmy", "", date(2024, 1, 25)),
        ("date,item,kWh\n25/01/24,A,1\n02/03/24,A,2\n", "dmy", "ce", date(2024, 1, 25)),
        ("date,item,kWh\n25/01/67,A,1\n02/03/67,A,2\n", "dmy", "", date(2024, 1, 25)),
    ],
)
def test_order_and_era_of_dates(text: str, order: str, era: str, first: date) -> None:
    [sheet], _ = sheets(text.encode())
    assert (sheet.mapping.date_order, sheet.mapping.era) == (order, era)
    assert sheet.mapping.date_means == "month"
    assert sheet.amounts[0].period == month(first.year, first.month)


def book(*, from_1904: bool = False) -> bytes:
    """A workbook with a merged header of two rows, real dates, and a second sheet."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": from_1904})
    day = made.add_format({"num_format": "d/m/yyyy"})
    sheet = made.add_worksheet("น้ำมัน")
    sheet.merge_range("A1:A2", "วันที่")
    sheet.merge_range("B1:B2", "รายการ")
    sheet.merge_range("C1:D1", "การใช้")
    sheet.write("C2", "ปริมาณ (ลิตร)")
    sheet.write("D2", "จำนวนเงิน (บาท)")
    for row, when in enumerate((datetime(2024, 1, 15), datetime(2024, 1, 31)), 2):  # noqa: DTZ001
        sheet.write_datetime(row, 0, when, day)
        sheet.write(row, 1, "ดีเซล")
        sheet.write(row, 2, 10.25 + row)
        sheet.write(row, 3, 300)
    other = made.add_worksheet("ไฟฟ้า")
    other.write_row(0, 0, ["เดือน", "รายการ", "หน่วย", "ปริมาณ"])
    other.write_row(1, 0, [45292 - (1462 if from_1904 else 0), "ไฟฟ้า", "kWh", 77])
    made.close()
    return stream.getvalue()


def content(found: list[TableSheet]) -> list[Any]:
    return [
        (one.words.label, one.quantity, one.unit_text, one.period and one.period.start)
        for sheet in found
        for one in sheet.amounts
    ]


WANTED = [
    ("ดีเซล", Decimal("12.25"), "ลิตร", date(2024, 1, 15)),
    ("ดีเซล", Decimal("13.25"), "ลิตร", date(2024, 1, 31)),
    ("ไฟฟ้า", Decimal(77), "kWh", date(2024, 1, 1)),
]


@pytest.mark.parametrize("from_1904", [False, True])
def test_merged_headers_serial_dates_and_several_sheets(*, from_1904: bool) -> None:
    found, _ = sheets(book(from_1904=from_1904), "a.xlsx")
    assert content(found) == WANTED


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_what_libreoffice_saves_gives_the_same(kind: str, tmp_path: Path) -> None:
    command = shutil.which(soffice())
    assert command is not None
    (tmp_path / "in.xlsx").write_bytes(book())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    arguments = ["--headless", "--convert-to", kind, "--outdir", str(tmp_path / "out")]
    subprocess.run(
        [command, profile, *arguments, str(tmp_path / "in.xlsx")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    found, _ = sheets((tmp_path / "out" / f"in.{kind}").read_bytes(), f"in.{kind}")
    assert content(found) == WANTED


def test_a_year_of_the_table_dates_months_without_one() -> None:
    workbook, _ = read("เดือน,รายการ,kWh\nตุลาคม,ไฟ,1\nมกราคม,ไฟ,2\n".encode(), "a.csv")
    assert workbook is not None
    [table] = proposed(workbook)
    fiscal = TableMapping(
        sheet="a", columns=table.mapping.columns, year_be=2567, year_kind="fiscal"
    )
    [sheet], _ = read_tables(workbook, [fiscal])
    assert [one.period for one in sheet.amounts] == [month(2023, 10), month(2024, 1)]
    yearless = TableMapping(sheet="a", columns=table.mapping.columns)
    [sheet], _ = read_tables(workbook, [yearless])
    assert [one.reason for one in sheet.amounts] == ["year-unknown"] * 2
    whole = TableMapping(sheet="a", columns={"quantity": "C", "source": "B"}, year_be=2567)
    [sheet], _ = read_tables(workbook, [whole])
    assert sheet.amounts[0].period == calendar_year(2567)


@pytest.mark.parametrize(
    "plain",
    [
        [],
        {"tables": 1},
        {"tables": [{"columns": {"colour": "A"}}]},
        {"tables": [{"columns": {"date": "7"}}]},
        {"tables": [{"months": {"C": "13"}}]},
        {"tables": [{"header": -1}]},
        {"tables": [{"partial": "yes"}]},
        {"tables": [{"era": "x"}]},
        {"tables": [{"year_be": 2024}]},
        {"text": {"coding": "klingon"}},
        {"text": {"separator": "ab"}},
        {"answers": {"a": 1}},
        {"other": 1},
    ],
)
def test_plain_data_that_is_no_mapping_is_refused(plain: object) -> None:
    with pytest.raises(MappingError):
        mapping.mapping_of(plain)


def test_a_mapping_comes_back_from_plain_data() -> None:
    _, whole = sheets(FUEL.encode("cp874"))
    assert mapping.mapping_of(mapping.mapping_plain(whole)) == whole


CELLS = st.sampled_from(
    [
        *("15/01/2567", "ม.ค. 67", "-", "", "รวม", "ดีเซล", "12", "12.5", "1,000", "ลิตร", "kWh"),
        *("31/02/2567", "5/6/24", "หมายเหตุ", "วันที่", "ปริมาณ", "#REF!", "๑๒", "x" * 90),
    ]
)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=12))
def test_every_row_is_stored_or_rejected(rows: list[list[str]]) -> None:
    text = "\n".join(";".join(row) for row in [["วันที่", "รายการ", "ปริมาณ", "หน่วย"], *rows])
    workbook, _ = read(text.encode(), "a.csv")
    if workbook is None:
        return
    table = TableMapping(
        sheet="a",
        header=1,
        first_row=2,
        columns={"date": "A", "source": "B", "quantity": "C", "unit": "D"},
    )
    [sheet], _ = read_tables(workbook, [table])
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert sheet.rows == len(filled)
    assert len(sheet.amounts) + len(sheet.rejected) == sheet.rows
    proposed(workbook)


@pytest.mark.parametrize("module", [days, find, headings, mapping, periods, propose])
def test_the_examples_in_docstrings_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
