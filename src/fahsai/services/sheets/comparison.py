"""A source's own figure in a workbook beside ours: for a file on its own and for stored years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.difference import (
    PARTS,
    SHEET_NOISE,
    Part,
    SheetFigure,
    sheet_difference,
)
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.reference.load_factors import editions
from fahsai.reference.load_gases import load_gwp_sets
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.quantity.units import UnitTable

ONE = Decimal(1)

SHARED = "consolidation."
"""How the steps begin that apply a share."""

LAST_DIGITS = Decimal("1e-30")
"""Sums of the same 34-digit products in another order differ by less than this share."""


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A source of a stored year beside the file it was imported from.

    ``factor`` [kg CO2e per unit] is the file's own where all lines have the same; ``sheet_kg``
    [kg CO2e] is the sum of quantity x the file's factor, None unless every line has one.
    """

    result: SourceResult
    lines: tuple[ActivityLine, ...]
    factor: Decimal | None
    sheet_kg: Decimal | None
    parts: tuple[Part, ...]
    months: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class StoredComparison:
    """A stored year beside the files it was imported from; ``sheet_total`` [kg CO2e]."""

    lines: tuple[StoredLine, ...]
    sheet_total: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def has_sheet(self) -> bool:
        """Whether anything of the year was imported with a factor of its own."""
        return any(line.sheet_kg is not None for line in self.lines)


def compare_stored(calculation: Calculation, lines: Sequence[ActivityLine]) -> StoredComparison:
    """What the imported files themselves would count, and why it differs from ours.

    Args:
        calculation: the kept result of the year.
        lines: the activity lines it rests on.

    Findings: ``sheet.total_unknown`` where a counted source has no figure of a file.
    """
    by_source: dict[UUID, list[ActivityLine]] = defaultdict(list)
    for line in lines:
        by_source[line.source_id].append(line)
    compared = tuple(
        _stored_line(result, by_source[result.source.id], calculation.gwp_set)
        for result in calculation.sources
    )
    silent = [
        one.result.source.code
        for one in compared
        if one.sheet_kg is None and (one.result.total_kg or not one.result.complete)
    ]
    known = [one.sheet_kg for one in compared if one.sheet_kg is not None]
    said = finding(
        "sheet.total_unknown",
        Level.INFO,
        str(calculation.period.year_be),
        count=str(len(silent)),
        sources=", ".join(silent),
    )
    if silent or not known:
        return StoredComparison(compared, None, (said,) if silent else ())
    return StoredComparison(compared, total(known), ())


def _stored_line(result: SourceResult, lines: Sequence[ActivityLine], gwp_set: str) -> StoredLine:
    months = monthly([line.id for line in lines], result)
    distinct = {(line.sheet_factor, line.unit) for line in lines}
    if not lines or any(line.sheet_factor is None for line in lines):
        return StoredLine(result, tuple(lines), None, None, (), months)
    factor = lines[0].sheet_factor if len(distinct) == 1 else None
    lines = counted_lines(result, lines)
    kg = total(EXACT.multiply(line.quantity, line.sheet_factor or ZERO) for line in lines)
    figure = sheet_figure(total(line.quantity for line in lines), factor, kg)
    parts = parts_from_sheet(figure, result, load_units(), gwp_set)
    return StoredLine(result, tuple(lines), factor, figure.kg, parts, months)


def counted_lines(result: SourceResult, lines: Sequence[ActivityLine]) -> tuple[ActivityLine, ...]:
    """The lines with the quantities that count: of a group's entity its share, else as recorded.

    The file's own factor is then held against ours for the same quantity.
    """
    if result.of_whole_year or not any(one.code.startswith(SHARED) for one in result.steps):
        return tuple(lines)
    counted = {line_id: one.quantity for one in result.lines for line_id in one.line_ids}
    return tuple(line._replace(quantity=counted.get(line.id, line.quantity)) for line in lines)


def sheet_figure(quantity: Decimal, factor: Decimal | None, kg: Decimal) -> SheetFigure:
    """A row's own figure without the noise of a spreadsheet's binary products.

    Args:
        quantity: the year's activity [unit of the row].
        factor: the row's own factor [kg CO2e per unit].
        kg: the row's own result [kg CO2e].
    """
    if factor is not None:
        own = EXACT.multiply(quantity, factor)
        if abs(EXACT.subtract(own, kg)) <= SHEET_NOISE:
            kg = own
    return SheetFigure(quantity, factor, kg)


def parts_from_sheet(
    figure: SheetFigure, result: SourceResult | None, units: UnitTable, gwp_set: str
) -> tuple[Part, ...]:
    """The parts that lead from a row's own figure to ours, over the published editions.

    Args:
        figure: the row of the workbook.
        result: ours, or None when the row was not understood.
        units: the table of units.
        gwp_set: the code of the GWP set of ours.
    """
    per_unit = _per_unit(result, units)
    rows = [row for row in _published() if row.unit in per_unit]
    return sheet_difference(figure, result, rows, load_gwp_sets(), gwp_set, per_unit)


def _published() -> list[EmissionFactor]:
    return [row for edition in editions().values() for row in edition.rows]


def _per_unit(result: SourceResult | None, units: UnitTable) -> Mapping[str, Decimal]:
    """How many units of a published row make one of the source's, where they compare."""
    recorded = units.get(result.unit) if result is not None and result.unit else None
    if recorded is None:
        return {}
    per_unit = {recorded.code: ONE}
    for unit in {row.unit for row in _published()}:
        known = units.get(unit)
        if known is not None and (made := units.factor(recorded.code, unit)) is not None:
            per_unit[unit] = made
        elif unit == "kg" and recorded.dimension.startswith("mass"):
            per_unit[unit] = ONE  # kilograms of a gas against kilograms
    return per_unit


def monthly(line_ids: Sequence[UUID], result: SourceResult | None) -> tuple[Decimal | None, ...]:
    """The part of each line in scopes 1 to 3 [kg CO2e]; together exactly the source's.

    None for all of them without a result, and where a method counts a whole year at once.
    """
    if result is None or not result.complete or result.of_whole_year:
        return (None,) * len(line_ids)
    counted = {line_id: one for one in result.lines for line_id in one.line_ids}
    values: list[Decimal | None] = []
    for line_id in line_ids:
        line = counted.get(line_id)
        values.append(
            None
            if line is None
            else total(c.co2e_kg for c in line.components if c.reporting_class in TOTALLED)
        )
    numbers = tied([one for one in values if one is not None], result.total_kg)
    if numbers is None:
        return tuple(values)
    settled = iter(numbers)
    return tuple(None if one is None else next(settled) for one in values)


def tied(parts: Sequence[Decimal], whole: Decimal) -> tuple[Decimal, ...] | None:
    """The parts [kg CO2e], the largest taking what 34 digits left over; None if they do not add up.

    >>> tied([Decimal(1), Decimal(2)], Decimal(3)), tied([Decimal(1)], Decimal(3))
    ((Decimal('1'), Decimal('2')), None)
    """
    with localcontext(PARTS):
        left = whole - sum(parts, ZERO)
        if not left:
            return tuple(parts)
        if not parts or abs(left) > abs(whole) * LAST_DIGITS:
            return None
        largest = max(range(len(parts)), key=lambda place: abs(parts[place]))
        return tuple(part + left if n == largest else part for n, part in enumerate(parts))
