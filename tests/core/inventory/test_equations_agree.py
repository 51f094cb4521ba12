"""The calculation multiplies fast; the equations of ``core/methods`` say what it has to give."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.inventory.test_calculate import OLD, lines, run, source

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.methods.by_factor import by_factor
from fahsai.core.methods.combustion import (
    mobile_combustion,
    stationary_combustion,
    total_co2_equivalent,
)
from fahsai.core.methods.electricity import purchased_electricity
from fahsai.core.methods.gas_release import gas_release
from fahsai.core.methods.refrigerant import top_up
from fahsai.core.methods.septic_tank import septic_tank
from fahsai.core.quantity.exact import exactly
from fahsai.services.rules import rules_for

RULES = rules_for(OLD)
MONTHS = 12
amounts = st.decimals(min_value=0, max_value=10**7, places=3, allow_nan=False)


def gases_of(activity: str) -> dict[str, Decimal]:
    """The gases of a factor, without the carbon dioxide of living things."""
    rows = [row for row in RULES.factor_set.editions[0].rows if row.activity == activity]
    assert len(rows) == 1, activity
    return {gas: mass for gas, mass in rows[0].gases.items() if gas in RULES.gwp.values}


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_a_fuel_comes_to_what_the_combustion_equations_say(amount: Decimal) -> None:
    for kind, activity, equation in (
        ("stationary.diesel", "stationary.diesel", stationary_combustion),
        ("mobile.diesel", "mobile.diesel", mobile_combustion),
    ):
        one = source(kind)
        calculation, _ = run((one,), lines(one, str(amount), "litre", months=MONTHS))
        with exactly():
            masses = equation(amount * MONTHS, gases_of(activity))
            expected = total_co2_equivalent(masses, RULES.gwp.values)
            assert calculation.total_kg == expected


@given(amounts, amounts)
@settings(max_examples=60, deadline=None)
def test_electricity_paid_and_free_come_to_what_the_equation_says(
    paid: Decimal, free: Decimal
) -> None:
    bought, given_free = source("electricity.paid", "S1"), source("electricity.free", "S2")
    calculation, _ = run(
        (bought, given_free),
        (*lines(bought, str(paid), "kWh"), *lines(given_free, str(free), "kWh")),
    )
    expected = purchased_electricity(paid, free, Decimal("0.4999"))
    assert calculation.by_class[ReportingClass.SCOPE_2] == expected.total


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_a_gas_let_out_comes_to_its_mass_and_potential(amount: Decimal) -> None:
    one = source("extinguisher.co2")
    calculation, _ = run((one,), lines(one, str(amount), "kg", months=MONTHS))
    with exactly():
        released = gas_release(top_up([amount] * MONTHS), Decimal(1))
        assert calculation.total_kg == released * RULES.gwp.values["CO2"]


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_a_blend_comes_to_the_masses_of_its_parts(amount: Decimal) -> None:
    one = source("refrigerant", parameters={"species": "R-410A"})
    calculation, _ = run((one,), lines(one, str(amount), "kg", months=MONTHS))
    with exactly():
        filled = top_up([amount] * MONTHS)
        half = Decimal("0.5")
        parts = {gas: gas_release(filled, half) for gas in ("HFC-32", "HFC-125")}
        assert calculation.total_kg == total_co2_equivalent(parts, RULES.gwp.values)


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_water_comes_to_its_published_figure(amount: Decimal) -> None:
    one = source("water.pwa")
    calculation, _ = run((one,), lines(one, str(amount), "m3"))
    assert calculation.by_class[ReportingClass.SCOPE_3] == by_factor(amount, Decimal("0.541"))


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_septic_tanks_come_to_what_the_equation_says(person_days: Decimal) -> None:
    one = source("septic_tank")
    calculation, _ = run((one,), lines(one, str(person_days), "person_day"))
    pack = RULES.packs["green-office-septic"]
    u, t, bo, mcf, bod = (
        pack.parameters[name].value
        for name in ("u", "t", "bo_bod", "mcf.septic_tank", "bod_g_per_person_day")
    )
    methane = septic_tank(person_days, Decimal(1), u=u, t=t, bo=bo, mcf=mcf, bod=bod)
    with exactly():
        assert calculation.by_class[ReportingClass.SCOPE_1] == methane * RULES.gwp.values["CH4"]
