"""Sums of intervals of some channels: what is settled, and what has arrived since."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.message import MOST_AHEAD
from fahsai.core.metering.series import Intervals
from fahsai.core.metering.summed import Summed, summed
from fahsai.readings.buckets import Buckets
from fahsai.services.settling import Place, fresh_intervals, laid_over

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from fahsai.readings.store import ReadingsStore

Sums = dict[int, list[Summed]]
"""By channel, one for each stretch."""


def channel_sums(
    store: ReadingsStore,
    known: Mapping[int, Place],
    channels: Collection[int],
    edges: Sequence[int],
) -> Sums:
    """The sums of each channel between neighbouring ``edges`` [unix s].

    What is settled is added up by the engine of the store.  Intervals that readings came for since
    are made here and now: the stretches of their channel from there on are added up with them in
    the place of what is kept.
    """
    if len(edges) < 2:  # noqa: PLR2004 - no stretch at all
        return {number: [] for number in channels}
    fresh = fresh_intervals(store, known, channels, now() + MOST_AHEAD)
    found = _engine(store, channels, edges)
    by_cut: defaultdict[int, list[int]] = defaultdict(list)
    for number, own in fresh.items():
        by_cut[_cut(edges, min(one.since for one in own))].append(number)
    for cut, numbers in by_cut.items():
        kept = _kept(store, numbers, edges[cut], edges[-1]) if cut < len(edges) - 1 else {}
        for number, intervals in kept.items():
            made = laid_over(intervals, fresh[number], edges[cut])
            found[number][cut:] = summed(made, edges[cut:])
    return found


def _cut(edges: Sequence[int], since: int) -> int:
    """The first stretch that holds anything from ``since`` [unix s] on."""
    return max(int(np.searchsorted(edges, since, side="right")) - 1, 0)


def _engine(store: ReadingsStore, channels: Collection[int], edges: Sequence[int]) -> Sums:
    """What the engine adds up: settled intervals."""
    found: Sums = {number: [Summed()] * (len(edges) - 1) for number in channels}
    for one in store.sums({number: number for number in channels}, Buckets.between(edges)):
        found[one.group][one.bucket] = Summed(
            one.quantity, one.estimated, one.seconds, one.readings, one.intervals, one.quality
        )
    return found


def _kept(
    store: ReadingsStore, channels: Collection[int], start: int, end: int
) -> dict[int, Intervals]:
    """Intervals as they are kept, by channel."""
    rows = store.intervals(channels, start, end)
    columns = [rows[name].to_numpy() for name in rows.schema.names]
    own = columns[0]
    found = {}
    for number in channels:
        low, high = np.searchsorted(own, [number, number + 1])
        found[number] = Intervals(*(one[low:high] for one in columns[1:]))
    return found


def now() -> int:
    """The clock [unix s]."""
    return int(time.time())
