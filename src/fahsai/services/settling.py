"""Readings become quantities: months of channels are settled, again whenever something came late.

A month is settled from the state in which the one before ended, so nothing is read twice that
cannot change any more; what is settled from the same readings is the same.  The register of a
meter and the rate beside it are settled together: the rate gives the gaps of the register their
shape, and each checks the other.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.message import MOST_AHEAD
from fahsai.core.metering.meter import Meter
from fahsai.core.metering.quality import Checked, QualityState, checked
from fahsai.core.metering.series import Intervals, Series
from fahsai.core.metering.walk import Walked, WalkState, quantities
from fahsai.readings.schema import month_after, month_of, month_start
from fahsai.readings.values import Dirty, Seal, Settled, Stale

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    import pyarrow as pa

    from fahsai.readings.store import ReadingsStore

LOG = logging.getLogger("fahsai.intake")

AT_ONCE = 500
"""Channels whose month is read and written together."""

MOST_WAITING = 100_000
"""Months of channels that are looked through at once."""

UNASKED = 0
"""The mark of a month that is settled beside another: it was not waiting."""

COLUMNS = ("start", "quantity", "estimated", "seconds", "readings", "quality")


class Place(NamedTuple):
    """A channel and the meter that it is one of."""

    channel: Channel
    meter: Meter


class ChannelState(NamedTuple):
    """What is kept at the end of a settled month, for the next; as JSON.

    ``shape``: times [unix s] and values [scaled] of the rate beside a register, which were removed
    while the shape of what passed then was still to be told.
    """

    walk: WalkState | None = None
    quality: QualityState | None = None
    shape: tuple[tuple[int, int], ...] = ()

    @property
    def at(self) -> int:
        """Readings from there on are needed [unix s]."""
        both = (self.walk, self.quality)
        return min((one.at for one in both if one is not None), default=0)


def places_of(meters: Iterable[Meter]) -> dict[int, Place]:
    """The channels of some meters by their numbers."""
    return {channel.number: Place(channel, meter) for meter in meters for channel in meter.channels}


def settle_what_changed(store: ReadingsStore) -> int:
    """Settle every month of every channel that changed.

    Returns:
        How many months of channels were settled.

    Raises:
        Unavailable: the store cannot now, or another process settles: what was done stays done.
    """
    with store.alone() as held:
        return _settle_all(store) if held else 0


def _settle_all(store: ReadingsStore) -> int:
    """Month by month; a channel that cannot be settled is left for the next time."""
    done, failed = 0, set[int]()
    while True:
        dirty = store.dirty(MOST_WAITING)  # before the meters: what is told meanwhile comes again
        known = places_of(one.meter for one in store.registry.all())
        waiting = [one for one in dirty if one.channel in known and one.channel not in failed]
        if not waiting:
            return done
        month = waiting[0].month
        now = [one for one in waiting if one.month == month][:AT_ONCE]
        settled = settled_months(store, known, now)
        store.settle(settled)
        done += len(settled)
        failed |= {one.channel for one in now} - {one.dirty.channel for one in settled}


def settled_months(
    store: ReadingsStore, known: Mapping[int, Place], months: Sequence[Dirty]
) -> list[Settled]:
    """What some channels, and those beside them, come to in one month."""
    month = months[0].month
    wanted = {one.channel: one for one in months}
    for one in months:
        meter = known[one.channel].meter
        for beside in (meter.main, meter.rate):
            if beside is not None:
                wanted.setdefault(beside.number, Dirty(beside.number, month, UNASKED))
    for number, gone in store.removed(wanted):
        if gone == month:  # nothing can be made of it, and what was made stays
            wanted.pop(number)
    until = min(month_start(month_after(month)), int(time.time()) + MOST_AHEAD)
    walking = walking_of(store, known, dict.fromkeys(wanted, month), until)
    by_meter: defaultdict[UUID, list[Dirty]] = defaultdict(list)
    for number, one in wanted.items():
        by_meter[known[number].meter.id].append(one)
    found: list[Settled] = []
    for own in by_meter.values():
        meter = known[own[0].channel].meter
        try:
            checked_now = walking.check(meter)
            found += [walking.settled(one, checked_now) for one in own]
        except Exception:  # one meter's readings hold up no other's
            said = {"event": "month_not_settled", "month": month, "meter": meter.code}
            LOG.exception("a month of a meter could not be settled", extra=said)
    return found


def walking_of(
    store: ReadingsStore, known: Mapping[int, Place], months: Mapping[int, int], until: int
) -> Walking:
    """What it takes to walk some channels, each from the end of the month before its own.

    Args:
        store: where states and readings are.
        known: the channels by their numbers.
        months: from which month (YYYYMM) on each of them is walked.
        until: up to when readings are wanted [unix s].
    """
    states = {number: _state(store.state_before(number, one)) for number, one in months.items()}
    starts = {number: _start(known[number], states) for number in states}
    for number, state in states.items():
        channel, meter = known[number]
        if meter.rate is not None and meter.main is channel:  # it shapes what the gaps hold
            starts.setdefault(meter.rate.number, _settled(state))
    return Walking(known, states, _series_from(store, starts, until), until)


def _start(place: Place, states: Mapping[int, ChannelState]) -> int:
    """From when on readings of a channel are needed [unix s].

    A rate is no quantity: it is checked, and shapes the gaps of the register beside it.
    """
    channel, meter = place
    state = states[channel.number]
    if channel.measure is not Measure.RATE:
        return state.at
    checked_to = 0 if state.quality is None else state.quality.at
    main = None if meter.main is None else states.get(meter.main.number)
    return checked_to if main is None else min(checked_to, _settled(main))


def _settled(state: ChannelState) -> int:
    """From where on the intervals of a channel are still to be made [unix s]."""
    return 0 if state.walk is None else state.walk.settled


class Walking:
    """Walks and checks of some channels up to a time, each made of its own state."""

    def __init__(
        self,
        known: Mapping[int, Place],
        states: Mapping[int, ChannelState],
        series: Mapping[int, Series],
        until: int,
    ) -> None:
        self._known, self._states, self._series, self._until = known, states, series, until

    def walk(
        self, number: int, until: int | None = None, *, open_from: int | None = None
    ) -> Walked:
        """The intervals of a channel, up to its own time or that of all [unix s].

        Days from ``open_from`` on may still change in any case [unix s].
        """
        channel, meter = self._known[number]
        return quantities(
            channel,
            self._series[number],
            before=self._states[number].walk,
            replacements=meter.replacements,
            rate=self._beside(number),
            until=self._until if until is None else until,
            open_from=open_from,
        )

    def _beside(self, number: int) -> Series | None:
        """The rate beside a register: what was kept of it, then its readings."""
        channel, meter = self._known[number]
        if meter.rate is None or meter.main is not channel:
            return None
        read = self._series[meter.rate.number]
        kept = np.array(self._states[number].shape, np.int64).reshape(-1, 2)
        kept = kept[kept[:, 0] < (read.ts[0] if len(read) else kept[:, 0].max(initial=0) + 1)]
        return Series(
            np.concatenate([kept[:, 0], read.ts]),
            np.concatenate([kept[:, 1], read.value]),
            np.concatenate([np.zeros(len(kept), np.int64), read.quality]),
        )

    def _shape(self, number: int, since: int, until: int) -> tuple[tuple[int, int], ...]:
        """The rate beside a register in a time whose readings go."""
        rate = self._beside(number)
        if rate is None:
            return ()
        first, last = np.searchsorted(rate.ts, (since, until))
        pairs = zip(rate.ts[first:last].tolist(), rate.value[first:last].tolist(), strict=True)
        return tuple(pairs)

    def check(self, meter: Meter, until: int | None = None) -> Checked:
        """The faults of a meter's data, up to its newest reading or a time that is over [unix s].

        That nothing has come since is no fault of the data yet: it may be on its way.
        """
        main, rate = meter.main, meter.rate
        lead = main or rate
        both = [self._series[one.number] for one in (main, rate) if one is not None]
        newest = max((int(one.ts[-1]) for one in both if len(one)), default=self._until)
        return checked(
            main,
            None if main is None else self._series[main.number],
            rate,
            None if rate is None else self._series[rate.number],
            before=None if lead is None else self._states[lead.number].quality,
            until=min(self._until, newest + 1) if until is None else until,
        )

    def fresh(self, number: int, stale: Stale) -> Fresh:
        """The intervals of a channel that take the place of stale ones."""
        walk = self.walk(number, min(self._until, stale.stop))
        return Fresh(_settled(self._states[number]), stale.end, walk.intervals)

    def sealed(self, number: int, month: int) -> Seal:
        """How a month of a channel ends, so that none of its readings is needed any more.

        All of them are judged, with those of the month after it in sight that decide with them.
        """
        channel, meter = self._known[number]
        end = month_start(month_after(month))
        walk = self.walk(number, open_from=end).state
        if channel.measure is Measure.RATE:  # it has no intervals that anything is left of
            walk = replace(walk, at=end, settled=end)
        shape = self._shape(number, walk.settled, end)
        state = ChannelState(walk, self.check(meter, end).state, shape)
        if state.at < end:
            raise ValueError(f"channel {number} cannot be told at the end of {month}")
        return Seal(msgspec.json.encode(state), walk.settled)

    def settled(self, dirty: Dirty, found: Checked) -> Settled:
        """A month of a channel with its own events."""
        walk = self.walk(dirty.channel)
        own = tuple(one for one in found.events if one.channel == dirty.channel)
        before = self._states[dirty.channel].shape
        shape = tuple(one for one in before if one[0] >= walk.state.settled)
        state = ChannelState(walk.state, found.state, shape)
        return Settled(dirty, walk.intervals, msgspec.json.encode(state), (*walk.events, *own))


def cadence(store: ReadingsStore, channel: Channel, month: int) -> int:
    """How often a channel is read before a month, as was said or as its readings showed [s]."""
    if channel.every:
        return channel.every
    walk = _state(store.state_before(channel.number, month)).walk
    return 0 if walk is None else walk.cadence.every


def _state(kept: bytes | None) -> ChannelState:
    return ChannelState() if kept is None else msgspec.json.decode(kept, type=ChannelState)


def _series_from(
    store: ReadingsStore, starts: Mapping[int, int], until: int
) -> Mapping[int, Series]:
    """Readings of some channels, each from its own time on [unix s], or from a little before.

    Those that begin in one month are read together: one that was just added begins with its first
    reading, and the years of all others need not be read for that.
    """
    together: defaultdict[int, list[int]] = defaultdict(list)
    for number, start in starts.items():
        together[month_of(start)].append(number)
    found: defaultdict[int, Series] = defaultdict(_no_readings)
    for numbers in together.values():
        first = min(starts[number] for number in numbers)
        found |= _series(store.readings(numbers, first, until))
    return found


def _no_readings() -> Series:
    nothing = np.zeros(0, np.int64)
    return Series(nothing, nothing, nothing)


def _series(rows: pa.Table) -> Mapping[int, Series]:
    """Readings by channel; they come ordered by channel and time."""
    channel, ts, value, quality = (rows[name].to_numpy() for name in rows.schema.names)
    numbers, first = np.unique(channel, return_index=True)
    edges = [*first.tolist(), len(channel)]
    return {
        number: Series(ts[low:high], value[low:high], quality[low:high])
        for number, (low, high) in zip(numbers.tolist(), pairwise(edges), strict=True)
    }


class Fresh(NamedTuple):
    """Intervals of a channel as they are now, ``since <= start < end`` [unix s]."""

    since: int
    end: int
    intervals: Intervals

    def over(self, kept: Intervals, start: int) -> Intervals:
        """What is kept from ``start`` on, with these in the place of their own."""
        before = kept.start < self.since
        after = kept.start >= self.end
        own = self.intervals.start
        new = (own >= max(start, self.since)) & (own < self.end)
        return Intervals(
            *(
                np.concatenate([column[before], getattr(self.intervals, name)[new], column[after]])
                for name, column in ((name, getattr(kept, name)) for name in COLUMNS)
            )
        )


def laid_over(kept: Intervals, fresh: Iterable[Fresh], start: int) -> Intervals:
    """What is kept from ``start`` [unix s] on, with all that is fresh in its place."""
    for one in fresh:
        kept = one.over(kept, start)
    return kept


def fresh_intervals(
    store: ReadingsStore, known: Mapping[int, Place], channels: Collection[int], until: int
) -> dict[int, list[Fresh]]:
    """Intervals of those channels that got readings since they were settled, as of now.

    They begin where the oldest month begins that something came for, and end where a month begins
    whose readings were removed: its intervals stay, and what comes after them goes on from there.
    """
    counting = [
        number
        for number in channels
        if number in known and known[number].channel.measure is not Measure.RATE
    ]
    waiting = store.changed(counting)
    found: defaultdict[int, list[Fresh]] = defaultdict(list)
    for round_ in range(max(map(len, waiting.values()), default=0)):  # mostly there is one
        now = {number: own[round_] for number, own in waiting.items() if len(own) > round_}
        months = {number: one.month for number, one in now.items()}
        walking = walking_of(
            store, known, months, min(until, max(one.stop for one in now.values()))
        )
        for number, one in now.items():
            try:
                fresh = walking.fresh(number, one)
            except Exception:  # one meter's readings hold up no other's; it keeps what was settled
                said = {"event": "channel_not_walked", "channel": number}
                LOG.exception("a channel could not be walked", extra=said)
                continue
            found[number].append(fresh)
    return dict(found)
