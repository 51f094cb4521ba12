"""The report workbook: written, read back as it was, and fit to be filled in."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from tests.report_books import BOOK, GROUP, address, assessment, books, codes, read_all

from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
from fahsai.core.reports.dossier import (
    EnergySupply,
    Horizon,
    PictureUse,
    TeamRole,
)
from fahsai.gateways.workbooks.report.book import (
    ReportBook,
    TextEntry,
)
from fahsai.gateways.workbooks.report.choices import choices, shown_choices
from fahsai.gateways.workbooks.report.columns import Kind
from fahsai.gateways.workbooks.report.sheets import (
    ITEMS,
    MARK,
    ORGANISATION,
    TABLES,
    headings,
    sheet_title,
    sheet_words,
)
from fahsai.gateways.workbooks.report.write import (
    FIRST_ROW,
    write_report_template,
)
from fahsai.words.load import words

if TYPE_CHECKING:
    from enum import StrEnum

# --- there and back -------------------------------------------------------------------------


@pytest.mark.parametrize("written", [BOOK, GROUP], ids=["alone", "group"])
def test_book_comes_back_as_written(written: ReportBook) -> None:
    book, findings = read_all(write_report_template(written))
    assert book == written
    assert findings == ()
    assert book.receipt is not None
    assert book.receipt.rejected == 0


def test_same_book_gives_same_bytes() -> None:
    assert write_report_template(BOOK) == write_report_template(BOOK)


def test_empty_template_is_read_as_empty() -> None:
    book, findings = read_all(write_report_template())
    assert book == ReportBook()
    assert codes(findings) == ["report.empty"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_any_book_comes_back(book: ReportBook) -> None:
    again, findings = read_all(write_report_template(book))
    assert {one.code for one in findings} <= {"holding.control_contradicts"}
    assert again == book


def test_long_text_takes_several_rows_and_comes_back() -> None:
    text = "\n".join("ก" * 900 for _ in range(80))
    book = replace(ReportBook(), texts=(TextEntry("introduction", text),))
    again, findings = read_all(write_report_template(book))
    assert again.texts == book.texts
    assert findings == ()


@pytest.mark.parametrize(
    "book",
    [
        replace(ReportBook(), texts=(TextEntry("99", "x"),)),
        replace(ReportBook(), texts=(TextEntry("10", "x"), TextEntry("10", "y"))),
        replace(ReportBook(), scope3=(assessment(16, {}),)),
        replace(ReportBook(), supplies=(EnergySupply("ก" * 40_000, "ข"),)),
    ],
)
def test_value_without_a_place_is_never_dropped_silently(book: ReportBook) -> None:
    with pytest.raises(ValueError, match=r"template|hold"):
        write_report_template(book)


# --- the file itself ------------------------------------------------------------------------


def validations(sheet: Any) -> dict[tuple[int, int], Any]:
    """The drop-downs of a sheet by the row and column of their first cell."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            found[area.min_row, area.min_col] = rule
    return found


def listed(workbook: Any, rule: Any) -> list[object]:
    """The texts of a drop-down."""
    name, _, area = rule.formula1.rpartition("!")
    cells = workbook[name.strip("='")][area.replace("$", "")]
    return [row[0].value for row in cells]


def test_every_list_is_a_drop_down() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_report_template()))
    for table in TABLES:
        rules = validations(workbook[sheet_title(table.key)])
        for column in table.columns:
            place = address(table.key, column.key)
            if column.choices and column.kind is not Kind.ENTITY:
                assert rules[place].type == "list"
                wanted = list(shown_choices(column.choices))
                assert listed(workbook, rules[place]) == wanted
            for kind, key in ((Kind.UNIT, "units"), (Kind.ENTITY, "entities")):
                if column.kind is kind:
                    assert rules[place].type == "list"
                    assert sheet_title(key) in rules[place].formula1
    rules = validations(workbook[sheet_title(ORGANISATION)])
    assert len(listed(workbook, rules[address(ORGANISATION, "province")])) == 77
    assert "เทศบาลเมือง" in listed(workbook, rules[address(ORGANISATION, "kind")])


def test_template_is_marked_helped_and_frozen() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_report_template()))
    assert workbook.sheetnames[0] == sheet_title("help")
    lists = workbook[sheet_title("lists")]
    assert lists["A1"].value == MARK
    assert lists.sheet_state == "veryHidden"
    assert "fahsai_report_template" in workbook.defined_names
    for table in TABLES:
        sheet = workbook[sheet_title(table.key)]
        assert sheet.freeze_panes == f"B{FIRST_ROW + 1}"
        for position, column in enumerate(table.columns, 1):
            th, en = headings(table.key, column.key)
            assert str(sheet.cell(FIRST_ROW - 1, position).value).startswith(th)
            assert str(sheet.cell(FIRST_ROW, position).value).startswith(en)
            if column.kind is not Kind.SHOWN:
                assert sheet.cell(FIRST_ROW - 1, position).comment is not None


def test_words_and_columns_are_in_step() -> None:
    for table in TABLES:
        wanted = {column.key for column in table.columns}
        assert set(sheet_words(table.key)["columns"]) == wanted
    assert set(sheet_words(ORGANISATION)["items"]) == {item.key for item in ITEMS}
    columns = [column for table in TABLES for column in table.columns]
    lists = {one.choices for one in columns if one.choices and one.kind is not Kind.SUGGESTED}
    suggested = {one.choices for one in (*columns, *ITEMS) if one.kind is Kind.SUGGESTED}
    assert set(words("report_template")["suggestions"]) == suggested
    lists |= {item.choices for item in ITEMS if item.kind is Kind.CHOICE} - {"provinces"}
    assert set(words("report_template")["choices"]) == lists
    enumerations: list[tuple[type[StrEnum], str]] = [
        (TeamRole, "roles"),
        (PictureUse, "pictures"),
        (Horizon, "terms"),
        (Relation, "relations"),
        (FinancialControl, "financial_controls"),
        (Belonging, "belongings"),
    ]
    for values, name in enumerations:
        assert [choice.code for choice in choices(name)] == [str(value) for value in values]
    assert list(words("report_template")["scope3"]) == [str(number) for number in range(1, 16)]


@pytest.mark.parametrize("name", sorted(words("report_template")["choices"]))
def test_no_text_means_two_choices(name: str) -> None:
    texts = [
        text.replace(" ", "").lower()
        for choice in choices(name)
        for text in {choice.th, choice.en, choice.code, *choice.also}
    ]
    owners: dict[str, set[str]] = {}
    for choice in choices(name):
        for text in (choice.th, choice.en, choice.code, *choice.also):
            owners.setdefault(text.replace(" ", "").lower(), set()).add(choice.code)
    assert texts
    assert all(len(found) == 1 for found in owners.values())


def test_scope3_pictures_and_headings_do_not_collide() -> None:
    for table in TABLES:
        texts = [text for column in table.columns for text in headings(table.key, column.key)]
        assert len(texts) == len(set(texts))
    names = [text for item in ITEMS for text in headings(ORGANISATION, item.key)]
    assert len(names) == len(set(names))
