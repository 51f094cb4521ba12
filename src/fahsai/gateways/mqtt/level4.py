"""MQTT 3.1.1 (protocol level 4) in the packets of MQTT 5, for brokers that know no other.

Only what a client of ours sends and gets.  What level 4 lacks is lost on the way out (properties,
expiry of a session, receive maximum) and has its usual value on the way in.

Reference: MQTT Version 3.1.1, OASIS Standard, 29 October 2014, chapters 2 and 3.
"""

from __future__ import annotations

from struct import Struct, error

import mqtt5

PROTOCOL = b"\x00\x04MQTT\x04"
CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
PINGREQ, PINGRESP, DISCONNECT = 0xC0, 0xD0, 0xE0
NUMBER = Struct("!H")
MOST_LENGTH_BYTES = 4

REFUSALS = {
    0: mqtt5.ConnAckReasonCode.SUCCESS,
    1: mqtt5.ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
    2: mqtt5.ConnAckReasonCode.CLIENT_ID_NOT_VALID,
    3: mqtt5.ConnAckReasonCode.SERVER_UNAVAILABLE,
    4: mqtt5.ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD,
    5: mqtt5.ConnAckReasonCode.NOT_AUTHORIZED,
}
"""Table 3.1 in the reason codes of level 5."""


def length_of(buffer: memoryview) -> tuple[int, int]:
    """The bytes of the first packet's fixed header, and of the whole packet.

    Raises:
        IndexError: more must come first.
        ValueError: no length is written like this.
    """
    length = 0
    for place in range(1, MOST_LENGTH_BYTES + 1):
        byte = buffer[place]
        length |= (byte & 0x7F) << (7 * (place - 1))
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that another byte follows
            return place + 1, place + 1 + length
    raise ValueError("a length of more than four bytes")


def read(buffer: memoryview) -> tuple[mqtt5.Packet, int]:
    """The first packet and how many bytes it took.

    Raises:
        IndexError: it is not whole yet.
        ValueError: this is no packet that a broker sends.
    """
    head, whole = length_of(buffer)
    if len(buffer) < whole:
        raise IndexError("not enough bytes")
    try:
        return _packet(buffer[0], buffer[head:whole]), whole
    except (error, UnicodeDecodeError, IndexError, KeyError) as wrong:
        raise ValueError(f"malformed packet: {wrong}") from wrong


def _packet(first: int, body: memoryview) -> mqtt5.Packet:
    kind = first & 0xF0
    if kind == PUBLISH:
        return _publish(first, body)
    if kind == PUBACK:
        return mqtt5.PubAckPacket(NUMBER.unpack(body)[0])
    if kind == CONNACK:
        present, code = body
        return mqtt5.ConnAckPacket(session_present=bool(present & 1), reason_code=REFUSALS[code])
    if kind == SUBACK:
        codes = [mqtt5.SubAckReasonCode(code) for code in body[2:]]
        return mqtt5.SubAckPacket(NUMBER.unpack_from(body)[0], codes)
    if kind == PINGRESP:
        return mqtt5.PingRespPacket()
    raise ValueError(f"a packet of type {first:#x}")


def _publish(first: int, body: memoryview) -> mqtt5.PublishPacket:
    level = first >> 1 & 3
    end = 2 + NUMBER.unpack_from(body)[0]
    numbered = bool(level)
    payload = end + 2 if numbered else end
    if payload > len(body):
        raise ValueError("a topic beyond its packet")
    return mqtt5.PublishPacket(
        str(body[2:end], "utf-8"),
        bytes(body[payload:]),
        qos=mqtt5.QoS(level),
        retain=bool(first & 1),
        packet_id=NUMBER.unpack_from(body, end)[0] if numbered else None,
        duplicate=bool(first & 8),
    )


def write(packet: mqtt5.Packet) -> bytes:
    """A packet of a client as bytes.

    Raises:
        ValueError: level 4 has no such packet from a client of ours.
    """
    match packet:
        case mqtt5.PublishPacket():
            flags = int(packet.qos) << 1 | packet.retain | packet.duplicate << 3
            number = b"" if packet.packet_id is None else NUMBER.pack(packet.packet_id)
            return _framed(PUBLISH | flags, _text(packet.topic) + number + packet.payload)
        case mqtt5.PubAckPacket():
            return _framed(PUBACK, NUMBER.pack(packet.packet_id))
        case mqtt5.ConnectPacket():
            return _connect(packet)
        case mqtt5.SubscribePacket():
            filters = [
                _text(one.pattern) + bytes([int(one.max_qos)]) for one in packet.topic_filters
            ]
            return _framed(SUBSCRIBE, NUMBER.pack(packet.packet_id) + b"".join(filters))
        case mqtt5.PingReqPacket():
            return _framed(PINGREQ, b"")
        case mqtt5.DisconnectPacket():
            return _framed(DISCONNECT, b"")
        case _:
            raise ValueError(f"no {type(packet).__name__} from a client of level 4")


def _connect(packet: mqtt5.ConnectPacket) -> bytes:
    flags, fields = packet.clean_start << 1, [_text(packet.client_id)]
    if packet.username is not None:
        flags |= 0x80
        fields.append(_text(packet.username))
    if packet.password is not None:
        flags |= 0x40
        fields.append(NUMBER.pack(len(packet.password)) + packet.password)
    head = PROTOCOL + bytes([flags]) + NUMBER.pack(packet.keep_alive)
    return _framed(CONNECT, head + b"".join(fields))


def _text(text: str) -> bytes:
    data = text.encode()
    return NUMBER.pack(len(data)) + data


def _framed(first: int, body: bytes) -> bytes:
    length, written = len(body), bytearray([first])
    while True:
        length, byte = length >> 7, length & 0x7F
        written.append(byte | (0x80 if length else 0))
        if not length:
            return bytes(written) + body
