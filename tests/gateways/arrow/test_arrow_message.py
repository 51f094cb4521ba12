"""Streams and files of Arrow say what the same JSON says; broken ones say nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.message import MOST_READINGS, parse
from fahsai.core.metering.refusal import Reason
from fahsai.gateways.arrow.message import arrow_objects

T = 1763712000
CHANNELS = {"kwh": Channel(7, "kwh", Measure.REGISTER, "kWh", digits=2)}


def stream(**columns: Any) -> bytes:
    return written(pa.ipc.new_stream, columns)


def file(**columns: Any) -> bytes:
    return written(pa.ipc.new_file, columns)


def written(form: Any, columns: dict[str, Any]) -> bytes:
    table = pa.table(columns)
    sink = pa.BufferOutputStream()
    with form(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=len(table) // 2 + 1)
    return bytes(sink.getvalue().to_pybytes())


def values(payload: bytes) -> list[int]:
    return list(parse(payload, CHANNELS, (T + 5) * 1000, arrow_objects).columns.value)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([0.1, 12.34]),
        pa.array([Decimal("0.10"), Decimal("12.34")], pa.decimal128(10, 2)),
        pa.array(["0.1", "12.34"]),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize(
    "time",
    [
        pa.array([T, T + 1], pa.int64()),
        pa.array([datetime.fromtimestamp(T + n, UTC) for n in range(2)], pa.timestamp("ms", "UTC")),
    ],
    ids=["seconds", "instants"],
)
@pytest.mark.parametrize("form", [stream, file])
def test_both_forms_are_read_exactly(form: Any, time: pa.Array, column: pa.Array) -> None:
    assert values(form(t=time, kwh=column)) == [10, 1234]


@pytest.mark.parametrize("form", [stream, file])
def test_a_time_without_a_zone_is_no_instant(form: Any) -> None:
    payload = form(t=pa.array([T], pa.timestamp("s")), kwh=[1])
    read = parse(payload, CHANNELS, (T + 5) * 1000, arrow_objects)
    assert [one.reason for one in read.refusals] == [Reason.TIME_ZONELESS]
    assert read.refusals[0].said == "2025-11-21T08:00:00"


def test_no_value_is_no_value() -> None:
    assert values(stream(t=[T, T + 1, T + 2], kwh=[1.0, None, float("nan")])) == [100]


def test_too_many_rows_are_not_unpacked() -> None:
    payload = stream(t=pa.nulls(MOST_READINGS + 1, pa.null()))
    read = parse(payload, CHANNELS, (T + 5) * 1000, arrow_objects)
    assert [one.reason for one in read.refusals] == [Reason.TOO_MANY]


@given(st.data(), st.sampled_from([stream, file]))
def test_a_broken_one_says_nothing(data: st.DataObject, form: Any) -> None:
    whole = bytearray(form(t=[T, T + 1], kwh=[1.0, 2.0]))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    payload = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    parse(payload, CHANNELS, (T + 5) * 1000, arrow_objects)
