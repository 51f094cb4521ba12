"""The trees of a year as plain JSON: decimals as strings, words in Thai and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import EXACT, canonical
from fahsai.services.calculation_json import findings_json

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.inventory.trees import Growth, PlaceStock, TreeResult
    from fahsai.core.reports.dossier import TreeStock
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.trees import TreesOfYear

Json = dict[str, Any]
KG_OF_A_TONNE = 1000


def trees_json(result: YearResult, held: TreesOfYear, organisation: str) -> Json:
    """The answer of ``fahsai trees --json``: a stock that stands in no total.

    Masses are in kilograms, of dry biomass with roots and of the carbon dioxide that was bound.

    Args:
        result: the year.
        held: its trees.
        organisation: the organisation's code.
    """
    census = held.census
    version = result.version
    return {
        "organisation": organisation,
        "version": {
            "year_be": version.year_be,
            "number": version.number,
            "state": str(version.state),
        },
        "unit": "kg",
        "census": None
        if census is None
        else {
            "measured_on": census.measured_on.isoformat(),
            "trees": sum(one.row.trees for one in census.rows),
            "biomass": canonical(census.biomass_kg),
            "co2": canonical(census.co2_kg),
            "places": [_place(one) for one in census.places],
            "rows": [_row(one) for one in census.rows],
        },
        "growth": None if held.growth is None else _growth(held.growth),
        "entered": [_entered(one) for one in held.entered],
        "findings": findings_json(held.findings),
    }


def _place(one: PlaceStock) -> Json:
    return {
        "place": one.place,
        "trees": one.trees,
        "biomass": canonical(one.biomass_kg),
        "co2": canonical(one.co2_kg),
    }


def _row(one: TreeResult) -> Json:
    row = one.row
    return {
        "measured_on": row.measured_on.isoformat(),
        "place": row.place,
        "group": row.group.value,
        "species": row.species,
        "trees": row.trees,
        "girth_cm": _size(row.girth_cm),
        "diameter_cm": _size(row.diameter_cm),
        "height_m": _size(row.height_m),
        "biomass": canonical(one.biomass_kg),
        "co2": canonical(one.co2_kg),
    }


def _growth(grown: Growth) -> Json:
    return {
        "earlier": grown.earlier.isoformat(),
        "later": grown.later.isoformat(),
        "co2": canonical(grown.co2_kg),
        "co2_per_year": canonical(grown.per_year_kg),
    }


def _entered(one: TreeStock) -> Json:
    """A sum that somebody wrote into the form, in tonnes there."""
    return {
        "place": one.place,
        "trees": one.trees,
        "biomass": canonical(one.biomass_kg),
        "co2": canonical(EXACT.multiply(one.carbon_tonnes_co2e, KG_OF_A_TONNE)),
    }


def _size(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)
