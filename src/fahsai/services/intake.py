"""What meters send becomes kept readings: the one way in, by MQTT or by HTTP."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from fahsai.core.metering.message import MOST_SAID, numbers_in
from fahsai.core.metering.quick import Listing, read_messages
from fahsai.core.metering.refusal import NAMES
from fahsai.core.metering.topic import READINGS, topic_of
from fahsai.gateways.arrow.message import arrow_objects
from fahsai.readings.schema import HOT
from fahsai.readings.values import Heard, NoReading, Unread
from fahsai.services.metering.flooding import Flooding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.quick import Read, Sent
    from fahsai.core.metering.refusal import Refusal
    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import RegisteredGateway, RegisteredMeter

LOOK_AGAIN = 1.0
"""How old what is known of the meters may be [s]: one that was just added is heard soon."""

FAULT = "fault"
"""The reason of a message that we ourselves fell over."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of some messages; all of it is on the disk."""

    readings: int
    refused: tuple[tuple[int, tuple[Refusal, ...]], ...]  # by the place of the message


class SoFar(NamedTuple):
    """What an intake took since it began; ``lag_seconds`` is that of its last reading [s]."""

    messages: int = 0
    readings: int = 0
    refused: int = 0
    lag_seconds: float | None = None

    def since(self, before: SoFar) -> dict[str, int | float | None]:
        """What came since an earlier time, for a line of the log."""
        return {
            "messages": self.messages - before.messages,
            "readings": self.readings - before.readings,
            "refused": self.refused - before.refused,
            "lag_seconds": self.lag_seconds,
        }


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the user name of a token, and the topics of its meters by their codes.

    ``own`` is the topic of a meter that sends for itself alone; None for a gateway.
    """

    user: str
    topics: Mapping[str, str]
    own: str | None = None

    @property
    def name(self) -> str:
        """How people know it: the code of a meter, the user name of a gateway."""
        return self.user if self.own is None else next(iter(self.topics))

    @property
    def topic(self) -> str:
        """What it is counted under where what it sends belongs to none of its meters."""
        return f"{READINGS}/{self.user}"


@dataclass(frozen=True, slots=True)
class _Known:
    """The meters as of a version of the registry."""

    version: int
    listing: Listing
    meters: tuple[UUID, ...]
    place: dict[str, int]  # of a topic among ``meters``
    senders: dict[str, Sender]  # whom a token lets in, by the token's hash


class Intake:
    """Reads messages and keeps their readings.

    Any thread may deliver: what is known of the meters is looked up anew by whoever comes first,
    and at worst by two at once; the store keeps each delivery by itself.  ``clock`` gives the time
    of arrival [unix ms]; ``so_far`` is for the log and exact where one thread delivers.
    """

    def __init__(self, store: ReadingsStore, clock: Callable[[], int] | None = None) -> None:
        self._store, self._clock = store, clock or _now
        self._known: _Known | None = None
        self._looked = 0.0
        self.so_far = SoFar()
        self._flooding = Flooding()

    def deliver(self, messages: Sequence[Sent]) -> Delivered:
        """Keep what some messages say, in the order in which they came.

        What cannot be read is kept as it came, with the reason, and counted; it never raises.

        Raises:
            Unavailable: nothing was kept: the messages must come again.
        """
        known = self._meters()
        arrived = self._clock()
        read = read_messages(messages, known.listing, arrived)
        floods, coming = self._flooding.of(
            (one.topic for one in messages), arrived, lambda topic: _owner(known, topic)
        )
        self._store.append(
            _rows(read, arrived),
            _heard(messages, read, known, arrived),
            _kept(messages, read, known, arrived),
            _unread(messages, read, known, arrived),
            floods,
        )
        self._flooding.kept(coming)
        self.so_far = _plus(self.so_far, messages, read, arrived)
        return Delivered(
            len(read.columns), tuple((one.message, one.refusals) for one in read.refused)
        )

    def sender(self, token_sha256: str) -> Sender | None:
        """Whom the token of a meter or gateway lets in; None for one that opens nothing."""
        return self._meters().senders.get(token_sha256)

    def refuse(self, sender: Sender, payload: bytes, refusals: Iterable[Refusal]) -> None:
        """Count what a token sent that belongs to none of its meters, under its own name.

        What a meter sent to another's address is the sender's: its own message, which came.

        Raises:
            Unavailable: nothing was kept.
        """
        arrived = self._clock()
        own = None if sender.own is None else _owner(self._meters(), sender.own)
        topic = sender.own or sender.topic
        self._store.append(
            _no_rows(),
            (),
            [NoReading(arrived, topic, payload, one, own) for one in _reasons(refusals)],
            [] if own is None else [Unread(own, arrived, numbers_in(payload))],
        )

    def set_aside(self, messages: Iterable[Sent], said: str) -> None:
        """Keep messages that we fell over as they came; somebody must look at them.

        Raises:
            Unavailable: nothing was kept.
        """
        known, arrived = self._meters(), self._clock()
        whose = [(one, _owner(known, one.topic)) for one in messages]
        self._store.append(
            _no_rows(),
            (),
            [
                NoReading(arrived, one.topic, one.payload, f"{FAULT}: {said}", own)
                for one, own in whose
            ],
            [Unread(own, arrived, numbers_in(one.payload)) for one, own in whose if own],
        )

    def _meters(self) -> _Known:
        """The meters as they are now, looked at again when that may be old."""
        now = time.monotonic()
        known = self._known
        if known is not None and now - self._looked < LOOK_AGAIN:
            return known
        version = self._store.registry.version()
        if known is None or known.version != version:
            registry = self._store.registry
            known = _known(version, registry.all(), registry.gateways())
        self._known, self._looked = known, now
        return known


def _known(
    version: int, registered: Iterable[RegisteredMeter], gateways: Iterable[RegisteredGateway]
) -> _Known:
    meters: list[UUID] = []
    place: dict[str, int] = {}
    channels: dict[str, tuple[Channel, ...]] = {}
    senders: dict[str, Sender] = {}
    of: dict[str, dict[str, str]] = {}  # the topics of an organisation's meters, by their codes
    for one in registered:
        topic = topic_of(one.organisation_code, one.meter.code)
        place[topic] = len(meters)
        meters.append(one.meter.id)
        channels[topic] = one.meter.channels
        of.setdefault(one.organisation_code, {})[one.meter.code] = topic
        alone = {one.meter.code: topic}
        senders |= {
            grant.token_sha256: Sender(grant.mqtt_user, alone, topic) for grant in one.tokens
        }
    for gateway in gateways:
        there = of.get(gateway.organisation_code, {})
        reached = (
            there
            if gateway.meters is None
            else {code: there[code] for code in gateway.meters if code in there}
        )
        senders[gateway.grant.token_sha256] = Sender(gateway.grant.mqtt_user, reached)
    return _Known(version, Listing(channels, arrow_objects), tuple(meters), place, senders)


def _plus(taken: SoFar, messages: Sequence[Sent], read: Read, arrived: int) -> SoFar:
    """What was taken, with some more messages."""
    lag = taken.lag_seconds
    if len(read.columns):
        lag = max(0.0, round(arrived / 1000 - int(np.max(read.columns.ts)), 3))
    return SoFar(
        taken.messages + len(messages),
        taken.readings + len(read.columns),
        taken.refused + len(read.refused),
        lag,
    )


def _rows(read: Read, arrived: int) -> pa.RecordBatch:
    """The readings as the hot log wants them."""
    one = read.columns
    count = len(one)
    raw: pa.Array = pa.nulls(count, pa.string())
    if one.raw:
        raw = pa.array([one.raw.get(row) for row in range(count)], pa.string())
    columns = [one.channel, one.ts, one.value, one.quality, np.full(count, arrived), one.seq, raw]
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns], schema=HOT)


def _no_rows() -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], kind.type) for kind in HOT], schema=HOT)


def _heard(messages: Sequence[Sent], read: Read, known: _Known, arrived: int) -> list[Heard]:
    """What came of each meter."""
    places = np.array([known.place.get(one.topic, -1) for one in messages], np.int64)
    present, inside = np.unique(places, return_inverse=True)
    count = np.bincount(inside, minlength=len(present))
    of_rows = inside[read.message] if len(read.message) else np.zeros(0, np.int64)
    rows = np.bincount(of_rows, minlength=len(present))
    last = np.zeros(len(present), np.int64)
    np.maximum.at(last, of_rows, np.asarray(read.columns.ts, np.int64))
    return [
        Heard(known.meters[place], messages_of, rows_of, last_of, arrived)
        for place, messages_of, rows_of, last_of in zip(
            present.tolist(), count.tolist(), rows.tolist(), last.tolist(), strict=True
        )
        if place >= 0
    ]


def _kept(messages: Sequence[Sent], read: Read, known: _Known, arrived: int) -> list[NoReading]:
    """What became no reading: the whole message once for each reason."""
    return [
        NoReading(arrived, message.topic, message.payload, reason, _owner(known, message.topic))
        for one in read.refused
        for message in (messages[one.message],)
        for reason in dict.fromkeys(refusal.reason.value for refusal in one.refusals)
    ]


def _reasons(refusals: Iterable[Refusal]) -> list[str]:
    """Each reason once, with what stood there: all names, of anything else the first."""
    said: dict[str, list[str]] = {}
    for one in refusals:
        known = said.setdefault(one.reason.value, [])
        if not known or one.reason in NAMES:
            known.append(one.said)
    return [f"{reason}: {', '.join(many)[:MOST_SAID]}" for reason, many in said.items()]


def _unread(messages: Sequence[Sent], read: Read, known: _Known, arrived: int) -> list[Unread]:
    """What came of each meter without becoming a reading: it is not lost."""
    return [
        Unread(owner, arrived, one.numbers)
        for one in read.unread
        if (owner := _owner(known, messages[one.message].topic)) is not None
    ]


def _owner(known: _Known, topic: str) -> UUID | None:
    place = known.place.get(topic)
    return None if place is None else known.meters[place]


def _now() -> int:
    return time.time_ns() // 1_000_000
