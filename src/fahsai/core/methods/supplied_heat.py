"""Steam, heat and cooling bought from a supplier, counted by what the supplier burned for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def supplied_heat_fuel(energy: Decimal, efficiency: Decimal, ncv: Decimal) -> Decimal:
    """The fuel that a supplier's boiler burned for the energy it delivered.

    Equation: ``fuel = energy / (efficiency x NCV)``.
    Reference: GHG Protocol Scope 2 Guidance, chapter 6: where a supplier of steam, heat or cooling
    has no factor, its fuel is estimated from the efficiency of the boiler.  No efficiency is
    assumed: it is the supplier's, by net calorific value.

    Args:
        energy: energy delivered [MJ].
        efficiency: energy delivered for the energy of the fuel, by NCV [MJ/MJ]; above zero.
        ncv: net calorific value of the fuel [MJ/unit]; above zero.

    Returns:
        Fuel burned [unit].

    >>> from decimal import Decimal
    >>> supplied_heat_fuel(Decimal(2912), Decimal("0.8"), Decimal("36.4")) == 100
    True
    """
    with exactly():
        return energy / (efficiency * ncv)


def supplied_heat(energy: Decimal, efficiency: Decimal, ncv: Decimal, factor: Decimal) -> Decimal:
    """The emissions behind energy that a supplier's boiler made.

    Equation: ``CO2e = energy / (efficiency x NCV) x factor of the fuel``.
    Reference: GHG Protocol Scope 2 Guidance, chapter 6; scope 2 of who buys the energy.

    Args:
        energy: energy delivered [MJ].
        efficiency: efficiency of the boiler by NCV [MJ/MJ]; above zero.
        ncv: net calorific value of the fuel [MJ/unit]; above zero.
        factor: factor of the fuel [kg CO2e/unit].

    Returns:
        CO2 equivalent [kg CO2e].

    >>> from decimal import Decimal
    >>> supplied_heat(Decimal(1000), Decimal("0.8"), Decimal(1), Decimal("0.0561545"))
    Decimal('70.193125')
    """
    with exactly():
        return supplied_heat_fuel(energy, efficiency, ncv) * factor
