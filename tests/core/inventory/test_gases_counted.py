"""Gases by equation through the calculation: blends, levels, places, quality and what is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.core.inventory.test_calculate import YEAR, codes, lines, run, source

from fahsai.core.finding import Level
from fahsai.core.inventory.activity import Grade
from fahsai.core.inventory.result import ReportingClass

D = Decimal
STOCK = {"stock.2564": "10", "stock.2565": "8"}
LEAK = {"pack": "ademe-leak-rates", "equipment": "split"}


def test_a_blend_from_stock_is_counted_by_its_parts() -> None:
    one = source("refrigerant.stock", parameters={"species": "R-410A", **STOCK})
    result, findings = run((one,), lines(one, "6", "kg"))
    assert result.complete
    assert result.total_kg == D(8) * D("1923.5")
    assert findings == ()


def test_r_22_stands_apart_by_every_way_of_counting() -> None:
    for kind, more in (
        ("refrigerant", {}),
        ("refrigerant.stock", STOCK),
        ("refrigerant.leak", LEAK),
    ):
        one = source(kind, parameters={"species": "R-22", **more})
        result, _ = run((one,), lines(one, "6", "kg", months=12))
        assert result.complete
        assert result.total_kg == 0
        assert result.by_class[ReportingClass.SEPARATE] > 0


def test_the_parts_of_a_mixed_blend_go_where_they_belong() -> None:
    """R-417A has butane in it, which is no Kyoto gas."""
    top_up = source("refrigerant", parameters={"species": "R-417A"})
    stock = source(
        "refrigerant.stock",
        parameters={"species": "R-417A", "stock.2564": "0", "stock.2565": "0"},
    )
    by_top_up, _ = run((top_up,), lines(top_up, "10", "kg"))
    by_stock, _ = run((stock,), lines(stock, "10", "kg"))
    assert by_stock.by_class == by_top_up.by_class


@pytest.mark.parametrize("kind", ["refrigerant.stock", "refrigerant.leak"])
def test_a_refrigerant_without_name_has_no_result(kind: str) -> None:
    one = source(kind, parameters={**STOCK, **LEAK, "species": "R-999"})
    result, findings = run((one,), lines(one, "6", "kg"))
    assert not result.complete
    assert "source.refrigerant_unknown" in codes(findings)


def test_kilograms_of_the_gas_itself_are_kilograms() -> None:
    one = source("refrigerant.leak", parameters={"species": "R-410A", **LEAK})
    by_gas, _ = run((one,), lines(one, "40", "kg_r410a", months=12))
    by_mass, _ = run((one,), lines(one, "40", "kg", months=12))
    other, findings = run((one,), lines(one, "40", "kg_r32", months=12))
    assert by_gas.total_kg == by_mass.total_kg == D("3847")
    assert not other.complete
    assert "unit.not_for_kind" in codes(findings)


def test_sf6_by_leak_rate_is_not_taken_as_leaked_whole() -> None:
    one = source("sf6.switchgear.leak", parameters={"leak_rate": "0.005"})
    result, findings = run((one,), lines(one, "40", "kg_sf6", months=12))
    assert result.total_kg == D("0.2") * 23500
    assert codes(findings) == {"method.figure_entered"}


# --- levels ---


def test_a_level_of_every_month_is_no_sum() -> None:
    one = source("refrigerant.leak", parameters={"species": "R-32", **LEAK})
    monthly, _ = run((one,), lines(one, "40", "kg", months=12))
    whole = (lines(one, "40", "kg")[0]._replace(period=YEAR),)
    yearly, _ = run((one,), whole)
    assert monthly.total_kg == yearly.total_kg == D(40) * D("0.05") * 677
    assert monthly.sources[0].quantity == 40


def test_equipment_in_use_for_a_part_of_the_year_counts_for_it() -> None:
    one = source("refrigerant.leak", parameters={"species": "R-32", **LEAK})
    result, findings = run((one,), lines(one, "36.5", "kg", months=3))  # October to December
    assert result.sources[0].quantity == D("9.2")  # 92 of 365 days
    said = [item for item in findings if item.code == "source.part_of_year"]
    assert [(item.data["days"], item.data["of_days"]) for item in said] == [("92", "365")]


def test_a_record_across_the_edge_counts_with_its_days_inside() -> None:
    one = source("refrigerant.leak", parameters={"species": "R-32", **LEAK})
    start = replace(YEAR, start=YEAR.start.replace(year=YEAR.start.year - 1))
    result, _ = run((one,), (lines(one, "40", "kg")[0]._replace(period=start),))
    assert abs(result.sources[0].quantity - 40) < D("1e-20")


def test_a_herd_is_the_average_of_its_months() -> None:
    kept = {"productivity": "low", "climate": "wet", "manure": "solid_storage"}
    one = source("livestock.dairy_cattle", parameters=kept)
    grown = tuple(
        line._replace(quantity=D(10 if place < 6 else 30))
        for place, line in enumerate(lines(one, "1", "animal", months=12))
    )
    result, findings = run((one,), grown)
    days = [line.period.days for line in grown]
    assert result.sources[0].quantity * 365 == D(10) * sum(days[:6]) + D(30) * sum(days[6:])
    assert {family for _, family in result.gases} == {"CH4", "N2O"}
    assert codes(findings) == set()


# --- places and quality ---


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("composting.own", {}),
        ("digestion.own", {}),
        ("incineration.own", {"waste_type": "textile"}),
        ("open_burning.own", {"waste_type": "garden", "burn_n2o": "60"}),
        ("fertiliser.urea", {"pack": "ipcc-2019-soils-wet", "formula": "46-0-0",
                             "frac_gas": "0.1", "frac_leach": "0.2"}),
        ("lime.dolomite", {}),
        ("welding.co2", {}),
        ("welding.mixed_gas", {"co2_volume_share": "0.2"}),
        ("dry_ice", {}),
    ],
)  # fmt: skip
def test_own_activities_stand_in_scope_1(kind: str, parameters: dict[str, str]) -> None:
    one = source(kind, parameters=parameters)
    result, findings = run((one,), lines(one, "100", "kg"))
    assert result.complete
    assert result.by_class[ReportingClass.SCOPE_1] > 0
    assert result.total_kg == result.by_class[ReportingClass.SCOPE_1]
    assert not [item for item in findings if item.level is Level.ERROR]


def test_carbon_of_living_things_in_burned_waste_stands_apart() -> None:
    one = source("incineration.own", parameters={"waste_type": "textile"})
    result, _ = run((one,), lines(one, "1000", "kg"))
    assert result.by_class[ReportingClass.BIOGENIC].quantize(D("0.01")) == D("1173.33")
    # 293.333 CO2 + 0.3 kg CH4 x 28 + 0.05 kg N2O x 265
    assert result.total_kg.quantize(D("0.001")) == D("314.983")


def test_compost_comes_to_its_gases() -> None:
    one = source("composting.own")
    result, _ = run((one,), lines(one, "10", "tonne"))
    assert result.total_kg == D(40) * 28 + D("2.4") * 265


@pytest.mark.parametrize(
    ("kind", "parameters", "points"),
    [  # column A of a bill, column B
        ("refrigerant", {"species": "R-32"}, (3, 3)),
        ("refrigerant.stock", {"species": "R-32", **STOCK}, (3, 3)),
        ("refrigerant.leak", {"species": "R-32", **LEAK}, (1, 1)),
        ("composting.own", {}, (3, 1)),
        ("welding.co2", {}, (3, 3)),
    ],
)
def test_a_leak_rate_is_an_estimate_whatever_its_records_are(
    kind: str, parameters: dict[str, str], points: tuple[int, int]
) -> None:
    one = source(kind, parameters=parameters)
    result, _ = run((one,), lines(one, "10", "kg", months=12, grade=Grade.Y))
    assert (result.sources[0].activity_points, result.sources[0].factor_points) == points


# --- parameters that nothing is done with ---


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("mobile.diesel", "litre"), ("extinguisher.co2", "kg"), ("composting.own", "kg")],
)
def test_a_parameter_that_is_not_known_is_said(kind: str, unit: str) -> None:
    one = source(kind, parameters={"colour": "blue"})
    result, findings = run((one,), lines(one, "10", unit))
    assert result.complete
    assert [(item.code, item.level, item.data["parameter"]) for item in findings] == [
        ("method.parameter_unused", Level.WARNING, "colour")
    ]


@pytest.mark.parametrize(
    ("kind", "unit", "parameters"),
    [
        ("paper.uncoated", "ream", {"conversion.kg": "2.4948"}),
        ("refrigerant", "kg", {"species": "R-32"}),
        ("mobile.diesel", "litre", {}),
    ],
)
def test_parameters_that_are_used_are_not_said(
    kind: str, unit: str, parameters: dict[str, str]
) -> None:
    one = source(kind, parameters=parameters)
    _, findings = run((one,), lines(one, "10", unit))
    assert "method.parameter_unused" not in codes(findings)
