"""MQTT 3.1.1 packets, against those that paho and the standard's own bytes make."""

from __future__ import annotations

import mqtt5
import pytest

from fahsai.gateways.mqtt.level4 import length_of, read, write

QOS1 = mqtt5.QoS.AT_LEAST_ONCE


@pytest.mark.parametrize(
    ("packet", "data"),
    [
        (mqtt5.PingReqPacket(), b"\xc0\x00"),
        (mqtt5.DisconnectPacket(), b"\xe0\x00"),
        (mqtt5.PubAckPacket(258), b"\x40\x02\x01\x02"),
        (mqtt5.PublishPacket("a/b", b"xy"), b"\x30\x07\x00\x03a/bxy"),
        (
            mqtt5.PublishPacket("a/b", b"xy", qos=QOS1, packet_id=10, duplicate=True, retain=True),
            b"\x3b\x09\x00\x03a/b\x00\x0axy",
        ),
        (
            mqtt5.SubscribePacket(10, [mqtt5.TopicFilter("a/#", max_qos=QOS1)]),
            b"\x82\x08\x00\x0a\x00\x03a/#\x01",
        ),
        (
            mqtt5.ConnectPacket("me", username="u", password=b"pw", keep_alive=10),
            b"\x10\x15\x00\x04MQTT\x04\xc0\x00\x0a\x00\x02me\x00\x01u\x00\x02pw",
        ),
        (
            mqtt5.ConnectPacket("me", clean_start=True),
            b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x00\x00\x02me",
        ),
    ],
)
def test_packets_are_written_as_the_standard_says(packet: mqtt5.Packet, data: bytes) -> None:
    assert write(packet) == data


def test_long_packets_have_long_lengths() -> None:
    for size in (100, 200, 20_000, 3_000_000):
        data = write(mqtt5.PublishPacket("a", b"x" * size))
        packet, length = read(memoryview(data + b"next"))
        assert isinstance(packet, mqtt5.PublishPacket)
        assert (length, len(packet.payload)) == (len(data), size)


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_messages_are_read_as_they_were_written(qos: int) -> None:
    number = 77 if qos else None
    sent = mqtt5.PublishPacket(
        "ก/ข", b"\x00\xff", qos=mqtt5.QoS(qos), packet_id=number, retain=True
    )
    packet, _ = read(memoryview(write(sent)))
    assert packet == sent


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x20\x02\x01\x00", mqtt5.ConnAckReasonCode.SUCCESS),
        (b"\x20\x02\x00\x04", mqtt5.ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD),
        (b"\x20\x02\x00\x05", mqtt5.ConnAckReasonCode.NOT_AUTHORIZED),
    ],
)
def test_answers_are_read(data: bytes, code: mqtt5.ConnAckReasonCode) -> None:
    packet, length = read(memoryview(data))
    assert isinstance(packet, mqtt5.ConnAckPacket)
    assert (packet.reason_code, packet.session_present, length) == (code, data[2] == 1, 4)


def test_a_subscription_may_be_refused() -> None:
    packet, _ = read(memoryview(b"\x90\x04\x00\x01\x01\x80"))
    assert isinstance(packet, mqtt5.SubAckPacket)
    assert [int(one) for one in packet.reason_codes] == [1, 0x80]


def test_a_part_of_a_packet_waits_for_the_rest() -> None:
    data = write(mqtt5.PublishPacket("a", b"x" * 300))
    for end in range(len(data)):
        with pytest.raises(IndexError):
            read(memoryview(data[:end]))


@pytest.mark.parametrize(
    "data",
    [
        b"\x32\x03\x00\x09a",
        b"\x32\x03\x00\x01a",
        b"\x30\x01\x00",
        b"\x36\x05\x00\x01a\x00\x01",
        b"\x30\x04\x00\x02\xff\xfe",
        b"\x20\x01\x00",
        b"\x20\x02\x00\x09",
        b"\x90\x01\x00",
        b"\x10\x00",
        b"\x40\x01\x00",
    ],
)
def test_what_is_no_packet_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(memoryview(data))


def test_a_length_has_four_bytes_at_most() -> None:
    with pytest.raises(ValueError, match="four bytes"):
        length_of(memoryview(b"\x30\xff\xff\xff\xff\x01"))
