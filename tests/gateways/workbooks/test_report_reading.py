"""The report workbook as people fill it: what is understood, refused, and hostile."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from fahsai.core.finding import Level
from fahsai.core.inventory.group import Belonging
from fahsai.core.reports.dossier import (
    Horizon,
    TeamRole,
)
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.gateways.workbooks.report.book import (
    LinkEntry,
    OrganisationEntry,
    ReportBook,
)
from fahsai.gateways.workbooks.report.sheets import (
    ITEMS,
    MARK,
    ORGANISATION,
    TEXTS,
    sheet_title,
)
from fahsai.gateways.workbooks.report.write import (
    FIRST_ROW,
    read_report_template,
    write_report_template,
)
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


from tests.report_books import BOOK, GROUP, address, codes, edit, read_all, with_cell

# --- what people type -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "15 มีนาคม 2565",
        "15/3/2565",
        "๑๕ มี.ค. ๖๕",
        "2022-03-15",
        "15 March 2022",
        date(2022, 3, 15),
        datetime(2022, 3, 15, 9, 30),  # noqa: DTZ001  a cell has no zone
        date(2565, 3, 15),
    ],
)
def test_date_in_either_era(typed: object) -> None:
    book, findings = read_all(with_cell("activities", "held_on", typed))
    assert book.activities[0].held_on == date(2022, 3, 15)
    assert findings == ()


@pytest.mark.parametrize(
    ("sheet", "key", "typed", "get", "wanted"),
    [
        ("trees", "trees", "๑,๒๓๔", lambda b: b.trees[0].trees, 1234),
        ("trees", "important", True, lambda b: b.trees[0].important, True),
        ("trees", "important", "no", lambda b: b.trees[0].important, False),
        ("trees", "important", None, lambda b: b.trees[0].important, False),
        ("trees", "important", "✓", lambda b: b.trees[0].important, True),
        ("facilities", "count", None, lambda b: b.facilities[0].count, 1),
        ("calibrations", "reporting_class", 1, lambda b: b.calibrations[0].reporting_class, "1"),
        ("calibrations", "measured_error", "-", lambda b: b.calibrations[0].measured_error, None),
        ("team", "role", "Report Writer", lambda b: b.team[0].role, TeamRole.WRITER),
        ("team", "role", "ผู้ประสานงาน", lambda b: b.team[0].role, TeamRole.COORDINATOR),
        ("measures", "term", "long", lambda b: b.measures[0].term, Horizon.LONG),
        ("team", "phone", 812345678, lambda b: b.team[0].phone, "812345678"),
        (
            "credits",
            "crediting_period",
            date(2020, 1, 1),
            lambda b: b.credits[0].crediting_period,
            "2020-01-01",
        ),
        ("pictures", "file_name", ".\\รูป\\ก.jpeg", lambda b: b.pictures[0].file_name, "รูป/ก.jpeg"),
        ("pictures", "owner", "๑", lambda b: b.pictures[0].owner, "1"),
        ("organisation", "province", "จังหวัดน่าน", lambda b: b.organisation.province, "น่าน"),
        ("organisation", "province", "Chiang Mai", lambda b: b.organisation.province, "เชียงใหม่"),
        ("organisation", "year_be", "ปีงบประมาณ 2566", lambda b: b.organisation.year_be, 2566),
        ("organisation", "year_be", 2023, lambda b: b.organisation.year_be, 2566),
        ("organisation", "kind", "สหกรณ์", lambda b: b.organisation.kind, "สหกรณ์"),
        ("organisation", "assurance", None, lambda b: b.organisation.assurance, "limited"),
        (
            "organisation",
            "materiality_percent",
            5,
            lambda b: b.organisation.materiality_percent,
            "5",
        ),
    ],
)
def test_what_people_type_is_understood(
    sheet: str, key: str, typed: object, get: Callable[[ReportBook], object], wanted: object
) -> None:
    book, findings = read_all(with_cell(sheet, key, typed))
    assert get(book) == wanted
    assert findings == ()


# --- each refusal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "key", "typed", "wanted"),
    [
        ("trees", "trees", "มาก", "report.not_a_number"),
        ("trees", "trees", "1.5", "report.not_whole"),
        ("trees", "trees", -1, "report.out_of_range"),
        ("trees", "biomass_kg", "12,5", "number.ambiguous"),
        ("trees", "biomass_kg", "1" * 40, "number.too_long"),
        ("trees", "biomass_kg", "-", "report.required"),
        ("trees", "place", None, "report.required"),
        ("trees", "important", "อาจจะ", "report.not_a_choice"),
        ("activities", "held_on", "เมื่อวาน", "report.not_a_date"),
        ("activities", "held_on", "31/2/2565", "report.not_a_date"),
        ("activities", "held_on", "1/2/20", "date.ambiguous_year"),
        ("activities", "held_on", date(2568, 2, 29), "report.not_a_date"),
        ("activities", "held_on", date(2300, 2, 1), "report.not_a_date"),
        ("activities", "title", "#REF!", "report.cell_broken"),
        ("measures", "term", "สักวัน", "report.not_a_choice"),
        ("pictures", "file_name", "../secret.png", "report.file_name_unsafe"),
        ("pictures", "file_name", "C:\\Users\\a.png", "report.file_name_unsafe"),
        ("pictures", "file_name", "/etc/a.png", "report.file_name_unsafe"),
        ("pictures", "file_name", "http://x/a.png", "report.file_name_unsafe"),
        ("pictures", "file_name", "รูป.heic", "report.picture_format"),
        ("pictures", "owner", "7", "report.activity_unknown"),
        ("pictures", "owner", None, "report.required"),
        ("facilities", "unit_code", "U99", "report.unit_unknown"),
        ("team", "unit_code", "U99", "report.unit_unknown"),
        ("texts", "key", "12.9", "report.not_a_choice"),
        ("scope3", "category", 16, "report.out_of_range"),
    ],
)
def test_bad_cell_takes_its_row_out_and_no_other(
    sheet: str, key: str, typed: object, wanted: str
) -> None:
    before = replace(BOOK, pictures=()) if sheet == "activities" else BOOK
    book, findings = read_all(with_cell(sheet, key, typed, book=before))
    errors = [item for item in findings if item.level is Level.ERROR]
    assert codes(tuple(errors)) == [wanted]
    row, column = address(sheet, key)
    assert errors[0].subject == f"{sheet_title(sheet)}!{get_column_letter(column)}{row}"
    kept: dict[str, Any] = {sheet: getattr(before, sheet)[1:]}
    assert book == replace(before, **kept)
    assert book.receipt is not None
    assert book.receipt.rejected == 1


def test_picture_goes_with_its_activity() -> None:
    book, findings = read_all(with_cell("activities", "title", None))
    assert codes(findings) == ["report.required", "report.activity_unknown"]
    assert book.pictures == BOOK.pictures[1:]


@pytest.mark.parametrize(
    ("key", "typed", "wanted"),
    [
        ("code", None, "report.required"),
        ("report_date", "เร็ว ๆ นี้", "report.not_a_date"),
        ("year_be", "ปีหน้า", "report.not_a_year"),
        ("province", "แอตแลนติส", "report.not_a_choice"),
        ("period_kind", "ปีจันทรคติ", "report.not_a_choice"),
        ("materiality_percent", 101, "report.out_of_range"),
        ("production_unit", None, "report.production_incomplete"),
        ("base_production_quantity", None, "report.production_incomplete"),
        ("production_quantity", "มาก", "report.not_a_number"),
    ],
)
def test_bad_item_of_the_organisation_leaves_the_others(
    key: str, typed: object, wanted: str
) -> None:
    book, findings = read_all(with_cell(ORGANISATION, key, typed))
    assert wanted in codes(findings)
    assert book.organisation.name_th == BOOK.organisation.name_th
    assert replace(book, organisation=BOOK.organisation) == BOOK


def test_organisation_items_twice_and_unknown() -> None:
    def change(workbook: Any) -> None:
        sheet = workbook[sheet_title(ORGANISATION)]
        below = FIRST_ROW + len(ITEMS) + 1
        sheet.cell(below, 1).value = "ชื่อองค์กร (ไทย)"
        sheet.cell(below, 3).value = "ชื่ออื่น"
        sheet.cell(below + 1, 1).value = "สีประจำองค์กร"
        sheet.cell(below + 1, 3).value = "ฟ้า"

    book, findings = read_all(edit(change))
    assert codes(findings) == ["report.duplicate", "report.row_unknown"]
    assert book == BOOK
    assert book.receipt is not None
    assert book.receipt.rejected == 2


@pytest.mark.parametrize(("sheet", "key"), [("units", "code"), ("facilities", "code")])
def test_a_code_stands_once(sheet: str, key: str) -> None:
    again = BOOK.units[0].code if sheet == "units" else BOOK.facilities[0].code
    _, findings = read_all(with_cell(sheet, key, again, row=1))
    first = next(item for item in findings if item.code == "report.duplicate")
    assert first.data["first"] == str(FIRST_ROW + 1)


def test_units_in_a_circle_are_refused_with_all_that_hangs_on_them() -> None:
    book, findings = read_all(with_cell("units", "parent_code", "U02"))
    assert codes(findings).count("report.unit_cycle") == 2
    assert book.units == ()
    assert book.facilities == ()
    assert codes(findings).count("report.unit_unknown") == 3


def test_unit_under_itself_is_refused() -> None:
    book, findings = read_all(with_cell("units", "parent_code", "U02", row=1))
    assert "report.unit_cycle" in codes(findings)
    assert [unit.code for unit in book.units] == ["U01"]


def test_facility_left_out_needs_a_reason_and_stays() -> None:
    book, findings = read_all(with_cell("facilities", "reason", None, row=1))
    assert codes(findings) == ["report.reason_missing"]
    assert len(book.facilities) == 2
    assert findings[0].level is Level.WARNING


def test_rows_of_one_section_are_joined() -> None:
    def change(workbook: Any) -> None:
        sheet = workbook[sheet_title(TEXTS.key)]
        below = FIRST_ROW + len(TEXT_KEYS) + 1
        sheet.cell(below, 1).value = "introduction"
        sheet.cell(below, 3).value = "ย่อหน้าที่สาม"

    book, findings = read_all(edit(change))
    assert findings == ()
    assert book.texts[0].text.split("\n") == ["ย่อหน้าแรก", "ย่อหน้าที่สอง", "ย่อหน้าที่สาม"]


# --- sheets and columns that were changed ----------------------------------------------------


def test_columns_may_change_places_and_rows_may_be_inserted() -> None:
    def change(workbook: Any) -> None:
        sheet = workbook[sheet_title("team")]
        for row in range(1, 60):
            cells = [sheet.cell(row, column).value for column in (1, 2)]
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = cells[1], cells[0]
        sheet.insert_rows(1)
        sheet.insert_rows(FIRST_ROW + 3)

    book, findings = read_all(edit(change))
    assert book == BOOK
    assert findings == ()


def test_english_headings_are_enough() -> None:
    def change(workbook: Any) -> None:
        workbook[sheet_title("trees")].delete_rows(FIRST_ROW - 1)

    book, findings = read_all(edit(change))
    assert book == BOOK
    assert findings == ()


@pytest.mark.parametrize(("column", "level"), [("name", Level.ERROR), ("phone", Level.WARNING)])
def test_column_taken_away(column: str, level: Level) -> None:
    def change(workbook: Any) -> None:
        workbook[sheet_title("team")].delete_cols(address("team", column)[1])

    book, findings = read_all(edit(change))
    assert [(item.code, item.level) for item in findings] == [("report.column_missing", level)]
    assert len(book.team) == (0 if level is Level.ERROR else len(BOOK.team))


def test_column_added_is_named() -> None:
    def change(workbook: Any) -> None:
        sheet = workbook[sheet_title("supplies")]
        sheet.cell(FIRST_ROW, 3).value = "ปริมาณ"
        sheet.cell(FIRST_ROW + 1, 3).value = 12

    book, findings = read_all(edit(change))
    assert book == BOOK
    assert codes(findings) == ["report.column_unknown"]
    assert findings[0].data == {"heading": "ปริมาณ", "cells": "1"}


def test_headings_taken_away() -> None:
    def change(workbook: Any) -> None:
        for key in ("supplies", ORGANISATION):
            workbook[sheet_title(key)].delete_rows(FIRST_ROW - 1, 2)

    book, findings = read_all(edit(change))
    assert codes(findings) == ["report.sheet_changed"] * 2
    assert book.supplies == ()
    assert book.organisation == OrganisationEntry()


def test_sheet_renamed_or_gone() -> None:
    def change(workbook: Any) -> None:
        workbook[sheet_title("trees")].title = "ของฉัน"
        del workbook[sheet_title("help")]
        del workbook[sheet_title(ORGANISATION)]

    book, findings = read_all(edit(change))
    assert sorted(codes(findings)) == [
        "report.sheet_missing",
        "report.sheet_missing",
        "report.sheet_unknown",
    ]
    assert book.trees == ()


def test_english_sheet_name_is_known() -> None:
    def change(workbook: Any) -> None:
        workbook[sheet_title("trees")].title = "Trees"

    assert read_all(edit(change)) == (BOOK, ())


# --- other files ----------------------------------------------------------------------------


def other_workbook(first: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as file:
        file.add_worksheet().write_string(0, 0, first)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("first", "wanted"),
    [("รายงาน", "report.not_a_template"), ("fahsai-report-template/9", "report.version_unknown")],
)
def test_other_workbooks_are_refused(first: str, wanted: str) -> None:
    book, findings = read_report_template(other_workbook(first), "other.xlsx")
    assert book is None
    assert codes(findings) == [wanted]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_findings(data: bytes) -> None:
    for hostile in (data, b"PK\x03\x04" + data):
        book, findings = read_report_template(hostile, "x.xlsx")
        assert book is None
        assert findings


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_damaged_template_ends_in_findings_or_values(data: st.DataObject) -> None:
    whole = bytearray(TEMPLATE_BYTES)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for hostile in (bytes(whole), bytes(whole[:cut])):
        book, findings = read_report_template(hostile, "x.xlsx")
        assert book is not None or findings


TEMPLATE_BYTES = write_report_template(BOOK)


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 8), st.integers(0, 11)),
        st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans()),
        max_size=30,
    )
)
def test_any_cells_under_our_name_end_in_findings(
    cells: Mapping[tuple[int, int], object],
) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "nan_inf_to_errors": True}) as file:
        file.add_worksheet("x").write_string(0, 0, MARK)
        for key in (ORGANISATION, "units", "texts", "pictures"):
            sheet = file.add_worksheet(sheet_title(key))
            for (row, column), value in cells.items():
                sheet.write(row, column, value)
    read_all(stream.getvalue())


def test_every_word_of_a_finding_is_used() -> None:
    room = files("fahsai.gateways.workbooks.report")
    source = "".join(
        entry.read_text("utf-8") for entry in room.iterdir() if entry.name.endswith(".py")
    )
    used = set(re.findall(r'finding\(\s*"(report\.[a-z0-9_]+)"', source))
    assert set(words("findings_report")) == used


# --- the sheets of a group ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "key", "row", "value", "code", "left"),
    [
        ("holdings", "entity_code", 0, "NOBODY", "report.entity_unknown", 2),
        ("holdings", "equity_percent", 0, 160, "report.out_of_range", 2),
        ("holdings", "operational", 0, None, "report.required", 2),
        ("holdings", "basis", 0, None, "report.required", 2),
        ("holdings", "last_day", 0, date(2022, 4, 2), "holding.overlap", 1),
        ("holdings", "last_day", 0, date(2019, 1, 1), "holding.reversed", 1),
        ("holdings", "last_day", 0, date(2022, 3, 1), "holding.gap", 3),
        ("links", "entity_code", 0, "NOBODY", "report.entity_unknown", 1),
        ("links", "entity_code", 0, None, "report.required", 1),
        ("links", "subject_code", 0, "U99", "report.unit_unknown", 1),
        ("entities", "code", 1, "JV", "report.duplicate", 1),
    ],
)
def test_rows_of_a_group_that_disagree_are_said_and_left_out(
    sheet: str, key: str, row: int, value: object, code: str, left: int
) -> None:
    book, findings = read_all(with_cell(sheet, key, value, row, GROUP))
    assert code in codes(findings)
    assert len(getattr(book, sheet)) == left


def test_a_unit_has_one_entity_and_the_organisation_itself_is_a_word() -> None:
    def twice(workbook: Any) -> None:
        place = address("links", "belonging", 1)
        sheet = workbook[sheet_title("links")]
        for step, text in enumerate(("The unit belongs to", "U02", "the organisation itself")):
            sheet.cell(place[0], place[1] + step).value = text

    book, findings = read_all(edit(twice, GROUP))
    assert codes(findings) == ["report.duplicate"]
    assert book.links == GROUP.links[:1]
    book, findings = read_all(
        with_cell("links", "entity_code", "The organisation itself", 0, GROUP)
    )
    assert not findings
    assert book.links[0].entity_code == ""


def test_the_owner_of_a_source_is_not_its_seller() -> None:
    own = LinkEntry(Belonging.SOURCE, "S01", "JV")
    other = LinkEntry(Belonging.BOUGHT, "S02", "JV")
    links = (own, LinkEntry(Belonging.BOUGHT, "S01", "JV"), other)
    book, findings = read_all(
        with_cell("entities", "country", "ไทย", 0, replace(GROUP, links=links))
    )
    assert codes(findings) == ["report.buys_from_itself"]
    assert findings[0].data["source"] == "S01"
    assert book.links == (own, other)
    itself = replace(GROUP, links=(own, LinkEntry(Belonging.BOUGHT, "S01", "")))
    _, findings = read_all(with_cell("entities", "country", "ไทย", 0, itself))
    assert not findings


def test_a_workbook_of_before_has_no_sheets_of_a_group() -> None:
    def without(workbook: Any) -> None:
        for key in ("entities", "holdings", "links"):
            del workbook[sheet_title(key)]

    book, findings = read_all(edit(without, GROUP))
    assert not findings
    assert book == BOOK
