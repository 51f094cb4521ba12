"""What a meter sends: its channels, each one series of whole numbers with a scale."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LONGEST_SCALE = 9
"""Most decimal places that a channel keeps."""

INTERVAL_DIGITS = 3
"""Decimal places that quantities of intervals have beyond those of their channel.

An interval begins between two readings; what the register said then is told more finely than the
register itself counts.  The sums of intervals telescope, so nothing is lost by it.
"""


class Measure(StrEnum):
    """What the numbers of a channel are, which decides how a quantity is made of them."""

    REGISTER = "register"  # a counter that only grows: differences
    AMOUNT = "amount"  # what passed since the reading before: pulses, pieces
    LEVEL = "level"  # what is in a tank or a cylinder: what it falls by is used
    RATE = "rate"  # power, flow: never summed; it checks a register and shapes its gaps


@dataclass(frozen=True, slots=True)
class Channel:
    """One series of a meter.  Whole numbers are scaled: value = whole / 10**digits [unit].

    ``number`` names it in the readings store.  ``every`` is the time expected between readings
    [s], 0 where nobody said: then it is learned (:mod:`fahsai.core.metering.cadence`).
    ``modulus`` is where a register begins at zero again, ``resolution`` its smallest step,
    ``most_per_hour`` what can pass in an hour at most (for a rate: its highest value); all three
    are scaled, None where nobody said.  ``both_ways`` allows a register to fall (feeding in).
    """

    number: int
    name: str
    measure: Measure
    unit: str
    digits: int = 3
    every: int = 0
    modulus: int | None = None
    resolution: int = 1
    most_per_hour: int | None = None
    both_ways: bool = False

    def scaled(self, value: Decimal) -> int:
        """The whole number nearest to ``value`` [unit], half to even."""
        return int(value.scaleb(self.digits).to_integral_value())

    def value(self, whole: int) -> Decimal:
        """What a whole number of this channel says [unit]."""
        return Decimal(whole).scaleb(-self.digits)

    def quantity(self, whole: int) -> Decimal:
        """What a whole number of an interval of this channel says [unit]."""
        return Decimal(whole).scaleb(-self.digits - INTERVAL_DIGITS)
