"""The readings of a meter as they are kept, and the quantities that were made of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from fahsai.core.metering.channel import INTERVAL_DIGITS
from fahsai.core.metering.length import Length, at_least, bounds
from fahsai.core.metering.life import finer, lived
from fahsai.core.metering.series import Quality
from fahsai.core.metering.summed import Summed
from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.rounding import round_half_even
from fahsai.readings.buckets import Buckets
from fahsai.services.metering.counted import outside_life
from fahsai.services.metering.reached import channel_named, meter_reached
from fahsai.services.metering.removed import made_of_removed, readings_removed, removed_between
from fahsai.services.metering.sums import channel_sums
from fahsai.services.readings_store import readings_store
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.life import Lived
    from fahsai.core.metering.meter import Meter

MOST_READINGS = 50_000
"""What one answer holds; whoever wants more asks again from where it ends."""

MOST_INTERVALS = 50_000


class Reading(NamedTuple):
    """A reading: when [unix s], what it said [unit of its channel], what is to be known of it."""

    at: int
    value: Decimal
    quality: Quality


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings of one channel, by time; ``then`` is where more begin [unix s], None: no more.

    ``findings``: ``meter.readings_removed`` for each month whose readings were removed.
    """

    meter: Meter
    channel: Channel
    rows: tuple[Reading, ...]
    then: int | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """What passed in one stretch, ``start`` to ``end`` [unix s].

    ``quantity`` [unit] is None where nothing is known; ``estimated`` [unit] is the part of it that
    was not measured; ``seconds`` of the stretch that anything is known of, and ``stood`` [s] of it
    that the meter stood: nothing outside its life is counted.
    """

    start: int
    end: int
    quantity: Decimal | None
    estimated: Decimal
    seconds: int
    readings: int
    quality: Quality
    stood: int

    @property
    def origin(self) -> Literal["measured", "estimated", "missing", "outside"]:
        """``measured``, ``estimated`` in any part, ``missing`` where nothing is known.

        ``outside`` where the meter did not stand.
        """
        if not self.stood:
            return "outside"
        if self.quantity is None:
            return "missing"
        return "estimated" if self.quality & Quality.ESTIMATED else "measured"


@dataclass(frozen=True, slots=True)
class MeterIntervals:
    """The stretches of one channel, without holes.

    ``findings``: what was left out of them, and ``meter.kept_of_removed`` where readings were
    removed that some were made of.
    """

    meter: Meter
    channel: Channel
    rows: tuple[Interval, ...]
    then: int | None
    findings: tuple[Finding, ...]


class Rate(NamedTuple):
    """A rate in one stretch, ``start`` to ``end`` [unix s]: least, most and mean of its readings.

    [unit of its channel]; None where there is no reading.  The mean is that of the readings, each
    counting alike, rounded half to even to three decimals more than its channel has; a rate is
    never summed to a quantity.
    """

    start: int
    end: int
    least: Decimal | None
    most: Decimal | None
    mean: Decimal | None
    readings: int


@dataclass(frozen=True, slots=True)
class Rates:
    """The stretches of one rate, without holes.

    ``findings``: ``meter.readings_removed`` for each month whose readings were removed.
    """

    meter: Meter
    channel: Channel
    rows: tuple[Rate, ...]
    then: int | None
    findings: tuple[Finding, ...] = ()


