"""Explain a line: the whole chain from its evidence to the documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.assurance.trace import Trace, line_code, trace
from fahsai.records.models import ActivityRow
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.keeping.calculations import load_source_lines
from fahsai.services.keeping.cells import kept_cells, newest_documents
from fahsai.services.keeping.evidence import kept_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.calculate_year import YearResult


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
    year = calculate_year(
        actor, organisation_id, year_be, today=today, number=number, kind=kind, of_lines=False
    )
    return explain_in(actor, organisation_id, year, name)


def explain_in(actor: Actor, organisation_id: UUID, year: YearResult, name: str) -> Trace:
    """As :func:`explain`, in a result that is at hand; only what is asked for is read.

    Raises:
        NotFoundError: no source or line of that name in the result, or it is another
            organisation's.
    """
    admit_part(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(name)
    for bare in _sources_named(organisation_id, year, name):
        result = bare._replace(
            lines=load_source_lines(organisation_id, year.calculation_id, bare.source.id)
        )
        alone = replace(year, calculation=replace(year.calculation, sources=(result,)))
        lines = lines_of_calculation(alone)
        asked = [line for line in lines if _is_named(result, line, name)]
        if name == result.source.code:
            asked = list(lines)
        elif not asked:
            continue
        documents = newest_documents(organisation_id, year.calculation_id)
        return trace(
            result,
            asked,
            year.calculation,
            kept_names(organisation_id),
            [cell for row in documents.values() for cell in kept_cells(row)],
            year.findings,
        )
    raise NotFoundError(name)


def _sources_named(organisation_id: UUID, year: YearResult, name: str) -> Iterable[SourceResult]:
    """The sources that a name may mean: by their code, a line's code or the id of a line."""
    found = [
        one
        for one in year.calculation.sources
        if name == one.source.code or name.startswith(f"{one.source.code}/")
    ]
    try:
        line_id = UUID(name)
    except ValueError:
        return found
    rows = ActivityRow.rows.of(organisation_id).filter(id=line_id)
    keys = set(rows.values_list("source_key", flat=True))
    return [*found, *(one for one in year.calculation.sources if one.source.id in keys)]


def _is_named(result: SourceResult, line: ActivityLine, name: str) -> bool:
    return name in {str(line.id), line_code(result.source.code, line)}
