"""Sending made-up readings: at their pace, into a file or to an intake, with the truth beside."""

from __future__ import annotations

import io
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from tests.gateways.reading_servers import reading_server  # noqa: F401 - a fixture

from fahsai.core.metering.simulation.days import DAY, begin_of
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.core.metering.topic import topic_of
from fahsai.gateways.post_readings import Poster, UnreachableError
from fahsai.reference.load_simulation import site
from fahsai.services.simulate import (
    EARLIEST,
    ORGANISATION,
    Asked,
    Place,
    Plan,
    Sending,
    as_lines,
    into_file,
)
from fahsai.services.simulating.sending import HttpSender, Outgoing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.gateways.reading_servers import ReadingServer

    from fahsai.core.metering.meter import Replacement

MARCH, MAY = begin_of(date(2026, 3, 1)), begin_of(date(2026, 5, 1))


@dataclass
class Clock:
    """A clock that goes on only while somebody sleeps."""

    now: float = float(MARCH)
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 1
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Kept:
    """A way that keeps what was sent, and when."""

    clock: Clock
    refuses: Callable[[Outgoing], bool] = lambda _: False
    messages: list[tuple[float, Outgoing]] = field(default_factory=list)

    def send(self, message: Outgoing) -> bool:
        self.messages.append((self.clock(), message))
        return not self.refuses(message)

    def flush(self) -> None:
        """Nothing is held back."""

    def left(self) -> int:
        return 0

    def close(self) -> None:
        """Nothing is open."""


def sending(asked: Asked, clock: Clock) -> tuple[Sending, Kept]:
    kept = Kept(clock)
    return Sending(asked, kept, clock=clock, sleep=clock.sleep), kept


def test_the_past_is_sent_at_once_and_in_the_order_of_arrival() -> None:
    clock = Clock(float(MARCH + DAY))
    run, kept = sending(Asked(start=MARCH, end=MARCH + 600, place=Place.FACTORY), clock)
    run.run()
    assert clock.slept == []
    found = [one for _, one in kept.messages]
    wanted = Simulation(site(1, Place.FACTORY), Plan.USUAL).messages(MARCH, MARCH + 600)
    assert [(one.arrived, one.meter, one.payload) for one in found] == list(map(tuple, wanted))
    assert {one.topic for one in found} == {
        f"fahsai/fahsai-demo/{one.meter}" for one in found if one.meter.startswith("FA-")
    }
    assert (run.sent, run.refused, run.until) == (len(found), 0, MARCH + 600)


def test_a_live_simulation_sends_nothing_before_its_time() -> None:
    clock = Clock(float(MARCH + 120))
    asked = Asked(start=MARCH, end=MARCH + 300, live=True)
    run, kept = sending(asked, clock)
    run.run()
    early = [(at, one) for at, one in kept.messages if one.arrived <= MARCH + 120]
    later = [(at, one) for at, one in kept.messages if one.arrived > MARCH + 120]
    assert {at for at, _ in early} == {MARCH + 120}
    assert later
    for at, one in later:
        assert one.arrived <= at < one.arrived + 1


def test_a_speed_makes_time_pass_so_many_times_as_fast() -> None:
    clock = Clock(5e9)  # long after all of it
    run, kept = sending(Asked(start=MARCH, end=MARCH + 3600, speed=60), clock)
    run.run()
    for at, one in kept.messages:
        assert 0 <= (at - 5e9) - (one.arrived - MARCH) / 60 < 1
    assert 55 < sum(clock.slept) <= 60


def test_a_speed_never_overtakes_a_live_clock() -> None:
    clock = Clock(float(MARCH + 60))
    run, kept = sending(Asked(start=MARCH, end=MARCH + 240, speed=1000, live=True), clock)
    run.run()
    assert all(at >= one.arrived for at, one in kept.messages)


def test_what_is_refused_is_counted() -> None:
    clock = Clock(float(MARCH + DAY))
    run, kept = sending(Asked(start=MARCH, end=MARCH + 900), clock)
    kept.refuses = lambda one: one.meter == "TM-E01"
    run.run()
    assert run.refused == sum(one.meter == "TM-E01" for _, one in kept.messages) > 0
    assert run.truth()["refused"] == run.refused


def test_progress_is_told_while_sending_and_while_waiting() -> None:
    clock = Clock(float(MARCH + DAY))
    counts: list[int] = []
    run, _ = sending(Asked(start=MARCH, end=MARCH + 2 * 3600), clock)
    run.run(lambda one: counts.append(one.sent))
    assert counts == list(range(1000, run.sent + 1, 1000))
    live, _ = sending(Asked(start=MARCH, end=MARCH + 60, live=True), Clock())
    live.run(lambda one: counts.append(-one.sent))
    assert counts[-1] <= 0


def test_interrupted_it_knows_how_far_it_came() -> None:
    clock = Clock(float(MARCH + DAY))
    run, kept = sending(Asked(start=MARCH), clock)

    def enough(now: Sending) -> None:
        if now.sent >= 3000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.run(enough)
    assert run.until == kept.messages[-1][1].arrived
    truth = run.truth()
    assert truth["messages"] == 3000
    assert truth["to"] <= "2026-03-01T02:00:00+07:00"
    assert truth["to"].endswith(":00+07:00")


