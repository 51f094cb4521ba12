"""Kill -9 of the intake and of the broker: what is stored is what was sent, each once."""

from __future__ import annotations

import random
import signal
import time
from dataclasses import replace
from itertools import pairwise
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.killing import Load, ingester, killed_at_random, message
from tests.gateways.mqtt.mosquitto import METERS, OTHER, until
from tests.gateways.mqtt.sink import Sink
from tests.gateways.mqtt.talking import Device, Intake

from fahsai.gateways.mqtt.outbox import Outbox
from fahsai.gateways.mqtt.publisher import Plan, Publisher, Until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gateways.mqtt.mosquitto import Mosquitto

RANDOM_KILLS, BETWEEN_KILLS = 16, 6
BACKLOG = 60_000


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    made = Sink(tmp_path / "sink", OTHER, METERS)
    yield made
    made.close()


def ended(process: subprocess.Popen[bytes]) -> None:
    """Let it end when it has stored what it holds (or at once, where it had not yet begun)."""
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) in {0, -signal.SIGTERM}


def test_an_intake_that_is_killed_over_and_over_stores_each_message(
    broker: Mosquitto, sink: Sink, tmp_path: Path
) -> None:
    """22 kills under load, 6 of them after the commit and before its acknowledgement."""
    with Intake(broker.intake()).connected():
        pass
    load = Load(broker, pause=0.03)
    load.start()
    draw = random.Random(22)  # noqa: S311 - no secret
    turns = [0] * RANDOM_KILLS + [draw.randint(1, 4) for _ in range(BETWEEN_KILLS)]
    draw.shuffle(turns)
    died_between = 0
    for commits in turns:
        process = ingester(broker.port, tmp_path / "sink", commits)
        if commits:
            assert process.wait(20) == -signal.SIGKILL  # by itself, between both
            died_between += 1
        else:
            killed_at_random(process, draw.uniform(0.2, 0.6))
    load.over.set()
    load.join()
    last = ingester(broker.port, tmp_path / "sink")
    until(lambda: sink.count() >= load.sent)
    ended(last)
    assert died_between == BETWEEN_KILLS
    assert load.refused == 0
    assert sink.numbers() == set(range(load.sent))
    assert sink.doubles() > load.sent // 10  # more came twice than were sent twice
    sink.keep()
    assert sink.count() == load.sent
    assert sink.numbers() == set(range(load.sent))


def test_an_intake_killed_in_the_middle_of_a_backlog_stores_it_all(
    broker: Mosquitto, sink: Sink, tmp_path: Path
) -> None:
    with Intake(broker.intake()).connected():
        pass
    load = Load(broker, BACKLOG)
    load.run()
    for share in (0.2, 0.5):
        process = ingester(broker.port, tmp_path / "sink")
        _filled(sink, int(share * BACKLOG))
        process.kill()
        process.wait()
        assert sink.count() < BACKLOG
    last = ingester(broker.port, tmp_path / "sink")
    until(lambda: sink.count() >= BACKLOG)
    ended(last)
    assert sink.numbers() == set(range(BACKLOG))


def test_nothing_that_a_forwarder_keeps_is_lost_by_kills_of_the_broker(
    broker: Mosquitto, sink: Sink, tmp_path: Path
) -> None:
    """Four kills: under load, and with messages that only the broker's memory held."""
    outbox, stop = Outbox(tmp_path / "outbox.sqlite3"), Event()
    plan = Plan(nobody_pause=0.05, longest_pause=0.2)
    publisher = Publisher(broker.gateway(), "gateway", outbox, plan)
    sending = Thread(target=publisher.run, args=(stop,))
    sending.start()
    draw, sent = random.Random(4), 0  # noqa: S311 - no secret
    for turn in range(4):
        process = ingester(broker.port, tmp_path / "sink")
        for _ in range(10):
            outbox.put([message(number) for number in range(sent, sent + 300)])
            sent += 300
            time.sleep(draw.uniform(0.0, 0.08))
        if turn % 2:  # the intake goes first: the broker has acknowledged what it now keeps alone
            ended(process)
            outbox.put([message(number) for number in range(sent, sent + 300)])
            sent += 300
            time.sleep(0.3)
        broker.kill()
        broker.start()
        if not turn % 2:
            ended(process)
    last = ingester(broker.port, tmp_path / "sink")
    until(outbox.is_empty)
    ended(last)
    stop.set()
    sending.join()
    outbox.close()
    assert sink.numbers() == set(range(sent))


def test_acknowledgements_alone_do_not_outlive_a_kill_of_the_broker(
    broker: Mosquitto, tmp_path: Path
) -> None:
    """Why a forwarder waits for the intake: what Mosquitto acknowledged it kept in memory only."""
    with Intake(broker.intake()).connected():
        pass
    outbox, stop = Outbox(tmp_path / "outbox.sqlite3"), Event()
    outbox.put([message(number) for number in range(500)])
    plan = replace(Plan(nobody_pause=0.05, longest_pause=0.2), until=Until.ACKNOWLEDGED)
    Publisher(broker.gateway(), "gateway", outbox, plan).run(stop, outbox.is_empty)
    broker.kill()
    broker.start()
    with Intake(broker.intake()).connected() as intake:
        time.sleep(0.5)
    outbox.close()
    assert intake.stored == []


def test_what_a_device_without_memory_loses_shows_in_its_sequence(
    broker: Mosquitto, sink: Sink, tmp_path: Path
) -> None:
    """Three kills of the broker while the intake is away: all that is missing can be counted."""
    for start in (0, 150, 300):
        process = ingester(broker.port, tmp_path / "sink")
        device = Device(broker.gateway(), "forgetful")
        _taken(device, start)
        for number in range(start + 1, start + 100):
            device.publish(*message(number))
        _stored(sink, start + 99)
        ended(process)
        for number in range(start + 100, start + 150):
            assert device.publish(*message(number)) == 0
        broker.kill()
        device.close()
        broker.start()
    process = ingester(broker.port, tmp_path / "sink")
    device = Device(broker.gateway(), "forgetful")
    _taken(device, 450)
    _stored(sink, 450)
    ended(process)
    device.close()
    stored = sorted(sink.numbers())
    gaps = [(one + 1, other) for one, other in pairwise(stored) if other > one + 1]
    assert gaps == [(100, 150), (250, 300), (400, 450)]
    assert 451 - len(stored) == sum(other - one for one, other in gaps)


def _filled(sink: Sink, number: int) -> None:
    until(lambda: sink.count() >= number)


def _taken(device: Device, number: int) -> None:
    """Publish until somebody listens."""
    until(lambda: device.publish(*message(number)) == 0)


def _stored(sink: Sink, number: int) -> None:
    until(lambda: number in sink.numbers())
