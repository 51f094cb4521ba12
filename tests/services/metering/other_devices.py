"""Devices and faults that no rule was made from: a hot season, sent as gateways do.

Each variant is the messages of one meter in the order of their arrival, with what was done to them
and what truly passed, by month.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.length import instant

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

FIRST, EDGE, LAST = (instant(date(2026, *day)) for day in ((4, 12), (5, 1), (5, 18)))
HOUR, DAY = 3_600, 86_400


class Fault(NamedTuple):
    """What was done from one time to another [unix s, both inside], as it should be told."""

    kind: str
    start: int
    end: int


@dataclass
class Variant:
    """A meter: its channels, messages as they arrive, and the truth of April and May [unit]."""

    name: str
    channels: tuple[Channel, ...]
    messages: list[bytes]
    faults: list[Fault]
    truth: tuple[float, float]
    tolerated: frozenset[str] = field(default_factory=frozenset)
    """Kinds that may be told of a fault too: it has that side as well."""


Rows = list[dict[str, Any]]


@dataclass
class Device:
    """What truly passes, and the readings that are made of it, one a tick."""

    every: int
    hourly: NDArray[np.float64]
    step: float
    ts: NDArray[np.int64] = field(init=False)
    total: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.ts = np.arange(FIRST, LAST + 1, self.every, dtype=np.int64)
        passed = np.concatenate(([0.0], np.cumsum(self.hourly) / 60))
        self.total = passed[(self.ts - FIRST) // 60]

    def shown(self, first: float) -> NDArray[np.float64]:
        """The register in its steps, from where it began."""
        return np.floor((self.total + first) / self.step + 1e-9) * self.step

    def mean(self) -> NDArray[np.float64]:
        """The rate since the reading before."""
        return np.diff(self.total, prepend=self.total[0]) * HOUR / self.every

    def at(self, day: float) -> int:
        """The tick of a day and its fraction."""
        return int(day * DAY / self.every)

    def truth(self) -> tuple[float, float]:
        """What passed in each of the two months."""
        edge = float(np.interp(EDGE, self.ts, self.total))
        return edge, float(self.total[-1]) - edge

    def fault(self, kind: str, first: int, last: int) -> Fault:
        """From one tick to another, both inside."""
        return Fault(kind, int(self.ts[first]), int(self.ts[last]))


def minutes() -> NDArray[np.int64]:
    """The minutes of the season."""
    return np.arange((LAST - FIRST) // 60)


def hot_nights(rng: Generator) -> NDArray[np.float64]:
    """Air conditioning of dwellings: most at night, never nothing."""
    hour = minutes() / 60 % 24
    night = 0.5 + 0.45 * np.cos((hour - 1) / 24 * 2 * np.pi)
    return night * np.exp(0.12 * rng.standard_normal(len(hour)))


def dead_nights(rng: Generator) -> NDArray[np.float64]:
    """A school in April: next to nothing at night and on free days."""
    hour, day = minutes() / 60 % 24, minutes() // 1_440
    awake = (hour > 7) & (hour < 17) & (day % 7 < 5)
    level = np.where(awake, 0.7, 0.004)
    return level * np.exp(0.2 * rng.standard_normal(len(hour)))


def shifts(rng: Generator) -> NDArray[np.float64]:
    """A mill of three shifts with pauses."""
    hour = minutes() / 60 % 8
    return np.where(hour < 7.5, 0.8, 0.2) * np.exp(0.08 * rng.standard_normal(len(hour)))


def register(unit: str, digits: int, **said: Any) -> Channel:
    return Channel(1, "total", Measure.REGISTER, unit, digits=digits, **said)


def power(unit: str = "kW") -> Channel:
    return Channel(2, "rate", Measure.RATE, unit)


def rows(device: Device, shown: NDArray[np.float64], digits: int, *, rate: bool = True) -> Rows:
    """One message a tick."""
    made = [
        {"t": at, "total": round(value, digits)}
        for at, value in zip(device.ts.tolist(), shown.tolist(), strict=True)
    ]
    if rate:
        for one, value in zip(made, device.mean().tolist(), strict=True):
            one["rate"] = round(value, 2)
    return made


def packed(sent: Rows) -> list[bytes]:
    """Each row a message of its own."""
    return [json.dumps(one).encode() for one in sent]


def eight_digits_of_wh() -> Variant:
    """Watt hours in eight digits without a power beside them; it rolls over in a gap, and out."""
    device = Device(60, hot_nights(np.random.default_rng(1)) * 52_000, 1)
    first = 1e8 - device.total[device.at(6.4)]
    sent = rows(device, device.shown(first) % 1e8, 0, rate=False)
    gaps = [(device.at(6.35), device.at(6.45)), (device.at(20.2), device.at(20.2) + 40)]
    faults = [device.fault("gap", low, high - 1) for low, high in gaps]
    back = gaps[0][1]
    faults.append(device.fault("rollover", device.at(6.4), back))
    glitch = device.at(28.5)
    sent[glitch]["total"] = 0
    faults.append(device.fault("quarantined", glitch, glitch))
    again = range(device.at(15.3), device.at(15.3) + 90)
    faults.append(device.fault("duplicates", again[0], again[-1]))
    kept = [at for at in range(len(sent)) if not any(low <= at < high for low, high in gaps)]
    order = [one for at in kept for one in ([at, at] if at in again else [at])]
    return Variant(
        "Wh in 8 digits",
        (register("Wh", 0),),
        packed([sent[at] for at in order]),
        faults,
        device.truth(),
    )


def reset_in_a_gap() -> Variant:
    """Every five minutes; it begins anew while nobody looks, and corrects itself later."""
    device = Device(300, shifts(np.random.default_rng(2)) * 380, 0.1)
    begun = device.at(22.1)
    offset = np.where(np.arange(len(device.ts)) < begun, 48_211.3, -device.total[begun])
    shown = np.floor((device.total + offset) / 0.1 + 1e-9) * 0.1
    sent = rows(device, shown, 1)
    low, high = begun - 15, begun + 20
    wrong = range(device.at(30.1), device.at(30.1) + 30)
    late = [dict(sent[at]) for at in wrong]
    for at in wrong:
        sent[at]["total"] = round(sent[at]["total"] - 7.3, 1)
    slow = range(device.at(9.6), device.at(9.6) + 100)
    for at in slow:
        sent[at]["rate"] = round(sent[at]["rate"] / 60, 2)
    faults = [
        device.fault("gap", low, high - 1),
        device.fault("reset", low, high),
        device.fault("unit_slip", slow[0], slow[-1]),
        device.fault("duplicates", wrong[0], wrong[-1]),
    ]
    here = [one for at, one in enumerate(sent) if not low <= at < high]
    at_end = next(place for place, one in enumerate(here) if one["t"] == sent[wrong[-1]]["t"])
    here[at_end + 1 : at_end + 1] = late
    return Variant(
        "reset in a gap, corrected later",
        (register("kWh", 1), power()),
        packed(here),
        faults,
        device.truth(),
        frozenset({"quarantined"}),
    )


def clock_ahead() -> Variant:
    """A clock an hour ahead for a day, then right: an hour is missing, then there twice."""
    device = Device(60, hot_nights(np.random.default_rng(3)) * 140, 0.01)
    sent = rows(device, device.shown(7_000), 2)
    low, high = device.at(12.5), device.at(13.5)
    for one in sent[low:high]:
        one["t"] += HOUR
    frozen = range(device.at(25.2), device.at(25.2) + 200)
    for at in frozen:
        sent[at] |= {"total": sent[frozen[0]]["total"], "rate": sent[frozen[0]]["rate"]}
    faults = [
        Fault("gap", int(device.ts[low]), int(device.ts[low]) + HOUR),
        Fault("duplicates", int(device.ts[high]), int(device.ts[high]) + HOUR),
        device.fault("stuck", frozen[0], frozen[-1]),
    ]
    return Variant(
        "clock an hour ahead",
        (register("kWh", 2), power()),
        packed(sent),
        faults,
        device.truth(),
        frozenset({"out_of_order", "quarantined", "over_capacity", "stuck", "unit_slip"}),
    )


def backwards_in_batches() -> Variant:
    """Water every quarter of an hour, in unsorted batches of a day, some of them reversed."""
    rng = np.random.default_rng(4)
    device = Device(900, dead_nights(rng) * 9, 0.001)
    shown = device.shown(331.5)
    changed = device.at(17.45)
    shown[changed:] = np.floor((device.total[changed:] - device.total[changed]) * 1e3) / 1e3
    sent = rows(device, shown, 3)
    spikes = [device.at(day) for day in (8.4, 23.5)]
    for at in spikes:
        sent[at]["total"] = round(sent[at]["total"] * 10 + 5_000, 3)
    off = device.at(28.4)
    sent[off]["rate"] = -3.2
    faults = [
        device.fault("reset", changed, changed),
        *(device.fault("blip", at, at) for at in spikes),
        device.fault("negative", off, off),
    ]
    messages = []
    for first in range(0, len(sent), 96):
        batch = sent[first : first + 96]
        messages.append(json.dumps({"readings": batch[::-1] if first % 192 else batch}).encode())
    return Variant(
        "quarter hours in batches",
        (register("m3", 3), power("m3/h")),
        messages,
        faults,
        device.truth(),
        frozenset({"out_of_order"}),
    )


def trembling() -> Variant:
    """A register that trembles by a step, nights of next to nothing, messages that overtake."""
    rng = np.random.default_rng(5)
    device = Device(60, dead_nights(rng) * 64, 0.1)
    sent = rows(device, device.shown(15_000), 1)
    for at in np.flatnonzero(rng.random(len(sent)) < 0.02).tolist():
        sent[at]["total"] = round(sent[at]["total"] - 0.1, 1)
    low, high = device.at(16.4), device.at(16.4) + 400
    mixed = range(device.at(23.4), device.at(23.4) + 120)
    order = list(range(len(sent)))
    when = np.arange(len(sent), dtype=np.float64)
    when[mixed.start : mixed.stop] += rng.integers(0, 9, len(mixed))
    order = [at for at in np.argsort(when, kind="stable").tolist() if not low <= at < high]
    wrong = range(device.at(30.4), device.at(30.4) + 240)
    for at in wrong:
        sent[at]["rate"] = round(sent[at]["rate"] * 1_000, 2)
    faults = [
        device.fault("gap", low, high - 1),
        device.fault("out_of_order", mixed[0], mixed[-1]),
        device.fault("unit_slip", wrong[0], wrong[-1]),
    ]
    return Variant(
        "trembling by a step",
        (register("kWh", 1), power()),
        packed([sent[at] for at in order]),
        faults,
        device.truth(),
    )


VARIANTS: tuple[Callable[[], Variant], ...] = (
    eight_digits_of_wh,
    reset_in_a_gap,
    clock_ahead,
    backwards_in_batches,
    trembling,
)
