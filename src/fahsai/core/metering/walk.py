"""From the readings of a channel to its quantities by interval, month after month.

A walk goes day by day (of UTC) and stops where nothing that comes later can change what it said;
its state says where.  The next walk begins there, with the readings after that point: any way of
cutting the time gives the same intervals, and walking a month again gives them again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.amount import day_of_amounts
from fahsai.core.metering.cadence import NOTHING_YET, USUAL, Cadence
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.day import Day, Judging
from fahsai.core.metering.level import day_of_levels
from fahsai.core.metering.points import joined, points, unpacked
from fahsai.core.metering.register import Level
from fahsai.core.metering.register_day import day_of_registers
from fahsai.core.metering.series import INTERVAL, Intervals, Quality, Series
from fahsai.core.metering.shape import SLOTS, learned, no_profile
from fahsai.core.metering.spread import Spread, boundary, filled_up_to, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.event import MeterEvent
    from fahsai.core.metering.meter import Replacement

DAY = 86_400

LONGEST_STAND = 36 * 3_600
"""For how long a register may stand until it is settled that nothing passed [s]."""

GREATEST = 2**52
"""Readings beyond it are impossible, and would not fit when they are told more finely."""


@dataclass(frozen=True, slots=True)
class WalkState:
    """Where a walk may go on: plain numbers, to be kept as JSON.

    ``at``: readings from there on are still to be judged [unix s].  ``settled``: intervals from
    there on are still to be made [unix s].  ``level``: where the register stood (time, number,
    since when).  ``seen``: the fastest that was seen [scaled an hour]; ``grain``: the step that it
    counts in.  ``profile``: what passes in each interval of a week.  ``tail``: the points since
    ``settled``.  ``cadence``: how often it is read, where nobody said.
    """

    at: int
    settled: int
    level: tuple[int, int, int] | None = None
    seen: int = 0
    grain: int = 1
    profile: tuple[int, ...] = ()
    tail: tuple[tuple[int, ...], ...] = ()
    cadence: Cadence = NOTHING_YET


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk found: intervals from ``before.settled`` on, events from ``before.at`` on.

    They replace what was kept from there on.  Those after ``state.settled`` and ``state.at`` are
    as known now and come again with the next walk.
    """

    intervals: Intervals
    state: WalkState
    events: tuple[MeterEvent, ...]


def quantities(
    channel: Channel,
    series: Series,
    *,
    before: WalkState | None = None,
    replacements: Sequence[Replacement] = (),
    rate: Series | None = None,
    until: int,
    open_from: int | None = None,
) -> Walked:
    """The quantities of a channel by interval, up to a time.

    Args:
        channel: whose readings they are; a rate has no quantity.
        series: its readings; those from ``before.at`` up to ``until`` count.
        before: where the walk before ended; None from the first reading on.
        replacements: exchanges of the register that people told of; others' are passed over.
        rate: readings of the rate beside it, which give gaps their shape.
        until: the time up to which readings are given [unix s]: later ones are passed over.
        open_from: days from there on may still change in any case [unix s].
    """
    state = before or WalkState(_first_day(series), _first_day(series))
    if channel.measure is Measure.RATE:
        return Walked(_no_intervals(), state, ())
    mine = tuple(one for one in replacements if one.channel == channel.name)
    own = _between(series, state.at, until)
    return _Walking(channel, own, mine, rate, until, open_from).go(state)


