"""Readings become quantities: months of channels are settled, again whenever something came late.

A month is settled from the state in which the one before ended, so nothing is read twice that
cannot change any more; what is settled from the same readings is the same.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from fahsai.core.metering.channel import Channel
from fahsai.core.metering.meter import Meter
from fahsai.core.metering.series import Intervals, Series
from fahsai.core.metering.walk import WalkState, quantities
from fahsai.readings.schema import month_after, month_start
from fahsai.readings.values import Settled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pyarrow as pa

    from fahsai.core.metering.walk import Walked
    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import Dirty

AT_ONCE = 500
"""Channels whose month is read and written together."""

MOST_WAITING = 100_000
"""Months of channels that are looked through at once."""


class Place(NamedTuple):
    """A channel and the meter that it is one of."""

    channel: Channel
    meter: Meter


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
    known = places_of(one.meter for one in store.registry.all())
    done = 0
    while waiting := [one for one in store.dirty(MOST_WAITING) if one.channel in known]:
        month = waiting[0].month
        now = [one for one in waiting if one.month == month][:AT_ONCE]
        store.settle(settled_months(store, known, now))
        _with_their_rates(store, known, now)
        done += len(now)
    return done


def _with_their_rates(
    store: ReadingsStore, known: Mapping[int, Place], settled: Sequence[Dirty]
) -> None:
    """A rate gives the gaps of a register their shape: where it changed, they are made again."""
    numbers = {one.channel for one in settled}
    mains = {
        place.meter.main.number
        for place in (known[number] for number in numbers)
        if place.meter.main is not None and place.meter.rate is place.channel
    }
    if mains - numbers:
        store.touch(mains - numbers, settled[0].month)


def settled_months(
    store: ReadingsStore, known: Mapping[int, Place], months: Sequence[Dirty]
) -> list[Settled]:
    """What some channels come to in one month."""
    end = month_start(month_after(months[0].month))
    states = {one.channel: _state(store.state_before(one.channel, one.month)) for one in months}
    walks = walk_channels(store, known, states, end)
    return [
        Settled(one, walk.intervals, msgspec.json.encode(walk.state), walk.events)
        for one in months
        for walk in (walks[one.channel],)
    ]


def _state(kept: bytes | None) -> WalkState | None:
    return None if kept is None else msgspec.json.decode(kept, type=WalkState)


def walk_channels(
    store: ReadingsStore,
    known: Mapping[int, Place],
    states: Mapping[int, WalkState | None],
    until: int,
) -> dict[int, Walked]:
    """The walks of some channels from their states up to a time [unix s].

    A channel that no meter has any more is left out.
    """
    mine = {number: known[number] for number in states if number in known}
    rates = {
        one.meter.rate.number
        for one in mine.values()
        if one.meter.rate is not None and one.meter.rate.number not in mine
    }
    start = min((0 if one is None else one.at for one in states.values()), default=0)
    series = _series(store.readings({*mine, *rates}, start, until))
    walks = {}
    for number, (channel, meter) in mine.items():
        rate = meter.rate if meter.main is channel else None
        walks[number] = quantities(
            channel,
            series[number],
            before=states[number],
            replacements=meter.replacements,
            rate=None if rate is None else series[rate.number],
            until=until,
        )
    return walks


def _series(rows: pa.Table) -> Mapping[int, Series]:
    """Readings by channel; they come ordered by channel and time."""
    channel, ts, value, quality = (rows[name].to_numpy() for name in rows.schema.names)
    numbers, first = np.unique(channel, return_index=True)
    edges = [*first.tolist(), len(channel)]
    nothing = np.zeros(0, np.int64)
    found: defaultdict[int, Series] = defaultdict(lambda: Series(nothing, nothing, nothing))
    for number, (low, high) in zip(numbers.tolist(), pairwise(edges), strict=True):
        found[number] = Series(ts[low:high], value[low:high], quality[low:high])
    return found


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


COLUMNS = ("start", "quantity", "estimated", "seconds", "readings", "quality")


def fresh_intervals(
    store: ReadingsStore, known: Mapping[int, Place], channels: Collection[int], until: int
) -> dict[int, Fresh]:
    """Intervals of those channels that got readings since they were settled, as of now.

    They begin where the oldest month begins that something came for.
    """
    changed = store.changed(channels)
    states = {
        number: _state(store.state_before(number, month))
        for number, month in changed.items()
        if number in known
    }
    walks = walk_channels(store, known, states, until)
    return {
        number: Fresh(0 if before is None else before.settled, walk.intervals)
        for number, walk in walks.items()
        for before in (states[number],)
    }
