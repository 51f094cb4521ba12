"""What moves a base year: shares, the approach, sources that were there, settings of a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.groups import BOILER, POWER, REPORTED, entry, small_group
from tests.services.towns import OWNER, TODAY, bare, everything, load_town

from fahsai.core.finding import Level
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.inventory.base_year import BaseYearPolicy, ChangeKind, Outcome
from fahsai.core.inventory.difference import Cause
from fahsai.core.inventory.group import Approach, Belonging
from fahsai.core.thai.period import PeriodKind, calendar_year
from fahsai.services.base_year import base_year_of
from fahsai.services.base_year_records import record_change, set_base_year_policy
from fahsai.services.compare_versions import VersionNamed, compare_versions
from fahsai.services.dossier import settings_findings
from fahsai.services.enter_lines import enter_months
from fahsai.services.entity_links import forget_entity, name_entity
from fahsai.services.holdings import add_holding
from fahsai.services.inventories import Settings, set_settings, settings_in_use, version_of_year
from fahsai.services.open_year import open_year
from fahsai.services.sources import Span, settle_source
from fahsai.services.submit import submit

if TYPE_CHECKING:
    from uuid import UUID

    from tests.services.groups import SmallGroup

    from fahsai.core.inventory.compare import Difference
    from fahsai.services.base_year import BaseYearSeen

both = pytest.mark.usefixtures("each_database")
one = pytest.mark.usefixtures("sqlite_database")
BASE, YEAR = 2565, 2566


def two_years(approach: Approach = Approach.OPERATIONAL) -> SmallGroup:
    """The small group with the same records a year later, whose base is the first year."""
    group = small_group()
    open_year(OWNER, group.id, YEAR, PeriodKind.CALENDAR_YEAR)
    months = calendar_year(YEAR).months()
    for code, amount, unit in (
        (BOILER, "100", "litre"),
        ("S02", "1000", "kWh"),
        (POWER, "500", "kWh"),
    ):
        done, said = enter_months(
            OWNER, group.id, YEAR, code, dict.fromkeys(months, amount), unit=unit,
            origin=Origin.PAID, grade=Grade.Y,
        )  # fmt: skip
        assert done.accepted, said
    drawn(group.id, BASE, Approach.OPERATIONAL)
    drawn(group.id, YEAR, approach)
    set_base_year_policy(OWNER, group.id, BaseYearPolicy(Decimal(2)))
    return group


def drawn(owner: UUID, year: int, approach: Approach) -> None:
    settings = Settings("tgo-cfo-2022-04", REPORTED, base_year_be=BASE, approach=approach.value)
    kept, said = set_settings(OWNER, version_of_year(OWNER, owner, year), settings, "ตามมติ")
    assert kept, said


def seen_of(owner: UUID) -> BaseYearSeen:
    return base_year_of(OWNER, owner, YEAR, today=TODAY)


def difference(owner: UUID) -> Difference:
    before, after = VersionNamed(BASE), VersionNamed(YEAR)
    return compare_versions(OWNER, owner, before, after, today=TODAY).difference


@both
def test_another_approach_is_proposed_by_its_size_and_warned_of() -> None:
    group = two_years(Approach.EQUITY)
    seen = seen_of(group.id)
    (found,) = seen.proposals
    assert (found.note, found.kind, found.key) == (
        "approach", ChangeKind.METHOD, "approach-equity",
    )  # fmt: skip
    # 40 % of 6,000 kWh at 0.4999 no longer count: the difference calls it boundary.
    assert found.change.effect_kg == Decimal("-1199.76")
    assert found.change.effect_kg == difference(group.id).by_cause()[Cause.BOUNDARY]
    assert seen.decision is not None
    assert seen.decision.waiting is not None
    assert (seen.decision.outcome, seen.decision.waiting.reaches) == (Outcome.UNDECIDED, True)
    said = {item.code: item for item in settings_findings(OWNER, group.id, YEAR, today=TODAY)}
    unlike = said["version.base_other_approach"]
    assert (unlike.level, unlike.data["boundary"], unlike.data["base_boundary"]) == (
        Level.WARNING, "equity", "operational",
    )  # fmt: skip
    assert said["base_year.open_reaches"].level is Level.WARNING
    assert record_change(OWNER, group.id, replace(found.change, reason="มติที่ประชุม"))[1] == ()
    after = seen_of(group.id)
    assert after.proposals == ()
    assert after.decision is not None
    assert after.decision.outcome is Outcome.RECALCULATE


@one
def test_years_of_one_approach_and_the_same_shares_propose_nothing() -> None:
    owner = two_years().id
    for approach in (Approach.OPERATIONAL, Approach.EQUITY):
        if approach is Approach.EQUITY:
            drawn(owner, BASE, approach)
            drawn(owner, YEAR, approach)
        seen = seen_of(owner)
        assert seen.proposals == ()
        assert seen.decision is not None
        assert seen.decision.outcome is Outcome.NOT_NEEDED
        assert "version.base_other_approach" not in {item.code for item in seen.findings}


@both
def test_another_share_is_a_structural_change_of_its_entity_from_its_day() -> None:
    group = two_years()
    drawn(group.id, BASE, Approach.EQUITY)
    drawn(group.id, YEAR, Approach.EQUITY)
    bought = entry("90", start=date(2023, 1, 1), basis="ซื้อหุ้นเพิ่ม มติ 1/2566")
    held, said = add_holding(OWNER, group.id, group.venture, bought)
    assert held is not None, said
    (found,) = seen_of(group.id).proposals
    assert (found.note, found.kind, found.change.source_code) == (
        "share", ChangeKind.STRUCTURAL, "JV",
    )  # fmt: skip
    assert (found.change.happened_on, found.change.reason) == (date(2023, 1, 1), bought.basis)
    assert found.change.effect_kg == Decimal("899.82")  # 30 % of 6,000 kWh at 0.4999
    assert found.change.effect_kg == difference(group.id).by_cause()[Cause.BOUNDARY]
    record_change(OWNER, group.id, found.change)
    assert seen_of(group.id).proposals == ()


@one
def test_a_share_bought_in_the_middle_of_the_year_moves_the_whole_base_year() -> None:
    group = two_years()
    drawn(group.id, BASE, Approach.EQUITY)
    drawn(group.id, YEAR, Approach.EQUITY)
    held, said = add_holding(OWNER, group.id, group.venture, entry("90", start=date(2023, 7, 1)))
    assert held is not None, said
    (found,) = seen_of(group.id).proposals
    assert (found.change.effect_kg, found.key) == (Decimal("899.82"), "share-JV-2023-07-01")


@both
def test_a_source_bought_inside_the_group_was_there_in_the_base_year() -> None:
    group = two_years()
    done, said = name_entity(OWNER, group.id, Belonging.BOUGHT, group.sources[POWER], None)
    assert done, said
    version, said = submit(OWNER, group.id, BASE, today=TODAY)
    assert version is not None, said
    done, said = forget_entity(
        OWNER, group.id, Belonging.BOUGHT, group.sources[POWER], "ซื้อจากภายนอก"
    )
    assert done, said
    seen = seen_of(group.id)
    assert "source.start_reason_missing" not in {item.code for item in seen.findings}
    notes = {move.part.note for move in difference(group.id).moves}
    assert "difference.consolidated_now" in notes
    assert "difference.new" not in notes
    (found,) = seen.proposals
    assert (found.note, found.change.effect_kg) == ("share", Decimal("2999.4"))


@both
def test_a_bought_vehicle_is_organic_and_a_transfer_is_structural() -> None:
    town = load_town()
    set_base_year_policy(OWNER, town.id, BaseYearPolicy(Decimal(90)))
    base = base_year_of(OWNER, town.id, 2565, today=TODAY).base
    assert base is not None
    gone = next(
        item.source.code
        for item in base.calculation.sources
        if item.total_kg and item.source.ended_on is None
    )
    for reason, kind in (
        ("รถเก่าชำรุด ซื้อคันใหม่แทน", ChangeKind.ORGANIC),
        ("ถ่ายโอนให้ อบจ.", ChangeKind.STRUCTURAL),
        ("ขาย", None),
    ):
        span = Span(None, "", date(2022, 3, 31), reason)
        after, said = settle_source(OWNER, town.id, gone, span=span, reason="ตรวจ")
        assert after is not None, said
        seen = base_year_of(OWNER, town.id, 2565, today=TODAY)
        (found,) = [item for item in seen.proposals if item.key == f"ended-{gone}"]
        assert found.kind is kind
        assert seen.decision is not None
        waits = seen.decision.waiting is not None and found in seen.decision.waiting.proposals
        assert waits is (kind is not ChangeKind.ORGANIC)


@both
def test_what_moves_a_base_year_that_is_a_draft_is_said() -> None:
    group = two_years()
    said = settings_findings(OWNER, group.id, YEAR, today=TODAY)
    (draft,) = [item for item in said if item.code == "version.base_year_draft"]
    assert (draft.level, draft.data["base"]) == (Level.WARNING, f"{BASE} v1")
    _, said = settle_source(OWNER, group.id, BOILER, excluded=True, reason="ลองไม่นับ")
    told = {item.code: item for item in said}
    assert told["source.years_moved"].data["versions"] == f"{BASE} v1, {YEAR} v1"
    moved = told["source.base_year_moved"]
    assert (moved.level, moved.data["base"], moved.data["versions"]) == (
        Level.WARNING, f"{BASE} v1", f"{YEAR} v1",
    )  # fmt: skip
    settle_source(OWNER, group.id, BOILER, excluded=False)
    version, refused = submit(OWNER, group.id, BASE, today=TODAY)
    assert version is not None, refused
    _, said = settle_source(OWNER, group.id, BOILER, excluded=True, reason="ลองไม่นับ")
    assert [item.data["versions"] for item in said] == [f"{YEAR} v1"]
    said = settings_findings(OWNER, group.id, YEAR, today=TODAY)
    assert "version.base_year_draft" not in {item.code for item in said}


@one
def test_what_moves_no_figure_is_not_said() -> None:
    group = two_years()
    for more in ({"unit": "HQ"}, {"parameters": {"uncertainty.activity": "5"}}):
        after, said = settle_source(OWNER, group.id, BOILER, **more)
        assert after is not None
        assert said == ()


@both
@pytest.mark.parametrize(
    ("base", "code"), [(2567, "version.base_year_later"), (2560, "version.base_year_absent")]
)
def test_a_base_year_that_cannot_be_one_is_not_stored(base: int, code: str) -> None:
    owner = bare()
    open_year(OWNER, owner, 2566, PeriodKind.FISCAL_YEAR)
    open_year(OWNER, owner, 2567, PeriodKind.FISCAL_YEAR)
    version = version_of_year(OWNER, owner, 2566)
    before = everything()
    wanted = replace(settings_in_use(OWNER, version, TODAY), base_year_be=base)
    kept, said = set_settings(OWNER, version, wanted)
    assert (kept, [item.code for item in said]) == (False, [code])
    assert everything() == before
