"""What people enter besides figures, on both databases: written once, read back, frozen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.groups import BOILER, YEAR, entry, small_group
from tests.services.towns import OWNER, TODAY, everything

from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.reports.dossier import Scope3Assessment
from fahsai.services.answer_finding import answer_finding, answers_of_year
from fahsai.services.calculate_year import calculate_year
from fahsai.services.holdings import set_holdings
from fahsai.services.inventories import set_settings, settings_in_use, version_of_year
from fahsai.services.legal_entities import group_now, withdraw_legal_entity
from fahsai.services.materiality import materiality_of_year
from fahsai.services.scope3 import scope3_of_year
from fahsai.services.scope3_decisions import decide_category, forget_category
from fahsai.services.submit import submit
from fahsai.services.trees import census_seen, trees_of_year, write_census_rows
from fahsai.services.uncertainty import state_interval, uncertainty_of_year

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.services.calculate_year import YearResult

pytestmark = pytest.mark.usefixtures("each_database")

PARK = TreeRow(date(2022, 9, 15), "สวน", TreeGroup.GENERAL, "สัก", 3, None, Decimal(20), Decimal(12))
FLIGHTS = Scope3Assessment(6, True, {"risk": "5"}, True, "เที่ยวบิน")  # noqa: FBT003


def year_of(owner: UUID) -> YearResult:
    return calculate_year(OWNER, owner, YEAR, today=TODAY)


def test_trees_and_scope_3_are_kept_row_by_row() -> None:
    owner = small_group().id
    year_of(owner)
    census, said = write_census_rows(OWNER, owner, YEAR, [PARK, PARK])
    assert census is not None, said
    assert len(census.rows) == 2
    seen = census_seen(OWNER, owner, year_of(owner))
    stale, said = write_census_rows(OWNER, owner, YEAR, [PARK], seen="0" * 64)
    assert stale is None
    assert [one.code for one in said] == ["tree.changed_since"]
    assert decide_category(OWNER, owner, YEAR, FLIGHTS) == (True, ())
    second = Scope3Assessment(7, False, {}, False)  # noqa: FBT003
    assert decide_category(OWNER, owner, YEAR, second) == (True, ())
    before = everything()
    write_census_rows(OWNER, owner, YEAR, [PARK, PARK], seen=seen)
    assert decide_category(OWNER, owner, YEAR, FLIGHTS) == (False, ())
    assert everything() == before
    held = scope3_of_year(OWNER, owner, year_of(owner))
    assert held.assessed == {6: FLIGHTS, 7: second}
    assert forget_category(OWNER, owner, YEAR, 7, why="ไม่มี")[0]
    assert forget_category(OWNER, owner, YEAR, 7) == (False, ())
    assert decide_category(OWNER, owner, YEAR, second)[0]
    many, said = write_census_rows(OWNER, owner, YEAR, [PARK] * 1001)
    assert many is None
    assert [one.code for one in said] == ["tree.too_many_rows"]


def test_intervals_answers_and_settings_arrive() -> None:
    owner = small_group().id
    source, said = state_interval(OWNER, owner, BOILER, "activity", "5", "ใบรับรอง")
    assert source is not None, said
    assert state_interval(OWNER, owner, BOILER, "factor", "7", "IPCC")[0] is not None
    known = uncertainty_of_year(OWNER, owner, YEAR, today=TODAY).uncertainty
    assert known.total.width is not None
    version = version_of_year(OWNER, owner, YEAR)
    stands = settings_in_use(OWNER, version, TODAY)
    finer = replace(stands, materiality_percent="2.5")
    assert set_settings(OWNER, version, finer) == (True, ())
    refused, said = set_settings(
        OWNER, version_of_year(OWNER, owner, YEAR), replace(stands, materiality_percent="200")
    )
    assert (refused, [one.code for one in said]) == (False, ["settings.materiality_range"])
    material = materiality_of_year(OWNER, owner, YEAR, today=TODAY).materiality
    assert material.threshold_percent == Decimal("2.5")
    warned = next(one for one in year_of(owner).findings if one.level is Level.WARNING)
    kept, said = answer_finding(OWNER, owner, YEAR, mark_of(warned), "ตรวจแล้ว", today=TODAY)
    assert kept, said
    answered = answers_of_year(OWNER, owner, year_of(owner))
    assert answered[mark_of(warned)].reason == "ตรวจแล้ว"


def test_shares_are_one_list_and_a_submitted_year_keeps_what_it_had() -> None:
    group = small_group()
    earlier = entry("40", start=date(2018, 1, 1), end=date(2020, 1, 1))
    kept, said = set_holdings(OWNER, group.id, group.venture, [earlier, entry("75")])
    assert kept is None
    assert [one.code for one in said] == ["entity.reason_missing"]
    kept, said = set_holdings(OWNER, group.id, group.venture, [entry("75"), earlier], "ตามทะเบียน")
    assert kept is not None, said
    assert [str(one.equity_percent) for one in kept] == ["40", "75"]
    before = everything()
    assert set_holdings(OWNER, group.id, group.venture, [earlier, entry("75")])[0] == kept
    assert everything() == before
    only, _ = set_holdings(OWNER, group.id, group.venture, [earlier], "ขายแล้ว")
    assert only == kept[:1]
    back, said = set_holdings(OWNER, group.id, group.venture, [earlier, entry("75")], "ซื้อคืน")
    assert back is not None, said
    gone, said = withdraw_legal_entity(OWNER, group.id, group.venture, "ขาย")
    assert (gone, [one.code for one in said]) == (False, ["entity.in_use"])
    write_census_rows(OWNER, group.id, YEAR, [PARK])
    version, said = submit(OWNER, group.id, YEAR, today=TODAY)
    assert version is not None, said
    assert set_holdings(OWNER, group.id, group.venture, [], "ถอนทั้งหมด")[0] == ()
    assert group_now(OWNER, group.id).holdings == ()
    year = year_of(group.id)
    trees = trees_of_year(OWNER, group.id, year)
    assert trees.census is not None
    assert year.calculation.complete
    for said in (
        write_census_rows(OWNER, group.id, YEAR, [])[1],
        decide_category(OWNER, group.id, YEAR, FLIGHTS)[1],
        forget_category(OWNER, group.id, YEAR, 6)[1],
    ):
        assert [one.code.rpartition(".")[2] for one in said] == ["version_submitted"]
