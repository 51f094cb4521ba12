"""What a meter says in one message, read exactly.

A message is a JSON object: ``t``, the time of the reading; ``seq``, the number of the message
where the device counts them; every other name is a channel of the meter with its value::

    {"t": 1763712000, "kwh": 12345.67, "kw": 3.2}

or an array of such objects, or ``{"readings": [...]}``, where ``seq`` may stand beside them as the
number of all that have none of their own.  Times are seconds or milliseconds since
1970 or ISO 8601 with a zone; values are numbers or texts of numbers.  Nothing is rounded unseen:
what has more digits than its channel keeps is marked, and its text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

from fahsai.core.metering.columns import NO_SEQUENCE, Columns
from fahsai.core.metering.refusal import Reason, Refusal
from fahsai.core.metering.series import Quality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.core.metering.channel import Channel

TIME, SEQUENCE, READINGS = "t", "seq", "readings"
LARGEST_MESSAGE = 1024 * 1024  # [bytes]
MOST_READINGS = 50_000  # of one message
FIRST_INSTANT = 946_684_800  # 2000-01-01 [unix s]: no meter of ours measured before
MOST_AHEAD = 600  # [s] that a clock may be ahead of ours
ERA = 543  # years by which the Buddhist era is ahead
PLAUSIBLE = 10 * 366 * 86_400  # [s] before now that a device may still speak of
MILLISECONDS = 100_000_000_000  # a time of this size or more is in milliseconds
LARGEST_VALUE = 10**15  # scaled: with three digits more it is far from the end of 64 bits
MOST_SAID = 200  # characters of what stood there
LARGEST_SEQUENCE = 2**53
MOST_DIGITS = 40
"""Characters that the text of a value may have."""

MOST_UNREAD = 1_000
"""Numbers of objects without a reading that one message is remembered by."""

_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
_ENCODE = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode
_NUMBER = re.compile(rb'"seq"\s*:\s*(\d{1,16})(?![\d.eE])')


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became readings, and what did not.

    ``unread``: the numbers of what arrived without a reading, None where none could be read.
    """

    columns: Columns
    refusals: tuple[Refusal, ...]
    unread: tuple[int | None, ...] = ()


class _Rows:
    """Readings that are being gathered."""

    def __init__(self) -> None:
        self.channel: list[int] = []
        self.ts: list[int] = []
        self.value: list[int] = []
        self.quality: list[int] = []
        self.seq: list[int] = []
        self.raw: dict[int, str] = {}

    def columns(self) -> Columns:
        return Columns(self.channel, self.ts, self.value, self.quality, self.seq, self.raw)


Foreign = Callable[[bytes], "list[dict[str, Any]] | None"]
"""Reads the objects of a payload in another encoding; None where it is not in that."""


def parse(
    payload: bytes,
    channels: Mapping[str, Channel],
    arrived: int,
    foreign: Foreign | None = None,
) -> Parsed:
    """The readings of one message of a meter with these channels.

    Args:
        payload: the bytes of the message.
        channels: of the meter, by their names.
        arrived: when the message came [unix ms]; no time is later than that by 10 minutes.
        foreign: reads what is no JSON.

    Returns:
        Readings in the order they stand in; a value that cannot be used is refused by itself, an
        object without a usable time as a whole.

    Example:
        >>> from fahsai.core.metering.channel import Channel, Measure
        >>> kwh = Channel(7, "kwh", Measure.REGISTER, "kWh", digits=2)
        >>> read = parse(b'{"t": 1763712000, "kwh": 12.345}', {"kwh": kwh}, 1763712001000)
        >>> read.columns.value, read.columns.raw
        ([1234], {0: '12.345'})
    """
    rows, refusals = _Rows(), []
    unread: list[int | None] = []
    for one in _objects(payload, foreign):
        if isinstance(one, Refusal):
            refusals.append(one)
            continue
        before = len(rows.channel)
        refusals.extend(_read(one, channels, arrived, rows))
        if len(rows.channel) == before and (seq := _sequence(one.get(SEQUENCE))) != NO_SEQUENCE:
            unread.append(seq)
    if refusals and not rows.channel and not unread:
        unread.extend(numbers_in(payload))
    return Parsed(rows.columns(), tuple(refusals), tuple(unread[:MOST_UNREAD]))


