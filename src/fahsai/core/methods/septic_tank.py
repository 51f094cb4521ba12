"""Methane from septic tanks (ถังเกรอะ) of an organisation's own people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def septic_tank_per_person_day(
    u: Decimal, t: Decimal, bo: Decimal, mcf: Decimal, bod: Decimal
) -> Decimal:
    """The methane of one person in one day.

    Equation: ``CH4 = U x T x Bo x MCF x BOD x 0.001``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 6 (domestic wastewater); Green Office form 1.5(1).

    Args:
        u: share of the people [1].
        t: degree of utilisation of the septic tank [1].
        bo: maximum methane producing capacity [kg CH4/kg BOD].
        mcf: methane correction factor of the septic tank [1].
        bod: organic load of one person [g BOD/person/day].

    Returns:
        Methane [kg CH4/person/day].

    >>> from decimal import Decimal
    >>> one = Decimal(1)
    >>> septic_tank_per_person_day(one, one, Decimal("0.6"), Decimal("0.5"), Decimal(40))
    Decimal('0.012')
    """
    with exactly():
        return u * t * bo * mcf * bod / 1000


def septic_tank(
    persons: Decimal,
    days: Decimal,
    *,
    u: Decimal,
    t: Decimal,
    bo: Decimal,
    mcf: Decimal,
    bod: Decimal,
) -> Decimal:
    """The methane of the septic tanks in a period.

    Equation: ``CH4 = U x T x Bo x MCF x P x BOD x 0.001 x days``.
    Reference: IPCC 2006 Guidelines, vol. 5 ch. 6 (domestic wastewater); TGO workbook TCFO_R_01,
    sheet "เพิ่มเติม Septic Tank".

    Args:
        persons: people of the organisation [person].
        days: days they were at work [day].
        u: share of the people [1].
        t: degree of utilisation of the septic tank [1].
        bo: maximum methane producing capacity [kg CH4/kg BOD].
        mcf: methane correction factor of the septic tank [1].
        bod: organic load of one person [g BOD/person/day].

    Returns:
        Methane [kg CH4].

    The TGO workbook's own example, 16 people on 312 working days:

    >>> from decimal import Decimal
    >>> one = Decimal(1)
    >>> load = {"bo": Decimal("0.6"), "mcf": Decimal("0.5"), "bod": Decimal(40)}
    >>> septic_tank(Decimal(16), Decimal(312), u=one, t=one, **load)
    Decimal('59.904')
    """
    with exactly():
        return persons * days * septic_tank_per_person_day(u, t, bo, mcf, bod)
