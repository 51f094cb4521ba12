"""Refrigerant and SF6 that leaked: by what was filled up, by stock, by a leak rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly, total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


def top_up(charged: Iterable[Decimal]) -> Decimal:
    """The refrigerant emitted in a period: what was charged replaces what had leaked.

    Equation: ``emission = sum of the amounts charged in the period``; no factor is needed, the
    activity figure is the emission itself.
    Reference: TCFO_R_02 V01, section 4, note 3.

    Args:
        charged: amounts filled into existing equipment in the period [kg of refrigerant].

    Returns:
        Refrigerant emitted [kg of refrigerant].

    >>> from decimal import Decimal
    >>> top_up([Decimal("1.36"), Decimal("0.64")])
    Decimal('2.00')
    """
    return total(charged)


def stock_change(
    start: Decimal,
    purchased: Decimal,
    end: Decimal,
    *,
    returned: Decimal,
    new_capacity: Decimal,
    retired_capacity: Decimal,
) -> Decimal:
    """The gas that is missing at the end of a year: it has leaked.

    Equation: ``emission = start + purchased - end - returned - new capacity + retired capacity``.
    Reference: mass balance of IPCC 2006 Guidelines, vol. 3 ch. 7 and ch. 8; TGO organisational
    guideline (stock at the start + purchases - stock at the end).

    Args:
        start: gas in cylinders when the year begins [kg].
        purchased: gas bought in the year [kg].
        end: gas in cylinders when the year ends [kg].
        returned: gas sold, given back or destroyed in the year [kg].
        new_capacity: full charge of equipment filled for the first time from the stock [kg].
        retired_capacity: full charge of equipment taken out of use [kg]; what was recovered from
            it stands in the stock or among what was returned.

    Returns:
        Gas emitted [kg]; below zero when the figures cannot be right, which the caller refuses.

    >>> from decimal import Decimal
    >>> nothing = {"new_capacity": Decimal(0), "retired_capacity": Decimal(0)}
    >>> stock_change(Decimal(10), Decimal(25), Decimal(8), returned=Decimal(2), **nothing)
    Decimal('25')
    """
    with exactly():
        return start + purchased - end - returned - new_capacity + retired_capacity


def default_leakage(charge: Decimal, rate: Decimal) -> Decimal:
    """The gas that leaks in a year from equipment of which only the charge is known.

    Equation: ``emission = charge x leak rate``; the charge is the average over the year, so that
    equipment in use for half of it counts half.
    Reference: IPCC 2006 Guidelines, vol. 3 ch. 7 (refrigerants) and ch. 8 (switchgear).

    Args:
        charge: gas in the equipment, averaged over the days of the year [kg].
        rate: part of the charge that leaks in a year [1/year].

    Returns:
        Gas emitted in the year [kg].

    >>> from decimal import Decimal
    >>> default_leakage(Decimal(40), Decimal("0.05"))
    Decimal('2.00')
    """
    with exactly():
        return charge * rate
