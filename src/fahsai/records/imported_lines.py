"""Imported rows of activity by the ten thousand: their columns, without a model around each."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from fahsai.core.thai.period import Period, PeriodKind
from fahsai.records.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.records.models import ActivityRow
    from fahsai.records.tenancy import TenantQuerySet


class ImportedLine(NamedTuple):
    """A row that a file brought, as it stands in the records; ``sheet`` is what it is kept under.

    Its identity is ``layout``, ``sheet``, ``row_key`` and ``period``; a tombstone is ``withdrawn``.
    """

    id: UUID
    source_key: UUID
    period: Period
    quantity: Decimal
    unit: str
    origin: str
    grade: str
    file_sha256: str
    sheet: str
    cell: str
    raw: str
    sheet_factor: Decimal | None
    note: str
    layout: str
    row_key: str | None
    withdrawn: bool
    evidence: tuple[str, ...]


_READ = (
    *("id", "source_key", "period_start", "period_end", "period_kind", "quantity", "unit"),
    *("origin", "grade", "file_sha256", "sheet", "cell", "raw", "sheet_factor"),
    *("note", "layout", "row_key", "withdrawn", "evidence"),
)


def imported_lines(rows: TenantQuerySet[ActivityRow]) -> Iterator[ImportedLine]:
    """The rows of a query as values."""
    periods: dict[tuple[date, date, str], Period] = {}
    for row in rows.values_list(*_READ):
        key, source, start, end, kind, *figures, evidence = row
        days = (start, end, kind)
        period = periods.get(days)
        if period is None:
            period = periods[days] = Period(start, end, PeriodKind(kind))
        yield ImportedLine._make((key, source, period, *figures, tuple(evidence)))


class Writing(NamedTuple):
    """What the rows of one sheet have in common when they are written."""

    organisation_id: UUID
    actor_id: UUID
    now: datetime
    layout: str
    sheet: str


LINE_COLUMNS = (
    *("organisation_id", "actor_id", "created_at", "id", "supersedes_id", "withdrawn", "why"),
    *("source_key", "period_start", "period_end", "period_kind", "quantity", "unit", "origin"),
    *("grade", "evidence", "file_sha256", "sheet", "cell", "raw", "sheet_factor", "note"),
    *("layout", "row_key"),
)
"""The columns of the rows that are made here."""


def line_values(
    line: ActivityLine,
    row_key: str,
    evidence: tuple[str, ...],
    supersedes: UUID | None,
    writing: Writing,
) -> tuple[Any, ...]:
    """The values of the row of an imported line.

    Args:
        line: with the id that its row shall have.
        row_key: what it is in its sheet.
        evidence: the hashes of the files that show it.
        supersedes: the row that it takes the place of.
        writing: what it has in common with others.
    """
    owner, actor, now, layout, sheet = writing
    period, place = line.period, line.provenance
    sha256, _, cell, raw = place or ("", "", "", "")
    return (
        *(owner, actor, now, line.id, supersedes, False, ""),
        *(line.source_id, period.start, period.end, period.kind.value, line.quantity, line.unit),
        *(line.origin.value, line.grade.value, evidence, sha256, sheet, cell, raw),
        *(line.sheet_factor, line.note, layout, row_key),
    )


def tombstone_values(line: ImportedLine, writing: Writing) -> tuple[Any, ...]:
    """The values of the row that withdraws a stored one; it keeps the identity of that one."""
    period = line.period
    return (
        *(writing.organisation_id, writing.actor_id, writing.now, new_id(), line.id, True, ""),
        *(line.source_key, period.start, period.end, period.kind.value, line.quantity, line.unit),
        *(line.origin, line.grade, line.evidence, line.file_sha256, line.sheet, line.cell),
        *(line.raw, line.sheet_factor, line.note, line.layout, line.row_key),
    )
