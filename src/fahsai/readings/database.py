"""The small database beside the tables: SQLite or PostgreSQL, behind the same few words.

It holds the hot log, the registry and what keeping has found out.  SQL is written once, with ``?``
for values, in what both databases understand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

Row = tuple[Any, ...]


class Session(Protocol):
    """One transaction."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it touched."""

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once a row."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a question."""


class Database(Protocol):
    """Each thread and each process has its own connection, made when it is first used.

    ``write`` and ``read`` raise :class:`fahsai.readings.errors.Unavailable` for all that is wrong
    with the database itself; then nothing was changed.
    """

    def write(self) -> AbstractContextManager[Session]:
        """A transaction that changes; it is on the disk when the block has ended."""

    def read(self) -> AbstractContextManager[Session]:
        """A transaction that looks at one state of all tables."""

    def among(self, column: str) -> str:
        """The condition that ``column`` is one of :meth:`many` values (one ``?``)."""

    def many(self, values: Iterable[int] | Iterable[str]) -> Any:
        """Values as :meth:`among` takes them."""

    def alone(self, what: str) -> AbstractContextManager[bool]:
        """Be the only one at something, of all processes; False where another is.

        Who ends, ever so suddenly, is no longer at it.
        """

    def close(self) -> None:
        """Let go of the connection of this thread."""


def open_database(folder: Path, url: str = "") -> Database:
    """The database of ``url`` (``postgres://...``), or the SQLite file in ``folder``.

    Raises:
        ValueError: another kind of database.
    """
    if not url or url.startswith("sqlite:"):
        from fahsai.readings.on_sqlite import SqliteDatabase

        return SqliteDatabase(folder / "hot.sqlite3")
    if url.startswith(("postgres:", "postgresql:")):
        from fahsai.readings.on_postgres import PostgresDatabase

        return PostgresDatabase(url)
    raise ValueError(f"{url.partition(':')[0]}: is neither sqlite: nor postgres:")
