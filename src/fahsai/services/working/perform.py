"""Carrying out one job: by its actor's rights of this moment, once, whatever becomes of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django_tasks import task

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records import wall
from fahsai.records.models import Job
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.accounts import actor_of, local_owner_holds
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.working.plain import findings_plain
from fahsai.services.working.work import KINDS, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.access.actor import Actor

LOG = logging.getLogger("fahsai.jobs")


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@task()
def run_job(organisation_id: str, job_id: str) -> None:
    """What the worker calls.  A job that broke is raised, so that the queue keeps it apart."""
    wall.leave()
    try:
        broken = perform(UUID(organisation_id), UUID(job_id))
    finally:
        wall.leave()
    if broken is not None:
        raise broken


def perform(organisation_id: UUID, job_id: UUID) -> Exception | None:
    """Do the work of a job that waits; one that runs or has ended is left alone.

    Returns:
        What the program broke by, if it did: it is logged, and people read a finding.
    """
    wall.work_for(organisation_id)
    mine = Job.rows.of(organisation_id).filter(id=job_id)
    started = {"state": JobState.RUNNING.value, "started_at": timezone.now()}
    if not mine.filter(state=JobState.WAITING.value).update(**started):
        return None
    row = mine.get()
    try:
        result, findings = _done(organisation_id, row)
    except Exception as error:
        LOG.exception("job %s (%s) broke", job_id, row.kind)
        wall.work_for(organisation_id)
        broke = finding("job.broken", Level.ERROR, row.kind, job=str(job_id)[:13])
        _end(organisation_id, job_id, None, (broke,))
        return error
    except BaseException:  # the worker is being stopped: somebody else begins again
        wall.work_for(organisation_id)
        mine.update(state=JobState.WAITING.value, started_at=None, parts_done=0)
        raise
    wall.work_for(organisation_id)
    _end(organisation_id, job_id, result, findings)
    return None


def _done(organisation_id: UUID, row: Job) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """What came of it; what stands in the way of it for people is a finding."""
    asker = actor_now(row.actor_id)
    if asker is None:
        return None, (finding("job.account_closed", Level.ERROR, row.kind),)
    actor = _by_its_key(asker, row)
    kind = KINDS[Work(row.kind)]

    def told(done: int, parts: int) -> None:
        Job.rows.of(organisation_id).filter(id=row.id).update(parts_done=done, parts=parts)

    try:
        kind.admit(actor, organisation_id)
        return kind.run(actor, organisation_id, row.asked, told)
    except ForbiddenError:
        return None, (finding("job.not_allowed", Level.ERROR, row.kind),)
    except NotFoundError:
        return None, (finding("job.nothing_there", Level.ERROR, row.kind),)
    except IntegrityError:
        LOG.warning("job %s (%s) met another change of the same rows", row.id, row.kind)
        return None, (finding("job.beaten", Level.ERROR, row.kind),)


def actor_now(actor_id: UUID) -> Actor | None:
    """The actor who asked, with the roles of this moment; None when there is no such any more."""
    if actor_id == LOCAL_OWNER.id:
        return LOCAL_OWNER if local_owner_holds() else None
    return actor_of(actor_id)


def _by_its_key(actor: Actor, row: Job) -> Actor:
    """Work that a key of the API asked for may no more than the key was made for."""
    if row.limits is None:
        return actor
    return replace(actor, limits=frozenset(Permission(one) for one in row.limits))


def _end(
    organisation_id: UUID,
    job_id: UUID,
    result: Mapping[str, Any] | None,
    findings: tuple[Finding, ...],
) -> None:
    state = JobState.FAILED if result is None else JobState.DONE
    Job.rows.of(organisation_id).filter(id=job_id).update(
        state=state.value,
        result={**(result or {}), "findings": findings_plain(findings)},
        ended_at=timezone.now(),
    )
