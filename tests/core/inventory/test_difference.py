"""The walk from a workbook's figure to ours: each cause, and parts that add up exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.difference import PARTS, Cause, Part, SheetFigure, sheet_difference
from fahsai.core.quantity.exact import EXACT
from fahsai.core.thai.period import calendar_year
from fahsai.reference.load_factors import editions
from fahsai.reference.load_gases import load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.rules import Rules

YEAR = calendar_year(2567)
ID = UUID("0f0f0f0f-0000-5000-8000-000000000001")
ROWS = [row for edition in editions().values() for row in edition.rows]


def ours(
    kind: str, quantity: Decimal, unit: str, edition: str, *, upstream: bool = False,
    parameters: dict[str, str] | None = None, rules: Rules | None = None,
) -> SourceResult:  # fmt: skip
    source = EmissionSource(ID, "S1", kind, "แหล่ง", parameters=parameters or {})
    line = ActivityLine(uuid5(ID, "1"), ID, YEAR.months()[0], quantity, unit, Origin.PAID, Grade.Y)
    data = InventoryInput(YEAR, date(2026, 2, 1), (source,), (line,))
    counted = rules or rules_for(edition, energy_upstream=upstream)
    calculation, _ = calculate(data, counted)
    return calculation.sources[0]


def walk(result: SourceResult, sheet: SheetFigure, edition: str) -> tuple[Part, ...]:
    rows = [row for row in ROWS if row.unit in {result.unit, "kg"}]
    gwp = rules_for(edition).gwp.code
    return sheet_difference(sheet, result, rows, load_gwp_sets(), gwp)


def of_sheet(quantity: str, factor: str) -> SheetFigure:
    kg = EXACT.multiply(Decimal(quantity), Decimal(factor))
    return SheetFigure(Decimal(quantity), Decimal(factor), kg)


def sums_up(parts: tuple[Part, ...], sheet: SheetFigure, counted: Decimal) -> bool:
    with localcontext(PARTS):
        return sum((part.kg for part in parts), Decimal(0)) == counted - sheet.kg


@pytest.mark.parametrize(
    ("kind", "unit", "edition", "factor", "causes"),
    [
        ("stationary.diesel", "litre", "tgo-cfo-2022-04", "2.7078", {Cause.FACTOR_ROUNDING}),
        ("stationary.diesel", "litre", "tgo-cfo-2026-02", "2.7078",
         {Cause.FACTOR_ROUNDING, Cause.GWP_SET}),
        ("stationary.lignite", "kg", "tgo-cfo-2026-02", "1.0619",
         {Cause.FACTOR_ROUNDING, Cause.GWP_SET, Cause.FACTOR}),
        ("electricity.paid", "kWh", "tgo-cfo-2022-04", "0.4999", set()),
        ("electricity.paid", "kWh", "tgo-cfo-2026-02", "0.4999", {Cause.FACTOR}),
        ("mobile.diesel", "litre", "tgo-cfo-2022-04", "9.99", {Cause.FACTOR}),
    ],
)  # fmt: skip
def test_each_difference_names_its_causes(
    kind: str, unit: str, edition: str, factor: str, causes: set[Cause]
) -> None:
    sheet = of_sheet("1234.5", factor)
    result = ours(kind, sheet.quantity, unit, edition)
    parts = walk(result, sheet, edition)
    assert {part.cause for part in parts} == causes
    assert sums_up(parts, sheet, result.total_kg)


def test_r22_moves_out_of_the_total_by_class() -> None:
    sheet = of_sheet("3", "1760")
    result = ours(
        "refrigerant", Decimal(3), "kg", "tgo-cfo-2022-04", parameters={"species": "R-22"}
    )
    (part,) = walk(result, sheet, "tgo-cfo-2022-04")
    assert (part.cause, part.kg) == (Cause.CLASS, Decimal(-5280))


def test_a_gas_both_report_apart_differs_by_nothing() -> None:
    sheet = SheetFigure(Decimal(3), None, Decimal(0), counted=False)
    result = ours(
        "refrigerant", Decimal(3), "kg", "tgo-cfo-2022-04", parameters={"species": "R-22"}
    )
    assert walk(result, sheet, "tgo-cfo-2022-04") == ()


def test_upstream_is_a_difference_of_boundary() -> None:
    sheet = of_sheet("1000", "0.4999")
    result = ours("electricity.paid", Decimal(1000), "kWh", "tgo-cfo-2022-04", upstream=True)
    (part,) = walk(result, sheet, "tgo-cfo-2022-04")
    assert (part.cause, part.kg) == (Cause.BOUNDARY, Decimal("98.7"))


def test_biogenic_carbon_counted_by_a_sheet_moves_out_by_class() -> None:
    sheet = of_sheet("1000", "1.7909")  # the biogenic row of fuel wood, used as its factor
    result = ours("stationary.wood", Decimal(1000), "kg", "tgo-cfo-2022-04")
    parts = walk(result, sheet, "tgo-cfo-2022-04")
    by_cause = {part.cause: part.kg for part in parts}
    assert by_cause[Cause.FACTOR_ROUNDING] == Decimal("-0.02")
    assert by_cause[Cause.FACTOR] == Decimal("30.381")
    assert by_cause[Cause.CLASS] == Decimal("-1790.88")
    assert sums_up(parts, sheet, result.total_kg)


def test_a_method_without_a_factor_differs_by_method() -> None:
    sheet = of_sheet("1000", "0.5")
    result = ours("septic_tank", Decimal(1000), "person_day", "tgo-cfo-2022-04")
    (part,) = walk(result, sheet, "tgo-cfo-2022-04")
    assert part.cause is Cause.METHOD


def test_both_editions_are_named_when_the_factor_changed() -> None:
    sheet = of_sheet("1000", "0.4999")
    result = ours("electricity.paid", Decimal(1000), "kWh", "tgo-cfo-2026-02")
    (part,) = walk(result, sheet, "tgo-cfo-2026-02")
    assert part.data["from"].startswith("tgo-cfo-2022-04:")
    assert part.data["to"].startswith("tgo-cfo-2026-02:")


def test_a_sheet_that_cannot_multiply_differs_by_method() -> None:
    sheet = of_sheet("1000", "0.4999")._replace(kg=Decimal(400))
    result = ours("electricity.paid", Decimal(1000), "kWh", "tgo-cfo-2022-04")
    (part,) = walk(result, sheet, "tgo-cfo-2022-04")
    assert (part.cause, part.kg) == (Cause.METHOD, Decimal("99.9"))


def test_no_result_of_ours_leaves_the_whole_to_the_factor() -> None:
    sheet = of_sheet("1000", "2.32")
    result = ours("landfill.sent", Decimal(1000), "kg", "tgo-cfo-2022-04")
    assert not result.complete
    (part,) = walk(result, sheet, "tgo-cfo-2022-04")
    assert (part.cause, part.kg) == (Cause.FACTOR, Decimal(-2320))
    assert sheet_difference(sheet, None, (), {}, "AR5") == (part,)


@settings(max_examples=80, deadline=None)
@given(
    st.decimals(min_value=0, max_value=Decimal("1e8"), places=5),
    st.decimals(min_value=Decimal("0.0001"), max_value=9999, places=4),
    st.sampled_from(["mobile.diesel", "stationary.lpg", "mobile.b7", "mobile.gasoline"]),
    st.sampled_from(["tgo-cfo-2022-04", "tgo-cfo-2026-02"]),
)
def test_parts_always_add_up_exactly(
    quantity: Decimal, factor: Decimal, kind: str, edition: str
) -> None:
    unit = "kg" if kind == "stationary.lpg" else "litre"
    sheet = SheetFigure(quantity, factor, EXACT.multiply(quantity, factor))
    result = ours(kind, quantity, unit, edition)
    assert sums_up(walk(result, sheet, edition), sheet, result.total_kg)


def test_a_leftover_below_the_last_digit_joins_the_step_before() -> None:
    sheet = of_sheet("1234.5", "3.1134")
    result = ours("stationary.lpg", sheet.quantity, "kg", "tgo-cfo-2026-02")
    parts = walk(result, sheet, "tgo-cfo-2026-02")
    assert [part.cause for part in parts] == [Cause.FACTOR_ROUNDING, Cause.GWP_SET]
    assert sums_up(parts, sheet, result.total_kg)


@pytest.mark.parametrize(("quantity", "causes"), [("0.0001", 2), ("1", 2), ("1e7", 2)])
def test_true_causes_of_small_figures_stay(quantity: str, causes: int) -> None:
    sheet = of_sheet(quantity, "2.7078")
    result = ours("stationary.diesel", sheet.quantity, "litre", "tgo-cfo-2026-02")
    parts = walk(result, sheet, "tgo-cfo-2026-02")
    assert len(parts) == causes
    assert sums_up(parts, sheet, result.total_kg)


def test_figures_that_differ_in_the_last_digits_only_say_so() -> None:
    sheet = of_sheet("1000", "0.4999000000001")
    result = ours("electricity.paid", Decimal(1000), "kWh", "tgo-cfo-2022-04")
    (part,) = walk(result, sheet, "tgo-cfo-2022-04")
    assert (part.cause, part.note) == (Cause.FACTOR_ROUNDING, "difference.last_digits")
    assert sums_up((part,), sheet, result.total_kg)


def test_another_edition_is_found_per_another_size_of_the_unit() -> None:
    sheet = of_sheet("12", "499.9")
    result = ours("electricity.paid", Decimal(12), "MWh", "tgo-cfo-2026-02")
    gwp = rules_for("tgo-cfo-2026-02").gwp.code
    per_unit = {"kWh": Decimal(1000)}
    (part,) = sheet_difference(sheet, result, ROWS, load_gwp_sets(), gwp, per_unit)
    assert part.note == "difference.edition_changed"
    assert part.kg == Decimal("-298.8")


@pytest.mark.parametrize(
    ("kind", "own", "figure"),
    [
        ("waste.sent.hazardous", "2.1", "2.1"),  # paper.uncoated is 2.102
        ("waste.sent.recycled", "0.021", "0.021"),  # sawdust is 0.0211
        ("waste.sent.hazardous", "2.4", "2.1"),
    ],
)
def test_a_figure_that_stands_in_another_group_by_chance_is_no_row_of_it(
    kind: str, own: str, figure: str
) -> None:
    sheet = of_sheet("2280", figure)
    factor = EmissionFactor(
        id=uuid5(ID, own), edition="own", key="haz", activity=kinds()[kind].terms[0].activities[0],
        technology="", name_th="ค่าของผู้รับกำจัด", name_en="", unit="kg", basis=Basis.CO2E_ONLY,
        gases={}, published=Decimal(own), gwp_set="AR5", publisher=Publisher.SUPPLIER,
        grade=FactorGrade.D, position=1, year=2024, source="ใบรับรอง",
        derivation=Derivation("published", {}, "", ""),
    )  # fmt: skip
    rules = rules_for("tgo-cfo-2026-02").with_own((factor,))
    result = ours(kind, sheet.quantity, "kg", "tgo-cfo-2026-02", rules=rules)
    parts = walk(result, sheet, "tgo-cfo-2026-02")
    assert sums_up(parts, sheet, result.total_kg)
    assert not any("key" in part.data for part in parts)
    assert [part.note for part in parts] == ([] if own == figure else ["difference.factor"])


def test_a_fuel_of_another_use_is_found_as_the_row_it_was_copied_from() -> None:
    sheet = of_sheet("1000", "2.7078")  # diesel burned in a boiler, for a vehicle
    result = ours("mobile.b7", Decimal(1000), "litre", "tgo-cfo-2026-02")
    parts = walk(result, sheet, "tgo-cfo-2026-02")
    assert {part.data["key"] for part in parts if "key" in part.data} == {"stationary.diesel"}


def test_an_activity_that_is_another_one_is_no_change_of_edition() -> None:
    sheet = of_sheet("1000", "2.7406")
    result = ours("mobile.b7", Decimal(1000), "litre", "tgo-cfo-2026-02")
    parts = walk(result, sheet, "tgo-cfo-2026-02")
    assert parts[-1].note == "difference.factor_from_to"
