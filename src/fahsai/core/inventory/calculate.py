"""Activity lines to an inventory, gas by gas: the one calculation that everything reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, Rounded, getcontext
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine
from fahsai.core.inventory.conversions import conversion_ambiguous
from fahsai.core.inventory.counted import CountedLines, CountedUnit
from fahsai.core.inventory.netting import subtracted
from fahsai.core.inventory.points import FACTOR_POINTS, activity_points
from fahsai.core.inventory.recipe import year_of_method
from fahsai.core.inventory.recipe_book import RecipeBook
from fahsai.core.inventory.result import (
    TOTALLED,
    Calculation,
    ReportingClass,
    SourceResult,
    gases_of,
    sums_by_class,
)
from fahsai.core.inventory.yearly import calculate_yearly, negative_quantities, negative_year
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.quantity.exact import ZERO, exactly, total
from fahsai.core.thai.period import BE_OFFSET, share_by_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.earlier import EarlierYear
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.recipe import Recipe
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.methods.steps import MethodStep
    from fahsai.core.thai.period import Period

ONE = Decimal(1)
# Getters in C: a year of a large organisation has hundreds of thousands of lines.
UNIT_OF, QUANTITY_OF, GRADE_OF, PERIOD_OF = (
    itemgetter(ActivityLine._fields.index(name)) for name in ("unit", "quantity", "grade", "period")
)
SOURCE_NUMBER_OF = attrgetter("source_id.int")
BEST_FACTOR_POINTS = max(FACTOR_POINTS.values())
WORST_FACTOR_POINTS = min(FACTOR_POINTS.values())


@dataclass(frozen=True, slots=True)
class InventoryInput:
    """The data of one inventory: its period, the report's date, sources and lines.

    ``elsewhere`` are sources with records in other years only: nothing is counted of them.
    ``earlier`` are the records of the years before, of sources whose method looks at them.
    """

    period: Period
    report_date: date
    sources: tuple[EmissionSource, ...]
    lines: tuple[ActivityLine, ...]
    elsewhere: tuple[EmissionSource, ...] = ()
    earlier: tuple[EarlierYear, ...] = ()


def calculate(data: InventoryInput, rules: Rules) -> tuple[Calculation, tuple[Finding, ...]]:
    """Every source's result per gas and class, and the totals, at 34 digits.

    Equation: ``mass = activity x factor``, ``CO2e = mass x GWP`` for each line and gas; totals
    are sums of the unrounded components, so parts always add up to the whole.
    Findings: those of each source (see ``make_recipe``), ``source.kind_unknown``,
    ``source.no_lines``, ``source.conversion_ambiguous``, ``source.not_this_year``,
    ``source.negative_year``, ``line.outside_period``, ``line.source_unknown``,
    ``edition.not_usable``.
    Reference: TGO guideline for local governments; ISO 14064-1; workbook TCFO_R_01, Fr-04.1.
    """
    findings: list[Finding] = []
    # Ids are grouped by their number: a UUID's own hash is slow Python code.
    by_source: dict[int, list[ActivityLine]] = defaultdict(list)
    for number, run in groupby(data.lines, SOURCE_NUMBER_OF):
        by_source[number].extend(run)
    inside = _all_inside(data)
    results = []
    recipes = RecipeBook(rules, data.period.year_be - BE_OFFSET)
    with exactly():
        for source in data.sources:
            lines = by_source.pop(source.id.int, [])
            if source.excluded:
                if lines:
                    findings.append(_left_out(source, len(lines)))
                continue
            if not inside:
                lines, said = _cut(source, lines, data.period)
                findings.extend(said)
            result, said = _source_result(source, lines, data, recipes)
            results.append(result)
            findings.extend(said)
        findings.extend(
            finding("line.source_unknown", Level.ERROR, str(line.id), quantity=str(line.quantity))
            for lines in by_source.values()
            for line in lines
        )
        findings.extend(_edition_findings(data, rules, results))
        findings.extend(
            finding("source.not_this_year", Level.WARNING, source.code, name=source.name_th)
            for source in data.elsewhere
        )
        calculation = _totals(data, rules, tuple(results))
    return calculation, _once(findings)


def _left_out(source: EmissionSource, count: int) -> Finding:
    return finding(
        "source.excluded_with_lines",
        Level.INFO,
        source.code,
        count=str(count),
        reason=source.excluded_reason,
    )


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in the order they were said."""
    said = {
        (item.code, item.level, item.subject, tuple(sorted(item.data.items()))): item
        for item in findings
    }
    return tuple(said.values())


