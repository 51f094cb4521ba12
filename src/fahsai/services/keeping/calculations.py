"""Keeping a calculation and reading it back: pages, commands and documents read the same."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.result import (
    Calculation,
    Component,
    LineResult,
    ReportingClass,
    SourceResult,
    sums_by_class,
)
from fahsai.core.quantity.exact import ZERO, canonical
from fahsai.records.bulk import insert_rows, store_rows
from fahsai.records.convert import source_value
from fahsai.records.ids import new_id
from fahsai.records.models import (
    CalculationRow,
    ComponentRow,
    FindingRow,
    LineResultRow,
    Source,
    SourceResultRow,
    UsedFactor,
)
from fahsai.services.keeping.factor_codec import (
    FactorKey,
    choice_plain,
    factor_key,
    factor_plain,
    plain_choice,
    plain_factor,
    plain_step,
    step_plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.core.factors.factor import EmissionFactor

BATCH = 500


def stored_calculation(
    organisation_id: UUID, inventory_id: UUID, sha256: str
) -> CalculationRow | None:
    """The row of a calculation with the same inputs, if it was kept already."""
    rows = CalculationRow.rows.of(organisation_id)
    return rows.filter(inventory_id=inventory_id, sha256=sha256).first()


def keep_calculation(
    organisation_id: UUID,
    inventory_id: UUID,
    calculation: Calculation,
    findings: Sequence[Finding],
) -> UUID:
    """Keep a calculation with everything it rests on.

    The caller holds the transaction and has asked :func:`stored_calculation`: the same inputs
    are kept once, which the table's key makes sure of.
    """
    row = CalculationRow.rows.of(organisation_id).create(
        inventory_id=inventory_id,
        sha256=calculation.sha256,
        period_start=calculation.period.start,
        period_end=calculation.period.end,
        period_kind=calculation.period.kind.value,
        report_date=calculation.report_date,
        factor_set=calculation.factor_set,
        gwp_set=calculation.gwp_set,
        packs=list(calculation.packs),
        program_version=calculation.program_version,
        complete=calculation.complete,
        total=calculation.total_kg,
        totals=_gases_plain(calculation.gases),
    )
    _keep_results(organisation_id, row.id, calculation.sources)
    UsedFactor.rows.of(organisation_id).bulk_create(
        (
            UsedFactor(
                organisation_id=organisation_id,
                calculation_id=row.id,
                edition=edition,
                key=key,
                factor=factor_plain(factor),
            )
            for (edition, key), factor in _factors(calculation.sources).items()
        ),
        batch_size=BATCH,
    )
    FindingRow.rows.of(organisation_id).bulk_create(
        (
            FindingRow(
                organisation_id=organisation_id,
                calculation_id=row.id,
                position=position,
                code=item.code,
                level=item.level.value,
                subject=item.subject,
                data=dict(item.data),
            )
            for position, item in enumerate(findings)
        ),
        batch_size=BATCH,
    )
    return row.id


def _factors(results: Iterable[SourceResult]) -> Mapping[FactorKey, EmissionFactor]:
    found: dict[FactorKey, EmissionFactor] = {}
    for result in results:
        for choice in result.choices:
            factors = [candidate.factor for candidate in choice.candidates]
            if choice.chosen is not None:
                factors.append(choice.chosen)
            found.update((factor_key(factor), factor) for factor in factors)
    return found


def _keep_results(
    organisation_id: UUID, calculation_id: UUID, results: Sequence[SourceResult]
) -> None:
    sources = {row.key: row.id for row in Source.rows.of(organisation_id).heads()}
    result_rows: list[SourceResultRow] = []
    lines: list[tuple[object, ...]] = []
    components: list[tuple[object, ...]] = []
    now = timezone.now()
    for position, result in enumerate(results):
        result_row = SourceResultRow(
            id=new_id(),
            organisation_id=organisation_id,
            calculation_id=calculation_id,
            position=position,
            source_key=result.source.id,
            source_id=sources[result.source.id],
            method=result.method,
            quantity=result.quantity,
            unit=result.unit,
            complete=result.complete,
            activity_points=result.activity_points,
            factor_points=result.factor_points,
            totals=_gases_plain(result.gases),
            choices=[choice_plain(choice) for choice in result.choices],
            steps=[step_plain(step) for step in result.steps],
        )
        result_rows.append(result_row)
        for place, line in enumerate(result.lines):
            line_id = new_id()
            ids = [str(one) for one in line.line_ids]
            lines.append((line_id, organisation_id, now, result_row.id, place, ids, line.quantity))
            components.extend(
                (
                    *(new_id(), organisation_id, now, line_id, number),
                    *(one.reporting_class.value, one.gas, one.mass_kg, one.co2e_kg, one.term),
                )
                for number, one in enumerate(line.components)
            )
    store_rows(result_rows, organisation_id)
    insert_rows(LineResultRow, organisation_id, _LINE, lines)
    insert_rows(ComponentRow, organisation_id, _COMPONENT, components)


_OF_ANY = ("id", "organisation_id", "created_at")
_LINE = (*_OF_ANY, "source_result_id", "position", "lines", "quantity")
_COMPONENT = (
    *(*_OF_ANY, "line_result_id", "position"),
    *("reporting_class", "gas", "mass_kg", "co2e_kg", "term"),
)


def load_calculation(
    organisation_id: UUID, calculation_id: UUID, *, of_lines: bool = True
) -> tuple[Calculation, tuple[Finding, ...]]:
    """A kept calculation with its findings, exactly as it was.

    ``of_lines`` False leaves the results of its lines where they are.
    """
    row = CalculationRow.rows.of(organisation_id).get(id=calculation_id)
    factors = {
        (used.edition, used.key): plain_factor(used.factor)
        for used in UsedFactor.rows.of(organisation_id).filter(calculation_id=row.id)
    }
    gases = _plain_gases(row.totals)
    calculation = Calculation(
        sha256=row.sha256,
        period=row.period,
        report_date=row.report_date,
        factor_set=row.factor_set,
        gwp_set=row.gwp_set,
        packs=tuple(row.packs),
        program_version=row.program_version,
        sources=tuple(_load_results(organisation_id, row.id, factors, of_lines=of_lines)),
        by_class=dict.fromkeys(ReportingClass, ZERO) | dict(sums_by_class(gases)),
        gases=gases,
        total_kg=row.total,
        complete=row.complete,
    )
    findings = tuple(
        Finding(item.code, Level(item.level), item.subject, dict(item.data))
        for item in FindingRow.rows.of(organisation_id)
        .filter(calculation_id=row.id)
        .order_by("position")
    )
    return calculation, findings


def _load_results(
    organisation_id: UUID,
    calculation_id: UUID,
    factors: Mapping[FactorKey, EmissionFactor],
    *,
    of_lines: bool,
) -> Iterable[SourceResult]:
    rows = list(
        SourceResultRow.rows.of(organisation_id)
        .filter(calculation_id=calculation_id)
        .select_related("source")
        .order_by("position")
    )
    lines = _load_lines(organisation_id, calculation_id) if of_lines else {}
    for row in rows:
        yield SourceResult(
            source=source_value(row.source),
            method=row.method,
            quantity=row.quantity,
            unit=row.unit,
            lines=tuple(
                LineResult(ids, row.source_key, quantity, components)
                for ids, quantity, components in lines.get(row.id, ())
            ),
            gases=_plain_gases(row.totals),
            choices=tuple(plain_choice(choice, factors) for choice in row.choices),
            steps=tuple(plain_step(step) for step in row.steps),
            complete=row.complete,
            activity_points=row.activity_points,
            factor_points=row.factor_points,
        )


def load_source_lines(
    organisation_id: UUID, calculation_id: UUID, source_id: UUID
) -> tuple[LineResult, ...]:
    """The results of the lines of one source in a kept calculation."""
    rows = SourceResultRow.rows.of(organisation_id)
    found = rows.filter(calculation_id=calculation_id, source_key=source_id)
    row_id = found.values_list("id", flat=True).first()
    if row_id is None:
        return ()
    lines = _load_lines(organisation_id, calculation_id, row_id)
    return tuple(
        LineResult(ids, source_id, quantity, components)
        for ids, quantity, components in lines.get(row_id, ())
    )


Loaded = tuple[tuple[UUID, ...], Decimal, tuple[Component, ...]]


def _load_lines(
    organisation_id: UUID, calculation_id: UUID, result_id: UUID | None = None
) -> Mapping[UUID, list[Loaded]]:
    """The line results of a calculation (or of one source's result in it) by the row of that."""
    line_rows = LineResultRow.rows.of(organisation_id).order_by("position")
    component_rows = ComponentRow.rows.of(organisation_id).order_by("position")
    if result_id is None:
        line_rows = line_rows.filter(source_result__calculation_id=calculation_id)
        component_rows = component_rows.filter(
            line_result__source_result__calculation_id=calculation_id
        )
    else:  # by the ids of its lines, or SQLite walks through the components of every source
        line_rows = line_rows.filter(source_result_id=result_id)
        component_rows = component_rows.filter(line_result_id__in=[row.id for row in line_rows])
    components: dict[UUID, list[Component]] = defaultdict(list)
    for one in component_rows:
        components[one.line_result_id].append(
            Component(
                ReportingClass(one.reporting_class), one.gas, one.mass_kg, one.co2e_kg, one.term
            )
        )
    lines: dict[UUID, list[Loaded]] = defaultdict(list)
    for row in line_rows:
        ids = tuple(UUID(line_id) for line_id in row.lines)
        lines[row.source_result_id].append((ids, row.quantity, tuple(components[row.id])))
    return lines


def _gases_plain(gases: Mapping[tuple[ReportingClass, str], Decimal]) -> dict[str, str]:
    return {f"{where.value} {family}": canonical(kg) for (where, family), kg in gases.items()}


def _plain_gases(data: Mapping[str, str]) -> dict[tuple[ReportingClass, str], Decimal]:
    gases = {}
    for key, kg in data.items():
        where, family = key.split(" ", 1)
        gases[ReportingClass(where), family] = Decimal(kg)
    return gases
