"""The worker: it takes jobs out of the queue, one at a time, until it is told to end."""

from __future__ import annotations

import fcntl
import logging
import os
import platform
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, TaskResultStatus

from fahsai.core.finding import Level, finding
from fahsai.records import wall
from fahsai.records.models import Job
from fahsai.services.working.perform import AGAIN, JobState, run_job
from fahsai.services.working.plain import findings_plain

if TYPE_CHECKING:
    from pathlib import Path

MOST_TRIES = 3
"""How often a job is begun that the worker did not survive."""
MOST_WORKERS = 64
INTERVAL = 1.0
"""How long the worker sleeps when there is nothing to do [s]."""
STOPPED = "builtins.SystemExit"
"""How the queue names a task whose worker was told to end at once."""


def work(*, until_empty: bool = False) -> None:
    """Carry out what waits, and what will be asked for, until a signal ends it.

    ``until_empty`` returns when nothing waits any more.
    """
    from django_tasks_db.management.commands.db_worker import Worker

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    name, lock = _own_name(settings.FAHSAI.home)
    try:
        _begin_again(name)
        worker = Worker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=INTERVAL,
            batch=until_empty,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        if not until_empty:
            worker.configure_signals()
        worker.run()
    finally:
        os.close(lock)


def _own_name(home: Path) -> tuple[str, int]:
    """A name that no other worker has, and the lock that goes when this process goes."""
    for number in range(1, MOST_WORKERS + 1):
        lock = os.open(home / f"worker-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        return f"{platform.node()[:50]}-{number}", lock
    raise RuntimeError(f"there are {MOST_WORKERS} workers already")


def _begin_again(name: str) -> None:
    """Put back what the worker of this name was doing when it died or was stopped.

    Whoever has the name now holds its lock, so the one before is no more.
    """
    from django_tasks_db.models import DBTaskResult

    tasks = DBTaskResult.objects.filter(task_path=run_job.module_path)
    died = tasks.filter(status=TaskResultStatus.RUNNING)
    stopped = tasks.filter(status=TaskResultStatus.FAILED, exception_class_path=STOPPED)
    for one in (*died, *stopped):
        if one.worker_ids and one.worker_ids[-1] == name:
            _put_back(one)


def _put_back(one: Any) -> None:
    organisation_id, job_id = (UUID(text) for text in one.args_kwargs["args"])
    wall.work_for(organisation_id)
    begun = (JobState.RUNNING.value, JobState.WAITING.value)
    row = Job.rows.of(organisation_id).filter(id=job_id, state__in=begun)
    again = len(one.worker_ids) < MOST_TRIES
    over = not row.exists()  # it came to its end, only the queue was not told any more
    if again:
        row.update(**AGAIN)
    elif not over:
        gone = finding("job.broken_off", Level.ERROR, str(job_id)[:13], tries=str(MOST_TRIES))
        row.update(
            state=JobState.FAILED.value,
            result={"findings": findings_plain([gone])},
            ended_at=timezone.now(),
        )
    wall.leave()
    ended = TaskResultStatus.SUCCESSFUL if over else TaskResultStatus.FAILED
    one.status = TaskResultStatus.READY if again and not over else ended
    one.exception_class_path = ""
    one.save(update_fields=["status", "exception_class_path"])
