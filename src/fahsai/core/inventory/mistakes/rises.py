"""Whether figures go up or down over months: a building that fills, not a unit that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.mistakes.series import median_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIR = 2
"""Months on either side of a cut that are looked at together: restless ones hide a step."""

ABRUPT = 0.6
"""The months beside a cut must take so much of the step between the two parts."""

SHORTEST, LONGEST = 2, 8
"""Months that a rise may take; one of a single month is a step."""

BETTER = 0.8
"""A rise must leave so much less than a step leaves unexplained, for it bends in two places."""


def rises(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether two parts of a year are better told by a rise of some months than by a step.

    Args:
        first: the logarithms of the months before the cut.
        second: those from it on.

    >>> rises([0.0] * 5, [1.0] * 7)
    False
    >>> rises([0.0, 0.0, 0.0, 0.0, 0.25, 0.5], [0.75, 1.0, 1.0, 1.0, 1.0, 1.0])
    True
    """
    step = median_of(second) - median_of(first)
    beside = (sum(second[:PAIR]) - sum(first[-PAIR:])) / PAIR
    if beside / step < ABRUPT:
        return True
    whole = [*first, *second]
    as_step = _left(whole, [float(n >= len(first)) for n in range(len(whole))])
    return any(_left(whole, shape) < BETTER * as_step for shape in _shapes(len(whole)))


def _shapes(months: int) -> list[list[float]]:
    """Every rise from 0 to 1 over some months in the middle of others."""
    return [
        [min(1.0, max(0.0, (month - begin + 1) / (length + 1))) for month in range(months)]
        for length in range(SHORTEST, LONGEST + 1)
        for begin in range(1, months - length + 1)
    ]


def _left(values: Sequence[float], shape: Sequence[float]) -> float:
    """What is left of some values, squared, when they follow a shape as well as they can."""
    mean, middle = sum(values) / len(values), sum(shape) / len(shape)
    spread = sum((one - middle) ** 2 for one in shape)
    together = sum(
        (one - middle) * (value - mean) for one, value in zip(shape, values, strict=True)
    )
    slope = together / spread if spread else 0.0
    return sum(
        (value - mean - slope * (one - middle)) ** 2
        for one, value in zip(shape, values, strict=True)
    )
