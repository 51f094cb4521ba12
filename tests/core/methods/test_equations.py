"""The simple equations: linear in their activity, and equal to published worked figures."""

from __future__ import annotations

from decimal import Decimal, FloatOperation
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.methods.by_factor import by_factor
from fahsai.core.methods.combustion import (
    co2_equivalent,
    gas_mass,
    mobile_combustion,
    stationary_combustion,
    total_co2_equivalent,
)
from fahsai.core.methods.electricity import (
    electricity_used,
    purchased_electricity,
    self_generated_electricity,
    sold_electricity,
)
from fahsai.core.methods.gas_release import gas_release
from fahsai.core.methods.refrigerant import top_up
from fahsai.core.methods.septic_tank import septic_tank, septic_tank_per_person_day
from fahsai.core.methods.wastewater import (
    wastewater_bod,
    wastewater_cod,
    wastewater_factor,
    wastewater_from_water,
)

D = Decimal
amounts = st.decimals(min_value=0, max_value=1_000_000, places=4)


def test_diesel_truck_of_the_tgo_workbook() -> None:
    """Fr-04.1 row 12: 1,200 litres on the road, with fossil methane at 30."""
    factors = {"CO2": D("2.698722"), "CH4_fossil": D("0.000142038"), "N2O": D("0.000142038")}
    masses = mobile_combustion(D(1200), factors)
    assert masses["CO2"] == D("3238.4664")
    gwps = {"CO2": D(1), "CH4_fossil": D(30), "N2O": D(265)}
    assert total_co2_equivalent(masses, gwps) == D("3288.747852")


def test_stationary_and_mobile_are_the_same_product() -> None:
    factors = {"CO2": D("2.698722")}
    assert stationary_combustion(D(3), factors) == mobile_combustion(D(3), factors)


def test_a_gas_without_gwp_is_an_error() -> None:
    with pytest.raises(KeyError):
        total_co2_equivalent({"SF6": D(1)}, {"CO2": D(1)})


def test_septic_tank_of_the_tgo_workbook() -> None:
    one, bo, mcf = D(1), D("0.6"), D("0.5")
    kilograms = septic_tank(D(16), D(312), u=one, t=one, bo=bo, mcf=mcf, bod=D(40))
    assert kilograms == D("59.904")
    assert co2_equivalent(kilograms, D(28)) == D("1677.312")


def test_septic_tank_constant_of_the_green_office() -> None:
    assert septic_tank_per_person_day(D(1), D(1), D("0.6"), D("0.5"), D(40)) == D("0.012")


@pytest.mark.parametrize(
    ("mcf", "f"),
    [("0.1", "0.025"), ("0", "0"), ("0.3", "0.075"), ("0.8", "0.200"), ("0.2", "0.050")],
)
def test_factors_of_the_tgo_wastewater_table(mcf: str, f: str) -> None:
    assert wastewater_factor(D("0.25"), D(mcf)) == D(f)


def test_pond_of_the_green_office_sheet() -> None:
    """342.4 m3 of water used, 80 % of it wastewater, COD 120, shallow pond: 1.64352 kg."""
    wastewater = wastewater_from_water(D("342.4"), D("0.8"))
    assert wastewater_cod(wastewater, D(120), D("0.05")) == D("1.64352")


def test_sludge_and_recovery_lower_the_methane() -> None:
    assert wastewater_cod(D(1000), D(500), D("0.2"), D(100), D(30)) == D(50)
    assert wastewater_cod(D(1000), D(500), D("0.2")) == D(100)


def test_municipal_wastewater_adds_its_flows() -> None:
    flows = [(D(1000), D(60)), (D(500), D(20))]
    assert wastewater_bod(flows, D("0.6"), D("0.1")) == D("4.2")
    assert wastewater_bod([], D("0.6"), D("0.1")) == 0


def test_electricity_paid_and_free_have_one_factor() -> None:
    parts = purchased_electricity(D(1000), D(200), D("0.4999"))
    assert (parts.paid, parts.free) == (D("499.9"), D("99.98"))
    assert parts.total == parts.paid + parts.free


def test_own_and_sold_electricity_count_nothing_but_are_shown() -> None:
    assert self_generated_electricity(D(5000)) == (D(5000), D(0))
    assert sold_electricity(D(300)) == (D(300), D(0))
    assert electricity_used(D(1200), D(5000), D(300)) == D(5900)


def test_top_up_is_the_emission() -> None:
    assert top_up([D("1.36"), D("0.64")]) == D(2)
    assert top_up([]) == 0


def test_gas_release_takes_its_content() -> None:
    assert gas_release(D(20), D(1)) == D(20)
    assert gas_release(D(20), D("0.5")) == D(10)


@given(amounts, amounts)
def test_by_factor_is_additive(first: Decimal, second: Decimal) -> None:
    factor = D("0.541")
    parts = by_factor(first, factor) + by_factor(second, factor)
    assert by_factor(first + second, factor) == parts


@given(amounts)
def test_electricity_adds_up(paid: Decimal) -> None:
    whole = purchased_electricity(paid, D(10), D("0.4999"))
    assert whole.total == whole.paid + whole.free


def test_floats_are_refused() -> None:
    with pytest.raises((TypeError, FloatOperation)):
        gas_mass(D(1), cast("Any", 0.5))
