"""Where the tests' intake stores: a file of SQLite that is on the disk when a batch is."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fahsai.gateways.delivery import Message


class Sink:
    """Keeps each (topic, time) once, and counts what came again."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, timeout=30.0, check_same_thread=False)
        self._database.executescript(
            "pragma journal_mode = wal; pragma synchronous = full;"
            "create table if not exists readings"
            " (topic text, t integer, seq integer, times integer, primary key (topic, t)) strict;"
        )

    def store(self, messages: Sequence[Message]) -> None:
        """One durable commit."""
        rows = [(one.topic, *self._parts(one.payload)) for one in messages]
        with self._database:
            self._database.executemany(
                "insert into readings values (?, ?, ?, 1)"
                " on conflict do update set times = times + 1",
                rows,
            )

    @staticmethod
    def _parts(payload: bytes) -> tuple[int, int]:
        message = json.loads(payload)
        return message["t"], message["seq"]

    def numbers(self) -> set[int]:
        """The times of what is stored."""
        return {row[0] for row in self._database.execute("select t from readings")}

    def count(self) -> int:
        return int(self._database.execute("select count(*) from readings").fetchone()[0])

    def doubles(self) -> int:
        """How many came more than once."""
        found = self._database.execute("select coalesce(sum(times - 1), 0) from readings")
        return int(found.fetchone()[0])

    def close(self) -> None:
        self._database.close()
