"""`fahsai simulate`: what people see, and what lands in files."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from tests.gateways.reading_servers import reading_server  # noqa: F401 - a fixture
from tests.registries import remembering

from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.services.simulate import Sending

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer
    from tests.gateways.reading_servers import ReadingServer

    from fahsai.core.inventory.boundary import Organisation

    Run = Callable[..., Answer]

PAST = ("--from", "2569-01-10", "--to", "2026-01-10")


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_day_is_written_with_its_truth(fahsai: Run) -> None:
    answer = fahsai("simulate", *PAST, "--via", "file", "day.jsonl", "--truth", "truth.json")
    assert answer.status == 0
    assert answer.err == ""
    found = lines(Path("day.jsonl"))
    assert f"{len(found):,}" in answer.out
    assert "fahsai-demo" in answer.out
    assert "มิเตอร์ 40 ตัว" in answer.out
    truth = json.loads(Path("truth.json").read_text("utf-8"))
    assert truth["messages"] == len(found) > 35_000
    assert (truth["from"], truth["to"]) == (
        "2026-01-10T00:00:00+07:00",
        "2026-01-11T00:00:00+07:00",
    )
    assert truth["plan"] == "usual"


def test_the_same_again_writes_the_same_bytes(fahsai: Run) -> None:
    options = (*PAST, "--place", "factory", "--organisation", "โรงงาน", "--seed", "9")
    for name in ("one", "two"):
        fahsai("simulate", *options, "--faults", "many", "--via", "file", name)
    assert Path("one").read_bytes() == Path("two").read_bytes()
    fahsai("simulate", *options, "--faults", "none", "--via", "file", "three")
    assert Path("one").read_bytes() != Path("three").read_bytes()
    assert {str(one["topic"]).split("/")[2][:3] for one in lines(Path("three"))} == {"FA-"}


def test_the_next_command_reads_it_and_people_read_beside(fahsai: Run) -> None:
    answer = fahsai(
        "--language", "en", "simulate", *PAST, "--place", "municipality", "--via", "file", "-"
    )
    assert answer.status == 0
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert len(found) > 10_000
    assert "22 meters" in answer.err
    assert "messages were sent" in answer.err


def test_a_gateway_gets_lines_of_topic_and_payload(fahsai: Run) -> None:
    assert fahsai("simulate", *PAST, "--place", "factory", "--via", "lines", "x.tsv").status == 0
    found = [line.split("\t") for line in Path("x.tsv").read_text("utf-8").splitlines()]
    assert len(found) > 10_000
    assert all(topic.startswith("fahsai/fahsai-demo/FA-") for topic, _ in found)
    assert {topic for topic, _ in found if topic.endswith("P03")}
    assert json.loads(next(text for topic, text in found if topic.endswith("P03")))["count"]


def test_without_an_end_it_goes_up_to_now(fahsai: Run) -> None:
    now = datetime.now(tz=ZoneInfo("Asia/Bangkok"))
    begin = (now - timedelta(hours=1)).date()
    answer = fahsai("simulate", "--from", begin, "--via", "file", "now.jsonl")
    assert answer.status == 0
    last = max(int(str(one["arrived"])) for one in lines(Path("now.jsonl")))
    assert 0 <= datetime.now(tz=ZoneInfo("Asia/Bangkok")).timestamp() - last < 300


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A simulation of the first fifty messages."""
    messages = Simulation.messages
    monkeypatch.setattr(Simulation, "messages", lambda *one: islice(messages(*one), 50))


def test_an_intake_gets_the_messages_of_meters_that_are_made(
    fahsai: Run,
    town: Organisation,
    few: None,
    reading_server: ReadingServer,  # noqa: F811
) -> None:
    del few
    options = (*PAST, "--place", "factory", "--via", "http", reading_server.url)
    with remembering():
        answer = fahsai("simulate", *options, "--truth", "truth.json")
        assert answer.status == 0, answer.err
        assert "50" in answer.out
        assert len(reading_server.taken) == 50
        assert all(token.startswith("Bearer fahsaim_") for token, _ in reading_server.taken)
        assert len({token for token, _ in reading_server.taken}) > 10
        listed = fahsai("meters", "--organisation", town.code)
    assert "FA-E01" in listed.out
    assert "TM-E01" not in listed.out
    assert json.loads(Path("truth.json").read_text("utf-8"))["refused"] == 0


