"""Passwords as Argon2id hashes, a few at a time: a flood of sign-ins cannot take all memory."""

from __future__ import annotations

import os
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WAIT = 10.0  # [s]
MOST_WAITING = 200


class BusyError(Exception):
    """Too many passwords are being checked at this moment; a little later it works."""


class Turns:
    """Lets ``at_once`` callers work at the same time and ``waiting`` more wait for their turn."""

    def __init__(self, at_once: int, waiting: int, longest_wait: float) -> None:
        self._free = BoundedSemaphore(at_once)
        self._waiting, self._most, self._longest = 0, waiting, longest_wait
        self._count = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Work in one's turn.

        Raises:
            BusyError: too many wait already, or it took longer than ``longest_wait`` [s].
        """
        if not self._free.acquire(blocking=False):
            self._wait()
        try:
            yield
        finally:
            self._free.release()

    def _wait(self) -> None:
        with self._count:
            if self._waiting >= self._most:
                raise BusyError
            self._waiting += 1
        try:
            if not self._free.acquire(timeout=self._longest):
                raise BusyError
        finally:
            with self._count:
                self._waiting -= 1


AT_ONCE = max(1, min(8, os.cpu_count() or 2) // settings.FAHSAI.processes)
TURNS = Turns(AT_ONCE, MOST_WAITING, LONGEST_WAIT)
"""Of this process.  All together make at most 8 hashes at once, so take at most 8 x 19 MiB."""


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, 2 passes and 1 lane: OWASP's smallest profile of equal strength.

    About 30 ms on one core of a small server.  Django's own profile (100 MiB, 8 lanes) would let
    ten sign-ins at once take a gigabyte.
    """

    memory_cost = 19 * 1024  # [KiB]
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of a new password.

        Raises:
            BusyError: too many are being made at this moment.
        """
        with TURNS.turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password is the one that was hashed.

        Raises:
            BusyError: too many are being checked at this moment.
        """
        with TURNS.turn():
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: a hash of another cost is made again at the next sign-in."""
