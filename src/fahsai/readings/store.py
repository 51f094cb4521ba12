"""The readings store: what services see of it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from fahsai.readings import bookkeeping, floods, heard, hot, settling, unread
from fahsai.readings.asking import Asking, sorted_numbers, stored
from fahsai.readings.cold import DeltaRows
from fahsai.readings.compact import LOCK, Compactor
from fahsai.readings.database import open_database
from fahsai.readings.engines import Window, engine_of
from fahsai.readings.errors import Unavailable
from fahsai.readings.registry import Registry, put_in
from fahsai.readings.retention import Remover, Why, finish_removals, removals
from fahsai.readings.schema import INTERVALS, READINGS
from fahsai.readings.sums import (
    HOT_ROWS,
    MEMBERS,
    SLOTS,
    interval_sums,
    rate_sums,
    rate_sums_of,
    sums_of,
)
from fahsai.readings.tidy import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.metering.event import MeterEvent
    from fahsai.readings.buckets import Buckets
    from fahsai.readings.database import Database
    from fahsai.readings.sums import RateSum, Sum
    from fahsai.readings.values import (
        ArrivalsJudge,
        ChannelCounts,
        Compacted,
        Conflict,
        Counted,
        Dirty,
        Flood,
        Heard,
        KeptMessage,
        Late,
        Newest,
        NoReading,
        Refusals,
        RegisteredMeter,
        Removal,
        SealMonths,
        Settled,
        Stale,
        Unread,
    )


class ReadingsStore:
    """Readings of meters: kept exactly once, read together from any process and thread.

    Opening is cheap: nothing is connected or loaded before it is used.  Every method may raise
    :class:`fahsai.readings.errors.Unavailable`; then nothing was changed.
    """

    def __init__(self, database: Database, tables: str, engine: str = "") -> None:
        """See :meth:`open`.  What is not a method is for this room, its tests and measurements."""
        self.database = database
        self.registry = Registry(database)
        self.rows = DeltaRows(f"{tables}/table", READINGS, "ts")
        self.intervals_table = DeltaRows(f"{tables}/intervals", INTERVALS, "start")
        self._asking = Asking(database, self.rows)
        self._engine = engine_of(engine)

    @classmethod
    def open(
        cls, home: Path, *, database_url: str = "", tables: str = "", engine: str = ""
    ) -> ReadingsStore:
        """The store of ``home`` (``FAHSAI_HOME``; ``readings`` in it is made on first use).

        ``database_url`` (``postgres://...``) takes the place of the SQLite file of the hot log;
        ``tables`` is the directory or the object store URL of the Delta tables; ``engine`` is
        ``sc://host:port`` for sums on Spark Connect, DuckDB otherwise.

        Raises:
            ValueError: an address of another kind.
        """
        folder = home / "readings"
        database = open_database(folder, database_url)
        place = tables or str(folder)
        if "://" not in place:  # another engine stands in another directory
            place = str(Path(place).expanduser().absolute())
        return cls(database, place.rstrip("/"), engine)

    # --- the intake -----------------------------------------------------------------------

    def append(
        self,
        rows: pa.RecordBatch,
        heard_of: Sequence[Heard] = (),
        kept: Sequence[NoReading] = (),
        came: Sequence[Unread] = (),
        flooded: Sequence[Flood] = (),
    ) -> None:
        """Keep a batch of HOT rows, in order of arrival; on the disk when this returns."""
        with self.database.write() as session:
            hot.put(session, rows)
            heard.count(session, heard_of)
            heard.keep(session, kept)
            unread.keep(session, came)
            floods.note(session, flooded)

    def know(self, meters: Collection[RegisteredMeter], moved: Mapping[int, int | None]) -> None:
        """Let meters be as they are now, and what that moves be made again, in one step.

        ``moved``: channels with the month (YYYYMM) from which on their intervals no longer hold,
        None: from the first.
        """
        with self.database.write() as session:
            put_in(session, meters)
            for channel, since in moved.items():
                settling.touch(self.database, session, [channel], since)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Be the only one who settles, of all processes; False where another does."""
        with self.database.alone("keeper") as held:
            yield held

    # --- asking ---------------------------------------------------------------------------

    def readings(self, channels: Collection[int], start: int, end: int) -> pa.Table:
        """Readings (ASKED) with ``start <= ts < end`` [unix s], by channel and time."""
        return self._asking.readings(channels, start, end)

    def readings_by_month(
        self, channels: Collection[int], start: int, end: int
    ) -> Iterator[pa.Table]:
        """The same, a month of UTC at a time: however many there are, all of them are told."""
        return self._asking.by_month(channels, start, end)

    def latest(self, channels: Collection[int]) -> dict[int, Newest]:
        """The newest reading of each channel that ever had any."""
        return self._asking.latest(channels)

    def counts(
        self, channels: Collection[int], start: int | None = None, end: int | None = None
    ) -> dict[int, int]:
        """How many readings of each channel are kept; 0 where there is none."""
        return self._asking.counts(channels, start, end)

    def intervals(self, channels: Collection[int], start: int, end: int) -> pa.Table:
        """Intervals (ASKED_INTERVALS) with ``start <= interval start < end`` [unix s]."""
        numbers = sorted_numbers(channels)
        return stored(self.intervals_table, self.intervals_table.newest(), numbers, start, end)

    def sums(self, groups: Mapping[int, int], stretches: Buckets) -> list[Sum]:
        """Sums of intervals by group (channel number → group) and bucket, on the engine."""
        if not groups or not stretches.bounds:
            return []
        beside = {MEMBERS: _members(groups), SLOTS: stretches.slots()}
        window = _window(groups, stretches)
        return sums_of(
            self._engine.answer(
                interval_sums(stretches, window.channels), self.intervals_table, window, beside
            )
        )

    def rates(self, groups: Mapping[int, int], stretches: Buckets) -> list[RateSum]:
        """Least, most, sum and count of readings by group and bucket, on the engine."""
        if not groups or not stretches.bounds:
            return []
        window = _window(groups, stretches)
        waiting = self._asking.waiting_rows(groups, window.start, window.end)
        touched = np.unique(waiting["month"].to_numpy()).tolist()
        beside = {MEMBERS: _members(groups), SLOTS: stretches.slots()}
        if touched:
            beside[HOT_ROWS] = waiting
        return rate_sums_of(
            self._engine.answer(
                rate_sums(stretches, window.channels, touched), self.rows, window, beside
            )
        )

    def events(self, channels: Collection[int], start: int, end: int) -> list[MeterEvent]:
        """Events of data that touch ``start <= t < end`` [unix s], by time."""
        with self.database.read() as session:
            return bookkeeping.events(self.database, session, channels, start, end)

    def conflicts(self, channels: Collection[int], start: int, end: int) -> list[Conflict]:
        """Two values for one time, with ``start <= ts < end`` [unix s]."""
        with self.database.read() as session:
            return bookkeeping.conflicts(self.database, session, channels, start, end)

    def counted(self, meters: Collection[UUID] | None = None) -> list[Counted]:
        """What has come from meters; None: from all."""
        with self.database.read() as session:
            return heard.counted(self.database, session, meters)

    def channel_counts(self, channels: Collection[int]) -> list[ChannelCounts]:
        """What the keeping of channels found out."""
        with self.database.read() as session:
            return bookkeeping.channel_counts(self.database, session, channels)

    def refusals(
        self, meters: Collection[UUID] | None = None, *, below: Collection[str] = ()
    ) -> list[Refusals]:
        """How often messages became no reading; None: those of topics without a meter too.

        ``below``: also those of topics that begin with one of these and have no meter.
        """
        with self.database.read() as session:
            return heard.refusals(self.database, session, meters, below)

    def floods(self, meters: Collection[UUID] | None = None, since: int = 0) -> list[Flood]:
        """Topics that sent far too much, the worst first; None: also those without a meter."""
        with self.database.read() as session:
            return floods.floods(self.database, session, meters, since)

    def kept_messages(
        self,
        meters: Collection[UUID] | None = None,
        most: int = 100,
        *,
        below: Collection[str] = (),
    ) -> list[KeptMessage]:
        """The newest messages that became no reading; ``below`` as for :meth:`refusals`."""
        with self.database.read() as session:
            return heard.kept_messages(self.database, session, meters, most, below)

    # --- keeping (one process at a time: the keeper) ---------------------------------------

    def waiting(self) -> int:
        """How many rows are in the hot log."""
        with self.database.read() as session:
            return hot.waiting(session)

    def compact(self, judge: ArrivalsJudge | None = None, most_rows: int = 2_000_000) -> Compacted:
        """Bring the oldest rows of the hot log into the table of readings.

        Call it again until ``Compacted.batches`` is 0 to bring all.
        """
        return Compactor(self.database, self.rows).compact(judge, most_rows)

    def tidy(self) -> None:
        """Merge the files of parts that have many, and remove what no reader needs any more."""
        with self.database.alone(LOCK) as held:
            if held:
                tidy(self.rows)
        with self.database.alone(settling.LOCK) as held:
            if held:
                tidy(self.intervals_table)

    def dirty(self, most: int = 10_000) -> list[Dirty]:
        """Months of channels whose intervals are to be made, the oldest month first."""
        with self.database.read() as session:
            return settling.dirty(session, most)

    def changed(self, channels: Collection[int]) -> dict[int, list[Stale]]:
        """What is to be made again of channels that have readings that are not settled.

        What is in the hot log counts too.
        """
        # The hot log first: a compaction makes its months dirty.
        waiting = self._asking.waiting_months(channels)
        with self.database.read() as session:
            waiting |= settling.dirty_of(self.database, session, channels)
            return settling.stale_of(self.database, session, waiting)

    def touch(self, channels: Collection[int], since: int | None = None) -> None:
        """Let intervals be made again, from the month (YYYYMM) ``since`` or from the first."""
        with self.database.write() as session:
            settling.touch(self.database, session, channels, since)

    def state_before(self, channel: int, month: int) -> bytes | None:
        """The state that the last settled month of a channel before ``month`` ended with."""
        with self.database.read() as session:
            return settling.state_before(session, channel, month)

    def states(self, channels: Collection[int]) -> dict[int, bytes]:
        """The state that the newest settled month of each channel ended with, where one is."""
        with self.database.read() as session:
            return settling.newest_states(self.database, session, channels)

    def settle(self, months: Sequence[Settled]) -> None:
        """Keep the intervals of settled months, in the place of earlier ones.

        Each month of a channel is replaced whole.  A month that ends in another state than
        before makes the settled month after it dirty.  Months of one channel in one call were
        walked one after the other.
        """
        settling.Settler(self.database, self.intervals_table).settle(months)

    def remove(
        self,
        channels: Collection[int],
        before: int,
        *,
        why: str,
        who: str,
        protected: Callable[[int, int], bool],
        sealed: SealMonths,
    ) -> list[Removal]:
        """Remove readings of whole months before ``before`` [unix s]; their intervals stay.

        ``protected(channel, month)`` says what must stay.  Months that are not settled stay too,
        those whose readings an unsettled month after them begins with, and those that are not
        ``sealed``.
        """
        with self.database.alone(LOCK) as held:
            if not held:
                raise Unavailable("the table of readings is being changed by another process")
            self.rows.mend()
            reason = Why(why, who, time.time_ns() // 1_000_000)
            remover = Remover(self.database, self.rows)
            return remover.remove(channels, before, protected, sealed, reason)

    def end_removals(self) -> None:
        """End removals that were interrupted; whoever changes the table now does so itself."""
        with self.database.alone(LOCK) as held:
            if held:
                self.rows.mend()
                finish_removals(self.database, self.rows)

    def removed(self, channels: Collection[int]) -> set[tuple[int, int]]:
        """The (channel, month) whose readings were removed."""
        with self.database.read() as session:
            return bookkeeping.removed(self.database, session, channels)

    def late(self, channels: Collection[int], start: int, end: int) -> list[Late]:
        """Readings that came for removed months, with ``start <= ts < end`` [unix s]."""
        with self.database.read() as session:
            return bookkeeping.late(self.database, session, channels, start, end)

    def removals(self, channels: Collection[int] | None = None) -> list[Removal]:
        """The proof of all that was removed."""
        with self.database.read() as session:
            return removals(self.database, session, channels)

    def close(self) -> None:
        """Let go of the connection of this thread."""
        self.database.close()

    def end_engine(self) -> None:
        """End the session on a Spark Connect server, where one was begun."""
        self._engine.close()


def _members(groups: Mapping[int, int]) -> pa.Table:
    """Which group each channel belongs to."""
    return pa.table(
        {
            "channel": pa.array(groups.keys(), pa.int64()),
            "group_": pa.array(groups.values(), pa.int64()),
        }
    )


def _window(groups: Mapping[int, int], stretches: Buckets) -> Window:
    start, end = stretches.bounds[0].start, stretches.bounds[-1].end
    return Window(sorted_numbers(groups), start, end)
