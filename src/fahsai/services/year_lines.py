"""The activity lines of a year, a page at a time: SQL finds them, only those shown are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Count

from fahsai.core.access.states import VersionState
from fahsai.core.assurance.trace import line_code
from fahsai.core.inventory.activity import ActivityLine, EmissionSource
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.records.convert import line_value
from fahsai.records.models import ActivityRow, ComponentRow, LineResultRow, VersionLink
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.evidence_files import evidence_names
from fahsai.services.keeping.frozen import current_lines, table_name
from fahsai.services.keeping.known import Remembered, rows_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import Grade, Origin
    from fahsai.core.thai.period import Period
    from fahsai.services.calculate_year import YearResult


REMEMBERED = 200

_COUNTS: Remembered[Mapping[UUID, int]] = Remembered(REMEMBERED)


@dataclass(frozen=True, slots=True)
class LinesWanted:
    """Which lines; what is None or empty does not matter.

    ``sources`` are ids; ``month`` takes every line that touches it; ``file`` is the SHA-256 of
    the imported workbook.
    """

    sources: frozenset[UUID] | None = None
    month: Period | None = None
    origin: Origin | None = None
    grade: Grade | None = None
    proven: bool | None = None
    file: str = ""


class ListedLine(NamedTuple):
    """One line with its source, the name it is called by and what it came to [kg CO2e].

    ``by_class`` is None where it has no figure of its own: a source without a result, or a
    method that counts the whole year at once.
    """

    code: str
    line: ActivityLine
    source: EmissionSource
    evidence: tuple[tuple[str, str], ...]  # name and SHA-256
    by_class: Mapping[ReportingClass, Decimal] | None


class LinesFound(NamedTuple):
    """One page of the lines that were asked for, and how many there are in all."""

    lines: tuple[ListedLine, ...]
    total: int


def lines_of_year(
    actor: Actor,
    organisation_id: UUID,
    year: YearResult,
    wanted: LinesWanted | None = None,
    *,
    start: int = 0,
    count: int = 50,
) -> LinesFound:
    """Lines ``start`` to ``start + count`` of those wanted, by source code and date.

    Lines of sources that the result does not hold (another part's) are left out.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    admit_part(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(year.version.name)
    wanted = wanted or LinesWanted()
    rows = _rows(year, wanted)
    counts = _COUNTS.get_or_make(
        (*rows_state(year.version, ActivityRow), wanted), lambda: _counts(rows)
    )
    sources = sorted(
        (one.source for one in year.calculation.sources if counts.get(one.source.id)),
        key=lambda source: (source.code, str(source.id)),
    )
    total = sum(counts[source.id] for source in sources)
    shown, skipped, reached = [], 0, 0
    for source in sources:
        before, reached = reached, reached + counts[source.id]
        if reached <= start:
            skipped = reached
        elif before < start + count:
            shown.append(source)
    places = {source.id: place for place, source in enumerate(shown)}
    found = sorted(
        rows.filter(source_key__in=list(places)),
        key=lambda row: (places[row.source_key], row.period_start, row.period_end, str(row.id)),
    )
    page = [line_value(row) for row in found[start - skipped : start - skipped + count]]
    results = _results(year, page)
    names = _names(actor, organisation_id, page)
    by_id = {source.id: source for source in shown}
    return LinesFound(
        tuple(
            ListedLine(
                line_code(by_id[line.source_id].code, line),
                line,
                by_id[line.source_id],
                tuple((names.get(sha256, sha256), sha256) for sha256 in line.evidence),
                results.get(line.id),
            )
            for line in page
        ),
        total,
    )


def _counts(rows: QuerySet[ActivityRow]) -> Mapping[UUID, int]:
    """How many of the rows each source has."""
    return dict(rows.order_by().values_list("source_key").annotate(number=Count("id")))


def _names(actor: Actor, organisation_id: UUID, page: Sequence[ActivityLine]) -> Mapping[str, str]:
    """The names of the files, where any are shown at all."""
    if not any(line.evidence for line in page):
        return {}
    return evidence_names(actor, organisation_id)


def _rows(year: YearResult, wanted: LinesWanted) -> QuerySet[ActivityRow]:
    """The rows of the version that are wanted: as they stand, or as it froze them."""
    version = year.version
    if version.state is VersionState.DRAFT:
        rows = current_lines(version)
    else:
        frozen = VersionLink.rows.of(version.organisation_id).filter(
            version_id=version.id, table_name=table_name(ActivityRow)
        )
        rows = ActivityRow.rows.of(version.organisation_id).filter(
            id__in=frozen.values_list("row_id", flat=True)
        )
    if wanted.sources is not None:
        rows = rows.filter(source_key__in=list(wanted.sources))
    if wanted.month is not None:
        rows = rows.filter(period_start__lt=wanted.month.end, period_end__gt=wanted.month.start)
    if wanted.origin is not None:
        rows = rows.filter(origin=wanted.origin.value)
    if wanted.grade is not None:
        rows = rows.filter(grade=wanted.grade.value)
    if wanted.file:
        rows = rows.filter(file_sha256=wanted.file)
    if wanted.proven is not None:
        rows = rows.exclude(evidence=[]) if wanted.proven else rows.filter(evidence=[])
    return rows


def _results(
    year: YearResult, page: Iterable[ActivityLine]
) -> Mapping[UUID, Mapping[ReportingClass, Decimal]]:
    """What each of these lines came to by class [kg CO2e]; those without a figure are left out."""
    shown = {str(line.id): line for line in page}
    owner = year.version.organisation_id
    whole = {one.source.id for one in year.calculation.sources if one.of_whole_year}
    sources = {line.source_id for line in shown.values()} - whole
    rows = LineResultRow.rows.of(owner).filter(
        source_result__calculation_id=year.calculation_id,
        source_result__source_key__in=list(sources),
    )
    of_row = {
        row_id: UUID(ids[0])
        for row_id, ids in rows.values_list("id", "lines")
        if len(ids) == 1 and ids[0] in shown
    }
    found: dict[UUID, dict[ReportingClass, Decimal]] = {line: {} for line in of_row.values()}
    components = ComponentRow.rows.of(owner).filter(line_result_id__in=list(of_row))
    for row_id, where, kg in components.order_by("position").values_list(
        "line_result_id", "reporting_class", "co2e_kg"
    ):
        sums = found[of_row[row_id]]
        sums[ReportingClass(where)] = EXACT.add(sums.get(ReportingClass(where), ZERO), kg)
    return found
