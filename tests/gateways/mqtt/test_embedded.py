"""The broker that comes with the program, of both kinds, run for real."""

from __future__ import annotations

import os
import signal
import socket
import time
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import (
    INTAKE,
    INTAKE_PASSWORD,
    ORGANISATION,
    OTHER,
    TOKEN,
    a_free_port,
    everybody,
    until,
)
from tests.gateways.mqtt.talking import Intake

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.amqtt_broker import is_within
from fahsai.gateways.mqtt.broker import broker_plan, limits_of
from fahsai.gateways.mqtt.credentials import user_of
from fahsai.gateways.mqtt.embedded import BrokerKind, EmbeddedBroker, NoBrokerError, keep, mosquitto
from fahsai.gateways.mqtt.link import Entering, LinkLostError, RefusedError, connect
from fahsai.gateways.mqtt.outbox import Outbox
from fahsai.gateways.mqtt.publisher import Plan, Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gateways.mqtt.talking import Devices

    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.happening import Happening

TOPIC = topic_of(ORGANISATION, "E01")


@pytest.fixture(params=list(BrokerKind))
def embedded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedBroker]:
    if request.param is BrokerKind.MOSQUITTO and mosquitto() is None:
        pytest.skip("Mosquitto is not installed")
    made = EmbeddedBroker(tmp_path, everybody(), a_free_port(), kind=request.param)
    made.start()
    yield made
    made.stop()


def meter(broker: EmbeddedBroker, organisation: str, code: str, token: str = TOKEN) -> Broker:
    return broker.address(user_of(organisation, code), token)


def test_what_a_meter_sends_is_stored_also_what_came_while_the_intake_was_away(
    embedded: EmbeddedBroker, devices: Devices
) -> None:
    entering = embedded.address(INTAKE, INTAKE_PASSWORD)
    with Intake(entering).connected() as intake:
        device = devices(meter(embedded, ORGANISATION, "E01"))
        device.publish(TOPIC, b"1")
        intake.wait_for(1)
        until(lambda: intake.client.counts.acknowledged == 1)
    for payload in (b"2", b"3", b"4"):
        device.publish(TOPIC, payload)
    with Intake(entering) as again:
        again.wait_for(3)
    assert sorted(again.payloads()) == [b"2", b"3", b"4"]


def test_a_wrong_password_does_not_enter(embedded: EmbeddedBroker, devices: Devices) -> None:
    for broker in (
        meter(embedded, ORGANISATION, "E01", "wrong"),
        meter(embedded, ORGANISATION, "E99"),
        embedded.address("", ""),
    ):
        with pytest.raises(RefusedError) as refused:
            devices(broker)
        assert refused.value.code in {"not_authorized", "bad_user_name_or_password"}


def test_another_tenants_topic_is_not_passed_on(embedded: EmbeddedBroker, devices: Devices) -> None:
    with Intake(embedded.address(INTAKE, INTAKE_PASSWORD)).connected() as intake:
        device = devices(meter(embedded, ORGANISATION, "E01"))
        for topic in (topic_of(OTHER, "E01"), topic_of(ORGANISATION, "E02"), "fahsai/x"):
            device.publish(topic, b"false")
        device.publish(TOPIC, b"own")
        intake.wait_for(1)
        time.sleep(0.2)
    assert intake.payloads() == [b"own"]


def test_a_meter_hears_nothing_of_others(embedded: EmbeddedBroker, devices: Devices) -> None:
    with Intake(meter(embedded, OTHER, "E01")) as spy:
        until(spy.kinds)
        devices(meter(embedded, ORGANISATION, "E01")).publish(TOPIC, b"1")
        time.sleep(0.3)
    assert spy.stored == []


def test_a_withdrawn_token_enters_no_more(embedded: EmbeddedBroker, devices: Devices) -> None:
    devices(meter(embedded, ORGANISATION, "E02"))
    embedded.reload(one for one in everybody() if not one.name.endswith("/E02"))
    time.sleep(1.1)  # amqtt looks at its files once a second
    with pytest.raises(RefusedError):
        devices(meter(embedded, ORGANISATION, "E02"))
    devices(meter(embedded, ORGANISATION, "E01"))


