"""The sum beside every row of the template, and the units to choose from."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from fahsai.gateways.workbooks.template.book import TemplateBook, TemplateLine, TemplateSource
from fahsai.gateways.workbooks.template.book import TemplateYear as Year
from fahsai.gateways.workbooks.template.layout import chosen_code
from fahsai.gateways.workbooks.template.sums import SUMMED_ROWS
from fahsai.reference.load_units import load_units
from fahsai.services.templates import activity_template, unit_choices

MONTHS = tuple(Decimal(n) for n in range(1, 13))
BOOK = TemplateBook(
    sources=(TemplateSource("EL-01", "electricity.paid", "ไฟฟ้า", activity_unit="kWh"),),
    current=Year(2565, "fiscal", (TemplateLine("EL-01", "kWh", MONTHS),)),
)


def opened(data: bytes, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@pytest.mark.parametrize("book", [None, BOOK])
def test_every_row_to_fill_has_its_sum(book: TemplateBook | None) -> None:
    data = activity_template(book)
    formulas, values = opened(data), opened(data, values=True)
    for name in ("ข้อมูลรายเดือน", "ข้อมูลปีฐาน"):
        sheet = formulas[name]
        (column,) = (cell.column_letter for cell in sheet[3] if cell.value == "รวม")
        for row in range(5, 5 + SUMMED_ROWS):
            assert sheet[f"{column}{row}"].value == f"=SUM(C{row}:N{row})"
            assert values[name][f"{column}{row}"].value is not None
        rules = [rule.formula for area in sheet.conditional_formatting for rule in area.rules]
        assert rules == [["COUNT($C5:$N5)=0"]]  # a row without a figure shows no 0
    assert values["ข้อมูลรายเดือน"][f"{column}5"].value == (78 if book else 0)


@pytest.mark.parametrize("language", ["th", "en"])
def test_units_are_offered_by_names_that_the_reader_understands(language: str) -> None:
    choices = unit_choices(language)
    table = load_units()
    for choice in choices:
        name = choice.removesuffix(f" [{chosen_code(choice)}]")
        unit, findings = table.parse(name)
        assert unit is not None, findings
        assert unit.code == chosen_code(choice)
    codes = [chosen_code(choice) for choice in choices]
    assert codes[:5] == ["kWh", "litre", "kg", "tonne", "m3"]
    assert codes[-3:] == ["mJ", "mWh", "mW"]
    assert len(set(codes)) == len(codes)
    assert "mg_per_litre" not in codes


def test_the_drop_down_has_the_names_and_what_is_filled_in_has_them_too() -> None:
    workbook = opened(activity_template(BOOK))
    lists = workbook["_lists"]
    (column,) = (cell.column_letter for cell in lists[1] if cell.value == "activity_units")
    assert [lists[f"{column}{row}"].value for row in (2, 3, 4)] == unit_choices("th")[:3]
    assert "ลิตร [litre]" in unit_choices("th")
    assert workbook["ข้อมูลรายเดือน"]["B5"].value == "กิโลวัตต์-ชั่วโมง [kWh]"
