"""Brokers and devices that misbehave: nothing falls, and one bad message holds up no other."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import mqtt5
import pytest
from tests.gateways.mqtt.mosquitto import METERS, ORGANISATION, OTHER, until
from tests.gateways.mqtt.scripted import ACCEPTED, SUBSCRIBED, Scripted, publish
from tests.gateways.mqtt.talking import Intake

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.broker import LARGEST_PAYLOAD
from fahsai.gateways.mqtt.level5 import Spoiled, read
from fahsai.gateways.mqtt.link import LinkLostError

if TYPE_CHECKING:
    from tests.gateways.mqtt.mosquitto import Mosquitto
    from tests.gateways.mqtt.talking import Devices

GOOD = publish("fahsai/o/E01", b"good", 7)
NO_UTF8 = b"\x32\x0a\x00\x03\xff\xfea\x00\x09\x00xy"
"""A message whose topic is no text, number 9: the codec gives up on it."""
LYING = b"\x32\x08\x00\x01a\x00\x0a\x7fxy"
"""Number 10: its properties are longer than the packet."""


def test_packets_may_come_in_any_pieces() -> None:
    data = ACCEPTED + SUBSCRIBED + GOOD + publish("fahsai/o/E02", b"x" * 300, 8)
    draw = random.Random(1)  # noqa: S311 - no secret
    cuts = sorted(draw.sample(range(1, len(data)), 40))
    pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    with Scripted([pieces], stays=True) as broker, Intake(broker.address) as intake:
        intake.wait_for(2)
        until(lambda: broker.acknowledged() == [7, 8])
    assert intake.payloads() == [b"good", b"x" * 300]


# The codec writes down what it gave up on, beside the exception that we see.
GIVEN_UP = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@GIVEN_UP
@pytest.mark.parametrize(("bad", "number"), [(NO_UTF8, 9), (LYING, 10)])
def test_a_message_that_is_no_good_mqtt_is_kept_and_acknowledged(bad: bytes, number: int) -> None:
    script = [ACCEPTED + SUBSCRIBED + publish("fahsai/o/E01", b"before", 6) + bad + GOOD]
    with Scripted([script], stays=True) as broker, Intake(broker.address) as intake:
        intake.wait_for(3)
        until(lambda: len(broker.acknowledged()) == 3)
    assert broker.acknowledged() == [6, number, 7]
    assert intake.payloads()[0::2] == [b"before", b"good"]
    assert b"xy" in intake.payloads()[1]
    assert "spoiled" in intake.kinds()


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x00\x00",
        b"\x32\xff\xff\xff\xff\x7f",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x30\x01\x00",
    ],
)
def test_what_is_no_mqtt_ends_the_connection_and_what_came_before_is_kept(rubbish: bytes) -> None:
    script = [ACCEPTED + SUBSCRIBED + GOOD + rubbish]
    with Scripted([script, [ACCEPTED, SUBSCRIBED]]) as broker, Intake(broker.address) as intake:
        intake.connected(2)
    assert intake.payloads() == [b"good"]
    assert "lost" in intake.kinds()


def test_what_a_dying_broker_had_sent_is_taken_without_acknowledgement() -> None:
    many = b"".join(publish("fahsai/o/E01", b"%d" % number, number) for number in range(1, 2001))
    script = [ACCEPTED, SUBSCRIBED, many]
    with Scripted([script, [ACCEPTED, SUBSCRIBED]]) as broker, Intake(broker.address) as intake:
        intake.connected(2)
    assert intake.payloads() == [b"%d" % number for number in range(1, 2001)]


def test_a_broker_of_mqtt_3_is_told_by_its_name() -> None:
    scripts = [[b"\x20\x02\x00\x01"]] * 3
    with Scripted(scripts) as broker, Intake(broker.address) as intake:
        until(lambda: "refused" in intake.kinds())
    assert intake.told[0].data["code"] == "old_protocol"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (mqtt5.ConnAckPacket(reason_code=mqtt5.ConnAckReasonCode.BANNED), "banned"),
        (mqtt5.ConnAckPacket(max_qos=mqtt5.QoS.AT_MOST_ONCE), "quality"),
        (mqtt5.ConnAckPacket(wildcard_subscription_available=False), "wildcards"),
    ],
)
def test_a_broker_that_cannot_keep_the_promise_is_refused(
    answer: mqtt5.ConnAckPacket, code: str
) -> None:
    with Scripted([[answer.write()]] * 3) as broker, Intake(broker.address) as intake:
        until(lambda: "refused" in intake.kinds())
    assert intake.told[0].data["code"] == code


@pytest.mark.parametrize(
    ("granted", "code"),
    [
        (mqtt5.SubAckReasonCode.NOT_AUTHORIZED, "subscription"),
        (mqtt5.SubAckReasonCode.GRANTED_QOS_AT_MOST_ONCE, "quality"),
    ],
)
def test_a_subscription_that_is_not_given_is_told(
    granted: mqtt5.SubAckReasonCode, code: str
) -> None:
    script = [ACCEPTED + GOOD + mqtt5.SubAckPacket(1, [granted]).write()]
    with Scripted([script] * 3) as broker, Intake(broker.address) as intake:
        until(lambda: "refused" in intake.kinds())
    assert intake.told[0].data["code"] == code
    assert b"good" in intake.payloads()  # what the session brought before is not lost


def test_the_brokers_reasons_are_told() -> None:
    full = mqtt5.DisconnectPacket(reason_code=mqtt5.DisconnectReasonCode.QUOTA_EXCEEDED)
    other = mqtt5.DisconnectPacket(reason_code=mqtt5.DisconnectReasonCode.SESSION_TAKEN_OVER)
    scripts = [[ACCEPTED + SUBSCRIBED + full.write()], [ACCEPTED + SUBSCRIBED + other.write()]]
    with Scripted(scripts) as broker, Intake(broker.address) as intake:
        until(lambda: "taken_over" in intake.kinds())
    assert [one.data.get("reason") for one in intake.told if one.kind == "lost"] == [
        "quota_exceeded"
    ]


def test_a_weaker_session_is_told() -> None:
    weak = mqtt5.ConnAckPacket(session_expiry_interval=60).write()
    with Scripted([[weak, SUBSCRIBED]], stays=True) as broker, Intake(broker.address) as intake:
        intake.connected()
    assert ("weaker", {"what": "session_expiry", "given": "60"}) in [
        (one.kind.value, dict(one.data)) for one in intake.told
    ]


@GIVEN_UP
def test_any_bytes_are_a_packet_a_part_of_one_or_an_end() -> None:
    """Never anything else: ten thousand mutations of good packets."""
    draw = random.Random(3)  # noqa: S311 - no secret
    good = GOOD + NO_UTF8 + LYING + ACCEPTED + SUBSCRIBED
    kinds = set()
    for _ in range(10_000):
        data = bytearray(good)
        for _ in range(draw.randint(1, 4)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        view = memoryview(bytes(data[draw.randrange(len(data)) :]))
        try:
            packet, length = read(view)
            assert 0 < length <= len(view)
            kinds.add(type(packet).__name__)
        except (IndexError, ValueError) as error:
            kinds.add(type(error).__name__)
    assert {"PublishPacket", "IndexError", "ValueError", Spoiled.__name__} <= kinds


def test_an_oversized_message_ends_its_device_alone(broker: Mosquitto, devices: Devices) -> None:
    topic = topic_of(ORGANISATION, "E01")
    with Intake(broker.intake()).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        other = devices(broker.meter(OTHER, "E01"))
        assert device.answer.max_packet_size is not None
        device.publish(topic, b"x" * LARGEST_PAYLOAD)  # as large as it may be
        with pytest.raises(LinkLostError):
            device.publish(topic, b"x" * (2 * LARGEST_PAYLOAD))
        other.publish(topic_of(OTHER, "E01"), b"goes on")
        intake.wait_for(2)
    assert [len(one) for one in intake.payloads()] == [LARGEST_PAYLOAD, len(b"goes on")]


def test_a_flood_from_one_device_keeps_no_other_out(broker: Mosquitto, devices: Devices) -> None:
    with Intake(broker.intake()).connected() as intake:
        flood = devices(broker.meter(ORGANISATION, "E01"))
        calm = [devices(broker.meter(OTHER, one)) for one in METERS]
        for turn in range(5):
            flood.publish_all(topic_of(ORGANISATION, "E01"), [b"flood"] * 2000)
            for device, meter in zip(calm, METERS, strict=True):
                device.publish(topic_of(OTHER, meter), b"calm %d" % turn)
        intake.wait_for(5 * 2003)
    assert sum(one.payload.startswith(b"calm") for one in intake.stored) == 15


@pytest.mark.parametrize("payload", [b"", b"\x00\xff" * 500, b"{" * 10_000, b"NaN", "ไทย".encode()])
def test_payloads_of_any_kind_are_handed_over(
    broker: Mosquitto, devices: Devices, payload: bytes
) -> None:
    with Intake(broker.intake()).connected() as intake:
        device = devices(broker.meter(ORGANISATION, "E01"))
        device.publish(topic_of(ORGANISATION, "E01"), payload)
        device.publish(topic_of(ORGANISATION, "E01"), b"after")
        intake.wait_for(2)
    assert intake.payloads() == [payload, b"after"]
