"""Electricity: bought and paid for, received free, made on site, sold."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from fahsai.core.quantity.exact import ZERO, exactly


class PurchasedElectricity(NamedTuple):
    """The two parts of electricity from the grid and their sum [kg CO2e]."""

    paid: Decimal
    free: Decimal
    total: Decimal


class DisclosedElectricity(NamedTuple):
    """Energy that is shown [kWh] and what it adds to the scopes [kg CO2e]."""

    energy: Decimal
    emission: Decimal


def purchased_electricity(paid: Decimal, free: Decimal, factor: Decimal) -> PurchasedElectricity:
    """The emissions of electricity taken from the grid, paid and free shown apart.

    Equation: ``CO2e = energy x factor``; electricity that is not charged for (street-lighting
    allowance) was generated all the same and has the same factor.
    Reference: TCFO_R_02 V01, section 3.2.4; GHG Protocol Scope 2, location-based.

    Args:
        paid: energy on the bills that were paid [kWh].
        free: energy received without charge [kWh].
        factor: grid factor of the chosen edition [kg CO2e/kWh].

    Returns:
        The emissions of both parts and their sum [kg CO2e].

    >>> from decimal import Decimal
    >>> purchased_electricity(Decimal(1000), Decimal(200), Decimal("0.4999")).total
    Decimal('599.8800')
    """
    with exactly():
        of_paid = paid * factor
        of_free = free * factor
        return PurchasedElectricity(of_paid, of_free, of_paid + of_free)


def self_generated_electricity(energy: Decimal) -> DisclosedElectricity:
    """Electricity made on site from sun, wind or water and used there: disclosed, counts nothing.

    Equation: ``CO2e = 0``; fuel burned to generate electricity is counted as combustion.
    Reference: TCFO_R_02 V01, section 3.2.4 (self-generated electricity has no factor).

    Args:
        energy: energy generated and used on site [kWh].

    Returns:
        The energy to disclose [kWh] with an emission of zero [kg CO2e].

    >>> from decimal import Decimal
    >>> self_generated_electricity(Decimal(5000))
    DisclosedElectricity(energy=Decimal('5000'), emission=Decimal('0'))
    """
    return DisclosedElectricity(energy, ZERO)


def sold_electricity(energy: Decimal) -> DisclosedElectricity:
    """Electricity supplied to others: outside the boundary, shown and never subtracted.

    Equation: ``CO2e = 0`` in scopes 1 to 3.
    Reference: TCFO_R_02 V01, section 3.2.5 (supply to external, out of boundary).

    Args:
        energy: energy supplied to others [kWh].

    Returns:
        The energy to disclose [kWh] with an emission of zero [kg CO2e].

    >>> from decimal import Decimal
    >>> sold_electricity(Decimal(300)).energy
    Decimal('300')
    """
    return DisclosedElectricity(energy, ZERO)


def electricity_used(purchased: Decimal, self_generated: Decimal, sold: Decimal) -> Decimal:
    """The electricity an organisation used itself.

    Equation: ``used = purchased + self-generated - sold``.
    Reference: energy balance at the meter; disclosure for TCFO_R_02 sections 3.2.4 and 3.2.5.

    Args:
        purchased: energy from the grid, paid and free [kWh].
        self_generated: energy generated on site [kWh].
        sold: energy supplied to others [kWh].

    Returns:
        Energy used inside the boundary [kWh].

    >>> from decimal import Decimal
    >>> electricity_used(Decimal(1200), Decimal(5000), Decimal(300))
    Decimal('5900')
    """
    with exactly():
        return purchased + self_generated - sold
