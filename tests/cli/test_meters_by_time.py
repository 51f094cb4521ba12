"""Sources by time, main meters and single channels by the command line, in both languages."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.test_meter_commands import codes
from tests.services.metering.kept import Metered, metered_town, minutes

from fahsai.cli.meter_options import a_channel
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.series import Quality
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.meters import MeterEntry
from fahsai.words.load import words

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 3, 2)
ORG = ("--organisation", "town")
AT = (*ORG, "--from", "2/3/2569", "--to", "2/3/2569")
ELECTRICITY = ("--kind", "electricity", "--name", "หม้อแปลง")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_database: object) -> Metered:
    """A town with a source of electricity and one of diesel."""
    del sqlite_database
    made = metered_town(tmp_path / "readings", monkeypatch)
    home = made.home
    for kind in ("electricity.free", "mobile.diesel"):
        source, said = add_source(home.actor, home.id, SourceEntry(kind, "อื่น", unit="D01"))
        assert source is not None, said
    return made


def one_meter(fahsai: Any, code: str = "E01") -> dict[str, Any]:
    found = json.loads(fahsai("meters", *ORG, "--json").out)["meters"]
    (one,) = [meter for meter in found if meter["code"] == code]
    return dict(one)


@pytest.mark.usefixtures("town")
def test_a_meter_is_moved_from_a_day_on_and_shows_where_it_was(fahsai: Any) -> None:
    assert fahsai("meter", "E01", *ORG, *ELECTRICITY, "--source", "S01").status == 0
    move = ("meter", "E01", *ORG, "--source", "S02", "--reason", "ย้าย")
    refused = fahsai(*move)
    assert (refused.status, codes(refused)) == (1, ["meter.source_from_needed"])
    assert "--source-from" in refused.err
    moved = fahsai(*move, "--source-from", "1/3/2569")
    assert moved.status == 0, moved.err
    assert "S01 ถึง 28 กุมภาพันธ์ 2569" in moved.out
    assert "S02 ตั้งแต่ 1 มีนาคม 2569" in moved.out
    english = fahsai("--language", "en", "meter", "E01", *ORG)
    assert "S01 until 28 February 2026" in english.out
    assert "S02 from 1 March 2026" in english.out
    assert one_meter(fahsai)["sources"] == [
        {"source": "S01", "from": None, "until": "2026-03-01"},
        {"source": "S02", "from": "2026-03-01", "until": None},
    ]
    always = fahsai(*move, "--source-from", "beginning")
    assert always.status == 0, always.err
    assert "ตั้งแต่" not in always.out
    assert fahsai(*move, "--source-from", "เมื่อวาน").status == 2


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("language", "said"), [("th", "แปลงจาก kWh ไม่ได้"), ("en", "does not convert")]
)
def test_a_source_of_another_unit_is_told_at_once(fahsai: Any, language: str, said: str) -> None:
    made = fahsai("--language", language, "meter", "E01", *ORG, *ELECTRICITY, "--source", "S03")
    assert made.status == 0, made.err
    assert said in made.out
    assert "(meter.source_unit_unfit)" in made.out
    fits = fahsai("meter", "E02", *ORG, *ELECTRICITY, "--source", "S01")
    assert "meter.source_unit_unfit" not in fits.out


@pytest.mark.usefixtures("town")
def test_one_channel_changes_and_the_others_stay(fahsai: Any) -> None:
    fahsai("meter", "E01", *ORG, *ELECTRICITY)
    change = ("meter", "E01", *ORG, "--reason", "ป้ายเครื่อง")
    assert fahsai(*change, "--channel", "kwh modulus=1000000").status == 0
    assert fahsai(*change, "--channel", "kwh most_per_hour=500").status == 0
    kwh, kw = one_meter(fahsai)["channels"]
    assert (kwh["modulus"], kwh["most_per_hour"], kw["name"]) == ("1000000", "500", "kw")
    assert fahsai(*change, "--drop-channel", "kw").status == 0
    assert [one["name"] for one in one_meter(fahsai)["channels"]] == ["kwh"]
    assert codes(fahsai(*change, "--drop-channel", "kw")) == ["meter.channel_unknown"]


def test_a_channel_says_only_what_differs_from_what_is_there() -> None:
    steam = ChannelEntry("steam", Measure.REGISTER, "tonne", every=300)
    found = a_channel("steam digits=2").entry(MeterKind.OTHER, (steam,))
    assert found == ChannelEntry("steam", Measure.REGISTER, "tonne", digits=2, every=300)
    assert a_channel("other digits=2").entry(MeterKind.OTHER, (steam,)) is None


def test_a_main_meter_is_said_and_its_parts_are_not_counted_twice(
    fahsai: Any, town: Metered
) -> None:
    town.meter("E01")
    town.meter("E02")
    town.send("E01", *minutes(DAY, 1441, step=0.1))
    town.send("E02", *minutes(DAY, 1441))
    told = fahsai("quantities", *AT, "--by", "organisation")
    assert "216 kWh" in told.out
    behind = ("meter", "E02", *ORG, "--part-of", "E01", "--reason", "ผังไฟฟ้า")
    done = fahsai(*behind)
    assert done.status == 0, done.err
    assert "มิเตอร์หลัก: E01" in done.out
    told = fahsai("quantities", *AT, "--by", "organisation")
    assert "144 kWh" in told.out
    assert "มิเตอร์ย่อย 1 ตัวไม่นับซ้ำ" in told.out
    assert "town" in told.out
    assert "ไฟฟ้า" in told.out
    english = fahsai("--language", "en", "quantities", *AT, "--by", "organisation").out
    assert "1 sub-meter is left out" in english
    assert "electricity" in english
    plain = json.loads(fahsai("quantities", *AT, "--by", "organisation", "--json").out)
    (row,) = plain["quantities"]
    assert (row["subject"], row["meters"], row["left_out"]) == ("town", 1, ["E02"])
    loop = ("meter", "E01", *ORG, "--part-of", "E02", "--reason", "x")
    assert codes(fahsai(*loop)) == ["meter.main_loop"]
    assert fahsai("meter", "E02", *ORG, "--part-of", "", "--reason", "ผิด").status == 0
    assert "216 kWh" in fahsai("quantities", *AT, "--by", "organisation").out


def test_what_lies_outside_the_life_is_told(fahsai: Any, town: Metered) -> None:
    town.meter("E01", MeterEntry(MeterKind.ELECTRICITY, "หม้อแปลง", started_on=date(2026, 3, 3)))
    town.send("E01", *minutes(DAY, 2881))
    at = (*ORG, "--from", "2026-03-02", "--to", "2026-03-03")
    told = fahsai("intervals", "E01", *at, "--length", "day")
    assert "นอกช่วงใช้งาน" in told.out
    assert "1440 ค่าเป็นของเวลาก่อนวันเริ่มใช้ 3 มีนาคม 2569" in told.err
    english = fahsai("--language", "en", "intervals", "E01", *at, "--length", "day")
    assert "not in use" in english.out
    assert "1440 readings lie before its first day, 3 March 2026" in english.err
    found = json.loads(fahsai("intervals", "E01", *at, "--length", "day", "--json").out)
    assert [one["stood_seconds"] for one in found["intervals"]] == [0, 86_400]
    assert [one["code"] for one in found["findings"]] == ["meter.before_start"]


def test_quality_is_said_in_words(fahsai: Any, town: Metered) -> None:
    town.meter("E01")
    sent = minutes(DAY, 1441)
    town.send("E01", *sent[:600], *sent[780:])
    thai = fahsai("intervals", "E01", *AT, "--length", "hour")
    assert "ประมาณ" in thai.out
    assert "estimated" not in thai.out
    assert (
        "estimated" in fahsai("--language", "en", "intervals", "E01", *AT, "--length", "hour").out
    )
    found = json.loads(fahsai("intervals", "E01", *AT, "--length", "hour", "--json").out)
    assert {flag for one in found["intervals"] for flag in one["quality"]} == {"estimated"}


def test_every_mark_of_a_quantity_has_its_words() -> None:
    names = {one.name.lower() for one in Quality if one.name}
    assert set(words("values")["reading_quality"]) == names


@pytest.mark.usefixtures("town")
def test_an_exchange_is_told_by_the_clock_of_thailand(fahsai: Any) -> None:
    fahsai("meter", "E01", *ORG, *ELECTRICITY)
    at = ("--at", "2026-01-15T01:30:00Z", "--last", "5", "--first", "0", "--reason", "เสีย")
    told = fahsai("replace-meter", "E01", *ORG, *at)
    assert "เมื่อ 2569-01-15 08:30:" in told.out
    assert "at 2026-01-15 08:30:" in fahsai("--language", "en", "meter", "E01", *ORG).out


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("command", ["quantities", "readings", "intervals", "meter-events"])
def test_times_that_cannot_be_used_name_their_option(fahsai: Any, command: str) -> None:
    fahsai("meter", "E01", *ORG, *ELECTRICITY)
    start = (command, *(() if command == "quantities" else ("E01",)), *ORG)
    for option in ("--from", "--to"):
        for language, example in (("th", "2/3/2569"), ("en", "2026-03-02")):
            wrong = fahsai("--language", language, *start, option, "พรุ่งนี้")
            assert wrong.status == 2
            assert option in wrong.err
            assert "พรุ่งนี้" in wrong.err
            assert example in wrong.err
    backwards = fahsai(*start, "--from", "3/3/2569", "--to", "2026-03-02")
    assert (backwards.status, backwards.out) == (2, "")
    assert "--from (2569-03-03 00:00) ต้องอยู่ก่อน --to (2569-03-03 00:00)" in backwards.err
    backwards = fahsai("--language", "en", *start, "--from", "3/4/2569", "--to", "2026-03-02")
    assert "--from (2026-04-03 00:00) has to come before --to (2026-03-03 00:00)" in backwards.err
