"""Methane from wastewater: by COD (organisations) and by BOD (municipal works)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import ZERO, exactly

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


def wastewater_factor(bo: Decimal, mcf: Decimal) -> Decimal:
    """The methane that one kilogram of organic load yields in a treatment system.

    Equation: ``f = Bo x MCF``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 6 eq. 6.2 and 6.5; TGO organisational guideline,
    7th printing, 2564 (f 0.05, 0.2, 0.075, 0).

    Args:
        bo: maximum methane producing capacity [kg CH4/kg COD or BOD].
        mcf: methane correction factor of the treatment [1].

    Returns:
        Factor f [kg CH4/kg COD or BOD].

    >>> from decimal import Decimal
    >>> wastewater_factor(Decimal("0.25"), Decimal("0.3"))
    Decimal('0.075')
    """
    with exactly():
        return bo * mcf


def wastewater_from_water(water: Decimal, share: Decimal) -> Decimal:
    """The wastewater when only the water used is known.

    Equation: ``wastewater = water used x share``.
    Reference: TGO organisational guideline, 7th printing, 2564 (80 % of the water used).

    Args:
        water: water used [m3].
        share: part that becomes wastewater [1].

    Returns:
        Wastewater [m3].

    >>> from decimal import Decimal
    >>> wastewater_from_water(Decimal("342.4"), Decimal("0.8"))
    Decimal('273.92')
    """
    with exactly():
        return water * share


def wastewater_cod(
    wastewater: Decimal,
    cod: Decimal,
    f: Decimal,
    sludge: Decimal = ZERO,
    recovered: Decimal = ZERO,
) -> Decimal:
    """The methane of treated or discharged wastewater by its COD.

    Equation: ``CH4 = f x [(W x COD / 1000) - S] - R``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 6 eq. 6.4; TGO organisational guideline, 7th
    printing, 2564.

    Args:
        wastewater: wastewater W [m3].
        cod: COD of the water that enters the treatment or the water body [mg/L].
        f: factor of the treatment [kg CH4/kg COD].
        sludge: organic load removed as sludge S [kg COD].
        recovered: methane recovered or flared R [kg CH4].

    Returns:
        Methane [kg CH4]; below zero when more is removed than comes in, which the caller refuses.

    >>> from decimal import Decimal
    >>> wastewater_cod(Decimal("273.92"), Decimal(120), Decimal("0.05"))
    Decimal('1.643520')
    """
    with exactly():
        return f * (wastewater * cod / 1000 - sludge) - recovered


def wastewater_bod(flows: Iterable[tuple[Decimal, Decimal]], bo: Decimal, mcf: Decimal) -> Decimal:
    """The methane of municipal wastewater by its BOD, untreated direct discharge included.

    Equation: ``CH4 = sum(m3 x BOD) / 1000 x Bo x MCF``.
    Reference: municipal set 2565 (low-carbon city works); IPCC 2006 Guidelines, vol. 5 ch. 6.

    Args:
        flows: pairs of volume [m3] and BOD [mg/L], one a month or a place.
        bo: maximum methane producing capacity [kg CH4/kg BOD].
        mcf: methane correction factor of the treatment or discharge [1].

    Returns:
        Methane [kg CH4].

    >>> from decimal import Decimal
    >>> months = [(Decimal(1000), Decimal(60)), (Decimal(1500), Decimal(40))]
    >>> wastewater_bod(months, Decimal("0.6"), Decimal("0.1"))
    Decimal('7.20')
    """
    with exactly():
        load = sum((volume * bod for volume, bod in flows), start=ZERO)
        return load / 1000 * bo * mcf
