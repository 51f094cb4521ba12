"""The small database as one SQLite file: durable at each commit, shared by all processes."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fahsai.readings.errors import Unavailable
from fahsai.readings.tables import NEWEST, ON_SQLITE, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fahsai.readings.database import Row

BUSY = 20.0
"""How long a writer waits for the others before it gives up [s]."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers do not wait for the writer
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA cache_size=-16384",  # [KiB, negative]
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",  # a backlog does not leave its size behind
)


class _Session:
    """A transaction on a connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it touched."""
        return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once a row."""
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a question."""
        return self._connection.execute(sql, values).fetchall()


class SqliteDatabase:
    """See :class:`fahsai.readings.database.Database`."""

    def __init__(self, file: Path, busy: float = BUSY) -> None:
        self._file, self._busy = file, busy
        self._own = threading.local()

    @contextmanager
    def write(self) -> Iterator[_Session]:
        """A transaction that changes; it waits for its turn and is on the disk at the end."""
        with self._transaction("BEGIN IMMEDIATE") as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[_Session]:
        """A transaction that looks at one state of all tables."""
        with self._transaction("BEGIN") as session:
            yield session

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_Session]:
        try:
            connection = self._connection()
            connection.execute(begin)
            try:
                yield _Session(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except (sqlite3.OperationalError, OSError) as error:  # locked, full, not writable
            self.close()
            raise Unavailable(f"the hot log cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise  # a fault of ours
            self.close()
            raise Unavailable(f"the hot log is damaged: {error}", retry=False) from error

    def _connection(self) -> sqlite3.Connection:
        """That of this thread; a process that was forked makes its own."""
        if getattr(self._own, "process", None) == os.getpid():
            return self._own.connection  # type: ignore[no-any-return]  # threading.local
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._file, timeout=self._busy, isolation_level=None, cached_statements=256
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            self._make_tables(connection)
        except BaseException:
            connection.close()
            raise
        self._own.connection, self._own.process = connection, os.getpid()
        return connection

    @staticmethod
    def _make_tables(connection: sqlite3.Connection) -> None:
        """Only a file without them takes the right to write for it."""
        asked = "SELECT count(*) FROM sqlite_master WHERE name = ?"
        if connection.execute(asked, (NEWEST,)).fetchone()[0]:
            return
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements(ON_SQLITE):
            connection.execute(statement)
        connection.execute("COMMIT")

    def among(self, column: str) -> str:
        """The condition that ``column`` is one of :meth:`many` values."""
        return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own name

    def many(self, values: Iterable[int] | Iterable[str]) -> str:
        """Values as :meth:`among` takes them."""
        return json.dumps(list(values))

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Be the only one at something: a lock on a file, which ends with its process."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._file.parent / f"{what}.lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def close(self) -> None:
        """Let go of the connection of this thread."""
        if getattr(self._own, "process", None) == os.getpid():
            self._own.connection.close()
        self._own.process = None
