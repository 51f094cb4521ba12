"""The hot log: batches of readings as they arrive, on the disk before they are acknowledged.

A batch is stored row by row, six whole numbers each (48 bytes, little endian), so that thousands
of small batches are read as one piece; docs/decisions/the-readings-store.md has the figures.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from fahsai.readings.database import Database, Row, Session

COLUMNS = ("channel", "ts", "value", "quality", "arrived", "seq")
"""The whole numbers of a row, in the order in which they are stored."""

END_OF_TIME = 253_402_300_800
"""The end of the year 9999, beyond which calendars do not go [unix s]."""

_CHANNEL, _TS, _ARRIVED = 0, 1, 4
_WHOLE = np.dtype("<i8")


class Raw(NamedTuple):
    """A number that had more digits than its channel keeps, as it was written."""

    channel: int
    ts: int
    arrived: int
    raw: str


class Arrivals(NamedTuple):
    """Readings in order of arrival: one row each, columns as :data:`COLUMNS`."""

    rows: NDArray[np.int64]
    raw: list[Raw]

    def column(self, name: str) -> NDArray[np.int64]:
        """A column of the rows."""
        return self.rows[:, COLUMNS.index(name)]


def put(session: Session, batch: pa.RecordBatch) -> None:
    """Add a batch of HOT; rows keep their order.

    Raises:
        ValueError: a time outside of 1970 to 9999, which the intake should have refused.
    """
    if batch.num_rows == 0:
        return
    columns = [batch.column(number).to_numpy() for number in range(len(COLUMNS))]
    rows = np.column_stack(columns).astype(_WHOLE, copy=False)
    ts = columns[_TS]
    if ts.min() < 0 or ts.max() >= END_OF_TIME:
        raise ValueError("a reading of a time that has no month")
    session.run(
        "INSERT INTO hot (rows, first, last, data, raw) VALUES (?, ?, ?, ?, ?)",
        (len(rows), int(ts.min()), int(ts.max()), rows.tobytes(), _written(batch)),
    )


def _written(batch: pa.RecordBatch) -> str | None:
    """Where numbers had more digits, by place in the batch; mostly there are none."""
    raw = batch.column(len(COLUMNS))
    if raw.null_count == len(raw):
        return None
    said = ((place, text) for place, text in enumerate(raw.to_pylist()) if text is not None)
    return json.dumps(dict(said))


def oldest(session: Session, most_rows: int) -> list[int]:
    """The ids of the oldest batches, as many as hold ``most_rows`` rows (one at least)."""
    ids: list[int] = []
    rows = 0
    for number, count in session.rows("SELECT id, rows FROM hot ORDER BY id"):
        if ids and rows + count > most_rows:
            break
        ids.append(number)
        rows += count
    return ids


def batches(database: Database, session: Session, ids: Sequence[int]) -> Arrivals:
    """The rows of some batches."""
    asked = f"SELECT data, raw FROM hot WHERE {database.among('id')} ORDER BY id"  # noqa: S608
    return _arrivals(session.rows(asked, (database.many(ids),)))


def between(session: Session, start: int | None, end: int | None) -> Arrivals:
    """The rows of all batches that hold any with ``start <= ts < end`` [unix s], and others."""
    asked, values = "SELECT data, raw FROM hot", []
    conditions = []
    if start is not None:
        conditions.append("last >= ?")
        values.append(start)
    if end is not None:
        conditions.append("first < ?")
        values.append(end)
    if conditions:
        asked += f" WHERE {' AND '.join(conditions)}"
    return _arrivals(session.rows(asked + " ORDER BY id", values))


def waiting(session: Session) -> int:
    """How many rows there are."""
    [(rows,)] = session.rows("SELECT coalesce(sum(rows), 0) FROM hot")
    return int(rows)


def drop(database: Database, session: Session, ids: Sequence[int]) -> None:
    """Forget batches by the list of those that were read.

    Never by ``id <= newest``: on PostgreSQL a lower id may become visible later.
    """
    session.run(
        f"DELETE FROM hot WHERE {database.among('id')}",  # noqa: S608
        (database.many(ids),),
    )


def _arrivals(batches_: list[Row]) -> Arrivals:
    """Rows of batches in order of arrival: by its time, then as they were stored."""
    parts: list[Any] = [bytes(data) for data, _ in batches_]
    rows = (
        np.frombuffer(b"".join(parts), _WHOLE)
        .astype(np.int64, copy=False)
        .reshape(-1, len(COLUMNS))
    )
    raw = _all_raw(batches_, rows)
    arrived = rows[:, _ARRIVED]
    if len(rows) and (np.diff(arrived) < 0).any():
        rows = rows[np.argsort(arrived, kind="stable")]
    return Arrivals(rows, raw)


def _all_raw(batches_: list[Row], rows: NDArray[np.int64]) -> list[Raw]:
    """The numbers as they were written, with the rows they belong to."""
    found, before = [], 0
    row_bytes = len(COLUMNS) * _WHOLE.itemsize
    for data, written in batches_:
        if written is not None:
            for place, text in json.loads(written).items():
                row = rows[before + int(place)]
                found.append(Raw(int(row[_CHANNEL]), int(row[_TS]), int(row[_ARRIVED]), text))
        before += len(data) // row_bytes
    return found
