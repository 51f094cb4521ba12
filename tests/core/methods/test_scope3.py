"""What is recorded in the value chain becomes what a factor counts in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fahsai.core.methods.packs import Inputs
from fahsai.core.methods.preparation import prepare, reported_coefficient
from fahsai.core.methods.scope3 import (
    freight_work,
    investment,
    lifetime_use,
    passenger_distance,
    shared,
    travel_fuel,
)

D = Decimal


def inputs(**parameters: str) -> Inputs:
    return Inputs(None, parameters, "S1")


def ratios(method: str, use_unit: str = "", **parameters: str) -> dict[tuple[str, str], Decimal]:
    found, findings = prepare(method, inputs(**parameters), use_unit)
    assert findings == ()
    assert found is not None
    return {(one.start, one.end): one.per_unit for one in found.ratios}


def test_the_equations() -> None:
    assert passenger_distance(D("12.5"), D(200), D(3)) == 7500
    assert travel_fuel(D(100), D("12.5"), D(4)) == 2
    assert freight_work(D("3.5"), D(120)) == 420
    assert lifetime_use(D(10), D(365), D("0.4")) == 1460
    assert shared(D(900), D("0.2")) == 180
    assert investment(D("0.49"), D(1000)) == 490


def test_a_trip_a_day_and_a_person_of_commuting() -> None:
    given = ratios("travel_distance", distance_km="18", trips="240", persons="2")
    assert given["trip", "pkm"] == 36
    assert given["trip", "km"] == 18
    assert given["person_day", "pkm"] == 18
    assert given["person", "pkm"] == 4320
    assert given["km", "pkm"] == 2


def test_only_what_is_stated_gives_a_ratio() -> None:
    given = ratios("travel_distance", distance_km="18")
    assert set(given) == {("trip", "km"), ("trip", "vkm"), ("person_day", "pkm")}
    found, _ = prepare("travel_distance", inputs(distance_km="18"), "")
    assert found is not None
    assert found.lacking["person"] == ("trips",)


def test_fuel_of_a_journey_goes_into_the_unit_of_the_kind() -> None:
    given = ratios("travel_fuel", "litre", distance_km="30", km_per_unit="12", persons="2")
    assert given["trip", "litre"] == D("2.5")
    assert given["person_day", "litre"] == D("1.25")
    assert given["km", "litre"] * 12 == pytest.approx(D(1), abs=D("1e-30"))


def test_freight_by_weight_and_by_journey() -> None:
    given = ratios("freight", distance_km="80", load_tonnes="12.5")
    assert given["tonne", "tkm"] == 80
    assert given["trip", "tkm"] == 1000
    assert given["km", "tkm"] == D("12.5")


def test_kilograms_of_a_product_never_are_kilograms_of_its_fuel() -> None:
    assert ("kg", "kWh") in ratios("lifetime_use", "kWh", uses="8", per_use="90")
    assert ("kg", "kg") not in ratios("lifetime_use", "kg", uses="8", per_use="90")


@pytest.mark.parametrize("name", ["km_per_unit", "persons"])
def test_nothing_is_divided_by_zero(name: str) -> None:
    given = {"distance_km": "10", "km_per_unit": "12", "persons": "1", name: "0"}
    found, findings = prepare("travel_fuel", inputs(**given), "litre")
    assert found is None
    assert [(one.code, one.data["parameter"]) for one in findings] == [("method.value_zero", name)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("abc", "method.parameter_not_a_number"), ("-1", "method.parameter_out_of_range")],
)
def test_what_is_no_figure_gives_no_preparation(text: str, code: str) -> None:
    found, findings = prepare("freight", inputs(distance_km=text), "")
    assert found is None
    assert [one.code for one in findings] == [code]


def test_a_share_is_stated_and_at_most_one() -> None:
    found, findings = prepare("shared", inputs(share="0.25"), "")
    assert found is not None
    assert (found.share, findings) == (D("0.25"), ())
    assert prepare("shared", inputs(), "")[1][0].code == "method.value_needed"
    whole, findings = prepare("treated", inputs(), "")
    assert findings == ()
    assert whole is not None
    assert whole.share == 1
    assert not whole.steps
    part, _ = prepare("treated", inputs(share="0.25"), "")
    assert part == found
    assert prepare("treated", inputs(share="35"), "")[1][0].code == "method.parameter_out_of_range"
    assert prepare("shared", inputs(share="35"), "")[1][0].code == "method.parameter_out_of_range"


def test_the_part_of_reported_emissions() -> None:
    made, findings = reported_coefficient(inputs(share="0.35"), None)
    assert made is not None
    assert (dict(made.gases), findings) == ({"CO2e": D("0.35")}, ())
    assert reported_coefficient(inputs(), None)[1][0].code == "method.value_needed"
