"""The page that says how well the total of a year is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.points import quality_level
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import EXACT, ZERO, canonical
from fahsai.core.quantity.rounding import round_half_up
from fahsai.services.materiality import materiality_of
from fahsai.services.uncertainty import uncertainty_of
from fahsai.web.pager import Pager, paged
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import Text, tonnes_text
from fahsai.web.year.bars import length

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest

    from fahsai.core.inventory.uncertainty.assess import Covered, LineWidth, Width
    from fahsai.core.inventory.uncertainty.figures import Figure
    from fahsai.services.materiality import YearMateriality
    from fahsai.services.uncertainty import YearUncertainty
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

PAGE_SIZE = 100
SPOKEN = frozenset({"activity", "factor", "upstream"})
"""Figures that have words; parameters of methods are called by their own names."""


class SumShown(NamedTuple):
    """A sum with both approaches [t CO2e, %]; the bar is drawn from ``start`` on."""

    key: str
    label: str
    tonnes: str
    half: str
    interval: str
    low: str
    high: str
    covered: str
    start: str
    length: str
    point: str


class FigureShown(NamedTuple):
    """One figure of a source: what it is, its interval and where that comes from."""

    what: str
    label: str
    interval: str
    origin: str
    reason: str


class LineShown(NamedTuple):
    """One source: its figures, both approaches and its score."""

    code: str
    name: Text
    tonnes: str
    half: str
    interval: str
    score: str
    level: str
    known: bool
    figures: tuple[FigureShown, ...]


class MaterialityShown(NamedTuple):
    """What the unresolved errors come to."""

    exceeded: bool
    result: str
    facts: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    unquantified: str


@dataclass(frozen=True, slots=True)
class UncertaintyPage:
    """Everything on the page, ready to print."""

    lead: str
    anything_known: bool
    total: SumShown
    sums: tuple[SumShown, ...]
    summary: str
    pager: Pager[LineShown]
    quality: str
    materiality: MaterialityShown
    facts: tuple[tuple[str, str], ...]
    findings: tuple[Said, ...]


def uncertainty_page(request: HttpRequest, reading: Reading) -> UncertaintyPage:
    """The page of the version that is read, its lines the largest first."""
    shown = reading.shown
    found = uncertainty_of(reading.actor, reading.result)
    material = materiality_of(reading.actor, reading.result)
    known = found.uncertainty
    highest = max(
        [known.total.kg, ZERO if known.total.width is None else known.total.width.high_kg]
    )
    sums = tuple(
        _sum(where.value, shown.common("classes", where), known.classes[where], highest, shown)
        for where in TOTALLED
        if where in known.classes
    )
    whole = _sum("total", shown.word("year", "total"), known.total, highest, shown)
    lines = sorted(known.lines, key=lambda line: (-line.kg.copy_abs(), line.code))
    pager = paged(lines, request, shown, PAGE_SIZE)
    return UncertaintyPage(
        lead=_lead(known.total, shown),
        anything_known=known.total.width is not None,
        total=whole,
        sums=sums,
        summary=", ".join(f"{one.label} {one.tonnes} {one.interval}" for one in (*sums, whole)),
        pager=pager.showing(_lines(pager.items, reading)),
        quality=_quality(found, shown),
        materiality=_materiality(material, shown),
        facts=_facts(found, shown),
        findings=findings_said((*found.findings, *material.findings), shown),
    )


def _lead(total: Covered, shown: Shown) -> str:
    """One sentence of what is known, and of what part of the total."""
    if total.width is None:
        return shown.word("known", "nothing")
    return shown.word(
        "known",
        "lead",
        tonnes=tonnes_text(total.width.kg),
        interval=_interval(total.width),
        low=tonnes_text(total.width.low_kg),
        high=tonnes_text(total.width.high_kg),
        covered=_percent(total.covered_percent),
    )


def _sum(key: str, label: str, one: Covered, highest: Decimal, shown: Shown) -> SumShown:
    width = one.width
    low, high = (width.low_kg, width.high_kg) if width else (ZERO, ZERO)
    return SumShown(
        key=key,
        label=label,
        tonnes=tonnes_text(one.kg),
        half=_half(width),
        interval=_interval(width),
        low=tonnes_text(low) if width else "–",
        high=tonnes_text(high) if width else "–",
        covered=shown.word("known", "percent", percent=_percent(one.covered_percent)),
        start=length(max(low, ZERO), highest),
        length=length(EXACT.subtract(high, max(low, ZERO)), highest),
        point=length(width.kg if width else ZERO, highest),
    )


def _lines(lines: tuple[LineWidth, ...] | list[LineWidth], reading: Reading) -> list[LineShown]:
    shown = reading.shown
    results = {one.source.id: one for one in reading.result.calculation.sources}
    found = []
    for line in lines:
        result = results[line.source_id]
        a, b = result.activity_points, result.factor_points
        found.append(
            LineShown(
                line.code,
                shown.source(result.source),
                tonnes_text(line.kg),
                _half(line.width),
                _interval(line.width),
                f"{a} × {b} = {a * b}",
                str(quality_level(a, b)),
                line.width is not None,
                tuple(_figure(figure, shown) for figure in line.figures),
            )
        )
    return found


def _figure(figure: Figure, shown: Shown) -> FigureShown:
    what = shown.word("known_figures", figure.what) if figure.what in SPOKEN else figure.what
    known = figure.known
    label = "" if figure.name.startswith("method ") else figure.label
    if known is None:
        return FigureShown(what, label, shown.word("known", "not_stated"), "", "")
    origin = shown.word("known_origins", known.origin)
    if known.source:
        origin = shown.word("known", "by_source", origin=origin, source=known.source)
    said = known.interval
    text = (
        f"±{canonical(said.below)} %"
        if said.symmetric
        else (f"−{_percent(said.below)} / +{_percent(said.above)} %")
    )
    shape = shown.word("known_shapes", said.shape)
    return FigureShown(what, label, f"{text} ({shape})", origin, known.reason)


def _quality(found: YearUncertainty, shown: Shown) -> str:
    if found.quality is None:
        return ""
    return shown.word(
        "known",
        "quality",
        score=_percent(found.quality.points),
        level=str(found.quality.level),
    )


def _materiality(found: YearMateriality, shown: Shown) -> MaterialityShown:
    one = found.materiality
    base = shown.word("known_bases", one.base)
    percent = "–" if one.percent is None else f"{_percent(one.percent)} %"
    unit = shown.word("year", "unit")
    facts = (
        ("errors", f"{tonnes_text(one.errors_kg)} {unit}"),
        ("base", f"{base}: {tonnes_text(one.base_kg)} {unit}"),
        ("share", percent),
        ("threshold", f"{canonical(one.threshold_percent)} %"),
    )
    return MaterialityShown(
        exceeded=one.exceeded,
        result=shown.word("known", "exceeded" if one.exceeded else "within"),
        facts=tuple((shown.word("known_facts", key), text) for key, text in facts),
        points=tuple(
            (each.code, tonnes_text(each.kg)) for each in one.counted if each.kg is not None
        ),
        unquantified=", ".join(one.unquantified),
    )


def _facts(found: YearUncertainty, shown: Shown) -> tuple[tuple[str, str], ...]:
    known = found.uncertainty
    facts = (
        ("confidence", "95 %"),
        ("draws", f"{known.draws:,}"),
        ("seed", str(known.seed)),
        ("generator", f"{known.generator}, {known.library}"),
        ("calculation", known.calculation),
    )
    return tuple((shown.word("known_facts", key), text) for key, text in facts)


def _half(width: Width | None) -> str:
    if width is None or width.half_percent is None:
        return "–"
    return f"±{_percent(width.half_percent)} %"


def _interval(width: Width | None) -> str:
    if width is None or width.below_percent is None or width.above_percent is None:
        return "–"
    return f"−{_percent(width.below_percent)} / +{_percent(width.above_percent)} %"


def _percent(value: Decimal) -> str:
    return f"{round_half_up(value, 2):,f}"
