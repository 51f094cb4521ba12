"""The quality score of form TCFO_R_02 section 8: activity (A) x factor (B) and its level."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.activity import Grade
from fahsai.core.quantity.exact import ZERO, exactly

if TYPE_CHECKING:
    from collections.abc import Iterable


ACTIVITY_POINTS = {Grade.Z: 1, Grade.Y: 3, Grade.X: 6}
"""Column A, the worst first: estimate 1, meter or bill 3, continuous 6."""

FACTOR_POINTS = {"C": 4, "D": 3, "E": 2, "F": 1}
"""Column B, the best first: C measured 4, D of the maker or national 3, E regional 2,
F international 1 (form TCFO_R_02 section 8)."""

LEVELS = ((6, 1), (12, 2), (18, 3), (24, 4))
"""Highest product of each level (form table 4)."""


def activity_points(grades: Iterable[Grade]) -> int:
    """Column A of a source: the worst grade among its lines (an estimate without lines).

    >>> activity_points([Grade.X, Grade.Y]), activity_points([])
    (3, 1)
    """
    found = set(grades)
    if len(found) == 1:
        return ACTIVITY_POINTS[found.pop()]
    return min([ACTIVITY_POINTS[grade] for grade in found], default=1)


def quality_level(activity: int, factor: int) -> int:
    """The level 1 to 4 of a product A x B.

    >>> quality_level(6, 3), quality_level(6, 1), quality_level(3, 3), quality_level(6, 4)
    (3, 1, 2, 4)
    """
    product = activity * factor
    return next(level for highest, level in LEVELS if product <= highest)


class Quality(NamedTuple):
    """The score of a whole inventory: the mean of A x B by emission, and its level."""

    points: Decimal
    level: int


def weighted_quality(lines: Iterable[tuple[Decimal, int, int]]) -> Quality | None:
    """The quality of an inventory: what counts more for the total counts more here.

    A level is reached with its lowest score: a mean of 6.9 is still of level 1.

    Equation: ``sum(|E| x A x B) / sum(|E|)``.
    Reference: scores and levels of form TCFO_R_02, section 8; the form prints them line by line,
    the mean over the inventory is our own sentence below.

    Args:
        lines: emission in scopes 1 to 3 [kg CO2e], A and B of each line.

    Returns:
        The mean score with its level; None where nothing is emitted.

    >>> weighted_quality([(Decimal(300), 3, 3), (Decimal(100), 6, 4)])
    Quality(points=Decimal('12.75'), level=2)
    """
    with exactly():
        weights = scores = ZERO
        for kg, activity, factor in lines:
            weights += abs(kg)
            scores += abs(kg) * activity * factor
        if not weights:
            return None
        mean = scores / weights
    return Quality(mean, quality_level(int(mean), 1))
