"""An Arrow IPC stream as the objects that a JSON message would hold."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from fahsai.core.metering.message import LARGEST_MESSAGE, MOST_READINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

STREAM = b"\xff\xff\xff\xff"
"""How a stream begins (a file begins with ARROW1)."""

MOST_COLUMNS = 64


def arrow_objects(payload: bytes) -> list[dict[str, Any]] | None:
    """One object a row, by the names of the columns; None where it is no stream of Arrow.

    Floating numbers become the shortest decimal that means them, as JSON would write them; times
    with a zone become ISO 8601, times without one stay unreadable.  A row has no value where the
    stream has null or NaN.  A stream of more rows than a message may have is not unpacked: what
    comes back is as long, and empty.
    """
    if not payload.startswith(STREAM) or len(payload) > LARGEST_MESSAGE:
        return None
    try:
        with pa.ipc.open_stream(payload) as stream:
            if len(stream.schema.names) > MOST_COLUMNS:
                return None
            batches = list(_few_rows(stream))
            rows = sum(batch.num_rows for batch in batches)
            if rows > MOST_READINGS:
                return [{}] * rows
            table = pa.Table.from_batches(batches, stream.schema)
            table.validate(full=True)
            columns = {
                name: [_said(value) for value in table.column(place).to_pylist()]
                for place, name in enumerate(table.schema.names)
            }
    except (pa.ArrowException, ValueError, OverflowError, NotImplementedError, OSError):
        return None
    return [
        {name: column[row] for name, column in columns.items() if column[row] is not None}
        for row in range(rows)
    ]


def _few_rows(stream: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
    """Batches until there are too many rows."""
    rows = 0
    for batch in stream:
        yield batch
        rows += batch.num_rows
        if rows > MOST_READINGS:
            return


def _said(value: Any) -> Any:
    """A value as JSON would say it."""
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo is None else value.astimezone(UTC).isoformat()
    return value
