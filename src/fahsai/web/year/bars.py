"""The geometry of the bars, as the SVG attributes that a strict policy allows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.quantity.rounding import round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable

LENGTH = Decimal(1000)
"""The length of the longest bar in units of the picture."""

HAIRLINE = Decimal(3)
"""What a part that is not zero is drawn with at the least, so that it is seen."""


class Segment(NamedTuple):
    """One part of a bar: what it shows, where it starts and how long it is."""

    key: str
    x: str
    width: str


def length(value: Decimal, longest: Decimal) -> str:
    """How long a bar is drawn.

    >>> length(Decimal(25), Decimal(100)), length(Decimal(0), Decimal(100))
    ('250.0', '0.0')
    >>> length(Decimal("0.001"), Decimal(100)), length(Decimal(1), Decimal(0))
    ('3.0', '0.0')
    """
    return f"{_length(value, longest):f}"


def segments(parts: Iterable[tuple[str, Decimal]], longest: Decimal) -> tuple[Segment, ...]:
    """The parts of one bar side by side; parts that are nothing are left out."""
    found = []
    reached = ZERO
    for key, value in parts:
        width = _length(value, longest)
        if width:
            found.append(Segment(key, f"{reached:f}", f"{width:f}"))
            reached += width
    return tuple(found)


def _length(value: Decimal, longest: Decimal) -> Decimal:
    if value <= 0 or longest <= 0:
        return Decimal("0.0")
    drawn = EXACT.divide(EXACT.multiply(value, LENGTH), longest)
    return round_half_up(max(drawn, HAIRLINE), 1)
