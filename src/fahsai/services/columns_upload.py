"""The columns of a workbook that was handed in: told at once where it is small, else by a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from fahsai.core.access.roles import Permission
from fahsai.records import blobs
from fahsai.records.models import Job as JobRow
from fahsai.services.access import admit_part
from fahsai.services.activity_upload import soon_read, workbook_of
from fahsai.services.columns_plain import proposal_of
from fahsai.services.jobs import Job, JobState, Work, job, start
from fahsai.services.map_table import mapping_given, mapping_plain, propose_tables

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.map_table import FileMapping, FileProposal
    from fahsai.services.uploads import Upload

__all__ = [
    "ColumnsOfFile",
    "columns_of_workbook",
    "offer_columns",
    "proposal_told",
    "workbook_looked_at",
]

FRESH = timedelta(minutes=15)
"""How long what a job found is shown again: sources and remembered columns change seldom."""
_LOOKED_BACK = 50
"""So many of one's latest jobs are looked through for one that asked the same."""


@dataclass(frozen=True, slots=True)
class ColumnsOfFile:
    """What the columns seem to mean; ``job`` is the one that is still to tell it."""

    name: str
    proposal: FileProposal | None = None
    findings: tuple[Finding, ...] = ()
    job: UUID | None = None


def columns_of_workbook(
    actor: Actor,
    organisation_id: UUID,
    job_id: UUID,
    said: FileMapping | None = None,
    *,
    answering: bool = False,
) -> ColumnsOfFile:
    """What the columns of the workbook of a job seem to mean.

    A small one is read now; of a large one what a job of the same question found is taken, and
    where there is none, or none of late, such a job is begun.

    Args:
        actor: who asks.
        organisation_id: for whom.
        job_id: the job that looked at the workbook.
        said: how its text is to be read, or its columns; without it as that job was asked.
        answering: whether this is the answer to what was shown, however long ago that was.

    Raises:
        NotFoundError: that job has no workbook of activity data, or is not to be seen.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    before, data, name = workbook_of(actor, organisation_id, job_id)
    if said is None:
        said, _ = mapping_given(before.asked.get("table") or {})
    if soon_read(data):
        proposal, findings = propose_tables(actor, organisation_id, data, name, table=said)
        return ColumnsOfFile(name, proposal, findings)
    asked = {
        "workbook": before.asked["workbook"],
        "table": None if said is None else mapping_plain(said),
        "of": str(job_id),
    }
    found = _asked_before(actor, organisation_id, asked, answering=answering)
    if found is None:
        found = job(actor, organisation_id, start(actor, organisation_id, Work.COLUMNS, asked))
    if not found.ended:
        return ColumnsOfFile(name, job=found.id)
    return ColumnsOfFile(name, proposal_told(found), found.findings)


def offer_columns(
    actor: Actor, organisation_id: UUID, workbook: Upload, table: FileMapping | None = None
) -> UUID:
    """Keep a workbook aside and have its columns told; the id of the job."""
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    asked = {
        "workbook": {"name": workbook.name, "sha256": blobs.put(workbook.data)},
        "table": None if table is None else mapping_plain(table),
        "of": None,
    }
    return start(actor, organisation_id, Work.COLUMNS, asked)


def proposal_told(columns: Job) -> FileProposal | None:
    """What a job told of columns; None where it did not, or does other work."""
    if columns.work is not Work.COLUMNS or columns.state is not JobState.DONE:
        return None
    return proposal_of(columns.result)


def workbook_looked_at(columns: Job) -> UUID | None:
    """The job whose workbook a job tells the columns of; None where there is none."""
    of = columns.asked["of"] if columns.work is Work.COLUMNS else None
    return None if of is None else UUID(of)


def _asked_before(
    actor: Actor, organisation_id: UUID, asked: dict[str, object], *, answering: bool
) -> Job | None:
    """One's own latest job of this very question, where what it found still holds."""
    rows = JobRow.rows.of(organisation_id).filter(kind=Work.COLUMNS.value, actor_id=actor.id)
    if not answering:
        rows = rows.filter(created_at__gt=timezone.now() - FRESH)
    for row in rows.order_by("-created_at")[:_LOOKED_BACK]:
        if row.asked == asked:
            return job(actor, organisation_id, row.id)
    return None
