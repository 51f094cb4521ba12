"""Django's cache in a file, for the processes of one machine that answer together.

It counts tries and remembers codes that were used, so what matters is that of two processes that
add or count at the same moment neither is overlooked: every step is one statement of SQLite.
What is kept here may be lost (the file is not flushed), so nothing else belongs in it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

PATIENCE = 5.0
"""How long a step waits for those of other processes [s]."""
CLEAN_EVERY = 500
"""After so many steps that write, what is over is thrown away."""

TABLE = """
CREATE TABLE IF NOT EXISTS entry (
    key BLOB PRIMARY KEY,
    value NOT NULL,  -- an integer as such, so that it can be counted up; all else as JSON
    until REAL NOT NULL  -- [s] of the system clock
) WITHOUT ROWID
"""
FOR_EVER = float("inf")

_OPENING = threading.Lock()
"""The system lets go of all locks that a process has on a file when it closes the file anywhere:
nothing of it may be opened and closed beside a connection, so threads open one after the other."""


class SharedCache(BaseCache):
    """Entries by key, each until its time; values are whatever JSON can say.

    Keys are kept as their hash: they name people and addresses.
    """

    def __init__(self, location: str | Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._file = location
        self._own = threading.local()
        self._written = 0

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless there is one; of many who add at once one does."""
        now = time.time()
        changed = self._write(
            "INSERT INTO entry VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE "
            "SET value = excluded.value, until = excluded.until WHERE entry.until <= ?",
            (self._hash(key, version), _kept(value), self._until(timeout, now), now),
        )
        return changed == 1

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of a key whose time is not over."""
        row = (
            self._connection()
            .execute(
                "SELECT value FROM entry WHERE key = ? AND until > ?",
                (self._hash(key, version), time.time()),
            )
            .fetchone()
        )
        return default if row is None else _plain(row[0])

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value, in the place of any other."""
        self._write(
            "INSERT OR REPLACE INTO entry VALUES (?, ?, ?)",
            (self._hash(key, version), _kept(value), self._until(timeout, time.time())),
        )

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give an entry another time; whether there is one."""
        now = time.time()
        return bool(
            self._write(
                "UPDATE entry SET until = ? WHERE key = ? AND until > ?",
                (self._until(timeout, now), self._hash(key, version), now),
            )
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget an entry; whether there was one."""
        asked = (self._hash(key, version), time.time())
        return bool(self._write("DELETE FROM entry WHERE key = ? AND until > ?", asked))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up a number, whoever else counts at the moment; its time stays.

        Raises:
            ValueError: there is no number of that key.
        """
        row = (
            self._connection()
            .execute(
                "UPDATE entry SET value = value + ? WHERE key = ? AND until > ? "
                "AND typeof(value) = 'integer' RETURNING value",
                (delta, self._hash(key, version), time.time()),
            )
            .fetchone()
        )
        if row is None:
            raise ValueError(f"there is no number {key!r}")
        return int(row[0])

    def clear(self) -> None:
        """Forget everything."""
        self._write("DELETE FROM entry", ())

    def close(self, **_: Any) -> None:
        """Django calls this after every request; the file stays open for the next."""

    def _write(self, statement: str, asked: tuple[object, ...]) -> int:
        connection = self._connection()
        changed = connection.execute(statement, asked).rowcount
        self._written += 1
        if self._written >= CLEAN_EVERY:
            self._written = 0
            connection.execute("DELETE FROM entry WHERE until <= ?", (time.time(),))
        return changed

    def _connection(self) -> sqlite3.Connection:
        """That of this thread; a process that was forked off opens its own."""
        held: tuple[int, sqlite3.Connection] | None = getattr(self._own, "held", None)
        if held is None or held[0] != os.getpid():
            held = (os.getpid(), self._opened())
            self._own.held = held
        return held[1]

    def _opened(self) -> sqlite3.Connection:
        with _OPENING:
            try:
                return self._connected()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # the power went while it was written: begin anew
                for end in ("", "-wal", "-shm"):
                    Path(f"{self._file}{end}").unlink(missing_ok=True)
                return self._connected()

    def _connected(self) -> sqlite3.Connection:
        with suppress(FileExistsError):  # for nobody else to read
            os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
        _with_patience(connection, "PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        _with_patience(connection, TABLE)
        return connection

    def _hash(self, key: str, version: int | None) -> bytes:
        return sha256(self.make_key(key, version=version).encode()).digest()

    def _until(self, timeout: Any, now: float) -> float:
        """When an entry is over [s of the system clock]; ``None`` says never."""
        given = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOR_EVER if given is None else now + float(given)


def _with_patience(connection: sqlite3.Connection, statement: str) -> None:
    """Execute what needs the file for itself and does not wait for it on its own."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(statement).close()
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _kept(value: Any) -> int | str:
    return value if type(value) is int else json.dumps(value)


def _plain(value: int | str) -> Any:
    return value if isinstance(value, int) else json.loads(value)
