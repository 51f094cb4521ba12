"""The trace of a number: from the record and its evidence to the cells where it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.activity import ActivityLine
from fahsai.core.inventory.result import (
    TOTALLED,
    ReportingClass,
)
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.thai.period import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.result import (
        Calculation,
        LineResult,
        SourceResult,
    )
    from fahsai.core.methods.steps import MethodStep
    from fahsai.core.reports.cells import DocumentCell
    from fahsai.core.thai.period import Period


class TracedLine(NamedTuple):
    """One activity record with the names of its evidence files and its part of scopes 1-3 [kg].

    ``co2e_kg`` is None where a method counts a whole year at once.
    """

    code: str
    line: ActivityLine
    evidence: tuple[str, ...]
    co2e_kg: Decimal | None


class TracedComponent(NamedTuple):
    """One gas of one class over the traced lines; ``gwp`` [kg CO2e/kg] is co2e by mass."""

    reporting_class: ReportingClass
    gas: str
    mass_kg: Decimal | None
    gwp: Decimal | None
    co2e_kg: Decimal


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole chain of one source, or of one of its lines.

    ``findings`` is what was said of the source when it was calculated: a factor of another
    activity that stands in for one the lists lack, for one.
    """

    result: SourceResult
    lines: tuple[TracedLine, ...]
    choices: tuple[FactorChoice, ...]
    steps: tuple[MethodStep, ...]
    factor_set: str
    gwp_set: str
    components: tuple[TracedComponent, ...]
    cells: tuple[DocumentCell, ...]
    calculation_sha256: str
    findings: tuple[Finding, ...] = ()


def line_code(source_code: str, line: ActivityLine) -> str:
    """What people call a line: the source and the Buddhist year and month it starts in.

    A line of another length than a month has its last day as well, so that codes stay apart.
    """
    start, last = line.period.start, line.period.last_day
    code = month_code(source_code, line.period)
    if (start.year, start.month) == (last.year, last.month):
        return code
    return f"{code}..{last.year + BE_OFFSET}-{last.month:02}-{last.day:02}"


def month_code(source_code: str, month: Period) -> str:
    """The source and the Buddhist year and month that a period starts in."""
    return f"{source_code}/{month.start.year + BE_OFFSET}-{month.start.month:02}"


def trace(
    result: SourceResult,
    lines: Sequence[ActivityLine],
    calculation: Calculation,
    evidence_names: Mapping[str, str],
    cells: Sequence[DocumentCell],
    findings: Sequence[Finding] = (),
) -> Trace:
    """The chain of a source's lines (all of them, or the one that was asked for).

    Args:
        result: the source's result.
        lines: the activity records to trace; all belong to the source.
        calculation: the calculation the result stands in.
        evidence_names: file names by SHA-256.
        cells: where figures stand in the documents; those of another year are left out.
        findings: what was said of the whole calculation; those of other sources are left out.
    """
    by_line = {line_id: counted for counted in result.lines for line_id in counted.line_ids}
    asked = {line.id for line in lines}
    counted = [one for one in result.lines if asked.intersection(one.line_ids)]
    return Trace(
        result=result,
        lines=tuple(
            TracedLine(
                line_code(result.source.code, line),
                line,
                tuple(evidence_names.get(sha256, sha256) for sha256 in line.evidence),
                None if result.of_whole_year else _co2e(by_line.get(line.id)),
            )
            for line in lines
        ),
        choices=result.choices,
        steps=result.steps,
        factor_set=calculation.factor_set,
        gwp_set=calculation.gwp_set,
        components=_components(counted),
        cells=tuple(
            cell for cell in cells if cell.source_id == result.source.id and not cell.base_year
        ),
        calculation_sha256=calculation.sha256,
        findings=tuple(item for item in findings if item.subject == result.source.code),
    )


def _co2e(counted: LineResult | None) -> Decimal | None:
    if counted is None:
        return None
    return total(
        component.co2e_kg
        for component in counted.components
        if component.reporting_class in TOTALLED
    )


def _components(counted: Sequence[LineResult]) -> tuple[TracedComponent, ...]:
    sums: dict[tuple[ReportingClass, str], tuple[Decimal | None, Decimal]] = {}
    for line in counted:
        for one in line.components:
            mass, co2e = sums.get((one.reporting_class, one.gas), (None, ZERO))
            if one.mass_kg is not None:
                mass = total((mass or ZERO, one.mass_kg))
            sums[one.reporting_class, one.gas] = mass, total((co2e, one.co2e_kg))
    return tuple(
        TracedComponent(where, gas, mass, EXACT.divide(co2e, mass) if mass else None, co2e)
        for (where, gas), (mass, co2e) in sums.items()
    )
