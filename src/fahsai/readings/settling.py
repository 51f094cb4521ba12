"""Intervals in the place of earlier ones, and which months of channels are to be made again.

A settled month of a channel owns the intervals from its ``reach`` (its first, at or before the
month's own beginning) up to the reach of the settled month after it, or its own end.

What a month owns whose readings were removed is never written again: nothing could be made of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from fahsai.readings import bookkeeping, duck
from fahsai.readings.bookkeeping import removed
from fahsai.readings.errors import Unavailable
from fahsai.readings.hot import END_OF_TIME
from fahsai.readings.overlap import part_of
from fahsai.readings.schema import (
    ASKED_INTERVALS,
    INTERVALS,
    month_after,
    month_start,
    months_of,
    parted,
    shards_of,
)
from fahsai.readings.tidy import clean_hourly
from fahsai.readings.values import Dirty, Settled, Stale
from fahsai.readings.writing import BATCH, nobody, told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from fahsai.readings.cold import DeltaRows, Part
    from fahsai.readings.database import Database, Session

LOCK = "intervals"
"""Who changes the table of intervals holds this lock."""

_MARK = "fahsai-settling"
_NOT_REMOVED = (
    "NOT EXISTS (SELECT 1 FROM removals r WHERE r.channel = {0}.channel"
    " AND r.month = {0}.month AND r.done = 1)"
)


class _Stretch(NamedTuple):
    """What a settled month owns: ``low <= start < high`` [unix s], and whether its end is new.

    ``cleared`` is where it begins to clear: it may have owned more before.
    """

    settled: Settled
    cleared: int
    low: int
    high: int
    moved: bool


def dirty(session: Session, most: int) -> list[Dirty]:
    """Months to be made, the oldest first; not those whose readings were removed."""
    asked = (
        f"SELECT channel, month, mark FROM dirty d WHERE {_NOT_REMOVED.format('d')} "  # noqa: S608
        "ORDER BY month, channel LIMIT ?"
    )
    return [Dirty(*row) for row in session.rows(asked, (most,))]


def dirty_of(
    database: Database, session: Session, channels: Collection[int]
) -> set[tuple[int, int]]:
    """The (channel, month) to be made of some channels."""
    asked = (
        f"SELECT channel, month FROM dirty d WHERE {database.among('channel')} "  # noqa: S608
        f"AND {_NOT_REMOVED.format('d')}"
    )
    return {(channel, month) for channel, month in session.rows(asked, (database.many(channels),))}


def stale_of(
    database: Database, session: Session, waiting: Collection[tuple[int, int]]
) -> dict[int, list[Stale]]:
    """What is to be made again where something came for some (channel, month), by channel.

    A month whose readings were removed parts what is before it from what is after it: nothing can
    be made through it.
    """
    channels = sorted({channel for channel, _ in waiting})
    asked = (
        "SELECT channel, month, reach FROM checkpoints c "  # noqa: S608 - our own names
        f"WHERE {database.among('channel')} AND NOT {_NOT_REMOVED.format('c')} "
        "ORDER BY channel, month"
    )
    walls: dict[int, list[tuple[int, int]]] = {}
    for channel, month, reach in session.rows(asked, (database.many(channels),)):
        walls.setdefault(channel, []).append((month, reach))
    found: dict[int, list[Stale]] = {}
    for channel, month in sorted(waiting):
        own = found.setdefault(channel, [])
        if own and month_start(month) < own[-1].stop:
            continue  # it is made with the month before
        after = ((month_start(one), reach) for one, reach in walls.get(channel, ()) if one > month)
        own.append(Stale(month, *next(after, (END_OF_TIME, END_OF_TIME))))
    return found


def touch(
    database: Database, session: Session, channels: Collection[int], since: int | None
) -> None:
    """Make settled months dirty, from the month ``since`` on."""
    asked = (
        f"SELECT channel, month FROM checkpoints c WHERE {database.among('channel')} "  # noqa: S608
        f"AND month >= ? AND {_NOT_REMOVED.format('c')}"
    )
    values = (database.many(channels), since or 0)
    found = [(channel, month) for channel, month in session.rows(asked, values)]
    bookkeeping.make_dirty(session, found)


def state_before(session: Session, channel: int, month: int) -> bytes | None:
    """The state that the settled month before ``month`` ended with."""
    found = session.rows(
        "SELECT state FROM checkpoints WHERE channel = ? AND month < ? ORDER BY month DESC LIMIT 1",
        (channel, month),
    )
    return bytes(found[0][0]) if found else None


def newest_states(
    database: Database, session: Session, channels: Collection[int]
) -> dict[int, bytes]:
    """The state that the newest settled month of each channel ended with."""
    asked = (
        f"SELECT channel, state FROM checkpoints c WHERE {database.among('channel')} AND month ="  # noqa: S608
        " (SELECT max(month) FROM checkpoints o WHERE o.channel = c.channel)"
    )
    return {
        number: bytes(state) for number, state in session.rows(asked, (database.many(channels),))
    }


class Settler:
    """Writes settled months."""

    def __init__(
        self, database: Database, cold: DeltaRows, reached: Callable[[str], None] = nobody
    ) -> None:
        """``reached`` is told where the settling is; tests end it there."""
        self._database, self._cold, self._reached = database, cold, reached

    def settle(self, months: Sequence[Settled]) -> None:
        """Keep the intervals of settled months; a crash leaves them dirty.

        Months of one channel in one call were walked one after the other.  Those whose readings
        were removed meanwhile are passed over.

        Raises:
            Unavailable: another process is settling.
            ValueError: intervals after the end of their month.
        """
        with self._database.alone(LOCK) as held:
            if not held:
                raise Unavailable("another process is settling")
            self._cold.mend()
            with self._database.read() as session:
                channels = {one.dirty.channel for one in months}
                gone = removed(self._database, session, channels)
                kept = [one for one in months if one.dirty[:2] not in gone]
                stretches = list(self._stretches(session, kept, gone))
            self._write(stretches)
            self._reached("after commit")
            with self._database.write() as session:
                fixed = {one.dirty[:2] for one in kept} | gone
                for one in stretches:
                    _keep(session, one, fixed, gone)
            clean_hourly(self._cold)

    def _stretches(
        self, session: Session, months: Sequence[Settled], gone: AbstractSet[tuple[int, int]]
    ) -> Iterator[_Stretch]:
        """What each of them owns; of two of one channel the later owns what both could."""
        after: _Stretch | None = None
        for one in sorted(months, key=lambda one: one.dirty[:2], reverse=True):
            channel, month, _ = one.dirty
            low, high = month_start(month), month_start(month_after(month))
            if len(one.intervals):
                low = min(low, int(one.intervals.start[0]))
                if int(one.intervals.start[-1]) >= high:
                    raise ValueError(f"an interval of channel {channel} lies after month {month}")
            before = session.rows(
                "SELECT state, reach FROM checkpoints WHERE channel = ? AND month = ?",
                (channel, month),
            )
            moved = not before or bytes(before[0][0]) != one.state
            cleared = low
            if not (_neighbour(session, channel, month, _BEFORE) & gone):
                cleared = min([low, *(reach for _, reach in before)])
            last = bool(_neighbour(session, channel, month, _AFTER) & gone)
            if after is not None and after.settled.dirty.channel == channel:
                high = min(high, after.low)
            elif last or not moved:  # else the month after is made again, and takes its own then
                high = min(high, *_reach_after(session, channel, month), high)
            after = _Stretch(one, cleared, low, high, moved)
            yield after

    def _write(self, stretches: Sequence[_Stretch]) -> None:
        rows = parted(_rows(stretches), "start", INTERVALS)
        owned = _owned(stretches)
        numbers = rows["month"].to_numpy().astype(np.int64) * 10**10 + rows["shard"].to_numpy()
        table = self._cold.for_writing()
        there = self._cold.version_of(table).parts()
        touched = sorted(_parts(owned))
        new = [one for one in touched if part_of(one) not in there]
        added = rows.filter(pa.array(np.isin(numbers, new)))
        if len(added):
            written = told(added.to_reader(BATCH), INTERVALS, self._reached)
            self._commit(lambda: self._cold.append(table, written, (_MARK, 0)))
        for one in touched:
            if part_of(one) in there:
                self._reached("between months")
                self._replace(part_of(one), rows.filter(pa.array(numbers == one)), owned)

    def _replace(self, part: Part, rows: pa.Table, owned: pa.Table) -> None:
        """Write a part anew, with the rows of what is owned in the place of its own."""
        table = self._cold.for_writing()
        version = self._cold.version_of(table)
        columns = ", ".join(ASKED_INTERVALS.names)
        with duck.cursor() as own:
            own.register("settled", rows)
            own.register("owned", owned)
            kept = duck.source(own, self._cold, version, version.pick(parts={part}))
            asked = (
                f"SELECT {part.month}::INTEGER AS month, {part.shard}::INTEGER AS shard, "  # noqa: S608
                f"{columns} FROM (SELECT {columns} FROM {kept} k WHERE NOT EXISTS (SELECT 1 "
                "FROM owned o WHERE o.channel = k.channel AND k.start >= o.low "
                f"AND k.start < o.high) UNION ALL SELECT {columns} FROM settled) "
                "ORDER BY channel, start"
            )
            written = told(duck.batches(own, asked, BATCH), INTERVALS, self._reached)
            self._commit(lambda: self._cold.replace(table, part, written, (_MARK, 0)))

    @staticmethod
    def _commit(write: Callable[[], None]) -> None:
        from deltalake.exceptions import CommitFailedError

        try:
            write()
        except CommitFailedError as error:  # the months stay dirty
            raise Unavailable("the table of intervals was changed by somebody else") from error


def apply_seal(session: Session, channel: int, month: int) -> None:
    """Let the month after a removed one go on from its seal, and leave it what it owns.

    What the month after told of it stays told: that month begins at its own beginning now.
    """
    own = (channel, month)
    asked = "SELECT state, since FROM seals WHERE channel = ? AND month = ?"
    for state, since in session.rows(asked, own):
        session.run(
            "UPDATE checkpoints SET state = ? WHERE channel = ? AND month = ?", (state, *own)
        )
        for _, after in _neighbour(session, channel, month, _AFTER):
            session.run(
                "UPDATE checkpoints SET reach = ? WHERE channel = ? AND month = ? AND reach < ?",
                (since, channel, after, since),
            )
            session.run(
                "INSERT INTO events (channel, month, kind, start, until, noticed, data) "
                "SELECT channel, ?, kind, start, until, noticed, data FROM events "
                "WHERE channel = ? AND month = ? AND start < ? "
                "ON CONFLICT (channel, month, kind, start) DO UPDATE SET until = excluded.until, "
                "noticed = excluded.noticed, data = excluded.data",
                (month, channel, after, month_start(month_after(month))),
            )
    session.run("DELETE FROM seals WHERE channel = ? AND month = ?", own)


def _reach_after(session: Session, channel: int, month: int) -> list[int]:
    """Where the intervals of the settled month after ``month`` begin."""
    return [
        reach
        for (reach,) in session.rows(
            "SELECT reach FROM checkpoints WHERE channel = ? AND month > ? ORDER BY month LIMIT 1",
            (channel, month),
        )
    ]


def _rows(stretches: Sequence[_Stretch]) -> pa.Table:
    """All rows that are owned, by channel and start."""
    columns: dict[str, list[np.ndarray]] = {name: [] for name in ASKED_INTERVALS.names}
    for one in stretches:
        intervals = one.settled.intervals
        own = (intervals.start >= one.low) & (intervals.start < one.high)
        columns["channel"].append(np.full(int(own.sum()), one.settled.dirty.channel))
        for name in ASKED_INTERVALS.names[1:]:
            columns[name].append(getattr(intervals, name)[own])
    arrays = [np.concatenate(parts or [np.empty(0, np.int64)]) for parts in columns.values()]
    order = np.lexsort((arrays[1], arrays[0]))
    return pa.Table.from_arrays(
        [pa.array(array[order], pa.int64()) for array in arrays], schema=ASKED_INTERVALS
    )


def _owned(stretches: Sequence[_Stretch]) -> pa.Table:
    """What the stretches clear, as a table."""
    rows = [(one.settled.dirty.channel, one.cleared, one.high) for one in stretches]
    channel, low, high = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "channel": pa.array(channel, pa.int64()),
            "low": pa.array(low, pa.int64()),
            "high": pa.array(high, pa.int64()),
        }
    )


def _parts(owned: pa.Table) -> set[int]:
    """The parts that hold any of what is owned, as numbers (see ``overlap.parts_of``)."""
    found = set()
    shards = shards_of(owned["channel"].to_numpy()).tolist()
    firsts = months_of(owned["low"].to_numpy()).tolist()
    lasts = months_of(owned["high"].to_numpy() - 1).tolist()
    for shard, first, last in zip(shards, firsts, lasts, strict=True):
        month = first
        while month <= last:
            found.add(month * 10**10 + shard)
            month = month_after(month)
    return found


def _keep(
    session: Session,
    one: _Stretch,
    fixed: AbstractSet[tuple[int, int]],
    gone: AbstractSet[tuple[int, int]],
) -> None:
    """Note that a month is settled, and what follows from it for others than the ``fixed``."""
    channel, month, mark = one.settled.dirty
    own = (channel, month)
    [*before] = session.rows("SELECT reach FROM checkpoints WHERE channel = ? AND month = ?", own)
    session.run(
        "INSERT INTO checkpoints (channel, month, state, reach) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (channel, month) DO UPDATE SET"
        " state = excluded.state, reach = excluded.reach",
        (*own, one.settled.state, one.low),
    )
    session.run("DELETE FROM dirty WHERE channel = ? AND month = ? AND mark = ?", (*own, mark))
    session.run("DELETE FROM events WHERE channel = ? AND month = ?", own)
    bookkeeping.keep_events(session, one.settled.events, month)
    again: set[tuple[int, int]] = set()
    if one.moved:
        again |= _neighbour(session, channel, month, _AFTER)
        for _, after in again - gone:  # it gets back what it is made of when it is made again
            session.run(
                "UPDATE checkpoints SET reach = ? WHERE channel = ? AND month = ? AND reach < ?",
                (one.high, channel, after, one.high),
            )
    if before and before[0][0] < one.low:  # what it gives back belongs to the month before
        again |= _neighbour(session, channel, month, _BEFORE)
    if again - fixed:
        bookkeeping.make_dirty(session, sorted(again - fixed))


_BEFORE = "month < ? ORDER BY month DESC"
_AFTER = "month > ? ORDER BY month"


def _neighbour(session: Session, channel: int, month: int, which: str) -> set[tuple[int, int]]:
    """The (channel, month) that was settled next to a month; none at the ends."""
    asked = f"SELECT channel, month FROM checkpoints WHERE channel = ? AND {which} LIMIT 1"  # noqa: S608
    return {(found, other) for found, other in session.rows(asked, (channel, month))}