def test_a_file_has_a_line_a_message() -> None:
    file = io.StringIO()
    asked = Asked(organisation="อบต./ใส", start=MARCH, end=MARCH + 300)
    run = Sending(asked, into_file(file))
    run.run()
    run.sender.close()
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert len(lines) == run.sent > 100
    for line in lines:
        assert line.keys() == {"topic", "payload", "arrived"}
        assert line["topic"].startswith("fahsai/%E0%B8%AD")
        assert line["topic"].count("/") == 2
        assert MARCH <= line["arrived"] < MARCH + 300


def test_lines_for_a_gateway_are_topic_and_payload() -> None:
    file = io.StringIO()
    asked = Asked(start=MARCH, end=MARCH + 300, plan=Plan.MANY)
    run = Sending(asked, as_lines(file))
    run.run()
    run.sender.close()
    lines = file.getvalue().splitlines()
    wanted = Simulation(site(1), Plan.MANY).messages(MARCH, MARCH + 300)
    assert [line.split("\t") for line in lines] == [
        [topic_of(ORGANISATION, one.meter), one.payload] for one in wanted
    ]


def test_a_file_is_written_out_while_the_simulation_waits() -> None:
    class Watched(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    for made in (into_file, as_lines):
        file, clock = Watched(), Clock()
        asked = Asked(start=MARCH, end=MARCH + 180, live=True)
        Sending(asked, made(file), clock=clock, sleep=clock.sleep).run()
        assert file.flushed == len(clock.slept) > 100


def test_the_truth_is_told_by_meter_and_month_in_exact_text() -> None:
    asked = Asked(start=MARCH - DAY, end=MARCH + DAY, plan=Plan.MANY, seed=2)
    run, _ = sending(asked, Clock(float(MARCH + 2 * DAY)))
    run.run()
    truth = json.loads(json.dumps(run.truth()))
    assert (truth["organisation"], truth["seed"], truth["plan"]) == (ORGANISATION, 2, "many")
    assert (truth["from"], truth["to"]) == (
        "2026-02-28T00:00:00+07:00",
        "2026-03-02T00:00:00+07:00",
    )
    meters = site(2)
    assert [one["code"] for one in truth["meters"]] == [one.code for one in meters]
    for meter, told in zip(meters, truth["meters"], strict=True):
        assert [one["month"] for one in told["months"]] == ["2026-02", "2026-03"]
        passed = meter.passed()
        whole = Decimal(passed.at(MARCH + DAY) - passed.at(MARCH - DAY)).scaleb(-6)
        assert sum(Decimal(one["quantity"]) for one in told["months"]) == whole
    assert truth["faults"]
    for fault in truth["faults"]:
        assert fault["from"] <= fault["to"]
        assert (fault["kind"] == "replaced") == ("last" in fault)


def test_each_exchanged_register_is_told_once_and_not_before_its_time() -> None:
    told: list[tuple[float, str, Replacement]] = []
    meters = site(3)[:4]
    first = min(one.at for _, one in Simulation(meters, Plan.MANY).replacements(MARCH, MAY))
    asked = Asked(start=first - 7200, end=first + 300, plan=Plan.MANY, seed=3)
    run, kept = sending(asked, Clock(5e9))
    run.simulation = Simulation(meters, Plan.MANY)
    run.exchanged = lambda code, one: told.append((run.until, code, one))
    run.run()
    wanted = run.simulation.replacements(first - 7200, first + 300)
    assert sorted(wanted) == sorted((code, one) for _, code, one in told)
    assert wanted
    assert all(one.at <= at <= one.at + 3600 for at, _, one in told)
    assert kept.messages


def test_the_default_organisation_is_that_of_the_demonstration() -> None:
    text = files("fahsai.reference").joinpath("demonstration.toml").read_text("utf-8")
    assert tomllib.loads(text)["organisation"]["code"] == ORGANISATION


def test_the_first_instant_can_be_simulated() -> None:
    run, kept = sending(Asked(start=EARLIEST, end=EARLIEST + 600), Clock(5e9))
    run.run()
    assert len({one.meter for _, one in kept.messages}) == 40


def test_an_intake_gets_each_message_with_the_token_of_its_meter(
    reading_server: ReadingServer,  # noqa: F811
) -> None:
    asked = Asked(start=MARCH, end=MARCH + 120, place=Place.MUNICIPALITY)
    tokens = {one.code: f"fahsaim_{one.code}" for one in site(1)}
    reading_server.refuse = "Bearer fahsaim_TM-E08"
    run = Sending(asked, HttpSender(Poster(reading_server.url), tokens))
    run.run()
    run.sender.close()
    wanted = [
        (f"Bearer fahsaim_{one.meter}", one.payload)
        for one in Simulation(site(1, Place.MUNICIPALITY), Plan.USUAL).messages(MARCH, MARCH + 120)
    ]
    assert reading_server.taken == wanted
    assert run.refused == sum(token == reading_server.refuse for token, _ in wanted) > 0


def test_an_intake_that_is_away_ends_the_simulation_with_a_reason(
    reading_server: ReadingServer,  # noqa: F811
) -> None:
    reading_server.answers = [503] * 100
    tokens = {one.code: "fahsaim_x" for one in site(1)}
    poster = Poster(reading_server.url, sleep=lambda _: None)
    run = Sending(Asked(start=MARCH, end=MARCH + 120), HttpSender(poster, tokens))
    with pytest.raises(UnreachableError, match="HTTP 503"):
        run.run()
    assert run.sent == 0
    run.sender.close()
