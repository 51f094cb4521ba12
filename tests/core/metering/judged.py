"""Judge the rules of metering on our own meters: ``python -m tests.core.metering.judged 50``.

By the rule of the benchmark: an event hits a label of its kind if it was noticed from its start to
an hour after its end; what lies outside all labels is a false alert; repeats within six hours are
one.  Quantities are compared with what truly passed, by meter and calendar month.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from tests.core.metering.devices import DEVICES, MINUTES, START, Device
from tests.core.metering.faults import arriving, spoiled

from fahsai.core.metering.arrivals import Arrival, arrived
from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.quality import checked, merged
from fahsai.core.metering.series import Series
from fahsai.core.metering.walk import quantities

if TYPE_CHECKING:
    from tests.core.metering.faults import Stream

    from fahsai.core.metering.event import MeterEvent
    from fahsai.core.metering.series import Intervals

DAYS = 59
JANUARY = 31
LATER = 3_600
REPEAT = 6 * 3_600
ALLOWED = {
    "blip": {"over_capacity", "quarantined", "negative", "unit_slip"},
    "busy": {"over_capacity"},
    "hidden_slip": {"unit_slip"},
    "stuck": {"stuck", "over_capacity"},
}
"""Kinds that a label may be told as, where it is not its own name."""


@dataclass
class Score:
    """Hits, misses and false alerts by kind; the worst month and the meters behind it."""

    hits: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, int]] = field(default_factory=list)
    false: list[tuple[str, str, int, int, str]] = field(default_factory=list)
    months: list[tuple[float, str]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        hits = sum(self.hits.values())
        return 2 * hits / (2 * hits + len(self.missed) + len(self.false))


def channels(device: Device, *, known: bool, paced: bool = True) -> tuple[Channel, Channel]:
    """The register and the rate of a device.

    ``known``: with capacity, step and range; ``paced``: with the time between two readings.
    """
    every = device.every if paced else 0
    capacity = round(device.capacity * 1000) if known else None
    hour = round(device.capacity * (1000 / 60 if device.rate_unit == "L/min" else 1) * 1000)
    main = Channel(
        1,
        "total",
        Measure.REGISTER,
        device.unit,
        every=every,
        modulus=round(device.modulus * 1000) if known else None,
        resolution=round(device.resolution * 1000) if known else 1,
        most_per_hour=capacity,
    )
    rate = Channel(
        2,
        "rate",
        Measure.RATE,
        device.rate_unit,
        every=every,
        most_per_hour=hour if known else None,
    )
    return main, rate


def series(one: Stream) -> tuple[Series, Series]:
    """The stored readings of a meter: the register and the rate."""
    ts = one.ts[one.keep]
    none = np.zeros(len(ts), np.int64)
    in_unit = 1000 / 60 if one.device.rate_unit == "L/min" else 1
    register = np.round(one.register[one.keep] * 1000).astype(np.int64)
    rate = np.round(one.rate[one.keep] * in_unit * 1000).astype(np.int64)
    return Series(ts, register, none), Series(ts, rate, none)


def events(
    one: Stream, seed: int, *, known: bool, paced: bool
) -> tuple[list[MeterEvent], Intervals]:
    """All that is told of a meter, and its intervals."""
    main, rate = channels(one.device, known=known, paced=paced)
    register, rates = series(one)
    until = int(one.ts[-1]) + 1
    walked = quantities(main, register, rate=rates, until=until)
    faults = checked(main, register, rate, rates, until=until)
    arrivals = arrived(
        1, [Arrival(int(one.ts[at])) for at in arriving(one, seed)], every=main.every
    )
    told = merged([*walked.events, *faults.events, *arrivals.events])
    return list(told), walked.intervals


def judge(score: Score, device: Device, seed: int, *, known: bool, paced: bool = True) -> None:
    """Judge one meter."""
    one = spoiled(device, seed, DAYS)
    told, intervals = events(one, seed, known=known, paced=paced)
    where = f"{device.name} #{seed}{'' if known else ' (bare)'}{'' if paced else ' (unpaced)'}"
    alerts: list[MeterEvent] = []
    latest: dict[str, int] = {}
    for event in sorted(told, key=lambda event: event.noticed):
        if event.noticed - latest.get(event.kind, -REPEAT) >= REPEAT:
            alerts.append(event)
        latest[event.kind] = event.noticed
    found = set()
    for event in alerts:
        inside = [x for x in one.labels if x.start <= event.noticed <= x.end + LATER]
        hit = [x for x in inside if event.kind in ALLOWED.get(x.kind, {x.kind})]
        found.update(hit)
        if not inside:
            minute = (event.noticed - START) // 60
            score.false.append(
                (where, str(event.kind), minute, (event.start - START) // 60, str(dict(event.data)))
            )
    for label in one.labels:
        if label.kind in {"busy", "hidden_slip"}:
            continue
        if label in found:
            score.hits[label.kind] += 1
        else:
            score.missed.append((where, label.kind, (label.start - START) // 60))
    _months(score, one, intervals, where)


def _months(score: Score, one: Stream, intervals: Intervals, where: str) -> None:
    """How far the quantity of each month is from the truth [part]."""
    if not one.known:
        return
    edge = START + JANUARY * MINUTES * 60
    edge_total = float(np.interp(edge, one.ts, one.total))
    first = intervals.start < edge
    for part, truth in ((first, edge_total), (~first, float(one.total[-1]) - edge_total)):
        quantity = int(intervals.quantity[part].sum()) / 1e6
        score.months.append((abs(quantity / truth - 1), f"{where} {quantity:.2f} {truth:.2f}"))


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(f"{line}\n")


def main(seeds: int, only: str = "") -> None:
    """Print the table."""
    score = Score()
    for seed in range(seeds):
        for device in DEVICES:
            if only in device.name:
                for paced in (True, False):
                    judge(score, device, seed, known=bool(seed % 2), paced=paced)
    hits = sum(score.hits.values())
    for name, kind, minute in score.missed:
        say(f"missed  {kind:14} at {minute:6} {name}")
    for name, kind, minute, start, data in score.false:
        say(f"false   {kind:14} at {minute:6} from {start} {name} {data}")
    score.months.sort(reverse=True)
    for off, name in score.months[:25]:
        say(f"month   {off:.5%} {name}")
    wide = sum(off > 0.001 for off, _ in score.months)
    say(f"hits    {dict(score.hits)}")
    say(f"{hits} hits, {len(score.missed)} missed, {len(score.false)} false: F1 {score.f1:.4f}")
    say(f"{len(score.months)} months of meters, {wide} off by more than 0.1 %")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4, *sys.argv[2:3])
