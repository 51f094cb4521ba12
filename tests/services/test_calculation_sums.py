"""The answer for a workbook adds up exactly, whoever's factors count, and says no silent zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.gateways.workbooks.office_files import ROWS, Row, Shape, grid, written
from tests.services.books import PAPER, POWER, Sheet, office
from tests.shared import shared_path

from fahsai.core.inventory.result import TOTALLED
from fahsai.services.calculate_file import Factors, calculate_file
from fahsai.services.calculation_json import file_json
from fahsai.services.rules import factor_sets

Json = dict[str, Any]
EXAMPLES = ("office_12_months_jan_dec.xlsx", "office_12_months_oct_sep.xlsx")
LABELLED = "ยอดตามไฟล์ต้นฉบับ"
SCOPES = {str(where) for where in TOTALLED}


def answer(data: bytes, **options: Any) -> Json:
    told, findings = calculate_file(data, "f.xlsx", report_date=date(2026, 2, 1), **options)
    assert told is not None, findings
    return file_json(told)


def added(values: Any) -> Decimal:
    """A sum that loses no digit."""
    with localcontext(prec=90):
        return sum((Decimal(value) for value in values), Decimal(0))


def adds_up(told: Json) -> None:
    """The promises of the page "Read the JSON" about one answer."""
    for year in (told, *told["other_years"]):
        for line in year["lines"]:
            line_adds_up(line)
            if told["factors"] == "sheet":
                is_about_the_sheet(line)
        known = [line["co2e"] for line in year["lines"] if line["co2e"] is not None]
        assert abs(added(known) - Decimal(year["total"])) <= Decimal("1e-20")
        assert not (year["complete"] and len(known) < len(counted(year)))
    if told["factors"] == "sheet":
        assert told["label"]["th"].startswith(LABELLED)
        assert not [item for item in told["findings"] if item["code"].startswith("factor.")]
        if told["complete"]:
            assert "error" not in {item["level"] for item in told["findings"]}


def counted(year: Json) -> list[Json]:
    """The rows that are not only a second writing of another one."""
    twins = {item["subject"] for item in year["findings"] if item["code"] == "sheet.biogenic_twin"}
    return [line for line in year["lines"] if f"{line['sheet']}!{line['cell']}" not in twins]


def line_adds_up(line: Json) -> None:
    parts = added(part["kg"] for part in line["difference"])
    months = [month["co2e"] for month in line["months"]]
    if line["co2e"] is None:
        assert set(months) <= {None}, line["cell"]
        if line["difference"]:
            assert added([line["sheet_co2e"], parts]) == 0
        return
    ours = Decimal(line["co2e"])
    if line["kind"] is not None or line["difference"]:
        assert added([line["sheet_co2e"], parts]) == ours, line["cell"]
    if months and None not in months:
        assert added(months) == ours, line["cell"]
    classes = line["co2e_by_class"]
    if classes:
        assert added(kg for where, kg in classes.items() if where in SCOPES) == ours


def is_about_the_sheet(line: Json) -> None:
    assert line["difference"] == line["gases"] == line["factors"] == []
    assert "candidates" not in line["why"]
    factor = line["factor"]
    assert (factor["co2e_per_unit"] if factor else None) == line["sheet_factor"]
    if line["co2e"] is None:
        assert factor is None
        return
    assert line["co2e"] == line["sheet_co2e"]
    if factor and line["co2e"] != "0":
        for month in line["months"]:
            if month["co2e"] is not None:
                with localcontext(prec=90):
                    product = Decimal(month["quantity"]) * Decimal(factor["co2e_per_unit"])
                    assert abs(product - Decimal(month["co2e"])) < Decimal("1e-20")


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("factors", list(Factors))
@pytest.mark.parametrize("edition", factor_sets())
def test_examples_add_up(name: str, factors: Factors, edition: str) -> None:
    told = answer(shared_path("examples", name).read_bytes(), factors=factors, factor_set=edition)
    adds_up(told)
    if factors is Factors.SHEET:
        assert told["complete"]
        for line in told["lines"]:
            assert added(month["co2e"] for month in line["months"]) == Decimal(line["co2e"])


BOOKS = [
    Shape(),
    Shape(has_scope=False),
    Shape(style="quantity"),
    Shape(style="blocks"),
    Shape(rows=(*ROWS, Row("ของแปลก", 1.5, "กล่อง", amounts=(1,) * 12))),
    Shape(rows=(*ROWS, Row("น้ำมัน Diesel", None, "ลิตร", amounts=(7,)))),
    Shape(rows=(*ROWS, Row("R-22", 1760, "kg", amounts=(2,) * 12))),
    Shape(rows=(*ROWS, Row("LPG", 3.1134, "kg", amounts=(1.7,) * 12))),
]


@pytest.mark.parametrize("shape", BOOKS)
@pytest.mark.parametrize("factors", list(Factors))
def test_generated_books_add_up(shape: Shape, factors: Factors) -> None:
    adds_up(answer(written(shape), factors=factors))


KNOWN = (
    ("Diesel (Generator)", "ลิตร", "Scope 1"),
    ("LPG", "kg", "Scope 1"),
    ("น้ำมัน Gasohol 95", "ลิตร", "Scope 1"),
    ("น้ำมัน B7", "ลิตร", "Scope 1"),
    ("R-22", "kg", "Scope 1"),
    ("R-410A", "kg", "Scope 1"),
    ("การใช้พลังงานไฟฟ้า", "kWh", "Scope 2"),
    ("กระดาษ A4", "kg", "Scope 3"),
    ("น้ำประปาส่วนภูมิภาค", "m3", "Scope 3"),
    ("ขยะของเสีย (ฝังกลบ)", "kg", "Scope 3"),
    ("ของแปลก", "กล่อง", "Scope 3"),
)
TIDY = st.decimals(0, 10**6, places=3).map(float)
NOISY = st.floats(0.001, 1e6, allow_subnormal=False)
FACTORS = st.one_of(
    st.sampled_from([2.7078, 2.7406, 0.4999, 0.475, 2.102, 0.541, 3.1134, 1760, 2.2394]),
    st.floats(0.001, 3000, allow_nan=False),
)
AMOUNTS = st.lists(st.one_of(st.none(), TIDY, NOISY), min_size=12, max_size=12)


@st.composite
def rows_of_books(draw: st.DrawFn) -> Row:
    label, unit, scope = draw(st.sampled_from(KNOWN))
    return Row(label, draw(FACTORS), unit, scope, tuple(draw(AMOUNTS)))


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(
    rows=st.lists(rows_of_books(), min_size=1, max_size=6),
    style=st.sampled_from(["pairs", "quantity"]),
    edition=st.sampled_from(factor_sets()),
    factors=st.sampled_from(list(Factors)),
)
def test_any_book_adds_up(rows: list[Row], style: str, edition: str, factors: Factors) -> None:
    told, findings = calculate_file(
        written(Shape(rows=(ROWS[6], *rows), style=style, title="ปี 2567")),
        "f.xlsx",
        report_date=date(2026, 2, 1),
        factor_set=edition,
        factors=factors,
    )
    assert told is not None, findings
    adds_up(file_json(told))


def test_months_without_a_result_are_unknown_not_zero() -> None:
    rows = (Row("ก๊าซธรรมชาติ", 0.0562, "MJ", "Scope 1", (100,) * 12),)
    told = answer(written(Shape(rows=rows, title="ปี 2567")), factor_set="tgo-cfo-2022-04")
    (line,) = told["lines"]
    assert line["co2e"] is None
    assert [month["co2e"] for month in line["months"]] == [None] * 12


def test_a_row_of_the_sheet_without_any_figure_is_unknown_not_zero() -> None:
    paper = replace(PAPER, factor=None)
    told = answer(office(Sheet((POWER, paper))), factors=Factors.SHEET)
    line = told["lines"][-1]
    assert (line["sheet_factor"], line["co2e"]) == (None, None)
    assert {month["co2e"] for month in line["months"]} == {None}
    assert not told["complete"]


def test_a_row_of_the_sheet_counts_even_when_we_do_not_know_it() -> None:
    rows = (Row("ของแปลก", 1.5, "กล่อง", "Scope 3", (2,) * 12),)
    told = answer(written(Shape(rows=rows)), factors=Factors.SHEET)
    (line,) = told["lines"]
    assert (line["co2e"], line["co2e_by_class"]) == ("36", {"3": "36"})
    assert [month["co2e"] for month in line["months"]] == ["3"] * 12
    assert "error" not in {item["level"] for item in told["findings"]}


def test_a_result_that_is_not_the_product_has_no_months() -> None:
    data = grid(
        ("คาร์บอนฟุตพริ้นท์ ปี 2566",),
        ("รายการ", "ปริมาณ", "หน่วย", "ค่า EF", "kgCO2e"),
        ("ไฟฟ้า", 10000, "kWh", 0.4999, 4000),
        ("น้ำมันดีเซล (รถยนต์)", 100, "ลิตร", 2.7406, 274.06),
        ("รวม", None, None, None, 4274.06),
    )
    told = answer(data, factors=Factors.SHEET)
    power, fuel = told["lines"]
    assert (power["co2e"], power["months"][0]["co2e"]) == ("4000", None)
    assert (fuel["co2e"], fuel["months"][0]["co2e"]) == ("274.06", "274.06")
    assert "sheet.arithmetic" in {item["code"] for item in told["findings"]}


@pytest.mark.parametrize(
    ("label", "factor", "unit", "scope", "old"),
    [
        ("การใช้พลังงานไฟฟ้า", 0.4999, "kWh", "Scope 2", "tgo-cfo-2022-04"),
        ("การใช้พลังงานไฟฟ้า", 499.9, "MWh", "Scope 2", "tgo-cfo-2022-04"),
        ("การใช้พลังงานไฟฟ้า", 0.5812, "kWh", "Scope 2", "tgo-grid-2009"),
        ("ถ่านหินลิกไนต์", 1.0619, "kg", "Scope 1", "tgo-cfo-2022-04"),
    ],
)
def test_a_change_of_the_published_list_is_named(
    label: str, factor: float, unit: str, scope: str, old: str
) -> None:
    rows = (Row(label, factor, unit, scope, (1000,) * 12),)
    told = answer(written(Shape(rows=rows)), factor_set="tgo-cfo-2026-02")
    (line,) = told["lines"]
    assert line["co2e"] is not None
    part = line["difference"][-1]
    assert part["cause"] == "factor"
    assert part["en"].startswith(f"Edition changed: {old}:")
    assert "→ tgo-cfo-2026-02:" in part["th"]
    adds_up(told)
