"""What is wrong with the data of a meter, by its stored readings: gaps, units, stands, signs.

Like a walk (see :mod:`fahsai.core.metering.walk`) it goes day by day and keeps a small state, so
that the same readings tell the same events, however the time is cut.  What happens to the register
itself (roll-over, new beginning, exchange, impossible readings) the walk tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.beside import Beside, beside, in_an_hour
from fahsai.core.metering.bound import RANK, fading, grain
from fahsai.core.metering.cadence import NOTHING_YET, USUAL, Cadence, Learned
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.series import Series
from fahsai.core.metering.slips import factor_name
from fahsai.core.metering.slots import factor_of, spells
from fahsai.core.metering.standing import (
    NOT_YET,
    Standing,
    rate_stands,
    register_stands,
    usual_step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fahsai.core.metering.channel import Channel

DAY = 86_400
MISSED = 12 * 60
"""How long nothing comes before it is a gap [s]..."""

MISSED_READINGS = 6
"""... and how many readings of its cadence, for those that come seldom."""

JOINED = 3 * 3_600
"""Faults of one kind that are no further apart are one [s]."""

BELOW = 0.0025
"""Part of the highest rate that noise around zero may go below it."""

NOISY = 10
"""Small negative numbers a day that are noise around zero; fewer are news."""


@dataclass(frozen=True, slots=True)
class QualityState:
    """Where checking may go on: plain numbers, to be kept as JSON.

    ``at``: readings from there on are still to be checked [unix s].  ``last_main``, ``last_rate``:
    the last readings before (time, number).  ``standing``: see :class:`Standing`.  ``highest``:
    the highest rate that was seen [scaled].  ``usual``: how long a step of the register takes [s];
    ``grain``: its size [scaled].  ``below``: small negative numbers of the day before.
    ``running``: faults that may go on: kind, channel, start, end, noticed.  ``of_main``,
    ``of_rate``: how often they are read, where nobody said.
    """

    at: int
    last_main: tuple[int, int] | None = None
    last_rate: tuple[int, int] | None = None
    standing: Standing = NOT_YET
    highest: int = 0
    usual: int = 0
    grain: int = 1
    below: int = 0
    running: tuple[tuple[str, int, int, int, int], ...] = ()
    of_main: Cadence = NOTHING_YET
    of_rate: Cadence = NOTHING_YET


@dataclass(frozen=True, slots=True)
class Checked:
    """The events from ``before.at`` on; they replace what was kept from there on.

    A fault that began earlier and goes on has its old start: it replaces the event of the same
    channel, kind and start.
    """

    events: tuple[MeterEvent, ...]
    state: QualityState


def checked(
    main: Channel | None,
    register: Series | None,
    rate: Channel | None,
    rates: Series | None,
    *,
    before: QualityState | None = None,
    until: int,
) -> Checked:
    """The faults of a meter's data up to a time.

    Args:
        main: the channel that quantities are made of.
        register: its readings from ``before.at`` up to ``until``.
        rate: the rate beside it.
        rates: its readings likewise.
        before: where the check before ended.
        until: the time up to which readings are given [unix s].
    """
    given = [one for one in (register, rates) if one is not None and len(one)]
    start = min((int(one.ts[0]) // DAY * DAY for one in given), default=0)
    state = before or QualityState(start)
    check = _Check(main, rate, state)
    last = max(state.at, until // DAY * DAY)
    days = sorted({int(day) * DAY for one in given for day in np.unique(one.ts // DAY)})
    for day in days:
        if state.at <= day < last:
            check.day(_of(register, day, until), _of(rates, day, until))
    check.state = replace(check.state, at=last)
    after = check.state
    for day in days:
        if day >= last:
            check.day(_of(register, day, until), _of(rates, day, until))
    check.silent(until)
    return Checked(tuple(sorted(check.found.values(), key=lambda one: one.start)), after)


def _of(series: Series | None, day: int, until: int) -> Series:
    """The readings of a day."""
    if series is None:
        return Series(*(np.zeros(0, np.int64) for _ in range(3)))
    first, end = np.searchsorted(series.ts, (day, min(day + DAY, until))).tolist()
    return Series(series.ts[first:end], series.value[first:end], series.quality[first:end])


class _Check:
    """The way through the days, with what was found."""

    def __init__(self, main: Channel | None, rate: Channel | None, state: QualityState) -> None:
        self.main, self.rate, self.state = main, rate, state
        self._said = (main, rate)
        self._shown: Learned | None = None
        self.found: dict[tuple[int, EventKind, int], MeterEvent] = {}

    def day(self, register: Series, rates: Series) -> None:
        """Check a day."""
        self._learn(register, rates)
        self._gaps(register if self.main else rates)
        if self.rate and len(rates):
            self._signs(self.rate, rates)
        counts = self.main is not None and self.main.measure is Measure.REGISTER
        if self.main and counts and self.rate and len(rates) and len(register):
            self._compare(self.main, self.rate, register, rates)
        state = self.state
        self.state = replace(
            state,
            last_main=_last(register) or state.last_main,
            last_rate=_last(rates) or state.last_rate,
        )

    def _learn(self, register: Series, rates: Series) -> None:
        """Learn how often the channels are read on a day, where nobody said."""
        main, rate = self._said
        of_main = self.state.of_main.after(register.ts)
        of_rate = self.state.of_rate.after(rates.ts)
        self.main, self.rate = _paced(main, of_main.every), _paced(rate, of_rate.every)
        watched, self._shown = (main, of_main) if main else (rate, of_rate)
        if watched and watched.every:
            self._shown = None
        self.state = replace(
            self.state,
            of_main=self.state.of_main if main and main.every else of_main.cadence,
            of_rate=self.state.of_rate if rate and rate.every else of_rate.cadence,
        )

    def _watched(self) -> Channel | None:
        """The channel whose silence counts."""
        return self.main or self.rate

    def _gaps(self, series: Series) -> None:
        """Times in which nothing came."""
        channel = self._watched()
        last = self.state.last_main if self.main else self.state.last_rate
        if channel is None or not len(series):
            return
        ts = series.ts if last is None else np.concatenate(([last[0]], series.ts))
        for index in np.flatnonzero(np.diff(ts) > patience(channel.every)).tolist():
            since, end = int(ts[index]), int(ts[index + 1])
            if self._shown and not self._silent(self._shown, index, end - since):
                continue
            self._tell(
                channel.number,
                EventKind.GAP,
                (since + channel.every, end - channel.every, end),
                seconds=str(end - since),
            )

    def _silent(self, shown: Learned, index: int, seconds: int) -> bool:
        """Whether a distance is too long for a cadence that was learned.

        It is not while none is known, nor where the readings around are as far apart.
        """
        return bool(shown.every) and seconds > patience(shown.usual_at(index))

    def silent(self, until: int) -> None:
        """The time since the last reading, if it is a gap that goes on."""
        channel = self._watched()
        last = self.state.last_main if self.main else self.state.last_rate
        if channel is not None and last is not None and until - last[0] > patience(channel.every):
            self._tell(
                channel.number,
                EventKind.GAP,
                (last[0] + channel.every, until, until),
                seconds=str(until - last[0]),
            )

    def _signs(self, rate: Channel, rates: Series) -> None:
        """Rates below zero where nothing flows back; noise around zero is none."""
        if rate.both_ways or (self.main and self.main.both_ways):
            return
        value = rates.value
        highest = rate.most_per_hour or self.state.highest or int(np.max(np.abs(value)))
        low = -max(rate.resolution, int(highest * BELOW))
        small = (value < -rate.resolution) & (value >= low)
        count = int(np.count_nonzero(small))
        noise = count + self.state.below >= NOISY
        wrong = np.flatnonzero((value < low) | (small & (not noise)))
        for index in wrong.tolist():
            at = int(rates.ts[index])
            worst = str(rate.value(int(value[index])))
            self._tell(rate.number, EventKind.NEGATIVE, (at, at, at), value=worst)
        self.state = replace(self.state, below=count)

    def _compare(self, main: Channel, rate: Channel, register: Series, rates: Series) -> None:
        """The register and the rate, against each other."""
        hourly = in_an_hour(main, rate)
        if hourly is None:
            return
        pair = beside(
            main,
            rate,
            _led(register, self.state.last_main),
            _led(rates, self.state.last_rate),
            hourly,
        )
        found = grain(register.value, self.state.grain)
        self.state = replace(self.state, grain=found)
        main = replace(main, resolution=max(main.resolution, found))
        seen = self.state.highest or _highest(rates)
        scale = float(rate.most_per_hour or 0) * float(hourly)
        scale = scale or float(main.most_per_hour or 0) or seen * float(hourly)
        slipping = self._units(main, rate, pair, scale)
        self._stands(main, rate, pair, scale)
        plain = np.ones(len(rates), np.bool_)
        for start, end in slipping:
            plain &= (rates.ts < start) | (rates.ts > end)
        kept = Series(rates.ts[plain], rates.value[plain], rates.quality[plain])
        self.state = replace(self.state, highest=max(fading(self.state.highest), _highest(kept)))

    def _units(
        self, main: Channel, rate: Channel, pair: Beside, scale: float
    ) -> list[tuple[int, int]]:
        """Times in which the rate spoke another unit; their starts and ends."""
        found = list(spells(main, rate, pair, scale))
        for one in found:
            times = (one.start, one.end, one.noticed)
            self._tell(
                rate.number, EventKind.UNIT_SLIP, times, factor=factor_name(factor_of(one.ratio))
            )
        return [(one.start, one.end) for one in found]

    def _stands(self, main: Channel, rate: Channel, pair: Beside, scale: float) -> None:
        """Times in which one of them stood while the other did not."""
        usual = max(self.state.usual, usual_step(pair, scale))
        stretches, stand = register_stands(main, pair, self.state.standing, scale, usual)
        for one in stretches:
            self._tell(main.number, EventKind.STUCK, one[:3], caught_up="")
        for one in rate_stands(main, rate, pair, scale):
            self._tell(rate.number, EventKind.STUCK, one[:3], caught_up="")
        self.state = replace(self.state, standing=stand, usual=usual_step(pair, scale))

    def _tell(
        self, channel: int, kind: EventKind, times: tuple[int, int, int], **data: str
    ) -> None:
        """Keep an event; one that goes on where another of its kind ended is the same."""
        start, end, noticed = times
        running = list(self.state.running)
        for index, (known, of, begun, ended, told) in enumerate(running):
            if known == kind and of == channel and start - ended <= JOINED and start >= begun:
                if kind is EventKind.GAP:
                    break
                start, end, noticed = begun, max(end, ended), told
                del running[index]
                break
        running = [one for one in running if end - one[3] <= JOINED]
        running.append((str(kind), channel, start, end, noticed))
        self.state = replace(self.state, running=tuple(running))
        self.found[channel, kind, start] = MeterEvent(channel, kind, start, end, noticed, data)


def patience(every: int) -> int:
    """How long the time between two readings may be before it is a gap, by the cadence [s]."""
    return max(MISSED + every, MISSED_READINGS * every)


def _paced(channel: Channel | None, every: int) -> Channel | None:
    """A channel with the cadence that is known: said, or learned, or the usual one."""
    return channel and replace(channel, every=channel.every or every or USUAL)


def _last(series: Series) -> tuple[int, int] | None:
    """The last reading."""
    return (int(series.ts[-1]), int(series.value[-1])) if len(series) else None


def _led(series: Series, before: tuple[int, int] | None) -> Series:
    """Readings with the one before them."""
    if before is None:
        return series
    return Series(
        np.concatenate(([before[0]], series.ts)),
        np.concatenate(([before[1]], series.value)),
        np.concatenate(([0], series.quality)),
    )


def _highest(rates: Series) -> int:
    """The third highest rate: two of a day may be faults."""
    if len(rates) < RANK:
        return 0
    return max(int(np.partition(rates.value, len(rates) - RANK)[-RANK]), 0)


def merged(events: Iterable[MeterEvent]) -> Iterator[MeterEvent]:
    """Events by start, those of one channel and kind that overlap as one."""
    latest: dict[tuple[int, EventKind], MeterEvent] = {}
    for one in sorted(events, key=lambda event: (event.start, event.end)):
        known = latest.get((one.channel, one.kind))
        if known is not None and one.start <= known.end:
            data = {**known.data, **{key: text for key, text in one.data.items() if text}}
            whole = replace(known, end=max(known.end, one.end), data=data)
        else:
            whole = one
            if known is not None:
                yield known
        latest[one.channel, one.kind] = whole
    yield from sorted(latest.values(), key=lambda event: event.start)
