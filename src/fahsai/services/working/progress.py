"""How far a job is, told while its transaction is open: nothing of that is seen from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

_KEPT = 3600
"""How long it is known after it was told last [s]."""


def keeping(job_id: UUID) -> Callable[[int, int], None]:
    """What hears of rows that are read, and keeps it for whoever looks at the job."""

    def told(done: int, rows: int) -> None:
        cache.set(_key(job_id), (done, rows), _KEPT)

    return told


def rows_read(job_id: UUID) -> tuple[int, int]:
    """How many rows a job has read, and of how many; zeros where it told nothing."""
    done, rows = cache.get(_key(job_id), (0, 0))
    return int(done), int(rows)


def _key(job_id: UUID) -> str:
    return f"fahsai.job:{job_id}"
