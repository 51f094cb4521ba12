"""The intake's client against a real broker: what it takes, acknowledges, and when it lets go."""

from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING

import mqtt5
import pytest
from tests.gateways.mqtt.mosquitto import (
    INTAKE_PASSWORD,
    METERS,
    ORGANISATION,
    OTHER,
    everybody,
    until,
)
from tests.gateways.mqtt.talking import QUICK, Intake

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.delivery import Message, Unavailable
from fahsai.gateways.mqtt.credentials import write_files
from fahsai.gateways.mqtt.handing_over import FAULTS
from fahsai.gateways.mqtt.link import Entering, LinkLostError, RefusedError, connect
from fahsai.gateways.mqtt.subscription import Subscription, lasting_client_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.gateways.mqtt.mosquitto import Mosquitto
    from tests.gateways.mqtt.talking import Device, Devices

TOPIC = topic_of(ORGANISATION, "E01")


def numbered(count: int, start: int = 0) -> list[bytes]:
    return [b'{"t":1767225600,"seq":%d,"kwh":1}' % number for number in range(start, start + count)]


def test_what_a_meter_sends_is_handed_over_as_it_came(broker: Mosquitto, devices: Devices) -> None:
    with Intake(broker.intake()).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        assert device.publish(TOPIC, b'{"t":1767225600,"kwh":"12.5"}') == 0
        intake.wait_for(1)
    assert intake.stored == [Message(TOPIC, b'{"t":1767225600,"kwh":"12.5"}')]
    assert intake.client.counts.acknowledged == 1


def test_many_messages_are_one_batch(broker: Mosquitto, devices: Devices) -> None:
    lingering = Subscription("fahsai-intake", linger=1.0)
    with Intake(broker.intake(), lingering).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish_all(TOPIC, numbered(500))
        intake.wait_for(500)
    assert len(intake.batches) <= 5
    assert intake.payloads() == numbered(500)


def test_what_came_while_the_intake_was_away_comes_when_it_is_back(
    broker: Mosquitto, devices: Devices
) -> None:
    with Intake(broker.intake()).connected():
        pass
    device = devices(broker.meter(ORGANISATION, "E01"))
    assert set(device.publish_all(TOPIC, numbered(3000))) == {0}  # more than Mosquitto's own 1,000
    device.publish(TOPIC, b"of quality 0", qos=0)
    with Intake(broker.intake()).connected() as again:
        again.wait_for(3001)
    assert again.payloads() == [*numbered(3000), b"of quality 0"]
    assert again.told[0].data["session"] == "kept"


def test_nothing_is_acknowledged_before_it_is_stored(broker: Mosquitto, devices: Devices) -> None:
    """Whoever dies between the receiving and the storing gets it again."""
    stop = Event()

    def dies(_: Sequence[Message]) -> None:
        stop.set()
        raise Unavailable("the disk is full")

    with Intake(broker.intake(), store=dies).connected() as first:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish_all(TOPIC, numbered(20))
        until(stop.is_set)
    assert first.stored == []
    with Intake(broker.intake()) as second:
        second.wait_for(20)
    assert second.payloads() == numbered(20)
    assert all(one.redelivered for one in second.stored)
    assert second.client.counts.redelivered == 20


def test_while_nothing_can_be_stored_the_link_lives_and_nothing_is_lost(
    broker: Mosquitto, devices: Devices
) -> None:
    tries: list[float] = []

    def fails_long(_: Sequence[Message]) -> None:
        tries.append(time.monotonic())
        if time.monotonic() - tries[0] < 2.5:  # more than twice the keep-alive
            raise Unavailable("the database is away")

    short = Subscription("fahsai-intake", keep_alive=1, linger=0.005)
    with Intake(broker.intake(), short, fails_long).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish_all(TOPIC, numbered(100))
        intake.wait_for(100)
        device.publish(TOPIC, b"after")
        intake.wait_for(101)
    assert intake.payloads() == [*numbered(100), b"after"]
    assert intake.kinds() == ["connected", "unavailable", "available"]
    assert intake.client.counts.connections == 1


