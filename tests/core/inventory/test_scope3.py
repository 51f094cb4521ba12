"""Sources of the fifteen categories, counted by the rules of the calculation itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests import r01_dossiers as made

from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    FactorSet,
    Publisher,
)
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.scope3 import (
    CATEGORIES,
    by_category,
    categories_of,
    category_of,
    category_of_source,
)
from fahsai.core.quantity.exact import total
from fahsai.core.thai.period import fiscal_year
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.inventory.rules import Rules

D = Decimal
PERIOD = fiscal_year(2568)
S3 = ReportingClass.SCOPE_3


def source(
    kind: str, parameters: Mapping[str, str] | None = None, number: int = 1
) -> EmissionSource:
    return EmissionSource(
        UUID(int=number), f"S{number:02}", kind, kinds()[kind].name_th, parameters=parameters or {}
    )


def counted(
    *given: tuple[EmissionSource, str, str], rules: Rules | None = None
) -> tuple[Calculation, tuple[Finding, ...]]:
    """The calculation of sources with one record of the year each: source, quantity, unit."""
    lines = tuple(
        ActivityLine(
            UUID(int=100 + one.id.int), one.id, PERIOD, D(quantity), unit, Origin.PAID, Grade.Y
        )
        for one, quantity, unit in given
    )
    data = InventoryInput(PERIOD, made.REPORT_DATE, tuple(one for one, _, _ in given), lines)
    return calculate(data, rules or made.rules())


def result_of(
    kind: str, quantity: str, unit: str, rules: Rules | None = None, **parameters: str
) -> tuple[SourceResult, list[str]]:
    calculation, findings = counted((source(kind, parameters), quantity, unit), rules=rules)
    return calculation.sources[0], [one.code for one in findings]


def with_own(activity: str, unit: str, co2e: str, year: int = 2025) -> Rules:
    """The rules with one factor of the organisation's own."""
    own = EmissionFactor(
        id=UUID(int=9),
        edition="own",
        key="mine",
        activity=activity,
        technology="",
        name_th="ค่าของผู้ขาย",
        name_en="",
        unit=unit,
        basis=Basis.CO2E_ONLY,
        gases={},
        published=D(co2e),
        gwp_set="AR5",
        publisher=Publisher.SUPPLIER,
        grade=FactorGrade.D,
        position=1,
        year=year,
        source="ใบรับรองของผู้ขาย",
        derivation=Derivation("published", {}, "", ""),
    )
    rules = made.rules()
    from dataclasses import replace

    known = rules.factor_set
    return replace(rules, factor_set=FactorSet(known.code, known.editions, own=(own,)))


def test_every_category_has_kinds() -> None:
    reachable = {
        number
        for kind in kinds().values()
        for number in (category_of(kind.code, kinds()), *kind.categories)
        if kind.code != "other.scope3"
    }
    assert reachable - {None} == set(range(1, CATEGORIES + 1))


def test_commuting_by_days_distance_and_sharing() -> None:
    stated = {"distance_km": "30", "km_per_unit": "12", "persons": "2"}
    result, codes = result_of("commuting.diesel", "4800", "person_day", None, **stated)
    assert result.by_class == {S3: 4800 * D("1.25") * D("2.740339134")}
    assert [one for one in codes if one.startswith("method.")] == []
    assert [step.code for step in result.steps][-1] == "prepared.ratio"


def test_litres_need_nothing_stated() -> None:
    result, _ = result_of("commuting.diesel", "6000", "litre")
    assert result.by_class == {S3: 6000 * D("2.740339134")}
    assert result.steps == ()


def test_biogenic_co2_of_a_blend_stands_apart() -> None:
    result, _ = result_of("commuting.b7", "1000", "litre")
    assert result.by_class[S3] == D("2550.3727392")
    assert result.by_class[ReportingClass.BIOGENIC] > 0
    assert result.total_kg == result.by_class[S3]


def test_what_is_not_stated_is_asked_for() -> None:
    result, codes = result_of("commuting.diesel", "4800", "person_day", distance_km="30")
    assert not result.complete
    assert codes.count("method.value_needed") == 2
    assert "factor.unit" in codes


def test_a_misspelt_parameter_is_said() -> None:
    _, codes = result_of("commuting.diesel", "10", "litre", distanse_km="30")
    assert "method.parameter_unused" in codes
    slip = {"distance_km": "30", "km_per_unit": "9", "distance_km.home": "12"}
    _, findings = counted((source("commuting.diesel", slip), "10", "trip"))
    assert "method.parameter_unused" in {one.code for one in findings}


@pytest.mark.parametrize(
    ("unit", "idle"),
    [("trip", ["persons", "trips"]), ("person_day", ["trips"]), ("person", []),
     ("litre", ["distance_km", "km_per_unit", "persons", "trips"])],
)  # fmt: skip
def test_what_the_recorded_unit_has_no_need_of_is_said(unit: str, idle: list[str]) -> None:
    given = {"distance_km": "10", "km_per_unit": "9", "trips": "240", "persons": "2"}
    _, said = counted((source("commuting.diesel", given), "1", unit))
    found = [one.data["parameter"] for one in said if one.code == "source.parameter_idle"]
    assert sorted(found) == idle


