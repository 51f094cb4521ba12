"""Activity lines to an inventory, gas by gas: the one calculation that everything reads."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.points import activity_points
from fahsai.core.inventory.recipe import Recipe, make_recipe
from fahsai.core.inventory.result import (
    TOTALLED,
    Calculation,
    Component,
    LineResult,
    ReportingClass,
    SourceResult,
)
from fahsai.core.inventory.rules import ROUNDING_POLICY, Rules
from fahsai.core.inventory.yearly import calculate_yearly
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.quantity.exact import ZERO, exactly, total
from fahsai.core.thai.period import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.thai.period import Period

@dataclass(frozen=True, slots=True)
class InventoryInput:
    """The data of one inventory: its period, the report's date, sources and lines."""

    period: Period
    report_date: date
    sources: tuple[EmissionSource, ...]
    lines: tuple[ActivityLine, ...]


def calculate(data: InventoryInput, rules: Rules) -> tuple[Calculation, tuple[Finding, ...]]:
    """Every source's result per gas and class, and the totals, at 34 digits.

    Equation: ``mass = activity x factor``, ``CO2e = mass x GWP`` for each line and gas; totals
    are sums of the unrounded components, so parts always add up to the whole.
    Findings: those of each source (see ``make_recipe``), ``source.kind_unknown``,
    ``source.no_lines``, ``line.outside_period``, ``line.source_unknown``, ``edition.not_usable``.
    Reference: TGO guideline for local governments; ISO 14064-1; workbook TCFO_R_01, Fr-04.1.
    """
    findings: list[Finding] = list(_edition_findings(data, rules))
    by_source: dict[object, list[ActivityLine]] = defaultdict(list)
    for line in data.lines:
        by_source[line.source_id].append(line)
    results = []
    with exactly():
        for source in data.sources:
            lines = by_source.pop(source.id, [])
            if source.excluded:
                continue
            result, said = _source_result(source, lines, data.period, rules)
            results.append(result)
            findings.extend(said)
        findings.extend(
            finding("line.source_unknown", Level.ERROR, str(line.id), quantity=str(line.quantity))
            for lines in by_source.values()
            for line in lines
        )
        calculation = _totals(data, rules, tuple(results))
    return calculation, tuple(dict.fromkeys(_hashable(f) for f in findings))


def _hashable(item: Finding) -> Finding:
    return Finding(item.code, item.level, item.subject, _Frozen(item.data))


