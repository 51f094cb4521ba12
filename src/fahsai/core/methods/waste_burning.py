"""Gases of waste that is burned, in an incinerator (เตาเผา) or in the open (เผากลางแจ้ง)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from fahsai.core.methods import molar
from fahsai.core.quantity.exact import exactly

GRAMS_PER_TONNE = 1_000_000
"""Grams of gas per tonne of waste are kilograms of gas per million kilograms of waste."""


class BurnedCarbon(NamedTuple):
    """The carbon dioxide of burned waste [kg]: of oil and gas products, and of living things."""

    fossil: Decimal
    biogenic: Decimal


def burned_carbon(
    waste: Decimal, dm: Decimal, cf: Decimal, fcf: Decimal, of: Decimal
) -> BurnedCarbon:
    """The carbon dioxide of one type of waste, its fossil and its biogenic part apart.

    Equation: ``CO2 fossil = W x dm x CF x FCF x OF x 44/12``; the biogenic part has ``1 - FCF``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 5 eq. 5.1 and 5.2.

    Args:
        waste: wet waste burned W [kg].
        dm: dry matter in the waste [1].
        cf: carbon in the dry matter CF [1].
        fcf: fossil part of the carbon FCF [1].
        of: part of the carbon that is oxidised OF [1].

    Returns:
        Fossil and biogenic carbon dioxide [kg CO2].

    One tonne of plastics, and one of textiles, in an incinerator:

    >>> from decimal import Decimal
    >>> one, tonne = Decimal(1), Decimal(1000)
    >>> burned_carbon(tonne, one, Decimal("0.75"), one, one)
    BurnedCarbon(fossil=Decimal('2750.00'), biogenic=Decimal('0.00'))
    >>> textile = burned_carbon(tonne, Decimal("0.8"), Decimal("0.5"), Decimal("0.2"), one)
    >>> round(textile.fossil, 2), round(textile.biogenic, 2)
    (Decimal('293.33'), Decimal('1173.33'))
    """
    with exactly():
        carbon = waste * dm * cf * of
        fossil = carbon * fcf * molar.CARBON_DIOXIDE / molar.CARBON
        biogenic = carbon * (1 - fcf) * molar.CARBON_DIOXIDE / molar.CARBON
    return BurnedCarbon(fossil, biogenic)


def burned_gas(waste: Decimal, factor: Decimal) -> Decimal:
    """The methane or nitrous oxide of waste that is burned.

    Equation: ``gas = W x EF / 1,000,000``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 5 eq. 5.4 and 5.5.

    Args:
        waste: wet waste burned W [kg].
        factor: gas of one tonne of wet waste EF [g/t].

    Returns:
        Gas emitted [kg].

    >>> from decimal import Decimal
    >>> burned_gas(Decimal(1000), Decimal(6500))
    Decimal('6.5')
    """
    with exactly():
        return waste * factor / GRAMS_PER_TONNE
