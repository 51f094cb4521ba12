"""A message of a gateway: readings of several meters, each of which says whose it is.

It is a message as :mod:`fahsai.core.metering.message` reads it, in which ``meter`` names the meter
of each reading, or once of all::

    [{"meter": "E01", "t": 1763712000, "kwh": 12345.67}, {"meter": "W01", "t": 1763712000, "m3": 8}]
    {"meter": "E01", "readings": [{"t": 1763712000, "kwh": 12345.67}]}

Beside ``meter`` may stand ``seq``, the number of the message of that meter.  It is taken apart into
one message a meter.  Numbers are not read in between: they arrive as they
were written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from fahsai.core.metering.message import (
    LARGEST_MESSAGE,
    MOST_READINGS,
    MOST_SAID,
    READINGS,
    SEQUENCE,
    json_text,
)
from fahsai.core.metering.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.core.metering.message import Foreign

METER = "meter"
PIECE = LARGEST_MESSAGE // 2
"""Where the message of one meter is divided [bytes]: what came packed may be longer unpacked."""

_VALUE = msgspec.json.Decoder(msgspec.Raw).decode
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_LIST = msgspec.json.Decoder(list[msgspec.Raw]).decode
_TEXT = msgspec.json.Decoder(str).decode
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Messages by the meter that they name, and what names none."""

    messages: tuple[tuple[str, bytes], ...]
    refusals: tuple[Refusal, ...]


def by_meter(payload: bytes, foreign: Foreign | None = None) -> Addressed:
    """The messages of the meters that a gateway's message names, in its order.

    Example:
        >>> by_meter(b'[{"meter": "E01", "t": 1, "kwh": 1.50}, {"meter": "W01", "t": 1}]').messages
        (('E01', b'[{"t":1,"kwh":1.50}]'), ('W01', b'[{"t":1}]'))
    """
    if len(payload) > LARGEST_MESSAGE:
        return _refused(Reason.TOO_LARGE, str(len(payload)))
    try:
        readings = _readings(payload, foreign)
    except _UNREADABLE:
        return _refused(Reason.NOT_READABLE, _shown(payload))
    if len(readings) > MOST_READINGS:
        return _refused(Reason.TOO_MANY, str(len(readings)))
    found: dict[str, list[bytes]] = {}
    refusals = []
    for one in readings:
        if isinstance(one, Refusal):
            refusals.append(one)
        else:
            found.setdefault(one[0], []).append(one[1])
    messages = tuple((meter, piece) for meter, many in found.items() for piece in _pieces(many))
    return Addressed(messages, tuple(refusals))


def _refused(reason: Reason, said: str) -> Addressed:
    return Addressed((), (Refusal(reason, said),))


def _readings(payload: bytes, foreign: Foreign | None) -> list[tuple[str, bytes] | Refusal]:
    """Each reading with the name of its meter and without it."""
    objects = foreign(payload) if foreign is not None else None
    if objects is not None:
        return [_of_values(one) for one in objects]
    whole = bytes(_VALUE(payload)).lstrip()
    usual: dict[str, msgspec.Raw] = {}
    many: list[msgspec.Raw] = []
    if whole[:1] == b"{":
        outer = _OBJECT(whole)
        if READINGS not in outer:
            return [_of_raw(whole, {})]
        usual = {name: outer[name] for name in (METER, SEQUENCE) if name in outer}
        inner = bytes(outer[READINGS]).lstrip()
        many = _LIST(inner) if inner[:1] == b"[" else [msgspec.Raw(inner)]
    else:
        many = _LIST(whole) if whole[:1] == b"[" else [msgspec.Raw(whole)]
    return [_of_raw(bytes(one), usual) for one in many]


def _of_raw(text: bytes, usual: Mapping[str, msgspec.Raw]) -> tuple[str, bytes] | Refusal:
    """One reading of JSON; ``usual``: the meter of all that name none, and its message's number."""
    if text.lstrip()[:1] != b"{":
        return Refusal(Reason.NOT_A_READING, _shown(text))
    one = _OBJECT(text)
    if METER not in one and METER in usual:  # a gateway's own count is that of no meter
        one = {**usual, **one}
    said = one.pop(METER, None)
    try:
        meter = "" if said is None else _TEXT(said)
    except _UNREADABLE:
        meter = ""
    if not meter:
        return Refusal(Reason.METER_UNNAMED, _shown(text))
    return meter, msgspec.json.encode(one)


def _of_values(one: Mapping[str, Any]) -> tuple[str, bytes] | Refusal:
    """One reading of another encoding; exact numbers become their texts, which a message allows."""
    meter = one.get(METER)
    rest = {name: value for name, value in one.items() if name != METER}
    if not isinstance(meter, str) or not meter:
        return Refusal(Reason.METER_UNNAMED, json_text(rest)[:MOST_SAID])
    return meter, msgspec.json.encode(rest, enc_hook=str)


def _pieces(readings: list[bytes]) -> Iterator[bytes]:
    """Messages of some readings each."""
    piece: list[bytes] = []
    size = 0
    for one in readings:
        if piece and size + len(one) > PIECE:
            yield b"[" + b",".join(piece) + b"]"
            piece, size = [], 0
        piece.append(one)
        size += len(one) + 1
    yield b"[" + b",".join(piece) + b"]"


def _shown(said: bytes) -> str:
    return said.decode("utf-8", "replace")[:MOST_SAID]
