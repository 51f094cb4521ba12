"""Tokens of meters and gateways by the command line: made, listed with how to use them, revoked."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.registries import Remembering, remembering
from tests.services.towns import bare

from fahsai.cli.start import start_records

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


@pytest.fixture
def meters(town: None, fahsai: Any) -> None:
    del town
    fahsai("meter", "E01", *AT, "--kind", "electricity", "--name", "หม้อแปลง 1")
    fahsai("meter", "W01", *AT, "--kind", "water", "--name", "มาตรน้ำ", "--channel", "m3")


def plain(fahsai: Any, *words: str) -> dict[str, Any]:
    answer = fahsai(*words, *AT, "--json")
    assert answer.status == 0, answer.err
    found: dict[str, Any] = json.loads(answer.out)
    return found


def codes(answer: Any) -> list[str]:
    return [line.rpartition("(")[2].rstrip(")") for line in answer.err.splitlines() if "[" in line]


def words_of(line: str) -> list[str]:
    """A line as a shell reads it, with its ``$(date)``."""
    echo = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, check=True, text=True
    )
    return echo.stdout.splitlines()


@pytest.mark.usefixtures("meters")
def test_a_token_is_shown_once_with_the_lines_that_use_it(fahsai: Any, intake: Remembering) -> None:
    assert "ยังไม่มีโทเค็น" in fahsai("meter-token", "E01", *AT).out
    made = fahsai("meter-token", "E01", *AT, "--make", "กล่อง 1")
    assert made.status == 0, made.err
    secret = next(word for word in made.out.split() if word.startswith("fahsaim_"))
    assert intake.opens(secret) == "town/E01"
    (mqtt,) = (line for line in made.out.splitlines() if "mosquitto_pub" in line)
    (http,) = (line for line in made.out.splitlines() if "curl " in line)
    sent = words_of(mqtt)
    assert sent[sent.index("-u") + 1] == "town/E01"
    assert sent[sent.index("-P") + 1] == secret
    assert sent[sent.index("-t") + 1] == "fahsai/town/E01"
    message = json.loads(sent[sent.index("-m") + 1])
    assert message == {"t": message["t"], "kw": 0}  # no register of ours: it would be counted
    posted = words_of(http)
    assert posted[1] == "http://127.0.0.1:8000/api/v1/readings"
    assert f"Authorization: Bearer {secret}" in posted
    assert json.loads(posted[posted.index("-d") + 1]).keys() == {"t", "kw"}


@pytest.mark.usefixtures("meters")
def test_the_list_tells_each_token_without_its_secret(fahsai: Any) -> None:
    first = plain(fahsai, "meter-token", "E01", "--make", "a")
    second = plain(fahsai, "meter-token", "E01", "--make", "b")
    assert (first["number"], second["number"]) == (1, 2)
    assert second["mqtt_user"] == "town/E01/2"
    assert second["topic"] == "fahsai/town/E01"
    assert second["secret"] in second["sending"]["mqtt"]
    for more in ((), ("--list",)):
        held = fahsai("meter-token", "E01", *AT, *more)
        assert held.status == 0
        assert first["secret"] not in held.out
        assert first["prefix"] in held.out
        assert held.out.count("mosquitto_pub") == held.out.count("curl ") == 2
        assert "-P TOKEN -t fahsai/town/E01" in held.out
        assert "Bearer TOKEN" in held.out
    listed = plain(fahsai, "meter-token", "E01")["tokens"]
    assert [one["number"] for one in listed] == [2, 1]
    assert "secret" not in listed[0]


@pytest.mark.usefixtures("meters")
def test_a_figure_of_a_register_is_asked_for(fahsai: Any) -> None:
    thai = fahsai("meter-token", "W01", *AT, "--make", "x")
    assert "VALUE" in thai.out
    assert "ใส่ค่าที่อ่านจริงแทน VALUE" in thai.out
    english = fahsai("--language", "en", "meter-token", "W01", *AT)
    assert "Write a true reading for VALUE" in english.out


@pytest.mark.usefixtures("meters")
@pytest.mark.parametrize("means", ["number", "mqtt_user", "prefix", "beginning"])
def test_what_the_list_shows_revokes(fahsai: Any, intake: Remembering, means: str) -> None:
    one = plain(fahsai, "meter-token", "E01", "--make", "a")
    other = plain(fahsai, "meter-token", "E01", "--make", "b")
    short = next(
        one["prefix"][:size]
        for size in range(1, 33)
        if one["prefix"][:size] != other["prefix"][:size]
    )
    said = short if means == "beginning" else str(one[means])
    revoked = fahsai("meter-token", "E01", *AT, "--revoke", said)
    assert revoked.status == 0, revoked.err
    assert "ยกเลิกโทเค็น 1 (a) แล้ว" in revoked.out
    assert intake.opens(one["secret"]) is None
    assert intake.opens(other["secret"]) is not None
    again = fahsai("meter-token", "E01", *AT, "--revoke", said)
    assert (again.status, "ยกเลิกไปก่อนแล้ว" in again.out) == (0, True)
    assert again.out.count("mosquitto_pub") == 1  # how the one that works is used


@pytest.mark.usefixtures("meters")
def test_what_means_several_or_none_revokes_nothing(fahsai: Any, intake: Remembering) -> None:
    none = fahsai("meter-token", "E01", *AT, "--revoke", "1")
    assert (none.status, "ยังไม่เคยออกโทเค็น" in none.err) == (1, True)
    made = [plain(fahsai, "meter-token", "E01", "--make", name) for name in ("a", "b")]
    shared = made[0]["prefix"][:4]  # of the organisation: all of its tokens begin so
    several = fahsai("meter-token", "E01", *AT, "--revoke", shared)
    assert several.status == 1
    assert "หลายโทเค็น: 2 (b), 1 (a)" in several.err
    for unknown in ("3", "nothing", "", made[0]["secret"]):
        answer = fahsai("meter-token", "E01", *AT, "--revoke", unknown)
        assert answer.status == 1
        assert "ที่มีอยู่คือ: 2 (b), 1 (a)" in answer.err
    english = fahsai("--language", "en", "meter-token", "E01", *AT, "--revoke", shared)
    assert "may mean several tokens" in english.err
    assert all(intake.opens(one["secret"]) for one in made)


@pytest.mark.usefixtures("meters")
def test_a_command_does_one_thing(fahsai: Any) -> None:
    for words in (
        ("meter-token", "E01", "--make", "x", "--revoke", "1"),
        ("gateway-token", "--list", "--make", "x"),
        ("gateway-token", "--every-meter"),
    ):
        answer = fahsai(*words, *AT)
        assert (answer.status, "ทำได้ครั้งละอย่าง" in answer.err) == (2, True)
    refused = fahsai("meter-token", "E01", *AT, "--make", " ")
    assert (refused.status, codes(refused)) == (1, ["meter.token_name_unusable"])
    assert fahsai("meter-token", "E09", *AT, "--make", "x").status == 1


@pytest.mark.usefixtures("meters")
def test_a_gateway_is_made_listed_and_revoked(fahsai: Any, intake: Remembering) -> None:
    assert "ยังไม่มีโทเค็น" in fahsai("gateway-token", *AT).out
    made = fahsai("gateway-token", *AT, "--make", "ห้องไฟฟ้า", "--meter", "E01", "--meter", "W01")
    assert made.status == 0, made.err
    secret = next(word for word in made.out.split() if word.startswith("fahsaig_"))
    assert intake.opens(secret) == "town@gateway-1"
    assert "หัวข้อ fahsai/town/E01, fahsai/town/W01" in made.out
    (http,) = (line for line in made.out.splitlines() if "curl " in line)
    assert shlex.split(http)[1] == "http://127.0.0.1:8000/api/v1/readings/E01"
    every = plain(fahsai, "gateway-token", "--make", "ทั้งหมด", "--every-meter")
    assert every["topics"] == ["fahsai/town/+"]
    assert every["meters"] == ["E01", "W01"]
    english = fahsai("--language", "en", "gateway-token", *AT, "--list")
    assert secret not in english.out
    assert "2. user town@gateway-2, topic fahsai/town/+" in english.out
    assert fahsai("gateway-token", *AT, "--revoke", "1").status == 0
    assert intake.opens(secret) is None
    listed = plain(fahsai, "gateway-token")["tokens"]
    assert [(one["number"], one["revoked_at"] is None) for one in listed] == [(2, True), (1, False)]
    assert (listed[1]["sending"], bool(listed[0]["sending"])) == ({}, True)


@pytest.mark.usefixtures("meters")
def test_a_gateway_that_cannot_be_is_said_in_both_languages(fahsai: Any) -> None:
    for words, code in (
        (("--make", "x"), "gateway.reach_unclear"),
        (("--make", "x", "--meter", "E01", "--every-meter"), "gateway.reach_unclear"),
        (("--make", " ", "--every-meter"), "gateway.name_unusable"),
        (("--make", "x", "--meter", "E09"), "gateway.meter_unknown"),
        (("--make", "x", "--facility", "F09"), "gateway.facility_unknown"),
    ):
        for language in ("th", "en"):
            answer = fahsai("--language", language, "gateway-token", *AT, *words)
            assert (answer.status, codes(answer)) == (1, [code])
    assert plain(fahsai, "gateway-token")["tokens"] == []
