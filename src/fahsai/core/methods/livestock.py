"""Methane and nitrous oxide of an organisation's own animals (ปศุสัตว์)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.methods.soils import indirect_nitrous_oxide, nitrous_oxide
from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal

DAYS_OF_YEAR = 365
KG_PER_1000 = 1000


def enteric_methane(heads: Decimal, factor: Decimal) -> Decimal:
    """The methane that animals belch in a year.

    Equation: ``CH4 = N x EF``.
    Reference: IPCC 2006 Guidelines and 2019 Refinement, vol. 4 ch. 10 eq. 10.19.

    Args:
        heads: animals N, averaged over the days of the year [head].
        factor: emission factor EF [kg CH4/head/year].

    Returns:
        Methane [kg CH4].

    >>> from decimal import Decimal
    >>> enteric_methane(Decimal(20), Decimal(78))
    Decimal('1560')
    """
    with exactly():
        return heads * factor


def excreted(heads: Decimal, mass: Decimal, rate: Decimal) -> Decimal:
    """The volatile solids or the nitrogen that animals excrete in a year.

    Equation: ``excreted = N x TAM / 1000 x rate x 365``.
    Reference: IPCC 2019 Refinement, vol. 4 ch. 10 eq. 10.22a and 10.30.

    Args:
        heads: animals N, averaged over the days of the year [head].
        mass: mass of one animal TAM [kg].
        rate: what 1,000 kg of animal excrete in a day [kg/1000 kg/day].

    Returns:
        Volatile solids [kg VS] or nitrogen [kg N].

    >>> from decimal import Decimal
    >>> excreted(Decimal(20), Decimal(355), Decimal("9.2"))
    Decimal('23841.80')
    """
    with exactly():
        return heads * mass / KG_PER_1000 * rate * DAYS_OF_YEAR


def manure_methane(solids: Decimal, share: Decimal, factor: Decimal) -> Decimal:
    """The methane of manure in one system of keeping it.

    Equation: ``CH4 = VS x share x EF / 1000``.
    Reference: IPCC 2019 Refinement, vol. 4 ch. 10 eq. 10.22.

    Args:
        solids: volatile solids of the year VS [kg VS].
        share: part of the manure in the system [1].
        factor: emission factor EF of animal, system and climate [g CH4/kg VS].

    Returns:
        Methane [kg CH4].

    >>> from decimal import Decimal
    >>> manure_methane(Decimal("23841.8"), Decimal(1), Decimal("4.4"))
    Decimal('104.90392')
    """
    with exactly():
        return solids * share * factor / KG_PER_1000


def manure_nitrous_oxide(
    nitrogen: Decimal,
    factor: Decimal,
    *,
    volatilised: Decimal,
    of_volatilised: Decimal,
    leached: Decimal,
    of_leached: Decimal,
) -> Decimal:
    """The nitrous oxide of manure in one system, of what volatilises and leaches from it included.

    Equation: ``N2O = (N x EF3 + N x Frac_gas x EF4 + N x Frac_leach x EF5) x 44/28``.
    Reference: IPCC 2019 Refinement, vol. 4 ch. 10 eq. 10.25, 10.28 and 10.29.

    Args:
        nitrogen: nitrogen in the system N [kg N].
        factor: direct emission factor of the system EF3 [kg N2O-N/kg N].
        volatilised: part of the nitrogen that volatilises [1].
        of_volatilised: emission factor EF4 [kg N2O-N/kg N].
        leached: part of the nitrogen that leaches [1].
        of_leached: emission factor EF5 [kg N2O-N/kg N].

    Returns:
        Nitrous oxide [kg N2O].

    >>> from decimal import Decimal
    >>> lost = {"volatilised": Decimal("0.3"), "of_volatilised": Decimal("0.014")}
    >>> lost |= {"leached": Decimal("0.02"), "of_leached": Decimal("0.011")}
    >>> round(manure_nitrous_oxide(Decimal(1000), Decimal("0.01"), **lost), 4)
    Decimal('22.6600')
    """
    with exactly():
        return (
            nitrous_oxide(nitrogen, factor)
            + indirect_nitrous_oxide(nitrogen, volatilised, of_volatilised)
            + indirect_nitrous_oxide(nitrogen, leached, of_leached)
        )
