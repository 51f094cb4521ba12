"""Many messages read at once: the usual ones in columns, whatever is unusual one by one.

Nearly all messages have whole seconds and short numbers.  Those are taken together, with
arithmetic of doubles that is exact for what it accepts; all others go to
:func:`fahsai.core.metering.message.parse`, which says what a message means.  Both give the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec
import numpy as np

from fahsai.core.metering.columns import NO_SEQUENCE, Columns
from fahsai.core.metering.message import (
    FIRST_INSTANT,
    LARGEST_MESSAGE,
    LARGEST_SEQUENCE,
    LARGEST_VALUE,
    MILLISECONDS,
    MOST_AHEAD,
    MOST_READINGS,
    READINGS,
    SEQUENCE,
    TIME,
    parse,
)
from fahsai.core.metering.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.message import Foreign

NO_CHANNEL = -1
LONG_NUMBER = b"0" * 17
"""So many digits and points in a row may be a number that a double does not hold exactly."""

_TO_DIGITS = bytes(48 if chr(byte) in "0123456789." else 32 for byte in range(256))
_NUMBERS: frozenset[Any] = frozenset({int, float})
_DECODE = msgspec.json.Decoder().decode


class Sent(Protocol):
    """A message as it came."""

    @property
    def topic(self) -> str:
        """Where it was published."""

    @property
    def payload(self) -> bytes:
        """What it says."""


class Listing:
    """The channels of all meters by their topics, as the intake looks them up.

    ``foreign`` reads payloads that are no JSON.
    """

    def __init__(
        self, meters: Mapping[str, Iterable[Channel]], foreign: Foreign | None = None
    ) -> None:
        self.foreign = foreign
        self._named: dict[str, dict[str, Channel]] = {}
        self.ranks: dict[str, dict[str, int]] = {}
        numbers: list[int] = []
        scales: list[float] = []
        for topic, channels in meters.items():
            ranks = {TIME: NO_CHANNEL, SEQUENCE: NO_CHANNEL}
            for one in channels:
                ranks[one.name] = len(numbers)
                numbers.append(one.number)
                scales.append(10.0**one.digits)
            self.ranks[topic] = ranks
            self._named[topic] = {one.name: one for one in channels}
        self.numbers = np.array(numbers, np.int64)
        self.scales = np.array(scales, np.float64)

    def channels(self, topic: str) -> Mapping[str, Channel] | None:
        """The channels of the meter of a topic; None where there is none."""
        return self._named.get(topic)


class Refused(NamedTuple):
    """A message that became no reading, wholly or in part."""

    message: int  # its place among those that came
    refusals: tuple[Refusal, ...]


class Unread(NamedTuple):
    """A message of which something became no reading: the numbers that it bore of it."""

    message: int  # its place among those that came
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """All readings of some messages in the order of their arrival, and what was refused."""

    columns: Columns
    message: NDArray[np.int64]  # which message brought each reading
    refused: tuple[Refused, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(slots=True)
class _Usual:
    """Readings of usual messages, not looked at yet."""

    rank: list[int] = field(default_factory=list)
    ts: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    seq: list[int] = field(default_factory=list)
    message: list[int] = field(default_factory=list)
    count: list[int] = field(default_factory=list)

    def single(self, index: int, said: dict[str, Any], ranks: Mapping[str, int]) -> bool:
        """Take a message of one reading; False where it is not usual."""
        ts, seq = said.get(TIME), said.get(SEQUENCE, NO_SEQUENCE)
        if ts.__class__ is not int or seq.__class__ is not int:
            return False
        taken = 0
        for name, value in said.items():
            rank = ranks.get(name)
            if rank is None or value.__class__ not in _NUMBERS:
                self.forget(taken)
                return False
            if rank >= 0:
                self.rank.append(rank)
                self.ts.append(ts)
                self.value.append(value)
                self.seq.append(seq)
                taken += 1
        if taken:
            self.message.append(index)
            self.count.append(taken)
        return taken > 0

    def many(
        self, index: int, said: list[dict[str, Any]], ranks: Mapping[str, int], seq: Any
    ) -> bool:
        """Take a message of several readings that all have the same names.

        ``seq`` is the number of those that have none of their own.
        """
        size = len(said)
        if (
            seq.__class__ is not int
            or not 0 < size <= MOST_READINGS
            or {one.__class__ for one in said} != {dict}
        ):
            return False
        names = said[0].keys()
        if TIME not in names or sum(map(len, said)) != size * len(names):
            return False
        try:
            columns = {name: [one[name] for one in said] for name in names}
        except KeyError:
            return False
        kinds = {name: set(map(type, column)) for name, column in columns.items()}
        if kinds.pop(TIME) != {int} or kinds.pop(SEQUENCE, {int}) != {int}:
            return False
        if not kinds or not all(name in ranks and kind <= _NUMBERS for name, kind in kinds.items()):
            return False
        times = columns[TIME]
        seqs = columns.get(SEQUENCE, [seq] * size)
        for name in kinds:
            self.rank.extend([ranks[name]] * size)
            self.ts.extend(times)
            self.value.extend(columns[name])
            self.seq.extend(seqs)
        self.message.append(index)
        self.count.append(size * len(kinds))
        return True

    def forget(self, rows: int) -> None:
        """Take back the last rows: their message is not usual."""
        if rows:
            for column in (self.rank, self.ts, self.value, self.seq):
                del column[-rows:]


def read_messages(messages: Sequence[Sent], listing: Listing, arrived: int) -> Read:
    """The readings of messages that came at ``arrived`` [unix ms].

    A message of an unknown topic is refused by ``topic_unknown``.
    """
    usual = _Usual()
    other = [
        index
        for index, one in enumerate(messages)
        if not _taken(usual, index, one.payload, listing.ranks.get(one.topic))
    ]
    try:
        quick, doubtful = _looked_at(usual, listing, arrived)
    except OverflowError:  # a number beyond 64 bits: somewhere in there
        quick, doubtful = _nothing(), usual.message
    if not other and not doubtful:
        return Read(quick.columns, quick.message, ())
    return _joined(quick, _one_by_one(messages, sorted([*other, *doubtful]), listing, arrived))


def _taken(usual: _Usual, index: int, payload: bytes, ranks: Mapping[str, int] | None) -> bool:
    """Whether a message was taken as a usual one."""
    if (
        ranks is None
        or len(payload) > LARGEST_MESSAGE
        or LONG_NUMBER in payload.translate(_TO_DIGITS)
    ):
        return False
    try:
        said = _DECODE(payload)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return False
    seq: Any = NO_SEQUENCE
    if said.__class__ is dict:
        if READINGS not in said:
            return usual.single(index, said, ranks)
        seq = said.get(SEQUENCE, NO_SEQUENCE)
        said = said[READINGS]
    return said.__class__ is list and usual.many(index, said, ranks, seq)


def _looked_at(usual: _Usual, listing: Listing, arrived: int) -> tuple[Read, list[int]]:
    """Readings that are exact and of a possible time; the messages that hold any other.

    A double times a power of ten, rounded, is the whole number sought if that number divided by
    the same power is the double again: both are then the double nearest to one short decimal.
    """
    rank = np.array(usual.rank, np.intp)
    ts, value = np.array(usual.ts, np.int64), np.array(usual.value, np.float64)
    seq = np.array(usual.seq, np.int64)
    message = np.repeat(np.array(usual.message, np.int64), np.array(usual.count, np.int64))
    ts = np.where(ts >= MILLISECONDS, ts // 1000, ts)
    seq = np.where((seq >= 0) & (seq < LARGEST_SEQUENCE), seq, NO_SEQUENCE)
    scale = listing.scales[rank]
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.rint(value * scale)
        good = (np.abs(whole) < LARGEST_VALUE) & (whole / scale == value)
    good &= (ts >= FIRST_INSTANT) & (ts <= arrived // 1000 + MOST_AHEAD)
    doubtful: list[int] = []
    if not good.all():
        doubtful = np.unique(message[~good]).tolist()
        good = ~np.isin(message, doubtful)
        rank, ts, whole, seq, message = (one[good] for one in (rank, ts, whole, seq, message))
    columns = Columns(
        listing.numbers[rank], ts, whole.astype(np.int64), np.zeros(len(ts), np.int64), seq
    )
    return Read(columns, message, ()), doubtful


def _one_by_one(
    messages: Sequence[Sent], indices: Iterable[int], listing: Listing, arrived: int
) -> Read:
    """The readings of messages that need a closer look."""
    rows: list[list[int]] = [[], [], [], [], []]
    message: list[int] = []
    raw: dict[int, str] = {}
    refused, unread = [], []
    for index in indices:
        channels = listing.channels(messages[index].topic)
        if channels is None:
            refused.append(Refused(index, (Refusal(Reason.TOPIC_UNKNOWN),)))
            continue
        parsed = parse(messages[index].payload, channels, arrived, listing.foreign)
        one = parsed.columns
        raw |= {len(message) + row: text for row, text in one.raw.items()}
        for column, more in zip(
            rows, (one.channel, one.ts, one.value, one.quality, one.seq), strict=True
        ):
            column.extend(more)
        message.extend([index] * len(one))
        if parsed.refusals:
            refused.append(Refused(index, parsed.refusals))
        if parsed.unread:
            unread.append(Unread(index, parsed.unread))
    made = [np.array(column, np.int64) for column in rows]
    return Read(Columns.of(made, raw), np.array(message, np.int64), tuple(refused), tuple(unread))


def _nothing() -> Read:
    empty = [np.zeros(0, np.int64) for _ in range(5)]
    return Read(Columns.of(empty, {}), np.zeros(0, np.int64), ())


def _joined(quick: Read, slow: Read) -> Read:
    """Both in the order of arrival: of two values for one time the later counts."""
    message = np.concatenate([quick.message, slow.message])
    order = np.argsort(message, kind="stable")
    places = {int(row): place for place, row in enumerate(order)} if slow.columns.raw else {}
    raw = {places[row + len(quick.message)]: text for row, text in slow.columns.raw.items()}
    pairs = (
        (quick.columns.channel, slow.columns.channel),
        (quick.columns.ts, slow.columns.ts),
        (quick.columns.value, slow.columns.value),
        (quick.columns.quality, slow.columns.quality),
        (quick.columns.seq, slow.columns.seq),
    )
    made = [np.concatenate(pair)[order] for pair in pairs]
    return Read(Columns.of(made, raw), message[order], slow.refused, slow.unread)
