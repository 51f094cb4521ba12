"""``fahsai calculate`` on the shared office workbooks: untouched, and with one mistake each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.services.changed_books import BASE, CURRENT, NAMES, Row, changed, row_of

from fahsai.core.finding import Level
from fahsai.services.calculate_file import calculate_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

    from fahsai.core.finding import Finding

    Change = Callable[[dict[str, Worksheet]], None]

REPORTED = date(2026, 11, 22)
DIESEL, POWER, PAPER = "น้ำมัน Diesel", "การใช้พลังงานไฟฟ้า", "การใช้กระดาษ"
WATER, OTHER_WATER = "น้ำประปา-การประปาส่วน", "น้ำประปา-การประปานคร"
WASTE, SEPTIC, R32 = "ขยะของเสีย (ฝัง", "4. การปล่อย", "6.การใช้สารทำความเย็นชนิด R-32"
MONTHS = range(12)


def said(name: str, change: Change | None = None, called: str = "") -> list[Finding]:
    answer, findings = calculate_file(changed(name, change), called or name, report_date=REPORTED)
    assert answer is not None, findings
    return [one for year in answer.years for one in year.findings]


def on(label: str, change: Callable[[Row], object]) -> Change:
    """A change of one row of the current year."""

    def changing(sheets: dict[str, Worksheet]) -> None:
        change(row_of(sheets[CURRENT], label))

    return changing


def times(factor: float, *months: int) -> Callable[[Row], object]:
    """Some months so many times as large."""
    return lambda row: [row.put(month, row.value(month) * factor) for month in months]


def copied(source: str, label: str, into: str) -> Change:
    """The figures of a row in another."""

    def changing(sheets: dict[str, Worksheet]) -> None:
        one, other = row_of(sheets[source], label), row_of(sheets[CURRENT], into)
        for month in MONTHS:
            other.put(month, one.value(month))

    return changing


def named(label: str, name: str, factor: float | None = None) -> Change:
    """A row under another name, with another factor."""

    def changing(sheets: dict[str, Worksheet]) -> None:
        row = row_of(sheets[CURRENT], label)
        row.sheet.cell(row.number, 2).value = name
        if factor is not None:
            row.count_with(factor)

    return changing


def reams(row: Row) -> None:
    for month in range(5, 12):
        row.put(month, round(row.value(month) / 2.495))


def unit(text: str) -> Callable[[Row], object]:
    def changing(row: Row) -> None:
        row.sheet.cell(row.number, row.unit).value = text

    return changing


def wood(row: Row) -> None:
    row.sheet.cell(row.number, 2).value = "ไม้ฟืน"
    unit("kg")(row)
    row.count_with(1.8213)


MISTAKES: dict[str, tuple[Change, str]] = {
    "gasoline's factor on diesel": (
        on(DIESEL, lambda row: row.count_with(2.2394)), "mistake.factor_of_other"),
    "another gas": (on(R32, lambda row: row.count_with(1300)), "mistake.factor_of_other"),
    "the point moved": (on(DIESEL, lambda row: row.count_with(27.406)), "mistake.factor_slip"),
    "a digit dropped": (on(DIESEL, lambda row: row.count_with(2.406)), "mistake.factor_slip"),
    "a factor for products": (
        on(POWER, lambda row: row.count_with(0.5986)), "mistake.electricity_cfp"),
    "the grid of 2009": (
        on(POWER, lambda row: row.count_with(0.5812)), "mistake.grid_factor_other_list"),
    "nobody's grid": (on(POWER, lambda row: row.count_with(0.62)), "mistake.grid_factor_unlisted"),
    "methane by 25": (on(SEPTIC, lambda row: row.count_with(25)), "mistake.gwp_of_other_set"),
    "diesel of AR4": (on(DIESEL, lambda row: row.count_with(2.7446)), "mistake.gwp_of_other_set"),
    "wood with its carbon": (on(DIESEL, wood), "mistake.biogenic_combined"),
    "per kg on litres": (named(DIESEL, "LPG รถ", 3.2049), "mistake.factor_per_other_unit"),
    "kWh factor on MWh": (on(POWER, unit("MWh")), "mistake.factor_per_other_unit"),
    "a month times ten": (on(POWER, times(10, 4)), "mistake.quantity_jump"),
    "a month by a thousand": (on(POWER, times(0.001, 4)), "mistake.quantity_jump"),
    "people times ten": (on(SEPTIC, times(10, 3)), "mistake.headcount_jump"),
    "1,122,222 people": (on(SEPTIC, times(11812, *MONTHS)), "mistake.headcount_year_jump"),
    "half a year in MWh": (on(POWER, times(0.001, *range(6, 12))), "mistake.unit_switch"),
    "reams from June on": (on(PAPER, reams), "mistake.unit_switch"),
    "a blank month": (on(WATER, lambda row: row.put(3, None)), "mistake.months_missing"),
    "a dash": (on(WATER, lambda row: row.put(3, "-")), "mistake.months_missing"),
    "a zero": (on(WATER, lambda row: row.put(3, 0)), "mistake.zero_month"),
    "hazardous waste": (named(WASTE, "ขยะอันตราย (ฝังกลบ)"), "mistake.hazardous_as_municipal"),
    "a row twice": (
        copied(CURRENT, "น้ำมัน Gasohol 91", "น้ำมัน Gasohol 95"), "mistake.same_series"),
    "last year's row": (copied(BASE, WATER, WATER), "mistake.copied_year"),
    "R-22 in scope 1": (
        on("6.การใช้สารทำความเย็นชนิด R-22", lambda row: row.put(3, 2)), "class.reported_apart"),
}  # fmt: skip

ARITHMETIC = ("sheet.", "factor.choose", "source.kind_unrecognised", "gwp.")
"""What the change of a cell brings about beside the mistake: sums that no longer agree."""

TOO = {
    "kWh factor on MWh": {"mistake.power_per_head"},
    "1,122,222 people": {"mistake.power_per_head"},
    "wood with its carbon": {"biomass.unanswered", "mistake.source_gone"},
}
"""What is true as well: electricity a thousand times too large is too much for the people."""


@pytest.mark.parametrize("name", NAMES)
def test_untouched_books_hold_no_mistake(name: str) -> None:
    codes = {one.code for one in said(name)}
    assert not {code for code in codes if code.startswith("mistake.")}
    assert "sheet.spike" not in codes


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_of_its_row_and_of_no_other(name: str, what: str) -> None:
    change, code = MISTAKES[what]
    before = {(one.code, one.subject) for one in said(name)}
    found = [one for one in said(name, change) if (one.code, one.subject) not in before]
    told = [one for one in found if one.code == code]
    assert len(told) == 1, found
    assert told[0].level is Level.WARNING
    assert told[0].subject.startswith(f"{CURRENT}!B")
    others = {one.code for one in found if not one.code.startswith(ARITHMETIC)}
    assert others <= {code} | TOO.get(what, set())


def test_a_file_called_by_another_year_is_told() -> None:
    codes = [one.code for one in said(NAMES[0], called="CFO-2565.xlsx")]
    assert codes.count("mistake.year_beside_file") == 1
    assert "mistake.year_beside_file" not in [
        one.code for one in said(NAMES[0], called="CFO-2567.xlsx")
    ]


def test_two_sheets_of_one_year_are_told() -> None:
    def same_year(sheets: dict[str, Worksheet]) -> None:
        for row in sheets[BASE].iter_rows(max_row=5):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2566", "2567")

    codes = [one.code for one in said(NAMES[0], same_year)]
    assert "mistake.year_twice" in codes


def test_a_year_that_is_not_over_is_told() -> None:
    def later(sheets: dict[str, Worksheet]) -> None:
        for row in sheets[CURRENT].iter_rows(max_row=5):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2567", "2571")

    assert "mistake.year_ahead" in [one.code for one in said(NAMES[0], later)]


def test_a_row_of_the_base_year_that_is_gone_is_told() -> None:
    def gone(sheets: dict[str, Worksheet]) -> None:
        row = row_of(sheets[CURRENT], PAPER)
        for cell in sheets[CURRENT][row.number]:
            if cell.column > 1:
                cell.value = None

    found = [one for one in said(NAMES[0], gone) if one.code == "mistake.source_gone"]
    assert [one.subject.startswith(BASE) for one in found] == [True]
    assert OTHER_WATER  # the zero rows of the books are no sources that went
