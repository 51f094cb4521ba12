"""Sources counted for a whole year at once, because the result rests on their history."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.points import FACTOR_POINTS, activity_points
from fahsai.core.inventory.recipe import (
    conversion,
    conversion_findings,
    method_inputs,
    released,
    unknown_pack,
)
from fahsai.core.inventory.result import Component, LineResult, ReportingClass, SourceResult
from fahsai.core.methods.packs import parameter_steps
from fahsai.core.methods.table import METHODS, yearly
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.thai.period import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.thai.period import Period

ONE = Decimal(1)


def calculate_yearly(
    source: EmissionSource,
    kind: SourceKind,
    lines: Sequence[ActivityLine],
    period: Period,
    rules: Rules,
) -> tuple[SourceResult, tuple[Finding, ...]]:
    """The result of a source whose method looks at the history (landfills).

    Findings: those of the method; ``unit.not_for_kind``, ``source.conversion_unusable``;
    ``line.negative``; ``source.no_lines`` with neither records nor a history; ``gwp.missing``.
    """
    wanted = METHODS[kind.method].activity_unit
    quantity, findings = _quantity(source, kind, lines, wanted, rules)
    findings = (*findings, *conversion_findings(source), *unknown_pack(source, rules))
    answer = None
    if not findings:
        answer, findings = yearly(
            kind.method,
            method_inputs(source, kind, rules),
            quantity,
            period.year_be - BE_OFFSET,
        )
        if answer is None and not lines and not any(f.level is Level.ERROR for f in findings):
            silent = finding("source.no_lines", Level.ERROR, source.code, name=source.name_th)
            findings = (*findings, silent)
    findings = (*findings, *negative_quantities(source, [line.quantity for line in lines]))
    components: tuple[Component, ...] = ()
    if answer is not None:
        masses = {item.gas: item.mass_kg for item in answer.emissions}
        ingredients, missing = released(source, kind, masses, ONE, rules)
        findings = (*findings, *missing)
        components = tuple(
            Component(i.reporting_class, i.gas, i.mass, i.mass * i.weight, 0)
            for i in ingredients
            if i.mass is not None
        )
    gases: dict[tuple[ReportingClass, str], Decimal] = defaultdict(Decimal)
    for component in components:
        gases[component.reporting_class, rules.gases.family(component.gas)] += component.co2e_kg
    result = SourceResult(
        source=source,
        method=kind.method,
        quantity=quantity or ZERO,
        unit=wanted,
        lines=(
            LineResult(tuple(line.id for line in lines), source.id, quantity or ZERO, components),
        )
        if answer is not None
        else (),
        gases=dict(gases),
        choices=(),
        steps=(*parameter_steps(answer.parameters), *answer.steps) if answer else (),
        complete=answer is not None and not any(f.code == "gwp.missing" for f in findings),
        activity_points=activity_points([line.grade for line in lines]),
        factor_points=FACTOR_POINTS["D"],
    )
    return result, findings


def negative_quantities(
    source: EmissionSource, quantities: Sequence[Decimal]
) -> tuple[Finding, ...]:
    """``line.negative`` where a source has records below zero."""
    lowest = min(quantities, default=ZERO)
    if lowest >= ZERO:
        return ()
    return (finding("line.negative", Level.WARNING, source.code, lowest=str(lowest)),)


def _quantity(
    source: EmissionSource,
    kind: SourceKind,
    lines: Sequence[ActivityLine],
    wanted: str,
    rules: Rules,
) -> tuple[Decimal | None, tuple[Finding, ...]]:
    """The year's activity in the method's unit, None without lines."""
    convert = conversion(source, rules)
    parts = []
    for line in lines:
        factor = convert(line.unit, wanted)
        if factor is None:
            return None, (
                finding(
                    "unit.not_for_kind",
                    Level.ERROR,
                    source.code,
                    unit=line.unit,
                    wanted=wanted,
                    kind_th=kind.name_th,
                    kind_en=kind.name_en,
                ),
            )
        parts.append(line.quantity * factor)
    return (total(parts) if parts else None), ()
