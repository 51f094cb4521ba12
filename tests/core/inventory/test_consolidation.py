"""A group's inventory: the worked examples of docs/methods/consolidation.md, and what adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.inventory.test_calculate import YEAR, codes, run, source

from fahsai.core.finding import Level
from fahsai.core.inventory.activity import ActivityLine, Grade, Origin
from fahsai.core.inventory.consolidated import Consolidation, scopes_kg
from fahsai.core.inventory.consolidation import consolidate
from fahsai.core.inventory.difference import PARTS
from fahsai.core.inventory.group import (
    Approach,
    FinancialControl,
    Group,
    Holding,
    LegalEntity,
    Relation,
    holding_findings,
    share_of,
)
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.share_in_time import counted_part
from fahsai.core.quantity.exact import ZERO
from fahsai.core.quantity.rounding import percent
from fahsai.reference.load_gases import load_gases
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.thai.period import Period

ROOT = UUID(int=77)
SISTER, VENTURE = uuid5(ROOT, "sister"), uuid5(ROOT, "venture")
ENTITIES = (
    LegalEntity(SISTER, "SIS", "บริษัทลูก จำกัด", "Sister Co., Ltd."),
    LegalEntity(VENTURE, "JV", "บริษัทร่วมทุน จำกัด", "Venture Co., Ltd."),
)
LONG_AGO = date(2000, 1, 1)


def holding(
    entity: UUID,
    percent_held: str,
    financial: FinancialControl = FinancialControl.FULL,
    *,
    operational: bool = True,
    relation: Relation = Relation.SUBSIDIARY,
    start: date = LONG_AGO,
    end: date | None = None,
) -> Holding:
    return Holding(
        uuid5(entity, f"{start}"),
        entity,
        start,
        end,
        relation,
        Decimal(percent_held),
        financial,
        operational,
    )


JOINT = holding(VENTURE, "60", FinancialControl.JOINT, relation=Relation.JOINT_VENTURE)


def line(one: EmissionSource, quantity: str, unit: str, period: Period) -> ActivityLine:
    number = uuid5(one.id, period.start.isoformat())
    return ActivityLine(number, one.id, period, Decimal(quantity), unit, Origin.PAID, Grade.Y)


def calculated(
    *given_lines: tuple[EmissionSource, str, str], period: Period = YEAR, upstream: bool = False
) -> tuple[Calculation, dict[UUID, Period]]:
    lines = tuple(line(one, quantity, unit, period) for one, quantity, unit in given_lines)
    calculation, _ = run(tuple(one for one, _, _ in given_lines), lines, upstream=upstream)
    return calculation, {one.id: one.period for one in lines}


def consolidated(
    whole: tuple[Calculation, dict[UUID, Period]], group: Group, approach: Approach
) -> tuple[Consolidation, tuple[Finding, ...]]:
    return consolidate(*whole, group, approach, load_gases())


OURS, THEIRS = source("electricity.paid", "S1"), source("electricity.paid", "S2")
JOINTLY = Group(ENTITIES, (JOINT,), source_entities={THEIRS.id: VENTURE})


@pytest.mark.parametrize(
    ("relation", "financial", "operational", "shares"),
    [
        (Relation.SUBSIDIARY, FinancialControl.FULL, True, ("1", "1", "0.8")),
        (Relation.JOINT_VENTURE, FinancialControl.JOINT, False, ("0", "0.8", "0.8")),
        (Relation.ASSOCIATE, FinancialControl.NONE, True, ("1", "0", "0.8")),
        (Relation.INVESTMENT, FinancialControl.NONE, False, ("0", "0", "0")),
        (Relation.FRANCHISE, FinancialControl.FULL, False, ("0", "1", "0.8")),
    ],
)
def test_the_share_of_each_kind_of_holding_by_each_approach(
    relation: Relation,
    financial: FinancialControl,
    operational: bool,  # noqa: FBT001 - a row of the table
    shares: tuple[str, ...],
) -> None:
    one = holding(SISTER, "80", financial, operational=operational, relation=relation)
    approaches = (Approach.OPERATIONAL, Approach.FINANCIAL, Approach.EQUITY)
    assert [share_of(one, by) for by in approaches] == [Decimal(share) for share in shares]


def test_the_group_is_the_sum_of_share_times_entity() -> None:
    """10,000 kWh of our own and 5,000 kWh of a venture held by 60 %: 13,000 kWh count."""
    whole = calculated((OURS, "10000", "kWh"), (THEIRS, "5000", "kWh"))
    own, other = (one.total_kg for one in whole[0].sources)
    equity, said = consolidated(whole, JOINTLY, Approach.EQUITY)
    assert equity.total_kg == own + Decimal("0.6") * other
    assert equity.calculation.sources[1].quantity == Decimal(3000)
    assert [one.code for one in equity.calculation.sources[1].steps][-1] == "consolidation.equity"
    assert codes(said) == {"consolidation.left_out"}
    ours, sister, venture = (equity.entities[0], equity.entities[2], equity.entities[1])
    assert (scopes_kg(ours.counted), scopes_kg(sister.counted)) == (own, ZERO)
    assert scopes_kg(venture.left_out) == Decimal("0.4") * other
    assert venture.share == Decimal("0.6")


def test_whole_control_is_the_plain_total_and_none_is_nothing() -> None:
    whole = calculated((OURS, "10000", "kWh"), (THEIRS, "5000", "kWh"))
    control, said = consolidated(whole, JOINTLY, Approach.OPERATIONAL)
    assert control.calculation.sources == whole[0].sources
    assert control.total_kg == whole[0].total_kg
    assert not said
    nothing = Group(
        ENTITIES,
        (holding(VENTURE, "60", FinancialControl.NONE, operational=False),),
        source_entities={THEIRS.id: VENTURE},
    )
    none, said = consolidated(whole, nothing, Approach.FINANCIAL)
    assert [one.source.code for one in none.calculation.sources] == ["S1"]
    assert [one.whole.source.code for one in none.left_out] == ["S2"]
    assert none.entities[1].investment_kg == Decimal("0.6") * whole[0].sources[1].total_kg
    assert none.entities[1].investment_category == 15
    assert codes(said) == {"consolidation.left_out"}


STEAM = source("electricity.paid", "S3")  # energy bought: counted in scope 2
BOILER = source("stationary.diesel", "S4")


def bought(
    buyer: UUID | None, seller: UUID | None, *holdings: Holding, seller_emits: bool = True
) -> Group:
    """Energy that one party makes in its boiler (S4) and the other buys (S3)."""
    owners = {STEAM.id: buyer, BOILER.id: seller if seller_emits else None}
    return Group(ENTITIES, holdings, source_entities=owners, bought_from={STEAM.id: seller})


@pytest.mark.parametrize(
    ("buyer", "seller", "counted", "eliminated"),
    [
        (VENTURE, None, "0", "0.6"),  # the seller is ours whole: all that we hold of the buyer
        (None, VENTURE, "0.4", "0.6"),  # the other owners' 40 % of the seller is bought outside
        (VENTURE, SISTER, "0", "0.6"),
        (SISTER, VENTURE, "0.2", "0.6"),
    ],
)
def test_a_purchase_inside_is_eliminated_by_the_smaller_share(
    buyer: UUID | None, seller: UUID | None, counted: str, eliminated: str
) -> None:
    group = bought(buyer, seller, JOINT, holding(SISTER, "80"))
    whole = calculated((STEAM, "1000", "kWh"), (BOILER, "100", "litre"))
    kg = whole[0].sources[0].total_kg
    answer, said = consolidated(whole, group, Approach.EQUITY)
    (elimination,) = answer.eliminations
    assert elimination.kg == Decimal(eliminated) * kg
    assert "consolidation.eliminated" in codes(said)
    assert "consolidation.seller_silent" not in codes(said)
    kept = [one for one in answer.calculation.sources if one.source.code == "S3"]
    assert sum(one.total_kg for one in kept) == Decimal(counted) * kg
    totals = {None if one.entity is None else one.entity.id: one for one in answer.entities}
    assert scopes_kg(totals[buyer].eliminated) == Decimal(eliminated) * kg


def test_a_purchase_from_outside_the_boundary_is_kept() -> None:
    """Under operational control the seller is not ours: nothing stands in both books."""
    outside = holding(SISTER, "80", operational=False)
    whole = calculated((STEAM, "1000", "kWh"), (BOILER, "100", "litre"))
    answer, said = consolidated(whole, bought(None, SISTER, outside), Approach.OPERATIONAL)
    assert answer.eliminations == ()
    assert [one.source.code for one in answer.calculation.sources] == ["S3"]
    assert "consolidation.eliminated" not in codes(said)


def test_eliminating_against_a_seller_without_emissions_is_an_error() -> None:
    whole = calculated((STEAM, "1000", "kWh"), (BOILER, "100", "litre"))
    group = bought(None, SISTER, holding(SISTER, "80"), seller_emits=False)
    _, said = consolidated(whole, group, Approach.OPERATIONAL)
    assert "consolidation.seller_silent" in codes(said)


def test_a_seller_that_counts_less_than_is_eliminated_is_said_with_the_amounts() -> None:
    """One litre of diesel (2.7 kg) cannot be the 29,994 kg that its buyers leave out."""
    group = Group(
        ENTITIES,
        (JOINT, holding(SISTER, "100")),
        source_entities={STEAM.id: VENTURE, OURS.id: VENTURE, BOILER.id: SISTER},
        bought_from={STEAM.id: SISTER, OURS.id: SISTER},
    )
    small, other = (STEAM, "90000", "kWh"), (OURS, "10000", "kWh")
    answer, said = consolidated(
        calculated(small, other, (BOILER, "1", "litre")), group, Approach.EQUITY
    )
    (warned,) = [one for one in said if one.code == "consolidation.seller_counts_less"]
    assert (warned.level, warned.subject) == (Level.WARNING, "S3")
    assert warned.data == {
        "seller": "SIS",
        "sources": "S3, S1",
        "tonnes": "29.99",
        "counted": "0.00",
        "over": "29.99",
    }
    assert answer.eliminated_kg == Decimal(29994)
    for language in Language:
        assert "29.99 tCO₂e" in message(warned, language)
    _, said = consolidated(
        calculated(small, other, (BOILER, "20000", "litre")), group, Approach.EQUITY
    )
    assert "consolidation.seller_counts_less" not in codes(said)
    assert "consolidation.eliminated" in codes(said)


@pytest.mark.parametrize("party", [None, SISTER])
def test_nobody_buys_from_itself(party: UUID | None) -> None:
    """Nothing is lost: the purchase counts as it was recorded, and the error says why."""
    group = Group(
        ENTITIES,
        (JOINT, holding(SISTER, "100")),
        source_entities={STEAM.id: party, BOILER.id: party},
        bought_from={STEAM.id: party},
    )
    whole = calculated((STEAM, "1000", "kWh"), (BOILER, "1000", "litre"))
    answer, said = consolidated(whole, group, Approach.EQUITY)
    assert answer.total_kg == whole[0].total_kg
    assert answer.eliminations == ()
    (error,) = [one for one in said if one.level is Level.ERROR]
    assert (error.code, error.subject) == ("consolidation.bought_from_itself", "S3")
    for language in Language:
        assert ("SIS" in message(error, language)) is (party is not None)
    _, said = consolidated(whole, bought(VENTURE, party, JOINT), Approach.EQUITY)
    assert "consolidation.bought_from_itself" not in codes(said)


def test_what_burns_here_is_never_eliminated() -> None:
    whole = calculated((BOILER, "100", "litre"))
    group = Group(ENTITIES, (holding(SISTER, "80"),), bought_from={BOILER.id: SISTER})
    answer, said = consolidated(whole, group, Approach.OPERATIONAL)
    assert answer.total_kg == whole[0].total_kg
    assert codes(said) == {"consolidation.direct_kept"}


def test_a_share_that_changes_in_a_record_counts_by_days() -> None:
    year = YEAR
    turn = date(year.start.year + 1, 4, 1)
    before = (turn - year.start).days
    holdings = (
        holding(VENTURE, "60", end=turn),
        holding(VENTURE, "75", start=turn),
    )
    group = Group(ENTITIES, holdings, source_entities={THEIRS.id: VENTURE})
    mean = counted_part(group, Approach.EQUITY, VENTURE, year).counted
    with localcontext() as context:
        context.prec = 34
        by_hand = (before * Decimal("0.6") + (365 - before) * Decimal("0.75")) / 365
    assert mean == by_hand
    whole = calculated((THEIRS, "365", "kWh"))
    answer, said = consolidated(whole, group, Approach.EQUITY)
    assert "consolidation.shared_by_days" in codes(said)
    per_day = whole[0].total_kg / 365
    wanted = per_day * (before * Decimal("0.6") + (365 - before) * Decimal("0.75"))
    assert abs(answer.total_kg - wanted) < Decimal("1e-20")


def test_monthly_records_take_the_share_of_their_month() -> None:
    months = YEAR.months()
    turn = months[6].start
    holdings = (holding(VENTURE, "60", end=turn), holding(VENTURE, "75", start=turn))
    group = Group(ENTITIES, holdings, source_entities={THEIRS.id: VENTURE})
    lines = tuple(line(THEIRS, "100", "kWh", one) for one in months)
    calculation, _ = run((THEIRS,), lines)
    periods = {one.id: one.period for one in lines}
    answer, said = consolidated((calculation, periods), group, Approach.EQUITY)
    assert "consolidation.shared_by_days" not in codes(said)
    assert answer.calculation.sources[0].quantity == 600 * Decimal("0.6") + 600 * Decimal("0.75")
    factor = calculation.total_kg / 1200
    assert answer.total_kg == factor * answer.calculation.sources[0].quantity


def test_days_without_a_holding_leave_the_year_incomplete() -> None:
    late = holding(VENTURE, "60", start=YEAR.months()[3].start)
    group = Group(ENTITIES, (late,), source_entities={THEIRS.id: VENTURE})
    whole = calculated((OURS, "1", "kWh"), (THEIRS, "1", "kWh"))
    answer, said = consolidated(whole, group, Approach.EQUITY)
    assert not answer.calculation.complete
    assert "consolidation.share_missing" in codes(said)


def test_a_unit_gives_its_entity_to_all_below_and_a_source_may_have_another() -> None:
    top, below = uuid5(ROOT, "top"), uuid5(ROOT, "below")
    deep = source("electricity.paid", "S5", unit_id=below)
    other = source("electricity.paid", "S6", unit_id=below)
    group = Group(
        ENTITIES,
        unit_parents={below: top, top: None},
        unit_entities={top: SISTER},
        source_entities={other.id: None},
    )
    assert group.entity_of(deep) == SISTER
    assert group.entity_of(other) is None
    assert group.entity_of(OURS) is None
    ring = Group(ENTITIES, unit_parents={below: top, top: below})
    assert ring.entity_of(deep) is None


def test_what_is_wrong_with_holdings() -> None:
    def said(*holdings: Holding) -> set[str]:
        return codes(holding_findings("JV", holdings))

    turn = date(2022, 1, 1)
    assert said(holding(VENTURE, "60", end=turn), holding(VENTURE, "75", start=turn)) == set()
    assert said(holding(VENTURE, "101")) == {"holding.percent"}
    assert said(holding(VENTURE, "60"), holding(VENTURE, "75", start=turn)) == {"holding.overlap"}
    after = holding(VENTURE, "75", start=date(2022, 2, 1))
    assert said(holding(VENTURE, "60", end=turn), after) == {"holding.gap"}
    assert said(holding(VENTURE, "60", start=turn, end=turn)) == {"holding.reversed"}
    loose = holding(VENTURE, "60", FinancialControl.NONE, operational=False)
    assert said(loose) == {"holding.control_unusual"}
    few = holding(VENTURE, "20", relation=Relation.ASSOCIATE)
    assert said(few) == {"holding.control_contradicts"}


def test_a_share_is_said_in_per_cent() -> None:
    assert percent(Decimal("0.333333333")) == "33.3333"


KINDS = st.sampled_from(
    [("mobile.diesel", "litre"), ("stationary.wood", "kg"), ("electricity.paid", "kWh"),
     ("refrigerant.r22", "kg"), ("mobile.b7", "litre")]
)  # fmt: skip
OWNERS = st.sampled_from((None, SISTER, VENTURE))
SHARES = st.decimals(0, 100, places=2)
CHANGES = st.lists(st.tuples(st.integers(1, 364), SHARES, st.booleans()), max_size=3)
RECORDS = st.lists(
    st.tuples(KINDS, st.decimals(0, 10**6, places=3), OWNERS, st.integers(0, 11), st.booleans()),
    max_size=6,
)


def held_in_time(entity: UUID, changes: list[tuple[int, Decimal, bool]]) -> tuple[Holding, ...]:
    days = sorted({0, *(day for day, _, _ in changes)})
    starts = [
        LONG_AGO if day == 0 else date.fromordinal(YEAR.start.toordinal() + day) for day in days
    ]
    said = [(Decimal(50), True), *[(share, flag) for _, share, flag in changes]]
    return tuple(
        holding(
            entity,
            str(said[n][0]),
            FinancialControl.JOINT if said[n][1] else FinancialControl.NONE,
            operational=said[n][1],
            start=start,
            end=starts[n + 1] if n + 1 < len(starts) else None,
        )
        for n, start in enumerate(starts)
    )


@settings(max_examples=80, deadline=None)
@given(RECORDS, CHANGES, CHANGES, st.sampled_from(tuple(Approach)), OWNERS)
def test_counted_eliminated_and_left_out_are_the_whole_to_the_last_digit(
    records: list[tuple[tuple[str, str], Decimal, UUID | None, int, bool]],
    of_sister: list[tuple[int, Decimal, bool]],
    of_venture: list[tuple[int, Decimal, bool]],
    approach: Approach,
    seller: UUID | None,
) -> None:
    sources = [source(kind, f"S{n}") for n, ((kind, _), *_) in enumerate(records)]
    pairs = list(zip(sources, records, strict=True))
    lines = tuple(
        line(one, str(quantity), unit, YEAR if month == 11 else YEAR.months()[month])
        for one, ((_, unit), quantity, _, month, _) in pairs
    )
    group = Group(
        ENTITIES,
        (*held_in_time(SISTER, of_sister), *held_in_time(VENTURE, of_venture)),
        source_entities={one.id: owner for one, (_, _, owner, _, _) in pairs},
        bought_from={one.id: seller for one, (*_, inside) in pairs if inside},
    )
    whole, _ = run(tuple(sources), lines)
    periods = {one.id: one.period for one in lines}
    answer, _ = consolidated((whole, periods), group, approach)
    with localcontext(PARTS):
        for key in whole.gases:
            parts = [
                entity.counted.get(key, ZERO)
                + entity.eliminated.get(key, ZERO)
                + entity.left_out.get(key, ZERO)
                for entity in answer.entities
            ]
            entire = sum(one.gases.get(key, ZERO) for one in whole.sources)
            assert sum(parts) == entire
        counted = sum((scopes_kg(one.counted) for one in answer.entities), ZERO)
        assert abs(counted - answer.total_kg) <= abs(counted) * Decimal("1e-32")
        eliminated = sum(scopes_kg(one.eliminated) for one in answer.entities)
        assert eliminated == sum(one.kg for one in answer.eliminations)
    for entity in answer.entities:
        for key, kg in entity.whole.items():
            small = kg * Decimal("1e-30")
            assert -small <= entity.left_out[key] <= kg + small
            assert entity.counted.get(key, ZERO) >= -small
    direct = [k for k in answer.calculation.gases if k[0] is ReportingClass.SCOPE_1]
    if approach is Approach.OPERATIONAL and not of_sister and not of_venture:
        assert {k: answer.calculation.gases[k] for k in direct} == {
            k: whole.gases[k] for k in direct
        }
