"""What a made-up device shows: its register, level or amount, with the faults of the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.meter import Replacement
from fahsai.core.metering.simulation.cylinder import Cylinder
from fahsai.core.metering.simulation.days import FIRST
from fahsai.core.metering.simulation.fault import AT_ONCE, Episode, FaultKind, Plan, Schedule
from fahsai.core.metering.simulation.load import PER_MILLE
from fahsai.core.metering.simulation.meter import fine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.simulation.meter import SimulatedMeter

    Whole = NDArray[np.int64]

RATE_NOISE = 3
"""How far a rate is from what its register says of the same minute [per mille]."""

SLIP = 1_000
"""What a rate is multiplied by when its unit slips."""

FAR = 200
"""How far a register jumps: what could pass in so many hours."""


class Device:
    """One meter at work under a plan of faults."""

    def __init__(self, meter: SimulatedMeter, plan: Plan) -> None:
        self.meter = meter
        self.passed = meter.passed()
        self.schedule = Schedule(meter, plan)
        self.cylinder = Cylinder(meter, self.passed)
        self._bases: dict[int, int] = {}

    @property
    def first(self) -> int:
        """Its first reading [unix s]."""
        return FIRST + self.meter.phase + self.meter.every

    def ticks(self, start: int, end: int) -> Whole:
        """The times of its readings from ``start`` up to ``end`` [unix s]."""
        every = self.meter.every
        begin = self.first + max(0, -(-(start - self.first) // every)) * every
        return np.arange(begin, max(begin, end), every, dtype=np.int64)

    def last_before(self, at: int) -> int:
        """The time of the last reading before an instant [unix s]."""
        return self.first + (at - 1 - self.first) // self.meter.every * self.meter.every

    def gone(self, ts: Whole) -> NDArray[np.bool_]:
        """Whether it was switched off."""
        found = np.zeros(len(ts), dtype=bool)
        for one in self._near(ts, FaultKind.GAP):
            found |= (ts >= one.start) & (ts <= one.end)
        return found

    def values(self, channel: Channel, ts: Whole) -> Whole:
        """What a channel shows at times of readings, whole numbers of the channel."""
        if len(ts) == 0:
            return ts
        if channel.measure is Measure.RATE:
            return self._rate(channel, ts)
        if channel.measure is Measure.AMOUNT:
            return self._amount(channel, ts)
        if channel.measure is Measure.LEVEL:
            return self.cylinder.level(ts) // fine(channel)
        return self._register(channel, ts)

    def replacements(self, start: int, end: int) -> list[Replacement]:
        """The registers that were exchanged in that time, as somebody wrote them down."""
        channel = self.meter.main
        found = []
        for before, after in zip(segments := self._segments(end), segments[1:], strict=False):
            at, _, kind = after
            if kind is FaultKind.REPLACED and at >= start:
                last = self._shown(channel, before[1] + self.passed.at(at))
                first = self._shown(channel, after[1] + self.passed.at(at))
                found.append(Replacement(channel.name, at, last, first))
        return found

    def rollovers(self, start: int, end: int) -> list[Episode]:
        """The instants at which the register passed its end [whole minutes, unix s]."""
        channel = self.meter.main
        if channel.modulus is None or channel.both_ways:
            return []
        whole = channel.modulus * fine(channel)
        found = []
        segments = self._segments(end)
        for place, (at, base, _) in enumerate(segments):
            until = segments[place + 1][0] if place + 1 < len(segments) else end
            low, high = max(at, start), min(until, end) - 60
            if low >= high:
                continue
            turns = (base + self.passed.at(low)) // whole
            for turn in range(turns + 1, (base + self.passed.at(high)) // whole + 1):
                when = self._reaches(turn * whole - base, low, high)
                found.append(Episode(FaultKind.ROLLOVER, self.meter.code, channel.name, when, when))
        return found

    def _reaches(self, wanted: int, low: int, high: int) -> int:
        """The first whole minute at which so much has passed."""
        minutes = (high - low) // 60
        least = 0
        while least < minutes:
            middle = (least + minutes) // 2
            if self.passed.at(low + middle * 60) >= wanted:
                minutes = middle
            else:
                least = middle + 1
        return low + least * 60

    def _near(self, ts: Whole, *kinds: FaultKind) -> list[Episode]:
        """The faults of some kinds that may touch sorted times."""
        return [
            one
            for one in self.schedule.until(int(ts[-1]) + 1)
            if one.kind in kinds and one.end >= ts[0]
        ]

    def _segments(self, end: int) -> list[tuple[int, int, FaultKind | None]]:
        """From when on the register is what has passed plus how much, and why."""
        found: list[tuple[int, int, FaultKind | None]] = [(FIRST, self.meter.begins, None)]
        step = self.meter.main.resolution * fine(self.meter.main)
        for one in self.schedule.until(end):
            if one.kind not in AT_ONCE:
                continue
            if one.start not in self._bases:
                fresh = 0
                if one.kind is FaultKind.REPLACED:  # a new meter has run on the test bench
                    fresh = self.meter.draws.of("new").whole(one.place, BENCH) * step
                self._bases[one.start] = fresh - self.passed.at(one.start)
            found.append((one.start, self._bases[one.start], one.kind))
        return found

    def _shown(self, channel: Channel, total: int) -> int:
        whole = total // fine(channel) // channel.resolution * channel.resolution
        return whole % channel.modulus if channel.modulus else whole

    def _register(self, channel: Channel, ts: Whole) -> Whole:
        at = ts.copy()
        for one in self._near(ts, FaultKind.STUCK):
            at[(ts >= one.start) & (ts <= one.end)] = self.last_before(one.start)
        segments = self._segments(int(ts[-1]) + 1)
        begins = np.array([begin for begin, _, _ in segments])
        bases = np.array([base for _, base, _ in segments])
        total = bases[np.searchsorted(begins, at, side="right") - 1] + self.passed.until(at)
        shown = total // fine(channel) // channel.resolution * channel.resolution
        if channel.modulus:
            shown %= channel.modulus
        for one in self._near(ts, FaultKind.JUMP):
            hit = (ts >= one.start) & (ts <= one.end)
            shown[hit] = _far(channel, shown[hit])
        return shown if self.meter.rate is not None else self._negative(channel, shown, ts)

    def _rate(self, channel: Channel, ts: Whole) -> Whole:
        minute = self.passed.until(ts) - self.passed.until(ts - 60)
        blur = self.meter.draws.of("rate").wholes(ts, 2 * RATE_NOISE + 1) - RATE_NOISE
        flow = minute * self.meter.rate_minutes // fine(channel)
        shown = flow + flow * blur // PER_MILLE
        for one in self._near(ts, FaultKind.UNIT_SLIP):
            shown[(ts >= one.start) & (ts <= one.end)] *= SLIP
        return self._negative(channel, shown, ts)

    def _negative(self, channel: Channel, shown: Whole, ts: Whole) -> Whole:
        least = max(1, (channel.most_per_hour or 0) // 50)
        for one in self._near(ts, FaultKind.NEGATIVE):
            hit = (ts >= one.start) & (ts <= one.end)
            shown[hit] = -np.maximum(shown[hit], least)
        return shown

    def _amount(self, channel: Channel, ts: Whole) -> Whole:
        """What passed since the reading before; what a device counts switched off comes after."""
        before = ts - self.meter.every
        for one in self._near(ts, FaultKind.GAP):
            before[(before >= one.start) & (before <= one.end)] = self.last_before(one.start)
        size = fine(channel)
        return self.passed.until(ts) // size - self.passed.until(before) // size


BENCH = 500
"""How many steps a new register has counted at most before it was put in."""


def _far(channel: Channel, shown: Whole) -> Whole:
    """A register far away from what it is: beyond what can pass, and inside its wheels."""
    far = (channel.most_per_hour or 1) * FAR
    if channel.modulus:
        far = min(far, channel.modulus // 3)
        return np.where(shown + far < channel.modulus, shown + far, shown - far)
    return shown + far
