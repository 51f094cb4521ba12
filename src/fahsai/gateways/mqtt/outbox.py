"""The queue of a gateway on its own disk: what was taken in stays until somebody else has it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

LIMIT = 1 << 30
"""What a queue may take of the disk [bytes]: weeks of a hundred meters by the minute."""
RESERVE = 1 << 16
"""Room that is left for the bookkeeping of what leaves [bytes]."""
TAG = 8
"""Random bytes that tell one gateway's numbers from another's."""

TABLES = """
create table if not exists outbox (
    id integer primary key autoincrement, topic text not null, payload blob not null,
    refused text not null default ''
) strict;
create index if not exists outbox_waiting on outbox (id) where refused = '';
create table if not exists identity (tag blob not null) strict;
insert into identity select randomblob(8) where not exists (select 1 from identity);
"""


class OutboxFullError(RuntimeError):
    """Nothing more is taken in; what is there stays. ``used`` and ``limit`` [bytes]."""

    def __init__(self, used: int, limit: int) -> None:
        super().__init__(f"the queue is full: {used} of {limit} bytes")
        self.used, self.limit = used, limit


class Waiting(NamedTuple):
    """A message that is to be published."""

    id: int
    topic: str
    payload: bytes


class Outbox:
    """Messages in the order in which they were taken in; safe to use from several threads."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._limit, self._lock = limit, Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for line in ("journal_mode = wal", "synchronous = full", "busy_timeout = 10000"):
            self._database.execute(f"pragma {line}")
        self._database.executescript(TABLES)
        self.tag: bytes = self._database.execute("select tag from identity").fetchone()[0]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("begin immediate")
            try:
                yield self._database
                self._database.execute("commit")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise

    def put(self, messages: Sequence[tuple[str, bytes]], *, beyond: bool = False) -> None:
        """Take messages in: all of them are on the disk when it returns, or none.

        ``beyond`` our limit: for the last ones of a program that ends, which has nowhere else to
        leave them.

        Raises:
            OutboxFullError: there is no room for them, by our limit or on the disk.
        """
        more = sum(len(topic) + len(payload) for topic, payload in messages)
        try:
            with self._writing() as database:
                used = self._used()
                if not beyond and used + more + RESERVE > self._limit:
                    raise OutboxFullError(used, self._limit)
                database.executemany("insert into outbox (topic, payload) values (?, ?)", messages)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
                raise
            raise OutboxFullError(self.used(), self._limit) from error

    def after(self, number: int, most: int) -> list[Waiting]:
        """The next messages after a number, in order."""
        with self._lock:
            rows = self._database.execute(
                "select id, topic, payload from outbox where refused = '' and id > ?"
                " order by id limit ?",
                (number, most),
            )
            return [Waiting(*row) for row in rows]

    def remove(self, numbers: Iterable[int]) -> None:
        """Forget messages that others have now."""
        with self._writing() as database:
            database.executemany("delete from outbox where id = ?", [(one,) for one in numbers])

    def refuse(self, number: int, code: str) -> None:
        """Lay a message aside that the broker does not take; it is kept."""
        with self._writing() as database:
            database.execute("update outbox set refused = ? where id = ?", (code, number))

    def try_refused(self) -> int:
        """Let what was laid aside go out again; how many there are."""
        with self._writing() as database:
            return database.execute("update outbox set refused = '' where refused != ''").rowcount

    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self.after(0, 1)

    def waiting(self) -> int:
        """How many messages wait."""
        return self._count("select count(*) from outbox where refused = ''")

    def refused(self) -> int:
        """How many were laid aside."""
        return self._count("select count(*) from outbox where refused != ''")

    def used(self) -> int:
        """What the messages take of the disk [bytes]."""
        with self._lock:
            return self._used()

    def _used(self) -> int:
        pages, free, size = (
            int(self._database.execute(f"pragma {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _count(self, query: str) -> int:
        with self._lock:
            return int(self._database.execute(query).fetchone()[0])
