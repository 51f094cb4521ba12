"""One message, read exactly: what is refused says why, and nothing is rounded unseen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.columns import NO_SEQUENCE
from fahsai.core.metering.message import LARGEST_MESSAGE, MOST_READINGS, parse
from fahsai.core.metering.quick import Listing, read_messages
from fahsai.core.metering.refusal import Reason
from fahsai.core.metering.series import Quality

if TYPE_CHECKING:
    from decimal import Decimal


class Sent(NamedTuple):
    """A message as it came."""

    topic: str
    payload: bytes


KWH = Channel(7, "kwh", Measure.REGISTER, "kWh", digits=2)
KW = Channel(8, "kw", Measure.RATE, "kW", digits=3)
CHANNELS = {"kwh": KWH, "kw": KW}
T = 1763712000
ARRIVED = (T + 5) * 1000


def said(payload: bytes) -> tuple[list[tuple[int, int, int]], list[Reason]]:
    """Readings (channel, time, value) and why the others are none."""
    read = parse(payload, CHANNELS, ARRIVED)
    one = read.columns
    rows = list(zip(one.channel, one.ts, one.value, strict=True))
    return rows, [refusal.reason for refusal in read.refusals]


@pytest.mark.parametrize(
    ("time", "at"),
    [
        (str(T), T),
        (str(T * 1000 + 999), T),
        (f"{T}.75", T),
        ('"2025-11-21T15:00:00+07:00"', T),
        ('"2025-11-21T08:00:00Z"', T),
        ('"2025-11-21T08:00:00.500+00:00"', T),
        (f'"{T}"', T),
        (f'"{T}000"', T),
        (str(T + 605), T + 605),
    ],
)
def test_times_are_understood(time: str, at: int) -> None:
    assert said(f'{{"t": {time}, "kwh": 1}}'.encode()) == ([(7, at, 100)], [])


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("null", Reason.TIME_MISSING),
        ("true", Reason.TIME_UNREADABLE),
        ("1e308", Reason.TIME_UNREADABLE),
        ('"2025-11-21T15:00:00"', Reason.TIME_ZONELESS),  # which hour?
        ('"2025-11-21"', Reason.TIME_ZONELESS),
        ('"yesterday"', Reason.TIME_UNREADABLE),
        ('"9999-12-31T23:59:59-12:00"', Reason.TIME_UNREADABLE),
        ("[1]", Reason.TIME_UNREADABLE),
        ("0", Reason.CLOCK_BEHIND),
        ("-5", Reason.CLOCK_BEHIND),
        ("4070908800", Reason.CLOCK_AHEAD),
        ('"2568-11-21T15:00:00+07:00"', Reason.BUDDHIST_ERA),
        (str(T + 17_135_000_000), Reason.BUDDHIST_ERA),
        ('"2568-02-29T15:00:00+07:00"', Reason.BUDDHIST_ERA),
        ('"2567-02-29T15:00:00+07:00"', Reason.TIME_UNREADABLE),
        ('"2568-12-21T15:00:00+07:00"', Reason.CLOCK_AHEAD),
        ('"2557-11-21T15:00:00+07:00"', Reason.CLOCK_AHEAD),
        ('"2099-01-01T00:00:00Z"', Reason.CLOCK_AHEAD),
        (str(T + 606), Reason.CLOCK_AHEAD),
    ],
)
def test_no_time_no_reading(time: str, why: Reason) -> None:
    assert said(f'{{"t": {time}, "kwh": 1, "kw": 2}}'.encode()) == ([], [why])
    assert said(b'{"kwh": 1}') == ([], [Reason.TIME_MISSING])


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("1e308", Reason.VALUE_BEYOND),
        ("-1e308", Reason.VALUE_BEYOND),
        ("1e400", Reason.VALUE_BEYOND),
        ("9" * 30, Reason.VALUE_BEYOND),
        ("10000000000000", Reason.VALUE_BEYOND),
        ("true", Reason.VALUE_UNREADABLE),
        ('"NaN"', Reason.VALUE_UNREADABLE),
        ('"-Infinity"', Reason.VALUE_UNREADABLE),
        ('"1,234.5"', Reason.VALUE_UNREADABLE),
        ('"1_000"', Reason.VALUE_UNREADABLE),
        ('"๑๒"', Reason.VALUE_UNREADABLE),
        ('""', Reason.VALUE_UNREADABLE),
        ("{}", Reason.VALUE_UNREADABLE),
        ("null", Reason.VALUE_MISSING),
    ],
)
def test_an_impossible_value_is_refused_alone(value: str, why: Reason) -> None:
    """What stands beside it in the same message is kept."""
    assert said(f'{{"t": {T}, "kwh": {value}, "kw": 2.5}}'.encode()) == ([(8, T, 2500)], [why])


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\xfe", b"hello", b'{"t": 1', b"[" * 100_000, b'{"t": 1763712000, "kwh": NaN}'],
)
def test_what_is_no_json(payload: bytes) -> None:
    assert said(payload) == ([], [Reason.NOT_READABLE])


def test_what_has_another_shape() -> None:
    assert said(b"12.5") == ([], [Reason.NOT_A_READING])
    assert said(b'["a", {"t": 1763712000, "kwh": 1}]') == ([(7, T, 100)], [Reason.NOT_A_READING])
    assert said(b'{"t": 1763712000, "volts": 1}') == ([], [Reason.CHANNEL_UNKNOWN])


def test_what_is_too_much() -> None:
    assert said(b" " * (LARGEST_MESSAGE + 1)) == ([], [Reason.TOO_LARGE])
    assert said(b"[" + b"1," * MOST_READINGS + b"1]") == ([], [Reason.TOO_MANY])


def test_more_digits_than_are_kept() -> None:
    """The nearest value is kept, marked, and the text beside it: half goes to the even."""
    read = parse(
        b'{"t": 1763712000, "kwh": "1.005", "kw": 0.1000000000000000055}', CHANNELS, ARRIVED
    )
    assert list(read.columns.value) == [100, 100]
    assert list(read.columns.quality) == [Quality.ROUNDED, Quality.ROUNDED]
    assert read.columns.raw == {0: "1.005", 1: "0.1000000000000000055"}


@pytest.mark.parametrize(
    ("seq", "kept"), [("17", 17), ("-1", NO_SEQUENCE), ('"17"', NO_SEQUENCE), ("true", NO_SEQUENCE)]
)
def test_the_number_of_a_message(seq: str, kept: int) -> None:
    read = parse(f'{{"t": {T}, "seq": {seq}, "kwh": 1}}'.encode(), CHANNELS, ARRIVED)
    assert list(read.columns.seq) == [kept]


@given(st.decimals(min_value="-9999999999", max_value="9999999999", places=2))
def test_what_is_written_is_what_is_kept(value: Decimal) -> None:
    for text in (str(value), f'"{value}"'):
        rows, refused = said(f'{{"t": {T}, "kwh": {text}}}'.encode())
        assert not refused
        assert KWH.value(rows[0][2]) == value


JSON_VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["t", "kwh", "kw", "seq", "readings", "x"]), inner)
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """Each value of a channel beside a usable time is kept or refused; nothing else happens."""
    rows, refused = said(json.dumps(value).encode())
    if isinstance(value, dict) and "readings" not in value and rows:
        names = [name for name in value if name not in ("t", "seq")]
        assert len(rows) + len(refused) == len(names)


@given(st.binary(max_size=200))
def test_any_bytes_are_harmless(payload: bytes) -> None:
    rows, refused = said(payload)
    assert rows or refused or payload.strip() in (b"{}", b"[]") or payload.strip()[:1] in b"[{"


def test_what_stood_there_is_shown_as_it_was_sent() -> None:
    for payload in (b'[[{"kwh":1.50,"on":true,"x":null}]]', b"[[123456789012345678901234567890]]"):
        (said,) = parse(payload, {}, 0).refusals
        assert said.said == payload[1:-1].decode()


@pytest.mark.parametrize(
    ("time", "meant"),
    [
        ('"2568-11-21T15:00:00+07:00"', "2025-11-21T15:00:00+07:00"),
        ('"2568-01-01T03:00:00+07:00"', "2025-01-01T03:00:00+07:00"),  # in UTC of the year before
        ('"2568-02-29T15:00:00+07:00"', "2025-02-28T15:00:00+07:00"),
        ("18899000000", "1763547200"),
    ],
)
def test_a_year_of_the_buddhist_era_is_told_with_the_one_that_was_meant(
    time: str, meant: str
) -> None:
    (found,) = parse(f'{{"t": {time}}}'.encode(), {}, ARRIVED).refusals
    assert found.said == f"{time.strip(chr(34))} → {meant}"


@pytest.mark.parametrize(
    ("beside", "numbers"),
    [(b"9", [9, 9]), (b"null", [-1, -1]), (b"-3", [-1, -1]), (b"9" * 20, [-1, -1])],
)
def test_a_number_beside_the_readings_is_of_all(beside: bytes, numbers: list[int]) -> None:
    """Both ways of reading say the same; one that stands inside counts before it."""
    rows = b'[{"t":%d,"kwh":1},{"t":%d,"kwh":2}]' % (T, T + 1)
    message = Sent("x", b'{"seq":%s,"readings":%s}' % (beside, rows))
    assert parse(message.payload, CHANNELS, ARRIVED).columns.seq == numbers
    quick = read_messages([message], Listing({"x": CHANNELS.values()}), ARRIVED)
    assert list(quick.columns.seq) == numbers
    own = Sent("x", b'{"seq":9,"readings":[{"seq":7,"t":%d,"kwh":1}]}' % T)
    assert parse(own.payload, CHANNELS, ARRIVED).columns.seq == [7]
    quick = read_messages([own], Listing({"x": CHANNELS.values()}), ARRIVED)
    assert list(quick.columns.seq) == [7]
