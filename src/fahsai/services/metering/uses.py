"""When tokens were last in use: noted now and then, beside the work that they open."""

from __future__ import annotations

import logging
import time
from threading import Lock, Timer
from typing import TYPE_CHECKING

from fahsai.services.readings_store import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.readings.store import ReadingsStore

LOG = logging.getLogger("fahsai.intake")

NOTED_EVERY = 300.0
"""How old what is told of a token in use may be [s]: not every message writes."""

GATHERED = 1.0
"""How long uses are gathered for one write [s], which no message waits for."""


class Uses:
    """Uses of tokens by their user names at the broker, for one process."""

    def __init__(self, store: ReadingsStore) -> None:
        self._store, self._lock = store, Lock()
        self._noted: dict[str, float] = {}
        self._waiting: set[str] = set()
        self._timer: Timer | None = None

    def note(self, user: str) -> None:
        """A token is in use now; never waits and never raises."""
        now = time.monotonic()
        if now - self._noted.get(user, -NOTED_EVERY) < NOTED_EVERY:
            return
        with self._lock:
            self._noted[user] = now
            self._waiting.add(user)
            if self._timer is None:
                self._timer = Timer(GATHERED, self._write_and_leave)
                self._timer.daemon = True
                self._timer.start()

    def write(self, users: Iterable[str] = ()) -> None:
        """Write what was gathered, and ``users`` too; what cannot be written now is forgotten."""
        with self._lock:
            found, self._waiting, self._timer = {*self._waiting, *users}, set(), None
        if not found:
            return
        try:
            self._store.registry.note_used(found, time.time_ns() // 1_000_000)
        except Unavailable as error:
            said = {"event": "uses_unnoted", "tokens": len(found), "why": str(error)}
            LOG.warning("that tokens are in use could not be noted", extra=said)

    def _write_and_leave(self) -> None:
        """In a thread of its own, whose connection ends with it."""
        try:
            self.write()
        finally:
            self._store.close()