class _Walking:
    """One walk: the days that are over for good, then those that may still change."""

    def __init__(
        self,
        channel: Channel,
        series: Series,
        replacements: tuple[Replacement, ...],
        rate: Series | None,
        until: int,
        open_from: int | None,
    ) -> None:
        self.declared, self.series, self.rate, self.until = channel, series, rate, until
        self.open_from = until if open_from is None else open_from
        self.replacements = replacements
        self.judge: Callable[[Day], Judging] = {
            Measure.REGISTER: day_of_registers,
            Measure.AMOUNT: day_of_amounts,
            Measure.LEVEL: day_of_levels,
        }[channel.measure]
        self.found: list[Intervals] = []
        self.events: list[MeterEvent] = []

    def go(self, state: WalkState) -> Walked:
        """Walk from a state on."""
        self.level = Level(*state.level) if state.level else None
        self.seen, self.grain = state.seen, state.grain
        self.profile = np.array(state.profile, np.int64) if state.profile else no_profile()
        self.trail = unpacked(state.tail)
        self.cadence = state.cadence
        self._pace(state.cadence.every)
        settled = state.settled
        days = (np.unique(self.series.ts // DAY) * DAY).tolist()
        for index, day in enumerate(days):
            every, cadence = self._learned(day)
            if day >= self._over(every):
                days = days[index:]
                break
            self._pace(every)
            self.cadence = cadence
            self._judge(day)
            settled = self._settle(settled)
        else:
            days = []
        last = max(state.at, min([self._over(self.channel.every), *days]))
        after = WalkState(
            last,
            settled,
            (self.level.ts, self.level.value, self.level.moved) if self.level else None,
            self.seen,
            self.grain,
            tuple(self.profile.tolist()),
            self.trail.rows(),
            self.cadence,
        )
        for day in days:
            every, self.cadence = self._learned(day)
            self._pace(every)
            self._judge(day)
        if self.trail.counted.any():
            self.found.append(self._spread(self.until)[0])
        return Walked(_together(self.found), after, tuple(self.events))

    def _learned(self, start: int) -> tuple[int, Cadence]:
        """How often the channel was read on a day, as was said or as the day shows [s]."""
        if self.declared.every:
            return self.declared.every, self.cadence
        first, end = np.searchsorted(self.series.ts, (start, start + DAY)).tolist()
        learned = self.cadence.after(self.series.ts[first:end])
        return learned.every, learned.cadence

    def _pace(self, every: int) -> None:
        """Go on with a channel that is read so often."""
        self.channel = replace(self.declared, every=self.declared.every or every or USUAL)
        self.horizon = horizon(self.channel.every)

    def _over(self, every: int) -> int:
        """Where the first day begins that may still change, at such a cadence [unix s]."""
        return min(self.until - horizon(every), self.open_from) // DAY * DAY

    def _judge(self, start: int) -> None:
        """Judge the readings of a day, with those shortly after it in sight."""
        first, end, after = np.searchsorted(
            self.series.ts, (start, start + DAY, start + DAY + self.horizon)
        ).tolist()
        sure = self.trail.total[self.trail.counted]
        day = Day(
            self.channel,
            Series(
                self.series.ts[first:after],
                np.clip(self.series.value[first:after], -GREATEST, GREATEST),
                self.series.quality[first:after],
            ),
            end - first,
            self.level,
            self.seen,
            self.profile,
            int(sure[-1]) if len(sure) else 0,
            self.replacements,
            self.horizon,
            self.grain,
        )
        found = self.judge(day)
        if found.thawed is not None:
            self.trail.counted[1:][self.trail.ts[1:] > found.thawed] = False
        self.trail = joined(self.trail, found.points)
        self.level, self.seen, self.grain = found.level, found.seen, found.grain
        self.events.extend(found.events)

    def _spread(self, until: int) -> tuple[Intervals, Spread]:
        """The intervals up to a time, and what had passed at their boundaries."""
        return spread(self.trail, until, self.channel.every, self.profile, self.rate)

    def _settle(self, settled: int) -> int:
        """Make the intervals that nothing changes any more; from where on the others are."""
        sure = self.trail.chosen(self.trail.counted)
        if not len(sure):
            return settled
        edge = boundary(self._certain(int(sure.ts[-1])))
        if edge <= int(sure.ts[0]):
            return boundary(int(sure.ts[0]))
        intervals, at = self._spread(int(self.trail.ts[-1]) + 1)
        final = _first(intervals, edge)
        self.found.append(final)
        self._learn(final)
        self._cut(edge, int(at.total[len(final)]), int(at.filled[len(final)]))
        return edge

    def _certain(self, last: int) -> int:
        """Up to when the readings can be settled: what a register stood may pile up yet [unix s].

        One that stands for longer than a day is not waited for.
        """
        level = self.level
        if self.channel.measure is not Measure.REGISTER or level is None:
            return last
        return level.moved if INTERVAL <= last - level.moved <= LONGEST_STAND else last

    def _learn(self, final: Intervals) -> None:
        """Take the profile of a week on by the intervals that were measured."""
        measured = (final.quality & ~UNTOUCHED == 0) & (final.seconds == INTERVAL)
        start, quantity = final.start[measured], final.quantity[measured]
        for first in range(0, len(start), SLOTS):
            part = slice(first, first + SLOTS)
            self.profile = learned(self.profile, start[part], quantity[part])

    def _cut(self, edge: int, told: int, filled: int) -> None:
        """Keep the points after a boundary only, and one at it that says what passed until then.

        Of the step across the boundary, the part that was filled before it is told already.
        """
        trail = self.trail
        sure = trail.chosen(trail.counted)
        running = filled_up_to(sure, self.channel.every)
        across = int(np.searchsorted(sure.ts, edge, "right"))
        rest = trail.chosen(trail.ts >= edge)
        if across < len(sure):
            whole = int(running[across])
            part = whole - filled
            rest.filled[np.flatnonzero(rest.counted & (rest.ts == sure.ts[across]))] = part
        base = points([(edge, told, 0, int(Quality.MISSING), 1)])
        self.trail = joined(base, rest)


UNTOUCHED = np.int64(Quality.ROUNDED | Quality.CLOCK | Quality.CONFLICT | Quality.NEGATIVE)
"""Marks of intervals that were measured all the same."""


def horizon(every: int) -> int:
    """For how long a wrong level may last before the old one is forgotten, by the cadence [s]."""
    return max(6 * 3_600, 4 * every)


def _first_day(series: Series) -> int:
    """The beginning of the day of the first reading [unix s]."""
    return int(series.ts[0]) // DAY * DAY if len(series) else 0


def _between(series: Series, since: int, until: int) -> Series:
    """The readings from one time up to another."""
    first, end = np.searchsorted(series.ts, (since, until)).tolist()
    return Series(series.ts[first:end], series.value[first:end], series.quality[first:end])


def _first(intervals: Intervals, edge: int) -> Intervals:
    """The intervals before a boundary."""
    end = int(np.searchsorted(intervals.start, edge))
    return Intervals(*(column[:end] for column in _columns(intervals)))


def _columns(intervals: Intervals) -> tuple[NDArray[np.int64], ...]:
    """The columns of intervals, in their order."""
    return (
        intervals.start,
        intervals.quantity,
        intervals.estimated,
        intervals.seconds,
        intervals.readings,
        intervals.quality,
    )


def _together(parts: Sequence[Intervals]) -> Intervals:
    """Intervals that follow one another, as one."""
    if not parts:
        return _no_intervals()
    return Intervals(*(np.concatenate(same) for same in zip(*map(_columns, parts), strict=True)))


def _no_intervals() -> Intervals:
    """No intervals at all."""
    return Intervals(*(np.zeros(0, np.int64) for _ in range(6)))
