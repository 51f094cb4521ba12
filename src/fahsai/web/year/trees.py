"""The trees of a year: each row of the census with what it holds, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.rounding import round_half_up
from fahsai.services.trees import spellings, trees_of_year
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import exact_text, tonnes_text

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.inventory.trees import TreeResult
    from fahsai.services.trees import TreesOfYear
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading


class StockShown(NamedTuple):
    """The trees of a place [kg, t CO2e]; ``entered`` where somebody wrote the sum itself."""

    place: str
    trees: str
    biomass: str
    tonnes: str
    entered: bool


class TreeShown(NamedTuple):
    """One row of the census: sizes, what one tree holds and all of them [kg, kg CO2]."""

    place: str
    group: str
    species: str
    measured_on: str
    diameter: str
    height: str
    trees: str
    one: str
    biomass: str
    co2: str


class GrowthShown(NamedTuple):
    """What the stock grew by since an earlier census [t CO2e]."""

    earlier: str
    later: str
    tonnes: str
    per_year: str


class TreesPage(NamedTuple):
    """Section 3.2.7 and what stands behind it."""

    stocks: tuple[StockShown, ...]
    rows: tuple[TreeShown, ...]
    total: str
    growth: GrowthShown | None
    findings: tuple[Said, ...]


def trees_page(reading: Reading) -> TreesPage:
    """The trees of a year as a page shows them."""
    shown = reading.shown
    held = trees_of_year(reading.actor, reading.organisation.id, reading.result)
    census = held.census
    places = census.places if census else ()
    return TreesPage(
        stocks=(
            *(
                StockShown(
                    one.place,
                    f"{one.trees:,}",
                    _two(one.biomass_kg),
                    _two(one.carbon_tonnes_co2e),
                    entered=True,
                )
                for one in held.entered
            ),
            *(
                StockShown(
                    one.place,
                    f"{one.trees:,}",
                    _two(one.biomass_kg),
                    tonnes_text(one.co2_kg),
                    entered=False,
                )
                for one in places
            ),
        ),
        rows=tuple(_row(one, shown) for one in (census.rows if census else ())),
        total=tonnes_text(census.co2_kg) if census else "",
        growth=_growth(held, shown),
        findings=findings_said(held.findings, shown),
    )


def _row(one: TreeResult, shown: Shown) -> TreeShown:
    row = one.row
    return TreeShown(
        place=row.place,
        group=spellings(shown.language).group_names[row.group],
        species=row.species,
        measured_on=shown.day(row.measured_on),
        diameter="–" if one.diameter_cm is None else _two(one.diameter_cm),
        height="–" if row.height_m is None else exact_text(row.height_m),
        trees=f"{row.trees:,}",
        one=_two(one.one.whole_kg),
        biomass=_two(one.biomass_kg),
        co2=_two(one.co2_kg),
    )


def _growth(held: TreesOfYear, shown: Shown) -> GrowthShown | None:
    grown = held.growth
    if grown is None:
        return None
    return GrowthShown(
        shown.day(grown.earlier),
        shown.day(grown.later),
        tonnes_text(grown.co2_kg),
        tonnes_text(grown.per_year_kg),
    )


def _two(value: Decimal) -> str:
    """A figure with two decimals, in groups of three."""
    return f"{round_half_up(value, 2):,f}"
