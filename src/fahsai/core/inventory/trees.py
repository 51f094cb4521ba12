"""A census of trees: its rows, what each of them holds, the stock of a place.

A stock is disclosed (form section 3.2.7).  It stands in no total of an inventory; the difference
of two censuses is told beside it and netted against nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.trees import (
    TreeBiomass,
    diameter_of_girth,
    general_tree,
    liana,
    mangrove_tree,
    palm_tree,
)
from fahsai.core.quantity.exact import ZERO, canonical, exactly, total
from fahsai.core.quantity.rounding import round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST_DIAMETER, LARGEST_HEIGHT = Decimal(400), Decimal(80)
"""Beyond these [cm, m] a figure is asked about: nothing in Thailand is thicker or taller."""
SMALLEST_PALM = Decimal(1)
"""Below this height [m] the equation of palms means nothing."""
APART = Decimal("0.02")
"""Girth and diameter of a tree may tell this much apart before somebody is asked."""
DAYS_OF_A_YEAR = 365
PLACES = 12
"""Decimals [kg] that one tree keeps: powers have no end, and rows, places and the census of trees
that are rounded once add up to the last digit."""


class TreeGroup(StrEnum):
    """Groups of trees with an equation of their own."""

    GENERAL = "general"
    MANGROVE = "mangrove"
    PALM = "palm"
    LIANA = "liana"


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row of a census: so many trees of one size at a place.

    ``girth_cm`` or ``diameter_cm`` at breast height, ``height_m``; None where not measured.
    """

    measured_on: date
    place: str
    group: TreeGroup
    species: str
    trees: int
    girth_cm: Decimal | None = None
    diameter_cm: Decimal | None = None
    height_m: Decimal | None = None


class TreeResult(NamedTuple):
    """A row with what one of its trees holds, and all of them [kg, kg CO2]."""

    row: TreeRow
    diameter_cm: Decimal | None
    one: TreeBiomass
    biomass_kg: Decimal
    co2_kg: Decimal


class PlaceStock(NamedTuple):
    """The trees of a place in a census [kg, kg CO2]."""

    place: str
    trees: int
    biomass_kg: Decimal
    co2_kg: Decimal


class Census(NamedTuple):
    """All rows of one census that have a result; ``measured_on`` is its last day."""

    measured_on: date
    rows: tuple[TreeResult, ...]

    @property
    def biomass_kg(self) -> Decimal:
        """Dry biomass with roots [kg]."""
        return total(one.biomass_kg for one in self.rows)

    @property
    def co2_kg(self) -> Decimal:
        """Carbon held, as carbon dioxide [kg CO2]."""
        return total(one.co2_kg for one in self.rows)

    @property
    def places(self) -> tuple[PlaceStock, ...]:
        """The stock of each place, in the order of the rows."""
        held: dict[str, list[TreeResult]] = {}
        for one in self.rows:
            held.setdefault(one.row.place, []).append(one)
        return tuple(
            PlaceStock(
                place,
                sum(one.row.trees for one in rows),
                total(one.biomass_kg for one in rows),
                total(one.co2_kg for one in rows),
            )
            for place, rows in held.items()
        )


class Growth(NamedTuple):
    """What the stock of the places of both censuses grew by, and for a year of it [kg CO2]."""

    earlier: date
    later: date
    co2_kg: Decimal
    per_year_kg: Decimal


def take_census(rows: Iterable[TreeRow]) -> tuple[Census | None, tuple[Finding, ...]]:
    """Every row's biomass and carbon.

    Equations and references: :mod:`fahsai.core.methods.trees`; a row is its trees times one.
    Findings: those of :func:`tree_row`.

    Args:
        rows: the rows in their order.

    Returns:
        The census without the rows that have no result, or None where none has one.
    """
    results: list[TreeResult] = []
    findings: list[Finding] = []
    for row in rows:
        result, said = tree_row(row)
        findings.extend(said)
        if result is not None:
            results.append(result)
    if not results:
        return None, tuple(findings)
    last = max(one.row.measured_on for one in results)
    return Census(last, tuple(results)), tuple(findings)


def tree_row(row: TreeRow) -> tuple[TreeResult | None, tuple[Finding, ...]]:
    """The biomass and carbon of one row.

    Findings: ``tree.size_missing``, ``tree.height_missing``, ``tree.no_size`` (zero or below),
    ``tree.palm_small``, ``tree.unlikely``, ``tree.sizes_differ``.

    Args:
        row: the trees of one size.

    Returns:
        The result, or None with an error.

    >>> from datetime import date
    >>> row = TreeRow(date(2025, 9, 1), "Park", TreeGroup.PALM, "", 10, height_m=Decimal(5))
    >>> round(tree_row(row)[0].co2_kg, 2)
    Decimal('1127.91')
    """
    problems = _problems(row)
    if any(one.level is Level.ERROR for one in problems):
        return None, problems
    diameter = _diameter(row)
    one = _rounded(_one(row, diameter))
    with exactly():
        result = TreeResult(row, diameter, one, one.whole_kg * row.trees, one.co2_kg * row.trees)
    return result, problems


