"""Several years side by side: each column has its source and its year, none is added to another."""

from __future__ import annotations

import doctest
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from fahsai.core.thai.period import calendar_year, month
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.table import month_names, year_columns
from fahsai.gateways.workbooks.table.propose import file_mapping
from fahsai.gateways.workbooks.table.propose import propose as proposed
from fahsai.gateways.workbooks.table.read import read_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.table.values import TableSheet

Rows = list[list[Any]]
MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.")


def book(rows: Rows, *merged: tuple[str, Any], name: str = "ข้อมูล") -> bytes:
    held = io.BytesIO()
    written = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = written.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    for place, value in merged:
        sheet.merge_range(place, value)
    written.close()
    return held.getvalue()


def only(data: bytes, name: str = "log.xlsx") -> TableSheet:
    workbook, findings = read(data, name)
    assert workbook is not None, findings
    found, said = read_tables(workbook, file_mapping(workbook, proposed(workbook)).tables)
    assert not said
    (one,) = found
    return one


def sums(sheet: TableSheet) -> dict[tuple[str, Period], Decimal]:
    found: dict[tuple[str, Period], Decimal] = {}
    for one in sheet.amounts:
        assert one.period is not None, one
        key = (one.words.label, one.period)
        assert key not in found  # nothing is there twice
        found[key] = one.quantity
    return found


FIGURES: Rows = [[name, 1 + row, 11 + row, 101 + row, 111 + row] for row, name in enumerate(MONTHS)]
TWO_YEARS = {
    ("ไฟฟ้า", month(2024, 1)): Decimal(1),
    ("ไฟฟ้า", month(2025, 1)): Decimal(11),
    ("ดีเซล", month(2024, 1)): Decimal(101),
    ("ดีเซล", month(2025, 1)): Decimal(111),
}


@pytest.mark.parametrize(
    "years",
    [
        (2567, 2568, 2567, 2568),
        ("ปี 2567", "ปี 2568", "ปี 2567", "ปี 2568"),
        ("พ.ศ. ๒๕๖๗", "พ.ศ. ๒๕๖๘", "พ.ศ. ๒๕๖๗", "พ.ศ. ๒๕๖๘"),
        (2024, 2025, 2024, 2025),
    ],
)
def test_years_under_merged_headings(years: Sequence[object]) -> None:
    sheet = only(
        book(
            [["เดือน"], [None, *years], *FIGURES],
            ("B1:C1", "ไฟฟ้า (kWh)"),
            ("D1:E1", "ดีเซล (ลิตร)"),
        )
    )
    found = sums(sheet)
    assert {key: found[key] for key in TWO_YEARS} == TWO_YEARS
    assert len(found) == 12
    assert {one.unit_text for one in sheet.amounts} == {"kWh", "ลิตร"}


def test_years_above_the_sources() -> None:
    found = sums(
        only(
            book(
                [
                    ["เดือน"],
                    [None, "ไฟฟ้า (kWh)", "ดีเซล (ลิตร)", "ไฟฟ้า (kWh)", "ดีเซล (ลิตร)"],
                    *([a, b, d, c, e] for a, b, c, d, e in FIGURES),
                ],
                ("B1:C1", 2567),
                ("D1:E1", 2568),
            )
        )
    )
    assert {key: found[key] for key in TWO_YEARS} == TWO_YEARS


def test_years_in_a_row_above_everything() -> None:
    rows: Rows = [
        [None, 2567, None, 2568, None],
        ["เดือน", "ไฟฟ้า (kWh)", "ดีเซล (ลิตร)", "ไฟฟ้า (kWh)", "ดีเซล (ลิตร)"],
        *([a, b, d, c, e] for a, b, c, d, e in FIGURES),
    ]
    found = sums(only(book(rows)))
    assert {key: found[key] for key in TWO_YEARS} == TWO_YEARS


def test_years_alone_head_the_columns_of_one_source() -> None:
    rows: Rows = [["ปริมาณการใช้ไฟฟ้า (kWh)"], ["เดือน", 2567, 2568, "ผลต่าง"]]
    rows += [[name, 1, 2, 1] for name in MONTHS]
    sheet = only(book(rows))
    assert sums(sheet) == {
        ("ปริมาณการใช้ไฟฟ้า (kWh)", month(year, number)): Decimal(year - 2023)
        for year in (2024, 2025)
        for number in (1, 2, 3)
    }
    assert {one.unit_text for one in sheet.amounts} == {"kWh"}


def test_sources_in_rows_and_years_in_columns() -> None:
    rows: Rows = [
        ["รายการ", "หน่วย", "ปี 2566", "ปี 2567"],
        ["ไฟฟ้า", "kWh", 5, 6],
        ["ดีเซล", "ลิตร", 7, 8],
    ]
    assert sums(only(book(rows))) == {
        ("ไฟฟ้า", calendar_year(2566)): Decimal(5),
        ("ไฟฟ้า", calendar_year(2567)): Decimal(6),
        ("ดีเซล", calendar_year(2566)): Decimal(7),
        ("ดีเซล", calendar_year(2567)): Decimal(8),
    }


