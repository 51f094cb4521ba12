"""How the meters of an organisation are heard: how late, how much, what went wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.channel import Channel
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.life import finer, lived
from fahsai.core.metering.message import parse
from fahsai.core.metering.quality import merged
from fahsai.core.metering.refusal import Reason, Refusal, refusal_finding
from fahsai.core.metering.told import told
from fahsai.core.quantity.exact import canonical
from fahsai.gateways.arrow.message import arrow_objects
from fahsai.services.metering.counted import outside_life
from fahsai.services.metering.reached import meter_reached, meters_reached
from fahsai.services.metering.sums import channel_sums
from fahsai.services.readings_store import readings_store
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.meter import Meter
    from fahsai.readings.values import ChannelCounts, Counted, Kept

MOST_EVENTS = 10_000
MOST_MESSAGES = 100


class ChannelHealth(NamedTuple):
    """A channel: ``last`` reading [unix s; None: none yet], what the keeping found of it."""

    channel: Channel
    last: int | None
    stored: int
    duplicates: int
    conflicts: int
    late: int


@dataclass(frozen=True, slots=True)
class MeterHealth:
    """A meter as it is heard.

    ``messages``, ``readings`` and ``refused`` since it was first heard; ``heard_at`` [unix ms] and
    ``lag`` [ms] of its last message; ``silent`` [s] since then, None where it never was heard.
    """

    meter: Meter
    messages: int
    readings: int
    refused: int
    heard_at: int | None
    lag: int | None
    silent: int | None
    channels: tuple[ChannelHealth, ...]


class RefusedMessage(NamedTuple):
    """A message that became no reading, as it came (its beginning, where it is long)."""

    arrived: int  # [unix ms]
    finding: Finding
    payload: bytes
    size: int  # [bytes]


def meters_health(actor: Actor, organisation_id: UUID) -> tuple[MeterHealth, ...]:
    """Every meter that the actor reaches, by code.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meters = meters_reached(actor, organisation_id)
    store = readings_store()
    numbers = [channel.number for one in meters for channel in one.channels]
    counted = {one.meter: one for one in store.counted([one.id for one in meters])}
    counts = {one.channel: one for one in store.channel_counts(numbers)}
    newest = store.latest(numbers)
    now = time.time_ns() // 1_000_000
    last = {number: one.ts for number, one in newest.items()}
    return tuple(_health(one, counted.get(one.id), counts, last, now) for one in meters)


def _health(
    meter: Meter,
    heard: Counted | None,
    counts: dict[int, ChannelCounts],
    last: dict[int, int],
    now: int,
) -> MeterHealth:
    channels = []
    for channel in meter.channels:
        _, *found = counts.get(channel.number, (channel.number, 0, 0, 0, 0))
        channels.append(ChannelHealth(channel, last.get(channel.number), *found))
    if heard is None or not heard.messages:
        refused = 0 if heard is None else heard.refused
        return MeterHealth(meter, 0, 0, refused, None, None, None, tuple(channels))
    return MeterHealth(
        meter,
        heard.messages,
        heard.readings,
        heard.refused,
        heard.last_arrived,
        heard.lag,
        max(0, (now - heard.last_arrived) // 1000),
        tuple(channels),
    )


def meter_events(
    actor: Actor, organisation_id: UUID, meter_id: UUID, start: int, end: int
) -> tuple[Finding, ...]:
    """What happened to the data of a meter from ``start`` to ``end`` [unix s], by time.

    Findings: ``meter.*`` of each kind of event, ``meter.conflict`` for two values of one time, and
    before them those of :func:`fahsai.services.metering.counted.outside_life`.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meter = meter_reached(actor, organisation_id, meter_id)
    by_number = {one.number: one for one in meter.channels}
    store = readings_store()
    said = [
        (event.start, told(event, meter.code, by_number[event.channel]))
        for event in merged(store.events(by_number, start, end))
    ]
    for one in store.conflicts(by_number, start, end):
        channel = by_number[one.channel]
        values = {
            "earlier": canonical(channel.value(one.earlier)),
            "later": canonical(channel.value(one.later)),
        }
        event = MeterEvent(
            one.channel, EventKind.CONFLICT, one.ts, one.ts, one.later_arrived // 1000, values
        )
        said.append((one.ts, told(event, meter.code, channel)))
    said.sort(key=lambda pair: pair[0])
    return (*_outside(meter, start, end), *(one for _, one in said[:MOST_EVENTS]))


def _outside(meter: Meter, start: int, end: int) -> tuple[Finding, ...]:
    """What came for times at which the meter did not stand."""
    main = meter.main
    if main is None or start >= end:
        return ()
    edges = finer([start, end], [meter])
    sums = channel_sums(readings_store(), places_of([meter]), [main.number], edges)
    return tuple(outside_life(meter, main, lived(meter, sums[main.number], edges)))


def refused_messages(
    actor: Actor, organisation_id: UUID, meter_id: UUID
) -> tuple[RefusedMessage, ...]:
    """The newest messages of a meter that became no reading, the newest first.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meter = meter_reached(actor, organisation_id, meter_id)
    return tuple(
        RefusedMessage(one.kept.arrived, _why(meter, one.kept), one.kept.payload, one.size)
        for one in readings_store().kept_messages([meter.id], MOST_MESSAGES)
    )


def _why(meter: Meter, kept: Kept) -> Finding:
    """Why a message became no reading: it is read again, for what stood there."""
    if kept.reason not in tuple(Reason):
        return finding("message.fault", Level.ERROR, meter.code, said=kept.reason)
    channels = {one.name: one for one in meter.channels}
    again = parse(kept.payload, channels, kept.arrived, arrow_objects).refusals
    found = next((one for one in again if one.reason == kept.reason), None)
    return refusal_finding(found or Refusal(Reason(kept.reason)), meter.code)
