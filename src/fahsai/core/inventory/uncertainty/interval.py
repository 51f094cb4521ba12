"""The interval of 95 % around a figure, as people state it."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from fahsai.core.quantity.exact import EXACT, ZERO, canonical

HUNDRED = Decimal(100)
LARGEST_FOR_APPROACH_1 = Decimal(30)
"""Up to this half width [%] an interval may be propagated by approach 1 (IPCC, vol. 1 ch. 3)."""

WIDEST = Decimal(100_000)
"""No figure is stated worse than this [%]: it is a slip of the hand."""


STEEPEST = Decimal("5.8")
"""So many times may one side be as wide as the other with the figure still the mean of the draws.

A lognormal with the figure as its mean reaches at most 5.84 times as far up as down.
"""


class Shape(StrEnum):
    """How the values inside an interval are spread.

    ``skewed`` is a lognormal that is moved, or mirrored, until the figure is its mean.
    """

    NORMAL = "normal"
    SKEWED = "skewed"
    LOGNORMAL = "lognormal"
    TRIANGULAR = "triangular"
    UNIFORM = "uniform"


class Interval(NamedTuple):
    """The 95 % interval of a figure, below and above it [% of the figure].

    ``chosen`` is the shape that somebody asked for, None where the interval decides.
    """

    below: Decimal
    above: Decimal
    chosen: Shape | None = None

    @property
    def symmetric(self) -> bool:
        """Whether it reaches as far down as up."""
        return self.below == self.above

    @property
    def half_width(self) -> Decimal:
        """What approach 1 reckons with: the larger side [%]."""
        return max(self.below, self.above)

    @property
    def fits_approach_1(self) -> bool:
        """Whether approach 1 holds for it: symmetric and at most 30 %."""
        return self.symmetric and self.below <= LARGEST_FOR_APPROACH_1

    @property
    def shape(self) -> Shape:
        """The shape that values are drawn from.

        The one that was asked for; else normal where the interval is symmetric and skewed where it
        is not, so that the figure is the mean of the draws.  Where one side is so wide that no
        such shape exists, lognormal or, towards nothing, triangular: then the figure is not the
        mean (:attr:`keeps_mean`).

        >>> Interval(Decimal(5), Decimal(5)).shape, Interval(Decimal(20), Decimal(44)).shape
        (<Shape.NORMAL: 'normal'>, <Shape.SKEWED: 'skewed'>)
        >>> Interval(Decimal(50), Decimal(400)).shape, Interval(Decimal(90), Decimal(10)).shape
        (<Shape.LOGNORMAL: 'lognormal'>, <Shape.TRIANGULAR: 'triangular'>)
        """
        if self.chosen is not None:
            return self.chosen
        if self.symmetric:
            return Shape.NORMAL
        if skewed_exists(self.below, self.above):
            return Shape.SKEWED
        upwards = self.below <= self.above and self.below < HUNDRED
        return Shape.LOGNORMAL if upwards else Shape.TRIANGULAR

    @property
    def keeps_mean(self) -> bool:
        """Whether the figure is the mean of what is drawn of it."""
        if self.shape is Shape.LOGNORMAL:
            return not self.above
        return self.shape in (Shape.NORMAL, Shape.SKEWED) or self.symmetric

    @property
    def text(self) -> str:
        """The interval as :func:`interval` reads it.

        >>> Interval(Decimal(5), Decimal("5.0")).text, Interval(Decimal(20), Decimal(44)).text
        ('5', '-20/+44')
        """
        if self.symmetric:
            figures = canonical(self.below)
        else:
            figures = f"-{canonical(self.below)}/+{canonical(self.above)}"
        return figures if self.chosen is None else f"{figures} {self.chosen.value}"


_NUMBER = r"(\d{1,6}(?:\.\d{1,12})?)\s*%?"
_SHAPE = rf"(?:\s+({'|'.join(shape.value for shape in Shape)}))?"
_SYMMETRIC = re.compile(rf"(?:±|\+/-|\+-)?\s*{_NUMBER}{_SHAPE}", re.ASCII)
_ASYMMETRIC = re.compile(rf"[-−–]\s*{_NUMBER}\s*[/,]?\s*\+\s*{_NUMBER}{_SHAPE}", re.ASCII)


def interval(text: str) -> Interval | None:
    """The interval that a text states [%]; None where it states none.

    ``5`` and ``±5 %`` are 5 % to both sides, ``-20/+44`` reaches 20 % down and 44 % up; the shape
    may follow.  Nothing emits less than nothing: the lower side is at most 100 %, and less for a
    lognormal shape; only a symmetric interval is normal; a skewed one reaches at most 5.8 times
    as far to one side as to the other.

    >>> interval("-20/+44 lognormal")
    Interval(below=Decimal('20'), above=Decimal('44'), chosen=<Shape.LOGNORMAL: 'lognormal'>)
    >>> interval("about 5"), interval("-120/+20")
    (None, None)
    """
    said = text.strip().lower()
    found = _SYMMETRIC.fullmatch(said)
    if found is not None:
        below, shape = found.groups()
        above = below
    else:
        found = _ASYMMETRIC.fullmatch(said)
        if found is None:
            return None
        below, above, shape = found.groups()
    made = Interval(Decimal(below), Decimal(above), Shape(shape) if shape else None)
    return made if possible(made) else None


def possible(one: Interval) -> bool:
    """Whether a figure of zero or more may have such an interval."""
    if not (ZERO <= one.below <= HUNDRED and ZERO <= one.above <= WIDEST):
        return False
    if one.chosen is Shape.NORMAL:
        return one.symmetric
    if one.chosen is Shape.SKEWED:
        return one.symmetric or skewed_exists(one.below, one.above)
    return one.chosen is not Shape.LOGNORMAL or one.below < HUNDRED


def skewed_exists(below: Decimal, above: Decimal) -> bool:
    """Whether a skewed shape has these ends and the figure as its mean.

    >>> skewed_exists(Decimal(20), Decimal(44)), skewed_exists(Decimal(5), Decimal(50))
    (True, False)
    """
    narrow, wide = sorted((below, above))
    return wide <= EXACT.multiply(narrow, STEEPEST)


def of_bounds(low: Decimal, value: Decimal, high: Decimal) -> Interval | None:
    """The interval of a figure whose bounds are known in its own unit.

    Args:
        low: lower bound, at most the value [unit of the value].
        value: the figure, more than zero [the same].
        high: upper bound, at least the value [the same].

    Returns:
        ``below = (value - low) / value x 100``, ``above = (high - value) / value x 100`` [%]; None
        where the bounds do not hold the value, or the value is zero.

    >>> of_bounds(Decimal("0.4"), Decimal("0.5"), Decimal("0.72")).text
    '-20/+44'
    """
    if not (ZERO <= low <= value <= high and value > ZERO):
        return None
    below, above = (
        EXACT.divide(EXACT.multiply(EXACT.subtract(*pair), HUNDRED), value)
        for pair in ((value, low), (high, value))
    )
    made = Interval(below, above)
    return made if possible(made) else None


def wider(one: Interval, other: Interval) -> Interval:
    """The interval that says less; the first of two that say as much."""
    widths = [EXACT.add(each.below, each.above) for each in (one, other)]
    return other if widths[1] > widths[0] else one
