from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateOrganisation,
    TemplateParameter,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.gateways.workbooks.template.write import KindChoice, read_template, write_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.core.finding import Finding

KINDS = (KindChoice("electricity.grid", "ไฟฟ้าจากสายส่ง", "Grid electricity", "kWh"),)
YEAR = tuple(Decimal(n) for n in range(12))
BOOK = TemplateBook(
    TemplateOrganisation("CM", "เทศบาล", "Town"),
    (TemplateUnit("A", "สำนักปลัด", head="ปลัด"), TemplateUnit("B", "กองช่าง", parent="A")),
    (
        TemplateSource(
            "EL-01",
            "electricity.grid",
            "ไฟฟ้าสำนักงาน",
            "A",
            activity_unit="kWh",
            origin="paid",
            grade="Y",
            evidence=("บิล 1.pdf", "บิล 2.pdf"),
            excluded=True,
            excluded_reason="น้อย",
            started_on=date(2021, 10, 1),
        ),
        TemplateSource("WA-01"),
    ),
    TemplateYear(
        2565,
        "fiscal",
        (
            TemplateLine("EL-01", "kWh", YEAR, "หมายเหตุ", ("x.pdf",)),
            TemplateLine("WA-01", "", (None, Decimal("12345678901234567890.123"), *[None] * 10)),
        ),
    ),
    TemplateYear(2560, "calendar", (TemplateLine("EL-01", "kWh", YEAR),)),
    (TemplateParameter("WA-01", "people", "12"), TemplateParameter("WA-01", "pool", "ลึก")),
)


def reread(data: bytes) -> tuple[TemplateBook, dict[str, Finding]]:
    workbook, of_file = read(data, "template.xlsx")
    assert workbook is not None, of_file
    book, findings = read_template(workbook)
    assert book is not None, findings
    return book, {entry.code: entry for entry in findings}


def changed(change: Callable[[Any], None], book: TemplateBook = BOOK) -> bytes:
    """The filled template after a person edited it."""
    workbook = openpyxl.load_workbook(io.BytesIO(write_template(book, kinds=KINDS)))
    change(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["th", "en"])
def test_written_and_read_back_it_is_the_same_book(language: str) -> None:
    book, findings = reread(write_template(BOOK, kinds=KINDS, units=["kWh"], language=language))
    assert book == BOOK
    assert not findings
    assert (book.count.read, book.count.stored, book.count.blank) == (36, 25, 11)
    assert book.current is not None
    line = book.current.lines[0]
    assert (line.cells[0], line.cells[11], line.raw[3]) == ("C5", "N5", "3")
    assert book.current.months[0].start == date(2021, 10, 1)
    assert book.base is not None
    assert book.base.months[0].start == date(2017, 1, 1)


def test_an_empty_template_reads_as_an_empty_book() -> None:
    book, findings = reread(write_template())
    assert book == TemplateBook()
    assert not findings


def test_the_template_has_lists_help_panes_and_the_font() -> None:
    data = write_template(kinds=KINDS, units=["kWh", "ลิตร"])
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    assert workbook.sheetnames[:6] == [
        "คำอธิบาย",
        "ส่วนงาน",
        "แหล่งปล่อย",
        "ข้อมูลรายเดือน",
        "ข้อมูลปีฐาน",
        "พารามิเตอร์",
    ]
    assert workbook["_lists"].sheet_state == "hidden"
    sources = workbook["แหล่งปล่อย"]
    assert sources.row_dimensions[1].hidden
    assert sources.freeze_panes == "B5"
    assert sources["A3"].font.name == "TH Sarabun New"
    assert sources["B3"].comment is not None
    assert "เลือกจากรายการ" in sources["B3"].comment.text
    lists = {str(v.sqref): v.formula1 for v in sources.data_validations.dataValidation}
    assert lists["B5:B1004"].startswith("_lists!")
    assert lists["D5:D1004"] == "'ส่วนงาน'!$A$5:$A$1004"
    assert workbook["_lists"]["A2"].value == "ไฟฟ้าจากสายส่ง [electricity.grid]"
    monthly = workbook["ข้อมูลรายเดือน"]
    assert monthly["C3"].value.startswith('=IF($E$2="ปีงบประมาณ')


def test_edits_by_people_are_understood() -> None:
    def edit(workbook: Any) -> None:
        sources = workbook["แหล่งปล่อย"]
        sources["Q6"] = "1/10/2564"
        sources["B6"] = "electricity.grid"
        monthly = workbook["ข้อมูลรายเดือน"]
        monthly["C6"] = "๑,๒๓๔.๕"
        monthly["E6"] = "-"
        monthly.insert_rows(2)
        monthly.insert_cols(1)

    def edit_without_moving_the_year(workbook: Any) -> None:
        edit(workbook)
        monthly = workbook["ข้อมูลรายเดือน"]
        monthly.delete_rows(2)
        monthly.delete_cols(1)

    book, findings = reread(changed(edit_without_moving_the_year))
    assert not {code for code in findings if findings[code].level == "error"}
    assert book.sources[1].started_on == date(2021, 10, 1)
    assert book.sources[1].kind == "electricity.grid"
    assert book.current is not None
    assert book.current.lines[1].quantities[:3] == (
        Decimal("1234.5"),
        Decimal("12345678901234567890.123"),
        None,
    )