def test_an_intake_that_is_away_is_told_in_words(
    fahsai: Run,
    town: Organisation,
    few: None,
    monkeypatch: pytest.MonkeyPatch,
    reading_server: ReadingServer,  # noqa: F811
) -> None:
    del town, few
    monkeypatch.setattr("fahsai.gateways.post_readings.FIRST_PAUSE", 0.001)
    reading_server.answers = [503] * 50
    options = (*PAST, "--place", "factory", "--via", "http", reading_server.url)
    with remembering():
        answer = fahsai("--language", "en", "simulate", *options)
    assert answer.status == 1
    assert "Nobody takes the messages" in answer.err
    assert "HTTP 503" in answer.err


@pytest.mark.parametrize(
    "via", [("http", "here"), ("mqtt", "http://here"), ("mqtt", "mqtt://here?level=9")]
)
def test_an_address_that_is_none_is_told_in_words(
    fahsai: Run, town: Organisation, via: tuple[str, str]
) -> None:
    del town
    with remembering():
        answer = fahsai("simulate", *PAST, "--place", "factory", "--via", *via)
    assert answer.status == 2
    assert via[1] in answer.err


def test_an_organisation_must_be_there(fahsai: Run, town: Organisation) -> None:
    del town
    answer = fahsai("--language", "en", "simulate", "--organisation", "nobody", "--via", "http")
    assert answer.status == 1
    assert "nobody" in answer.err


@pytest.mark.parametrize("live", [(), ("--live",)])
def test_live_begins_now_and_ends_with_an_interrupt(
    fahsai: Run, monkeypatch: pytest.MonkeyPatch, live: tuple[str, ...]
) -> None:
    begun: list[Sending] = []

    def interrupted(self: Sending, told: Callable[[Sending], None]) -> None:
        begun.append(self)
        told(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(Sending, "run", interrupted)
    before = datetime.now(tz=ZoneInfo("Asia/Bangkok")).timestamp()
    answer = fahsai("simulate", *live, "--speed", "3", "--via", "file", "x", "--truth", "t")
    assert answer.status == 0
    asked = begun[0].asked
    assert asked.live
    assert asked.end is None
    assert asked.speed == 3
    assert int(before) <= asked.start <= int(before) + 60
    assert json.loads(Path("t").read_text("utf-8"))["messages"] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", "2026-01-01"), "--from DATE"),
        (("--from", "2026-01-01", "--to", "2026-01-02", "--live"), "never ends"),
        (("--from", "2020-01-01"), "2 January 2020"),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "after the last day"),
        (("--from", "2560-01-02"), "2 January 2020"),
    ],
)
def test_dates_that_cannot_be_meant(fahsai: Run, options: tuple[str, ...], said: str) -> None:
    answer = fahsai("--language", "en", "simulate", *options, "--via", "file", "x.jsonl")
    assert answer.status == 2
    assert said in answer.err
    assert answer.out == ""
    assert not Path("x.jsonl").exists()
    thai = fahsai("simulate", *options, "--via", "file", "x.jsonl")
    assert thai.status == 2
    assert thai.err != answer.err


@pytest.mark.parametrize(
    "options",
    [("--speed", "0"), ("--speed", "-1"), ("--seed", "x"), ("--faults", "some")],
)
def test_options_that_are_none(fahsai: Run, options: tuple[str, ...]) -> None:
    assert fahsai("simulate", *PAST, *options).status == 2


@pytest.mark.parametrize("via", [("pigeon", "x"), ("file",), ("lines",), ("file", "a", "b")])
def test_a_way_that_is_not_known(fahsai: Run, via: tuple[str, ...]) -> None:
    answer = fahsai("simulate", *PAST, "--via", *via)
    assert answer.status == 2
    assert "--via file" in answer.err
