"""A day of levels: what a tank or a cylinder falls by is used, what it rises by was filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.bound import bound
from fahsai.core.metering.channel import INTERVAL_DIGITS
from fahsai.core.metering.day import Judging
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.points import MOST_TOTAL, points
from fahsai.core.metering.register import Level
from fahsai.core.metering.series import Quality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.day import Day

FINER = 10**INTERVAL_DIGITS

RISING = 2
"""Steps of the scale that a level rises by before it counts as filling."""

OUTLYING = 5
"""Steps of the scale, and times its surroundings, that a lone reading is off to be put aside."""

ONE_FILLING = 3_600
"""Rises within that time are one filling [s]."""


@dataclass(slots=True)
class _Tank:
    """The level that counts, which falls with the readings and rises only when it is filled.

    Noise upwards is passed over and noise downwards comes back with it, so used = level at the
    start - level at the end + filled in, whatever lies between.
    """

    day: Day
    level: Level
    total: int
    rows: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    events: list[MeterEvent] = field(default_factory=list)

    def take(self, ts: int, value: int, mark: int, most: int | None) -> None:
        """Take a reading."""
        step = value - self.level.value
        if step > RISING * self.day.channel.resolution:
            self._filled(ts, step)
        elif step < 0 and (
            (most is not None and -step > most) or abs(self.total - step * FINER) > MOST_TOTAL
        ):
            self._tell(EventKind.OVER_CAPACITY, ts, ts, value=-step)
            mark |= Quality.RESET
        elif step < 0:
            self.total += -step * FINER
        else:
            value = self.level.value
        self.level = Level(ts, value, ts)
        self.rows.append((ts, self.total, 0, mark, 1))

    def aside(self, ts: int, value: int, mark: int) -> None:
        """Put a reading aside that stands alone."""
        self.rows.append((ts, 0, 0, mark | Quality.QUARANTINED, 0))
        kind = EventKind.NEGATIVE if value < 0 else EventKind.QUARANTINED
        self._tell(kind, ts, ts, value=value)

    def _filled(self, ts: int, step: int) -> None:
        """It was filled, or the rise goes on."""
        last = self.events[-1] if self.events else None
        if last and last.kind is EventKind.REFILL and ts - last.end <= ONE_FILLING:
            self.events.pop()
            step += self.day.channel.scaled(Decimal(last.data["value"]))
            self._tell(EventKind.REFILL, last.start, ts, value=step)
        else:
            self._tell(EventKind.REFILL, ts, ts, value=step)

    def _tell(self, kind: EventKind, start: int, end: int, *, value: int) -> None:
        """Keep an event with the number that it is about."""
        channel = self.day.channel
        data = {
            "value": str(channel.value(value)),
            "before": str(channel.value(self.level.value)),
        }
        self.events.append(MeterEvent(channel.number, kind, start, end, end, data))


def day_of_levels(day: Day) -> Judging:
    """What was used of a level in a day."""
    ts, value, quality = day.readings.ts, day.readings.value, day.readings.quality
    first = day.level or Level(int(ts[0]), int(value[0]), int(ts[0]))
    alone = _alone(day, first)
    limit = bound(day.channel, 0, 0)
    tank = _Tank(day, first, day.total)
    for index in range(day.count):
        at, said, mark = int(ts[index]), int(value[index]), int(quality[index])
        if alone[index]:
            tank.aside(at, said, mark)
        else:
            known = limit.per_hour is not None
            most = limit.most(at - tank.level.ts) if known else None
            tank.take(at, said, mark, most)
    level = tank.level if day.level or not alone[: day.count].all() else None
    return Judging(points(tank.rows), level, 0, tank.events)


def _alone(day: Day, first: Level) -> NDArray[np.bool_]:
    """Which readings stand alone: those before and after agree, and not with them."""
    value = day.readings.value
    before = np.concatenate(([first.value], value[:-1]))
    after = np.concatenate((value[1:], value[-1:]))
    around = np.abs(after - before)
    off = np.minimum(np.abs(value - before), np.abs(value - after))
    step = day.channel.resolution
    alone: NDArray[np.bool_] = (value < 0) | ((off > OUTLYING * step) & (off > OUTLYING * around))
    return alone