def test_a_publisher_delivers_to_it(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    """It stays connected: amqtt forgets what it acknowledged of those who have left."""
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    outbox.put([(TOPIC, b"%d" % number) for number in range(100)])
    told: list[Happening] = []
    broker = meter(embedded, ORGANISATION, "E01")
    with Intake(embedded.address(INTAKE, INTAKE_PASSWORD)).connected() as intake:
        publisher = Publisher(broker, "gateway", outbox, Plan(longest_pause=0.2), told.append)
        publisher.run(Event(), lambda: outbox.is_empty() and len(intake.stored) >= 100)
    outbox.close()
    assert set(intake.payloads()) == {b"%d" % number for number in range(100)}
    weaker = [dict(one.data) for one in told if one.kind == "weaker"]
    assert bool(weaker) is (embedded.kind is BrokerKind.AMQTT)


def test_its_files_are_its_owners_alone_and_its_limits_are_planned(
    embedded: EmbeddedBroker,
) -> None:
    folder = embedded.conf.parent
    for name in ("passwords", "acl"):
        assert (folder / name).stat().st_mode & 0o077 == 0
    limits = limits_of(embedded.conf.read_text("utf-8"))
    assert (limits.queued, limits.in_flight) == (1_320_660, 20_000)
    assert limits.persistent
    assert not limits.drops_quality_0


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        with pytest.raises(NoBrokerError, match="taken"):
            EmbeddedBroker(tmp_path, everybody(), sock.getsockname()[1]).start()


def test_the_broker_of_a_killed_program_is_ended_first(
    embedded: EmbeddedBroker, tmp_path: Path
) -> None:
    number = int((tmp_path / "broker" / "pid").read_text("ascii"))
    port = embedded.address("", "").port
    after = EmbeddedBroker(tmp_path, everybody(), port, kind=embedded.kind)
    after.start()
    until(lambda: not embedded.runs())
    assert after.runs()
    assert int((tmp_path / "broker" / "pid").read_text("ascii")) != number
    after.stop()


def test_a_broker_that_dies_is_started_again_and_its_users_stay_in_step(
    tmp_path: Path,
) -> None:
    made = EmbeddedBroker(tmp_path, everybody()[:1], a_free_port())
    users, stop = [everybody()], Event()
    told: list[Happening] = []
    thread = Thread(
        target=keep, args=(made, lambda: users.pop() if users else None, stop, told.append)
    )
    thread.start()
    try:
        until(lambda: not users)
        until(lambda: _enters(made))  # it has read its files again
        os.kill(int((tmp_path / "broker" / "pid").read_text("ascii")), signal.SIGKILL)
        until(lambda: told)
        until(made.runs)
        until(lambda: _enters(made))
    finally:
        stop.set()
        thread.join()
    assert [one.kind.value for one in told] == ["broker_ended"]
    assert not made.runs()


def _enters(broker: EmbeddedBroker) -> bool:
    try:
        link, _ = connect(meter(broker, ORGANISATION, "E01"), Entering("after"))
    except (LinkLostError, RefusedError):
        return False
    link.close(politely=True)
    return True


def test_a_broker_that_ends_at_once_says_why(tmp_path: Path) -> None:
    if mosquitto() is None:
        pytest.skip("Mosquitto is not installed")
    plan = replace(broker_plan(), largest=1)
    broken = EmbeddedBroker(tmp_path, everybody(), a_free_port(), plan, BrokerKind.MOSQUITTO)
    with pytest.raises(NoBrokerError, match="max_packet_size"):
        broken.start()


@pytest.mark.parametrize(
    ("asked", "allowed", "within"),
    [
        ("fahsai/o/E01", "fahsai/o/E01", True),
        ("fahsai/o/E01", "fahsai/o/E0", False),
        ("fahsai/o", "fahsai/o/+", False),
        ("fahsai/o/E01/x", "fahsai/o/+", False),
        ("#", "fahsai/#", False),
        ("fahsai/#", "fahsai/#", True),
        ("+/o/E01", "fahsai/o/E01", False),
        ("fahsai/o/#", "fahsai/o/+", False),
    ],
)
def test_a_pattern_holds_what_stands_below_it(asked: str, allowed: str, within: object) -> None:
    assert is_within(asked, allowed) is within
