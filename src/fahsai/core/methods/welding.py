"""Carbon dioxide of welding (งานเชื่อม): shielding gas and electrodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.methods import molar
from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def carbon_dioxide_in_argon(volume_share: Decimal) -> Decimal:
    """The mass of carbon dioxide in one kilogram of a mixture of argon and carbon dioxide.

    Equation: ``x = v x 44 / (v x 44 + (1 - v) x 40)``; labels of cylinders give parts of volume.
    Reference: amounts of ideal gases; molecular weights of CO2 44 and argon 40.

    Args:
        volume_share: carbon dioxide by volume v, as the label says (argon with 20 % CO2: 0.2) [1].

    Returns:
        Carbon dioxide by mass [kg CO2/kg].

    >>> from decimal import Decimal
    >>> round(carbon_dioxide_in_argon(Decimal("0.2")), 6)
    Decimal('0.215686')
    """
    with exactly():
        carbon_dioxide = volume_share * molar.CARBON_DIOXIDE
        return carbon_dioxide / (carbon_dioxide + (1 - volume_share) * molar.ARGON)


def shielding_gas(gas: Decimal, share: Decimal) -> Decimal:
    """The carbon dioxide of shielding gas: it goes into the air as it is.

    Equation: ``CO2 = gas x share``.
    Reference: 1 kg CO2 of one kilogram of carbon dioxide, as of a CO2 extinguisher.

    Args:
        gas: shielding gas used [kg].
        share: carbon dioxide in it, by mass [kg CO2/kg].

    Returns:
        Carbon dioxide [kg CO2].

    >>> from decimal import Decimal
    >>> shielding_gas(Decimal(30), Decimal("0.25"))
    Decimal('7.50')
    """
    with exactly():
        return gas * share


def electrode(used: Decimal, carbon: Decimal) -> Decimal:
    """The carbon dioxide of electrodes whose carbon burns in the arc.

    Equation: ``CO2 = electrodes x C x 44/12``, all of their carbon taken as burned.
    Reference: stoichiometry of carbon; the carbon content stands in the maker's data sheet.

    Args:
        used: electrodes used [kg].
        carbon: carbon in them C [kg C/kg].

    Returns:
        Carbon dioxide [kg CO2].

    >>> from decimal import Decimal
    >>> electrode(Decimal(60), Decimal("0.1"))
    Decimal('22.0')
    """
    with exactly():
        return used * carbon * molar.CARBON_DIOXIDE / molar.CARBON
