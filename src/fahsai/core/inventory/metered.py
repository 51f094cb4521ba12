"""What a metered quantity emits: the inventory's own calculation, one line a stretch of time."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import LineResult
    from fahsai.core.inventory.rules import Rules


class Spent(NamedTuple):
    """A quantity of a source in the days that a stretch of time touches."""

    days: Period
    quantity: Decimal
    unit: str


class Emitted(NamedTuple):
    """What a stretch of time emitted, by class [kg CO2e]."""

    by_class: Mapping[ReportingClass, Decimal]

    @property
    def total_kg(self) -> Decimal:
        """The part counted in scopes 1 to 3 [kg CO2e]."""
        return total(kg for where, kg in self.by_class.items() if where in TOTALLED)


def emitted(
    source: EmissionSource,
    spent: Sequence[Spent],
    period: Period,
    report_date: date,
    rules: Rules,
) -> tuple[tuple[Emitted, ...] | None, tuple[Finding, ...]]:
    """What each quantity emits by the factor that the inventory of ``period`` has for the source.

    Equation: as of the inventory, ``CO2e = quantity x factor`` for each gas and class, exactly;
    so the stretches of a year add up to what the year itself would emit.

    Returns:
        One result for each quantity, in their order; None where the source has no result in that
        inventory, or none for a part of it.  Findings: those of
        :func:`~fahsai.core.inventory.calculate.calculate`, ``meter.method_of_year`` where the
        method counts a year at once.
    """
    if not spent:
        return (), ()
    lines = tuple(
        ActivityLine(
            UUID(int=place), source.id, one.days, one.quantity, one.unit, Origin.MEASURED, Grade.X
        )
        for place, one in enumerate(spent)
    )
    found, findings = calculate(InventoryInput(period, report_date, (source,), lines), rules)
    result = found.sources[0] if found.sources else None
    if result is None or not result.complete:
        return None, findings
    if result.of_whole_year:
        said = finding("meter.method_of_year", Level.WARNING, source.code, method=result.method)
        return None, (*findings, said)
    by_line = {line_id: line for line in result.lines for line_id in line.line_ids}
    return tuple(_emitted(by_line[line.id]) for line in lines), findings


UNIT_UNFIT = frozenset({"factor.unit", "unit.not_for_kind"})
"""What the calculation says where the unit of a quantity is none that the source is counted in."""


def unit_unfit(source: EmissionSource, unit: str, rules: Rules) -> bool:
    """Whether a source cannot be counted by quantities of a unit.

    Args:
        source: what is measured.
        unit: the code of the unit of the quantities.
        rules: by which it would be counted; the newest list of factors tells the year.
    """
    edition = rules.factor_set.editions[0]
    day = edition.usable_from
    year = Period(day.replace(month=1, day=1), day.replace(year=day.year + 1, month=1, day=1))
    _, said = emitted(source, (Spent(year, Decimal(1), unit),), year, day, rules)
    return any(one.code in UNIT_UNFIT for one in said)


def _emitted(line: LineResult) -> Emitted:
    sums: dict[ReportingClass, Decimal] = {}
    for one in line.components:
        kg = EXACT.add(sums.get(one.reporting_class, ZERO), one.co2e_kg)
        sums[one.reporting_class] = kg
    return Emitted(sums)
