"""Work that a page asks for: small things at once, all others by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from fahsai.core.access.roles import Permission
from fahsai.records import wall
from fahsai.records.ids import new_id
from fahsai.records.models import Job as JobRow
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.working.perform import (
    JobState,
    look_after,
    nothing_left,
    perform,
    run_job,
)
from fahsai.services.working.plain import plain_findings
from fahsai.services.working.progress import rows_read
from fahsai.services.working.work import KINDS, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding

__all__ = ["Job", "JobState", "Work", "job", "start"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: what was asked, how far it is, and what came of it.

    ``rows_read`` of ``rows`` are read while it runs, where it reads a large table.
    """

    id: UUID
    work: Work
    state: JobState
    asked: Mapping[str, Any]
    result: Mapping[str, Any]
    findings: tuple[Finding, ...]
    parts_done: int
    parts: int
    asked_at: datetime
    ended_at: datetime | None
    rows_read: int = 0
    rows: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {JobState.DONE, JobState.FAILED}


def start(
    actor: Actor,
    organisation_id: UUID,
    work: Work,
    asked: Mapping[str, Any],
    *,
    once_for: UUID | None = None,
) -> UUID:
    """Ask for work: done when this returns if it is small, else by the worker.

    Args:
        actor: who asks; the work is done with the rights this actor has then.
        organisation_id: for whom.
        work: what kind.
        asked: what it needs, as plain data; files as the hashes they are kept under.
        once_for: a thing for which this work is done once only: asking again, at the same time
            or by somebody else, names the job that there is already.

    Returns:
        The id of the job.

    Raises:
        NotFoundError: there is no such organisation for this actor.
        ForbiddenError: the actor may not do this.
    """
    work = Work(work)
    kind = KINDS[work]
    kind.admit(actor, organisation_id)
    key = new_id() if once_for is None else uuid5(once_for, work.value)
    rows = JobRow.rows.of(organisation_id)
    if once_for is not None and rows.filter(id=key).exists():
        return key
    small = kind.small(asked)
    try:
        with transaction.atomic():
            rows.create(
                id=key,
                actor_id=actor.id,
                limits=None if actor.limits is None else sorted(actor.limits),
                kind=work.value,
                state=JobState.WAITING.value,
                asked=dict(asked),
            )
            if small:  # should this process be killed, the worker does it
                looked_after = look_after(organisation_id, key)
            else:
                run_job.enqueue(str(organisation_id), str(key))
    except IntegrityError:
        if once_for is not None and rows.filter(id=key).exists():
            return key
        raise
    if small:
        perform(organisation_id, key)
        wall.work_for(organisation_id)
        nothing_left(organisation_id, key, looked_after)
    return key


def job(actor: Actor, organisation_id: UUID, job_id: UUID) -> Job:
    """A job as it stands: one's own, or anybody's for those who may see who did what.

    Raises:
        NotFoundError: there is none that this actor may see.
    """
    admit_part(actor, organisation_id)
    row = JobRow.rows.of(organisation_id).filter(id=job_id).first()
    if row is None:
        raise NotFoundError(str(job_id))
    whole = actor.units(organisation_id, Permission.SEE_HISTORY) is None
    if row.actor_id != actor.id and not whole:
        raise NotFoundError(str(job_id))
    result: dict[str, Any] = dict(row.result or {})
    findings = plain_findings(result.pop("findings", ()))
    read, rows = rows_read(row.id) if row.state == JobState.RUNNING.value else (0, 0)
    return Job(
        id=row.id,
        work=Work(row.kind),
        state=JobState(row.state),
        asked=row.asked,
        result=result,
        findings=findings,
        parts_done=row.parts_done,
        parts=row.parts,
        asked_at=row.created_at,
        ended_at=row.ended_at,
        rows_read=read,
        rows=rows,
    )
