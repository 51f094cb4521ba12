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
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from fahsai.core.metering.channel import Channel
from fahsai.core.metering.message import MOST_AHEAD
from fahsai.core.metering.meter import Meter
from fahsai.core.metering.quality import Checked, QualityState, checked
from fahsai.core.metering.series import Intervals, Series
from fahsai.core.metering.walk import Walked, WalkState, quantities
from fahsai.readings.schema import month_after, month_of, month_start
from fahsai.readings.values import Dirty, Settled

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
    """What is kept at the end of a settled month, for the next; as JSON."""

    walk: WalkState | None = None
    quality: QualityState | None = None

    @property
    def at(self) -> int:
        """Readings from there on are needed [unix s]."""
        return min((one.at for one in self if one is not None), default=0)


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
    until = min(month_start(month_after(month)), int(time.time()) + MOST_AHEAD)
    states = {number: _state(store.state_before(number, month)) for number in wanted}
    starts = {number: state.at for number, state in states.items()}
    walking = _Walking(known, states, _series_from(store, starts, until), until)
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


class _Walking:
    """Walks and checks of some channels up to a time, each made of its own state."""

    def __init__(
        self,
        known: Mapping[int, Place],
        states: Mapping[int, ChannelState],
        series: Mapping[int, Series],
        until: int,
    ) -> None:
        self._known, self._states, self._series, self._until = known, states, series, until

    def walk(self, number: int) -> Walked:
        """The intervals of a channel."""
        channel, meter = self._known[number]
        rate = meter.rate if meter.main is channel else None
        return quantities(
            channel,
            self._series[number],
            before=self._states[number].walk,
            replacements=meter.replacements,
            rate=None if rate is None else self._series[rate.number],
            until=self._until,
        )

    def check(self, meter: Meter) -> Checked:
        """The faults of a meter's data, up to its newest reading.

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
            until=min(self._until, newest + 1),
        )

    def settled(self, dirty: Dirty, found: Checked) -> Settled:
        """A month of a channel with its own events."""
        walk = self.walk(dirty.channel)
        own = tuple(one for one in found.events if one.channel == dirty.channel)
        state = ChannelState(walk.state, found.state)
        return Settled(dirty, walk.intervals, msgspec.json.encode(state), (*walk.events, *own))


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
    """Intervals of a channel as they are now, from ``since`` [unix s] on."""

    since: int
    intervals: Intervals

    def over(self, kept: Intervals, start: int) -> Intervals:
        """What is kept from ``start`` on, with these in the place of what begins at ``since``."""
        old = kept.start < self.since
        new = self.intervals.start >= max(start, self.since)
        return Intervals(
            *(
                np.concatenate([getattr(kept, name)[old], getattr(self.intervals, name)[new]])
                for name in COLUMNS
            )
        )


def fresh_intervals(
    store: ReadingsStore, known: Mapping[int, Place], channels: Collection[int], until: int
) -> dict[int, Fresh]:
    """Intervals of those channels that got readings since they were settled, as of now.

    They begin where the oldest month begins that something came for.
    """
    changed = {
        number: month for number, month in store.changed(channels).items() if number in known
    }
    if not changed:
        return {}
    states = {
        number: _state(store.state_before(number, month)) for number, month in changed.items()
    }
    walks = {number: ChannelState(one.walk) for number, one in states.items()}
    starts = {number: state.at for number, state in walks.items()}
    for number, state in walks.items():
        channel, meter = known[number]
        if meter.rate is not None and meter.main is channel:
            rate = meter.rate.number
            starts[rate] = min(state.at, starts.get(rate, state.at))
    walking = _Walking(known, walks, _series_from(store, starts, until), until)
    found = {}
    for number, one in walks.items():
        try:
            intervals = walking.walk(number).intervals
        except Exception:  # one meter's readings hold up no other's; it keeps what was settled
            said = {"event": "channel_not_walked", "channel": number}
            LOG.exception("a channel could not be walked", extra=said)
            continue
        found[number] = Fresh(0 if one.walk is None else one.walk.settled, intervals)
    return found