@pytest.mark.parametrize(
    ("kind", "quantity", "unit", "parameters", "kg"),
    [
        ("freight.truck_10w_box.full", "1000", "tkm", {}, "45.4"),
        ("freight.truck_10w_box.full", "12500", "kg", {"distance_km": "80"}, "45.4"),
        ("freight.truck_10w_box.full", "4", "trip", {"distance_km": "100", "load_tonnes": "2.5"},
         "45.4"),
        ("freight.truck_10w_box.empty", "1000", "km", {}, "574.7"),
        ("freight.truck_10w_box.empty", "10", "trip", {"distance_km": "100"}, "574.7"),
        ("leased_in.electricity", "1000", "kWh", {"share": "0.25"}, "118.75"),
        ("sold.use.electricity", "200", "piece", {"uses": "8", "per_use": "90"}, "68400"),
        ("processing.electricity", "1000", "kg", {"uses": "1", "per_use": "0.5"}, "237.5"),
        ("sold.end_of_life.recycled", "100", "kg", {"share": "0.5"}, None),
        ("investment.reported", "1200", "t_co2e", {"share": "0.35"}, "420000"),
        ("franchise.reported", "500", "kg_co2e", {"share": "1"}, "500"),
    ],
)  # fmt: skip
def test_one_source_of_many_categories(
    kind: str, quantity: str, unit: str, parameters: dict[str, str], kg: str | None
) -> None:
    result, _ = result_of(kind, quantity, unit, None, **parameters)
    assert result.complete is (kg is not None)
    assert result.by_class == ({} if kg is None else {S3: D(kg)})


@pytest.mark.parametrize(
    ("quantity", "unit", "parameters", "kg"),
    [("1000", "kg", {}, "793.3"), ("2", "tonne", {"share": "0.25"}, "396.65")],
)
def test_what_was_sold_and_is_landfilled_is_all_counted_unless_a_share_is_said(
    quantity: str, unit: str, parameters: dict[str, str], kg: str
) -> None:
    chosen = with_own("waste.landfill.mixed", "kg", "0.7933")
    result, codes = result_of("sold.end_of_life.landfill", quantity, unit, chosen, **parameters)
    assert "method.value_needed" not in codes
    assert result.by_class == {S3: D(kg)}


def test_loads_are_not_swapped() -> None:
    """Kilometres on the row per tonne-kilometre have no result, nor tkm on the row of the empty."""
    assert not result_of("freight.truck_10w_box.full", "1000", "km")[0].complete
    assert not result_of("freight.truck_10w_box.empty", "1000", "tkm")[0].complete


def test_a_suppliers_factor_counts_flights_and_nights() -> None:
    air, _ = result_of(
        "travel.air", "3", "trip", with_own("travel.air", "pkm", "0.15"),
        distance_km="1400", persons="2",
    )  # fmt: skip
    assert air.by_class == {S3: D("1260.00")}
    nights, _ = result_of(
        "travel.hotel", "40", "room_night", with_own("travel.hotel", "room_night", "20")
    )
    assert nights.by_class == {S3: D(800)}


def test_spending_takes_a_factor_by_the_baht_only() -> None:
    rules = with_own("purchased.spend", "baht_spent", "0.05")
    assert result_of("purchased.spend", "2000000", "baht_spent", rules)[0].total_kg == D(100000)
    assert not result_of("purchased.spend", "2000", "kg", rules)[0].complete
    assert not result_of("purchased.spend", "2000", "baht_spent")[0].complete


def test_the_category_a_source_states() -> None:
    downstream = source("freight.truck_10w_box.full", {"scope3_category": "9"})
    assert category_of_source(downstream, kinds()) == 9
    assert category_of_source(source("freight.truck_10w_box.full"), kinds()) == 4
    assert category_of_source(source("freight.diesel", {"scope3_category": "6"}), kinds()) == 4
    assert category_of_source(source("other.scope3"), kinds()) is None
    assert category_of_source(source("other.scope3", {"scope3_category": "15"}), kinds()) == 15
    assert category_of_source(source("electricity.paid"), kinds()) == 3
    assert categories_of("no.such", kinds()) == ()


def test_the_categories_add_up_to_scope_3() -> None:
    given = (
        (source("water.pwa", number=1), "1000", "m3"),
        (source("electricity.paid", number=2), "5000", "kWh"),
        (source("commuting.diesel", number=3), "77.7", "litre"),
        (source("freight.truck_4w_box.full", {"scope3_category": "9"}, 4), "123.45", "tkm"),
        (source("other.scope3", number=5), "10", "kg"),
        (source("travel.air", number=6), "10", "pkm"),
        (source("mobile.diesel", number=7), "10", "litre"),
    )
    calculation, _ = counted(*given)
    sums = by_category(calculation.sources, kinds())
    assert [one.category for one in sums] == [*range(1, 16), None]
    assert total(one.kg for one in sums) == calculation.by_class[S3]
    held = {one.category: [r.source.code for r in one.counted] for one in sums if one.counted}
    assert held == {1: ["S01"], 3: ["S02"], 7: ["S03"], 9: ["S04"]}
    waiting = {one.category: [r.source.code for r in one.waiting] for one in sums if one.waiting}
    assert waiting == {6: ["S06"], None: ["S05"]}
    assert {one.category: one.iso for one in sums if one.iso}[5] == "4.3"
