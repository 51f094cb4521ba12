"""Refrigerant that leaked, counted by what was filled up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


def top_up(charged: Iterable[Decimal]) -> Decimal:
    """The refrigerant emitted in a period: what was charged replaces what had leaked.

    Equation: ``emission = sum of the amounts charged in the period``; no factor is needed, the
    activity figure is the emission itself.
    Reference: TCFO_R_02 V01, section 4, note 3.

    Args:
        charged: amounts filled into existing equipment in the period [kg of refrigerant].

    Returns:
        Refrigerant emitted [kg of refrigerant].

    >>> from decimal import Decimal
    >>> top_up([Decimal("1.36"), Decimal("0.64")])
    Decimal('2.00')
    """
    return total(charged)
