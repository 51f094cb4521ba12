"""Burning fuel, in place or in vehicles, and the CO2 equivalent of a gas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly, total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


def gas_mass(activity: Decimal, factor: Decimal) -> Decimal:
    """The mass of one gas from an activity and the factor of that gas.

    Equation: ``mass = activity x factor``.
    Reference: IPCC 2006 Guidelines, vol. 1 ch. 1 (emissions = activity data x emission factor).

    Args:
        activity: amount of the activity [unit].
        factor: mass of the gas for one unit [kg/unit].

    Returns:
        Mass of the gas [kg].

    >>> from decimal import Decimal
    >>> gas_mass(Decimal(1200), Decimal("2.698722"))
    Decimal('3238.466400')
    """
    with exactly():
        return activity * factor


def stationary_combustion(fuel: Decimal, factors: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The gases of fuel burned in place (boiler, generator, pump, cooking).

    Equation: ``mass of gas = fuel x factor of the gas``.
    Reference: IPCC 2006 Guidelines, vol. 2 ch. 2, Tier 1.

    Args:
        fuel: fuel burned [unit of the factors, such as litre or kg].
        factors: mass of each gas for one unit of fuel [kg/unit], by gas code.

    Returns:
        Mass of each gas [kg], by gas code.

    >>> from decimal import Decimal
    >>> gases = {"CO2": Decimal("2.698722"), "N2O": Decimal("0.000021852")}
    >>> stationary_combustion(Decimal(100), gases)
    {'CO2': Decimal('269.872200'), 'N2O': Decimal('0.002185200')}
    """
    return {gas: gas_mass(fuel, factor) for gas, factor in factors.items()}


def mobile_combustion(fuel: Decimal, factors: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The gases of fuel burned in vehicles and moving machines.

    Equation: ``mass of gas = fuel x factor of the gas``; CH4 and N2O depend on the technology,
    so the factors are those of the vehicle (on the road, off the road, catalyst).
    Reference: IPCC 2006 Guidelines, vol. 2 ch. 3, Tier 1.

    Args:
        fuel: fuel burned [unit of the factors, such as litre or kg].
        factors: mass of each gas for one unit of fuel [kg/unit], by gas code.

    Returns:
        Mass of each gas [kg], by gas code.

    >>> from decimal import Decimal
    >>> mobile_combustion(Decimal(1200), {"CH4_fossil": Decimal("0.000142038")})
    {'CH4_fossil': Decimal('0.170445600')}
    """
    return {gas: gas_mass(fuel, factor) for gas, factor in factors.items()}


def co2_equivalent(mass: Decimal, gwp: Decimal) -> Decimal:
    """The CO2 equivalent of a mass of one gas.

    Equation: ``CO2e = mass x GWP``.
    Reference: IPCC AR5, 100-year global warming potential, as TCFO_R_02 section 3.2 prescribes.

    Args:
        mass: mass of the gas [kg].
        gwp: global warming potential over 100 years [kg CO2e/kg].

    Returns:
        CO2 equivalent [kg CO2e].

    >>> from decimal import Decimal
    >>> co2_equivalent(Decimal("59.904"), Decimal(28))
    Decimal('1677.312')
    """
    with exactly():
        return mass * gwp


def total_co2_equivalent(masses: Mapping[str, Decimal], gwps: Mapping[str, Decimal]) -> Decimal:
    """The CO2 equivalent of several gases together.

    Equation: ``CO2e = sum of (mass of gas x GWP of gas)``.
    Reference: TGO workbook TCFO_R_01, sheet Fr-04.1, column Q.

    Args:
        masses: mass of each gas [kg], by gas code.
        gwps: GWP of each of those gases [kg CO2e/kg]; a gas without one is an error.

    Returns:
        CO2 equivalent [kg CO2e].

    >>> from decimal import Decimal
    >>> total_co2_equivalent(
    ...     {"CO2": Decimal(100), "N2O": Decimal(2)}, {"CO2": Decimal(1), "N2O": Decimal(265)}
    ... )
    Decimal('630')
    """
    return total(co2_equivalent(mass, gwps[gas]) for gas, mass in masses.items())
