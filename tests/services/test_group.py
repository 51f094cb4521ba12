"""A group on both databases: entities with a history, one number everywhere, frozen with a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.groups import (
    BOILER,
    OFFICE,
    POWER,
    YEAR,
    SmallGroup,
    entry,
    settle,
    small_group,
)
from tests.services.towns import OWNER, TODAY, events, everything

from fahsai.core.inventory.consolidated import scopes_kg
from fahsai.core.inventory.group import Approach, Belonging, FinancialControl
from fahsai.records.models import CalculationRow, ConsolidationRow, Holding
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.documents import make_documents
from fahsai.services.dossier import dossier_of
from fahsai.services.entity_links import forget_entity, name_entity
from fahsai.services.explain import explain
from fahsai.services.group_year import group_year
from fahsai.services.holdings import add_holding, change_holding, withdraw_holding
from fahsai.services.legal_entities import (
    EntityEntry,
    add_legal_entity,
    change_legal_entity,
    group_now,
    legal_entity,
    withdraw_legal_entity,
)
from fahsai.services.sheets.comparison import compare_stored
from fahsai.services.submit import reopen, submit
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding

both = pytest.mark.usefixtures("each_database")

GRID = Decimal("0.4999")
DIESEL = Decimal("2.7078")


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


def total_of(group: SmallGroup, approach: Approach) -> Decimal:
    settle(group.id, approach)
    return calculate_year(OWNER, group.id, YEAR, today=TODAY).calculation.total_kg


@both
def test_every_view_shows_the_total_of_the_chosen_approach() -> None:
    """By hand: 12,000 kWh and 1,200 litres of our own, 6,000 kWh of the venture."""
    group = small_group()
    whole = total_of(group, Approach.OPERATIONAL)
    electricity = 12000 * GRID
    own = whole - 6000 * GRID
    assert own > electricity
    assert total_of(group, Approach.EQUITY) == own + Decimal("0.6") * 6000 * GRID
    assert total_of(group, Approach.FINANCIAL) == own + Decimal("0.6") * 6000 * GRID
    told = group_year(OWNER, group.id, YEAR, today=TODAY)
    assert told.chosen is Approach.FINANCIAL
    assert [one.consolidation.total_kg for one in told.views] == [
        whole,
        own + Decimal("0.6") * 6000 * GRID,
        own + Decimal("0.6") * 6000 * GRID,
    ]
    for one in told.views:
        assert sum(scopes_kg(entity.counted) for entity in one.consolidation.entities) == (
            one.consolidation.total_kg
        )
    dossier, result, _ = dossier_of(OWNER, group.id, YEAR, today=TODAY)
    assert dossier.calculation.total_kg == told.view(Approach.FINANCIAL).consolidation.total_kg
    assert dossier.approach == "financial"
    traced = explain(OWNER, group.id, YEAR, POWER, today=TODAY)
    assert traced.result.quantity == Decimal(3600)
    assert traced.steps[-1].code == "consolidation.financial"
    assert traced.steps[-1].data["quantity"] == "6000"
    assert sum(one.co2e_kg for one in traced.components) == 3600 * GRID
    compared = compare_stored(result.calculation, lines_of_calculation(result))
    assert not compared.has_sheet


@both
def test_the_whole_and_each_approach_are_kept_once() -> None:
    group = small_group()
    first = total_of(group, Approach.EQUITY)
    rows = CalculationRow.rows.of(group.id)
    kept = ConsolidationRow.rows.of(group.id).get()
    assert {kept.calculation_id, kept.whole_id} == set(rows.values_list("id", flat=True))
    before = everything()
    assert calculate_year(OWNER, group.id, YEAR, today=TODAY).calculation.total_kg == first
    assert everything() == before
    (holding,) = group_now(OWNER, group.id).holdings
    changed, said = change_holding(OWNER, group.id, holding.id, entry("75"), "ทะเบียนผู้ถือหุ้นจริง")
    assert changed is not None, said
    second = calculate_year(OWNER, group.id, YEAR, today=TODAY).calculation.total_kg
    assert second - first == Decimal("0.15") * 6000 * GRID
    assert rows.count() == 3  # the whole one is still the same


@both
def test_what_is_bought_inside_is_taken_out_once_and_told_apart() -> None:
    group = small_group()
    done, said = name_entity(OWNER, group.id, Belonging.BOUGHT, group.sources[POWER], None)
    assert done, said
    settle(group.id, Approach.EQUITY)
    told = group_year(OWNER, group.id, YEAR, today=TODAY)
    view = told.view(Approach.EQUITY)
    (elimination,) = view.consolidation.eliminations
    assert elimination.kg == Decimal("0.6") * 6000 * GRID
    assert "consolidation.eliminated" in codes(told.year.findings)
    assert POWER not in [one.source.code for one in told.year.calculation.sources]
    dossier, _, _ = dossier_of(OWNER, group.id, YEAR, today=TODAY)
    left = {one.code: one for one in dossier.sources if one.excluded}
    assert set(left) == {POWER}
    assert "ซื้อจากในกลุ่ม" in left[POWER].excluded_reason
    done, said = forget_entity(OWNER, group.id, Belonging.BOUGHT, group.sources[POWER], " ")
    assert codes(said) == ["entity.reason_missing"]
    done, _ = forget_entity(OWNER, group.id, Belonging.BOUGHT, group.sources[POWER], "ซื้อจาก กฟภ.")
    assert done
    told = group_year(OWNER, group.id, YEAR, today=TODAY)
    assert told.view(Approach.EQUITY).consolidation.eliminations == ()


@both
def test_nobody_is_named_the_seller_of_what_it_owns() -> None:
    """Whichever of the two is said last: the seller, the source's entity, or its unit's."""
    group = small_group()
    owner, power = group.id, group.sources[POWER]
    before = everything()
    done, said = name_entity(OWNER, owner, Belonging.BOUGHT, power, group.venture)
    assert (done, codes(said)) == (False, ["entity.buys_from_itself"])
    assert (said[0].subject, said[0].data["entity"]) == (POWER, "JV")
    done, said = name_entity(OWNER, owner, Belonging.BOUGHT, group.sources[OFFICE], None)
    assert (done, codes(said)) == (False, ["entity.buys_from_itself"])
    assert "องค์กรเอง" in message(said[0], Language.TH)
    assert "the organisation itself" in message(said[0], Language.EN)
    assert everything() == before
    assert name_entity(OWNER, owner, Belonging.BOUGHT, power, None)[0]
    before = everything()
    for belonging, subject in ((Belonging.SOURCE, power), (Belonging.UNIT, group.unit)):
        done, said = name_entity(OWNER, owner, belonging, subject, None, "โอนแล้ว")
        assert (done, codes(said)) == (False, ["entity.buys_from_itself"])
    done, said = forget_entity(OWNER, owner, Belonging.UNIT, group.unit, "โอนแล้ว")
    assert (done, codes(said)) == (False, ["entity.buys_from_itself"])
    assert everything() == before
    # taken back, the same is possible, and a source that was named its own may be
    assert forget_entity(OWNER, owner, Belonging.BOUGHT, power, "ซื้อจาก กฟภ.")[0]
    assert name_entity(OWNER, owner, Belonging.SOURCE, power, None)[0]
    assert name_entity(OWNER, owner, Belonging.BOUGHT, power, group.venture)[0]


@both
def test_a_submitted_year_keeps_its_shares() -> None:
    group = small_group()
    before = total_of(group, Approach.EQUITY)
    version, said = submit(OWNER, group.id, YEAR, today=TODAY)
    assert version is not None, codes(said)
    (holding,) = group_now(OWNER, group.id).holdings
    changed, said = change_holding(OWNER, group.id, holding.id, entry("10"), "แก้ไข")
    assert changed is not None, said
    told = group_year(OWNER, group.id, YEAR, today=TODAY)
    assert told.year.calculation.total_kg == before
    assert told.view(Approach.EQUITY).consolidation.total_kg == before
    again, said = reopen(OWNER, group.id, YEAR, "สัดส่วนใหม่")
    assert again is not None, said
    after = calculate_year(OWNER, group.id, YEAR, today=TODAY).calculation.total_kg
    assert before - after == Decimal("0.5") * 6000 * GRID
    old = group_year(OWNER, group.id, YEAR, today=TODAY, number=1)
    assert old.view(Approach.EQUITY).consolidation.total_kg == before


@both
def test_a_year_without_a_share_cannot_be_submitted() -> None:
    group = small_group(held=False)
    settle(group.id, Approach.EQUITY)
    version, said = submit(OWNER, group.id, YEAR, today=TODAY)
    assert version is None
    assert "consolidation.share_missing" in codes(said)


@both
def test_an_entity_outside_the_boundary_is_listed_with_its_reason() -> None:
    group = small_group(held=False)
    made, said = add_holding(
        OWNER,
        group.id,
        group.venture,
        entry("30", financial=FinancialControl.NONE, operational=False),
    )
    assert made is not None, said
    settle(group.id, Approach.OPERATIONAL)
    dossier, result, _ = dossier_of(OWNER, group.id, YEAR, today=TODAY)
    assert [one.source.code for one in result.calculation.sources] == [BOILER, OFFICE]
    (left,) = [one for one in dossier.sources if one.excluded]
    assert (left.code, "JV" in left.excluded_reason) == (POWER, True)
    told = group_year(OWNER, group.id, YEAR, today=TODAY)
    totals = told.view(Approach.OPERATIONAL).consolidation.entities[1]
    assert totals.investment_kg == Decimal("0.3") * 6000 * GRID
    version, said = submit(OWNER, group.id, YEAR, today=TODAY)
    assert version is not None, codes(said)


@both
def test_the_documents_print_the_consolidated_figures() -> None:
    group = small_group()
    wanted = total_of(group, Approach.EQUITY)
    made = make_documents(OWNER, group.id, YEAR, today=TODAY, pdf=False)
    of_power = [cell for cell in made.cells if cell.source_id == group.sources[POWER]]
    assert any(cell.text.startswith("3600") for cell in of_power), of_power  # the workbook's
    assert any(cell.text.startswith("3,600.00") for cell in of_power), of_power  # the report's
    totals = [cell.text for cell in made.cells if cell.source_id is None]
    assert f"{wanted / 1000:,.2f}" in totals


@both
def test_entities_have_a_code_a_name_and_a_history() -> None:
    group = small_group()
    said: tuple[Finding, ...]
    for code, name, expected in (
        ("JV", "ซ้ำ", ["entity.code_taken"]),
        ("", "ไม่มีรหัส", ["entity.code_unusable"]),
        ("X", " ", ["entity.name_missing"]),
    ):
        made, said = add_legal_entity(OWNER, group.id, code, EntityEntry(name))
        assert (made, codes(said)) == (None, expected)
    changed, said = change_legal_entity(
        OWNER, group.id, group.venture, EntityEntry("บริษัท ใหม่ จำกัด"), ""
    )
    assert (changed, codes(said)) == (None, ["entity.reason_missing"])
    changed, _ = change_legal_entity(
        OWNER, group.id, group.venture, EntityEntry("บริษัท ใหม่ จำกัด"), "เปลี่ยนชื่อ"
    )
    assert changed is not None
    assert legal_entity(OWNER, group.id, group.venture).name_th == "บริษัท ใหม่ จำกัด"
    gone, said = withdraw_legal_entity(OWNER, group.id, group.venture, "ขายแล้ว")
    assert (gone, codes(said)) == (False, ["entity.in_use"])
    forget_entity(OWNER, group.id, Belonging.UNIT, group.unit, "ขายแล้ว")
    gone, said = withdraw_legal_entity(OWNER, group.id, group.venture, "ขายแล้ว")
    assert gone, said
    assert group_now(OWNER, group.id).alone
    assert not Holding.rows.of(group.id).current().exists()
    back, said = add_legal_entity(OWNER, group.id, "JV", EntityEntry("กลับมา"))
    assert back is not None, said
    assert back.id == group.venture
    assert events(group.id)[-1] == "entity.added"


@both
def test_holdings_follow_each_other_and_never_overlap() -> None:
    group = small_group()
    turn = date(2022, 7, 1)
    made, said = add_holding(OWNER, group.id, group.venture, entry("75", start=turn))
    assert made is not None, said
    held = group_now(OWNER, group.id).held(group.venture)
    assert [(one.start, one.end) for one in held] == [(date(2020, 1, 1), turn), (turn, None)]
    before = everything()
    for wanted, expected in (
        (entry("80", start=date(2021, 1, 1), end=date(2021, 6, 1)), "holding.overlap"),
        (entry("101", start=date(2025, 1, 1)), "holding.percent"),
        (entry("80", start=date(2025, 1, 1), end=date(2024, 1, 1)), "holding.reversed"),
        (entry("80", start=date(2025, 1, 1), basis=" "), "holding.basis_missing"),
    ):
        none, said = add_holding(OWNER, group.id, group.venture, wanted)
        assert none is None
        assert expected in codes(said)
    assert everything() == before
    gone, said = withdraw_holding(OWNER, group.id, made.id, "")
    assert (gone, codes(said)) == (False, ["entity.reason_missing"])
    gone, _ = withdraw_holding(OWNER, group.id, made.id, "ยังไม่ได้ซื้อ")
    assert gone
    settle(group.id, Approach.EQUITY)
    result = calculate_year(OWNER, group.id, YEAR, today=TODAY)
    assert "consolidation.share_missing" in codes(result.findings)
    assert not result.calculation.complete


@both
def test_the_parts_of_another_house_are_not_there() -> None:
    group, other = small_group(), small_group("other")
    with pytest.raises(NotFoundError):
        name_entity(OWNER, group.id, Belonging.UNIT, other.sources[POWER], None)
    done, said = name_entity(OWNER, group.id, Belonging.SOURCE, group.sources[POWER], other.venture)
    assert (done, codes(said)) == (False, ["entity.unknown"])
    with pytest.raises(NotFoundError):
        add_holding(OWNER, group.id, other.venture, entry())
