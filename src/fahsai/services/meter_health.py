"""How the meters of an organisation are heard: how late, how much, what went wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.channel import Channel
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.life import finer, lived
from fahsai.core.metering.quality import merged
from fahsai.core.metering.told import told
from fahsai.core.quantity.exact import canonical
from fahsai.services.metering.counted import outside_life
from fahsai.services.metering.flooding import USUAL as FLOOD
from fahsai.services.metering.reached import meter_reached, meters_reached
from fahsai.services.metering.removed import late_findings
from fahsai.services.metering.silence import ongoing_gaps, touching
from fahsai.services.metering.sums import channel_sums
from fahsai.services.readings_store import readings_store
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.meter import Meter
    from fahsai.readings.values import ChannelCounts, Counted, Flood

__all__ = [
    "FLOOD",
    "ChannelHealth",
    "MeterHealth",
    "flooding_topics",
    "meter_events",
    "meters_health",
]

MOST_EVENTS = 10_000


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
    ``gap_since`` [unix s] is where a gap began that goes on, by its cadence; None where none does.
    ``flood`` where it ever sent more than :data:`FLOOD` messages in a minute.
    """

    meter: Meter
    messages: int
    readings: int
    refused: int
    heard_at: int | None
    lag: int | None
    silent: int | None
    gap_since: int | None
    channels: tuple[ChannelHealth, ...]
    flood: Flood | None = None


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
    gaps = {key: one.start for key, one in ongoing_gaps(store, meters, now // 1000).items()}
    floods = {one.meter: one for one in store.floods([one.id for one in meters])}
    return tuple(
        replace(
            _health(one, counted.get(one.id), counts, last, (now, gaps.get(one.id))),
            flood=floods.get(one.id),
        )
        for one in meters
    )


def flooding_topics(since: int) -> tuple[Flood, ...]:
    """Topics of the whole installation that sent far too much, the worst first.

    ``since`` [unix ms].  For whoever looks after the installation: topics name organisations.

    Raises:
        Unavailable: the store of readings cannot answer now.
    """
    return tuple(readings_store().floods(None, since))


def _health(
    meter: Meter,
    heard: Counted | None,
    counts: dict[int, ChannelCounts],
    last: dict[int, int],
    clock: tuple[int, int | None],
) -> MeterHealth:
    """A meter at a time [unix ms], with the beginning of the gap that it is in [unix s]."""
    now, gap = clock
    channels = []
    for channel in meter.channels:
        _, *found = counts.get(channel.number, (channel.number, 0, 0, 0, 0))
        channels.append(ChannelHealth(channel, last.get(channel.number), *found))
    if heard is None or not heard.messages:
        refused = 0 if heard is None else heard.refused
        return MeterHealth(meter, 0, 0, refused, None, None, None, gap, tuple(channels))
    return MeterHealth(
        meter,
        heard.messages,
        heard.readings,
        heard.refused,
        heard.last_arrived,
        heard.lag,
        max(0, (now - heard.last_arrived) // 1000),
        gap,
        tuple(channels),
    )


def meter_events(
    actor: Actor, organisation_id: UUID, meter_id: UUID, start: int, end: int
) -> tuple[Finding, ...]:
    """What happened to the data of a meter from ``start`` to ``end`` [unix s], by time.

    Findings: ``meter.*`` of each kind of event, ``meter.conflict`` for two values of one time,
    ``meter.gap_ongoing`` where it sends no more, ``meter.late_removed`` for what came for a month
    whose readings were removed; before them those of
    :func:`fahsai.services.metering.counted.outside_life`.

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
    now = time.time_ns() // 10**9
    said.extend(
        (gap.start, told(gap, meter.code, by_number[gap.channel]))
        for gap in ongoing_gaps(store, [meter], now).values()
        if touching(gap, start, end)
    )
    said += late_findings(meter, by_number, store.late(by_number, start, end))
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
