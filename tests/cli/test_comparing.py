"""`fahsai compare` and `fahsai base-year`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fahsai.core.inventory.boundary import Organisation


def exact_sum(items: Any, key: str = "kg") -> Decimal:
    from fahsai.core.inventory.compare import add

    return add(Decimal(one[key]) for one in items)


def test_two_years_differ_by_parts_that_add_up(fahsai: Any, town: Organisation) -> None:
    asked = ("compare", "--organisation", town.code, "--from", "2564:v1", "--to", "2565")
    answer = json.loads(fahsai(*asked, "--json").out)
    assert (answer["before"]["year_be"], answer["after"]["number"]) == (2564, 1)
    with_before = exact_sum([{"kg": answer["change_kg"]}, {"kg": answer["before"]["total_kg"]}])
    assert with_before == Decimal(answer["after"]["total_kg"])
    assert exact_sum(answer["by_cause"]) == Decimal(answer["change_kg"])
    parts = [part for one in answer["sources"] for part in one["parts"]] + answer["rounding"]
    for one in answer["by_class"]:
        mine = [part for part in parts if part["class"] == one["class"]]
        assert exact_sum(mine) == Decimal(one["change_kg"])
        assert exact_sum(one["by_cause"]) == Decimal(one["change_kg"])
    plain = fahsai(*asked)
    assert plain.status == 0
    assert "2564 v1 → 2565 v1" in plain.out
    assert "กิจกรรม" in plain.out
    english = fahsai("--language", "en", *asked)
    assert "Activity" in english.out
    assert "{" not in english.out


@pytest.mark.parametrize("wrong", ["2564:1", "256", "2564:v0", "2564:v1:v2", "x"])
def test_a_version_that_cannot_be_read_is_refused(
    wrong: str, fahsai: Any, town: Organisation
) -> None:
    asked = ("compare", "--organisation", town.code, "--from", wrong, "--to", "2565")
    assert fahsai(*asked).status == 2


def test_a_version_that_there_is_not_is_not_found(fahsai: Any, town: Organisation) -> None:
    for wrong in ("2564:v9", "2550"):
        asked = ("compare", "--organisation", town.code, "--from", wrong, "--to", "2565")
        assert fahsai(*asked).status == 1


def test_the_policy_is_declared_and_the_decision_printed(fahsai: Any, town: Organisation) -> None:
    here = ("base-year", "--organisation", town.code, "--year", "2565")
    assert "2564" in fahsai(*here).out
    declared = fahsai(*here, "--threshold", "5", "--text", "มติสภา")
    assert declared.status == 0
    assert "ไม่ต้องคำนวณปีฐาน 2564 ใหม่" in declared.out
    refused = fahsai(*here, "--threshold", "2.5")
    assert refused.status == 1
    assert "base_year.reason_missing" in refused.err
    changed = fahsai(*here, "--threshold", "2.5", "--trigger", "error", "--reason", "เข้มขึ้น")
    assert "2.5 %" in changed.out


def test_a_turn_around_year_is_refused_as_a_base_year(fahsai: Any, town: Organisation) -> None:
    here = ("settings", "--organisation", town.code, "--year")
    refused = fahsai(*here, "2565", "--base-year", "2565", "--turnaround", "yes")
    assert (refused.status, "version.base_year_turnaround" in refused.err) == (1, True)
    other = fahsai(*here, "2565", "--turnaround", "yes")
    assert other.status == 0, other.err


def test_proposals_are_printed_recorded_amended_and_taken_back(
    fahsai: Any, town: Organisation
) -> None:
    here = ("--organisation", town.code, "--year", "2565")
    moved = fahsai(
        "source", "S05", "--organisation", town.code, "--ended-on", "31/3/2565",
        "--reason", "ถ่ายโอนให้การประปา",
    )  # fmt: skip
    assert moved.status == 0, moved.err
    fahsai("base-year", *here, "--threshold", "0.01")
    shown = fahsai("--language", "en", "base-year", *here)
    assert "ended-S05" in shown.out
    assert "base_year.open_reaches" in shown.out
    assert "base_year.not_needed" not in shown.out
    none = fahsai("base-change", *here, "--record", "ended-S99")
    assert (none.status, "ended-S05" in none.err) == (1, True)
    done = fahsai("base-change", *here, "--record", "ended-S05", "--kind", "organic")
    assert done.status == 0, done.err
    assert "base_year.open_" not in done.out
    assert "เติบโตตามปกติ" in done.out
    refused = fahsai("base-change", *here, "--amend", "1", "--kind", "structural")
    assert (refused.status, "base_year.reason_missing" in refused.err) == (1, True)
    amend = ("base-change", *here, "--amend", "1", "--kind", "structural", "--reason", "โอนจริง")
    assert "base_year.recalculate" in fahsai(*amend).out
    back = fahsai("base-change", *here, "--withdraw", "1", "--reason", "บันทึกผิด")
    assert "ended-S05" in back.out
    again = fahsai("base-change", *here, "--withdraw", "1", "--reason", "บันทึกผิด")
    assert again.status == 1


def test_a_change_that_only_people_know_is_recorded(fahsai: Any, town: Organisation) -> None:
    here = ("base-change", "--organisation", town.code, "--year", "2565")
    given = ("--on", "1/12/2564", "--effect=-๒๕๐.๑๒๕", "--reason", "พบใบเสร็จซ้ำ")
    for wrong, code in (
        (("--effect", "5", "--kind", "error"), "base_year.day_missing"),
        (given, "base_year.kind_missing"),
        (("--on", "1/12/2564", "--kind", "error"), "base_year.effect_missing"),
    ):
        refused = fahsai(*here, *wrong)
        assert (refused.status, code in refused.err) == (1, True)
    done = fahsai(*here, *given, "--kind", "error")
    assert (done.status, "-250.125" in done.out) == (0, True)
    assert fahsai(*here, *given, "--kind", "error").status == 1
    both = fahsai(*here, "--amend", "1", "--withdraw", "1", "--reason", "x")
    assert both.status == 1


def test_a_base_year_that_cannot_be_one_is_refused(fahsai: Any, town: Organisation) -> None:
    here = ("settings", "--organisation", town.code, "--year")
    before = fahsai(*here, "2564").out
    for base, code in (("2565", "version.base_year_later"), ("2550", "version.base_year_absent")):
        refused = fahsai(*here, "2564", "--base-year", base)
        assert (refused.status, code in refused.err) == (1, True)
    assert fahsai(*here, "2564").out == before


def test_a_source_says_which_drafts_it_moves(fahsai: Any, town: Organisation) -> None:
    given = ("source", "S05", "--organisation", town.code, "--exclude", "--reason", "นอกขอบเขต")
    moved = fahsai(*given)
    assert moved.status == 0, moved.err
    assert "source.years_moved" in moved.out
    assert "source.base_year_moved" in moved.out
    assert "2564 v1" in moved.out
