"""How far the reading of a file is, told to whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Told = Callable[[int, int], None]
"""Hears how many rows are read, of how many."""

EVERY = 2_000
"""Rows between two tellings."""

_TOLD: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling(told: Told) -> Iterator[None]:
    """While this lasts, ``told`` hears how far the reading of large tables is."""
    before = _TOLD.set(told)
    try:
        yield
    finally:
        _TOLD.reset(before)


def tell(done: int, rows: int) -> None:
    """Say how many rows of a table are read; of a small one, and to nobody, nothing is said.

    >>> heard = []
    >>> with telling(lambda done, rows: heard.append((done, rows))):
    ...     for row in range(5_001):
    ...         tell(row, 5_001)
    >>> heard
    [(2000, 5001), (4000, 5001)]
    """
    if done and done % EVERY == 0 and (told := _TOLD.get()) is not None:
        told(done, rows)
