"""A workbook with a census of trees handed in: kept with its job, and read by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.roles import Permission
from fahsai.records import blobs
from fahsai.services.access import admit
from fahsai.services.inventories import version_of_year
from fahsai.services.jobs import Job, JobState, Work, start

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.uploads import Upload
    from fahsai.words.messages import Language


def offer_census(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    workbook: Upload,
    *,
    day: date | None,
    seen: str,
    language: Language,
    why: str = "",
    kind: PeriodKind | None = None,
    query: str = "",
) -> UUID:
    """Write the census of a year from a workbook; the id of the job, done already if it is small.

    Args:
        actor: who writes.
        organisation_id: for whom.
        year_be: of which Buddhist year.
        workbook: the file; its first sheet that holds something is read.
        day: when the trees were measured, for rows without a date of their own.
        seen: as :func:`~fahsai.services.trees.write_census` takes it.
        language: in which headings are named in findings.
        why: the reason, kept with each row.
        kind: which of two years of the same number.
        query: how the addresses of the year's pages end, for the way back from the job.

    Raises:
        NotFoundError: nothing was entered for that year.
        ForbiddenError: the actor may not write the report.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    asked = {
        "workbook": {"name": workbook.name, "sha256": blobs.put(workbook.data)},
        "year_be": year_be,
        "kind": version.period.kind.value,
        "day": None if day is None else day.isoformat(),
        "seen": seen,
        "language": language.value,
        "why": why,
        "query": query,
    }
    return start(actor, organisation_id, Work.TREES, asked)


def census_rows(written: Job) -> int | None:
    """How many rows a job stored of a census; None where it did not, or does other work."""
    if written.work is not Work.TREES or written.state is not JobState.DONE:
        return None
    rows: int = written.result["rows"]
    return rows
