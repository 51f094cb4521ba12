"""What the records of a year amount to: by month, and how complete they are source by source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.inventory.months import MonthRow, Share, month_rows
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.thai.period import Period, PeriodKind
from fahsai.records.models import ActivityRow, ComponentRow, LineResultRow
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.keeping.frozen import CHUNK, current_lines
from fahsai.services.keeping.known import Remembered, here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.services.calculate_year import YearResult

REMEMBERED = 64


class SourceRecords(NamedTuple):
    """The records of one source in a year: how many, which months they leave out, which prove.

    ``every_month`` (:attr:`~fahsai.core.inventory.kinds.SourceKind.every_month`) is false of what
    happens now and then: no month of it is missing.
    """

    records: int
    missing: tuple[Period, ...]
    without_evidence: int
    every_month: bool = True

    @property
    def complete(self) -> bool:
        """Whether no month is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class YearRecords:
    """The sums of a year by month [kg CO2e], and the records behind each source that has some."""

    months: tuple[MonthRow, ...]
    by_source: Mapping[UUID, SourceRecords]


class _Record(NamedTuple):
    id: UUID
    source_id: UUID
    period: Period
    proven: bool


_KNOWN: Remembered[YearRecords] = Remembered(REMEMBERED)


def records_of_year(actor: Actor, organisation_id: UUID, year: YearResult) -> YearRecords:
    """The records that a result rests on; of a part of the organisation where it is of a part.

    A kept calculation never changes, so what its records amount to is read once and remembered.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    admit_part(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(year.version.name)
    key = (
        *here(),
        year.calculation_id,
        year.version.id,
        frozenset(one.source.id for one in year.calculation.sources),
    )
    return _KNOWN.get_or_make(key, lambda: _read(year))


def _read(year: YearResult) -> YearRecords:
    calculation, owner = year.calculation, year.version.organisation_id
    wanted = {one.source.id: one.of_whole_year for one in calculation.sources}
    lines = LineResultRow.rows.of(owner).filter(source_result__calculation_id=year.calculation_id)
    of_line: dict[UUID, tuple[UUID, tuple[UUID, ...]]] = {
        row_id: (source, tuple(UUID(one) for one in ids))
        for row_id, source, ids in lines.values_list("id", "source_result__source_key", "lines")
        if source in wanted
    }
    counted = [line_id for _, ids in of_line.values() for line_id in ids]
    failed = [
        one.source.id
        for one in calculation.sources
        if not one.complete and one.source.id not in {source for source, _ in of_line.values()}
    ]
    records = [*_records(owner, counted), *_records_now(year, failed)]
    periods = {record.id: record.period for record in records}
    components = ComponentRow.rows.of(owner).filter(
        line_result__source_result__calculation_id=year.calculation_id
    )
    shares = []
    for row_id, where, kg in components.values_list("line_result_id", "reporting_class", "co2e_kg"):
        if row_id in of_line:
            source, ids = of_line[row_id]
            alone = len(ids) == 1 and not wanted[source]
            span = periods.get(ids[0]) if alone else None
            shares.append(Share(span, ReportingClass(where), kg))
    return YearRecords(
        months=month_rows(calculation.period, shares, calculation.by_class),
        by_source=_by_source(calculation.period, records, _every_month(year)),
    )


_COLUMNS = ("id", "source_key", "period_start", "period_end", "period_kind", "evidence")


def _records(owner: UUID, ids: Sequence[UUID]) -> Iterable[_Record]:
    rows = ActivityRow.rows.of(owner)
    for start in range(0, len(ids), CHUNK):
        part = rows.filter(id__in=ids[start : start + CHUNK]).values_list(*_COLUMNS)
        yield from (_record(row) for row in part)


def _records_now(year: YearResult, sources: Sequence[UUID]) -> Iterable[_Record]:
    """The records of sources without a result (a draft's only), as they stand."""
    if not sources:
        return
    now = current_lines(year.version).filter(source_key__in=list(sources))
    yield from (_record(row) for row in now.values_list(*_COLUMNS))


def _record(row: tuple[object, ...]) -> _Record:
    row_id, source, start, end, kind, evidence = row
    period = Period(start, end, PeriodKind(kind))  # type: ignore[arg-type]  # the column's types
    return _Record(row_id, source, period, bool(evidence))  # type: ignore[arg-type]


def _every_month(year: YearResult) -> frozenset[UUID]:
    """The sources of which a record is looked for in every month."""
    known = kinds()
    return frozenset(
        source.id
        for source in (one.source for one in year.calculation.sources)
        if source.kind not in known or known[source.kind].every_month
    )


def _by_source(
    year: Period, records: Iterable[_Record], every_month: frozenset[UUID]
) -> Mapping[UUID, SourceRecords]:
    grouped: dict[UUID, list[_Record]] = defaultdict(list)
    for record in records:
        grouped[record.source_id].append(record)
    months = year.months()
    return {
        source: SourceRecords(
            records=len(held),
            missing=tuple(
                month
                for month in (months if source in every_month else ())
                if not any(month.overlaps(one.period) for one in held)
            ),
            without_evidence=sum(not one.proven for one in held),
            every_month=source in every_month,
        )
        for source, held in grouped.items()
    }
