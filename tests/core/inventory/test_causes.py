"""What each change of a source or of its group is called, and that the parts still add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests import every_kind
from tests import r01_dossiers as made
from tests.core.inventory.test_compare import (
    AFTER,
    BEFORE,
    adds_up,
    between,
    causes,
    source,
    year,
)

from fahsai.core.inventory.compare import compare
from fahsai.core.inventory.difference import Cause
from fahsai.core.inventory.walk import Yardstick
from fahsai.core.thai.period import fiscal_year
from fahsai.words.explain import difference_words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.compare import Difference
    from fahsai.core.inventory.difference import Part
    from fahsai.core.thai.period import Period

STOCK = {"stock.2566": "10", "stock.2567": "8", "stock.2568": "5"}
DUMP = {
    "pack": "ipcc-2006-fod-tropical-wet",
    "site": "deep",
    "deposit.2560": "1000",
    "deposit.2561": "1000",
}
MIXED = {"share.food": "0.5", "share.paper": "0.5"}


def parts(found: Difference) -> list[Part]:
    return [one.part for one in found.moves if one.part.note != "difference.last_digits"]


def notes(found: Difference) -> set[tuple[Cause, str]]:
    return {(one.cause, one.note) for one in parts(found)}


def two(
    kind: str,
    was: Mapping[str, str],
    now: Mapping[str, str],
    *held: tuple[str, str],
    periods: tuple[Period, Period] = (BEFORE, AFTER),
) -> Difference:
    """The difference of two years of one source; ``held`` are quantity and unit of each."""
    first, second = held if len(held) == 2 else (held[0], held[0])
    before = year(periods[0], (source("S1", kind, parameters=was), *first))
    after = year(periods[1], (source("S1", kind, parameters=now), *second))
    assert before.complete, kind
    assert after.complete, kind
    found = between(before, after)
    adds_up(found, before, after)
    adds_up(between(after, before), after, before)
    return found


@pytest.mark.parametrize(
    ("kind", "species"),
    [("refrigerant.stock", {"species": "R-410A"}), ("sf6.switchgear.stock", {})],
)
@pytest.mark.parametrize("bought", ["20", "25"])
def test_gas_of_a_stock_is_activity_from_year_to_year(
    kind: str, species: dict[str, str], bought: str
) -> None:
    """Each year looks at other figures: 10 + 20 - 8 = 22 kg, then 8 + 20 - 5 = 23 kg."""
    given_ = {**species, **STOCK}
    found = two(kind, given_, given_, ("20", "kg"), (bought, "kg"))
    assert notes(found) == {(Cause.ACTIVITY, "difference.activity_over_years")}
    assert parts(found)[0].data == {"before": "20", "after": bought, "unit": "kg"}


def test_a_corrected_stock_of_the_same_year_is_named() -> None:
    given_ = {"species": "R-410A", **STOCK}
    other = {**given_, "stock.2567": "7", "stock.2569": "1"}
    found = two("refrigerant.stock", given_, other, ("20", "kg"), periods=(BEFORE, BEFORE))
    (part,) = parts(found)
    assert (part.cause, part.note) == (Cause.ACTIVITY, "difference.data_of_year")
    assert part.data == {"parameters": "stock.2567", "from": "8", "to": "7"}


@pytest.mark.parametrize("quantity", ["", "1"])
def test_a_site_that_takes_no_more_waste_tells_its_years(quantity: str) -> None:
    dump = {**DUMP, "waste_type": "food"}
    found = two("landfill.own.fod", dump, dump, (quantity, "kg"))
    assert notes(found) == {(Cause.ACTIVITY, "difference.activity_over_years")}


@pytest.mark.parametrize(
    ("kind", "was", "now", "quantity", "named"),
    [
        (
            "incineration.own",
            {"share.food": "0.5", "share.plastics": "0.5"},
            {"share.food": "0.6", "share.plastics": "0.4"},
            ("1000", "kg"),
            ("share.food, share.plastics", "0.5, 0.5", "0.6, 0.4"),
        ),
        (  # a type that is new brings its parameters with it
            "incineration.own",
            {"share.food": "1"},
            {"share.food": "0.5", "share.plastics": "0.5"},
            ("1000", "kg"),
            ("share.food, share.plastics", "1, –", "0.5, 0.5"),
        ),
        (
            "incineration.own",
            {"waste_type": "food"},
            {"waste_type": "paper"},
            ("1000", "kg"),
            ("waste_type", "food", "paper"),
        ),
        (
            "landfill.own.fod",
            {**DUMP, **MIXED},
            {**DUMP, "share.food": "0.60", "share.paper": "0.4"},
            ("1000", "kg"),
            ("share.food, share.paper", "0.5, 0.5", "0.6, 0.4"),
        ),
        (
            "landfill.own.fod",
            {**DUMP, **MIXED},
            {**DUMP, **MIXED, "deposit.2561": "1200"},
            ("1000", "kg"),
            ("deposit.2561", "1000", "1200"),
        ),
        (
            "composting.own",
            {},
            {"recovered_kg.2568": "2"},
            ("1000", "kg"),
            ("recovered_kg", "–", "2"),
        ),
        (
            "wastewater.cod",
            {"treatment": "anaerobic_deep", "recovered_kg.2567": "1", "cod_mg_per_litre": "500"},
            {"treatment": "anaerobic_deep", "recovered_kg.2568": "2", "cod_mg_per_litre": "450"},
            ("1000", "m3"),
            ("cod_mg_per_litre, recovered_kg", "500, 1", "450, 2"),
        ),
    ],
)
def test_data_of_the_year_are_activity_and_named(
    kind: str,
    was: dict[str, str],
    now: dict[str, str],
    quantity: tuple[str, str],
    named: tuple[str, str, str],
) -> None:
    found = two(kind, was, now, quantity)
    told = {one.note: one for one in parts(found)}
    assert {one.cause for one in told.values()} == {Cause.ACTIVITY}
    data = told["difference.data_of_year"].data
    assert (data["parameters"], data["from"], data["to"]) == named


@pytest.mark.parametrize(
    ("kind", "was", "now", "quantity", "named"),
    [
        (  # a measured figure in place of the one that a pack assumes
            "wastewater.cod",
            {"treatment": "anaerobic_deep"},
            {"treatment": "anaerobic_deep", "cod_mg_per_litre": "450"},
            ("1000", "m3"),
            {"cod_mg_per_litre"},
        ),
        (
            "landfill.own.fod",
            {**DUMP, **MIXED},
            {**DUMP, **MIXED, "site": "shallow"},
            ("1000", "kg"),
            {"mcf.deep", "mcf.shallow", "site"},
        ),
        (  # both at once cannot be told apart: all is named
            "landfill.own.fod",
            {**DUMP, **MIXED},
            {**DUMP, "site": "shallow", "share.food": "0.6", "share.paper": "0.4"},
            ("1000", "kg"),
            {"share.food", "share.paper", "site"},
        ),
        (
            "incineration.own",
            {"waste_type": "food"},
            {"waste_type": "food", "dm": "0.5"},
            ("1000", "kg"),
            {"dm.food"},
        ),
    ],
)
def test_what_stands_for_something_unmeasured_is_method(
    kind: str,
    was: dict[str, str],
    now: dict[str, str],
    quantity: tuple[str, str],
    named: set[str],
) -> None:
    found = two(kind, was, now, quantity)
    (part,) = [one for one in parts(found) if one.cause is Cause.METHOD]
    assert part.note == "difference.parameters"
    assert set(part.data["parameters"].split(", ")) == named


def test_a_herd_grows_and_is_kept_otherwise() -> None:
    """A herd is proportional to its heads though a year is counted at once."""
    kept = {"productivity": "low", "climate": "moist", "manure": "solid_storage"}
    other = {**kept, "productivity": "high"}
    held = (("10", "animal"), ("20", "animal"))
    same = two("livestock.dairy_cattle", kept, kept, *held)
    assert {one.cause for one in parts(same)} == {Cause.ACTIVITY}
    both = two("livestock.dairy_cattle", kept, other, *held)
    assert {one.cause for one in parts(both)} == {Cause.ACTIVITY, Cause.METHOD}
    assert abs(causes(both)[Cause.ACTIVITY] - causes(same)[Cause.ACTIVITY]) < Decimal("1e-20")


def test_a_longer_way_is_activity_and_another_conversion_is_method() -> None:
    def trips(km: str) -> dict[str, str]:
        return {"distance_km": km, "load_tonnes": "5"}

    kind = "freight.truck_6w_box_large.full"
    found = two(kind, trips("10"), trips("12"), ("20", "trip"))
    (part,) = parts(found)
    assert (part.cause, part.data["parameters"]) == (Cause.ACTIVITY, "distance_km")
    heavier, lighter = ({"conversion.ream.kg": one} for one in ("2.495", "2.4"))
    found = two("paper.uncoated", heavier, lighter, ("10", "ream"))
    assert notes(found) == {(Cause.METHOD, "difference.conversion")}


def following(parameters: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a source with the stock of the year after, as it was on the last day."""
    later = dict(parameters)
    for name, text in parameters.items():
        start, _, number = name.partition(".")
        if start in {"stock", "returned"}:
            later[f"{start}.{int(number) + 1}"] = text
    return later


