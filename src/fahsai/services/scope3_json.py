"""Scope 3 of a year by category as plain JSON: decimals as strings, words in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import canonical
from fahsai.services.calculation_json import findings_json
from fahsai.services.scope3_categories import categories_json

if TYPE_CHECKING:
    from fahsai.core.reports.dossier import Scope3Assessment
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.scope3 import Scope3Year

Json = dict[str, Any]


def scope3_json(
    result: YearResult, held: Scope3Year, organisation: str, *, only: int | None = None
) -> Json:
    """The answer of ``fahsai scope3 --json``: each category with what Fr-03.2 says of it.

    The categories themselves are told as by ``fahsai calculate --json``.

    Args:
        result: the year.
        held: its categories; they add up to ``total`` [kg CO2e].
        organisation: the organisation's code.
        only: one category; ``total`` is of all of them all the same.
    """
    version, calculation = result.version, result.calculation
    return {
        "organisation": organisation,
        "version": {
            "year_be": version.year_be,
            "number": version.number,
            "state": str(version.state),
        },
        "calculation": calculation.sha256,
        "unit": "kgCO2e",
        "total": canonical(held.total_kg),
        "categories": [
            {**one, "assessment": _assessment(held.assessed.get(one["category"] or 0))}
            for one in categories_json(calculation)
            if only in {None, one["category"]}
        ],
        "findings": findings_json(held.findings),
    }


def _assessment(row: Scope3Assessment | None) -> Json | None:
    """What the organisation says of a category; None where it is not assessed."""
    if row is None:
        return None
    return {
        "has_source": row.has_source,
        "significant": row.significant,
        "scores": dict(row.scores),
        "remark": row.remark,
    }
