"""Readings that are old enough are removed; their intervals stay, and proof of what they were.

A month of a channel goes whole, when its intervals and those of the month after it are settled and
nobody protects it.  The proof
is written first (``done`` = 0), then the part is written without the readings in a commit that
bears the proof's stamp, then the proof is done.  A crash in between is ended the next time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from fahsai.readings import duck, hot
from fahsai.readings.errors import Unavailable
from fahsai.readings.overlap import part_of
from fahsai.readings.proof import proof_of
from fahsai.readings.schema import (
    ASKED,
    READINGS,
    channel_months,
    month_after,
    month_before,
    month_start,
    shards_of,
)
from fahsai.readings.settling import oldest_dirty
from fahsai.readings.values import Removal
from fahsai.readings.writing import BATCH, nobody, told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from fahsai.readings.cold import DeltaRows, File, Part, Version
    from fahsai.readings.database import Database, Row, Session

_NEVER = 999_999
"""A month after all others."""

_COLUMNS = "channel, month, rows, first, last, total, sha256, removed, why, who"


class Why(NamedTuple):
    """The reason of a removal, who asked for it and when [unix ms]."""

    why: str
    who: str
    when: int


class Remover:
    """Removes readings.  Whoever calls it holds the lock of the table of readings."""

    def __init__(
        self, database: Database, cold: DeltaRows, reached: Callable[[str], None] = nobody
    ) -> None:
        """``reached`` is told where the removing is; tests end it there."""
        self._database, self._cold, self._reached = database, cold, reached

    def remove(
        self,
        channels: Collection[int],
        before: int,
        protected: Callable[[int, int], bool],
        why: Why,
    ) -> list[Removal]:
        """Remove what may go of whole months before ``before`` [unix s], part by part."""
        finish_removals(self._database, self._cold)
        with self._database.read() as session:
            months = _settled(self._database, session, channels, before)
            needed = _needed(self._database, session, channels)
        by_part: dict[int, list[int]] = {}
        for channel, month in sorted(months):
            free = month < needed.get(channel, _NEVER)
            if free and not protected(channel, month):
                shard = int(shards_of(np.array([channel]))[0])
                by_part.setdefault(month * 10**10 + shard, []).append(channel)
        found: list[Removal] = []
        for one, going in sorted(by_part.items()):
            found += self._remove_part(part_of(one), going, why)
        return found

    def _remove_part(self, part: Part, channels: Sequence[int], why: Why) -> list[Removal]:
        from deltalake.exceptions import CommitFailedError

        table = self._cold.for_writing()
        version = self._cold.version_of(table)
        files = version.pick(parts={part})
        found = self._proofs(part, channels, version, files, why)
        if not found:
            return []
        with self._database.write() as session:
            session.run_many(
                f"INSERT INTO removals ({_COLUMNS}, done) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"  # noqa: S608
                " ON CONFLICT (channel, month, sha256) DO NOTHING",
                [(*one[:5], str(one.total), *one[6:]) for one in found],
            )
        self._reached("before write")
        gone = pa.table({"channel": pa.array([one.channel for one in found], pa.int64())})
        with duck.cursor() as own:
            own.register("gone", gone)
            asked = (
                f"SELECT {part.month}::INTEGER AS month, {part.shard}::INTEGER AS shard, "  # noqa: S608
                f"channel, ts, value, quality FROM {duck.source(own, self._cold, version, files)} "
                "ANTI JOIN gone USING (channel) ORDER BY channel, ts"
            )
            rows = told(duck.batches(own, asked, BATCH), READINGS, self._reached)
            try:
                self._cold.replace(table, part, rows, (_stamp(part), why.when))
            except CommitFailedError as error:  # the proofs that were not done go the next time
                raise Unavailable("the table of readings was changed by somebody else") from error
        self._reached("after commit")
        finish_removals(self._database, self._cold)
        return found

    def _proofs(
        self,
        part: Part,
        channels: Sequence[int],
        version: Version,
        files: Sequence[File],
        why: Why,
    ) -> list[Removal]:
        """The proof of each channel that has readings in a part."""
        found = []
        for channel in channels:
            own_files = version.pick(np.array([channel]), parts={part})
            with duck.cursor() as own:
                rows = duck.table(
                    own,
                    "SELECT channel, ts, value, quality "  # noqa: S608 - our own names
                    f"FROM {duck.source(own, self._cold, version, own_files)} "
                    f"WHERE channel = {int(channel)} ORDER BY ts",
                )
            if len(rows):
                proof = proof_of(rows.cast(ASKED))
                found.append(_removal((channel, part.month, *proof, why.when, why.why, why.who)))
        return found if files else []


def finish_removals(database: Database, cold: DeltaRows) -> None:
    """End removals that a crash interrupted: done where the readings are gone, else forgotten."""
    with database.read() as session:
        asked = "SELECT DISTINCT channel, month, removed FROM removals WHERE done = 0"
        open_ = session.rows(asked)
    if not open_:
        return
    table = cold.for_writing()
    with database.write() as session:
        for channel, month, removed in open_:
            part = part_of(month * 10**10 + int(shards_of(np.array([channel]))[0]))
            key = (channel, month, removed)
            which = "WHERE channel = ? AND month = ? AND removed = ? AND done = 0"
            if table.transaction_version(_stamp(part)) == removed:
                session.run(f"UPDATE removals SET done = 1 {which}", key)  # noqa: S608
                session.run("DELETE FROM dirty WHERE channel = ? AND month = ?", key[:2])
            else:
                session.run(f"DELETE FROM removals {which}", key)  # noqa: S608


def removals(
    database: Database, session: Session, channels: Collection[int] | None
) -> list[Removal]:
    """The proof of what was removed (None: of all channels)."""
    asked, values = f"SELECT {_COLUMNS} FROM removals WHERE done = 1", []  # noqa: S608
    if channels is not None:
        asked += f" AND {database.among('channel')}"
        values.append(database.many(channels))
    return [_removal(row) for row in session.rows(asked + " ORDER BY month, channel", values)]


def _removal(row: Row) -> Removal:
    channel, month, rows, first, last, total, sha256, removed, why, who = row
    return Removal(channel, month, rows, first, last, int(total), sha256, removed, why, who)


def _stamp(part: Part) -> str:
    """The name under which the commit of a removal bears its time."""
    return f"fahsai-removal-{part.month}-{part.shard}"


def _settled(
    database: Database, session: Session, channels: Collection[int], before: int
) -> list[tuple[int, int]]:
    """Months of channels that ended before ``before`` and were settled."""
    asked = f"SELECT channel, month FROM checkpoints WHERE {database.among('channel')}"  # noqa: S608
    return [
        (channel, month)
        for channel, month in session.rows(asked, (database.many(channels),))
        if month_start(month_after(month)) <= before
    ]


def _needed(database: Database, session: Session, channels: Collection[int]) -> dict[int, int]:
    """From which month on the readings of channels are needed, where something is to be made.

    That is a month before it: what a month begins with is told by the end of the one before.
    """
    arrivals = hot.between(session, None, None)
    waiting = channel_months(arrivals.column("channel"), arrivals.column("ts"))
    found: dict[int, int] = {}
    for channel, month in [*waiting, *oldest_dirty(database, session, channels)]:
        found[channel] = min(month_before(month), found.get(channel, _NEVER))
    return found
