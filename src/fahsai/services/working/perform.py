"""Carrying out one job: by its actor's rights of this moment, once, whatever becomes of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.progress import telling
from fahsai.records import wall
from fahsai.records.models import Job
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.accounts import actor_of, local_owner_holds
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.working.plain import findings_plain
from fahsai.services.working.progress import keeping
from fahsai.services.working.work import KINDS, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from fahsai.core.access.actor import Actor

LOG = logging.getLogger("fahsai.jobs")


class TakenOverError(Exception):
    """The job is somebody else's by now: what was done for it must not be stored."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


ENDED = (JobState.DONE.value, JobState.FAILED.value)
AGAIN: Mapping[str, Any] = {"state": JobState.WAITING.value, "started_at": None, "parts_done": 0}
"""What a job is set to that is to be begun again."""

PATIENCE = timedelta(minutes=10)
"""Longer than any request works on a job: one that runs longer was left by a process that died."""
LOOKED_AFTER = PATIENCE + timedelta(minutes=1)
"""When the worker looks whether the job that a request began has come to an end."""


@task()
def run_job(organisation_id: str, job_id: str) -> None:
    """What the worker calls.  A job that broke is raised, so that the queue keeps it apart."""
    wall.leave()
    try:
        broken = _see_to(UUID(organisation_id), UUID(job_id))
    finally:
        wall.leave()
    if broken is not None:
        raise broken


def look_after(organisation_id: UUID, job_id: UUID) -> str:
    """Have the worker see to a job later, should the request that begins it not end it.

    Returns:
        What :func:`nothing_left` takes once it has ended.
    """
    later = run_job.using(run_after=timezone.now() + LOOKED_AFTER)
    return str(later.enqueue(str(organisation_id), str(job_id)).id)


def nothing_left(organisation_id: UUID, job_id: UUID, looked_after: str) -> None:
    """Spare the worker the way to a job that has ended."""
    from django_tasks_db.models import DBTaskResult

    if Job.rows.of(organisation_id).filter(id=job_id, state__in=ENDED).exists():
        DBTaskResult.objects.filter(id=looked_after, status=TaskResultStatus.READY).delete()


def _see_to(organisation_id: UUID, job_id: UUID) -> Exception | None:
    """Do a job that waits, or that was begun by a process that is no more."""
    wall.work_for(organisation_id)
    running = Job.rows.of(organisation_id).filter(id=job_id, state=JobState.RUNNING.value)
    running.filter(started_at__lt=timezone.now() - PATIENCE).update(**AGAIN)
    broken = perform(organisation_id, job_id)
    if running.exists():  # a request is at work on it now
        look_after(organisation_id, job_id)
    return broken


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
    except TakenOverError:
        LOG.warning("job %s (%s) was taken over by somebody else", job_id, row.kind)
        wall.work_for(organisation_id)
        return None
    except Exception as error:
        LOG.exception("job %s (%s) broke", job_id, row.kind)
        wall.work_for(organisation_id)
        broke = finding("job.broken", Level.ERROR, row.kind, job=str(job_id)[:13])
        _end(row, None, (broke,))
        return error
    except BaseException:  # the worker is being stopped: somebody else begins again
        wall.work_for(organisation_id)
        _held(row).update(**AGAIN)
        raise
    wall.work_for(organisation_id)
    _end(row, result, findings)  # says nothing new where it was written with the work
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
        if not kind.whole:
            with telling(keeping(row.id)):
                return kind.run(actor, organisation_id, row.asked, told)
        with transaction.atomic(), telling(keeping(row.id)):
            result, findings = kind.run(actor, organisation_id, row.asked, told)
            if not _end(row, result, findings):
                raise TakenOverError
    except ForbiddenError:
        return None, (finding("job.not_allowed", Level.ERROR, row.kind),)
    except NotFoundError:
        return None, (finding("job.nothing_there", Level.ERROR, row.kind),)
    except IntegrityError:
        LOG.warning("job %s (%s) met another change of the same rows", row.id, row.kind)
        return None, (finding("job.beaten", Level.ERROR, row.kind),)
    if kind.afterwards is not None and result is not None:
        kind.afterwards(actor, organisation_id, result)
    return result, findings


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


def _held(row: Job) -> QuerySet[Job]:
    """The job, as long as it is ours: nobody has taken it over or brought it to its end."""
    rows = Job.rows.of(row.organisation_id)
    return rows.filter(id=row.id, state=JobState.RUNNING.value, started_at=row.started_at)


def _end(row: Job, result: Mapping[str, Any] | None, findings: tuple[Finding, ...]) -> bool:
    """Write what came of a job; whether it was still ours."""
    state = JobState.FAILED if result is None else JobState.DONE
    written = _held(row).update(
        state=state.value,
        result={**(result or {}), "findings": findings_plain(findings)},
        ended_at=timezone.now(),
    )
    return bool(written)
