from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.gateways.workbooks.office_files import (
    CALENDAR,
    ROWS,
    Row,
    Shape,
    grid,
    offices,
    only,
    written,
)

PLAIN = Shape()


def test_text_in_a_number_cell_is_rejected_with_its_place() -> None:
    bad = Row("น้ำประปา", 0.541, "m3", amounts=(1, "สิบสอง", "-", "1,200.50", -4, *range(7)))
    sheet, findings = only(PLAIN.but(rows=(*ROWS, bad)))
    (rejected,) = sheet.rejected
    assert (rejected.cell, rejected.raw, rejected.reason) == ("H15", "สิบสอง", "text")
    assert findings["sheet.rejected_text"].subject == f"{sheet.name}!H15"
    quantities = [month.quantity for month in sheet.rows[-1].months]
    assert quantities[:5] == [Decimal(1), None, None, Decimal("1200.50"), Decimal(-4)]
    assert findings["sheet.dash_as_blank"].data["cells"] == "J15"
    assert findings["sheet.number_as_text"].data["cells"] == "L15"
    assert "N15 = -4" in findings["sheet.negative_quantity"].data["cells"]
    count = sheet.count
    assert count.read == count.stored + count.rejected + count.blank == 84
    assert count.rejected == 1


def test_a_date_or_truth_in_a_number_cell_is_rejected() -> None:
    when = datetime(2023, 5, 1)  # noqa: DTZ001  a date cell
    cells: list[tuple[Any, ...]] = [
        ("CF ปี 2566",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", when, True, *range(1, 11)),
    ]
    (sheet,), findings = offices(grid(*cells))
    assert [entry.reason for entry in sheet.rejected] == ["date", "truth"]
    assert {"sheet.rejected_date", "sheet.rejected_truth"} <= {entry.code for entry in findings}


def test_repeated_labels_get_numbers_and_sums_are_by_unit() -> None:
    twice = Row("น้ำมัน Diesel", 2.7406, "ลิตร", amounts=(1,) * 12)
    sheet, _ = only(PLAIN.but(rows=(*ROWS[:5], twice, twice)))
    keys = [row.key for row in sheet.rows]
    assert keys[2] == f"{keys[1]}#2"
    assert keys[3] == f"{keys[1]}#3"
    january = next(entry for entry in sheet.sums if entry.unit_text == "ลิตร")
    assert january.total == Decimal("114.75")


def test_missing_factor_and_missing_months_are_said() -> None:
    rows = (Row("ไฟฟ้า", 0.4999, "kWh", "Scope 2", tuple(range(1, 10))),)
    sheet, findings = only(PLAIN.but(rows=rows, months=CALENDAR[:9]))
    assert findings["sheet.months_missing"].data["months"] == "10, 11, 12"
    assert len(sheet.rows[0].months) == 9
    cells: list[tuple[Any, ...]] = [
        ("CF ปี 2566",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", *range(12)),
        ("Scope 3", "กระดาษ", None, "kg", *range(12)),
    ]
    (sheet,), said = offices(grid(*cells))
    assert sheet.rows[1].factor is None
    assert "sheet.factor_missing" in {entry.code for entry in said}


def test_several_scopes_in_one_cell_are_unclear() -> None:
    rows = (Row("ไฟฟ้า", 0.4999, "kWh", "Scope 2 และ 3", (1,) * 12),)
    sheet, findings = only(PLAIN.but(rows=rows))
    assert sheet.rows[0].scope == ""
    assert "sheet.scope_unclear" in findings


def test_separate_reporting_is_marked_and_has_no_scope() -> None:
    rows = (*ROWS, Row("R-22", 1760, "kg", "รายงานแยก", (1,) * 12))
    sheet, findings = only(PLAIN.but(rows=rows))
    assert (sheet.rows[-1].scope, sheet.rows[-1].separate) == ("", True)
    assert "sheet.scope_unclear" not in findings


def test_a_year_in_the_title_that_is_not_the_sheets_is_said() -> None:
    sheet, findings = only(PLAIN.but(sheet="สรุปการคำนวณ ปี 2568", title="ประจำปี 2567"))
    assert sheet.year_be == 2568
    data = findings["sheet.year_mismatch"].data
    assert (data["name"], data["title"], data["used"]) == ("2568", "2567", "2568")


def test_an_unfilled_year_comes_from_the_file_name_or_is_unknown() -> None:
    shape = PLAIN.but(title="เดือน / ประจำปี ........")
    (sheet,), findings = offices(written(shape), "GHG_2565.xlsx")
    assert sheet.year_be == 2565
    assert "sheet.year_from_file" in {entry.code for entry in findings}
    (sheet,), findings = offices(written(shape), "ghg.xlsx")
    assert (sheet.year_be, sheet.period) == (None, None)
    assert all(month.period is None for row in sheet.rows for month in row.months)
    assert "sheet.year_unknown" in {entry.code for entry in findings}


def test_fiscal_year_written_over_calendar_months_is_questioned() -> None:
    sheet, findings = only(PLAIN.but(title="ปีงบประมาณ 2566"))
    assert sheet.year_kind == "calendar"
    assert "sheet.year_kind_unclear" in findings


def test_roles_by_name_and_by_year() -> None:
    base = PLAIN.but(sheet="ปีฐาน", title="ประจำปี 2564")
    older = PLAIN.but(sheet="ปี 2565", title="ประจำปี 2565")
    now = PLAIN.but(sheet="ปี 2566")
    sheets, findings = offices(written(now, older, base))
    assert [sheet.role for sheet in sheets] == ["current", "other", "base"]
    assert [entry.data["role"] for entry in findings if entry.code == "sheet.role_by_year"] == [
        "current",
        "other",
    ]
    sheets, _ = offices(written(older, now))
    assert [sheet.role for sheet in sheets] == ["base", "current"]
    late = PLAIN.but(sheet="ปีฐาน", title="ประจำปี 2570")
    _, findings = offices(written(now, late))
    assert "sheet.base_after_current" in {entry.code for entry in findings}


def test_hidden_sheets_are_skipped_and_named() -> None:
    old = PLAIN.but(sheet="เก่า")
    sheets, findings = offices(written(PLAIN, old, PLAIN.but(sheet="x")), hidden_name := "a.xlsx")
    assert len(sheets) == 3
    assert hidden_name
    sheets, findings = offices(written(PLAIN, old, hidden=("เก่า",)))
    assert len(sheets) == 1
    assert [entry.subject for entry in findings if entry.code == "sheet.hidden"] == ["เก่า"]


def test_two_years_side_by_side_are_two_tables() -> None:
    cells: list[tuple[Any, ...]] = [
        ("ปริมาณก๊าซเรือนกระจก",),
        ("", "", "", "", "ปี 2565", *[None] * 11, "ปี 2566"),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR, *CALENDAR),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", *[1] * 12, *[2] * 12),
    ]
    sheets, _ = offices(grid(*cells))
    assert [(sheet.year_be, sheet.role) for sheet in sheets] == [(2565, "base"), (2566, "current")]
    assert [sheet.computed for sheet in sheets] == [Decimal(6), Decimal(12)]


def test_a_helper_block_above_does_no_harm() -> None:
    cells: list[tuple[Any, ...]] = [
        ("จำนวนวันทำงาน", "", "", "", *CALENDAR),
        ("", "", "", "", *[20] * 12),
        (),
        ("ปริมาณก๊าซเรือนกระจก ปี 2566",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", *[1] * 12),
    ]
    (sheet,), _ = offices(grid(*cells))
    assert sheet.computed == Decimal(6)


def test_stacked_tables_are_all_read_and_summaries_are_not() -> None:
    cells: list[tuple[Any, ...]] = [
        ("ปริมาณก๊าซเรือนกระจก ปี 2566 อาคาร ก",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", *[1] * 12),
        ("ปริมาณก๊าซเรือนกระจก ปี 2566 อาคาร ข",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", *[2] * 12),
        ("", "", "", "", "ปริมาณก๊าซเรือนกระจก (kgCO2e)"),
        ("", "รายการ", "", "", *CALENDAR),
        ("", "รวมรายเดือน", "", "", *[1.5] * 12),
        ("", "ไฟฟ้า", "", "", *[1.5] * 12),
    ]
    sheets, findings = offices(grid(*cells))
    assert [sheet.computed for sheet in sheets] == [Decimal(6), Decimal(12)]
    assert sheets[1].rows[0].key == f"{sheets[0].rows[0].key}#2"
    assert [f.data["row"] for f in findings if f.code == "sheet.several_tables"] == ["5"]


def test_wrong_cf_row_total_and_grand_total_are_said() -> None:
    cells: list[tuple[Any, ...]] = [
        ("CF ปี 2566",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", "ม.ค.", "", "ก.พ.", "", "มี.ค.", "", "รวม"),
        ("", "", "", "", *("ปริมาณ", "CF") * 3),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", 10, 5, 10, 5, 10, 6, 16),
        ("Scope 3", "กระดาษ", 2, "kg", 1, 2, 1, 2, 1, 2, 60),
        ("รวม", "", "", "", "", 7, "", 7, "", 8, 22.5),
    ]
    (sheet,), said = offices(grid(*cells))
    findings = {entry.code: entry for entry in said}
    assert findings["sheet.cf_differs"].data["cells"] == "J4"
    assert findings["sheet.row_total_differs"].data["printed"] == "60"
    assert findings["sheet.total_differs"].data["printed"] == "22.5"
    assert (sheet.total, sheet.computed, sheet.printed) == (
        Decimal("22.5"),
        Decimal(21),
        Decimal(22),
    )


def test_rows_below_the_total_are_named() -> None:
    late = ("", "ไฟฟ้าเพิ่ม", 0.5, "kg CO2e/kWh", "kWh", 10, 5, 10, 5)
    _, findings = only(PLAIN.but(below=(late,)))
    assert findings["sheet.rows_below_total"].data["rows"] == "16"


def test_factor_column_is_found_by_its_figures_between_two() -> None:
    cells: list[tuple[Any, ...]] = [
        ("CF ปี 2566",),
        ("รายการ", "EF เดิม", "EF ใหม่", "หน่วย", "ม.ค.", "", "ก.พ.", "", "มี.ค.", ""),
        ("", "", "", "", *("ปริมาณ", "CF") * 3),
        ("Scope 2",),
        ("ไฟฟ้า", 0.6, 0.5, "kWh", 10, 5, 10, 5, 10, 5),
        ("ไฟฟ้า 2", 0.6, 0.5, "kWh", 10, 5, 10, 5, 10, 5),
    ]
    (sheet,), _ = offices(grid(*cells))
    assert [row.factor for row in sheet.rows] == [Decimal("0.5")] * 2
    assert [row.scope for row in sheet.rows] == ["2", "2"]


def test_helper_and_waste_sheets_are_not_activity_sheets() -> None:
    septic: list[tuple[Any, ...]] = [
        ("การคำนวณ CH4 จาก Septic tank", "ข้อมูล", *CALENDAR, "รวม"),
        ("", "จำนวนวัน", *[20] * 12),
        ("", "CH4 Emission", *[5.5] * 12),
    ]
    waste: list[tuple[Any, ...]] = [
        ("รายการขยะ", "ปริมาณ (กก.)"),
        ("", *CALENDAR),
        ("ขยะทั่วไป", *[370.6] * 12),
        ("รวมขยะทั้งหมด", *[370.6] * 12),
    ]
    water: list[tuple[Any, ...]] = [("เดือน", "ปริมาณ"), *((month, 1) for month in CALENDAR)]
    for cells in (septic, waste, water):
        sheets, findings = offices(grid(*cells))
        assert sheets == []
        assert {entry.code for entry in findings} == {"sheet.not_activity"}


def test_merged_factor_and_label_count_for_every_row() -> None:
    import io

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("2566")
    sheet.write_row(0, 0, ["ขอบเขต", "รายการ", "EF", "หน่วย", *CALENDAR])
    sheet.write_row(1, 4, [1] * 12)
    sheet.write_row(2, 4, [2] * 12)
    sheet.merge_range(1, 0, 2, 0, "Scope 2")
    sheet.merge_range(1, 1, 2, 1, "ไฟฟ้า")
    sheet.merge_range(1, 2, 2, 2, 0.5)
    sheet.merge_range(1, 3, 2, 3, "kWh")
    book.close()
    (read_sheet,), _ = offices(stream.getvalue())
    assert [row.factor for row in read_sheet.rows] == [Decimal("0.5")] * 2
    assert read_sheet.computed == Decimal(18)
    assert read_sheet.rows[1].key.endswith("#2")


def test_an_empty_form_has_rows_without_data() -> None:
    rows = tuple(Row(row.label, row.factor, row.unit, row.scope) for row in ROWS)
    sheet, _ = only(PLAIN.but(rows=rows))
    assert len(sheet.rows) == 6
    assert sheet.count.blank == sheet.count.read == 72
    assert sheet.computed == 0
