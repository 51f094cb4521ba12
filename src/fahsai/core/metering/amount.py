"""A day of amounts: each reading says what passed since the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.bound import believed, bound, fading, fastest
from fahsai.core.metering.channel import INTERVAL_DIGITS
from fahsai.core.metering.day import Judging
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.points import MOST_TOTAL, points
from fahsai.core.metering.register import Level
from fahsai.core.metering.series import Quality
from fahsai.core.metering.spread import long

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.day import Day

FINER = 10**INTERVAL_DIGITS


def day_of_amounts(day: Day) -> Judging:
    """The sums of a day's amounts.

    An amount speaks of the time since the reading before.  One that follows a gap and could have
    passed in its own cadence speaks only of that: what came before it may be lost, so the gap is
    missing, not nothing.  A greater one is what the device counted meanwhile, so it fills the gap.
    Amounts below zero or above what can pass are put aside, and their time is missing.
    """
    every, count = day.channel.every, day.count
    ts, value = day.readings.ts[:count], day.readings.value[:count]
    before = day.level.ts if day.level else int(ts[0]) - every
    since = np.concatenate(([before], ts[:-1]))
    silent = ts - since > long(every)
    fast = believed(day.channel, day.seen, np.where(silent, 0, value), ts - since, 0)
    limit = bound(day.channel, fast, day.seen)
    own = limit.allowed(np.full(count, every, np.int64))
    since = np.where(silent & (value <= own), ts - every, since)
    allowed = limit.allowed(np.maximum(ts - since, every))
    good = (value <= allowed) & (value >= (-allowed if day.channel.both_ways else 0))
    rows: list[tuple[int, int, int, int, int]] = []
    total, last = day.total, day.level.moved if day.level else None
    for index in range(count):
        at, mark = int(ts[index]), int(day.readings.quality[index])
        if not good[index] or abs(total + int(value[index]) * FINER) > MOST_TOTAL:
            rows.append((at, 0, 0, mark | Quality.QUARANTINED, 0))
            continue
        if last is None or last < since[index]:
            rows.append((int(since[index]), total, 0, int(Quality.MISSING), 1))
        total += int(value[index]) * FINER
        back = int(Quality.NEGATIVE) if value[index] < 0 else 0
        rows.append((at, total, 0, mark | back, 1))
        last = at
    rows.sort(key=lambda row: (row[0], row[4]))
    seen = max(fading(day.seen), fastest(np.where(good & ~silent, value, 0), ts - since, 0)[0])
    level = Level(int(ts[-1]), 0, last if last is not None else int(since[0]))
    return Judging(points(rows), level, seen, _events(day, ts, value, good))


def _events(
    day: Day, ts: NDArray[np.int64], value: NDArray[np.int64], good: NDArray[np.bool_]
) -> list[MeterEvent]:
    """Amounts that were put aside, one event for those that follow one another."""
    found: list[MeterEvent] = []
    bad = np.flatnonzero(~good)
    for part in np.split(bad, np.flatnonzero(np.diff(bad) != 1) + 1) if len(bad) else []:
        worst = int(value[part[0]])
        kind = EventKind.NEGATIVE if worst < 0 else EventKind.OVER_CAPACITY
        first, last = int(ts[part[0]]), int(ts[part[-1]])
        data = {"value": str(day.channel.value(worst)), "before": "0"}
        found.append(MeterEvent(day.channel.number, kind, first, last, last, data))
    return found
