"""Readings made by hand, for tests of one rule each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.channel import INTERVAL_DIGITS, Channel, Measure
from fahsai.core.metering.series import Series
from fahsai.core.metering.walk import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.metering.event import EventKind
    from fahsai.core.metering.meter import Replacement
    from fahsai.core.metering.walk import Walked

MONDAY = 1_736_118_000  # 2025-01-06 06:00 in Bangkok
FINER = 10**INTERVAL_DIGITS


def register(**said: object) -> Channel:
    """A register of kWh in steps of 0.01 with a connection of 60 kW."""
    given = {"digits": 2, "every": 60, "modulus": 10_000_000, "most_per_hour": 6_000, **said}
    return Channel(7, "energy", Measure.REGISTER, "kWh", **given)  # type: ignore[arg-type]


def of(values: Sequence[int], *, every: int = 60, start: int = MONDAY) -> Series:
    """Readings at an even distance."""
    ts = start + every * np.arange(len(values), dtype=np.int64)
    return Series(ts, np.array(values, np.int64), np.zeros(len(values), np.int64))


def without(series: Series, first: int, end: int) -> Series:
    """The readings without some of them."""
    keep = np.ones(len(series), np.bool_)
    keep[first:end] = False
    return Series(series.ts[keep], series.value[keep], series.quality[keep])


def ramp(count: int, *, first: int = 500_000, step: int = 50) -> list[int]:
    """A register that goes on evenly: 30 kWh an hour, that is 7.5 in an interval."""
    return [first + step * index for index in range(count)]


def walked(
    channel: Channel,
    series: Series,
    *,
    later: int = 0,
    replacements: tuple[Replacement, ...] = (),
    rate: Series | None = None,
) -> Walked:
    """The walk over all of some readings."""
    until = int(series.ts[-1]) + 1 + later
    return quantities(channel, series, replacements=replacements, rate=rate, until=until)


def total(found: Walked) -> int:
    """The sum of all intervals [scaled of the channel]."""
    whole, rest = divmod(int(found.intervals.quantity.sum()), FINER)
    assert rest == 0
    return int(whole)


def kinds(found: Walked) -> list[EventKind]:
    """The kinds of the events, in order."""
    return [event.kind for event in found.events]
