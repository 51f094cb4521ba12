"""Activities of the value chain (scope 3): how what is known becomes what a factor counts in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def passenger_distance(distance: Decimal, trips: Decimal, persons: Decimal) -> Decimal:
    """The passenger-kilometres of people who travel: commuting, business travel.

    Equation: ``pkm = distance x trips x persons``.
    Reference: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, chapters 6 and
    7 (distance-based method).

    Args:
        distance: way of one trip, there and back where both are travelled [km].
        trips: how often [trip].
        persons: people who travel together [person].

    Returns:
        Passenger distance [pkm].

    Twelve people who come to work on 240 days, 18 km there and back:

    >>> from decimal import Decimal
    >>> passenger_distance(Decimal(18), Decimal(240), Decimal(12))
    Decimal('51840')
    """
    with exactly():
        return distance * trips * persons


def travel_fuel(distance: Decimal, per_unit: Decimal, persons: Decimal) -> Decimal:
    """The fuel of a vehicle over a distance, for one of the people who share it.

    Equation: ``fuel = distance / (distance per unit of fuel x persons)``.
    Reference: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, chapters 4, 6
    and 7 (fuel-based method).

    Args:
        distance: way of the vehicle [km].
        per_unit: how far it goes with one unit of fuel, above zero [km/litre or km/kg].
        persons: people who share the vehicle, above zero; 1 counts the whole vehicle [person].

    Returns:
        Fuel [litre or kg].

    >>> from decimal import Decimal
    >>> travel_fuel(Decimal(36), Decimal(12), Decimal(2))
    Decimal('1.5')
    """
    with exactly():
        return distance / (per_unit * persons)


def freight_work(mass: Decimal, distance: Decimal) -> Decimal:
    """The tonne-kilometres of goods that are carried.

    Equation: ``tkm = mass x distance``; the empty way back is counted apart, by the kilometre.
    Reference: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, chapter 4
    (distance-based method); TGO CFP list, truck rows per tkm (loaded) and per km (0 % loading).

    Args:
        mass: goods on the way [t].
        distance: way of the goods [km].

    Returns:
        Transport work [tkm].

    >>> from decimal import Decimal
    >>> freight_work(Decimal("12.5"), Decimal(80))
    Decimal('1000.0')
    """
    with exactly():
        return mass * distance


def lifetime_use(pieces: Decimal, uses: Decimal, per_use: Decimal) -> Decimal:
    """The energy or fuel that sold products take in their lives; of the year's sales, at once.

    Equation: ``energy = pieces x uses in a lifetime x energy of one use``.
    Reference: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, chapter 11
    (direct use-phase emissions); chapter 10 with one use, for the processing of what was sold.

    Args:
        pieces: products sold in the year [piece].
        uses: how often one is used in its life, or its years [use].
        per_use: energy or fuel of one use, or of one year [kWh, litre or kg per use].

    Returns:
        Energy or fuel of the whole life [kWh, litre or kg].

    200 fans sold, 8 years of 90 kWh:

    >>> from decimal import Decimal
    >>> lifetime_use(Decimal(200), Decimal(8), Decimal(90))
    Decimal('144000')
    """
    with exactly():
        return pieces * uses * per_use


def shared(amount: Decimal, share: Decimal) -> Decimal:
    """The part of an amount that is the organisation's: of a building it rents, of a treatment.

    Equation: ``part = amount x share``.
    Reference: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, chapters 8, 12
    and 13 (allocation, for instance by floor area; share of a treatment).

    Args:
        amount: the whole [any unit].
        share: the organisation's part, 0 to 1 [1].

    Returns:
        The part [unit of the amount].

    >>> from decimal import Decimal
    >>> shared(Decimal(48000), Decimal("0.25"))
    Decimal('12000.00')
    """
    with exactly():
        return amount * share


def investment(share: Decimal, emissions: Decimal) -> Decimal:
    """The emissions of an investee that an investor answers for; so of a franchise or a lessee.

    Equation: ``CO2e = equity share x scope 1 and 2 emissions of the investee``.
    Reference: GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, chapter 15
    (investment-specific method); chapters 8, 13 and 14 with the share of the asset.

    Args:
        share: equity share of the investor, 0 to 1 [1].
        emissions: scope 1 and 2 emissions that the investee reports for the year [kg CO2e].

    Returns:
        Emissions of the investment [kg CO2e].

    >>> from decimal import Decimal
    >>> investment(Decimal("0.35"), Decimal(1200000))
    Decimal('420000.00')
    """
    with exactly():
        return share * emissions
