"""From the hot log into the table of readings: each reading once, whatever ends when.

1. The batches to bring are noted (``compactions``), and what will be found out of them with the
   conflicts, before anything is written to the table: a crash later loses none of it.
2. Rows of parts where nothing kept changes are added in one commit; every other part is written
   anew, one commit each.  All of it is decided by comparing with what is kept, so doing it twice
   changes nothing.
3. The batches are dropped with the note, and what was found out is counted, in one transaction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fahsai.readings import bookkeeping, duck, hot, unread
from fahsai.readings.errors import Unavailable
from fahsai.readings.merge import Laid, Rows, laid_upon
from fahsai.readings.overlap import EMPTY, at_times_of, part_of, parts_of, table_of
from fahsai.readings.retention import finish_removals
from fahsai.readings.schema import READINGS, parted
from fahsai.readings.tidy import MOST_FILES, clean_hourly
from fahsai.readings.values import Compacted, Judged
from fahsai.readings.writing import BATCH, nobody, told

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import deltalake

    from fahsai.readings.cold import DeltaRows, Part
    from fahsai.readings.database import Database
    from fahsai.readings.values import ArrivalsJudge

LOCK = "readings"
"""Who changes the table of readings holds this lock."""

_TRIES = 5
_MARK = "fahsai-compaction"


class _Noted(NamedTuple):
    """What is brought: the number of the note, its batches and what was found out of them."""

    number: int
    ids: list[int]
    found: bookkeeping.Found | None


class _Came(NamedTuple):
    """All arrivals of the batches; what of them is laid upon the table, and what comes too late."""

    arrivals: hot.Arrivals
    rows: Rows
    arrived: NDArray[np.int64]
    late: Rows
    late_arrived: NDArray[np.int64]


class Compactor:
    """Brings batches of the hot log into the table."""

    def __init__(
        self,
        database: Database,
        cold: DeltaRows,
        reached: Callable[[str], None] = nobody,
    ) -> None:
        """``reached`` is told where a compaction is; tests end it there."""
        self._database, self._cold, self._reached = database, cold, reached

    def compact(self, judge: ArrivalsJudge | None, most_rows: int) -> Compacted:
        """Bring the oldest rows; nothing where another process is at it."""
        with self._database.alone(LOCK) as held:
            if not held:
                return Compacted()
            self._cold.mend()
            finish_removals(self._database, self._cold)
            noted = self._note(most_rows)
            if noted is None:
                return Compacted()
            came = self._came(noted)
            found, newest, parts = self._brought(noted, came)
            self._cold.make_durable({part_of(one) for one in np.unique(parts_of(newest)).tolist()})
            self._reached("in delete")
            judged, counted = self._judged(judge, came.arrivals)
            self._drop(noted, found, newest, came, judged, counted)
            clean_hourly(self._cold)
        stored, duplicates, conflicts, late = (
            np.array([*found.counts.values()]).sum(axis=0).tolist() if found.counts else [0] * 4
        )
        rows = len(came.arrivals.rows)
        return Compacted(len(noted.ids), rows, stored, duplicates, conflicts, late, parts)

    def _note(self, most_rows: int) -> _Noted | None:
        """The compaction that was not ended, or a new one."""
        with self._database.write() as session:
            asked = "SELECT number, ids, found FROM compactions ORDER BY number LIMIT 1"
            for number, ids, found in session.rows(asked):
                known = None if found is None else bookkeeping.found_from(found)
                return _Noted(number, json.loads(bytes(ids)), known)
            ids = hot.oldest(session, most_rows)
            if not ids:
                return None
            session.run("INSERT INTO compactions (ids) VALUES (?)", (json.dumps(ids).encode(),))
            [(number,)] = session.rows("SELECT max(number) FROM compactions")
        return _Noted(number, ids, None)

    def _came(self, noted: _Noted) -> _Came:
        """The rows of the batches; those of months whose readings were removed come too late."""
        with self._database.read() as session:
            arrivals = hot.batches(self._database, session, noted.ids)
            rows = Rows(*(arrivals.column(name) for name in Rows._fields))
            late = bookkeeping.too_late(self._database, session, rows)
        arrived = arrivals.column("arrived")
        return _Came(arrivals, rows.pick(~late), arrived[~late], rows.pick(late), arrived[late])

    def _brought(self, noted: _Noted, came: _Came) -> tuple[bookkeeping.Found, Rows, int]:
        """Write what is new; what was found out, the rows as they count, and parts written."""
        from deltalake.exceptions import CommitFailedError

        arriving, found = came.rows, noted.found
        for _ in range(_TRIES):
            table = self._cold.for_writing()
            version = self._cold.version_of(table)
            full = {part for part, files in version.parts().items() if files >= MOST_FILES}
            laid = laid_upon(
                at_times_of(self._cold, version, laid_upon(EMPTY, arriving, arriving.ts).rows),
                arriving,
                came.arrived,
            )
            found = found or self._find_out(noted, laid, came)
            self._reached("before write")
            try:
                return found, laid.rows, self._write(noted.number, table, laid, full)
            except CommitFailedError:  # somebody else wrote: compare anew
                continue
        raise Unavailable("the table of readings is being changed by somebody else")

    def _find_out(self, noted: _Noted, laid: Laid, came: _Came) -> bookkeeping.Found:
        """Keep what is found out before the table changes: afterwards it could not be told."""
        found = bookkeeping.found_of(laid, came.late)
        with self._database.write() as session:
            bookkeeping.keep_conflicts(session, laid.clashes)
            bookkeeping.keep_digits(session, came.arrivals.raw)
            session.run(
                "UPDATE compactions SET found = ? WHERE number = ?",
                (bookkeeping.found_text(found), noted.number),
            )
        return found

    def _write(
        self, number: int, table: deltalake.DeltaTable, laid: Laid, full: Collection[Part]
    ) -> int:
        """Commit what is fresh and what has changed; how many parts were written.

        Parts that are ``full`` of files are written anew, as one file, when anything comes.
        """
        numbers = parts_of(laid.rows)
        other = np.unique(numbers[laid.fresh])
        merged_ = [one for one in other.tolist() if part_of(one) in full]
        rewritten = np.union1d(numbers[laid.changed], np.array(merged_, np.int64))
        added = laid.fresh & ~np.isin(numbers, rewritten)
        if added.any():
            rows = parted(table_of(laid.rows.pick(added)), "ts", READINGS)
            self._cold.append(
                table, told(rows.to_reader(BATCH), READINGS, self._reached), (_MARK, number)
            )
            self._reached("after commit")
        for one in rewritten:
            self._reached("between months")
            table = self._cold.for_writing()
            self._rewrite(table, part_of(one), laid.rows.pick(numbers == one), number)
            self._reached("after commit")
        return len(np.unique(numbers[added])) + len(rewritten)

    def _rewrite(self, table: deltalake.DeltaTable, part: Part, rows: Rows, number: int) -> None:
        """Write a part with rows laid upon those it has."""
        version = self._cold.version_of(table)
        files = version.pick(parts={part})
        with duck.cursor() as own:
            own.register("arriving", table_of(rows))
            kept = duck.source(own, self._cold, version, files)
            asked = (
                f"SELECT {part.month}::INTEGER AS month, {part.shard}::INTEGER AS shard, "  # noqa: S608
                f"channel, ts, value, quality FROM (SELECT channel, ts, value, quality "
                f"FROM {kept} ANTI JOIN arriving USING (channel, ts) "
                "UNION ALL SELECT channel, ts, value, quality FROM arriving) ORDER BY channel, ts"
            )
            mark = f"{_MARK}-{part.month}-{part.shard}", number
            written = told(duck.batches(own, asked, BATCH), READINGS, self._reached)
            self._cold.replace(table, part, written, mark)

    def _judged(
        self, judge: ArrivalsJudge | None, arrivals: hot.Arrivals
    ) -> tuple[Judged, Collection[int]]:
        """What the judge says of the rows in order of arrival, and what else it has counted."""
        if judge is None:
            return Judged({}), ()
        with self._database.read() as session:
            came = unread.up_to(session, int(arrivals.column("arrived").max(initial=0)))
        columns: dict[str, NDArray[Any]] = {name: arrivals.column(name) for name in hot.COLUMNS}
        return judge(pa.table(columns), [*came.values()], self._states_of), came

    def _states_of(self, numbers: Collection[int]) -> dict[int, bytes]:
        """The states that the judge kept under some numbers."""
        with self._database.read() as session:
            return bookkeeping.judge_states(self._database, session, numbers)

    def _drop(
        self,
        noted: _Noted,
        found: bookkeeping.Found,
        rows: Rows,
        came: _Came,
        judged: Judged,
        counted: Collection[int],
    ) -> None:
        """Forget the batches and keep what was found out, once."""
        with self._database.write() as session:
            if session.run("DELETE FROM compactions WHERE number = ?", (noted.number,)) == 0:
                return  # another process has ended it
            hot.drop(self._database, session, noted.ids)
            unread.drop(self._database, session, counted)
            bookkeeping.count_channels(session, found)
            bookkeeping.keep_late(session, came.late, came.late_arrived)
            bookkeeping.keep_newest(session, rows)
            bookkeeping.make_dirty(session, found.dirty)
            bookkeeping.keep_judged(session, judged)
            self._reached("before commit of delete")