def test_only_the_year_in_one_heading_tells_columns_apart() -> None:
    rows: Rows = [["เดือน", "ดีเซล 2567 (ลิตร)", "ดีเซล 2568 (ลิตร)"], *([n, 1, 2] for n in MONTHS)]
    assert {label for label, _ in sums(only(book(rows)))} == {"ดีเซล"}
    # Years of make are no years of activity.
    rows = [["เดือน", "Isuzu 2015 (ลิตร)", "Toyota 2018 (ลิตร)"], *([n, 1, 2] for n in MONTHS)]
    assert only(book(rows)).mapping.years == {}


def test_fiscal_years_begin_in_october_of_the_year_before() -> None:
    months = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.")
    for heads in (("ปีงบประมาณ 2567", "ปีงบประมาณ 2568"), (2567, 2568)):  # the order tells it
        rows: Rows = [["เดือน"], [None, *heads], *([name, 1, 2] for name in months)]
        found = sums(only(book(rows, ("B1:C1", "ไฟฟ้า (kWh)"))))
        assert found["ไฟฟ้า", month(2023, 10)] == 1
        assert found["ไฟฟ้า", month(2024, 10)] == found["ไฟฟ้า", month(2025, 1)] == 2


def test_months_of_two_years_in_one_row() -> None:
    rows: Rows = [["รายการ", "หน่วย"], [None, None, "ม.ค.", "ก.พ.", "ม.ค.", "ก.พ."]]
    rows.append(["ไฟฟ้า", "kWh", 1, 2, 11, 12])
    found = sums(only(book(rows, ("C1:D1", "ปี 2567"), ("E1:F1", "ปี 2568"))))
    assert found["ไฟฟ้า", month(2024, 2)] == 2
    assert found["ไฟฟ้า", month(2025, 1)] == 11
    assert len(found) == 4


def test_a_row_that_names_another_year_than_its_column_is_refused() -> None:
    rows: Rows = [["เดือน"], [None, 2567, 2568], ["ม.ค. 67", 1, 2]]
    sheet = only(book(rows, ("B1:C1", "ไฟฟ้า (kWh)")))
    assert [(one.quantity, one.reason) for one in sheet.amounts] == [
        (Decimal(1), ""),
        (Decimal(2), "year-conflict"),
    ]


@pytest.mark.parametrize("unit", ["kWh", "หน่วย"])
def test_amounts_that_look_like_years_stay_amounts(unit: str) -> None:
    rows: Rows = [["รายการ", "หน่วย", "ม.ค. 2567", "ก.พ. 2567"], ["พลังงานไฟฟ้า", unit, 2010, 2024]]
    sheet = only(book(rows))
    assert [one.quantity for one in sheet.amounts] == [2010, 2024]


FUEL: Rows = [["ทะเบียนรถ", "ชนิดน้ำมัน", "จำนวน (ลิตร)"], ["กข 1", "ดีเซล B7", 5]]


def in_sheets(**tables: Rows) -> bytes:
    held = io.BytesIO()
    written = xlsxwriter.Workbook(held, {"in_memory": True})
    for name, rows in tables.items():
        sheet = written.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    written.close()
    return held.getvalue()


def months_of(data: bytes, name: str = "log.xlsx") -> list[Period | None]:
    workbook, findings = read(data, name)
    assert workbook is not None, findings
    found, _ = read_tables(workbook, file_mapping(workbook, proposed(workbook)).tables)
    return [one.period for sheet in found for one in sheet.amounts]


def test_a_sheet_a_month_by_its_name_or_its_title() -> None:
    october, november = month(2024, 10), month(2024, 11)
    by_name: dict[str, Rows] = {"ต.ค.67": FUEL, "พ.ย. 2567": FUEL}
    assert months_of(in_sheets(**by_name)) == [october, november]
    titled: dict[str, Rows] = {
        "A": [["รายงานประจำเดือน ตุลาคม 2567"], *FUEL],
        "B": [["รายงานการใช้น้ำมัน ปีงบประมาณ 2568"], ["ประจำเดือนพฤศจิกายน 2567"], *FUEL],
    }
    assert months_of(in_sheets(**titled)) == [october, november]
    assert months_of(in_sheets(Sheet1=FUEL), "น้ำมัน 2567-10.xlsx") == [october]


def test_a_month_without_a_year_takes_that_of_the_title() -> None:
    data = in_sheets(**{"ต.ค.": [["การใช้น้ำมัน ปีงบประมาณ 2568"], *FUEL]})
    assert months_of(data) == [month(2024, 10)]


def test_a_title_of_another_month_than_its_sheet_is_asked_and_not_passed_over() -> None:
    forgotten: Rows = [["รายงานประจำเดือน ตุลาคม 2567"], *FUEL]
    data = in_sheets(**{"ต.ค.67": forgotten, "พ.ย.67": forgotten})
    workbook, _ = read(data, "log.xlsx")
    assert workbook is not None
    tables = file_mapping(workbook, proposed(workbook)).tables
    assert [one.month for one in tables] == ["2567-10", ""]
    _, said = read_tables(workbook, tables)
    assert [(one.code, one.subject) for one in said] == [("table.lacks", "พ.ย.67")]


def test_the_day_of_printing_is_no_month_of_activity() -> None:
    rows: Rows = [["การใช้น้ำมัน ปี 2567"], ["ข้อมูล ณ วันที่ 31 ธ.ค. 67"], *FUEL]
    assert only(in_sheets(A=rows)).mapping.month == ""


@pytest.mark.parametrize("module", [month_names, year_columns])
def test_the_examples_in_docstrings_run(module: Any) -> None:
    assert doctest.testmod(module).failed == 0