def numbers_in(payload: bytes) -> tuple[int | None, ...]:
    """The numbers of messages that stand in what is no message; one None where there is none.

    >>> numbers_in(b'{"t":1763712000,"seq":17,"kwh":NaN}'), numbers_in(b'{"t":1763')
    ((17,), (None,))
    """
    found = (int(one) for one in _NUMBER.findall(payload[:LARGEST_MESSAGE]))
    usable = tuple(one for one in found if one < LARGEST_SEQUENCE)[:MOST_UNREAD]
    return usable or (None,)


def _objects(payload: bytes, foreign: Foreign | None) -> Iterator[dict[str, Any] | Refusal]:
    """The objects of a message, or why there are none."""
    if len(payload) > LARGEST_MESSAGE:
        yield Refusal(Reason.TOO_LARGE, str(len(payload)))
        return
    try:
        said: Any = _DECODE(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError, ArithmeticError):
        said = None if foreign is None else foreign(payload)
        if said is None:
            yield Refusal(Reason.NOT_READABLE, _shown(payload))
            return
    usual: dict[str, Any] = {}
    if isinstance(said, dict) and READINGS in said:
        usual = {SEQUENCE: said[SEQUENCE]} if SEQUENCE in said else {}
        said = said[READINGS]
    many = said if isinstance(said, list) else [said]
    if len(many) > MOST_READINGS:
        yield Refusal(Reason.TOO_MANY, str(len(many)))
        return
    for one in many:
        if isinstance(one, dict):
            yield usual | one
        else:
            yield Refusal(Reason.NOT_A_READING, _shown(one))


def _read(
    one: dict[str, Any], channels: Mapping[str, Channel], arrived: int, rows: _Rows
) -> Iterator[Refusal]:
    """Add the readings of one object; what is wrong with it comes back."""
    ts = instant(one.get(TIME), arrived)
    if isinstance(ts, Refusal):
        yield Refusal(ts.reason, ts.said or _shown(one))
        return
    seq = _sequence(one.get(SEQUENCE))
    for name, said in one.items():
        if name in (TIME, SEQUENCE):
            continue
        channel = channels.get(name)
        if channel is None:
            yield Refusal(Reason.CHANNEL_UNKNOWN, _shown(name))
            continue
        value = exact(said)
        if isinstance(value, Refusal):
            yield Refusal(value.reason, f"{name}: {value.said}")
            continue
        whole, rest = scaled(value, channel)
        if abs(whole) >= LARGEST_VALUE:
            yield Refusal(Reason.VALUE_BEYOND, f"{name}: {_shown(said)}")
            continue
        if rest:
            rows.raw[len(rows.channel)] = str(said)[:MOST_SAID]
        rows.channel.append(channel.number)
        rows.ts.append(ts)
        rows.value.append(whole)
        rows.quality.append(int(Quality.ROUNDED if rest else Quality.MEASURED))
        rows.seq.append(seq)


