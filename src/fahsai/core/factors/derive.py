"""How the gases of a published fuel factor are made: three rules, one function each.

Every rule gives kilograms of each gas per unit of fuel at 34 digits; the published, rounded
figure is only ever compared with them (:func:`agrees`), never used in their place.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

Gases = dict[str, Decimal]
"""Mass of each gas [kg per unit of fuel] by gas code."""

TJ_PER_MJ = Decimal("0.000001")


class Carbon(StrEnum):
    """Where the carbon of a fuel comes from; it decides the codes of its CO2 and CH4."""

    FOSSIL = "fossil"
    BIOGENIC = "biogenic"


_GAS_CODES = {
    Carbon.FOSSIL: {"CO2": "CO2", "CH4": "CH4_fossil"},
    Carbon.BIOGENIC: {"CO2": "CO2_biogenic", "CH4": "CH4_biogenic"},
}

EQUATIONS = {
    "ncv": "gas [kg/unit] = default [kg/TJ] x NCV [MJ/unit] x 10^-6",
    "blend.all": "gas [kg/litre] = (1 - x) x fossil + x x biofuel; biogenic CO2 apart",
    "blend.CO2": "CO2 [kg/litre] = (1 - x) x fossil; CH4 and N2O as the neat fossil fuel",
    "blend.biogenic": "biogenic CO2 [kg/litre] = x x CO2 of the biofuel",
    "parts": "gas [kg/unit] as stated by the list",
    "published": "CO2e [kg/unit] as published",
}
"""The equation of each rule, as the trace of a number prints it."""


def gas_code(gas: str, carbon: Carbon) -> str:
    """The code of a plain gas (``CO2``, ``CH4``, others) for carbon of that origin.

    >>> gas_code("CH4", Carbon.BIOGENIC), gas_code("N2O", Carbon.BIOGENIC)
    ('CH4_biogenic', 'N2O')
    """
    return _GAS_CODES[carbon].get(gas, gas)


def from_ncv(ncv: Decimal, defaults: Mapping[str, Decimal], carbon: Carbon) -> Gases:
    """The gases of one unit of fuel from its calorific value and the IPCC defaults.

    Args:
        ncv: net calorific value [MJ/unit].
        defaults: default emission factor of each gas [kg/TJ].
        carbon: origin of the fuel's carbon.

    Returns:
        Mass of each gas [kg/unit].

    Equation: gas = default x NCV x 10^-6.

    Reference: IPCC 2006 vol. 2, equation 2.1 and tables 2.2, 2.3, 3.2.1, 3.2.2, 3.3.1; the
    example is diesel on the road in TGO's list of April 2565, no. 26.

    >>> gases = from_ncv(
    ...     Decimal("36.42"),
    ...     {"CO2": Decimal(74100), "CH4": Decimal("3.9"), "N2O": Decimal("3.9")},
    ...     Carbon.FOSSIL,
    ... )
    >>> {gas: str(mass.normalize()) for gas, mass in gases.items()}
    {'CO2': '2.698722', 'CH4_fossil': '0.000142038', 'N2O': '0.000142038'}
    """
    energy = EXACT.multiply(ncv, TJ_PER_MJ)
    return {
        gas_code(gas, carbon): EXACT.multiply(default, energy) for gas, default in defaults.items()
    }


def blend_weighted(
    share: Decimal, fossil: Mapping[str, Decimal], biofuel: Mapping[str, Decimal]
) -> Gases:
    """The scope 1 gases of a blend whose two parts both count by their volume.

    Args:
        share: volume of biofuel in a volume of blend [litre/litre].
        fossil: gases of the neat fossil fuel [kg/litre].
        biofuel: gases of the neat biofuel [kg/litre]; its CO2 is biogenic and stays out.

    Returns:
        Mass of each gas [kg/litre]; CH4 stays split into fossil and biogenic.

    Equation: gas = (1 - x) fossil + x biofuel.

    Reference: TGO's list of February 2569, stationary and on-road blends; the example is B7 on
    the road, CH4.

    >>> gases = blend_weighted(
    ...     Decimal("0.07"),
    ...     {"CH4_fossil": Decimal("0.000142038")},
    ...     {"CO2_biogenic": Decimal("1.643976"), "CH4_biogenic": Decimal("0.000090558")},
    ... )
    >>> {gas: str(mass) for gas, mass in gases.items()}
    {'CH4_fossil': '0.00013209534', 'CH4_biogenic': '0.00000633906'}
    """
    rest = EXACT.subtract(Decimal(1), share)
    gases = {gas: EXACT.multiply(rest, mass) for gas, mass in fossil.items()}
    for gas, mass in biofuel.items():
        if gas != "CO2_biogenic":
            part = EXACT.multiply(share, mass)
            gases[gas] = EXACT.add(gases[gas], part) if gas in gases else part
    return gases


def blend_off_road(share: Decimal, fossil: Mapping[str, Decimal]) -> Gases:
    """The scope 1 gases of an off-road blend, where the list scales only the CO2.

    Args:
        share: volume of biofuel in a volume of blend [litre/litre].
        fossil: gases of the neat fossil fuel [kg/litre].

    Returns:
        Mass of each gas [kg/litre]; CH4 is all fossil, as published.

    Equation: CO2 = (1 - x) fossil; CH4 and N2O = fossil.

    Reference: TGO's list of February 2569, off-road blends; the example is B7.

    >>> gases = blend_off_road(
    ...     Decimal("0.07"), {"CO2": Decimal("2.698722"), "N2O": Decimal("0.001041612")}
    ... )
    >>> {gas: str(mass) for gas, mass in gases.items()}
    {'CO2': '2.50981146', 'N2O': '0.001041612'}
    """
    rest = EXACT.subtract(Decimal(1), share)
    return {
        gas: EXACT.multiply(rest, mass) if gas == "CO2" else mass for gas, mass in fossil.items()
    }


def blend_biogenic(share: Decimal, biofuel: Mapping[str, Decimal]) -> Gases:
    """The biogenic CO2 of a blend, which is reported apart from the scopes.

    Args:
        share: volume of biofuel in a volume of blend [litre/litre].
        biofuel: gases of the neat biofuel [kg/litre].

    Returns:
        Mass of biogenic CO2 [kg/litre].

    Equation: biogenic CO2 = x biofuel CO2.

    Reference: TGO's list of February 2569, biogenic rows of the blends; the example is B7.

    >>> blend_biogenic(Decimal("0.07"), {"CO2_biogenic": Decimal("1.643976")})
    {'CO2_biogenic': Decimal('0.11507832')}
    """
    return {"CO2_biogenic": EXACT.multiply(share, biofuel["CO2_biogenic"])}


def from_parts(parts: Mapping[str, str], carbon: Carbon) -> Gases:
    """The gases that a list states itself: own figures, ratios of masses, parts of a mixture.

    Args:
        parts: mass of each gas [kg/unit] as text, ``"a"`` or ``"a/b"``.
        carbon: origin of the carbon.

    Returns:
        Mass of each gas [kg/unit].

    Equation: acetylene, 2 C2H2 + 5 O2 -> 4 CO2 + 2 H2O: CO2 = 88/26 per kg.

    Reference: TGO's list of February 2569, acetylene 3.3846.

    >>> from_parts({"CO2": "88/26"}, Carbon.FOSSIL)
    {'CO2': Decimal('3.384615384615384615384615384615385')}
    """
    return {gas_code(gas, carbon): ratio(text) for gas, text in parts.items()}


def half_last_digit(printed: Decimal) -> Decimal:
    """Half a unit of the last digit of a printed figure: how far rounding can move it.

    >>> half_last_digit(Decimal("2.7406"))
    Decimal('0.00005')
    """
    last_digit = min(int(printed.as_tuple().exponent), 0)
    return Decimal((0, (5,), last_digit - 1))


def agrees(full: Decimal, printed: Decimal) -> bool:
    """Whether a full-precision figure rounds to the printed one at its digits.

    >>> agrees(Decimal("2.74062321"), Decimal("2.7406"))
    True
    >>> agrees(Decimal("2.74033913"), Decimal("2.7406"))
    False
    """
    return abs(EXACT.subtract(full, printed)) <= half_last_digit(printed)
