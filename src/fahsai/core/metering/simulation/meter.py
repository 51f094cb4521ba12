"""A made-up meter: what it measures, how it says it, and what it cannot do wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.draw import Draws
from fahsai.core.metering.simulation.load import FINE, PER_MILLE, Load
from fahsai.core.metering.simulation.passed import Passed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import MeterKind
    from fahsai.core.metering.simulation.days import Calendar


UNSEEDED = Draws(0)
"""What a sketch of a meter draws from: it has no seed yet."""


class Place(StrEnum):
    """Whose meters they are."""

    MUNICIPALITY = "municipality"
    FACTORY = "factory"


class Clock(StrEnum):
    """How a device writes the time of a reading."""

    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    ISO = "iso"


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a device writes its messages.

    ``quoted`` numbers are texts, ``batch`` readings stand in one message, ``numbered`` ones carry a
    sequence number.
    """

    clock: Clock = Clock.SECONDS
    quoted: bool = False
    batch: int = 1
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class SimulatedMeter:
    """One device, with the channels of a meter but for their numbers in the readings store (0).

    ``rate_minutes`` is the time that its rate tells the quantity of [minutes], ``begins`` what its
    register said on the first day, ``holds`` what a full cylinder holds, ``least`` what it is
    exchanged at [10**-FINE unit].
    """

    code: str
    place: Place
    kind: MeterKind
    name_th: str
    name_en: str
    channels: tuple[Channel, ...]
    loads: tuple[Load, ...]
    calendar: Calendar
    spelling: Spelling = Spelling()
    rate_minutes: int = 60
    begins: int = 0
    holds: int = 0
    least: int = 0
    draws: Draws = UNSEEDED

    @property
    def main(self) -> Channel:
        """The channel that quantities are made of."""
        return next(one for one in self.channels if one.measure is not Measure.RATE)

    @property
    def rate(self) -> Channel | None:
        """The rate beside it."""
        return next((one for one in self.channels if one.measure is Measure.RATE), None)

    @property
    def every(self) -> int:
        """The time between readings [s]."""
        return self.main.every

    @property
    def phase(self) -> int:
        """How long after the first second its first reading is [s]: not all speak at once."""
        return self.draws.of("phase").whole(0, self.every // 60) * 60

    def passed(self) -> Passed:
        """What truly passes through it."""
        return Passed(self.loads, self.draws.of("passed"), self.calendar)


def fine(channel: Channel) -> int:
    """How much a whole number of a channel is [10**-FINE unit].

    Raises:
        ValueError: the channel is finer than the truth is counted.
    """
    if channel.digits > FINE:
        raise ValueError(f"{channel.name}: at most {FINE} digits")
    return int(10 ** (FINE - channel.digits))


def seeded(sketches: Iterable[SimulatedMeter], seed: int) -> tuple[SimulatedMeter, ...]:
    """The meters of a seed: each uses somewhat more or less, and its register began elsewhere.

    A capacity, a full cylinder and the shape of the days stay as they are.
    """
    return tuple(_seeded(one, Draws(seed).of("meter", one.code)) for one in sketches)


def _seeded(sketch: SimulatedMeter, draws: Draws) -> SimulatedMeter:
    share = draws.of("share").between(0, *SHARE)
    modulus = sketch.main.modulus
    whole = modulus // sketch.main.resolution if modulus else 0
    begins = draws.of("begins").whole(0, whole) if whole else 0
    if sketch.main.both_ways:  # far from both ends: it goes down as well as up
        begins = whole // 10 + begins // 10
    return replace(
        sketch,
        loads=tuple(replace(one, per_day=one.per_day * share // PER_MILLE) for one in sketch.loads),
        begins=begins * sketch.main.resolution * fine(sketch.main),
        draws=draws,
    )


SHARE = (880, 1_120)
"""How much of its sketch a meter uses [per mille]."""