def growth(earlier: Census, later: Census) -> tuple[Growth | None, tuple[Finding, ...]]:
    """What the stock grew by between two censuses; disclosed, never netted.

    Equation: ``growth = stock2 - stock1``, ``a year of it = growth x 365 / days between``.
    Reference: IPCC 2006 Guidelines, vol. 4 ch. 2, stock-difference method: of one and the same
    land, so only places that both censuses measured count.
    Findings: ``tree.places_unlike`` for places that one census alone has.

    Args:
        earlier: the census before.
        later: the census after it.

    Returns:
        The growth [kg CO2], below zero where trees were lost; None without a place of both, or on
        one and the same day.
    """
    before, after = ({one.place: one.co2_kg for one in of.places} for of in (earlier, later))
    days = (later.measured_on - earlier.measured_on).days
    if days <= 0:
        return None, ()
    unlike = [
        *(one for one in after if one not in before),
        *(one for one in before if one not in after),
    ]
    said = (
        (finding("tree.places_unlike", Level.INFO, ", ".join(unlike), count=str(len(unlike))),)
        if unlike
        else ()
    )
    both = before.keys() & after.keys()
    if not both:
        return None, said
    with exactly():
        grown = total(after[one] - before[one] for one in sorted(both))
        yearly = grown * DAYS_OF_A_YEAR / days
    return Growth(earlier.measured_on, later.measured_on, grown, yearly), said


def _diameter(row: TreeRow) -> Decimal | None:
    """The diameter that counts [cm]: as measured, else of the girth."""
    if row.diameter_cm is not None:
        return row.diameter_cm
    return None if row.girth_cm is None else diameter_of_girth(row.girth_cm)


def _one(row: TreeRow, diameter: Decimal | None) -> TreeBiomass:
    height = row.height_m or ZERO
    width = diameter or ZERO
    if row.group is TreeGroup.PALM:
        return palm_tree(height)
    if row.group is TreeGroup.LIANA:
        return liana(width)
    if row.group is TreeGroup.MANGROVE:
        return mangrove_tree(width, height)
    return general_tree(width, height)


def _rounded(one: TreeBiomass) -> TreeBiomass:
    return TreeBiomass(*(round_half_up(mass, PLACES) for mass in one))


def _problems(row: TreeRow) -> tuple[Finding, ...]:
    name = f"{row.place}: {row.species}".rstrip(": ")
    diameter = _diameter(row)
    said: list[Finding] = []
    if row.group is not TreeGroup.PALM and diameter is None:
        said.append(finding("tree.size_missing", Level.ERROR, name))
    if row.group is not TreeGroup.LIANA and row.height_m is None:
        said.append(finding("tree.height_missing", Level.ERROR, name))
    given = [one for one in (row.girth_cm, row.diameter_cm, row.height_m) if one is not None]
    if row.trees < 0 or any(one <= ZERO for one in given):
        said.append(finding("tree.no_size", Level.ERROR, name))
    elif row.group is TreeGroup.PALM and row.height_m and row.height_m < SMALLEST_PALM:
        said.append(finding("tree.palm_small", Level.ERROR, name, height=canonical(row.height_m)))
    if (diameter or ZERO) > LARGEST_DIAMETER or (row.height_m or ZERO) > LARGEST_HEIGHT:
        said.append(
            finding(
                "tree.unlikely",
                Level.WARNING,
                name,
                diameter="-" if diameter is None else canonical(round(diameter, 2)),
                height="-" if row.height_m is None else canonical(row.height_m),
            )
        )
    said.extend(_differing(row, name))
    return tuple(said)


def _differing(row: TreeRow, name: str) -> Sequence[Finding]:
    """Girth and diameter of a row that cannot both be right."""
    if row.girth_cm is None or row.diameter_cm is None or row.diameter_cm <= ZERO:
        return ()
    with exactly():
        by_girth = diameter_of_girth(row.girth_cm)
        apart = abs(by_girth - row.diameter_cm) / row.diameter_cm
    if apart <= APART:
        return ()
    return (
        finding(
            "tree.sizes_differ",
            Level.WARNING,
            name,
            girth=canonical(row.girth_cm),
            diameter=canonical(row.diameter_cm),
        ),
    )
