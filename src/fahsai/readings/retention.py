"""Readings that are old enough are removed; their intervals stay, and proof of what they were.

A month of a channel goes whole, when its intervals and those of the month after it are settled and
nobody protects it.  The channels of one meter go together: their quantities are made together.

The proof is written first (``done`` = 0) with the seal of the month, from which the month after it
goes on; then the part is written without the readings in a commit that bears the proof's stamp;
when that has reached the disk, the seal takes the place of the state of the month and the proof is
done.  A crash in between is ended the next time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from fahsai.readings import duck, hot
from fahsai.readings.bookkeeping import too_late
from fahsai.readings.errors import Unavailable
from fahsai.readings.merge import Rows
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
from fahsai.readings.settling import apply_seal, dirty_of
from fahsai.readings.values import Removal
from fahsai.readings.writing import BATCH, nobody, told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from fahsai.readings.cold import DeltaRows, File, Part, Version
    from fahsai.readings.database import Database, Row, Session
    from fahsai.readings.values import Seal, SealMonths

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
        sealed: SealMonths,
        why: Why,
    ) -> list[Removal]:
        """Remove what may go of whole months before ``before`` [unix s], part by part."""
        finish_removals(self._database, self._cold)
        with self._database.read() as session:
            months = _settled(self._database, session, channels, before)
            needed = _needed(self._database, session, channels)
        may = sorted(
            (channel, month)
            for channel, month in months
            if month < needed.get(channel, _NEVER) and not protected(channel, month)
        )
        seals = sealed(may) if may else {}
        by_part: dict[int, list[int]] = {}
        for channel, month in may:
            if (channel, month) in seals:
                shard = int(shards_of(np.array([channel]))[0])
                by_part.setdefault(month * 10**10 + shard, []).append(channel)
        found: list[Removal] = []
        for one, going in sorted(by_part.items()):
            found += self._remove_part(part_of(one), going, seals, why)
        return found

    def _remove_part(
        self,
        part: Part,
        channels: Sequence[int],
        seals: Mapping[tuple[int, int], Seal],
        why: Why,
    ) -> list[Removal]:
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
            session.run_many(
                "INSERT INTO seals (channel, month, state, since) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (channel, month) DO UPDATE SET"
                " state = excluded.state, since = excluded.since",
                [(one.channel, one.month, *seals[one.channel, one.month]) for one in found],
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
            try:  # it is on the disk when this returns
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
    parts = {one: _part(*one[:2]) for one in open_}
    gone = {one for one in open_ if table.transaction_version(_stamp(parts[one])) == one[2]}
    cold.make_durable({parts[one] for one in gone})
    with database.write() as session:
        for key in open_:
            which = "WHERE channel = ? AND month = ? AND removed = ? AND done = 0"
            if key in gone:
                session.run(f"UPDATE removals SET done = 1 {which}", key)  # noqa: S608
                session.run("DELETE FROM dirty WHERE channel = ? AND month = ?", key[:2])
                apply_seal(session, *key[:2])
            else:
                session.run(f"DELETE FROM removals {which}", key)  # noqa: S608
                session.run("DELETE FROM seals WHERE channel = ? AND month = ?", key[:2])


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


def _part(channel: int, month: int) -> Part:
    """The part that holds a month of a channel."""
    return part_of(month * 10**10 + int(shards_of(np.array([channel]))[0]))


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

    That is a month before it: what a month begins with is told by the end of the one before.  The
    channels of one meter need what any of them needs.
    """
    arrivals = hot.between(session, None, None)
    rows = Rows(*(arrivals.column(name) for name in Rows._fields))
    rows = rows.pick(~too_late(database, session, rows))
    meters = _meters(database, session, channels)
    waiting = {*channel_months(rows.channel, rows.ts), *dirty_of(database, session, channels)}
    needed: dict[str, int] = {}
    for channel, month in waiting:
        meter = meters.get(channel, str(channel))
        needed[meter] = min(month_before(month), needed.get(meter, _NEVER))
    return {one: needed.get(meters.get(one, str(one)), _NEVER) for one in channels}


def _meters(database: Database, session: Session, channels: Collection[int]) -> dict[int, str]:
    """The meter of each channel that is registered."""
    asked = f"SELECT number, meter FROM channels WHERE {database.among('number')}"  # noqa: S608
    return dict(session.rows(asked, (database.many(channels),)))
