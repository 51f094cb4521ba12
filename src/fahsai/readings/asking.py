"""Reading the hot log and the table together: the log first, then the newest version of the table.

Rows that a compaction moves in between are then seen twice, never not at all, and laying one upon
the other makes them one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from fahsai.readings import duck, hot
from fahsai.readings.bookkeeping import newest, newest_of, too_late
from fahsai.readings.merge import Laid, Rows, laid_upon
from fahsai.readings.overlap import EMPTY, at_times_of, rows_of, table_of
from fahsai.readings.schema import (
    ASKED,
    READINGS,
    channel_months,
    month_after,
    month_start,
    months_of,
    parted,
)
from fahsai.readings.values import Newest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import duckdb
    from numpy.typing import NDArray

    from fahsai.readings.cold import DeltaRows, File, Version
    from fahsai.readings.database import Database


def sorted_numbers(channels: Collection[int]) -> NDArray[np.int64]:
    """Channel numbers as a column, each once."""
    return np.unique(np.fromiter(channels, np.int64, len(channels)))


class Asking:
    """Questions about readings, from any thread and process."""

    def __init__(self, database: Database, cold: DeltaRows) -> None:
        self._database, self._cold = database, cold

    def readings(self, channels: Collection[int], start: int, end: int) -> pa.Table:
        """Readings of channels with ``start <= ts < end``, by channel and time."""
        numbers = sorted_numbers(channels)
        arriving, arrived = self._arriving(numbers, start, end)
        version = self._cold.newest()
        kept = stored(self._cold, version, numbers, start, end)
        if not len(arriving.ts):
            return kept
        rows = laid_upon(rows_of(kept), arriving, arrived).rows
        return pa.Table.from_arrays([pa.array(column) for column in rows], schema=ASKED)

    def by_month(self, channels: Collection[int], start: int, end: int) -> Iterator[pa.Table]:
        """The same, a month of UTC at a time, all of one state of the store.

        However many there are, no more than a month of them is in memory.
        """
        numbers = sorted_numbers(channels)
        arriving, arrived = self._arriving(numbers, start, end)
        version = self._cold.newest()
        files = [] if version is None else version.pick(numbers, start, end)
        for month in sorted({one.part.month for one in files} | {*months_of(arriving.ts).tolist()}):
            low, high = max(start, month_start(month)), min(end, month_start(month_after(month)))
            kept = stored(self._cold, version, numbers, low, high)
            now = (arriving.ts >= low) & (arriving.ts < high)
            rows = laid_upon(rows_of(kept), arriving.pick(now), arrived[now]).rows
            yield pa.Table.from_arrays([pa.array(column) for column in rows], schema=ASKED)

    def counts(
        self, channels: Collection[int], start: int | None, end: int | None
    ) -> dict[int, int]:
        """How many readings each channel has."""
        numbers = sorted_numbers(channels)
        arriving, arrived = self._arriving(numbers, start, end)
        version = self._cold.newest()
        found = dict.fromkeys(numbers.tolist(), 0)
        for channel, count in self._stored_counts(version, numbers, start, end):
            found[channel] += count
        laid = self._laid(version, arriving, arrived)
        fresh = laid.rows.channel[laid.fresh]
        for channel, number in zip(*np.unique(fresh, return_counts=True), strict=True):
            found[int(channel)] += int(number)
        return found

    def latest(self, channels: Collection[int]) -> dict[int, Newest]:
        """The newest reading of each channel."""
        numbers = sorted_numbers(channels)
        arriving, arrived = self._arriving(numbers, None, None)
        with self._database.read() as session:
            found = newest(self._database, session, numbers.tolist())
        kept = _columns_of(found)
        rows = newest_of(laid_upon(kept, arriving, arrived).rows)
        columns = [column.tolist() for column in rows]
        return {channel: Newest(*rest) for channel, *rest in zip(*columns, strict=True)}

    def waiting_rows(self, channels: Collection[int], start: int, end: int) -> pa.Table:
        """The rows of the hot log as they count (READINGS), with ``start <= ts < end``."""
        arriving, arrived = self._arriving(sorted_numbers(channels), start, end)
        laid = self._laid(self._cold.newest(), arriving, arrived)
        return parted(table_of(laid.rows), "ts", READINGS)

    def waiting_months(self, channels: Collection[int]) -> set[tuple[int, int]]:
        """The (channel, month) that the hot log has rows of."""
        arriving, _ = self._arriving(sorted_numbers(channels), None, None)
        return {*channel_months(arriving.channel, arriving.ts)}

    def _arriving(
        self, numbers: NDArray[np.int64], start: int | None, end: int | None
    ) -> tuple[Rows, NDArray[np.int64]]:
        """What the hot log has of channels, in order of arrival, and when it came.

        Not what comes too late for a month whose readings were removed.
        """
        with self._database.read() as session:
            arriving, arrived = _of(hot.between(session, start, end), numbers, start, end)
            late = too_late(self._database, session, arriving)
        return arriving.pick(~late), arrived[~late]

    def _laid(self, version: Version | None, arriving: Rows, arrived: NDArray[np.int64]) -> Laid:
        """The arriving readings, laid upon what the table says for their times."""
        once = laid_upon(EMPTY, arriving, arrived).rows
        return laid_upon(at_times_of(self._cold, version, once), arriving, arrived)

    def _stored_counts(
        self,
        version: Version | None,
        numbers: NDArray[np.int64],
        start: int | None,
        end: int | None,
    ) -> list[tuple[int, int]]:
        if version is None or not len(numbers):
            return []
        files = version.pick(numbers, start, end)
        with duck.cursor() as own:
            own.register("wanted", pa.table({"channel": numbers}))
            rows = duck.table(
                own,
                "SELECT channel, count(*) AS number "  # noqa: S608 - our own names
                f"FROM {duck.source(own, self._cold, version, files)} "
                "SEMI JOIN wanted USING (channel) "
                f"WHERE {_within('ts', start, end)} GROUP BY channel",
            )
        return [(row["channel"], row["number"]) for row in rows.to_pylist()]


def stored(
    cold: DeltaRows, version: Version | None, numbers: NDArray[np.int64], start: int, end: int
) -> pa.Table:
    """Rows of a table with ``start <= time < end`` [unix s], by channel and time."""
    schema = pa.schema([cold.schema.field(at) for at in range(2, len(cold.schema))])
    files = [] if version is None else version.pick(numbers, start, end)
    if version is None or not files or not len(numbers):
        return schema.empty_table()
    with duck.cursor() as own:
        found = duck.table(own, _asked(own, cold, version, files, numbers, start, end))
    return pa.Table.from_batches(
        [pa.RecordBatch.from_arrays(one.columns, schema=schema) for one in found.to_batches()],
        schema=schema,
    )


def _asked(
    own: duckdb.DuckDBPyConnection,
    cold: DeltaRows,
    version: Version,
    files: list[File],
    numbers: NDArray[np.int64],
    start: int,
    end: int,
) -> str:
    columns = ", ".join(cold.schema.names[2:])
    source = duck.source(own, cold, version, files)
    if len(numbers) == 1:  # a plain comparison tells most groups of rows apart
        which = f"WHERE channel = {int(numbers[0])} AND"
    else:
        own.register("wanted", pa.table({"channel": numbers}))
        which = "SEMI JOIN wanted USING (channel) WHERE"
    within = _within(cold.time, start, end)
    order = f"ORDER BY channel, {cold.time}"
    return f"SELECT {columns} FROM {source} {which} {within} {order}"  # noqa: S608 - our own


def _within(time: str, start: int | None, end: int | None) -> str:
    low = "true" if start is None else f"{time} >= {int(start)}"
    high = "true" if end is None else f"{time} < {int(end)}"
    return f"{low} AND {high}"


def _of(
    arrivals: hot.Arrivals, numbers: NDArray[np.int64], start: int | None, end: int | None
) -> tuple[Rows, NDArray[np.int64]]:
    """The rows of channels with ``start <= ts < end``, and when they came."""
    rows = Rows(*(arrivals.column(name) for name in Rows._fields))
    chosen = np.isin(rows.channel, numbers)
    if start is not None:
        chosen &= rows.ts >= start
    if end is not None:
        chosen &= rows.ts < end
    return rows.pick(chosen), arrivals.column("arrived")[chosen]


def _columns_of(found: dict[int, Newest]) -> Rows:
    rows = [(channel, *one) for channel, one in found.items()]
    return Rows(*np.array(rows, np.int64).reshape(-1, len(Rows._fields)).T)
