"""The readings of a channel as a file, however many there are: a month at a time is in memory."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fahsai.core.metering.series import Quality
from fahsai.services.export_readings import BYTE_ORDER_MARK, CSV, PARQUET, Export, flag_names
from fahsai.services.metering.reached import channel_named, meter_reached
from fahsai.services.metering.removed import readings_removed, removed_between
from fahsai.services.readings_store import readings_store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.channel import Channel

MOST_PLACES = 6
"""With more decimal places Arrow writes small numbers with an exponent."""


@dataclass(frozen=True, slots=True)
class ReadingsFile:
    """A file that was written: its name, its kind and how many readings it holds."""

    file_name: str
    media_type: str
    rows: int


def readings_file(
    actor: Actor,
    organisation_id: UUID,
    meter_id: UUID,
    start: int,
    end: int,
    name: str | None,
    kind: Export,
    out: BinaryIO,
) -> tuple[ReadingsFile | None, tuple[Finding, ...]]:
    """Write the readings of a channel with ``start <= t < end`` [unix s], as they are kept.

    Columns: ``at`` (UTC), ``value`` (exact decimal), ``unit``, ``quality`` (names), and the whole
    numbers ``channel``, ``ts``, ``whole``, ``flags`` of which the proof of a removal is made.

    Returns:
        The file, with ``meter.readings_removed`` for each month of the time whose readings were
        removed.  None with those where nothing else is left, and nothing is written; None without
        any where the meter has no channel.

    Raises:
        NotFoundError, ForbiddenError: there is no such meter or channel for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    meter = meter_reached(actor, organisation_id, meter_id)
    channel = channel_named(meter, name)
    if channel is None:
        return None, ()
    store = readings_store()
    gone = removed_between(store, [channel.number], start, end)
    said = tuple(readings_removed(meter, channel, one) for one in gone)
    if gone and not store.counts([channel.number], start, end)[channel.number]:
        return None, said
    months = store.readings_by_month([channel.number], start, end)
    tables = (_table(channel, rows) for rows in months)
    rows = (
        _write_parquet(channel, tables, out)
        if kind is Export.PARQUET
        else _write_csv(channel, tables, out)
    )
    media_type = PARQUET if kind is Export.PARQUET else CSV
    return ReadingsFile(f"{meter.code}-{channel.name}.{kind.value}", media_type, rows), said


def _schema(channel: Channel) -> pa.Schema:
    return pa.schema(
        [
            ("at", pa.timestamp("s", "UTC")),
            ("value", pa.decimal128(38, max(channel.digits, 0))),
            ("unit", pa.string()),
            ("quality", pa.string()),
            *((name, pa.int64()) for name in ("channel", "ts", "whole", "flags")),
        ]
    )


def _table(channel: Channel, rows: pa.Table) -> pa.Table:
    """Readings with what they mean."""
    schema = _schema(channel)
    whole = rows["value"].cast(pa.decimal128(19, 0))
    step = Decimal(1).scaleb(-channel.digits)
    flags = rows["quality"].combine_chunks().dictionary_encode()
    names = pa.array(
        [flag_names(Quality(one)) for one in flags.dictionary.to_pylist()], pa.string()
    )
    columns = {
        "at": rows["ts"].cast(pa.timestamp("s", "UTC")),
        "value": pc.multiply(whole, pa.scalar(step)).cast(schema.field("value").type),
        "unit": pa.repeat(channel.unit, rows.num_rows),
        "quality": names.take(flags.indices),
        "channel": rows["channel"],
        "ts": rows["ts"],
        "whole": rows["value"],
        "flags": rows["quality"],
    }
    return pa.table(columns, schema)


def _write_parquet(channel: Channel, tables: Iterable[pa.Table], out: BinaryIO) -> int:
    rows = 0
    with pq.ParquetWriter(out, _schema(channel), compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
            rows += table.num_rows
    return rows


def _write_csv(channel: Channel, tables: Iterable[pa.Table], out: BinaryIO) -> int:
    rows = 0
    text = TextIOWrapper(out, "utf-8", newline="", write_through=True)
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(_schema(channel).names)
    for table in tables:
        for batch in table.to_batches(131_072):
            at, value, *others = batch.columns
            moments = pc.strftime(at, format="%Y-%m-%dT%H:%M:%S+00:00").to_pylist()
            cells = (moments, _decimals(channel, value), *(one.to_pylist() for one in others))
            writer.writerows(zip(*cells, strict=True))
        rows += table.num_rows
    text.flush()
    text.detach()
    return rows


def _decimals(channel: Channel, value: pa.Array) -> list[str]:
    """Exact decimals as text, never with an exponent."""
    if channel.digits <= MOST_PLACES:
        return value.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    return [f"{one:f}" for one in value.to_pylist()]
