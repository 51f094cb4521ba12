"""How findings write months and ratios."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fahsai.core.inventory.mistakes.series import Series


def month_of(now: Series, place: int) -> str:
    """The month at a place, ``2024-10``; the words make a name of it."""
    period = now.months[place]
    return f"{period.start.year}-{period.start.month:02}"


def times(ratio: float) -> str:
    """A ratio as people say it: 10, or 1/10.

    >>> times(9.97), times(0.1), times(2.495), times(0.001)
    ('10', '1/10', '2.5', '1/1,000')
    """
    return _two_digits(ratio) if ratio >= 1 else f"1/{_two_digits(1 / ratio)}"


def _two_digits(ratio: float) -> str:
    """Two significant digits, never as a power of ten."""
    return f"{Decimal(f'{ratio:.2g}'):,f}"
