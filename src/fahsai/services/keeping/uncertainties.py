"""Keeping how well a calculation is known, and reading it back as it was."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.uncertainty.assess import Covered, LineWidth, Uncertainty, Width
from fahsai.core.inventory.uncertainty.figures import Figure
from fahsai.core.inventory.uncertainty.interval import Interval, Shape
from fahsai.core.inventory.uncertainty.stated import IntervalOrigin, Known
from fahsai.core.quantity.exact import canonical
from fahsai.records.models import UncertaintyRow
from fahsai.services.working.plain import findings_plain, plain_findings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Plain = dict[str, Any]


def stored_uncertainty(
    organisation_id: UUID, calculation_id: UUID, sha256: str
) -> Uncertainty | None:
    """What was kept of a calculation with the same intervals and draws, if anything."""
    rows = UncertaintyRow.rows.of(organisation_id)
    row = rows.filter(calculation_id=calculation_id, sha256=sha256).first()
    return None if row is None else plain_uncertainty(row.data)


def uncertainty_of_row(organisation_id: UUID, row_id: UUID) -> Uncertainty:
    """What a row keeps."""
    return plain_uncertainty(UncertaintyRow.rows.of(organisation_id).get(id=row_id).data)


def uncertainty_plain(value: Uncertainty) -> Plain:
    """Every figure as text."""
    return {
        "calculation": value.calculation,
        "seed": str(value.seed),
        "draws": value.draws,
        "generator": value.generator,
        "library": value.library,
        "lines": [
            {
                "source": str(line.source_id),
                "code": line.code,
                "kg": canonical(line.kg),
                "figures": [figure_plain(figure) for figure in line.figures],
                "width": _width_plain(line.width),
            }
            for line in value.lines
        ],
        "classes": {where.value: _covered_plain(one) for where, one in value.classes.items()},
        "total": _covered_plain(value.total),
        "findings": findings_plain(value.findings),
    }


def plain_uncertainty(data: Mapping[str, Any]) -> Uncertainty:
    """What :func:`uncertainty_plain` wrote."""
    return Uncertainty(
        calculation=data["calculation"],
        seed=int(data["seed"]),
        draws=data["draws"],
        generator=data["generator"],
        library=data["library"],
        lines=tuple(
            LineWidth(
                UUID(line["source"]),
                line["code"],
                Decimal(line["kg"]),
                tuple(_plain_figure(figure) for figure in line["figures"]),
                _plain_width(line["width"]),
            )
            for line in data["lines"]
        ),
        classes={
            ReportingClass(where): _plain_covered(one) for where, one in data["classes"].items()
        },
        total=_plain_covered(data["total"]),
        findings=plain_findings(data["findings"]),
    )


def figure_plain(figure: Figure) -> Plain:
    """A figure with what is known of it."""
    known = figure.known
    return {
        "name": figure.name,
        "what": figure.what,
        "label": figure.label,
        "known": None
        if known is None
        else [
            canonical(known.interval.below),
            canonical(known.interval.above),
            "" if known.interval.chosen is None else known.interval.chosen.value,
            known.origin.value,
            known.reason,
            known.source,
        ],
    }


def _plain_figure(data: Mapping[str, Any]) -> Figure:
    known: Sequence[str] | None = data["known"]
    if known is None:
        return Figure(data["name"], data["what"], data["label"], None)
    below, above, shape, origin, reason, source = known
    interval = Interval(Decimal(below), Decimal(above), Shape(shape) if shape else None)
    held = Known(interval, IntervalOrigin(origin), reason, source)
    return Figure(data["name"], data["what"], data["label"], held)


def _covered_plain(one: Covered) -> Plain:
    return {
        "kg": canonical(one.kg),
        "covered_percent": canonical(one.covered_percent),
        "width": _width_plain(one.width),
    }


def _plain_covered(data: Mapping[str, Any]) -> Covered:
    return Covered(
        Decimal(data["kg"]), Decimal(data["covered_percent"]), _plain_width(data["width"])
    )


def _width_plain(width: Width | None) -> list[str | None] | None:
    if width is None:
        return None
    half = None if width.half_percent is None else canonical(width.half_percent)
    return [canonical(width.kg), half, canonical(width.low_kg), canonical(width.high_kg)]


def _plain_width(data: Sequence[str | None] | None) -> Width | None:
    if data is None:
        return None
    kg, half, low, high = (None if one is None else Decimal(one) for one in data)
    if kg is None or low is None or high is None:
        raise ValueError(f"no width: {data}")
    return Width(kg, half, low, high)
