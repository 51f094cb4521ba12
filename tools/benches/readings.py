"""50 million readings of a year in the readings store: size, sums of months, a day of one meter.

The readings are noisy: registers that grow by random digits, minutes that come a few seconds off.
They are written by the store's own writer, a month at a time, and the last day of them goes through
the hot log and the compactor.  Sums are compared with DuckDB reading the same columns and adding
them up, nothing else.  The home is thrown away; it takes about 100 MB.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from tools.benches.timing import say, timed

from fahsai.core.metering.length import Length, bounds, instant
from fahsai.readings import duck
from fahsai.readings.buckets import Buckets
from fahsai.readings.schema import HOT, READINGS, month_after, month_start, parted
from fahsai.readings.store import ReadingsStore
from fahsai.readings.writing import BATCH

CHANNELS, YEAR, MINUTE, DAY = 96, 2025, 60, 86_400
LAST_DAY = month_start((YEAR + 1) * 100 + 1) - DAY
JITTER, MOST = 3, 2000
"""Seconds off the minute, to either side; and what a register grows by in a minute at most."""

ROUNDS = 5
READINGS_GOAL, SUMS_GOAL, DAY_GOAL = 3.0, 4.0, 50.0  # [bytes], [times], [ms]


def bench_readings() -> None:
    """Print size, ratios and times."""
    home = Path(tempfile.mkdtemp(prefix="fahsai-readings-"))
    store = ReadingsStore.open(home)
    try:
        rows = _fill(store)
        _brought(store)
        store.tidy()
        _size(home, rows)
        _sums(store)
        _day(store)
    finally:
        store.close()
        shutil.rmtree(home)


def _fill(store: ReadingsStore) -> int:
    """Write all but the last day, a month in each commit; how many rows."""
    rng = np.random.default_rng(5)
    register = np.zeros(CHANNELS, np.int64)
    written, start = 0, time.process_time()
    month = YEAR * 100 + 1
    while month // 100 == YEAR:
        end = min(month_start(month_after(month)), LAST_DAY)
        rows = _readings(rng, register, month_start(month), end)
        table = store.rows.for_writing()
        own = parted(rows, "ts", READINGS)
        store.rows.append(table, own.to_reader(BATCH), ("bench", month))
        written += len(rows)
        month = month_after(month)
    took = time.process_time() - start
    say(f"{written} readings written: {written / took / 1e6:.1f} million a second of one core")
    return written


def _readings(rng: np.random.Generator, register: np.ndarray, start: int, end: int) -> pa.Table:
    """What all meters read from ``start`` to ``end`` [unix s]; ``register`` goes on."""
    minutes = np.arange(start, end, MINUTE, dtype=np.int64)
    count = len(minutes)
    steps = rng.integers(0, MOST, (CHANNELS, count))
    values = register[:, None] + np.cumsum(steps, axis=1)
    register[:] = values[:, -1]
    jitter = rng.integers(-JITTER, JITTER + 1, (CHANNELS, count))
    jitter[:, 0] = np.abs(jitter[:, 0])
    return pa.table(
        {
            "channel": np.repeat(np.arange(CHANNELS, dtype=np.int64), count),
            "ts": (minutes + jitter).ravel(),
            "value": values.ravel(),
            "quality": np.zeros(CHANNELS * count, np.int64),
        }
    )


def _brought(store: ReadingsStore) -> None:
    """The last day, as it comes from the meters: hot log, then compaction."""
    register = np.full(CHANNELS, 2**40)
    rows = _readings(np.random.default_rng(6), register, LAST_DAY, LAST_DAY + DAY)
    rows = rows.sort_by("ts").append_column("arrived", pa.array(rows["ts"].to_numpy() * 1000))
    none = np.full(len(rows), -1, np.int64)
    rows = rows.append_column("seq", pa.array(none)).append_column(
        "raw", pa.nulls(len(rows), pa.string())
    )
    start = time.process_time()
    for batch in rows.cast(HOT).to_batches(1000):
        store.append(batch)
    appended = time.process_time() - start
    start = time.process_time()
    done = store.compact()
    brought = time.process_time() - start
    assert done.stored == len(rows), done
    say(
        f"{done.rows} readings in batches of 1,000: {done.rows / appended / 1e6:.2f} million a "
        f"second into the hot log, {done.rows / brought / 1e6:.2f} million from it into the table"
    )


def _size(home: Path, rows: int) -> None:
    files = (home / "readings" / "table").glob("month=*/**/*.parquet")
    newest = {one.parent: one for one in sorted(files, key=lambda one: one.stat().st_mtime)}
    size = sum(one.stat().st_size for one in newest.values()) / rows
    say(f"{size:.2f} bytes a reading (goal: at most {READINGS_GOAL:.0f})")


def _sums(store: ReadingsStore) -> None:
    """Sums by month of all meters, against a bare scan of the same columns."""
    start, end = instant(date(YEAR, 1, 1)), instant(date(YEAR + 1, 2, 1))
    months = Buckets.between(bounds(Length.MONTH, start, end))
    groups = {channel: channel for channel in range(CHANNELS)}
    assert sum(one.readings for one in store.rates(groups, months)) == CHANNELS * 365 * 1440
    medians = timed(
        ROUNDS,
        time.process_time,
        month_sums=lambda: store.rates(groups, months),
        bare_scan=lambda: _scan(store),
    )
    ratio = medians["month_sums"] / medians["bare_scan"]
    say(f"month sums of all meters: {ratio:.2f} times a bare scan (goal: at most {SUMS_GOAL:.0f})")


def _scan(store: ReadingsStore) -> None:
    """All values of the columns, added up."""
    version = store.rows.newest()
    assert version is not None
    with duck.cursor() as own:
        source = duck.source(own, store.rows, version, version.pick())
        columns = "sum(channel), sum(ts), sum(value), max(quality)"
        duck.table(own, f"SELECT {columns} FROM {source}")  # noqa: S608 - our own names


def _day(store: ReadingsStore) -> None:
    """24 hours of one meter, another each time."""
    noon = month_start(YEAR * 100 + 7) + DAY // 2
    channels = iter(range(CHANNELS))

    def one_day() -> None:
        rows = store.readings([next(channels)], noon, noon + DAY)
        assert abs(len(rows) - DAY // MINUTE) <= 1, len(rows)

    medians = timed(15, a_day_of_one_meter=one_day)
    took = medians["a_day_of_one_meter"] * 1000
    say(f"24 hours of one meter: {took:.0f} ms (goal: under {DAY_GOAL:.0f} ms)")
