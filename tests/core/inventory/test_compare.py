"""The difference of two calculations: each cause is named, and parts add up to the last digit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.compare import Difference, add, compare
from fahsai.core.inventory.difference import PARTS, Cause, Stage
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.inventory.walk import ByClass, Yardstick, by_class, walk
from fahsai.core.methods.steps import step
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.thai.period import fiscal_year
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.thai.period import Period

OLD, NEW = "tgo-cfo-2022-04", "tgo-cfo-2026-02"
BEFORE, AFTER = fiscal_year(2567), fiscal_year(2568)
SPACE = UUID("0f0f0f0f-0000-5000-8000-000000000002")


def source(code: str, kind: str, **more: Any) -> EmissionSource:
    return EmissionSource(uuid5(SPACE, code), code, kind, f"แหล่ง {code}", **more)


def year(
    period: Period,
    *held: tuple[EmissionSource, str, str],
    factors: str = OLD,
    upstream: bool = False,
) -> Calculation:
    """The calculation of a year in which each source has one line."""
    lines = tuple(
        ActivityLine(
            uuid5(one.id, f"{period}{n}"), one.id, period.months()[0], Decimal(quantity), unit,
            Origin.PAID, Grade.Y,
        )
        for n, (one, quantity, unit) in enumerate(held)
        if quantity
    )  # fmt: skip
    sources = tuple(dict.fromkeys(one.id for one, _, _ in held))
    known = {one.id: one for one, _, _ in held}
    data = InventoryInput(period, date(2026, 3, 1), tuple(known[key] for key in sources), lines)
    return calculate(data, rules_for(factors, energy_upstream=upstream))[0]


def yardstick(before: Calculation, after: Calculation) -> Yardstick:
    was, now = (rules_for(one.factor_set) for one in (before, after))
    return Yardstick(
        now.units.factor, lambda gas: now.gases.family(gas).value, now.blends.expand,
        was.gwp, now.gwp,
    )  # fmt: skip


def between(before: Calculation, after: Calculation) -> Difference:
    return compare(before, after, yardstick(before, after))


def adds_up(found: Difference, before: Calculation, after: Calculation) -> None:
    """Every part, added to the last digit, is the difference of the kept figures."""
    for where in ReportingClass:
        change = PARTS.subtract(after.by_class[where], before.by_class[where])
        assert add(one.part.kg for one in found.moves if one.reporting_class is where) == change
    whole = PARTS.subtract(after.total_kg, before.total_kg)
    assert add(found.by_cause().values()) == whole == found.change_kg
    counted = {*TOTALLED, None}
    assert add(one.part.kg for one in found.moves if one.reporting_class in counted) == whole


def causes(found: Difference) -> dict[Cause, Decimal]:
    """The parts of the total by cause, without the rounding of sums."""
    return {cause: kg for cause, kg in found.by_cause().items() if abs(kg) > Decimal("1e-20")}


DIESEL = source("S01", "mobile.diesel")
POWER = source("S02", "electricity.paid")


def test_more_of_the_same_is_activity() -> None:
    before = year(BEFORE, (DIESEL, "1000", "litre"))
    after = year(AFTER, (DIESEL, "1200", "litre"))
    found = between(before, after)
    # 200 litres at the factor of TGO's list of April 2022
    assert causes(found) == {Cause.ACTIVITY: Decimal("548.124642")}
    adds_up(found, before, after)


def test_a_newer_list_gives_a_factor_part_and_a_gwp_part() -> None:
    """Diesel on the road: the same masses, methane at 28 instead of 30 (domain/cfo.md, 1b)."""
    before = year(BEFORE, (DIESEL, "1000", "litre"))
    after = year(AFTER, (DIESEL, "1000", "litre"), factors=NEW)
    found = between(before, after)
    # 36.42 MJ x 3.9 kg/TJ = 0.000142038 kg CH4 a litre; two units of GWP less
    assert causes(found) == {Cause.GWP_SET: Decimal("-0.284076")}
    adds_up(found, before, after)


def test_a_published_figure_that_changes_is_a_factor() -> None:
    before = year(BEFORE, (POWER, "1000", "kWh"))
    after = year(AFTER, (POWER, "1500", "kWh"), factors=NEW)
    found = between(before, after)
    assert causes(found) == {Cause.ACTIVITY: Decimal("249.95"), Cause.FACTOR: Decimal("-37.35")}
    (move,) = [one for one in found.moves if one.part.cause is Cause.FACTOR]
    assert move.part.note == "difference.edition_changed"
    assert move.reporting_class is ReportingClass.SCOPE_2
    adds_up(found, before, after)


def test_quantity_factor_and_gwp_all_at_once() -> None:
    lignite = source("S03", "stationary.lignite")
    before = year(BEFORE, (lignite, "1000", "kg"))
    after = year(AFTER, (lignite, "2000", "kg"), factors=NEW)
    found = between(before, after)
    assert set(causes(found)) == {Cause.ACTIVITY, Cause.FACTOR, Cause.GWP_SET}
    assert causes(found)[Cause.ACTIVITY] == before.total_kg
    adds_up(found, before, after)


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_what_is_counted_upstream_in_one_year_only_is_boundary(first: bool, second: bool) -> None:  # noqa: FBT001
    before = year(BEFORE, (POWER, "1000", "kWh"), upstream=first)
    after = year(AFTER, (POWER, "1000", "kWh"), upstream=second)
    found = between(before, after)
    sign = 1 if second else -1
    assert causes(found) == {Cause.BOUNDARY: sign * Decimal("98.7")}
    adds_up(found, before, after)


def test_another_fuel_is_another_factor() -> None:
    before = year(BEFORE, (source("S01", "mobile.diesel"), "100", "litre"), factors=NEW)
    after = year(AFTER, (source("S01", "mobile.b7"), "100", "litre"), factors=NEW)
    found = between(before, after)
    assert set(causes(found)) == {Cause.FACTOR}
    assert Cause.CLASS not in {one.part.cause for one in found.moves}
    assert found.change_of(ReportingClass.BIOGENIC) > 0
    adds_up(found, before, after)


def test_the_same_source_in_another_scope_is_class() -> None:
    """Nothing is emitted more or less: it leaves one scope and comes into another."""
    before = year(BEFORE, (DIESEL, "100", "litre"))
    (held,) = year(AFTER, (DIESEL, "100", "litre")).sources
    moved = {(ReportingClass.SCOPE_3, gas): kg for (_, gas), kg in held.gases.items()}
    three = {**dict.fromkeys(ReportingClass, ZERO), ReportingClass.SCOPE_3: held.total_kg}
    after = replace(before, sources=(held._replace(gases=moved),), by_class=three)
    found = between(before, after)
    assert {one.part.cause for one in found.moves} == {Cause.CLASS}
    assert found.change_of(ReportingClass.SCOPE_1) == -before.total_kg
    adds_up(found, before, after)


def test_a_parameter_of_the_method_is_method_and_people_are_activity() -> None:
    def tank(mcf: str) -> EmissionSource:
        return source("S04", "septic_tank", parameters={"mcf": mcf})

    before = year(BEFORE, (tank("0.5"), "1000", "person_day"))
    more = year(AFTER, (tank("0.5"), "1500", "person_day"))
    other = year(AFTER, (tank("0.8"), "1500", "person_day"))
    assert before.complete, before
    assert set(causes(between(before, more))) == {Cause.ACTIVITY}
    found = between(before, other)
    assert set(causes(found)) == {Cause.ACTIVITY, Cause.METHOD}
    (move,) = [one for one in found.moves if one.part.cause is Cause.METHOD]
    assert move.part.data["parameters"] == "mcf.septic_tank"
    adds_up(found, before, other)


def held(result: SourceResult, part: str) -> SourceResult:
    """The result as a group counts it that holds a part of the source."""
    share = Decimal(part)
    return result._replace(
        quantity=result.quantity * share,
        gases={place: kg * share for place, kg in result.gases.items()},
        steps=(
            *result.steps,
            step("consolidation.equity", entity="A", percent=part, quantity=result.quantity),
        ),
    )


@pytest.mark.parametrize(("was", "now"), [("0.6", "0.8"), ("0.5", "1"), ("0", "0.4"), ("0.4", "0")])
def test_another_share_of_the_group_is_boundary(was: str, now: str) -> None:
    before = year(BEFORE, (DIESEL, "1000", "litre"))
    after = year(AFTER, (DIESEL, "1200", "litre"))
    first, second = held(before.sources[0], was), held(after.sources[0], now)
    stages = walk(first, second, yardstick(before, after))
    assert stages[0].kg == by_class(first.gases)
    assert stages[-1].kg == by_class(second.gases)
    assert stages[1].cause is Cause.BOUNDARY
    assert stages[1].note == "difference.share_changed"
    steps = zip(stages[1:], stages, strict=False)
    moved = {now.cause for now, last in steps if abs(whole(now) - whole(last)) > Decimal("1e-20")}
    both = bool(Decimal(was) and Decimal(now))
    assert moved <= {Cause.BOUNDARY, Cause.ACTIVITY}
    assert (Cause.ACTIVITY in moved) is both


def whole(stage: Stage[ByClass]) -> Decimal:
    return sum(stage.kg.values(), ZERO)


def test_a_source_that_ended_or_started_is_boundary_with_its_reason() -> None:
    gone = source("S05", "mobile.diesel", ended_on=date(2024, 10, 1), ended_reason="ขายรถ")
    new = source("S06", "electricity.paid", started_on=date(2025, 1, 1), started_reason="อาคารใหม่")
    before = year(BEFORE, (gone, "100", "litre"), (DIESEL, "10", "litre"))
    after = year(AFTER, (new, "1000", "kWh"), (DIESEL, "10", "litre"))
    found = between(before, after)
    told = {one.part.note: one.part.data for one in found.moves}
    assert told["difference.ended"] == {"end": "2024-10-01", "reason": "ขายรถ"}
    assert told["difference.started"] == {"start": "2025-01-01", "reason": "อาคารใหม่"}
    assert causes(found) == {Cause.BOUNDARY: found.change_kg}
    adds_up(found, before, after)


def test_a_source_left_out_tells_why() -> None:
    left = replace(DIESEL, excluded=True, excluded_reason="อยู่นอกขอบเขต")
    before, after = year(BEFORE, (DIESEL, "10", "litre")), year(AFTER, (left, "", "litre"))
    by = Yardstick(rules_for(OLD).units.factor, str, rules_for(OLD).blends.expand,
                   rules_for(OLD).gwp, rules_for(OLD).gwp)  # fmt: skip
    found = compare(before, after, by, (DIESEL,), (left,))
    (move,) = [one for one in found.moves if one.reporting_class is ReportingClass.SCOPE_1]
    assert (move.part.note, move.part.data) == ("difference.excluded", {"reason": "อยู่นอกขอบเขต"})
    back = compare(after, before, by, (left,), (DIESEL,))
    assert {one.part.note for one in back.moves} == {"difference.included"}


def test_litres_of_one_year_and_thousands_of_the_other_are_compared() -> None:
    before = year(BEFORE, (POWER, "1000", "kWh"))
    after = year(AFTER, (POWER, "1", "MWh"))
    assert causes(between(before, after)) == {}
    adds_up(between(before, after), before, after)


def test_nothing_before_is_all_activity() -> None:
    before = year(BEFORE, (POWER, "0", "kWh"))
    after = year(AFTER, (POWER, "100", "kWh"), factors=NEW)
    assert causes(between(before, after)) == {Cause.ACTIVITY: Decimal("47.5")}


def test_a_calculation_differs_in_nothing_from_itself() -> None:
    one = year(BEFORE, (POWER, "12.5", "kWh"), (DIESEL, "7", "litre"))
    assert between(one, one).moves == ()


LANDFILL = {"site": "shallow", "doc": "0.15", "deposit.2565": "1640", "deposit.2566": "1690"}


def test_a_landfill_of_the_same_site_is_activity_and_of_another_is_method() -> None:
    """A year's methane of a landfill is no multiple of the year's waste."""
    dump = source("S07", "landfill.own.municipal", parameters=LANDFILL)
    other = source("S07", "landfill.own.municipal", parameters={**LANDFILL, "site": "deep"})
    before = year(BEFORE, (dump, "1700", "tonne"))
    after = year(AFTER, (dump, "0", "tonne"))
    assert before.complete
    assert after.complete
    assert causes(between(before, after)) == {Cause.ACTIVITY: between(before, after).change_kg}
    changed = year(AFTER, (other, "1700", "tonne"))
    assert set(causes(between(before, changed))) == {Cause.METHOD}
    adds_up(between(before, changed), before, changed)


def test_a_refrigerant_of_another_gas_is_a_factor_and_r22_stays_apart() -> None:
    was = source("S08", "refrigerant", parameters={"species": "R-22"})
    now = source("S08", "refrigerant", parameters={"species": "R-134a"})
    before, after = year(BEFORE, (was, "2", "kg")), year(AFTER, (now, "2", "kg"))
    found = between(before, after)
    assert {one.part.cause for one in found.moves} == {Cause.FACTOR}
    assert found.change_of(ReportingClass.SEPARATE) == -3520
    assert causes(found) == {Cause.FACTOR: Decimal(2600)}


KINDS = st.sampled_from(
    [("mobile.diesel", "litre"), ("mobile.b7", "litre"), ("stationary.wood", "kg"),
     ("electricity.paid", "kWh"), ("electricity.paid", "MWh"), ("refrigerant R-22", "kg"),
     ("refrigerant R-410A", "kg"), ("septic_tank", "person_day"), ("paper.uncoated", "kg"),
     ("landfill.own.municipal", "tonne"), ("mobile.gasohol_unspecified", "litre"),
     ("no.such.kind", "kg")]
)  # fmt: skip
QUANTITIES = st.one_of(
    st.decimals(0, 10**9, places=4),
    st.decimals(min_value=Decimal("1e-20"), max_value=Decimal("1e20"), allow_nan=False),
)
HELD = st.dictionaries(
    st.sampled_from(["S1", "S2", "S3", "S4", "S5"]), st.tuples(KINDS, QUANTITIES), max_size=5
)
RULES = st.tuples(st.sampled_from([OLD, NEW]), st.booleans())


def made(
    period: Period,
    held: dict[str, tuple[tuple[str, str], Decimal]],
    under: tuple[str, bool],
) -> Calculation:
    rows = []
    for code, ((kind, unit), quantity) in held.items():
        name, _, species = kind.partition(" ")
        parameters = LANDFILL if name.startswith("landfill") else {}
        parameters = {**parameters, **({"species": species} if species else {})}
        one = source(code, name, parameters=parameters)
        rows.append((one, str(EXACT.plus(quantity)), unit))
    return year(period, *rows, factors=under[0], upstream=under[1])


@settings(max_examples=150, deadline=None)
@given(HELD, HELD, RULES, RULES)
def test_the_parts_of_any_two_years_add_up(
    first: dict[str, tuple[tuple[str, str], Decimal]],
    second: dict[str, tuple[tuple[str, str], Decimal]],
    was: tuple[str, bool],
    now: tuple[str, bool],
) -> None:
    before, after = made(BEFORE, first, was), made(AFTER, second, now)
    found = between(before, after)
    adds_up(found, before, after)
    adds_up(between(after, before), after, before)
    for one in found.sources:
        for where in ReportingClass:
            change = PARTS.subtract(
                (one.after or {}).get(where, ZERO), (one.before or {}).get(where, ZERO)
            )
            parts = [move.part.kg for move in one.moves if move.reporting_class is where]
            assert add(parts) == change


@pytest.mark.parametrize("fuel", ["diesel", "fuel_oil_c", "lpg"])
def test_the_same_fuel_under_other_gwp_values_has_one_cause_wherever_it_burns(fuel: str) -> None:
    """Scope 2 counts the published figure, whose gases are the same in both lists."""
    described = {"fuel": fuel, "boiler_efficiency": "0.8"}
    bought = source("S01", "heat.by_boiler", parameters=described)
    burned = source("S02", f"stationary.{fuel}")
    held = ((bought, "100000", "MJ"), (burned, "1000", "litre"))
    before, after = year(BEFORE, *held), year(AFTER, *held, factors=NEW)
    found = between(before, after)
    assert all(one.change_kg for one in found.sources)
    assert set(causes(found)) == {Cause.GWP_SET}
    adds_up(found, before, after)


def test_a_source_that_did_not_count_is_no_new_one() -> None:
    diesel, power = (DIESEL, "10", "litre"), (POWER, "100", "kWh")
    both, alone = year(BEFORE, diesel, power), year(AFTER, diesel)
    units = yardstick(both, alone)
    eliminated = frozenset({POWER.id})
    for before, after, side, note in (
        (both, alone, "outside_after", "difference.consolidated_no_more"),
        (alone, both, "outside_before", "difference.consolidated_now"),
    ):
        found = compare(before, after, units, **{side: eliminated})  # type: ignore[arg-type]
        assert [one.part.note for one in found.moves if one.source_id == POWER.id] == [note]
        assert note not in {one.part.note for one in compare(before, after, units).moves}
        adds_up(found, before, after)