class _Frozen(dict[str, str]):
    """Finding data that can be compared and hashed, to say each thing once."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


def _edition_findings(data: InventoryInput, rules: Rules) -> Iterable[Finding]:
    for edition in rules.factor_set.editions[:1]:
        if not edition.usable_on(data.report_date):
            yield finding(
                "edition.not_usable",
                Level.WARNING,
                edition.code,
                report_date=data.report_date.isoformat(),
                usable_from=edition.usable_from.isoformat(),
                usable_to=edition.usable_to.isoformat() if edition.usable_to else "",
            )


def _source_result(
    source: EmissionSource, lines: Sequence[ActivityLine], period: Period, rules: Rules
) -> tuple[SourceResult, list[Finding]]:
    findings: list[Finding] = []
    kind = rules.kinds.get(source.kind)
    if kind is None:
        findings.append(finding("source.kind_unknown", Level.ERROR, source.code, kind=source.kind))
        return _no_result(source, lines, ""), findings
    inside = []
    for line in lines:
        if period.contains(line.period):
            inside.append(line)
        else:
            findings.append(_outside(source, line, period))
    if not inside:
        findings.append(finding("source.no_lines", Level.WARNING, source.code, name=source.name_th))
    if METHODS[kind.method].kind is MethodKind.YEARLY:
        result, said = calculate_yearly(source, kind, inside, period, rules)
        return result, [*findings, *said]
    recipes: dict[str, Recipe] = {}
    units = tuple(dict.fromkeys(line.unit for line in inside)) or (kind.unit,)
    if len(units) > 1:
        findings.append(
            finding("source.units_mixed", Level.WARNING, source.code, units=", ".join(units))
        )
    for unit in units:
        recipes[unit], said = make_recipe(
            source,
            kind,
            unit,
            period.year_be - BE_OFFSET,
            rules,
            total(line.quantity for line in inside if line.unit == unit),
        )
        findings.extend(said)
    return _multiply(source, kind, inside, recipes, year_quantity(inside, units, rules)), findings


def _multiply(
    source: EmissionSource,
    kind: SourceKind,
    lines: Sequence[ActivityLine],
    recipes: Mapping[str, Recipe],
    year: tuple[Decimal, str],
) -> SourceResult:
    """Multiply the lines by their recipes: the hot loop, kept free of anything else."""
    by_class: dict[ReportingClass, Decimal] = defaultdict(Decimal)
    gases: dict[tuple[ReportingClass, str], Decimal] = defaultdict(Decimal)
    results = []
    new = tuple.__new__
    for unit, recipe in recipes.items():
        sums = [ZERO] * len(recipe.ingredients)
        numbered = tuple(enumerate(recipe.ingredients))
        for line in lines:
            if line.unit != unit:
                continue
            quantity = line.quantity
            components = []
            for i, (where, gas, _, mass, weight, term) in numbered:
                if mass is None:
                    kilograms = None
                    co2e = quantity * weight
                else:
                    kilograms = quantity * mass
                    co2e = kilograms * weight
                sums[i] += co2e
                components.append(new(Component, (where, gas, kilograms, co2e, term)))
            results.append(
                new(LineResult, ((line.id,), source.id, quantity, tuple(components)))
            )
        for ingredient, value in zip(recipe.ingredients, sums, strict=True):
            by_class[ingredient.reporting_class] += value
            gases[ingredient.reporting_class, ingredient.family] += value
    return SourceResult(
        source=source,
        method=kind.method,
        quantity=year[0],
        unit=year[1],
        lines=tuple(results),
        by_class=dict(by_class),
        gases=dict(gases),
        choices=tuple(c for r in recipes.values() for c in r.choices),
        steps=tuple(s for r in recipes.values() for s in r.steps),
        complete=all(r.complete for r in recipes.values()),
        activity_points=activity_points(lines),
        factor_points=min(r.points for r in recipes.values()),
    )


def year_quantity(
    lines: Sequence[ActivityLine], units: Sequence[str], rules: Rules
) -> tuple[Decimal, str]:
    """The year's activity in the first recorded unit; lines that cannot convert stay out of it.

    Only for showing: each line is counted in its own unit.
    """
    shown = units[0]
    factors = {unit: rules.units.factor(unit, shown) for unit in units}
    return total(
        line.quantity * factor for line in lines if (factor := factors[line.unit]) is not None
    ), shown


def _no_result(source: EmissionSource, lines: Sequence[ActivityLine], method: str) -> SourceResult:
    return SourceResult(
        source=source,
        method=method,
        quantity=total(line.quantity for line in lines),
        unit=lines[0].unit if lines else "",
        lines=(),
        by_class={},
        gases={},
        choices=(),
        steps=(),
        complete=False,
        activity_points=activity_points(lines),
        factor_points=1,
    )


def _outside(source: EmissionSource, line: ActivityLine, period: Period) -> Finding:
    return finding(
        "line.outside_period",
        Level.WARNING,
        source.code,
        start=line.period.start.isoformat(),
        end=line.period.last_day.isoformat(),
        period_start=period.start.isoformat(),
        period_end=period.last_day.isoformat(),
    )


def _totals(
    data: InventoryInput, rules: Rules, results: tuple[SourceResult, ...]
) -> Calculation:
    by_class: dict[ReportingClass, Decimal] = dict.fromkeys(ReportingClass, ZERO)
    gases: dict[tuple[ReportingClass, str], Decimal] = defaultdict(Decimal)
    for result in results:
        for where, value in result.by_class.items():
            by_class[where] += value
        for key, value in result.gases.items():
            gases[key] += value
    return Calculation(
        sha256=_fingerprint(data, rules, results),
        period=data.period,
        report_date=data.report_date,
        factor_set=rules.factor_set.code,
        gwp_set=rules.gwp.code,
        packs=tuple(sorted(rules.packs)),
        program_version=rules.program_version,
        sources=results,
        by_class=by_class,
        gases=dict(gases),
        total_kg=total(by_class[where] for where in TOTALLED),
        complete=all(result.complete for result in results),
    )


def _fingerprint(data: InventoryInput, rules: Rules, results: tuple[SourceResult, ...]) -> str:
    """The hash of the inputs: a line's id stands for its content, since rows never change."""
    digest = hashlib.sha256()
    parts = [
        data.period.start.isoformat(),
        data.period.end.isoformat(),
        data.report_date.isoformat(),
        rules.factor_set.code,
        *(edition.sha256 for edition in rules.factor_set.editions),
        *(str(own.id) for own in rules.factor_set.own),
        rules.gwp.code,
        *sorted(f"{pack.code}@{pack.version}" for pack in rules.packs.values()),
        ROUNDING_POLICY,
        *(f"{code}@{METHODS[code].version}" for code in sorted(METHODS)),
        rules.program_version,
        str(rules.energy_upstream),
        *(repr(_source_inputs(result.source)) for result in results),
    ]
    digest.update("\n".join(parts).encode())
    digest.update(b"".join(line.id.bytes for line in data.lines))
    return digest.hexdigest()


def _source_inputs(source: EmissionSource) -> tuple[object, ...]:
    """What of a source moves its result."""
    return (
        source.id.hex,
        source.kind,
        sorted(source.factor_keys.items()),
        sorted(source.parameters.items()),
    )