def readings_of(
    actor: Actor, organisation_id: UUID, meter_id: UUID, start: int, end: int, name: str | None
) -> Readings | None:
    """The readings of a channel with ``start <= t < end`` [unix s], each time once.

    Those that were quarantined stand there too, marked; what arrived a moment ago as well.  None
    where the meter has no channel at all.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter or channel for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meter = meter_reached(actor, organisation_id, meter_id)
    channel = channel_named(meter, name)
    if channel is None:
        return None
    store = readings_store()
    table = store.readings([channel.number], start, end)
    gone = removed_between(store, [channel.number], start, end)
    page = table.slice(0, MOST_READINGS)
    rows = zip(*(page[column].to_pylist() for column in ("ts", "value", "quality")), strict=True)
    then = table["ts"][MOST_READINGS].as_py() if table.num_rows > MOST_READINGS else None
    return Readings(
        meter,
        channel,
        tuple(Reading(at, channel.value(whole), Quality(flags)) for at, whole, flags in rows),
        then,
        tuple(readings_removed(meter, channel, one) for one in gone),
    )


def intervals_of(
    actor: Actor,
    organisation_id: UUID,
    meter_id: UUID,
    length: Length,
    start: int,
    end: int,
    name: str | None,
) -> MeterIntervals | None:
    """What passed in each stretch of ``start`` to ``end`` [unix s]; None without any channel.

    Findings: those of :func:`fahsai.services.metering.counted.outside_life`.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter or channel for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meter = meter_reached(actor, organisation_id, meter_id)
    channel = channel_named(meter, name)
    if channel is None:
        return None
    edges, then = _edges(length, start, end)
    fine = finer(edges, [meter])
    store = readings_store()
    sums = channel_sums(store, places_of([meter]), [channel.number], fine)
    own = lived(meter, sums[channel.number], fine)
    rows = tuple(_intervals(channel, edges, fine, own))
    gone = removed_between(store, [channel.number], start, end)
    findings = (*outside_life(meter, channel, own), *made_of_removed(meter, channel, gone))
    return MeterIntervals(meter, channel, rows, then, findings)


def _edges(length: Length, start: int, end: int) -> tuple[list[int], int | None]:
    """The edges of as many stretches as one answer holds, and where more begin."""
    step = max((end - start) // max(at_least(length, start, end), 1), 1)
    edges = bounds(length, start, min(end, start + (MOST_INTERVALS + 2) * step))
    more = len(edges) - 1 > MOST_INTERVALS
    return edges[: MOST_INTERVALS + 1], edges[MOST_INTERVALS] if more else None


def _intervals(
    channel: Channel, edges: Sequence[int], fine: Sequence[int], own: Lived
) -> Iterator[Interval]:
    """The stretches between ``edges`` of those between ``fine`` edges [unix s]."""
    places = iter(zip(pairwise(fine), own.sums, own.stands, strict=True))
    for start, end in pairwise(edges):
        one, stood, until = Summed(), 0, start
        while until < end:
            (since, until), part, there = next(places)
            one = one.plus(part)
            stood += until - since if there else 0
        quality = Quality(one.quality)
        yield Interval(
            start,
            end,
            channel.quantity(one.quantity) if one.known else None,
            channel.quantity(one.estimated),
            min(one.seconds, end - start),
            one.readings,
            quality | Quality.MISSING if stood and not one.known else quality,
            stood,
        )


def rates_of(
    actor: Actor,
    organisation_id: UUID,
    meter_id: UUID,
    length: Length,
    start: int,
    end: int,
    name: str | None,
) -> Rates | None:
    """Least, most and mean of a rate in each stretch; without a name the first rate there is.

    None where the meter has no rate.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter or channel for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meter = meter_reached(actor, organisation_id, meter_id)
    channel = meter.rate if name is None else channel_named(meter, name)
    if channel is None:
        return None
    edges, then = _edges(length, start, end)
    store = readings_store()
    found = {one.bucket: one for one in store.rates({channel.number: 0}, Buckets.between(edges))}
    gone = removed_between(store, [channel.number], start, end)
    rows = []
    for place, (low, high) in enumerate(pairwise(edges)):
        one = found.get(place)
        if one is None:
            rows.append(Rate(low, high, None, None, None, 0))
            continue
        exactly = EXACT.divide(channel.value(one.total), Decimal(one.readings))
        mean = round_half_even(exactly, channel.digits + INTERVAL_DIGITS)
        rows.append(
            Rate(low, high, channel.value(one.least), channel.value(one.most), mean, one.readings)
        )
    said = tuple(readings_removed(meter, channel, one) for one in gone)
    return Rates(meter, channel, tuple(rows), then, said)
