"""What devices and networks do to readings, with labels of what was done and what is true."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from tests.core.metering.devices import MINUTES, START, Device

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

HALF_LIFE = 14
"""Days before the first fault that is judged by the rule of the benchmark."""


@dataclass(frozen=True)
class Label:
    """A fault of a time [unix s, both inside]."""

    kind: str
    start: int
    end: int


@dataclass
class Stream:
    """The messages of a meter in order of device time, with what is true."""

    device: Device
    ts: NDArray[np.int64]
    rate: NDArray[np.float64]
    total: NDArray[np.float64]
    """What truly passed up to each reading [unit]."""
    offset: NDArray[np.float64]
    """What the register shows more than has passed [unit]."""
    keep: NDArray[np.bool_]
    register: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    labels: list[Label] = field(default_factory=list)
    late: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    known: bool = True
    """Whether what truly passed can be known from the readings."""
    again: list[int] = field(default_factory=list)

    def at(self, place: int, count: int) -> slice:
        """A stretch of messages."""
        return slice(place, min(place + count, len(self.ts)))

    def label(self, kind: str, part: slice) -> None:
        """Say what was done to a stretch."""
        self.labels.append(Label(kind, int(self.ts[part.start]), int(self.ts[part.stop - 1])))


def stream(device: Device, rng: Generator, days: int, *, near_end: bool) -> Stream:
    """A meter without faults but for what always happens: lost and repeated messages.

    Real loads step over what their connection was made for, fail, and rise; none of it is a fault
    of the data.
    """
    load = device.load(rng, days) * device.capacity
    labels = []
    for _ in range(2):
        at = int(rng.integers(0, len(load) - 500))
        load[at : at + int(rng.integers(4, 12))] *= 1.7
        labels.append(Label("busy", START + at * 60, START + (at + 12) * 60 + device.every))
        at = int(rng.integers(0, len(load) - 500))
        load[at : at + int(rng.integers(60, 400))] = 0
    at = int(rng.integers(0, len(load)))
    load[at : at + 3 * MINUTES] *= 1.35
    labels.append(Label("busy", START + at * 60, START + (at + 3 * MINUTES) * 60))
    passed = np.concatenate(([0.0], np.cumsum(load) / 60))
    step = device.every // 60
    minute = np.arange(0, len(load) + 1, step)
    total = passed[minute]
    mean = np.diff(total, prepend=total[0]) * 60 / step
    rate = load[np.minimum(minute, len(load) - 1)] if device.sampled else mean
    if near_end:
        first = device.modulus - total[-1] * rng.uniform(0.3, 0.9)
    else:
        first = rng.uniform(0.05, 0.5) * device.modulus
    return Stream(
        device,
        START + minute.astype(np.int64) * 60,
        rate,
        total,
        np.full(len(minute), max(first, 0.0)),
        rng.random(len(minute)) > 0.002,
        labels=labels,
        late=np.zeros(len(minute), np.int64),
    )


def gap(one: Stream, rng: Generator, place: int) -> int:
    part = one.at(place, _long(one, rng, 100, 1_200))
    one.keep[part] = False
    one.label("gap", part)
    return int(part.stop)


def gap_with_reset(one: Stream, rng: Generator, place: int) -> int:
    part = one.at(place, _long(one, rng, 100, 150))
    one.keep[part] = False
    one.known = False
    one.offset[part.start + 3 :] = -one.total[part.start + 3]
    one.label("gap", part)
    one.labels.append(Label("reset", int(one.ts[part.start]), int(one.ts[part.stop])))
    return int(part.stop)


def reset(one: Stream, _: Generator, place: int) -> int:
    one.offset[place:] = -one.total[place]
    one.label("reset", slice(place, place + 1))
    return place + 1


def exchange(one: Stream, rng: Generator, place: int) -> int:
    shown = one.total[place] + one.offset[place]
    number = rng.uniform(0.02, 0.9) * shown
    one.offset[place:] = number - one.total[place]
    one.label("reset", slice(place, place + 1))
    return place + 1


def repeated(one: Stream, rng: Generator, place: int) -> int:
    part = one.at(place, _long(one, rng, 100, 400))
    one.again.extend(range(part.start, part.stop))
    one.label("duplicates", part)
    return int(part.stop)


def disordered(one: Stream, rng: Generator, place: int) -> int:
    part = one.at(place, max(30, _long(one, rng, 100, 400)))
    late = rng.random(part.stop - part.start) < 0.5
    one.late[part] = np.where(late, rng.integers(2, 15, len(late)) * one.device.every, 0)
    one.label("out_of_order", part)
    return int(part.stop)


def unit_of_rate(factor: float) -> Callable[[Stream, Generator, int], int]:
    def fault(one: Stream, rng: Generator, place: int) -> int:
        part = one.at(place, _long(one, rng, 240, 700))
        one.rate[part] *= factor
        one.label("rate_slip", part)
        return int(part.stop)

    return fault


def frozen(one: Stream, rng: Generator, place: int) -> int:
    """Both stand, then the register catches up."""
    part = one.at(place, _long(one, rng, 90, 1_300))
    while one.rate[place] < 0.01 * one.device.capacity and part.stop < len(one.ts) - 10:
        place += 1
        part = one.at(place, part.stop - part.start)
    one.rate[part] = one.rate[place]
    shown = one.register
    shown[part] = shown[place]
    one.label("stuck", part)
    return int(part.stop)


def register_frozen(one: Stream, rng: Generator, place: int) -> int:
    part = one.at(place, _long(one, rng, 200, 700))
    before = one.register[place]
    moved = one.register[part.stop - 1] - before
    if moved < 40 * one.device.resolution or one.rate[part].mean() < 0.05 * one.device.capacity:
        return place
    one.register[part] = before
    one.label("stuck", part)
    return int(part.stop)


def below_zero(one: Stream, rng: Generator, place: int) -> int:
    part = one.at(place, int(rng.integers(1, 4)))
    while one.rate[place] < 0.02 * one.device.capacity and place < len(one.ts) - 10:
        place += 1
        part = one.at(place, part.stop - part.start)
    one.rate[part] = -np.maximum(one.rate[part], 0.02 * one.device.capacity)
    one.label("negative", part)
    return int(part.stop)


def blip(value: Callable[[float, Generator], float]) -> Callable[[Stream, Generator, int], int]:
    """A register that is wrong once or twice and goes on as if nothing had been."""

    def fault(one: Stream, rng: Generator, place: int) -> int:
        part = one.at(place, int(rng.integers(1, 3)))
        for index in range(part.start, part.stop):
            one.register[index] = value(float(one.register[index]), rng)
        one.label("blip", part)
        return int(part.stop)

    return fault


def register_in(factor: float) -> Callable[[Stream, Generator, int], int]:
    def fault(one: Stream, rng: Generator, place: int) -> int:
        part = one.at(place, _long(one, rng, 100, 600))
        one.register[part] = one.register[part] * factor
        one.label("unit_slip", part)
        return int(part.stop)

    return fault


TRUE_FAULTS = (gap, gap_with_reset, reset, exchange)
"""Faults of the device, before the register is shown."""

SHOWN_FAULTS = (
    repeated,
    disordered,
    frozen,
    register_frozen,
    below_zero,
    *(unit_of_rate(factor) for factor in (1000, 0.001, 60, 3.6, 10, 100)),
    register_in(1000),
    register_in(0.001),
    blip(lambda _, __: 0.0),
    blip(lambda shown, _: shown * 1000),
    blip(lambda shown, rng: shown * rng.uniform(0.1, 0.8)),
    blip(lambda shown, rng: shown + 1000 + shown * rng.uniform(0.2, 3)),
    blip(lambda shown, _: -shown),
)
"""Faults of what is shown or sent."""


def _long(one: Stream, rng: Generator, low: int, high: int) -> int:
    """How many messages make some minutes; slow meters have longer faults."""
    slow = max(1, one.device.every // 300)
    return int(rng.integers(low, high) * slow) * 60 // one.device.every


def spoiled(device: Device, seed: int, days: int, faults: int = 4) -> Stream:
    """A meter with faults at random places, the first days being as good as any other."""
    rng = np.random.default_rng([seed, len(device.name), int(device.capacity)])
    near_end = bool(rng.random() < 0.25)
    one = stream(device, rng, days, near_end=near_end)
    count = len(one.ts)
    places = np.sort(rng.choice(np.arange(1, 2 * faults), faults, replace=False))
    spots = (
        places * count // (2 * faults) + rng.integers(0, count // (4 * faults), faults)
    ).tolist()
    chosen = rng.choice(len(TRUE_FAULTS) + len(SHOWN_FAULTS), faults, replace=False).tolist()
    for place, index in zip(spots, chosen, strict=True):
        if index < len(TRUE_FAULTS) and not near_end:
            TRUE_FAULTS[index](one, rng, place)
    shown = np.floor((one.total + one.offset) / device.resolution + 1e-9) * device.resolution
    turns = np.flatnonzero(np.diff(shown // device.modulus) > 0) + 1
    one.labels.extend(Label("rollover", int(one.ts[at]), int(one.ts[at])) for at in turns)
    one.register = shown % device.modulus
    for place, index in zip(spots, chosen, strict=True):
        if index >= len(TRUE_FAULTS):
            SHOWN_FAULTS[index - len(TRUE_FAULTS)](one, rng, place)
    one.rate = np.round(one.rate / device.grain) * device.grain
    one.labels = [_shows(one, label) for label in one.labels]
    return one


SHOWING = 45
"""Movements of the register, while the rate says anything, that show a wrong unit to anybody."""


def _shows(one: Stream, label: Label) -> Label:
    """A slip of the rate's unit counts if it shows; else it may be told, and need not."""
    if label.kind != "rate_slip":
        return label
    inside = (one.ts >= label.start) & (one.ts <= label.end) & one.keep & (one.rate > 0)
    steps = np.floor(one.total / one.device.resolution)
    moved = int(np.diff(steps, prepend=steps[0])[inside].clip(0, 1).sum())
    enough = SHOWING if one.device.every <= 300 else SHOWING // 4
    return Label("unit_slip" if moved >= enough else "hidden_slip", label.start, label.end)


def arriving(one: Stream, seed: int) -> list[int]:
    """The indices of the messages in the order in which they arrive."""
    rng = np.random.default_rng([seed, 7])
    kept = np.flatnonzero(one.keep)
    stray = kept[rng.random(len(kept)) < 0.0005]
    index = np.concatenate((kept, [at for at in one.again if one.keep[at]], stray)).astype(np.int64)
    when = one.ts[index] + one.late[index]
    when[len(kept) :] += 20
    return [int(at) for at in index[np.argsort(when, kind="stable")]]
