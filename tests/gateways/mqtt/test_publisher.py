"""The publisher of gateways against a real broker: what leaves its queue, and what does not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import ORGANISATION, OTHER, until
from tests.gateways.mqtt.talking import Intake, numbered

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.delivery import Unavailable
from fahsai.gateways.mqtt.outbox import RESERVE, Outbox, OutboxFullError
from fahsai.gateways.mqtt.publisher import Plan, Publisher, Until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.gateways.mqtt.mosquitto import Mosquitto

    from fahsai.gateways.delivery import Message
    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.happening import Happening

QUICK = Plan(nobody_pause=0.05, longest_pause=0.2)
TOPIC = topic_of(OTHER, "E01")


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "outbox.sqlite3")
    yield made
    made.close()


@contextmanager
def publishing(broker: Broker, outbox: Outbox, plan: Plan = QUICK) -> Iterator[list[Happening]]:
    told: list[Happening] = []
    stop = Event()
    publisher = Publisher(broker, "gateway", outbox, plan, told.append)
    thread = Thread(target=publisher.run, args=(stop,))
    thread.start()
    try:
        yield told
    finally:
        stop.set()
        thread.join()


def kinds(told: Sequence[Happening]) -> set[str]:
    return {one.kind.value for one in told}


def test_all_that_waits_arrives_in_order_and_leaves_the_queue(
    broker: Mosquitto, outbox: Outbox
) -> None:
    outbox.put(numbered(5000))
    with Intake(broker.intake()).connected() as intake, publishing(broker.gateway(), outbox):
        until(outbox.is_empty)
    assert [(one.topic, one.payload) for one in intake.stored] == numbered(5000)


def test_what_nobody_listens_to_is_not_delivered(broker: Mosquitto, outbox: Outbox) -> None:
    outbox.put(numbered(300))
    plan = replace(QUICK, until=Until.ACKNOWLEDGED)
    with publishing(broker.gateway(), outbox, plan) as told:
        until(lambda: "nobody" in kinds(told))
        assert outbox.waiting() == 300
        with Intake(broker.intake()) as intake:
            until(outbox.is_empty)
            intake.wait_for(300)
    assert sorted(intake.payloads()) == sorted(payload for _, payload in numbered(300))


def test_what_the_broker_took_stays_until_the_intake_stored_it(
    broker: Mosquitto, outbox: Outbox
) -> None:
    works = Event()

    def store(_: Sequence[Message]) -> None:
        if not works.is_set():
            raise Unavailable("the disk is full")

    outbox.put(numbered(100))
    with (
        Intake(broker.intake(), store=store).connected() as intake,
        publishing(broker.gateway(), outbox),
    ):
        until(lambda: "unavailable" in intake.kinds())
        time.sleep(0.2)
        assert outbox.waiting() == 100
        works.set()
        until(outbox.is_empty)
    assert intake.payloads() == [payload for _, payload in numbered(100)]


def test_no_more_is_left_in_the_broker_than_the_window(broker: Mosquitto, outbox: Outbox) -> None:
    """While the intake is away the readings wait on the gateway's disk, not in memory."""
    with Intake(broker.intake()).connected():
        pass
    outbox.put(numbered(1000))
    with publishing(broker.gateway(), outbox, replace(QUICK, window=50)) as told:
        until(lambda: "connected" in kinds(told))
        time.sleep(0.5)
    assert outbox.waiting() == 1000
    with Intake(broker.intake()) as intake:
        intake.wait_for(50)
        time.sleep(0.3)
    assert len(intake.stored) == 50


def test_what_a_full_broker_dropped_goes_out_again(broker: Mosquitto, outbox: Outbox) -> None:
    conf = broker.folder / "mosquitto.conf"
    text = conf.read_text("utf-8").replace("max_queued_messages 1320660", "max_queued_messages 10")
    conf.write_text(text, "utf-8")
    broker.stop()
    broker.start()
    with Intake(broker.intake()).connected():
        pass
    outbox.put(numbered(200))
    with publishing(broker.gateway(), outbox, replace(QUICK, patience=0.2, silence=1.0)) as told:
        until(lambda: "connected" in kinds(told))
        time.sleep(0.5)  # all 200 are acknowledged, 10 are kept
        with Intake(broker.intake()).connected() as intake:
            until(outbox.is_empty)
    assert {one.payload for one in intake.stored} == {payload for _, payload in numbered(200)}
    assert "again" in kinds(told)


def test_receipts_of_one_gateway_empty_no_other_queue(
    broker: Mosquitto, outbox: Outbox, tmp_path: Path
) -> None:
    other = Outbox(tmp_path / "other.sqlite3")
    outbox.put([(TOPIC, b"mine")])
    other.put([(TOPIC, b"theirs")])
    assert outbox.tag != other.tag
    with Intake(broker.intake()).connected(), publishing(broker.gateway(), outbox):
        until(outbox.is_empty)
        assert other.waiting() == 1
    other.close()


def test_what_the_broker_refuses_for_good_is_laid_aside_and_kept(
    broker: Mosquitto, outbox: Outbox
) -> None:
    false = topic_of(ORGANISATION, "E01")
    outbox.put([(TOPIC, b"1"), (false, b"2"), (TOPIC, b"3" * (2 << 20)), (TOPIC, b"4")])
    with (
        Intake(broker.intake()).connected() as intake,
        publishing(broker.gateway(), outbox) as told,
    ):
        until(outbox.is_empty)
        intake.wait_for(2)
    assert intake.payloads() == [b"1", b"4"]
    assert outbox.refused() == 2
    turned_down = [dict(one.data) for one in told if one.kind == "turned_down"]
    assert sorted(one["code"] for one in turned_down) == ["not_authorized", "packet_too_large"]
    assert outbox.try_refused() == 2
    assert outbox.waiting() == 2


def test_a_wrong_password_keeps_everything(broker: Mosquitto, outbox: Outbox) -> None:
    outbox.put(numbered(3))
    with publishing(replace(broker.gateway(), password="wrong"), outbox) as told:
        until(lambda: "refused" in kinds(told))
    assert outbox.waiting() == 3


def test_a_full_queue_takes_nothing_new_and_drops_nothing_old(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "small.sqlite3", limit=RESERVE + 200_000)
    taken = 0
    while outbox.used() + 1100 + RESERVE < RESERVE + 200_000:
        outbox.put([(TOPIC, b"%06d" % taken + b"x" * 1000)])
        taken += 1
    with pytest.raises(OutboxFullError) as full:
        outbox.put([(TOPIC, b"x" * 5000)])
    assert 100 < taken < 200
    assert full.value.limit == RESERVE + 200_000
    kept = outbox.after(0, 1000)
    assert [one.payload[:6] for one in kept] == [b"%06d" % number for number in range(taken)]
    outbox.remove([one.id for one in kept[:100]])
    outbox.put([(TOPIC, b"new")])  # there is room again
    outbox.close()


def test_the_queue_outlives_a_kill(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from fahsai.gateways.mqtt.outbox import Outbox;"
        "one = Outbox(Path(sys.argv[1])); one.put([('fahsai/o/E01', b'kept')]);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "outbox.sqlite3"
    died = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert died.returncode == -signal.SIGKILL
    outbox = Outbox(path)
    assert [one.payload for one in outbox.after(0, 9)] == [b"kept"]
    outbox.close()
