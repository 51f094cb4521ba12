"""Fertiliser (ปุ๋ย), urea (ยูเรีย) and lime (ปูน) on the organisation's own land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.methods import molar
from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def nitrous_oxide(nitrogen: Decimal, factor: Decimal) -> Decimal:
    """The nitrous oxide of nitrogen by an emission factor that counts its nitrogen.

    Equation: ``N2O = N x EF x 44/28``.
    Reference: IPCC 2006 Guidelines and 2019 Refinement, vol. 4 ch. 11 eq. 11.1.

    Args:
        nitrogen: nitrogen N [kg N].
        factor: emission factor EF [kg N2O-N/kg N].

    Returns:
        Nitrous oxide [kg N2O].

    >>> from decimal import Decimal
    >>> round(nitrous_oxide(Decimal(100), Decimal("0.01")), 4)
    Decimal('1.5714')
    """
    with exactly():
        return nitrogen * factor * molar.NITROUS_OXIDE / molar.NITROGEN


def indirect_nitrous_oxide(nitrogen: Decimal, lost: Decimal, factor: Decimal) -> Decimal:
    """The nitrous oxide of the nitrogen that leaves the field, into the air or with the water.

    Equation: ``N2O = N x Frac x EF x 44/28``; EF4 for what volatilises, EF5 for what leaches.
    Reference: IPCC 2006 Guidelines and 2019 Refinement, vol. 4 ch. 11 eq. 11.9 and 11.10.

    Args:
        nitrogen: nitrogen spread N [kg N].
        lost: part of it that volatilises or leaches Frac [1].
        factor: emission factor EF4 or EF5 [kg N2O-N/kg N].

    Returns:
        Nitrous oxide [kg N2O].

    >>> from decimal import Decimal
    >>> round(indirect_nitrous_oxide(Decimal(1000), Decimal("0.2"), Decimal("0.011")), 4)
    Decimal('3.4571')
    """
    with exactly():
        return nitrous_oxide(nitrogen * lost, factor)


def carbonate_dioxide(spread: Decimal, carbon: Decimal) -> Decimal:
    """The carbon dioxide of urea or lime that dissolves in the soil.

    Equation: ``CO2 = M x C x 44/12``.
    Reference: IPCC 2006 Guidelines, vol. 4 ch. 11 eq. 11.12 (lime) and 11.13 (urea).

    Args:
        spread: urea, limestone or dolomite spread M [kg].
        carbon: carbon in it C [kg C/kg].

    Returns:
        Carbon dioxide [kg CO2].

    >>> from decimal import Decimal
    >>> round(carbonate_dioxide(Decimal(300), Decimal("0.2")), 2)
    Decimal('220.00')
    """
    with exactly():
        return spread * carbon * molar.CARBON_DIOXIDE / molar.CARBON