def _edition_findings(
    data: InventoryInput, rules: Rules, results: Iterable[SourceResult]
) -> Iterable[Finding]:
    """A warning for each list in use that a report of that date may not use.

    An inventory pins its lists, so the rows stay; the first list is looked at in any case.
    """
    used = {
        choice.chosen.edition
        for result in results
        for choice in result.choices
        if choice.chosen is not None
    }
    for place, edition in enumerate(rules.factor_set.editions):
        if (place == 0 or edition.code in used) and not edition.usable_on(data.report_date):
            yield finding(
                "edition.not_usable",
                Level.WARNING,
                edition.code,
                report_date=data.report_date.isoformat(),
                usable_from=edition.usable_from.isoformat(),
                usable_to=edition.usable_to.isoformat() if edition.usable_to else "∞",
            )


def _source_result(
    source: EmissionSource,
    lines: Sequence[ActivityLine],
    data: InventoryInput,
    recipes: RecipeBook,
) -> tuple[SourceResult, list[Finding]]:
    rules = recipes.rules
    kind = rules.kinds.get(source.kind)
    if kind is None:
        unknown = finding("source.kind_unknown", Level.ERROR, source.code, kind=source.kind)
        return _no_result(source, lines, ""), [unknown]
    if METHODS[kind.method].kind is MethodKind.YEARLY:
        earlier = [year.of_source(source.id) for year in data.earlier]
        result, said = calculate_yearly(source, kind, lines, data.period, rules, earlier)
        return result, list(said)
    findings: list[Finding] = []
    if not lines:
        # Nothing recorded is not nothing emitted: a zero has to be written down by somebody.
        findings.append(finding("source.no_lines", Level.ERROR, source.code, name=source.name_th))
        return _no_result(source, lines, kind.method), findings
    units = tuple(set(map(UNIT_OF, lines)))
    if len(units) > 1:
        units = tuple(dict.fromkeys(map(UNIT_OF, lines)))
        findings.append(
            finding("source.units_mixed", Level.WARNING, source.code, units=", ".join(units))
        )
        ambiguous = conversion_ambiguous(source, units, rules)
        if ambiguous:
            return _no_result(source, lines, kind.method), [*findings, *ambiguous]
    recorded = [_recorded(unit, lines, len(units)) for unit in units]
    sums = [part.whole for part in recorded]
    for part in recorded:
        if not part.exact:
            findings.extend(_signs(source, kind, part))
    linear = METHODS[kind.method].kind is MethodKind.LINEAR
    year = year_of_method(source, kind, units, sums, rules) if linear else None
    counted = _counted(source, kind, recorded, year, recipes, findings)
    shown = (sums[0], units[0]) if len(units) == 1 else _shown(units, sums, rules)
    return _multiply(source, kind, counted, shown, activity_points(map(GRADE_OF, lines))), findings


class _Recorded(NamedTuple):
    """The records of a source in one unit, with their sum.

    ``exact``: the sum needed no rounding and no quantity is negative, so that a product of it may
    stand for the sum of theirs (see ``_multiply``).
    """

    unit: str
    lines: Sequence[ActivityLine]
    quantities: list[Decimal]
    whole: Decimal
    exact: bool


def _recorded(unit: str, lines: Sequence[ActivityLine], units: int) -> _Recorded:
    of_unit = lines if units == 1 else [line for line in lines if line.unit == unit]
    quantities = list(map(QUANTITY_OF, of_unit))
    context = getcontext()
    context.clear_flags()
    whole = sum(quantities, ZERO)
    exact = not context.flags[Rounded] and not any(map(Decimal.is_signed, quantities))
    return _Recorded(unit, of_unit, quantities, whole, exact)


def _counted(
    source: EmissionSource,
    kind: SourceKind,
    recorded: Sequence[_Recorded],
    year: Decimal | None,
    recipes: RecipeBook,
    findings: list[Finding],
) -> list[CountedUnit]:
    """The records of each unit with what they are multiplied by; adds to ``findings``."""
    counted: list[CountedUnit] = []
    for unit, of_unit, quantities, whole, exact_sum in recorded:
        recipe, said = recipes.recipe(source, kind, unit, year)
        if not recipe.complete:
            used = {line.sheet_factor for line in of_unit}
            if len(used) == 1 and None not in used:  # the file tells what its author chose
                recipe, said = recipes.recipe(source, kind, unit, year, *used)
        if not recipe.complete and quantities and not any(quantities):
            # Nothing times any factor is nothing: there is no choice to be made.
            recipe = recipe._replace(ingredients=(), complete=True)
            said = (finding("source.nothing_used", Level.INFO, source.code),)
        findings.extend(said)
        if counted:
            recipe = _renumbered(recipe, sum(len(part.recipe.choices) for part in counted))
        counted.append(CountedUnit(recipe, of_unit, quantities, whole if exact_sum else None))
    return counted


def _signs(source: EmissionSource, kind: SourceKind, part: _Recorded) -> list[Finding]:
    """What is to be said of records below zero, and of a whole year below zero."""
    said = list(negative_quantities(source, part.quantities))
    said.extend(subtracted(source, kind, part.quantities))
    said.extend(negative_year(source, part.whole, part.unit))
    return said


