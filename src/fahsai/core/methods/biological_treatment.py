"""Methane and nitrous oxide from composting (หมักปุ๋ย) and anaerobic digestion of waste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import ZERO, exactly

if TYPE_CHECKING:
    from decimal import Decimal

GRAMS_PER_KG = 1000


def biological_treatment(waste: Decimal, factor: Decimal, recovered: Decimal = ZERO) -> Decimal:
    """The methane or nitrous oxide of waste that is composted or digested.

    Equation: ``gas = M x EF / 1000 - R``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 4 eq. 4.1 and 4.2.

    Args:
        waste: waste treated M [kg, wet or dry as the factor is].
        factor: gas of one kilogram of waste EF [g/kg].
        recovered: methane recovered or flared R [kg]; none for nitrous oxide.

    Returns:
        Gas emitted [kg]; below zero when more is recovered than arises, which the caller refuses.

    Ten tonnes of wet kitchen waste in a compost heap, methane and nitrous oxide [kg]:

    >>> from decimal import Decimal
    >>> biological_treatment(Decimal(10000), Decimal(4))
    Decimal('40')
    >>> biological_treatment(Decimal(10000), Decimal("0.24"))
    Decimal('2.40')
    """
    with exactly():
        return waste * factor / GRAMS_PER_KG - recovered
