"""A source recorded in several units has one quantity, the same in every form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.core.inventory.test_causes import parts
from tests.core.inventory.test_compare import AFTER, BEFORE, NEW, adds_up, between, source, year

from fahsai.core.inventory.difference import Cause
from fahsai.core.reports.tcfo_r_01.amounts import amounts
from fahsai.services.rules import rules_for

REAM = {"conversion.ream.kg": "2.495"}
TRIP = {"distance_km": "10", "load_tonnes": "5"}


@pytest.mark.parametrize(
    ("kind", "parameters", "held", "shown"),
    [
        ("paper.uncoated", REAM, (("100", "kg"), ("10", "ream")), ("124.95", "kg")),
        ("paper.uncoated", REAM, (("10", "ream"), ("100", "kg")), ("124.95", "kg")),
        ("paper.uncoated", REAM, (("1", "tonne"), ("10", "ream")), ("1024.95", "kg")),
        # two units of which the factor knows neither: in the factor's own
        (
            "paper.uncoated",
            {**REAM, "conversion.box.kg": "12.5"},
            (("10", "ream"), ("2", "box")),
            ("49.95", "kg"),
        ),
        ("paper.uncoated", {}, (("100", "kg"), ("1", "tonne")), ("1100", "kg")),
        # 4 trips of 10 km with 5 tonnes are 200 tonne-kilometres
        (
            "freight.truck_6w_box_large.full",
            TRIP,
            (("4", "trip"), ("100", "tkm")),
            ("300", "tkm"),
        ),
        ("electricity.paid", {}, (("1", "MWh"), ("500", "kWh")), ("1.5", "MWh")),
        ("refrigerant", {"species": "R-134a"}, (("2", "kg"), ("500", "g")), ("2.5", "kg")),
        # kilograms of a cylinder and of the very gas are no units of one dimension
        ("refrigerant", {"species": "R-134a"}, (("2", "kg"), ("1", "kg_r134a")), ("3", "kg")),
        ("extinguisher.co2", {}, (("500", "g_co2"), ("2", "kg")), ("2.5", "kg")),
    ],
)
def test_the_year_is_said_in_a_unit_that_holds_all_of_it(
    kind: str, parameters: dict[str, str], held: tuple[tuple[str, str], ...], shown: tuple[str, str]
) -> None:
    one = source("S1", kind, parameters=parameters)
    whole = year(BEFORE, *((one, *said) for said in held), factors=NEW)
    (result,) = whole.sources
    assert whole.complete, result
    assert (result.quantity, result.unit) == (Decimal(shown[0]), shown[1])
    if result.method != "gas_release":  # a gas has no factor: its rows are in the unit recorded
        (amount,) = amounts(result)
        assert amount.factor is not None
        per_unit = rules_for(NEW).units.factor(result.unit, amount.factor.unit)
        assert per_unit is not None
        # the row of TCFO_R_01, in the unit of the factor, is the same amount
        assert amount.quantity == result.quantity * per_unit


def test_what_does_not_convert_has_no_result_and_stays_out() -> None:
    one = source("S1", "paper.uncoated")
    whole = year(BEFORE, (one, "100", "kg"), (one, "10", "ream"), factors=NEW)
    (result,) = whole.sources
    assert not whole.complete
    assert (result.quantity, result.unit) == (Decimal(100), "kg")


def test_ten_reams_more_are_activity() -> None:
    one = source("S1", "paper.uncoated", parameters=REAM)
    before = year(BEFORE, (one, "100", "kg"), factors=NEW)
    both = year(AFTER, (one, "100", "kg"), (one, "10", "ream"), factors=NEW)
    found = between(before, both)
    (part,) = parts(found)
    assert part.cause is Cause.ACTIVITY
    assert part.data == {"before": "100", "after": "124.95", "unit": "kg"}
    assert part.kg == before.total_kg * Decimal("0.2495")
    adds_up(found, before, both)
    back = between(both, before)
    assert [one.cause for one in parts(back)] == [Cause.ACTIVITY]
    adds_up(back, both, before)