def _multiply(
    source: EmissionSource,
    kind: SourceKind,
    counted: Sequence[CountedUnit],
    shown: tuple[Decimal, str],
    activity: int,
) -> SourceResult:
    """Multiply the lines by their recipes: the hot loop, kept free of anything else.

    A result is the sum over the lines of ``quantity x mass x weight``, each product at 34 digits.
    Where the exact sum of the quantities (``whole``) times the two figures needs no rounding, and
    no quantity is negative, every single product is exact too, and so is their sum: it is that
    one product.  Otherwise the lines are multiplied one by one, so that parts always add up.
    """
    gases: dict[tuple[ReportingClass, str], Decimal] = {}
    choices: tuple[FactorChoice, ...] = ()
    steps: tuple[MethodStep, ...] = ()
    complete = True
    points = BEST_FACTOR_POINTS
    context = getcontext()
    for recipe, _, quantities, whole in counted:
        for place, _, mass, weight, _ in recipe.ingredients:
            per_unit = ONE if mass is None else mass
            co2e = None
            if whole is not None:
                context.clear_flags()
                co2e = whole * per_unit * weight
            if co2e is None or context.flags[Rounded]:
                co2e = sum([quantity * per_unit * weight for quantity in quantities], ZERO)
            gases[place] = gases[place] + co2e if place in gases else co2e
        choices += recipe.choices
        steps += recipe.steps
        complete = complete and recipe.complete
        points = min(points, recipe.points)
    return SourceResult(
        source,
        kind.method,
        shown[0],
        shown[1],
        CountedLines(source.id, counted),
        gases,
        choices,
        steps,
        complete,
        activity,
        points,
    )


def _renumbered(recipe: Recipe, terms: int) -> Recipe:
    """A recipe whose terms are counted after those of the units before it."""
    return recipe._replace(
        ingredients=tuple(one._replace(term=one.term + terms) for one in recipe.ingredients)
    )


def _shown(units: Sequence[str], sums: Sequence[Decimal], rules: Rules) -> tuple[Decimal, str]:
    """The year's activity in the first recorded unit; what cannot convert stays out of it.

    Only for showing: each line is counted in its own unit.
    """
    factors = [rules.units.factor(unit, units[0]) for unit in units]
    parts = [part * factor for part, factor in zip(sums, factors, strict=True) if factor]
    return sum(parts, ZERO), units[0]


def _no_result(source: EmissionSource, lines: Sequence[ActivityLine], method: str) -> SourceResult:
    return SourceResult(
        source=source,
        method=method,
        quantity=total(line.quantity for line in lines),
        unit=lines[0].unit if lines else "",
        lines=(),
        gases={},
        choices=(),
        steps=(),
        complete=False,
        activity_points=activity_points([line.grade for line in lines]),
        factor_points=WORST_FACTOR_POINTS,
    )


def _all_inside(data: InventoryInput) -> bool:
    """Whether no line reaches beyond the year; lines of a month share one period object."""
    periods = list(map(PERIOD_OF, data.lines))
    distinct = dict(zip(map(id, periods), periods, strict=True)).values()
    start, end = data.period.start, data.period.end
    return all(start <= one.start and one.end <= end for one in distinct)


def _cut(
    source: EmissionSource, lines: Sequence[ActivityLine], period: Period
) -> tuple[list[ActivityLine], list[Finding]]:
    """Lines across an edge keep the share of their days inside; lines beyond it count nothing."""
    kept: list[ActivityLine] = []
    findings: list[Finding] = []
    for line in lines:
        if period.start <= line.period.start and line.period.end <= period.end:
            kept.append(line)
            continue
        if not line.period.overlaps(period):
            findings.append(_outside(source, line, period))
            continue
        parts, said = share_by_days(line.period, (period,), line.quantity, source.code)
        findings.extend(item for item in said if item.code == "period.shared_by_days")
        kept.extend(line._replace(quantity=part) for where, part in parts if where == period)
    return kept, findings


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


def _totals(data: InventoryInput, rules: Rules, results: tuple[SourceResult, ...]) -> Calculation:
    gases = gases_of(results)
    by_class = {**dict.fromkeys(ReportingClass, ZERO), **sums_by_class(gases)}
    return Calculation(
        sha256="",
        period=data.period,
        report_date=data.report_date,
        factor_set=rules.factor_set.code,
        gwp_set=rules.gwp.code,
        packs=tuple(sorted(rules.packs)),
        program_version=rules.program_version,
        sources=results,
        by_class=by_class,
        gases=gases,
        total_kg=total(by_class[where] for where in TOTALLED),
        complete=all(result.complete for result in results),
    )
