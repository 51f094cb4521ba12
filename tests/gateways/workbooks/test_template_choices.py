"""What stands in a drop-down column is understood however a person typed it."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateParameter,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.gateways.workbooks.template.layout import choice_code, choice_labels, table
from fahsai.gateways.workbooks.template.write import KindChoice, read_template, write_template

if TYPE_CHECKING:
    from fahsai.core.finding import Finding

KINDS = (KindChoice("electricity.grid", "ไฟฟ้าจากสายส่ง", "Grid electricity", "kWh"),)
YEAR = tuple(Decimal(n) for n in range(12))
BOOK = TemplateBook(
    units=(TemplateUnit("A", "สำนักปลัด", "Clerk"), TemplateUnit("B", "กองช่าง", parent="A")),
    sources=(
        TemplateSource(
            "EL-01",
            "electricity.grid",
            "ไฟฟ้าสำนักงาน",
            "B",
            activity_unit="kWh",
            origin="paid",
            grade="Y",
            excluded=True,
            excluded_reason="น้อย",
        ),
    ),
    current=TemplateYear(2565, "fiscal", (TemplateLine("EL-01", "kWh", YEAR),)),
    parameters=(TemplateParameter("EL-01", "people", "12"),),
)


def reread(cells: dict[str, str]) -> tuple[TemplateBook, dict[str, Finding]]:
    workbook: Any = openpyxl.load_workbook(io.BytesIO(write_template(BOOK, kinds=KINDS)))
    for place, text in cells.items():
        sheet, _, cell = place.partition("!")
        workbook[sheet][cell] = text
    stream = io.BytesIO()
    workbook.save(stream)
    grid, of_file = read(stream.getvalue(), "template.xlsx")
    assert grid is not None, of_file
    book, findings = read_template(grid)
    assert book is not None, findings
    return book, {one.code: one for one in findings}


@pytest.mark.parametrize("name", ["origin", "grade", "excluded", "year_kind"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_label_word_and_code_are_one_choice(name: str, language: str) -> None:
    labels = choice_labels(name, language)
    for code, entry in table()["choices"][name].items():
        word = entry[language]
        short = word.partition("(")[0]
        for text in (labels[code], word, short, code):
            for typed in (text, f"  {text} ", text.upper(), text.replace(" ", "  ")):
                assert choice_code(name, typed) == code, typed


def test_what_is_no_choice_stays_as_it_was_written() -> None:
    assert choice_code("origin", "เดา") == "เดา"
    assert choice_code("origin", "") == ""
    assert choice_code("origin", "เดา [guess]") == "guess"


@pytest.mark.parametrize(
    "cells",
    [
        {"แหล่งปล่อย!J5": "จ่ายเงิน", "แหล่งปล่อย!K5": "มิเตอร์หรือใบเสร็จ"},
        {"แหล่งปล่อย!J5": " Paid ", "แหล่งปล่อย!K5": "y"},
        {"แหล่งปล่อย!J5": "paid", "แหล่งปล่อย!D5": "กองช่าง"},
        {"แหล่งปล่อย!D5": " b ", "แหล่งปล่อย!O5": "ไม่รวม"},
        {"ส่วนงาน!D6": "clerk"},
        {"ข้อมูลรายเดือน!E2": "ปีงบประมาณ", "ข้อมูลรายเดือน!A5": "ไฟฟ้าสำนักงาน"},
        {"ข้อมูลรายเดือน!E2": "fiscal", "ข้อมูลรายเดือน!A5": "el-01"},
        {"ข้อมูลรายเดือน!B5": " kWh [kWh]", "พารามิเตอร์!A5": "ไฟฟ้าสำนักงาน"},
    ],
)
def test_words_codes_and_names_read_as_the_same_book(cells: dict[str, str]) -> None:
    book, findings = reread(cells)
    assert not findings
    assert book == BOOK


def test_a_source_that_is_included_in_words_counts() -> None:
    for text in ("รวม", "no", "Included"):
        book, findings = reread({"แหล่งปล่อย!O5": text})
        assert not findings
        assert not book.sources[0].excluded


def test_a_word_that_neither_excludes_nor_includes_is_said_and_the_source_counts() -> None:
    book, findings = reread({"แหล่งปล่อย!O5": "อาจจะ"})
    assert findings["template.excluded_unknown"].subject == "แหล่งปล่อย!O5"
    assert [(one.cell, one.reason) for one in book.rejected] == [("O5", "unknown-excluded")]
    assert not book.sources[0].excluded


def test_the_cells_of_a_source_are_known() -> None:
    book, _ = reread({})
    assert book.sources[0].cells["origin"] == "แหล่งปล่อย!J5"
