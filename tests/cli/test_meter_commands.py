"""Meters by the command line: listed, entered, changed, ended, with tokens and tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.registries import Remembering, remembering
from tests.services.towns import bare

from fahsai.cli.meter_options import a_channel, a_moment
from fahsai.cli.start import start_records
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.meter import MeterKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.usefixtures("sqlite_database")
AT = ("--organisation", "town")


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


@pytest.fixture
def town(sqlite_database: BaseDatabaseWrapper, home: Path) -> None:
    del sqlite_database, home
    start_records()
    bare("town")


def listed(fahsai: Any) -> list[dict[str, Any]]:
    answer = fahsai("meters", *AT, "--json")
    assert answer.status == 0, answer.err
    found: list[dict[str, Any]] = json.loads(answer.out)["meters"]
    return found


def codes(answer: Any) -> list[str]:
    return [line.rpartition("(")[2].rstrip(")") for line in answer.err.splitlines() if "[" in line]


@pytest.mark.usefixtures("town")
def test_a_meter_is_added_shown_changed_and_ended(fahsai: Any) -> None:
    assert "ยังไม่มีมิเตอร์" in fahsai("meters", *AT).out
    assert fahsai("meter", "E01", *AT).status == 2
    added = fahsai(
        *("meter", "E01", *AT, "--kind", "electricity", "--name", "หม้อแปลง 1"),
        *("--channel", "kwh modulus=1,000,000 most_per_hour=500", "--channel", "kw"),
        *("--start", "1/10/2568", "--reason", "ติดตั้ง"),
    )
    assert added.status == 0, added.err
    assert "fahsai/town/E01" in added.out
    assert "1 ตุลาคม 2568 (ติดตั้ง)" in added.out
    (one,) = listed(fahsai)
    assert [channel["modulus"] for channel in one["channels"]] == ["1000000", None]
    assert one["channels"][0]["most_per_hour"] == "500"
    assert fahsai("meter", "E01", *AT).out == added.out
    no_reason = fahsai("meter", "E01", *AT, "--serial", "7")
    assert (no_reason.status, codes(no_reason)) == (1, ["meter.reason_missing"])
    changed = fahsai("meter", "E01", *AT, "--serial", "7", "--reason", "ระบุเครื่อง")
    assert changed.status == 0, changed.err
    ended = fahsai("meter", "E01", *AT, "--end", "2026-01-31", "--reason", "รื้อถอน")
    assert ended.status == 0, ended.err
    (one,) = listed(fahsai)
    assert (one["serial"], one["ended_on"], one["ended_reason"]) == ("7", "2026-01-31", "รื้อถอน")
    assert (one["started_on"], one["started_reason"]) == ("2025-10-01", "ติดตั้ง")
    assert fahsai("meter", "E01", *AT, "--resume", "--reason", "ติดตั้งกลับ").status == 0
    assert listed(fahsai)[0]["ended_on"] is None
    shown = fahsai("--language", "en", "meters", *AT)
    assert "E01 หม้อแปลง 1" in shown.out
    assert "electricity" in shown.out
    assert codes(fahsai("meter", "E01", *AT, "--withdraw")) == ["meter.reason_missing"]
    assert fahsai("meter", "E01", *AT, "--withdraw", "--reason", "รหัสผิด").status == 0
    assert listed(fahsai) == []
    assert fahsai("meter", "E01", *AT, "--withdraw", "--reason", "x").status == 1


@pytest.mark.usefixtures("town")
def test_a_channel_that_nobody_knows_says_what_it_is(fahsai: Any) -> None:
    start = ("meter", "X1", *AT, "--kind", "other", "--name", "อื่น")
    incomplete = fahsai(*start, "--channel", "steam digits=2")
    assert incomplete.status == 2
    assert incomplete.err.strip()
    made = fahsai(*start, "--channel", "steam register tonne digits=2 both_ways=yes")
    assert made.status == 0, made.err
    (channel,) = listed(fahsai)[0]["channels"]
    assert (channel["measure"], channel["unit"], channel["both_ways"]) == (
        "register", "tonne", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "kwh register", "kwh register kWh more", "kwh wave kWh", "kwh digits=x", "kwh colour=1"],
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_an_option_that_is_no_channel(text: str, language: str, fahsai: Any) -> None:
    answer = fahsai("--language", language, "meter", "E01", *AT, "--channel", text)
    assert answer.status == 2
    assert ("ไม่ใช่ช่องวัด" in answer.err) is (language == "th")


def test_a_channel_is_what_is_usual_but_for_what_is_given() -> None:
    option = a_channel("kwh most_per_hour=๑๒๐.๕")
    usual = option.entry(MeterKind.ELECTRICITY)
    assert usual is not None
    assert (usual.measure, usual.unit, usual.most_per_hour) == (
        Measure.REGISTER, "kWh", Decimal("120.5"),
    )  # fmt: skip
    assert option.entry(MeterKind.WATER) is None


@pytest.mark.parametrize(
    "text",
    ["15/1/2569 08:30", "2026-01-15 08:30", "2026-01-15T01:30:00Z", "15 ม.ค. 2569 08:30:00"],
)
def test_an_instant_is_said_by_the_clock_of_thailand_or_with_its_zone(text: str) -> None:
    assert a_moment(text).astimezone(UTC) == datetime(2026, 1, 15, 1, 30, tzinfo=UTC)


@pytest.mark.usefixtures("town")
def test_an_exchange_is_recorded_with_evidence_corrected_and_taken_back(
    fahsai: Any, tmp_path: Path
) -> None:
    fahsai("meter", "E01", *AT, "--kind", "electricity", "--name", "หม้อแปลง 1")
    order = tmp_path / "ใบงาน.txt"
    order.write_text("เปลี่ยนมิเตอร์", "utf-8")
    exchange = ("replace-meter", "E01", *AT, "--at", "15/1/2569 08:30")
    said = ("--last", "98,765.43", "--first", "0", "--serial", "9", "--reason", "เครื่องเสีย")
    made = fahsai(*exchange, *said, "--evidence", order)
    assert made.status == 0, made.err
    (one,) = listed(fahsai)
    (held,) = one["replacements"]
    assert (held["channel"], held["at"], held["last"]) == (
        "kwh", "2026-01-15T01:30:00+00:00", "98765.43",
    )  # fmt: skip
    assert len(held["evidence"]) == 1
    assert one["serial"] == "9"
    other = ("--last", "98,766", "--first", "0", "--reason", "เครื่องเสีย")
    assert codes(fahsai(*exchange, *other)) == ["meter.reason_missing"]
    assert fahsai(*exchange, *other, "--why", "อ่านผิด").status == 0
    gone = fahsai(*exchange, "--withdraw", "--reason", "ไม่ได้เปลี่ยน")
    assert gone.status == 0, gone.err
    assert listed(fahsai)[0]["replacements"] == []
    assert fahsai(*exchange, "--withdraw", "--reason", "x").status == 1
    assert fahsai(*exchange, "--channel", "kw", "--reason", "x").status == 1
    assert fahsai("replace-meter", "E01", *AT, "--at", "เมื่อวาน").status == 2
    assert fahsai("replace-meter", "E09", *AT, "--at", "15/1/2569 08:30").status == 1


@pytest.mark.usefixtures("town")
def test_a_table_of_meters_is_entered(fahsai: Any, tmp_path: Path) -> None:
    file = tmp_path / "meters.csv"
    file.write_text("code,kind,name_th\nE01,electricity,ปั๊ม\nW01,water,มาตร\n", "utf-8")
    done = fahsai("import-meters", file, *AT)
    assert done.status == 0, done.err
    assert "เพิ่ม 2 มิเตอร์ แก้ไข 0 คงเดิม 0" in done.out
    assert "คงเดิม 2" in fahsai("import-meters", file, *AT).out
    file.write_text("code,kind,name_th\nE01,electricity,ปั๊มน้ำ\nW02,wind,ลม\n", "utf-8")
    refused = fahsai("import-meters", file, *AT)
    assert refused.status == 1
    assert codes(refused).count("meter_table.row_refused") == 2
    assert [one["code"] for one in listed(fahsai)] == ["E01", "W01"]
    assert fahsai("import-meters", tmp_path / "absent.csv", *AT).status == 1
