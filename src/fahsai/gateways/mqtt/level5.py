"""MQTT 5 packets in, with those that the codec cannot take: one bad packet holds up no other.

A broker passes on what devices write.  A packet that cannot be read must still be acknowledged, or
the broker sends it again at every connection for ever.

Reference: MQTT Version 5.0, OASIS Standard, 7 March 2019, section 3.3.
"""

from __future__ import annotations

from typing import NamedTuple

import mqtt5

from fahsai.gateways.mqtt.level4 import NUMBER, PUBLISH, length_of

PANIC = "PanicException"
"""What the codec raises where its Rust gave up (a topic that is no UTF-8); not an Exception."""


class Spoiled(NamedTuple):
    """A message that is no good MQTT: what can be made out of it, and why it is not good."""

    topic: str
    payload: bytes
    packet_id: int | None
    why: str


Parsed = mqtt5.Packet | Spoiled

OLD_REFUSAL = b"\x20\x02\x00\x01"
"""How a broker of MQTT 3.1.1 answers MQTT 5: return code 1, unacceptable protocol version."""


def read(buffer: memoryview) -> tuple[Parsed, int]:
    """The first packet and how many bytes it took.

    Raises:
        IndexError: it is not whole yet.
        ValueError: nothing can be made of it, nor of what follows.
    """
    try:
        return mqtt5.read(buffer)
    except IndexError:
        return _whole_or_raise(buffer)
    except ValueError as error:
        if buffer[: len(OLD_REFUSAL)] == OLD_REFUSAL:
            old = mqtt5.ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION
            return mqtt5.ConnAckPacket(reason_code=old), len(OLD_REFUSAL)
        return _spoiled(buffer, error)
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        return _spoiled(buffer, error)


def _whole_or_raise(buffer: memoryview) -> tuple[Parsed, int]:
    """The codec misses bytes: because more will come, or because a length inside is a lie."""
    _, whole = length_of(buffer)
    if len(buffer) < whole:
        raise IndexError("not enough bytes")
    return _spoiled(buffer, ValueError("a length beyond the packet"))


def _spoiled(buffer: memoryview, error: BaseException) -> tuple[Spoiled, int]:
    """What stands in a message that the codec refused: topic, number and the rest as payload."""
    first = buffer[0]
    if first & 0xF0 != PUBLISH:
        raise ValueError(str(error)) from error
    head, whole = length_of(buffer)
    if len(buffer) < whole:
        raise IndexError("not enough bytes")
    body = buffer[head:whole]
    if len(body) < NUMBER.size:
        raise ValueError("a message without a topic") from error
    end = NUMBER.size + NUMBER.unpack_from(body)[0]
    numbered = bool(first & 0x06)
    rest = end + NUMBER.size if numbered else end
    if rest > len(body):
        raise ValueError("a topic beyond its packet") from error
    number = NUMBER.unpack_from(body, end)[0] if numbered else None
    topic = str(body[NUMBER.size : end], "utf-8", "replace")
    return Spoiled(topic, bytes(body[rest:]), number, str(error)), whole
