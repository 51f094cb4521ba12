"""Biomass of standing trees: one allometric equation a group of trees.

The result is a stock, disclosed in form section 3.2.7; it is no removal and is never netted.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from fahsai.core.methods import molar
from fahsai.core.quantity.exact import exactly
from fahsai.core.quantity.powers import logarithm, power

GIRTH_TO_DIAMETER = (Decimal(7), Decimal(22))
"""The municipal sheet writes 22/7 for the ratio of girth and diameter."""


class GroupShares(NamedTuple):
    """Roots beside what stands above the ground, and carbon in dry wood [1]."""

    root: Decimal
    carbon: Decimal


GENERAL = GroupShares(Decimal("0.27"), Decimal("0.47"))
MANGROVE = GroupShares(Decimal("0.48"), Decimal("0.4715"))
PALM = GroupShares(Decimal("0.41"), Decimal("0.413"))
LIANA = GroupShares(Decimal("0.27"), Decimal("0.47"))


class TreeBiomass(NamedTuple):
    """One tree: dry biomass above the ground and with its roots [kg], its CO2 [kg CO2]."""

    above_kg: Decimal
    whole_kg: Decimal
    co2_kg: Decimal


def diameter_of_girth(girth: Decimal) -> Decimal:
    """The diameter of a trunk from its girth at breast height.

    Equation: ``D = girth / (22/7)``.
    Reference: carbon sheet of the Chiang Mai low-carbon city project for local governments.

    Args:
        girth: girth at 1.30 m [cm].

    Returns:
        Diameter [cm].

    >>> diameter_of_girth(Decimal(66))
    Decimal('21')
    """
    seven, twenty_two = GIRTH_TO_DIAMETER
    with exactly():
        return girth * seven / twenty_two


def general_tree(diameter: Decimal, height: Decimal) -> TreeBiomass:
    """A tree of dry land: stem, branches, leaves.

    Equation: ``Ws = 0.0396 (D^2 H)^0.933``, ``Wb = 0.00349 (D^2 H)^1.03``,
    ``Wl = 1/(28/(Ws+Wb) + 0.025)``; roots 0.27, carbon 0.47.
    Reference: Ogawa et al. (1965), as the municipal carbon sheet prints it.

    Args:
        diameter: diameter at breast height, above zero [cm].
        height: height, above zero [m].

    Returns:
        Biomass [kg] and CO2 [kg CO2] of one tree.

    >>> tree = general_tree(Decimal(20), Decimal(12))
    >>> round(tree.above_kg, 3), round(tree.whole_kg, 3), round(tree.co2_kg, 3)
    (Decimal('133.462'), Decimal('169.497'), Decimal('292.100'))
    """
    size = _size(diameter, height)
    with exactly():
        stem = Decimal("0.0396") * power(size, Decimal("0.933"))
        branches = Decimal("0.00349") * power(size, Decimal("1.03"))
        leaves = 1 / (28 / (stem + branches) + Decimal("0.025"))
        return with_roots(stem + branches + leaves, GENERAL)


def mangrove_tree(diameter: Decimal, height: Decimal) -> TreeBiomass:
    """A tree of the mangrove: stem, branches, leaves.

    Equation: ``Ws = 0.05466 (D^2 H)^0.945``, ``Wb = 0.01579 (D^2 H)^0.9124``,
    ``Wl = 0.0678 (D^2 H)^0.5806``; roots 0.48, carbon 0.4715.
    Reference: municipal carbon sheet (Chiang Mai low-carbon city), group mangrove.

    Args:
        diameter: diameter at breast height, above zero [cm].
        height: height, above zero [m].

    Returns:
        Biomass [kg] and CO2 [kg CO2] of one tree.

    >>> round(mangrove_tree(Decimal(10), Decimal(8)).co2_kg, 3)
    Decimal('103.870')
    """
    size = _size(diameter, height)
    with exactly():
        stem = Decimal("0.05466") * power(size, Decimal("0.945"))
        branches = Decimal("0.01579") * power(size, Decimal("0.9124"))
        leaves = Decimal("0.0678") * power(size, Decimal("0.5806"))
        return with_roots(stem + branches + leaves, MANGROVE)


def palm_tree(height: Decimal) -> TreeBiomass:
    """A palm, by its height alone.

    Equation: ``W = 6.666 + 12.826 H^0.5 ln H``; roots 0.41, carbon 0.413.
    Reference: municipal carbon sheet (Chiang Mai low-carbon city), group palm.

    Args:
        height: height of the trunk, at least 1 m: below it the equation falls under zero [m].

    Returns:
        Biomass [kg] and CO2 [kg CO2] of one palm.

    >>> round(palm_tree(Decimal(5)).co2_kg, 3)
    Decimal('112.791')
    """
    with exactly():
        above = Decimal("6.666") + Decimal("12.826") * power(height, Decimal("0.5")) * logarithm(
            height
        )
        return with_roots(above, PALM)


def liana(diameter: Decimal) -> TreeBiomass:
    """A woody climber, by its diameter alone.

    Equation: ``W = 0.8622 D^2.021``; roots 0.27, carbon 0.47.
    Reference: municipal carbon sheet (Chiang Mai low-carbon city), group liana.

    Args:
        diameter: diameter at breast height, above zero [cm].

    Returns:
        Biomass [kg] and CO2 [kg CO2] of one climber.

    >>> round(liana(Decimal(3)).co2_kg, 3)
    Decimal('17.380')
    """
    with exactly():
        return with_roots(Decimal("0.8622") * power(diameter, Decimal("2.021")), LIANA)


def with_roots(above: Decimal, shares: GroupShares) -> TreeBiomass:
    """The whole tree and its carbon dioxide from what stands above the ground.

    Equation: ``W = above x (1 + root)``, ``CO2 = W x carbon x 44/12``.
    Reference: municipal carbon sheet (Chiang Mai low-carbon city); root to shoot ratios and carbon
    fractions by group.

    Args:
        above: dry biomass above the ground [kg].
        shares: roots and carbon of the group [1].

    Returns:
        Biomass [kg] and CO2 [kg CO2].

    >>> with_roots(Decimal(100), GENERAL).whole_kg
    Decimal('127.00')
    """
    with exactly():
        whole = above * (1 + shares.root)
        return TreeBiomass(
            above, whole, whole * shares.carbon * molar.CARBON_DIOXIDE / molar.CARBON
        )


def _size(diameter: Decimal, height: Decimal) -> Decimal:
    """``D^2 H`` [cm2 m]."""
    with exactly():
        return diameter * diameter * height
