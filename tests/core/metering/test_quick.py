"""Many messages at once give the same as each by itself, in the same order."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.message import parse
from fahsai.core.metering.quick import Listing, Read, read_messages
from fahsai.core.metering.refusal import Reason

T = 1763712000
ARRIVED = (T + 5) * 1000
CHANNELS = (
    Channel(7, "kwh", Measure.REGISTER, "kWh", digits=2),
    Channel(8, "kw", Measure.RATE, "kW", digits=3),
    Channel(9, "pieces", Measure.AMOUNT, "piece", digits=0),
)
TOPIC, ELSEWHERE = "fahsai/a/m1", "fahsai/a/unknown"
LISTING = Listing({TOPIC: CHANNELS, "fahsai/a/m0": ()})


class Message(NamedTuple):
    topic: str
    payload: bytes


def rows_of(read: Read) -> list[tuple[int, ...]]:
    one = read.columns
    return [
        tuple(int(part) for part in row)
        for row in zip(
            read.message, one.channel, one.ts, one.value, one.quality, one.seq, strict=True
        )
    ]


def one_by_one(messages: list[Message]) -> tuple[list[tuple[int, ...]], dict[int, str], Any]:
    """What :func:`parse` says of each message: the definition."""
    rows: list[tuple[int, ...]] = []
    raw: dict[int, str] = {}
    refused = []
    named = {one.name: one for one in CHANNELS}
    for index, message in enumerate(messages):
        if message.topic != TOPIC:
            refused.append((index, [Reason.TOPIC_UNKNOWN]))
            continue
        parsed = parse(message.payload, named, ARRIVED)
        one = parsed.columns
        raw |= {len(rows) + row: text for row, text in one.raw.items()}
        rows += [
            (index, *row)
            for row in zip(one.channel, one.ts, one.value, one.quality, one.seq, strict=True)
        ]
        if parsed.refusals:
            refused.append((index, [refusal.reason for refusal in parsed.refusals]))
    return rows, raw, refused


def by_channel(rows: list[tuple[int, ...]]) -> dict[int, list[tuple[int, ...]]]:
    """Order matters within a channel only."""
    found: dict[int, list[tuple[int, ...]]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(row)
    return found


NUMBERS: Any = (
    st.integers(-(10**6), 10**6)
    | st.decimals(-(10**9), 10**9, places=2).map(float)
    | st.floats()
    | st.sampled_from([1e308, 10**400, 2**63, 0.1 + 0.2, 1e15, 9.99e14, -0.0, "1.5", None, True])
)
TIMES: Any = st.integers(T - 5, T + 700) | st.sampled_from(
    [T * 1000, 0, -1, 4070908800, 2**70, None, "2025-11-21T08:00:00Z", 1.5, True]
)
OBJECTS: Any = st.fixed_dictionaries(
    {},
    optional={
        "t": TIMES,
        "kwh": NUMBERS,
        "kw": NUMBERS,
        "pieces": NUMBERS,
        "seq": st.integers(-2, 2**60) | st.none(),
        "other": NUMBERS,
    },
)
REGULAR: Any = st.fixed_dictionaries(
    {"t": st.integers(T - 5, T), "kwh": st.decimals(0, 10**6, places=2).map(float)}
)
PAYLOADS: Any = (
    OBJECTS
    | REGULAR
    | st.lists(OBJECTS, max_size=4)
    | st.lists(REGULAR, max_size=5)
    | st.lists(REGULAR, max_size=5).map(lambda many: {"readings": many})
)
MESSAGES: Any = st.lists(
    st.tuples(
        st.sampled_from([TOPIC, TOPIC, TOPIC, ELSEWHERE]),
        PAYLOADS.map(lambda said: json.dumps(said).encode()) | st.binary(max_size=20),
    ).map(lambda pair: Message(*pair)),
    max_size=8,
)


@given(MESSAGES)
def test_the_same_as_one_by_one(messages: list[Message]) -> None:
    read = read_messages(messages, LISTING, ARRIVED)
    rows, raw, refused = one_by_one(messages)
    assert by_channel(rows_of(read)) == by_channel(rows)
    assert sorted(read.columns.raw.values()) == sorted(raw.values())
    found = rows_of(read)
    for row, text in read.columns.raw.items():
        assert any(found[row] == rows[place] and raw[place] == text for place in raw)
    assert [(one.message, [r.reason for r in one.refusals]) for one in read.refused] == refused


def test_nothing_gives_nothing() -> None:
    assert len(read_messages([], LISTING, ARRIVED).columns) == 0


def test_a_meter_without_channels_knows_none() -> None:
    read = read_messages([Message("fahsai/a/m0", b'{"t": 1763712000, "kwh": 1}')], LISTING, ARRIVED)
    assert read.refused[0].refusals[0].reason is Reason.CHANNEL_UNKNOWN


@pytest.mark.parametrize("text", ["0.1", "1234567.89", "99999999.99", "0.07", "4.35", "1e3"])
def test_short_numbers_are_taken_together_and_exactly(text: str) -> None:
    """A hundred of them come as they were written: no closer look is needed for any."""
    payload = f'[{",".join(f"""{{"t": {T - n}, "kwh": {text}}}""" for n in range(100))}]'.encode()
    read = read_messages([Message(TOPIC, payload)], LISTING, ARRIVED)
    parsed = parse(payload, {"kwh": CHANNELS[0]}, ARRIVED)
    assert np.array_equal(read.columns.value, parsed.columns.value)
    assert not read.refused