def instant(said: Any, arrived: int) -> int | Refusal:
    """The time of a reading [unix s], whole seconds; refused where no clock can be right.

    Seconds, milliseconds from 10**11 on, or ISO 8601 with a zone; a fraction of a second is cut.
    """
    if said is None:
        return Refusal(Reason.TIME_MISSING)
    ts = _seconds(said)
    if ts is None:
        zoneless = isinstance(said, str) and _is_zoneless(said.strip())
        reason = Reason.TIME_ZONELESS if zoneless else Reason.TIME_UNREADABLE
        return Refusal(reason, _shown(said))
    if ts < FIRST_INSTANT:
        return Refusal(Reason.CLOCK_BEHIND, _shown(said))
    if ts > arrived // 1000 + MOST_AHEAD:
        meant = _of_christian_era(said, ts, arrived // 1000)
        if meant is not None:
            return Refusal(Reason.BUDDHIST_ERA, f"{_shown(said)} → {meant}")
        return Refusal(Reason.CLOCK_AHEAD, _shown(said))
    return ts


def _of_christian_era(said: Any, ts: int, now: int) -> str | None:
    """The time that was meant, written as it was sent; None where no year of an era explains it."""
    text = said.strip() if isinstance(said, str) else ""
    try:
        at = datetime.fromtimestamp(ts, UTC)
        at = at if not text or text.isdecimal() else datetime.fromisoformat(text)
        leap = (at.month, at.day) == (2, 29)  # a day that the year that is meant may lack
        meant = at.replace(year=at.year - ERA, day=28 if leap else at.day)
        seconds = int(meant.timestamp() // 1)
    except (ValueError, OverflowError, OSError):
        return None
    if not now - PLAUSIBLE <= seconds <= now + MOST_AHEAD:
        return None
    return str(seconds) if not text or text.isdecimal() else meant.isoformat()


def _seconds(said: Any) -> int | None:
    if isinstance(said, bool):
        return None
    if isinstance(said, str):
        return _written(said.strip())
    if not isinstance(said, int | Decimal):
        return None
    if not -LARGEST_VALUE <= said <= LARGEST_VALUE:
        return None
    return int(said // 1000) if said >= MILLISECONDS else int(said // 1)


def _is_zoneless(text: str) -> bool:
    """Whether it would be an instant, had it a zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _written(text: str) -> int | None:
    """An instant in words: a number of seconds or milliseconds, or ISO 8601 with its zone."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_VALUE)):
        return _seconds(int(text))
    try:
        at = datetime.fromisoformat(text)
        return None if at.tzinfo is None else int(at.astimezone(UTC).timestamp() // 1)
    except (ValueError, OverflowError):
        return None


def _sequence(said: Any) -> int:
    """The number of a message; what is no such number tells nothing."""
    if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < LARGEST_SEQUENCE:
        return said
    return NO_SEQUENCE


def exact(said: Any) -> Decimal | Refusal:
    """A value as it was written, without any rounding."""
    if said is None:
        return Refusal(Reason.VALUE_MISSING)
    text = said.strip() if isinstance(said, str) else said
    if isinstance(text, bool) or not isinstance(text, int | str | Decimal):
        return Refusal(Reason.VALUE_UNREADABLE, _shown(said))
    if isinstance(text, str) and (len(text) > MOST_DIGITS or "_" in text or not text.isascii()):
        return Refusal(Reason.VALUE_UNREADABLE, _shown(said))
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Refusal(Reason.VALUE_UNREADABLE, _shown(said))
    if not value.is_finite():
        return Refusal(Reason.VALUE_UNREADABLE, _shown(said))
    return value


def scaled(value: Decimal, channel: Channel) -> tuple[int, bool]:
    """The whole number of a value [10**-digits unit], half to even, and whether it was rounded.

    A value that no channel keeps comes back as it is too large, whatever its exponent.
    """
    if value and not -100 < value.adjusted() < len(str(LARGEST_VALUE)):  # noqa: PLR2004 - any
        return (LARGEST_VALUE, False) if value.adjusted() > 0 else (0, True)
    whole = channel.scaled(value)
    return whole, channel.value(whole) != value


def _shown(said: Any) -> str:
    """What stood there, short: as it was sent, so objects as JSON."""
    if isinstance(said, bytes):
        return said.decode("utf-8", "replace")[:MOST_SAID]
    return (said if isinstance(said, str) else json_text(said))[:MOST_SAID]


def json_text(said: Any) -> str:
    """A value as JSON says it, also what no JSON holds.

    >>> json_text({"t": Decimal("1.50"), "on": True})
    '{"t":1.50,"on":true}'
    """
    try:
        return _ENCODE(said).decode()
    except (ValueError, OverflowError, RecursionError):  # a number beyond 64 bits
        return str(said)