def test_a_slow_store_keeps_its_connection(broker: Mosquitto, devices: Devices) -> None:
    def slow(_: Sequence[Message]) -> None:
        time.sleep(2.5)

    short = Subscription("fahsai-intake", keep_alive=1, linger=0.005)
    with Intake(broker.intake(), short, slow).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish(TOPIC, b"1")
        intake.wait_for(1)
        until(lambda: intake.client.counts.acknowledged == 1)
    assert intake.kinds() == ["connected"]


def test_an_idle_link_is_kept_by_pings(broker: Mosquitto) -> None:
    short = Subscription("fahsai-intake", keep_alive=1)
    with Intake(broker.intake(), short).connected() as intake:
        time.sleep(3)
    assert intake.kinds() == ["connected"]


def test_one_message_that_our_side_falls_over_holds_up_no_other(
    broker: Mosquitto, devices: Devices
) -> None:
    def falls(messages: Sequence[Message]) -> None:
        if any(one.payload == b"poison" for one in messages):
            raise ZeroDivisionError("a fault of ours")

    with Intake(broker.intake(), store=falls).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish_all(TOPIC, [*numbered(50), b"poison", *numbered(50, 50)])
        intake.wait_for(100)
        until(lambda: intake.client.counts.acknowledged == 101)
    assert sorted(set(intake.payloads())) == sorted(numbered(100))
    assert [(one.payload, why) for one, why in intake.aside] == [
        (b"poison", "ZeroDivisionError: a fault of ours")
    ]
    with Intake(broker.intake()).connected() as after:
        time.sleep(0.2)
    assert after.stored == []  # it was acknowledged: it does not come again


def test_a_fault_that_concerns_everything_takes_nothing(
    broker: Mosquitto, devices: Devices
) -> None:
    def falls(_: Sequence[Message]) -> None:
        raise ZeroDivisionError("a fault of ours")

    with Intake(broker.intake(), store=falls).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish_all(TOPIC, numbered(200))
        until(lambda: "unavailable" in intake.kinds())
    aside = [one.payload for one, _ in intake.aside]
    assert len(aside) <= FAULTS  # the first ones, before it was clear
    with Intake(broker.intake()) as mended:
        mended.wait_for(200 - len(aside))
    assert sorted(aside + mended.payloads()) == sorted(numbered(200))


def test_two_intakes_of_one_name_say_so_and_lose_nothing(
    broker: Mosquitto, devices: Devices
) -> None:
    with Intake(broker.intake()).connected() as first, Intake(broker.intake()) as second:
        device = devices(broker.meter(ORGANISATION, "E01"))
        for payload in numbered(200):
            device.publish(TOPIC, payload)
        until(lambda: "unsteady" in first.kinds() + second.kinds())
        until(lambda: set(first.payloads() + second.payloads()) >= set(numbered(200)))


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_told_and_tried_again(broker: Mosquitto, password: str) -> None:
    wrong = broker.intake()
    object.__setattr__(wrong, "password", password)
    with Intake(wrong) as intake:
        until(lambda: intake.kinds().count("refused") >= 2)
    assert {one.data["code"] for one in intake.told} <= {
        "not_authorized",
        "bad_user_name_or_password",
    }
    assert INTAKE_PASSWORD not in str(intake.told)


def test_a_meters_account_may_not_read_what_others_send(
    broker: Mosquitto, devices: Devices
) -> None:
    """Mosquitto grants the subscription and then gives nothing: the access file is what keeps."""
    with Intake(broker.meter(OTHER, "E01"), QUICK).connected() as spy:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish(TOPIC, b"1")
        time.sleep(0.3)
    assert spy.stored == []


def test_a_meter_writes_its_own_topic_only(broker: Mosquitto, devices: Devices) -> None:
    with Intake(broker.intake()).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        refused = int(mqtt5.PubAckReasonCode.NOT_AUTHORIZED)
        others = [topic_of(ORGANISATION, "E02"), topic_of(OTHER, "E01"), "fahsai/x", "$SYS/x"]
        assert [device.publish(topic, b"false") for topic in others] == [refused] * len(others)
        assert device.publish(TOPIC, b"own") == 0
        intake.wait_for(1)
    assert intake.payloads() == [b"own"]


