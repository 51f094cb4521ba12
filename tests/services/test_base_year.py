"""The base-year policy, changes since, turn-around years and the decision, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, TODAY, bare, events, everything, load_town

from fahsai.core.finding import Level
from fahsai.core.inventory.base_year import (
    BaseYearChange,
    BaseYearPolicy,
    ChangeKind,
    Outcome,
    Weight,
)
from fahsai.core.inventory.difference import Cause
from fahsai.core.thai.period import PeriodKind
from fahsai.services.access import NotFoundError
from fahsai.services.base_year import base_year_of
from fahsai.services.base_year_records import (
    amend_change,
    base_year_changes,
    base_year_policy,
    record_change,
    set_base_year_policy,
)
from fahsai.services.dossier import settings_findings
from fahsai.services.history import history
from fahsai.services.inventories import set_settings, settings_in_use, version_of_year
from fahsai.services.open_year import open_year
from fahsai.services.sources import Span, settle_source
from fahsai.services.submit import submit

if TYPE_CHECKING:
    from uuid import UUID

both = pytest.mark.usefixtures("each_database")
one = pytest.mark.usefixtures("sqlite_database")
POLICY = BaseYearPolicy(Decimal(5), text="คำนวณใหม่เมื่อผลรวมถึงร้อยละ 5")
SOLD = BaseYearChange(
    2564, ChangeKind.STRUCTURAL, date(2021, 11, 1), Decimal("-250.125"), "โอนโรงสูบน้ำ", "S05"
)


@both
def test_a_policy_is_kept_with_its_history_and_reasons() -> None:
    owner = bare()
    assert base_year_policy(OWNER, owner) == (None, "")
    assert set_base_year_policy(OWNER, owner, POLICY) == (True, ())
    assert set_base_year_policy(OWNER, owner, POLICY) == (False, ())
    kept = base_year_policy(OWNER, owner)
    assert kept.policy == POLICY
    stricter = replace(POLICY, threshold_percent=Decimal("2.5"), error=False)
    changed, findings = set_base_year_policy(OWNER, owner, stricter)
    assert (changed, [item.code for item in findings]) == (False, ["base_year.reason_missing"])
    assert set_base_year_policy(OWNER, owner, stricter, reason="มติ", seen=kept.seen)[0]
    assert base_year_policy(OWNER, owner).policy == stricter
    late = set_base_year_policy(OWNER, owner, POLICY, reason="อีกที", seen=kept.seen)
    assert [item.code for item in late[1]] == ["base_year.changed_meanwhile"]
    assert events(owner).count("base_year.policy") == 2
    told = history(OWNER, owner, "form", base_policy_row(owner))
    assert [step.why for step in told.steps] == ["", "มติ"]
    fields = {change.field for change in told.steps[1].changes}
    assert {"threshold_percent", "error"} <= fields


def base_policy_row(owner: UUID) -> UUID:
    from fahsai.records.models import FormRecord

    return FormRecord.rows.of(owner).filter(kind="base_policy").order_by("created_at")[0].id


@one
@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (replace(POLICY, threshold_percent=Decimal(0)), "base_year.threshold"),
        (replace(POLICY, threshold_percent=Decimal("100.1")), "base_year.threshold"),
        (replace(POLICY, threshold_percent=Decimal("NaN")), "base_year.threshold"),
        (BaseYearPolicy(structural=False, method=False, error=False), "base_year.no_trigger"),
    ],
)
def test_a_policy_that_says_nothing_is_refused(policy: BaseYearPolicy, code: str) -> None:
    owner = bare()
    before = everything()
    changed, findings = set_base_year_policy(OWNER, owner, policy)
    assert (changed, [item.code for item in findings]) == (False, [code])
    assert everything() == before


@both
def test_a_change_is_recorded_amended_and_taken_back() -> None:
    owner = bare()
    assert record_change(OWNER, owner, SOLD) == (0, ())
    again = record_change(OWNER, owner, SOLD)
    assert (again[0], [item.code for item in again[1]]) == (None, ["base_year.already_recorded"])
    assert record_change(OWNER, owner, replace(SOLD, source_code="S06"))[0] == 1
    first, second = base_year_changes(OWNER, owner)
    assert (first.change, first.number, second.number) == (SOLD, 0, 1)
    included = replace(SOLD, included_in=2)
    refused = amend_change(OWNER, owner, 0, included, "")
    assert [item.code for item in refused[1]] == ["base_year.reason_missing"]
    assert amend_change(OWNER, owner, 0, included, "รวมแล้ว", seen=first.seen) == (True, ())
    assert amend_change(OWNER, owner, 0, included, "รวมแล้ว") == (False, ())
    late = amend_change(OWNER, owner, 0, SOLD, "กลับ", seen=first.seen)
    assert [item.code for item in late[1]] == ["base_year.changed_meanwhile"]
    assert amend_change(OWNER, owner, 1, None, "บันทึกผิด") == (True, ())
    assert [found.change for found in base_year_changes(OWNER, owner)] == [included]
    with pytest.raises(NotFoundError):
        amend_change(OWNER, owner, 1, None, "อีกครั้ง")
    assert record_change(OWNER, owner, replace(SOLD, source_code="S07"))[0] == 2
    for wrong, code in (
        (replace(SOLD, effect_kg=Decimal(0)), "base_year.effect_missing"),
        (replace(SOLD, reason=" "), "base_year.change_reason_missing"),
    ):
        assert [item.code for item in record_change(OWNER, owner, wrong)[1]] == [code]


@both
def test_the_decision_follows_the_records_and_stands_in_the_findings() -> None:
    town = load_town()
    seen = base_year_of(OWNER, town.id, 2565, today=TODAY)
    assert seen.base is not None
    assert seen.decision is None
    assert not [item for item in seen.findings if item.code.startswith("base_year.")]
    set_base_year_policy(OWNER, town.id, POLICY)
    decided = base_year_of(OWNER, town.id, 2565, today=TODAY).decision
    assert decided is not None
    assert (decided.outcome, decided.cumulative_kg) == (Outcome.NOT_NEEDED, Decimal(0))
    assert decided.base_kg == seen.base.calculation.total_kg
    half = seen.base.calculation.total_kg / 20
    record_change(OWNER, town.id, replace(SOLD, effect_kg=-half))
    record_change(OWNER, town.id, replace(SOLD, change_kind=ChangeKind.ORGANIC, effect_kg=half))
    decided = base_year_of(OWNER, town.id, 2565, today=TODAY).decision
    assert decided is not None
    assert decided.outcome is Outcome.RECALCULATE
    assert [item.weight for item in decided.weighed] == [Weight.COUNTED, Weight.ORGANIC]
    said = settings_findings(OWNER, town.id, 2565, today=TODAY)
    (warned,) = [item for item in said if item.code == "base_year.recalculate"]
    assert warned.level is Level.WARNING
    assert warned.data["percent"] == "5.00"


@one
def test_a_submitted_version_keeps_the_policy_that_it_was_submitted_with() -> None:
    town = load_town()
    set_base_year_policy(OWNER, town.id, POLICY)
    version, findings = submit(OWNER, town.id, 2565, today=TODAY)
    assert version is not None, findings
    set_base_year_policy(
        OWNER, town.id, replace(POLICY, threshold_percent=Decimal(1)), reason="เข้มขึ้น"
    )
    record_change(OWNER, town.id, SOLD)
    kept = base_year_of(OWNER, town.id, 2565, today=TODAY)
    assert (kept.policy, kept.changes) == (POLICY, ())


@one
def test_sources_that_came_and_went_are_proposed_until_they_are_recorded() -> None:
    town = load_town()
    before = base_year_of(OWNER, town.id, 2565, today=TODAY)
    started = [found for found in before.proposals if found.note == "started"]
    for found in started:
        assert found.change.effect_kg > 0
        assert found.change.source_code
    base = before.base
    assert base is not None
    gone = next(
        found.source.code
        for found in base.calculation.sources
        if found.total_kg and found.source.ended_on is None
    )
    settle_source(
        OWNER,
        town.id,
        gone,
        span=Span(None, "", date(2022, 3, 31), "ขายให้เอกชน"),
        reason="ตรวจ",
    )
    seen = base_year_of(OWNER, town.id, 2565, today=TODAY)
    (ended,) = [found for found in seen.proposals if found.note == "ended"]
    assert (ended.change.source_code, ended.change.reason) == (gone, "ขายให้เอกชน")
    assert ended.change.effect_kg < 0
    record_change(OWNER, town.id, ended.change)
    after = base_year_of(OWNER, town.id, 2565, today=TODAY)
    assert not [found for found in after.proposals if found.note == "ended"]


@one
def test_another_list_of_factors_is_proposed_with_its_effect_by_cause() -> None:
    town = load_town()
    base = version_of_year(OWNER, town.id, 2564)
    other = next(
        code
        for code in ("tgo-cfo-2022-04", "tgo-cfo-2026-02")
        if code != settings_in_use(OWNER, version_of_year(OWNER, town.id, 2565), TODAY).factor_set
    )
    kept, findings = set_settings(
        OWNER, base, replace(settings_in_use(OWNER, base, TODAY), factor_set=other)
    )
    assert kept, findings
    before = everything()
    seen = base_year_of(OWNER, town.id, 2565, today=TODAY)
    (method,) = [found for found in seen.proposals if found.note == "method"]
    assert method.difference is not None
    assert method.change.effect_kg == method.difference.change_kg != 0
    causes = method.difference.by_cause()
    assert {Cause.FACTOR, Cause.GWP_SET} & set(causes)
    assert Cause.ACTIVITY not in {
        cause for cause, kg in causes.items() if abs(kg) > Decimal("1e-9")
    }
    assert {name: len(rows) for name, rows in everything().items() if name == "CalculationRow"}
    assert len(everything()["InventoryVersion"]) == len(before["InventoryVersion"])


@both
def test_a_turn_around_year_is_reported_and_never_a_base() -> None:
    owner = bare()
    for year in (2564, 2565):
        open_year(OWNER, owner, year, PeriodKind.FISCAL_YEAR)
    calm, busy = (version_of_year(OWNER, owner, year) for year in (2564, 2565))
    marked = replace(settings_in_use(OWNER, calm, TODAY), turnaround=True)
    assert set_settings(OWNER, calm, marked) == (True, ())
    wanted = replace(settings_in_use(OWNER, busy, TODAY), base_year_be=2564)
    kept, findings = set_settings(OWNER, busy, wanted)
    assert (kept, [item.code for item in findings]) == (False, ["version.base_year_turnaround"])
    calm = version_of_year(OWNER, owner, 2564)
    own, said = set_settings(OWNER, calm, replace(marked, base_year_be=2564))
    assert (own, [item.code for item in said]) == (False, ["version.base_year_turnaround"])
    assert set_settings(OWNER, calm, replace(marked, turnaround=False)) == (True, ())
    assert set_settings(OWNER, busy, wanted) == (True, ())
    calm = version_of_year(OWNER, owner, 2564)
    assert set_settings(OWNER, calm, marked) == (True, ())  # the other year then says so
    errors = [
        item.code
        for item in settings_findings(OWNER, owner, 2565, today=TODAY)
        if item.level is Level.ERROR
    ]
    assert errors == ["version.base_year_turnaround"]
