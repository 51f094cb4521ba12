"""Readings made for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.series import INTERVAL, Intervals
from fahsai.readings.schema import hot_rows, month_after, month_start
from fahsai.readings.values import Seal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

JANUARY = 1_767_225_600  # 2026-01-01 00:00 UTC
FEBRUARY = 1_769_904_000
MARCH = 1_772_323_200
ALWAYS = (-(2**40), 2**40)


def batch(
    *rows: tuple[int, int, int], arrived: int = 0, seq: int = -1, quality: int = 0
) -> pa.RecordBatch:
    """Readings (channel, ts, value) that arrived together."""
    channel, ts, value = zip(*rows, strict=True)
    count = len(rows)
    return hot_rows(
        channel, ts, value, [quality] * count, [arrived] * count, [seq] * count, [None] * count
    )


def plain(table: pa.Table) -> list[tuple[int, ...]]:
    """The rows of a table."""
    return [tuple(row.values()) for row in table.to_pylist()]


def intervals(start: int, *quantities: int) -> Intervals:
    """Intervals one after the other."""
    count = len(quantities)
    zero = np.zeros(count, np.int64)
    return Intervals(
        start + INTERVAL * np.arange(count, dtype=np.int64),
        np.array(quantities, np.int64),
        zero,
        zero + INTERVAL,
        zero + 15,
        zero,
    )


def seals(months: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Seal]:
    """Months that end in a state of their own and leave nothing to the month after."""
    return {one: Seal(b"sealed %d" % one[1], month_start(month_after(one[1]))) for one in months}
