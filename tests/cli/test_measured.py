"""What meters measured, asked on the command line: tables, JSON, files, and what is not there."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from tests.services.metering.kept import Metered, metered_town, minutes

from fahsai.services.keep_readings import keep_once

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 3, 2)
AT = ("--organisation", "town", "--from", "2569-03-02", "--to", "2569-03-02")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_database: object) -> Metered:
    """A town with a day of a meter, kept."""
    del sqlite_database
    made = metered_town(tmp_path / "readings", monkeypatch)
    made.meter()
    sent = minutes(DAY, 1441)
    made.send("E01", *sent[:600], *sent[780:], b"junk")
    return made


@pytest.mark.usefixtures("town")
def test_quantities_as_a_table_json_and_file(fahsai: Any, tmp_path: Path) -> None:
    told = fahsai("quantities", *AT)
    assert told.status == 0, told.err
    assert "72 kWh" in told.out
    assert "2569-03-02 00:00" in told.out
    english = fahsai("quantities", *AT, "--language", "en")
    assert "2026-03-02 00:00" in english.out
    assert "1 meter without an emission source" in english.out
    (one,) = json.loads(fahsai("quantities", *AT, "--json").out)["quantities"]
    assert (one["subject"], one["quantity"], one["estimated"]) == ("E01", "72", "9.05")
    assert one["co2e_kg"] is None
    assert fahsai("quantities", *AT, "--out", "day.csv").status == 0
    with (tmp_path / "day.csv").open(encoding="utf-8-sig") as file:
        assert [row["quantity"] for row in csv.DictReader(file)] == ["72"]


@pytest.mark.usefixtures("town")
def test_intervals_with_their_origin(fahsai: Any) -> None:
    told = fahsai("intervals", "E01", *AT, "--length", "hour", "--language", "en")
    assert told.out.count("measured") == 20
    assert told.out.count("estimated") >= 4
    found = json.loads(fahsai("intervals", "E01", *AT, "--length", "hour", "--json").out)
    assert len(found["intervals"]) == 24
    assert found["intervals"][0]["quantity"] == "3"


@pytest.mark.usefixtures("town")
def test_readings_as_they_are_kept(fahsai: Any, tmp_path: Path) -> None:
    found = json.loads(fahsai("readings", "E01", *AT, "--json").out)
    assert (found["unit"], len(found["readings"])) == ("kWh", 1260)
    assert fahsai("readings", "E01", *AT, "--out", "day.parquet").status == 0
    assert pq.read_table(tmp_path / "day.parquet").num_rows == 1260
    assert "1000.05" in fahsai("readings", "E01", *AT).out


def test_events_and_state(fahsai: Any, town: Metered) -> None:
    assert "ไม่มีเหตุการณ์" in fahsai("meter-events", "E01", *AT).out
    kept = fahsai("keep-readings", "--once")
    assert "1,261" in kept.out
    assert keep_once(town.store).rows == 0
    told = fahsai("meter-events", "E01", *AT)
    assert "(meter.gap)" in told.out
    (gap,) = json.loads(fahsai("meter-events", "E01", *AT, "--json").out)["events"]
    assert gap["code"] == "meter.gap"
    assert gap["th"]
    assert gap["en"]
    state = fahsai("meter-health", "--organisation", "town").out.splitlines()[-1].split()
    assert state[:4] == ["E01", "1262", "1261", "1"]
    (heard,) = json.loads(fahsai("meter-health", "--organisation", "town", "--json").out)["meters"]
    assert [heard[name] for name in ("code", "messages", "readings", "refused")] == [
        "E01",
        1262,
        1261,
        1,
    ]
    assert heard["gap_since"].endswith("+00:00")
    assert [one["stored"] for one in heard["channels"] if one["name"] == "kwh"] == [1261]
    assert fahsai("meter-health", "--organisation", "other", "--json").status == 1


def test_refused_messages_in_both_languages(fahsai: Any, town: Metered) -> None:
    thai = fahsai("refused-messages", "E01", "--organisation", "town")
    assert thai.status == 0, thai.err
    assert "message.not_readable" in thai.out
    assert "junk" in thai.out
    english = fahsai("refused-messages", "--organisation", "town", "--language", "en")
    assert "meter or topic" in english.out
    assert "(message.not_readable)" in english.out
    told = json.loads(fahsai("refused-messages", "--organisation", "town", "--json").out)
    (count,) = told["counts"]
    assert (count["meter"], count["times"]) == ("E01", 1)
    assert told["messages"][0]["excerpt"] == "junk"
    assert fahsai("refused-messages", "E99", "--organisation", "town").status == 1
    assert fahsai("refused-messages", "--organisation", "other").status == 1
    town.meter("E02")
    none = fahsai("refused-messages", "E02", "--organisation", "town", "--language", "en")
    assert "Every message became readings." in none.out


@pytest.mark.usefixtures("town")
def test_a_meter_that_went_silent_shows_in_its_state(fahsai: Any) -> None:
    state = fahsai("meter-health", "--organisation", "town", "--language", "en").out
    assert "silent since" in state
    assert "2026-03-03 00:01" in state.splitlines()[-1]
    later = ("--organisation", "town", "--from", "2569-03-02", "--to", "2569-03-04")
    told = fahsai("meter-events", "E01", *later, "--language", "en")
    assert "(meter.gap_ongoing)" in told.out
    assert "is not back" in told.out
    assert "ยังไม่กลับมา" in fahsai("meter-events", "E01", *later).out
    assert "ยังไม่กลับมา" in fahsai("quantities", *later).out


@pytest.mark.usefixtures("town")
def test_what_is_not_there_is_named(fahsai: Any) -> None:
    for command in (
        ("readings", "E99", *AT),
        ("intervals", "E99", *AT),
        ("meter-events", "E99", *AT),
        ("quantities", *AT, "--meter", "E99"),
    ):
        told = fahsai(*command)
        assert told.status == 1, command
        assert "E99" in told.err
        assert "fahsai meters" in told.err
    told = fahsai("readings", "E01", *AT, "--channel", "volts")
    assert told.status == 1
    assert "volts" in told.err
    assert fahsai("quantities", *AT, "--from", "พรุ่งนี้").status == 2


@pytest.mark.usefixtures("town")
def test_how_long_readings_stay(fahsai: Any, tmp_path: Path) -> None:
    at = ("--organisation", "town")
    assert "ตลอดไป" in fahsai("retention", *at).out
    assert fahsai("retention", *at, "--keep", "2", "--reason", "x").status == 1
    assert fahsai("retention", *at, "--keep", "some").status == 2
    assert "ระเบียบ" in fahsai("retention", *at, "--keep", "3", "--reason", "ระเบียบ").out
    fahsai("keep-readings", "--once")
    gone = json.loads(fahsai("retention", *at, "--remove", "--json").out)
    assert gone["keep_months"] == 3
    assert [one["rows"] for one in gone["removed"]] == [1261]
    (proof,) = gone["removed"]
    for language, month in (("th", "มี.ค. 2569"), ("en", "Mar 2026")):
        shown = fahsai("retention", *at, "--language", language)
        row = shown.out.splitlines()[-1].split()
        assert row[:4] == ["E01", "kwh", "2026-03", "1,261"]
        assert row[4:6] == ["2026-03-01T17:00:00Z", "2026-03-02T17:00:00Z"]
        assert row[6:] == [proof["total"], proof["sha256"]]
        asked = fahsai("readings", "E01", *AT, "--language", language)
        assert (asked.status, proof["sha256"] in asked.err, month in asked.err) == (0, True, True)
        refused = fahsai("readings", "E01", *AT, "--out", "gone.csv", "--language", language)
        assert (refused.status, proof["sha256"] in refused.err) == (1, True)
        assert not (tmp_path / "gone.csv").exists()
        kept = fahsai("intervals", "E01", *AT, "--length", "day", "--language", language)
        assert ("72 kWh" in kept.out, month in kept.err) == (True, True)
    assert fahsai("retention", *at, "--out", "proof.json").status == 0
    assert json.loads((tmp_path / "proof.json").read_text("utf-8"))["removed"] == [proof]
    answer = json.loads(fahsai("readings", "E01", *AT, "--json").out)
    assert answer["readings"] == []
    assert [one["code"] for one in answer["findings"]] == ["meter.readings_removed"]
    assert "72 kWh" in fahsai("quantities", *AT).out
    assert "ตลอดไป" in fahsai("retention", *at, "--keep", "forever", "--reason", "เปลี่ยนใจ").out


def test_a_broker_of_ones_own_gets_its_files(fahsai: Any, town: Metered, tmp_path: Path) -> None:
    told = fahsai("broker", "--files", "mine")
    assert told.status == 0, told.err
    names = sorted(one.name for one in (tmp_path / "mine").iterdir())
    assert names == ["acl", "mosquitto.conf", "passwords"]
    assert town.home.code == "town"


@pytest.mark.usefixtures("town")
def test_a_time_of_day_is_used_and_files_hold_no_strange_letters(
    fahsai: Any, tmp_path: Path
) -> None:
    at = ("--organisation", "town", "--to", "2026-03-02T19:00:00+07:00")
    for start in ("2569-03-02 18:00", "2026-03-02T18:00:00", "2026-03-02T11:00:00Z"):
        found = json.loads(fahsai("intervals", "E01", *at, "--from", start, "--json").out)
        assert [one["start"][11:16] for one in found["intervals"]] == [
            *("11:00", "11:15", "11:30", "11:45")
        ], start
    assert fahsai("readings", "E01", *AT, "--out", "day.csv").status == 0
    assert "'" not in (tmp_path / "day.csv").read_text("utf-8-sig")
    refused = fahsai("readings", "E01", *AT, "--out", "day.xlsx")
    assert (refused.status, ".parquet" in refused.err) == (2, True)
