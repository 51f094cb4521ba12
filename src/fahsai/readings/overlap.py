"""What the table of readings already says for the times that readings arrive for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from fahsai.readings import duck
from fahsai.readings.cold import Part
from fahsai.readings.merge import Rows
from fahsai.readings.schema import months_of, shards_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fahsai.readings.cold import DeltaRows, File, Version

EMPTY = Rows(*(np.empty(0, np.int64) for _ in Rows._fields))


def parts_of(rows: Rows) -> NDArray[np.int64]:
    """The part of each row as one number: month * 10**10 + shard."""
    return months_of(rows.ts).astype(np.int64) * 10**10 + shards_of(rows.channel)


def part_of(number: int) -> Part:
    """The part of such a number."""
    return Part(*divmod(int(number), 10**10))


def rows_of(table: pa.Table) -> Rows:
    """The columns of a table of readings."""
    return Rows(*(table[name].to_numpy() for name in Rows._fields))


def table_of(rows: Rows) -> pa.Table:
    """Readings as a table."""
    return pa.table(dict(zip(Rows._fields, rows, strict=True)))


def at_times_of(cold: DeltaRows, version: Version | None, arriving: Rows) -> Rows:
    """What is kept for any (channel, ts) of ``arriving``."""
    if version is None or not len(arriving.ts):
        return EMPTY
    files = _files(version, arriving)
    if not files:
        return EMPTY
    with duck.cursor() as own:
        own.register("arriving", table_of(arriving))
        found = duck.table(
            own,
            f"SELECT c.channel, c.ts, c.value, c.quality "  # noqa: S608 - our own names
            f"FROM {duck.source(own, cold, version, files)} c "
            "SEMI JOIN arriving a ON a.channel = c.channel AND a.ts = c.ts",
        )
    return rows_of(found)


def _files(version: Version, arriving: Rows) -> list[File]:
    """The files that may hold any of those times, by what each part receives."""
    numbers = parts_of(arriving)
    found: list[File] = []
    for number in np.unique(numbers):
        rows = arriving.pick(numbers == number)
        found += version.pick(
            np.unique(rows.channel), int(rows.ts.min()), int(rows.ts.max()) + 1, {part_of(number)}
        )
    return found