def test_wrong_cells_are_rejected_with_their_place() -> None:
    def spoil(workbook: Any) -> None:
        sources = workbook["แหล่งปล่อย"]
        sources["D5"] = "กองที่ไม่มี"
        sources["Q5"] = "เมื่อวาน"
        sources["A7"] = "EL-01"
        sources["C8"] = "ไม่มีรหัส"
        monthly = workbook["ข้อมูลรายเดือน"]
        monthly["C5"] = "มาก"
        monthly["A7"] = "XX-99"
        monthly["C7"] = 5
        monthly["A8"] = "EL-01"
        monthly["B8"] = "kWh"
        monthly["C8"] = 6

    book, findings = reread(changed(spoil))
    assert set(findings) == {
        "template.unknown_unit",
        "template.date_unreadable",
        "template.code_repeated",
        "template.code_missing",
        "sheet.rejected_text",
        "template.unknown_source",
        "template.line_repeated",
    }
    assert findings["template.unknown_source"].subject == "ข้อมูลรายเดือน!A7"
    reasons = {(entry.cell, entry.reason) for entry in book.rejected}
    assert reasons == {
        ("D5", "unknown-unit"),
        ("Q5", "date"),
        ("A7", "repeated"),
        ("A8", "missing"),
        ("C5", "text"),
        ("A7", "unknown-source"),
        ("A8", "repeated"),
    }
    count = book.count
    assert count.read == count.stored + count.rejected + count.blank == 60
    assert count.rejected == 3


def test_a_missing_year_refuses_the_lines() -> None:
    def forget(workbook: Any) -> None:
        workbook["ข้อมูลรายเดือน"]["B2"] = None

    book, findings = reread(changed(forget))
    assert book.current is None
    assert findings["template.year_missing"].data["rows"] == "2"
    assert book.count.rejected == 13


def test_lost_sheets_and_columns_are_said() -> None:
    def drop(workbook: Any) -> None:
        del workbook["แหล่งปล่อย"]

    workbook, _ = read(changed(drop), "template.xlsx")
    assert workbook is not None
    book, findings = read_template(workbook)
    assert book is None
    assert findings[0].data["sheets"] == "แหล่งปล่อย"

    def drop_column(workbook: Any) -> None:
        workbook["ข้อมูลรายเดือน"].delete_cols(15)

    _, said = reread(changed(drop_column))
    assert said["template.column_missing"].data["columns"] == "หมายเหตุ"


WORDS = st.text(st.sampled_from("กขคงำ้abcXYZ019 .-/()"), max_size=12).map(
    lambda text: " ".join(text.split())
)
CODES = st.text(st.sampled_from("ABCก0123-"), min_size=1, max_size=6)
FILES = st.lists(WORDS.filter(bool), max_size=2).map(tuple)
NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=0, max_value=10**20, places=9
).map(lambda value: value.normalize())
DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@st.composite
def books(draw: st.DrawFn) -> TemplateBook:
    unit_codes = draw(st.lists(CODES, unique=True, max_size=3))
    source_codes = draw(st.lists(CODES, unique=True, max_size=4))
    units = tuple(TemplateUnit(code, draw(WORDS), draw(WORDS)) for code in unit_codes)
    sources = tuple(
        TemplateSource(
            code,
            draw(st.sampled_from(["electricity.grid", "mobile.diesel", ""])),
            draw(WORDS),
            draw(st.sampled_from(["", *unit_codes])),
            activity_unit=draw(st.sampled_from(["kWh", "ลิตร", ""])),
            origin=draw(st.sampled_from(["measured", "paid", "estimated", ""])),
            grade=draw(st.sampled_from(["X", "Y", "Z", ""])),
            evidence=draw(FILES),
            excluded=draw(st.booleans()),
            started_on=draw(st.none() | DATES),
            ended_reason=draw(WORDS),
        )
        for code in source_codes
    )
    parameters = tuple(
        TemplateParameter(code, "people", str(draw(st.integers(0, 10**6)))) for code in source_codes
    )
    return TemplateBook(
        TemplateOrganisation(draw(CODES), draw(WORDS), draw(WORDS)),
        units,
        sources,
        draw(st.none() | years(source_codes)),
        draw(st.none() | years(source_codes)),
        parameters,
    )


@st.composite
def years(draw: st.DrawFn, source_codes: list[str]) -> TemplateYear:
    months = st.lists(st.none() | NUMBERS, min_size=12, max_size=12).map(tuple)
    lines = tuple(
        TemplateLine(code, draw(st.sampled_from(["kWh", ""])), draw(months), draw(WORDS))
        for code in source_codes
    )
    kind = draw(st.sampled_from(["fiscal", "calendar"]))
    return TemplateYear(draw(st.integers(2540, 2600)), kind, lines)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_every_book_survives_writing_and_reading(book: TemplateBook) -> None:
    again, findings = reread(write_template(book, kinds=KINDS, units=["kWh"]))
    assert again == book
    assert not findings
