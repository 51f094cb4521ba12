"""Rows on their way into a Delta table: in batches, of its own schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BATCH = 131_072
"""Rows handed to the writer at once."""


def told(
    rows: pa.RecordBatchReader, schema: pa.Schema, reached: Callable[[str], None]
) -> pa.RecordBatchReader:
    """The same rows in ``schema``; ``reached`` hears of each batch that was taken."""

    def each() -> Iterator[pa.RecordBatch]:
        for batch in rows:
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)
            reached("in write")

    return pa.RecordBatchReader.from_batches(schema, each())


def nobody(_place: str) -> None:
    """Nobody wants to know how far the writing is."""
