"""A register and the rate beside it: what each says has passed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.series import Series

HOUR = 3_600
Times = dict[str, Fraction]

A_TIME: Times = {
    "hour": Fraction(1),
    "minute": Fraction(60),
    "second": Fraction(HOUR),
    "h": Fraction(1),
    "hr": Fraction(1),
    "min": Fraction(60),
    "s": Fraction(HOUR),
    "d": Fraction(1, 24),
    "day": Fraction(1, 24),
}
POWER: Times = {
    "mW": Fraction(1, 1000),
    "W": Fraction(1),
    "kW": Fraction(1_000),
    "MW": Fraction(1_000_000),
    "GW": Fraction(1_000_000_000),
}
VOLUME: Times = {
    "mL": Fraction(1, 1000),
    "ml": Fraction(1, 1000),
    "litre": Fraction(1),
    "L": Fraction(1),
    "l": Fraction(1),
    "m3": Fraction(1_000),
}


def in_an_hour(main: Channel, rate: Channel) -> Fraction | None:
    """What passes through a channel in an hour while the rate beside it says one [scaled].

    None where the two units have nothing to do with each other that we know of.
    """
    units = _units_an_hour(main.unit, rate.unit)
    if units is None:
        return None
    digits = main.digits - rate.digits
    return units * Fraction(10**digits if digits >= 0 else Fraction(1, 10**-digits))


def _units_an_hour(main: str, rate: str) -> Fraction | None:
    """The same for the units alone: kW makes 1 kWh, litre_per_minute 60 litre."""
    if rate in POWER and main.endswith("h") and main[:-1] in POWER:
        return POWER[rate] / POWER[main[:-1]]
    thing, _, time = rate.replace("_per_", "/").partition("/")
    if time not in A_TIME:
        return None
    if thing in VOLUME and main in VOLUME:
        return A_TIME[time] * VOLUME[thing] / VOLUME[main]
    return A_TIME[time] if thing == main else None


@dataclass(frozen=True, slots=True)
class Beside:
    """A day of both, reading by reading of the rate; the first is the last of the day before.

    ``owed`` is what the rate says passed since the reading before, ``least`` the same by the lower
    of the two rates, ``step`` what the register says [scaled of the register]; nothing of them over
    a gap.  Where a register runs both ways, they are without their signs.  ``near`` tells where
    there was none.  They serve judgements, not quantities, so they may be floats.
    """

    ts: NDArray[np.int64]
    rate: NDArray[np.int64]
    register: NDArray[np.int64]
    owed: NDArray[np.float64]
    least: NDArray[np.float64]
    step: NDArray[np.int64]
    near: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many readings."""
        return len(self.ts)


def beside(
    main: Channel, rate: Channel, register: Series, rates: Series, hourly: Fraction
) -> Beside:
    """Put the readings of a rate beside those of a register.

    Args:
        main: the register.
        rate: the rate.
        register: readings of the register, the first being at or before those of the rate.
        rates: readings of the rate.
        hourly: see :func:`in_an_hour`.
    """
    at = np.maximum(np.searchsorted(register.ts, rates.ts, "right") - 1, 0)
    value = register.value[at]
    seconds = np.diff(rates.ts, prepend=rates.ts[:1])
    near = (seconds > 0) & (seconds <= 3 * rate.every)
    both = main.both_ways
    speed = (np.abs(rates.value) if both else np.maximum(rates.value, 0)).astype(np.float64)
    time = np.where(near, seconds * (float(hourly) / HOUR), 0.0)
    lower = np.minimum(speed, np.concatenate((speed[:1], speed[:-1])))
    step = np.where(near, np.diff(value, prepend=value[:1]), 0)
    step = np.abs(step) if both else step
    return Beside(rates.ts, rates.value, value, speed * time, lower * time, step, near)