def test_a_gateway_writes_for_every_meter_of_its_organisation_alone(
    broker: Mosquitto, devices: Devices
) -> None:
    with Intake(broker.intake()).connected() as intake:
        device = devices(broker.gateway(ORGANISATION))
        assert [device.publish(topic_of(ORGANISATION, one), b"own") for one in METERS] == [0, 0, 0]
        assert device.publish(topic_of(OTHER, "E01"), b"false") != 0
        intake.wait_for(3)
    assert {one.topic for one in intake.stored} == {topic_of(ORGANISATION, one) for one in METERS}


def test_a_token_that_is_withdrawn_ends_the_connection_at_the_reload(
    broker: Mosquitto, devices: Devices
) -> None:
    device = devices(broker.meter(ORGANISATION, "E01"))
    gone = [one for one in everybody() if not one.name.endswith("/E01")]
    write_files(gone, broker.passwords, broker.acl)
    broker.reload()
    until(lambda: _is_closed(device))
    with pytest.raises(RefusedError):
        devices(broker.meter(ORGANISATION, "E01"))
    devices(broker.meter(ORGANISATION, "E02"))


def _is_closed(device: Device) -> bool:
    try:
        for packet in device.link.arrived(0.05):
            return isinstance(packet, mqtt5.DisconnectPacket)
    except LinkLostError:
        return True
    return False


def test_a_broker_that_is_away_is_found_again(broker: Mosquitto, devices: Devices) -> None:
    with Intake(broker.intake()).connected() as intake:
        broker.stop()
        until(lambda: "lost" in intake.kinds())
        broker.start()
        intake.connected(2)
        devices(broker.meter(ORGANISATION, "E01")).publish(TOPIC, b"1")
        intake.wait_for(1)
    assert intake.client.counts.connections == 2


def test_receipts_go_to_the_writers_own_topic_after_the_storing(
    broker: Mosquitto, devices: Devices
) -> None:
    with Intake(broker.intake()).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        own = TOPIC.replace("fahsai/", "fahsai-stored/")
        device.link.send(mqtt5.SubscribePacket(9, [mqtt5.TopicFilter(own)]).write())
        until(lambda: any(isinstance(one, mqtt5.SubAckPacket) for one in device.link.arrived(0.1)))
        asking = mqtt5.PublishPacket(
            TOPIC,
            b"1",
            qos=mqtt5.QoS.AT_LEAST_ONCE,
            packet_id=1,
            correlation_data=b"of-us..number-01",
            response_topic=topic_of(OTHER, "E01"),  # whom it names does not count
        )
        device.link.send(asking.write())
        found: list[mqtt5.PublishPacket] = []

        def heard() -> bool:
            found.extend(
                one for one in device.link.arrived(0.1) if isinstance(one, mqtt5.PublishPacket)
            )
            return bool(found)

        until(heard)
        intake.wait_for(1)
    assert [(one.topic, one.payload) for one in found] == [(own, b"of-us..number-01")]
    assert len(intake.stored) == 1


def test_a_broker_is_entered_by_one_name_only_once(broker: Mosquitto) -> None:
    """The client's name is what the session hangs on; Mosquitto says whether it was kept."""
    for kept in (False, True):
        link, answer = connect(broker.intake(), Entering("fahsai-intake", expiry=60))
        assert answer.session_present is kept
        link.close(politely=True)


def test_the_name_of_the_intake_lasts_and_is_not_to_be_guessed(tmp_path: Path) -> None:
    """Who knows it could end its session: a meter may call itself what it likes."""
    first = lasting_client_id(tmp_path / "home" / "client-id")
    assert lasting_client_id(tmp_path / "home" / "client-id") == first
    assert lasting_client_id(tmp_path / "other") != first
    assert len(first) == len("fahsai-") + 32
    assert (tmp_path / "other").stat().st_mode & 0o077 == 0
    assert [one.name for one in (tmp_path / "home").iterdir()] == ["client-id"]


def test_what_waits_outlives_a_restart_of_the_broker(broker: Mosquitto, devices: Devices) -> None:
    with Intake(broker.intake()).connected():
        pass
    device = devices(broker.meter(ORGANISATION, "E01"))
    device.publish_all(TOPIC, numbered(500))
    broker.stop()
    broker.start()
    with Intake(broker.intake()) as intake:
        intake.wait_for(500)
    assert intake.payloads() == numbered(500)
