"""Explain a line: the whole chain from its evidence to the documents."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.assurance.trace import Trace, line_code, trace
from fahsai.core.reports.cells import DocumentCell
from fahsai.records.models import DocumentRow
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.keeping.evidence import kept_names

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.thai.period import PeriodKind


def explain(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    name: str,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> Trace:
    """The trace of a source (``S05``), of one of its lines (``S05/2564-10``) or of a line's id.

    Raises:
        NotFoundError: no source or line of that name in the year's newest version, or in that of
            the number, or none of the units that the actor reaches.
    """
    admit_part(actor, organisation_id)
    year = calculate_year(actor, organisation_id, year_be, today=today, number=number, kind=kind)
    by_source: dict[UUID, list[ActivityLine]] = defaultdict(list)
    for line in lines_of_calculation(year):
        by_source[line.source_id].append(line)
    for result in year.calculation.sources:
        lines = by_source[result.source.id]
        asked = [line for line in lines if _is_named(result, line, name)]
        if name == result.source.code:
            asked = lines
        elif not asked:
            continue
        return trace(
            result,
            asked,
            year.calculation,
            kept_names(organisation_id),
            _cells(organisation_id, year.calculation_id),
            year.findings,
        )
    raise NotFoundError(name)


def _is_named(result: SourceResult, line: ActivityLine, name: str) -> bool:
    return name in {str(line.id), line_code(result.source.code, line)}


def _cells(organisation_id: UUID, calculation_id: UUID) -> tuple[DocumentCell, ...]:
    """Where the calculation's figures stand, by the newest documents made of it."""
    newest: dict[str, DocumentRow] = {}
    rows = DocumentRow.rows.of(organisation_id).filter(calculation_id=calculation_id)
    for row in rows.order_by("created_at"):
        newest[row.kind] = row
    return tuple(
        DocumentCell(
            row.kind,
            cell["place"],
            UUID(cell["source"]) if cell["source"] else None,
            cell["label"],
            cell["text"],
            cell.get("base_year", False),
        )
        for row in newest.values()
        for cell in row.cells
    )
