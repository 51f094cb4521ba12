"""What a share and a purchase inside a group are called in a difference; its parts add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.inventory.test_causes import DUMP, MIXED, STOCK, notes, parts
from tests.core.inventory.test_compare import (
    AFTER,
    BEFORE,
    NEW,
    SPACE,
    adds_up,
    between,
    source,
    year,
)

from fahsai.core.inventory.consolidation import consolidate
from fahsai.core.inventory.difference import Cause
from fahsai.core.inventory.group import (
    Approach,
    FinancialControl,
    Group,
    Holding,
    LegalEntity,
    Relation,
)
from fahsai.core.inventory.held_part import HeldPart, held_part
from fahsai.core.inventory.result import ReportingClass
from fahsai.reference.load_gases import load_gases
from fahsai.words.explain import difference_words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.thai.period import Period

SELLER, BUYER = uuid5(SPACE, "seller"), uuid5(SPACE, "buyer")
ENTITIES = (LegalEntity(SELLER, "SEL", "ผู้ขาย"), LegalEntity(BUYER, "BUY", "ผู้ซื้อ"))
POWER, BOILER = source("E1", "electricity.paid"), source("E2", "stationary.diesel")


def held(entity: UUID, percent: str) -> Holding:
    return Holding(
        uuid5(entity, percent),
        entity,
        date(2000, 1, 1),
        None,
        Relation.SUBSIDIARY,
        Decimal(percent),
        FinancialControl.FULL,
        operational=True,
    )


def by_shares(
    whole: Calculation, group: Group, approach: Approach = Approach.EQUITY
) -> Calculation:
    periods = {
        line: whole.period.months()[0]
        for one in whole.sources
        for result in one.lines
        for line in result.line_ids
    }
    return consolidate(whole, periods, group, approach, load_gases())[0].calculation


def buying(buyer: str, seller: str, *, inside: bool = True) -> Group:
    return Group(
        ENTITIES,
        (held(BUYER, buyer), held(SELLER, seller)),
        source_entities={POWER.id: BUYER, BOILER.id: SELLER},
        bought_from={POWER.id: SELLER} if inside else {},
    )


@pytest.mark.parametrize("quantity", ["", "1000"])
def test_another_share_of_a_closed_landfill_is_boundary(quantity: str) -> None:
    """Half of the share is half of the methane, whether or not waste came in the year."""
    site = source("S8", "landfill.own.fod", parameters={**DUMP, "waste_type": "food"})
    before, after = (year(one, (site, quantity, "kg")) for one in (BEFORE, AFTER))

    def share(percent: str) -> Group:
        return Group(ENTITIES, (held(SELLER, percent),), source_entities={site.id: SELLER})

    was, now = by_shares(before, share("80")), by_shares(after, share("40"))
    found = between(was, now)
    assert notes(found) == {
        (Cause.BOUNDARY, "difference.share_changed"),
        (Cause.ACTIVITY, "difference.activity_over_years"),
    }
    boundary = next(one for one in parts(found) if one.cause is Cause.BOUNDARY)
    assert abs(2 * boundary.kg + was.total_kg) < Decimal("1e-20")
    assert boundary.data == {"from": "80", "to": "40"}
    adds_up(found, was, now)
    same = between(was, by_shares(after, share("80")))
    assert {one.cause for one in parts(same)} == {Cause.ACTIVITY}


def test_a_third_of_nothing_bought_is_boundary_to_the_last_digit() -> None:
    """A year without purchases has no quantity: the exact share stands in the step itself."""
    stock = source("S9", "refrigerant.stock", parameters={"species": "R-410A", **STOCK})
    whole = year(BEFORE, (stock, "", "kg"))
    third = Group(ENTITIES, (held(SELLER, "33.333333333"),), source_entities={stock.id: SELLER})
    half = Group(ENTITIES, (held(SELLER, "50"),), source_entities={stock.id: SELLER})
    was, now = by_shares(whole, third), by_shares(whole, half)
    found = between(was, now)
    assert {one.cause for one in parts(found)} == {Cause.BOUNDARY}
    adds_up(found, was, now)


def test_a_purchase_inside_says_that_it_is_eliminated() -> None:
    whole = year(BEFORE, (POWER, "1000", "kWh"), (BOILER, "1000", "litre"))
    kept = by_shares(whole, buying("100", "60", inside=False))
    gone = by_shares(whole, buying("100", "60"))
    for before, after, said in ((kept, gone, ("0", "60")), (gone, kept, ("60", "0"))):
        found = between(before, after)
        (part,) = parts(found)
        assert (part.cause, part.note) == (Cause.BOUNDARY, "difference.eliminated")
        assert (part.data["from"], part.data["to"]) == said
        adds_up(found, before, after)
    assert "bought inside" in difference_words(part, Language.EN)


def test_share_and_elimination_are_two_parts() -> None:
    """60 % held and nothing eliminated, then 80 % held of which 20 % are eliminated."""
    whole = year(BEFORE, (POWER, "1000", "kWh"), (BOILER, "1000", "litre"))
    before = by_shares(whole, buying("60", "20", inside=False))
    after = by_shares(whole, buying("80", "20"))
    kg = whole.sources[0].total_kg
    told = {one.note: one for one in parts(between(before, after))}
    assert set(told) == {"difference.share_changed", "difference.eliminated"}
    assert told["difference.share_changed"].data == {"from": "60", "to": "80"}
    assert told["difference.share_changed"].kg == Decimal("0.2") * kg
    assert before.total_kg == after.total_kg  # told all the same
    assert told["difference.eliminated"].data == {"from": "0", "to": "20"}
    assert told["difference.eliminated"].kg == Decimal("-0.2") * kg
    adds_up(between(before, after), before, after)


def test_another_share_of_a_buyer_beside_the_same_elimination_is_the_share() -> None:
    whole = year(BEFORE, (POWER, "1000", "kWh"), (BOILER, "1000", "litre"))
    before, after = (by_shares(whole, buying(one, "20")) for one in ("60", "80"))
    (part,) = parts(between(before, after))
    assert (part.note, part.data["from"], part.data["to"]) == (
        "difference.share_changed",
        "60",
        "80",
    )


def test_a_share_of_before_its_step_told_it_exactly_is_that_of_its_words() -> None:
    """Results kept by an earlier version say per cent only."""
    stock = source("S9", "refrigerant.stock", parameters={"species": "R-410A", **STOCK})
    group = Group(ENTITIES, (held(SELLER, "40"),), source_entities={stock.id: SELLER})
    (result,) = by_shares(year(BEFORE, (stock, "", "kg")), group).sources
    assert held_part(result) == HeldPart(Decimal("0.4"), Decimal(40), Decimal(0))
    bare = [
        one._replace(data={name: text for name, text in one.data.items() if name != "counted"})
        for one in result.steps
    ]
    assert held_part(result._replace(steps=tuple(bare))) == held_part(result)
    assert held_part(result._replace(steps=())).counted == 1


PLANTS = st.sampled_from(
    [
        ("refrigerant.stock", {"species": "R-410A", **STOCK}, "kg"),
        ("refrigerant.stock", {"species": "R-22", **STOCK, "stock.2567": "7"}, "kg"),
        ("landfill.own.fod", {**DUMP, **MIXED}, "kg"),
        ("landfill.own.fod", {**DUMP, "waste_type": "food", "site": "shallow"}, "kg"),
        ("composting.own", {}, "kg"),
        ("composting.own", {"recovered_kg": "0.000001"}, "kg"),
        ("incineration.own", {"share.food": "0.5", "share.plastics": "0.5"}, "kg"),
        ("incineration.own", {"waste_type": "paper"}, "kg"),
        ("paper.uncoated", {"conversion.ream.kg": "2.495"}, "ream"),
        ("electricity.paid", {}, "kWh"),
        ("mobile.b7", {}, "litre"),
        ("livestock.dairy_cattle",
         {"productivity": "low", "climate": "moist", "manure": "solid_storage"}, "animal"),
    ]
)  # fmt: skip
AMOUNT = st.one_of(st.just(Decimal(0)), st.decimals("0.001", 10**7, places=5))
OWNER = st.sampled_from([None, SELLER, BUYER])
SHARE = st.decimals(0, 100, places=7)
YEARS = st.lists(st.tuples(PLANTS, AMOUNT, OWNER, OWNER, st.booleans()), min_size=1, max_size=4)
Held = list[tuple[tuple[str, dict[str, str], str], Decimal, UUID | None, UUID | None, bool]]


def of_group(
    period: Period, rows: Held, shares: tuple[Decimal, Decimal], edition: str
) -> Calculation:
    entries = [
        (source(f"S{n}", kind, parameters=parameters), f"{quantity:f}" if quantity else "0", unit)
        for n, ((kind, parameters, unit), quantity, *_) in enumerate(rows)
    ]
    owned = list(zip(entries, rows, strict=True))
    group = Group(
        ENTITIES,
        (held(SELLER, f"{shares[0]:f}"), held(BUYER, f"{shares[1]:f}")),
        source_entities={one.id: row[2] for (one, _, _), row in owned},
        bought_from={one.id: row[3] for (one, _, _), row in owned if row[4]},
    )
    return by_shares(year(period, *entries, factors=edition), group)


@settings(max_examples=80, deadline=None)
@given(YEARS, YEARS, st.tuples(SHARE, SHARE), st.tuples(SHARE, SHARE))
def test_the_parts_of_any_two_years_of_a_group_add_up(
    first: Held,
    second: Held,
    was: tuple[Decimal, Decimal],
    now: tuple[Decimal, Decimal],
) -> None:
    before = of_group(BEFORE, first, was, "tgo-cfo-2022-04")
    after = of_group(AFTER, second, now, NEW)
    for one, other in ((before, after), (after, before)):
        found = between(one, other)
        adds_up(found, one, other)
        for part in parts(found):
            assert difference_words(part, Language.TH)
            assert "{" not in difference_words(part, Language.EN)
    assert ReportingClass.SCOPE_1 in before.by_class
