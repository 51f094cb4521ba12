"""The columns of readings and intervals, and the months and shards they are kept by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NO_NUMBER = -1
"""The sequence number of a message that has none."""

SHARD = 1000
"""How many channel numbers share a part of a month: a part is rewritten whole."""


def _columns(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.int64(), nullable=False) for name in names]


HOT = pa.schema(
    [
        *_columns("channel", "ts", "value", "quality", "arrived", "seq"),
        pa.field("raw", pa.string()),
    ]
)
"""A reading as it arrives.

``channel`` its number; ``ts`` [unix s]; ``value`` [scaled by the channel's digits]; ``quality``
(bits of :class:`fahsai.core.metering.series.Quality`); ``arrived`` [unix ms]; ``seq`` of the
message, or ``NO_NUMBER``; ``raw`` is the number as it was written, where the message had more
digits than the channel keeps.
"""

MONTHS = 1_000_000
"""More than any month says (YYYYMM)."""

_PART = [
    pa.field("month", pa.int32(), nullable=False),
    pa.field("shard", pa.int32(), nullable=False),
]

READINGS = pa.schema([*_PART, *_columns("channel", "ts", "value", "quality")])
"""A reading as it is kept: each (channel, ts) once.  ``month`` is YYYYMM of UTC."""

INTERVALS = pa.schema(
    [
        *_PART,
        *_columns("channel", "start", "quantity", "estimated", "seconds", "readings", "quality"),
    ]
)
"""An interval of a channel (:class:`fahsai.core.metering.series.Intervals`), each once."""

ASKED = pa.schema(_columns("channel", "ts", "value", "quality"))
"""Readings as they are answered, by channel and time."""

ASKED_INTERVALS = pa.schema(
    _columns("channel", "start", "quantity", "estimated", "seconds", "readings", "quality")
)
"""Intervals as they are answered, by channel and start."""


def months_of(ts: NDArray[np.int64]) -> NDArray[np.int32]:
    """The month (YYYYMM of UTC) of each instant [unix s].

    >>> months_of(np.array([0, 1767225599, 1767225600])).tolist()
    [197001, 202512, 202601]
    """
    months = ts.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    return ((1970 + months // 12) * 100 + months % 12 + 1).astype(np.int32)


def month_keys(channel: NDArray[np.int64], ts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Channel and month of readings as one number: channel * MONTHS + month."""
    keys: NDArray[np.int64] = channel * MONTHS + months_of(ts)
    return keys


def channel_months(channel: NDArray[np.int64], ts: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    """How many readings there are of each (channel, month), by channel, the oldest month first.

    >>> channel_months(np.array([7, 7, 5]), np.array([1767225600, 1767225660, 0]))
    {(5, 197001): 1, (7, 202601): 2}
    """
    keys, counts = np.unique(month_keys(channel, ts), return_counts=True)
    pairs = (divmod(key, MONTHS) for key in keys.tolist())
    return dict(zip(pairs, counts.tolist(), strict=True))


def month_of(ts: int) -> int:
    """The month (YYYYMM of UTC) of an instant [unix s]."""
    return int(months_of(np.array([ts], np.int64))[0])


def month_start(month: int) -> int:
    """The first instant of a month (YYYYMM of UTC) [unix s].

    >>> month_start(202601)
    1767225600
    """
    return int(datetime(month // 100, month % 100, 1, tzinfo=UTC).timestamp())


def month_after(month: int) -> int:
    """The month that follows.

    >>> month_after(202512), month_after(202601)
    (202601, 202602)
    """
    return month + 89 if month % 100 == 12 else month + 1  # noqa: PLR2004 - December


def month_before(month: int) -> int:
    """The month that comes first.

    >>> month_before(202601), month_before(202512)
    (202512, 202511)
    """
    return month - 89 if month % 100 == 1 else month - 1


def shards_of(channels: NDArray[np.int64]) -> NDArray[np.int32]:
    """The shard of each channel number."""
    return (channels // SHARD).astype(np.int32)


def parted(rows: pa.Table, time: str, schema: pa.Schema) -> pa.Table:
    """``rows`` with the month of their ``time`` and the shard of their channel before them."""
    month = pa.array(months_of(rows[time].to_numpy()), pa.int32())
    shard = pa.array(shards_of(rows["channel"].to_numpy()), pa.int32())
    columns = [month, shard, *(rows[name] for name in schema.names[2:])]
    return pa.Table.from_arrays(columns, schema=schema)


def hot_rows(
    channel: Sequence[int],
    ts: Sequence[int],
    value: Sequence[int],
    quality: Sequence[int],
    arrived: Sequence[int],
    seq: Sequence[int] | None = None,
    raw: Sequence[str | None] | None = None,
) -> pa.RecordBatch:
    """A batch of :data:`HOT` of its columns; without ``seq`` no message has a number."""
    numbers = [
        pa.array(one, pa.int64())
        for one in (channel, ts, value, quality, arrived, seq or [NO_NUMBER] * len(channel))
    ]
    texts = pa.nulls(len(channel), pa.string()) if raw is None else pa.array(raw, pa.string())
    return pa.RecordBatch.from_arrays([*numbers, texts], schema=HOT)
