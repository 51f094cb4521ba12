"""Bought steam and heat by the supplier's boiler, and energy that is never subtracted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests import r01_dossiers as made
from tests.core.inventory.test_biomass import EDITIONS, PERIOD, codes, counted

from fahsai.core.finding import Level
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.supplied_heat import calorific_values, fuels
from fahsai.core.methods.supplied_heat import supplied_heat

S2, BIOGENIC = ReportingClass.SCOPE_2, ReportingClass.BIOGENIC
GAS = {"fuel": "natural_gas", "boiler_efficiency": "0.8"}


@EDITIONS
@pytest.mark.parametrize(("unit", "megajoules"), [("MJ", "1"), ("GJ", "1000"), ("kWh", "3.6")])
def test_energy_is_counted_by_the_fuel_behind_it(
    unit: str, megajoules: str, edition: tuple[str, str]
) -> None:
    result, said = counted("heat.by_boiler", edition, unit, GAS)
    (choice,) = result.choices
    assert choice.chosen is not None
    ncv = calorific_values("stationary.natural_gas", made.rules(*edition))[choice.chosen.unit]
    energy = result.quantity * Decimal(megajoules)
    wanted = supplied_heat(energy, Decimal("0.8"), ncv, choice.chosen.published)
    assert set(result.by_class) == {S2}
    assert abs(result.total_kg - wanted) < Decimal("1e-20")
    assert [one.code for one in result.steps] == ["parameter.from_source", "supplied_heat"]
    assert not [one for one in said if one.level is Level.ERROR]


@EDITIONS
def test_factor_and_calorific_value_are_of_one_list(edition: tuple[str, str]) -> None:
    """Lignite has 10.47 MJ/kg in the list of 2022 and 11.9 in that of 2026."""
    given = {"fuel": "lignite", "boiler_efficiency": "0.5"}
    result, _ = counted("heat.by_boiler", edition, "MJ", given)
    figure, ncv = {
        made.OLD_SET[0]: ("1.0619", "10.47"), made.NEW_SET[0]: ("1.20996225", "11.9"),
    }[edition[0]]  # fmt: skip
    wanted = result.quantity / (Decimal("0.5") * Decimal(ncv)) * Decimal(figure)
    assert abs(result.total_kg - wanted) < Decimal("1e-20")


def test_steam_in_tonnes_needs_its_energy() -> None:
    result, said = counted("heat.by_boiler", made.NEW_SET, "tonne", GAS)
    assert not result.complete
    assert codes(said, "unit.") == ["unit.not_for_kind"]
    steam, _ = counted("heat.by_boiler", made.NEW_SET, "tonne", {**GAS, "conversion.MJ": "2500"})
    energy, _ = counted("heat.by_boiler", made.NEW_SET, "MJ", GAS)
    assert abs(steam.total_kg / energy.total_kg - 2500) < Decimal("1e-20")


@EDITIONS
@pytest.mark.parametrize("unit", ["litre", "kg"])
def test_fuel_that_the_supplier_burned_is_counted_as_it_is(
    unit: str, edition: tuple[str, str]
) -> None:
    result, said = counted("heat.by_boiler", edition, unit, {"fuel": "lpg"})
    (choice,) = result.choices
    assert choice.chosen is not None
    assert choice.chosen.unit == unit
    assert abs(result.total_kg - result.quantity * choice.chosen.published) < Decimal("1e-20")
    assert set(result.by_class) == {S2}
    assert [one.code for one in result.steps] == ["supplied_heat.fuel"]
    assert said == ()
    _, said = counted("heat.by_boiler", edition, unit, {"fuel": "lpg", "boiler_efficiency": "0.8"})
    assert codes(said, "heat.") == ["heat.fuel_recorded"]


def test_a_unit_of_another_fuel_is_no_energy_either() -> None:
    result, said = counted("heat.by_boiler", made.NEW_SET, "litre", {"fuel": "wood"})
    assert not result.complete
    assert codes(said, "unit.") == ["unit.not_for_kind"]


def test_the_co2_of_a_biomass_boiler_stands_apart() -> None:
    given = {"fuel": "palm_kernel_shell", "boiler_efficiency": "0.75"}
    result, said = counted("heat.by_boiler", made.NEW_SET, "MJ", given)
    assert set(result.by_class) == {S2, BIOGENIC}
    assert result.by_class[BIOGENIC] > 40 * result.by_class[S2]
    assert codes(said, "biomass.") == []  # the supplier's boiler is no source of the organisation


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"boiler_efficiency": "0.8"}, "method.choice_missing"),
        ({"fuel": "ถ่านหิน", "boiler_efficiency": "0.8"}, "method.choice_unknown"),
        ({"fuel": "biodiesel", "boiler_efficiency": "0.8"}, "method.choice_unknown"),
        ({"fuel": "natural_gas"}, "method.pack_missing"),
        ({**GAS, "boiler_efficiency": "80"}, "method.parameter_out_of_range"),
        ({**GAS, "boiler_efficiency": "0"}, "heat.efficiency_zero"),
    ],
)
def test_nothing_is_assumed_of_a_boiler(given: dict[str, str], code: str) -> None:
    result, said = counted("heat.by_boiler", made.NEW_SET, "MJ", given)
    assert not result.complete
    assert code in {one.code for one in said if one.level is Level.ERROR}
    assert result.gases == {}


def test_a_misspelt_parameter_is_said() -> None:
    _, said = counted("heat.by_boiler", made.NEW_SET, "MJ", {**GAS, "efficency": "0.9"})
    assert codes(said, "method.") == ["method.parameter_unused"]


def test_fuels_are_those_with_a_calorific_value() -> None:
    found = fuels(made.rules(*made.NEW_SET))
    assert {"natural_gas", "lpg", "wood", "fuel_oil_a"} <= set(found)
    assert not {"b7", "biodiesel", "ethanol", "acetylene", "wood.biogenic"} & set(found)
    assert "charcoal" not in fuels(made.rules(*made.OLD_SET))


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("steam.bought", "tonne"), ("heat.bought", "GJ"), ("cooling.bought", "TRh"),
     ("compressed_air.bought", "Nm3")],
)  # fmt: skip
def test_no_list_has_a_factor_of_bought_heat(kind: str, unit: str) -> None:
    for edition in (made.OLD_SET, made.NEW_SET):
        result, said = counted(kind, edition, unit)
        assert not result.complete
        assert codes(said, "factor.") == ["factor.none"]


# --- netting ---


def calculated_with(kind: str, quantity: str, unit: str = "kWh") -> list[str]:
    entry = made.Entry(kind, "แหล่ง", unit, "1000")
    source = made.source_of(entry, 1, None)
    lines = list(made.lines_of(entry, source, PERIOD))
    lines[3] = lines[3]._replace(quantity=Decimal(quantity))
    data = InventoryInput(PERIOD, made.REPORT_DATE, (source,), tuple(lines))
    _, findings = calculate(data, made.rules(*made.NEW_SET))
    return [item.code for item in findings]


@pytest.mark.parametrize("kind", ["electricity.paid", "electricity.free", "electricity.sold"])
def test_whoever_subtracts_certificates_from_energy_is_told_where_they_belong(kind: str) -> None:
    assert "energy.subtracted" in calculated_with(kind, "-500")
    assert "energy.subtracted" not in calculated_with(kind, "0")
    whole = calculated_with(kind, "-50000")
    assert {"energy.subtracted", "source.negative_year"} <= set(whole)


def test_a_fuel_below_zero_is_not_about_certificates() -> None:
    said = calculated_with("mobile.diesel", "-500", "litre")
    assert "line.negative" in said
    assert "energy.subtracted" not in said
