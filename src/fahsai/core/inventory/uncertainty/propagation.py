"""IPCC approach 1: the uncertainty of sums and products from those of their parts."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import ZERO, exactly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.inventory.uncertainty.interval import Interval

HUNDRED = Decimal(100)


class Product(NamedTuple):
    """One emission [kg CO2e] and the figures it is the product of, by their names.

    What bears one name is one figure: an activity, a row of a list of factors, a parameter of a
    pack.  Emissions that share one are correlated in it.
    """

    kg: Decimal
    figures: tuple[str, ...]


def product_uncertainty(*parts: Decimal) -> Decimal:
    """The uncertainty of a product of independent figures [%].

    Equation: ``U = sqrt(U1^2 + U2^2 + ...)``.
    Reference: IPCC 2006 Guidelines, vol. 1 ch. 3, equation 3.1.

    Args:
        parts: half widths of the 95 % intervals [% of each figure].

    Returns:
        Half width of the 95 % interval of the product [% of it].

    >>> round(product_uncertainty(Decimal(2), Decimal(7)), 2)
    Decimal('7.28')
    """
    with exactly():
        return sum((part * part for part in parts), ZERO).sqrt()


def sum_uncertainty(
    products: Iterable[Product], known: Mapping[str, Interval]
) -> tuple[Decimal, Decimal | None]:
    """The uncertainty of a sum of products, of which some share a figure.

    To first order a sum of products changes by ``E x U`` of each figure.  Emissions that share a
    figure change together, so what one figure moves is added up with its sign; different figures
    are independent, so what they move is added up by squares.  With no figure shared this is
    equation 3.2 of equation 3.1.

    Equation: ``U = sqrt(sum over figures f of (sum over emissions i of f: E_i x U_f)^2)``;
    relative to the sum ``U / |sum of E_i|``.
    Reference: IPCC 2006 Guidelines, vol. 1 ch. 3, section 3.2.3.1, equations 3.1 and 3.2, and its
    note on correlated inputs.

    Args:
        products: emissions with their figures [kg CO2e].
        known: the interval of every figure [%].

    Returns:
        Half width of the 95 % interval [kg CO2e], and in percent of the sum (None where that is
        zero).
    """
    with exactly():
        moved: dict[str, Decimal] = defaultdict(Decimal)
        whole = ZERO
        for kg, figures in products:
            whole += kg
            for figure in figures:
                moved[figure] += kg * known[figure].half_width
        kg = sum((part * part for part in moved.values()), ZERO).sqrt() / HUNDRED
        return kg, kg * HUNDRED / abs(whole) if whole else None
