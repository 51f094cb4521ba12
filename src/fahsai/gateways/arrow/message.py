"""A stream or a file of Arrow IPC as the objects that a JSON message would hold."""

from __future__ import annotations

import math
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from fahsai.core.metering.message import LARGEST_MESSAGE, MOST_READINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STREAM, FILE = b"\xff\xff\xff\xff", b"ARROW1"
"""How a stream begins, and how a file does."""

BEGINNINGS = (STREAM, FILE)

MOST_COLUMNS = 64


def arrow_objects(payload: bytes) -> list[dict[str, Any]] | None:
    """One object a row, by the names of the columns; None where it is neither form of Arrow.

    Floating numbers become the shortest decimal that means them, as JSON would write them; times
    with a zone become ISO 8601, times without one stay unreadable.  A row has no value where the
    column has null or NaN.  One of more rows than a message may have is not unpacked: what
    comes back is as long, and empty.
    """
    if not payload.startswith(BEGINNINGS) or len(payload) > LARGEST_MESSAGE:
        return None
    try:
        with _opened(payload) as (schema, given):
            if len(schema.names) > MOST_COLUMNS:
                return None
            batches = list(_few_rows(given))
            rows = sum(batch.num_rows for batch in batches)
            if rows > MOST_READINGS:
                return [{}] * rows
            table = pa.Table.from_batches(batches, schema)
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


@contextmanager
def _opened(payload: bytes) -> Iterator[tuple[pa.Schema, Iterable[pa.RecordBatch]]]:
    """The schema and the batches, of whichever form it is."""
    if payload.startswith(FILE):
        with pa.ipc.open_file(pa.py_buffer(payload)) as file:
            yield file.schema, map(file.get_batch, range(file.num_record_batches))
    else:
        with pa.ipc.open_stream(payload) as stream:
            yield stream.schema, stream


def _few_rows(given: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches until there are too many rows."""
    rows = 0
    for batch in given:
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
