"""The small database as the schema ``readings`` of a PostgreSQL database."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zlib import crc32

from fahsai.readings.errors import Unavailable
from fahsai.readings.tables import NEWEST, ON_POSTGRES, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from fahsai.readings.database import Row

SCHEMA = "readings"
TABLES_ASKED = (
    (
        "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = %s),"
        " EXISTS (SELECT FROM pg_namespace WHERE nspname = %s"
        " AND NOT pg_has_role(current_user, nspowner, 'USAGE'))"
    ),
    (SCHEMA, NEWEST, SCHEMA),
)
"""Asks whether all tables are there, and whether the schema is another role's; anybody may."""

_LOCKS = 0x46534149
"""First half of our advisory locks ("FSAI"): other programs of the database have others."""

_MAKING = 0
"""Second half of the lock under which the tables are made."""

_CONNECTING = 10  # [s]


class _Session:
    """A transaction on a connection."""

    def __init__(self, cursor: psycopg.Cursor[Row]) -> None:
        self._cursor = cursor

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it touched."""
        return self._cursor.execute(_said(sql), values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once a row."""
        self._cursor.executemany(_said(sql), rows)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a question."""
        return self._cursor.execute(_said(sql), values).fetchall()


def _said(sql: str) -> bytes:
    """A statement in the words of psycopg."""
    return sql.replace("?", "%s").encode()


class PostgresDatabase:
    """See :class:`fahsai.readings.database.Database`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._own = threading.local()

    @contextmanager
    def write(self) -> Iterator[_Session]:
        """A transaction that changes."""
        with self._transaction("BEGIN") as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[_Session]:
        """A transaction that looks at one state of all tables."""
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as session:
            yield session

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_Session]:
        import psycopg

        try:
            connection = self._connection()
            with connection.cursor() as cursor:
                cursor.execute(begin.encode())
                try:
                    yield _Session(cursor)
                    cursor.execute(b"COMMIT")
                except BaseException:
                    if not connection.closed:
                        connection.execute(b"ROLLBACK")
                    raise
        except psycopg.errors.InsufficientPrivilege as error:
            self.close()
            raise Unavailable(
                f"no right to the schema of readings: {error}", retry=False
            ) from error
        except (
            psycopg.OperationalError,
            psycopg.InterfaceError,
            psycopg.errors.ReadOnlySqlTransaction,
        ) as error:
            self.close()
            raise Unavailable(f"the hot log cannot be used: {error}") from error

    def _connection(self) -> psycopg.Connection[Row]:
        """That of this thread; a process that was forked makes its own."""
        if getattr(self._own, "process", None) == os.getpid():
            return self._own.connection  # type: ignore[no-any-return]  # threading.local
        connection = _connected(self._url)
        try:
            _make_tables(connection)
        except BaseException:
            connection.close()
            raise
        self._own.connection, self._own.process = connection, os.getpid()
        return connection

    def among(self, column: str) -> str:
        """The condition that ``column`` is one of :meth:`many` values."""
        return f"{column} = ANY(?)"

    def many(self, values: Iterable[int] | Iterable[str]) -> list[Any]:
        """Values as :meth:`among` takes them."""
        return list(values)

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Be the only one at something: a lock of a connection, which ends with it."""
        import psycopg

        try:
            holder = _connected(self._url)
        except psycopg.OperationalError as error:
            raise Unavailable(f"the hot log cannot be used: {error}") from error
        with holder:
            asked = b"SELECT pg_try_advisory_lock(%s, %s)"
            [(held,)] = holder.execute(asked, (_LOCKS, _of(what))).fetchall()
            yield bool(held)

    def close(self) -> None:
        """Let go of the connection of this thread."""
        if getattr(self._own, "process", None) == os.getpid():
            self._own.connection.close()
        self._own.process = None


def prepare(owner: psycopg.Connection[Any], role: str) -> None:
    """Make the schema and its tables as their owner, for ``role`` to use.

    For installations whose program may not make schemas itself: called with the migrations.
    """
    from psycopg import sql

    name = sql.Identifier(role)
    with owner.transaction():
        owner.execute(b"SET LOCAL search_path TO readings")
        _make_tables(owner)
        for grant in (
            "GRANT USAGE ON SCHEMA readings TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA readings TO {}",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA readings TO {}",
        ):
            owner.execute(sql.SQL(grant).format(name))


def _connected(url: str) -> psycopg.Connection[Row]:
    import psycopg

    connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECTING)
    # What was acknowledged survives a power cut, whatever the server's own setting.
    connection.execute(b"SET synchronous_commit TO on")
    connection.execute(b"SET search_path TO readings")
    return connection


def _make_tables(connection: psycopg.Connection[Any]) -> None:
    """One process makes them; the others find them."""
    asked = b"SELECT to_regclass(%s) IS NOT NULL"
    if connection.execute(asked, (f"{SCHEMA}.{NEWEST}",)).fetchall() == [(True,)]:
        return
    with connection.transaction():
        connection.execute(b"SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS, _MAKING))
        connection.execute(b"CREATE SCHEMA IF NOT EXISTS readings")
        for statement in statements(ON_POSTGRES):
            connection.execute(statement.encode())


def _of(what: str) -> int:
    """A number of a lock, as PostgreSQL takes it: 31 bits, never that of the making."""
    return crc32(what.encode()) % 0x7FFFFFFE + 1
