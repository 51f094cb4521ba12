"""What goes wrong with a made-up meter, and when: looked up by seed, meter and time."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.days import DAY, FIRST, MINUTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.metering.simulation.meter import SimulatedMeter


class FaultKind(StrEnum):
    """What a device, its line or the people around it do to its data."""

    GAP = "gap"  # switched off: nothing is sent, the register runs on
    LATE = "late"  # the line is down: all comes at once when it is back
    OUT_OF_ORDER = "out_of_order"  # messages overtake one another
    DUPLICATES = "duplicates"  # messages come twice
    LOST = "lost"  # some messages never arrive; their numbers are missing
    MALFORMED = "malformed"  # what comes cannot be read
    CLOCK = "clock"  # the clock says 1970 or 2099
    ROLLOVER = "rollover"  # the register passes its end; no fault, and in every plan
    RESET = "reset"  # the register begins at zero
    REPLACED = "replaced"  # another meter, and somebody who wrote down both registers
    UNIT_SLIP = "unit_slip"  # the rate is sent a thousand times too large
    STUCK = "stuck"  # the register stands still, then says the truth again
    NEGATIVE = "negative"  # a reading or three below zero
    JUMP = "jump"  # a reading or three far away from the register


class Plan(StrEnum):
    """How much goes wrong."""

    NONE = "none"
    USUAL = "usual"
    MANY = "many"


ROUND = {Plan.USUAL: 16, Plan.MANY: 5}
"""How many days have one fault of a meter [days]."""

LONGEST = 36 * 60
"""The longest fault [minutes]; no fault begins so late that it meets the next round."""

LENGTHS: Mapping[FaultKind, tuple[int, int]] = {
    FaultKind.GAP: (30, 30 * 60),
    FaultKind.LATE: (45, 300),
    FaultKind.OUT_OF_ORDER: (90, 180),
    FaultKind.DUPLICATES: (90, 180),
    FaultKind.LOST: (60, 240),
    FaultKind.MALFORMED: (10, 40),
    FaultKind.CLOCK: (10, 40),
    FaultKind.RESET: (0, 0),
    FaultKind.REPLACED: (0, 0),
    FaultKind.UNIT_SLIP: (60, 600),
    FaultKind.STUCK: (180, 720),
    FaultKind.NEGATIVE: (1, 3),
    FaultKind.JUMP: (1, 3),
}
"""How long a fault is, least and most: minutes; readings of a blip (NEGATIVE, JUMP)."""

BLIPS = frozenset({FaultKind.NEGATIVE, FaultKind.JUMP})

AT_ONCE = frozenset({FaultKind.RESET, FaultKind.REPLACED})
"""What happens at one instant."""

_ANY = (FaultKind.LATE, FaultKind.OUT_OF_ORDER, FaultKind.DUPLICATES)
_OF_REGISTERS = (FaultKind.STUCK, FaultKind.JUMP, FaultKind.MALFORMED, FaultKind.CLOCK)
_ONE_WAY = (FaultKind.RESET, FaultKind.REPLACED, FaultKind.NEGATIVE)


class Episode(NamedTuple):
    """One fault of one meter, from ``start`` to ``end`` [unix s, both inside].

    ``data`` are exact texts.  ``place`` names its own random numbers.
    """

    kind: FaultKind
    meter: str
    channel: str
    start: int
    end: int
    place: int = 0
    data: tuple[tuple[str, str], ...] = ()


def kinds_of(meter: SimulatedMeter) -> tuple[FaultKind, ...]:
    """What can go wrong with a meter without its true quantity being lost.

    What passed since the reading before is told once: losing a message would lose it for good.
    A cylinder that is exchanged while nobody looks, or a register that falls as it may and begins
    at zero, would hide what was used.
    """
    measure = meter.main.measure
    found = list(_ANY)
    if measure is not Measure.LEVEL:
        found.append(FaultKind.GAP)
    if measure is Measure.REGISTER:
        found += _OF_REGISTERS
        if not meter.main.both_ways:
            found += _ONE_WAY
        if meter.spelling.numbered:
            found.append(FaultKind.LOST)
        if meter.rate is not None:
            found.append(FaultKind.UNIT_SLIP)
    return tuple(found)


@dataclass(slots=True)
class Schedule:
    """The faults of one meter; one a round of days, none of which meets another."""

    meter: SimulatedMeter
    plan: Plan
    _known: list[Episode] = field(default_factory=list)

    def until(self, end: int) -> list[Episode]:
        """All faults that begin before an instant [unix s], from the first day on."""
        if self.plan is Plan.NONE:
            return []
        length = ROUND[self.plan] * DAY
        while len(self._known) * length + FIRST < end:
            self._known.append(self._of_round(len(self._known)))
        return [one for one in self._known if one.start < end]

    def _of_round(self, number: int) -> Episode:
        meter, days = self.meter, ROUND[self.plan]
        draws = meter.draws.of("fault", self.plan, number)
        kinds = kinds_of(meter)
        kind = kinds[(number + meter.draws.of("kinds").whole(0, len(kinds))) % len(kinds)]
        begin = draws.of("begin").whole(0, days * MINUTES - LONGEST)
        start = FIRST + number * days * DAY + begin * 60
        least, most = LENGTHS[kind]
        if kind in BLIPS:  # so many readings, and on one
            count = draws.of("length").between(0, least, most)
            start += (meter.phase - (start - FIRST)) % meter.every
            end = start + (count - 1) * meter.every
        elif kind in AT_ONCE:
            end = start
        else:
            end = start + draws.of("length").between(0, least, most) * 60 - 1
        return Episode(kind, meter.code, _channel(kind, meter), start, end, number)


def _channel(kind: FaultKind, meter: SimulatedMeter) -> str:
    """The channel that a fault shows in; all of them where messages go astray."""
    if kind in {FaultKind.RESET, FaultKind.REPLACED, FaultKind.STUCK, FaultKind.JUMP}:
        return meter.main.name
    if kind in {FaultKind.UNIT_SLIP, FaultKind.NEGATIVE}:
        return (meter.rate or meter.main).name
    return ""
