"""Factors by the key that other commands take, what settling changes, and dates in their era."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fahsai.core.inventory.boundary import Organisation


@pytest.mark.parametrize(("language", "head"), [("th", "รหัสค่า EF"), ("en", "key")])
def test_a_printed_key_can_be_given_to_other_commands(
    fahsai: Any, town: Organisation, language: str, head: str
) -> None:
    out = fahsai("--language", language, "factors", "stationary.diesel").out
    assert out.splitlines()[0].startswith(head)
    key = out.splitlines()[2].split()[0]
    edition, _, name = key.partition(":")
    assert edition
    assert name
    assert key in fahsai("factors", key).out
    done = fahsai("source", "S01", "--organisation", town.code, "--factor", key, "--reason", "ลอง")
    assert done.status == 0, done.err


@pytest.mark.parametrize(("language", "words"), [("th", "ไม่มีค่า EF"), ("en", "No factor contains")])
def test_no_match_is_a_sentence(fahsai: Any, language: str, words: str) -> None:
    done = fahsai("--language", language, "factors", "ไม่มีสิ่งนี้แน่นอน")
    assert done.status == 0
    assert words in done.out
    assert len(done.out.splitlines()) == 1


def test_own_factors_are_listed_with_the_organisation_and_take_units_as_people_write_them(
    fahsai: Any, town: Organisation
) -> None:
    here = ("--organisation", town.code)
    kept = fahsai("factor", "own-1", *here, "--activity", "mobile.diesel", "--unit", "ลิตร",
                  "--co2e", "2.7", "--source", "ใบรับรองสมมติ")  # fmt: skip
    assert kept.status == 0, kept.err
    assert "own:own-1 = 2.7 kgCO2e/litre" in kept.out
    assert "own:own-1" in fahsai("factors", "mobile.diesel", *here).out
    assert "own:own-1" not in fahsai("factors", "mobile.diesel").out
    wrong = fahsai("factor", "own-2", *here, "--activity", "mobile.diesel", "--unit", "ลังใหญ่",
                   "--co2e", "2.7", "--source", "ใบรับรองสมมติ")  # fmt: skip
    assert wrong.status == 1
    assert "ลังใหญ่" in wrong.err


@pytest.mark.parametrize(("language", "words"), [("th", "ฉบับที่ส่งแล้ว"), ("en", "Submitted versions")])
def test_settling_a_source_tells_what_submitted_versions_do(
    fahsai: Any, town: Organisation, language: str, words: str
) -> None:
    here = ("--organisation", town.code)
    settle = ("--language", language, "source", "S01", *here)
    assert words not in fahsai(*settle, "--parameter", "note=1").out
    done = fahsai("submit", *here, "--year", 2565)
    assert done.status == 0, done.err
    out = fahsai(*settle, "--parameter", "note=2").out
    assert words in out
    assert "2565 v1" in out
    assert fahsai("reopen", *here, "--year", 2565, "--reason", "แก้").status == 0
    assert "2565 v1" not in fahsai(*settle, "--parameter", "note=3").out


def test_dates_are_buddhist_in_thai_and_christian_in_english(
    fahsai: Any, town: Organisation
) -> None:
    here = ("--organisation", town.code)
    thai = fahsai("settings", *here, "--year", 2565, "--report-date", "2026-01-15").out
    assert "15 มกราคม 2569" in thai
    assert "15 January 2026" in fahsai("--language", "en", "settings", *here, "--year", 2565).out
    assert "1 ตุลาคม 2564 – 30 กันยายน 2565" in fahsai("versions", *here).out
    english = fahsai("--language", "en", "versions", *here).out
    assert "1 October 2021 – 30 September 2022" in english
    assert "2564" in fahsai("explain", "S01", *here, "--year", 2565).out
    assert "2021-" not in fahsai("explain", "S01", *here, "--year", 2565).out.replace("_2021-", "")


def test_no_factor_of_a_list_shows_the_activities_of_own_ones(fahsai: Any) -> None:
    out = fahsai("--language", "en", "factors", "spend").out
    assert "No factor contains" in out
    rows = [line.split()[:2] for line in out.splitlines()]
    assert ["purchased.spend", "baht_spent"] in rows
    assert ["transport.spend", "baht_spent"] in rows


@pytest.mark.parametrize("unit", ["บาท", "baht", "THB", "baht_spent"])
def test_a_factor_by_spending_is_per_baht_and_no_other_is(
    fahsai: Any, town: Organisation, unit: str
) -> None:
    given = ("factor", "own-spend", "--organisation", town.code, "--unit", unit, "--co2e", "0.05",
             "--source", "ตารางสมมติ")  # fmt: skip
    kept = fahsai(*given, "--activity", "purchased.spend")
    assert kept.status == 0, kept.err
    assert "0.05 kgCO2e/baht_spent" in kept.out
    if unit != "baht_spent":
        assert fahsai(*given, "--activity", "mobile.diesel").status == 1


def test_an_interval_is_written_as_the_help_writes_it(fahsai: Any, town: Organisation) -> None:
    given = ("factor", "own-3", "--organisation", town.code, "--activity", "mobile.diesel",
             "--unit", "ลิตร", "--co2e", "2.7", "--source", "ใบรับรองสมมติ")  # fmt: skip
    for said in (("--uncertainty", "-20/+44"), ("--uncertainty=-20/+44",)):
        kept = fahsai(*given, *said)
        assert kept.status == 0, kept.err
    assert fahsai(*given, "--uncertainty", "--json").status == 2
