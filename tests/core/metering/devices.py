"""Meters of every sort with what truly flows through them, minute by minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

MINUTES = 1_440
START = 1_735_664_400  # 2025-01-01 00:00 in Bangkok

Load = Callable[["Generator", int], "NDArray[np.float64]"]


def _clock(days: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Hour of the day and number of the day of each minute."""
    minute = np.arange(days * MINUTES)
    return minute % MINUTES / 60, minute // MINUTES


def _free(rng: Generator, days: int) -> NDArray[np.bool_]:
    """Days off: weekends, single holidays, one long holiday."""
    off = np.arange(days) % 7 >= 5
    off |= rng.random(days) < 0.06
    long = int(rng.integers(0, max(days - 5, 1)))
    off[long : long + 5] = True
    return off


def _noise(rng: Generator, count: int, part: float) -> NDArray[np.float64]:
    return np.exp(part * rng.standard_normal(count))


def office(rng: Generator, days: int) -> NDArray[np.float64]:
    hour, day = _clock(days)
    at_work = ((hour > 7.5) & (hour < 18)) & ~_free(rng, days)[day]
    return (0.12 + 0.8 * at_work * (0.8 + 0.2 * np.sin(hour))) * _noise(rng, len(hour), 0.08)


def factory(rng: Generator, days: int) -> NDArray[np.float64]:
    hour, day = _clock(days)
    shift = ((hour > 6) & (hour < 22)) & ~_free(rng, days)[day]
    return (0.1 + 0.85 * shift) * _noise(rng, len(hour), 0.1)


def steady(rng: Generator, days: int) -> NDArray[np.float64]:
    hour, _ = _clock(days)
    return (0.6 + 0.15 * np.sin(hour / 24 * 2 * np.pi)) * _noise(rng, len(hour), 0.03)


def cold_room(rng: Generator, days: int) -> NDArray[np.float64]:
    on, now = np.zeros(days * MINUTES), 0
    while now < len(on):
        run, rest = int(rng.integers(6, 25)), int(rng.integers(8, 40))
        on[now : now + run] = 1
        now += run + rest
    return (0.08 + 0.8 * on) * _noise(rng, len(on), 0.04)


def pump(rng: Generator, days: int) -> NDArray[np.float64]:
    on, now = np.zeros(days * MINUTES), 0
    while now < len(on):
        run, rest = int(rng.integers(20, 200)), int(rng.integers(30, 500))
        on[now : now + run] = 0.9
        now += run + rest
    return on * _noise(rng, len(on), 0.05)


def night_off(rng: Generator, days: int) -> NDArray[np.float64]:
    hour, day = _clock(days)
    on = ((hour > 8) & (hour < 17)) & ~_free(rng, days)[day]
    return on * 0.7 * _noise(rng, len(hour), 0.15)


def solar(rng: Generator, days: int) -> NDArray[np.float64]:
    hour, day = _clock(days)
    sun = np.maximum(np.sin((hour - 6) / 12 * np.pi), 0) * ((hour > 6) & (hour < 18))
    cloud = (0.5 + 0.5 * rng.random(days))[day] * _noise(rng, len(hour), 0.2)
    return np.minimum(sun * cloud, 1.05)


def taps(rng: Generator, days: int) -> NDArray[np.float64]:
    """Water: many short draws by day, next to none at night."""
    hour, _ = _clock(days)
    often = np.where((hour > 6) & (hour < 21), 0.3, 0.01)
    draw = np.minimum(rng.gamma(2, 0.15, len(hour)), 1.1)
    return np.where(rng.random(len(hour)) < often, draw, 0.0)


def burner(rng: Generator, days: int) -> NDArray[np.float64]:
    """Gas or oil: batches of hours, days without any."""
    level, now = np.zeros(days * MINUTES), 0
    while now < len(level):
        run, rest = int(rng.integers(120, 600)), int(rng.integers(200, 1_500))
        level[now : now + run] = 0.3 + 0.6 * rng.random()
        now += run + rest
    return level * _noise(rng, len(level), 0.06)


@dataclass(frozen=True)
class Device:
    """A meter: its load as part of ``capacity`` [unit/h], its register and its rate."""

    name: str
    load: Load
    capacity: float
    resolution: float
    modulus: float
    every: int = 60
    sampled: bool = False
    """Whether the rate is that of the moment, not the mean since the reading before."""
    grain: float = 0.001
    """The smallest step of the rate."""
    unit: str = "kWh"
    rate_unit: str = "kW"


DEVICES = (
    Device("office", office, 400, 0.1, 1e6),
    Device("factory", factory, 900, 0.1, 1e6),
    Device("steady", steady, 150, 0.01, 1e5),
    Device("cold room", cold_room, 30, 0.01, 1e5),
    Device("pump", pump, 75, 0.01, 1e5),
    Device("night off", night_off, 60, 0.01, 1e5),
    Device("solar", solar, 100, 0.1, 1e6),
    Device("office, 5 minutes", office, 250, 0.1, 1e6, every=300),
    Device("cold room, 5 minutes, sampled", cold_room, 40, 0.01, 1e5, every=300, sampled=True),
    Device("pump, 5 minutes, sampled", pump, 90, 0.1, 1e6, every=300, sampled=True),
    Device("coarse", factory, 120, 1, 1e6, grain=0.1),
    Device("coarse and small", office, 20, 1, 1e5, grain=0.1),
    Device("big, in whole kW", steady, 2_000, 1, 1e7, grain=1),
    Device("quarter hours", office, 500, 0.1, 1e6, every=900),
    Device("water", taps, 12, 0.001, 1e5, unit="m3", rate_unit="m3/h"),
    Device("water, whole litres a minute", taps, 3, 0.01, 1e5, unit="m3", rate_unit="L/min"),
    Device("gas", burner, 80, 0.1, 1e6, unit="m3", rate_unit="m3/h", every=300),
    Device("oil", burner, 60, 0.1, 1e6, unit="L", rate_unit="L/h"),
)
