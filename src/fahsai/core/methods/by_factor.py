"""Water, paper and waste counted by a published CO2e figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def by_factor(activity: Decimal, factor: Decimal) -> Decimal:
    """The CO2 equivalent of an activity whose factor is published as CO2e only.

    Equation: ``CO2e = activity x factor``.
    Reference: TGO workbook TCFO_R_01, sheet Fr-04.1, scope 3 rows.

    Args:
        activity: amount of the activity [unit of the factor: m3 of water, kg of paper or waste].
        factor: published factor [kg CO2e/unit].

    Returns:
        CO2 equivalent [kg CO2e].

    >>> from decimal import Decimal
    >>> by_factor(Decimal(1000), Decimal("0.541"))
    Decimal('541.000')
    """
    with exactly():
        return activity * factor
