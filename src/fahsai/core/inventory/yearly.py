"""Sources counted for a whole year at once, because the result rests on their history."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import Grade
from fahsai.core.inventory.conversions import (
    conversion,
    conversion_ambiguous,
    conversion_findings,
)
from fahsai.core.inventory.points import ACTIVITY_POINTS, FACTOR_POINTS, activity_points
from fahsai.core.inventory.recipe import (
    method_inputs,
    unknown_pack,
)
from fahsai.core.inventory.release import mass_of_species, released, species_of
from fahsai.core.inventory.result import Component, LineResult, ReportingClass, SourceResult
from fahsai.core.methods.packs import YearRecorded, parameter_steps
from fahsai.core.methods.table import METHODS, yearly
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.thai.period import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.earlier import EarlierYear
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
    earlier: Sequence[EarlierYear] = (),
) -> tuple[SourceResult, tuple[Finding, ...]]:
    """The result of a source whose method looks at the whole year (landfills, herds, stocks).

    ``earlier`` are the source's own records of the years before.

    Findings: those of the method; ``unit.not_for_kind``, ``source.conversion_unusable``,
    ``source.conversion_ambiguous``;
    ``source.refrigerant_unknown``; ``source.part_of_year`` where a level is known for some of the
    days only; ``line.negative``; ``source.negative_year`` (no herd, charge or heap is less than
    nothing); ``source.no_lines`` with neither records nor a history; ``gwp.missing``.
    """
    method = METHODS[kind.method]
    wanted = method.activity_unit
    species, unknown = species_of(source, kind, rules) if method.species else ("", ())
    quantity, findings = _quantity(source, kind, lines, species, rules)
    before: tuple[YearRecorded, ...] = ()
    recorded = list(lines)
    if method.history:
        recorded += [line for year in earlier for line in year.lines]
        before, unread = _recorded(source, kind, earlier, species, rules)
        findings = (*findings, *unread)
    units = tuple(dict.fromkeys(line.unit for line in recorded))
    several = conversion_ambiguous(source, units, rules)
    unusable = (*conversion_findings(source), *several)
    findings = (*findings, *unknown, *unusable, *unknown_pack(source, rules))
    said: tuple[Finding, ...] = ()
    if method.standing and quantity is not None:
        quantity, said = _averaged(source, kind, lines, species, period, rules)
    if quantity is not None:
        findings = (*findings, *negative_year(source, quantity, wanted))
    answer = None
    if not findings:
        answer, findings = yearly(
            kind.method,
            method_inputs(source, kind, rules)._replace(
                earlier=before, closed=source.ended_before(period.start)
            ),
            quantity,
            period.year_be - BE_OFFSET,
        )
        if answer is None and not lines and not any(f.level is Level.ERROR for f in findings):
            silent = finding("source.no_lines", Level.ERROR, source.code, name=source.name_th)
            findings = (*findings, silent)
    findings = (*findings, *said, *negative_quantities(source, [line.quantity for line in lines]))
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
        activity_points=ACTIVITY_POINTS[Grade.Z]
        if method.estimated
        else activity_points([line.grade for line in lines]),
        factor_points=FACTOR_POINTS[method.grade],
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


def negative_year(source: EmissionSource, whole: Decimal, unit: str) -> tuple[Finding, ...]:
    """``source.negative_year`` where all of a year comes to less than nothing."""
    if whole >= ZERO:
        return ()
    quantity = str(whole)
    return (
        finding("source.negative_year", Level.ERROR, source.code, quantity=quantity, unit=unit),
    )


def _quantity(
    source: EmissionSource,
    kind: SourceKind,
    lines: Sequence[ActivityLine],
    species: str,
    rules: Rules,
) -> tuple[Decimal | None, tuple[Finding, ...]]:
    """The year's activity in the method's unit, None without lines."""
    parts = []
    for line in lines:
        factor = _per_unit(source, kind, line.unit, species, rules)
        if factor is None:
            return None, (
                finding(
                    "unit.not_for_kind",
                    Level.ERROR,
                    source.code,
                    unit=line.unit,
                    wanted=METHODS[kind.method].activity_unit,
                    kind_th=kind.name_th,
                    kind_en=kind.name_en,
                ),
            )
        parts.append(line.quantity * factor)
    return (total(parts) if parts else None), ()


def _recorded(
    source: EmissionSource,
    kind: SourceKind,
    earlier: Sequence[EarlierYear],
    species: str,
    rules: Rules,
) -> tuple[tuple[YearRecorded, ...], tuple[Finding, ...]]:
    """What the records of the years before come to, in the method's unit."""
    found = []
    for year in earlier:
        quantity, unread = _quantity(source, kind, year.lines, species, rules)
        if unread:
            return (), unread
        if quantity is not None:
            found.append(YearRecorded(year.period.year_be - BE_OFFSET, quantity, year.kept))
    return tuple(found), ()


def _per_unit(
    source: EmissionSource, kind: SourceKind, unit: str, species: str, rules: Rules
) -> Decimal | None:
    """How much of the method's unit one recorded unit is; a mass of the very gas its kilograms."""
    recorded = rules.units.get(unit)
    if recorded is not None and species:
        kilograms = mass_of_species(recorded, species)
        if kilograms is not None:
            return kilograms
    return conversion(source, rules)(unit, METHODS[kind.method].activity_unit)


def _averaged(
    source: EmissionSource,
    kind: SourceKind,
    lines: Sequence[ActivityLine],
    species: str,
    period: Period,
    rules: Rules,
) -> tuple[Decimal, tuple[Finding, ...]]:
    """A level averaged over the days of the year: what holds for half of it counts half.

    Equation: ``average = sum of (level x days it holds) / days of the year``; days of which
    nothing is said count as nothing, and are said.
    Reference: annual average population, IPCC 2006 Guidelines, vol. 4 ch. 10 eq. 10.1.
    """
    parts = []
    known: set[tuple[date, date]] = set()
    for line in lines:
        factor = _per_unit(source, kind, line.unit, species, rules)
        if factor is not None:
            # A line across the edge of the year brings only its share, over all of its days.
            parts.append(line.quantity * factor * line.period.days)
            start = max(line.period.start, period.start)
            known.add((start, min(line.period.end, period.end)))
    days = len(
        {start + timedelta(days=n) for start, end in known for n in range((end - start).days)}
    )
    average = EXACT.divide(total(parts), Decimal(period.days))
    if days >= period.days:
        return average, ()
    partly = finding(
        "source.part_of_year",
        Level.WARNING,
        source.code,
        days=str(days),
        of_days=str(period.days),
    )
    return average, (partly,)
