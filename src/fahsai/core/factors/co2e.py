"""From the gases of a factor to its CO2 equivalent under a chosen set of GWP values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.factors.factor import Basis
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, canonical, total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.factors.factor import EmissionFactor

BIOGENIC_CO2 = "CO2_biogenic"

# TGO's set of 2022 takes every value from AR5 (fossil CH4 30, other CH4 28): a published figure
# computed with the one stands as it is under the other.
_SAME_VALUES = (frozenset({"AR5", "TGO-2022"}),)


def co2e_per_unit(
    factor: EmissionFactor, gwp: Mapping[str, Decimal], *, biogenic_co2: bool = False
) -> Decimal | None:
    """The CO2 equivalent of one unit of a factor, at full precision.

    Args:
        factor: the row; a CO2e-only row gives its published figure whatever the set.
        gwp: GWP of each gas [kg CO2e/kg].
        biogenic_co2: count biogenic CO2 by its mass, as the published totals of neat biofuels
            and of the "CO2 only" rows do; otherwise it stays out.

    Returns:
        [kg CO2e/unit], or None when a gas has no GWP in the set.

    Equation: CO2e = sum of gas mass x GWP.

    Reference: TGO CFO calculation sheet Fr-04.1.
    """
    if factor.basis is Basis.CO2E_ONLY:
        return factor.published
    terms = []
    for gas, mass in factor.gases.items():
        if gas == BIOGENIC_CO2:
            if biogenic_co2:
                terms.append(mass)
        elif gas in gwp:
            terms.append(EXACT.multiply(mass, gwp[gas]))
        else:
            return None
    return total(terms)


def under_gwp(factor: EmissionFactor, gwp_set: str, gwp: Mapping[str, Decimal]) -> EmissionFactor:
    """A factor given by gases with its CO2e under another GWP set.

    Args:
        factor: the row; as it is where its gases are not known, or the set lacks one of them.
        gwp_set: code of the set.
        gwp: its values [kg CO2e/kg].

    Returns:
        The row with ``published`` [kg CO2e/unit] and ``gwp_set`` of that set.
    """
    if factor.basis is Basis.CO2E_ONLY or _same_values(factor.gwp_set, gwp_set):
        return factor
    figure = co2e_per_unit(factor, gwp)
    return factor if figure is None else replace(factor, published=figure, gwp_set=gwp_set)


def published_findings(factor: EmissionFactor, gwp_set: str, subject: str) -> tuple[Finding, ...]:
    """What is to be said about counting with a factor's published CO2e under a GWP set.

    Args:
        factor: the row used, whether its gases are known or not.
        gwp_set: code of the inventory's set.
        subject: what the finding is about (a source code).

    Returns:
        ``gwp.published_other_set`` when the figure was published with other GWP values than the
        set's.
    """
    if _same_values(factor.gwp_set, gwp_set):
        return ()
    return (
        finding(
            "gwp.published_other_set",
            Level.INFO,
            subject,
            factor=f"{factor.edition}:{factor.key}",
            published=canonical(factor.published),
            factor_set=factor.gwp_set,
            gwp_set=gwp_set,
        ),
    )


def _same_values(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in _SAME_VALUES)
