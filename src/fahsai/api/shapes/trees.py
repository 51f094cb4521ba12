"""The census of trees of a year (form section 3.2.7), as it is sent and shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.boundary import VersionShape, version_shape
from fahsai.api.shapes.common import Amount, FindingShape, amount, co2e, finding_shapes
from fahsai.api.shapes.written import Body, Figure, Name, Text
from fahsai.core.inventory.tree_table import MOST_ROWS
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.quantity.exact import canonical
from fahsai.services.calculate_year import YearResult

if TYPE_CHECKING:
    from fahsai.services.trees import TreesOfYear

MOST_TREES = 10_000_000
Size = Annotated[Figure | None, Field(description="In the unit of its name; null: not measured.")]


class TreeRowBody(Body):
    """So many trees of one size at a place; girth or diameter at breast height."""

    measured_on: date
    place: Name = Field(min_length=1)
    group: TreeGroup
    species: Name = ""
    trees: int = Field(1, ge=0, le=MOST_TREES)
    girth_cm: Size = None
    diameter_cm: Size = None
    height_m: Size = None

    @property
    def row(self) -> TreeRow:
        """The row of the census."""
        return TreeRow(
            self.measured_on,
            " ".join(self.place.split()),
            self.group,
            " ".join(self.species.split()),
            self.trees,
            *(None if one is None else Decimal(one) for one in self._sizes()),
        )

    def _sizes(self) -> tuple[str | None, ...]:
        return self.girth_cm, self.diameter_cm, self.height_m


class CensusBody(Body):
    """All rows of the census; none take it away.

    ``seen`` is the word of the census that was read before: where somebody else has changed it
    since, nothing is stored.
    """

    rows: list[TreeRowBody] = Field(max_length=MOST_ROWS)
    seen: str | None = Field(None, max_length=64, pattern=r"^[0-9a-f]*$")
    reason: Text = ""


class TreeRowShape(Schema):
    """A row of the census with what its trees hold."""

    measured_on: date
    place: str
    group: TreeGroup
    species: str
    trees: int
    girth_cm: str | None
    diameter_cm: str | None
    height_m: str | None
    biomass: Amount
    co2: Amount


class PlaceShape(Schema):
    """The stock of a place, or a sum that somebody entered for one."""

    place: str
    trees: int
    biomass: Amount
    co2e: Amount


class GrowthShape(Schema):
    """What the stock grew by since the census before; disclosed, never subtracted."""

    earlier: date
    later: date
    co2: Amount
    co2_per_year: Amount


class TreesShape(Schema):
    """The trees of a year: a stock that stands in no total."""

    version: VersionShape
    measured_on: date | None
    rows: list[TreeRowShape]
    places: list[PlaceShape]
    entered: list[PlaceShape]
    growth: GrowthShape | None
    seen: str
    findings: list[FindingShape]


def trees_shape(result: YearResult, held: TreesOfYear, seen: str) -> TreesShape:
    """The trees of a year as the API tells them."""
    census, growth = held.census, held.growth
    return TreesShape(
        version=version_shape(result.version),
        measured_on=None if census is None else census.measured_on,
        rows=[
            TreeRowShape(
                measured_on=one.row.measured_on,
                place=one.row.place,
                group=one.row.group,
                species=one.row.species,
                trees=one.row.trees,
                girth_cm=_size(one.row.girth_cm),
                diameter_cm=_size(one.row.diameter_cm),
                height_m=_size(one.row.height_m),
                biomass=amount(one.biomass_kg, "kg"),
                co2=amount(one.co2_kg, "kgCO2"),
            )
            for one in (census.rows if census else ())
        ],
        places=[
            PlaceShape(
                place=one.place,
                trees=one.trees,
                biomass=amount(one.biomass_kg, "kg"),
                co2e=co2e(one.co2_kg),
            )
            for one in (census.places if census else ())
        ],
        entered=[
            PlaceShape(
                place=one.place,
                trees=one.trees,
                biomass=amount(one.biomass_kg, "kg"),
                co2e=co2e(one.carbon_tonnes_co2e * 1000),
            )
            for one in held.entered
        ],
        growth=None
        if growth is None
        else GrowthShape(
            earlier=growth.earlier,
            later=growth.later,
            co2=amount(growth.co2_kg, "kgCO2"),
            co2_per_year=amount(growth.per_year_kg, "kgCO2"),
        ),
        seen=seen,
        findings=finding_shapes(held.findings),
    )


def _size(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)
