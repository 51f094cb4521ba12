"""How well a year is known as plain JSON: decimals as strings, words in Thai and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.points import quality_level
from fahsai.core.quantity.exact import canonical
from fahsai.services.calculation_json import findings_json

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.uncertainty.assess import Covered, LineWidth, Width
    from fahsai.core.inventory.uncertainty.figures import Figure
    from fahsai.services.materiality import YearMateriality
    from fahsai.services.uncertainty import YearUncertainty

Json = dict[str, Any]

CONFIDENCE = "95"
"""What every interval holds [%]."""


def uncertainty_json(found: YearUncertainty, material: YearMateriality, organisation: str) -> Json:
    """The answer of ``fahsai uncertainty --json``, and of the API.

    Args:
        found: how well the year is known.
        material: what its unresolved errors come to.
        organisation: the organisation's code.
    """
    version, calculation = found.year.version, found.year.calculation
    known = found.uncertainty
    names = {one.source.id: one.source.name_th for one in calculation.sources}
    return {
        "organisation": organisation,
        "version": {
            "year_be": version.year_be,
            "number": version.number,
            "state": str(version.state),
        },
        "calculation": known.calculation,
        "unit": "kgCO2e",
        "confidence_percent": CONFIDENCE,
        "complete": calculation.complete,
        "total": _covered(known.total),
        "by_scope": {where.value: _covered(one) for where, one in known.classes.items()},
        "lines": [_line(line, names.get(line.source_id, "")) for line in known.lines],
        "drawing": {
            "seed": str(known.seed),
            "draws": known.draws,
            "generator": known.generator,
            "library": known.library,
        },
        "quality": None
        if found.quality is None
        else {"score": canonical(found.quality.points), "level": found.quality.level},
        "scores": [_score(one) for one in calculation.sources if one.complete],
        "materiality": _materiality(material),
        "findings": findings_json((*found.findings, *material.findings)),
    }


def _covered(one: Covered) -> Json:
    return {
        "co2e": canonical(one.kg),
        "covered_percent": canonical(one.covered_percent),
        **_width(one.width),
    }


def _width(width: Width | None) -> Json:
    """Both approaches of what is covered; nothing of what nobody knows."""
    if width is None:
        return {"covered": None, "approach_1": None, "approach_2": None}
    return {
        "covered": canonical(width.kg),
        "approach_1": {"half_width_percent": _text(width.half_percent)},
        "approach_2": {
            "low": canonical(width.low_kg),
            "high": canonical(width.high_kg),
            "below_percent": _text(width.below_percent),
            "above_percent": _text(width.above_percent),
        },
    }


def _line(line: LineWidth, label: str) -> Json:
    return {
        "source": line.code,
        "label": label,
        "co2e": canonical(line.kg),
        **_width(line.width),
        "figures": [_figure(figure) for figure in line.figures],
    }


def _figure(figure: Figure) -> Json:
    known = figure.known
    return {
        "what": figure.what,
        "name": figure.name,
        "label": figure.label,
        "interval": None
        if known is None
        else {
            "below_percent": canonical(known.interval.below),
            "above_percent": canonical(known.interval.above),
            "shape": known.interval.shape.value,
            "origin": known.origin.value,
            "reason": known.reason,
            "stated_by": known.source,
        },
    }


def _score(one: SourceResult) -> Json:
    """The score of form section 8."""
    return {
        "source": one.source.code,
        "label": one.source.name_th,
        "activity": one.activity_points,
        "factor": one.factor_points,
        "score": one.activity_points * one.factor_points,
        "level": quality_level(one.activity_points, one.factor_points),
    }


def _materiality(found: YearMateriality) -> Json:
    one = found.materiality
    return {
        "base": one.base.value,
        "base_co2e": canonical(one.base_kg),
        "threshold_percent": canonical(one.threshold_percent),
        "errors_co2e": canonical(one.errors_kg),
        "percent": _text(one.percent),
        "exceeded": one.exceeded,
        "points": [{"code": each.code, "co2e": _text(each.kg)} for each in one.counted],
        "unquantified": list(one.unquantified),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)