@pytest.mark.parametrize("edition", every_kind.EDITIONS)
def test_twice_as_much_of_anything_in_the_next_year_is_activity(edition: tuple[str, str]) -> None:
    """Of every kind that there is: nothing but what was done is another one."""
    rules = made.rules(*edition)
    by = Yardstick(
        rules.units.factor, lambda gas: rules.gases.family(gas).value, rules.blends.expand,
        rules.gwp, rules.gwp,
    )  # fmt: skip
    for entry in every_kind.entries(edition):
        one = entry._replace(parameters=following(entry.parameters))
        other = one._replace(monthly=str(Decimal(one.monthly) * 2))
        before = made.calculated((one,), every_kind.PERIOD, (), rules)
        after = made.calculated((other,), fiscal_year(2569), (), rules)
        assert before.complete, entry.kind
        assert after.complete, entry.kind
        found = compare(before, after, by)
        assert found.change_kg or not before.total_kg, entry.kind
        assert {one.cause for one in parts(found)} <= {Cause.ACTIVITY}, entry.kind
        adds_up(found, before, after)


def test_the_words_of_a_difference_name_the_data() -> None:
    was, now = {"recovered_kg.2567": "1"}, {"recovered_kg.2568": "2"}
    found = two("composting.own", was, now, ("1000", "kg"))
    (part,) = parts(found)
    english = difference_words(part, Language.EN)
    assert "methane recovered" in english
    assert "(recovered_kg) from 1 to 2" in english
    assert "(recovered_kg) จาก 1 เป็น 2" in difference_words(part, Language.TH)
