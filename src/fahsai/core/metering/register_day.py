"""A day of a register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.bound import (
    HOUR,
    Bound,
    believed,
    bound,
    fading,
    fastest,
    grain,
    moved_at,
)
from fahsai.core.metering.changes import Changes
from fahsai.core.metering.channel import INTERVAL_DIGITS
from fahsai.core.metering.day import Judging
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.points import MOST_TOTAL, Points
from fahsai.core.metering.register import LASTING, Judged, Level, judged
from fahsai.core.metering.slips import factor_name, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from fahsai.core.metering.day import Day

FINER = 10**INTERVAL_DIGITS


def day_of_registers(day: Day) -> Judging:
    """What passed at each reading of a day, by the differences of the register."""
    readings = day.readings
    found = grain(readings.value[: day.count], day.grain)
    slack = max(found, day.channel.resolution)
    day = replace(day, channel=replace(day.channel, resolution=slack), grain=found)
    first = int(readings.value[0])
    start = day.level or Level(int(readings.ts[0]), first, int(readings.ts[0]))
    ts = np.concatenate(([start.ts], readings.ts[: day.count]))
    value = np.concatenate(([start.value], readings.value[: day.count]))
    since = ts[1:] - moved_at(ts, value, start.moved)[:-1]
    fast = believed(day.channel, day.seen, np.diff(value), since, slack)
    limit = bound(day.channel, fast, day.seen)
    changes = Changes(day.channel, day.replacements, day.profile, FINER)
    window = judged(
        day.channel,
        readings.ts,
        readings.value,
        day.level,
        limit,
        day.horizon,
        changes,
        _exchanges(day, limit),
        own=day.count,
    )
    last = int(readings.ts[day.count - 1])
    events = [one for one in changes.events if one.start <= last]
    events += list(_told(day, window))
    thawed = [since for since, reading in window.caught_up if reading < day.count]
    return Judging(
        _points(day, window),
        _level(day, window),
        _seen(day, window, slack),
        events,
        found,
        min(thawed, default=None),
    )


def _points(day: Day, window: Judged) -> Points:
    """The points of the day itself."""
    count = day.count
    counted = window.counted[:count]
    gain = np.where(counted, window.gain[:count], 0)
    beyond = np.abs(day.total + np.cumsum(gain.astype(np.float64)) * FINER) > MOST_TOTAL
    if beyond.any():  # no meter: what it says from there on is not counted
        gain = np.where(np.maximum.accumulate(beyond), 0, gain)
    return Points(
        window.ts[:count],
        day.total + np.cumsum(gain) * FINER,
        np.where(counted & (gain != 0), window.filled[:count], 0) * FINER,
        window.quality[:count] | day.readings.quality[:count],
        counted,
    )


def _level(day: Day, window: Judged) -> Level | None:
    """Where the register stood at the end of the day."""
    counted = np.flatnonzero(window.counted[: day.count])
    if not len(counted):
        return day.level
    last = int(counted[-1])
    return Level(int(window.ts[last]), int(window.level[last]), int(window.moved[last]))


def _seen(day: Day, window: Judged, slack: int) -> int:
    """The fastest that was seen up to this day, of what was measured without doubt."""
    count = day.count
    moved = np.concatenate(([day.level.moved if day.level else window.ts[0]], window.moved))
    plain = window.counted[:count] & (window.quality[:count] == 0)
    step = np.where(plain, window.gain[:count], 0)
    return max(fading(day.seen), fastest(step, window.ts[:count] - moved[:count], slack)[0])


def _exchanges(day: Day, limit: Bound) -> NDArray[np.bool_] | None:
    """The readings before which the register was exchanged, where both its numbers are known.

    They must fit the readings around the time that was said; if not, the exchange is looked for
    where the readings show one.
    """
    ts, value = day.readings.ts, day.readings.value
    breaks = np.zeros(len(ts), np.bool_)
    for one in day.replacements:
        index = int(np.searchsorted(ts, one.at))
        if one.last is None or one.first is None or index == len(ts):
            continue
        if index:
            before = Level(int(ts[index - 1]), int(value[index - 1]), int(ts[index - 1]))
        elif day.level and day.level.ts < one.at:
            before = day.level
        else:
            continue
        old, new = one.last - before.value, int(value[index]) - one.first
        most = limit.most(int(ts[index]) - before.moved)
        breaks[index] = 0 <= old <= most and 0 <= new <= most
    return breaks if breaks.any() else None


def _told(day: Day, window: Judged) -> Iterator[MeterEvent]:
    """What happened to the readings of the day: put aside, said in another unit, frozen."""
    aside = (_aside(day, window, first, end) for first, end in window.aside if first < day.count)
    yield from _joined(aside)
    for first, end, factor in window.mended:
        if first < day.count:
            yield _event(day, window, EventKind.UNIT_SLIP, first, end, factor=factor_name(factor))
    for since, reading in window.caught_up:
        if reading < day.count:
            jump = str(day.channel.value(int(window.gain[reading])))
            noticed = int(window.ts[reading])
            end = int(window.ts[reading - 1]) if reading else noticed - day.channel.every
            yield MeterEvent(
                day.channel.number, EventKind.STUCK, since, end, noticed, {"caught_up": jump}
            )


def _joined(events: Iterable[MeterEvent]) -> Iterator[MeterEvent]:
    """Events of one kind within an hour as one, with what the first says."""
    running: dict[EventKind, MeterEvent] = {}
    for one in events:
        known = running.get(one.kind)
        if known and one.start - known.end <= HOUR:
            running[one.kind] = replace(known, end=one.end)
            continue
        if known:
            yield known
        running[one.kind] = one
    yield from running.values()


def _aside(day: Day, window: Judged, first: int, end: int) -> MeterEvent:
    """Readings that were put aside: below zero, too high, or lower than before and gone again."""
    value = window.value[first:end]
    before = np.flatnonzero(window.counted[:first])
    stood = int(window.level[before[-1]]) if len(before) else (day.level or Level(0, 0, 0)).value
    factor = nearest(int(value[0]), stood) if end - first >= LASTING else None
    if factor is not None:
        name = factor_name(factor)
        return _event(day, window, EventKind.UNIT_SLIP, first, end, factor=name)
    if value.min() < 0 and not day.channel.both_ways:
        kind, worst = EventKind.NEGATIVE, int(value.min())
    elif value.max() > stood:
        kind, worst = EventKind.OVER_CAPACITY, int(value.max())
    else:
        kind, worst = EventKind.QUARANTINED, int(value.min())
    said, known = str(day.channel.value(worst)), str(day.channel.value(stood))
    return _event(day, window, kind, first, end, value=said, before=known)


def _event(
    day: Day, window: Judged, kind: EventKind, first: int, end: int, **data: str
) -> MeterEvent:
    """An event of a stretch of readings, noticed when the next one came."""
    last = int(window.ts[end - 1])
    noticed = int(window.ts[min(end, len(window.ts) - 1)])
    return MeterEvent(day.channel.number, kind, int(window.ts[first]), last, noticed, data)
