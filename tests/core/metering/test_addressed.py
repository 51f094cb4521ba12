"""Messages of gateways, taken apart by the meters that they name."""

from __future__ import annotations

import doctest
import json
from decimal import Decimal
from typing import Any

import pytest

from fahsai.core.metering import addressed
from fahsai.core.metering.addressed import PIECE, by_meter
from fahsai.core.metering.message import LARGEST_MESSAGE, MOST_READINGS
from fahsai.core.metering.refusal import Reason


def test_the_example_in_the_documentation_is_true() -> None:
    done = doctest.testmod(addressed)
    assert done.attempted
    assert not done.failed


@pytest.mark.parametrize(
    ("payload", "messages"),
    [
        (b'{"meter": "E01", "t": 1, "kwh": 2}', {"E01": [{"t": 1, "kwh": 2}]}),
        (
            b'[{"meter":"E01","t":1,"kwh":2},{"meter":"W01","t":1},{"meter":"E01","t":3}]',
            {"E01": [{"t": 1, "kwh": 2}, {"t": 3}], "W01": [{"t": 1}]},
        ),
        (b'{"meter": "E01", "readings": [{"t": 1}, {"t": 2}]}', {"E01": [{"t": 1}, {"t": 2}]}),
        (
            b'{"meter": "E01", "readings": [{"t": 1}, {"meter": "W01", "t": 2}]}',
            {"E01": [{"t": 1}], "W01": [{"t": 2}]},
        ),
        (b'{"meter": "E01", "readings": {"t": 1}}', {"E01": [{"t": 1}]}),
        (
            b'{"meter": "E01", "seq": 9, "readings": [{"t": 1}, {"seq": 7, "t": 2}]}',
            {"E01": [{"seq": 9, "t": 1}, {"seq": 7, "t": 2}]},
        ),
        (
            b'{"meter": "E01", "seq": 9, "readings": [{"meter": "W01", "t": 1}]}',
            {"W01": [{"t": 1}]},  # the number is of a message of E01
        ),
        (b' \n[ {"meter":"E01" , "t" : 1 } ]', {"E01": [{"t": 1}]}),
    ],
)
def test_readings_go_to_the_meter_they_name(payload: bytes, messages: dict[str, Any]) -> None:
    found = by_meter(payload)
    assert {code: json.loads(text) for code, text in found.messages} == messages
    assert found.refusals == ()


def test_numbers_arrive_as_they_were_written() -> None:
    figure = b"12345678901234567890.1234567890123456789"
    ((_, text),) = by_meter(b'{"meter":"E01","t":1,"kwh":' + figure + b',"n":1E+5}').messages
    assert figure in text
    assert b"1E+5" in text


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"junk", Reason.NOT_READABLE),
        (b"", Reason.NOT_READABLE),
        (b"\xff\xfe", Reason.NOT_READABLE),
        (b'[{"meter": "E01", "t": 1}', Reason.NOT_READABLE),
        (b'{"meter": "E01", "readings": 5}', Reason.NOT_A_READING),
        (b"12", Reason.NOT_A_READING),
        (b'"E01"', Reason.NOT_A_READING),
        (b"[[1]]", Reason.NOT_A_READING),
        (b'{"t": 1, "kwh": 2}', Reason.METER_UNNAMED),
        (b'{"meter": 5, "t": 1}', Reason.METER_UNNAMED),
        (b'{"meter": null, "t": 1}', Reason.METER_UNNAMED),
        (b'{"meter": "", "t": 1}', Reason.METER_UNNAMED),
        (b"[" * 100_000, Reason.NOT_READABLE),
        (b" " * (LARGEST_MESSAGE + 1), Reason.TOO_LARGE),
        (b"[" + b",".join([b"{}"] * (MOST_READINGS + 1)) + b"]", Reason.TOO_MANY),
    ],
)
def test_what_names_no_meter_is_refused(payload: bytes, reason: Reason) -> None:
    found = by_meter(payload)
    assert found.messages == ()
    assert {one.reason for one in found.refusals} == {reason}
    assert all(len(one.said) <= 200 for one in found.refusals)


def test_one_wrong_reading_keeps_out_no_other() -> None:
    found = by_meter(b'[{"t": 1}, 7, {"meter": "E01", "t": 2}]')
    assert [code for code, _ in found.messages] == ["E01"]
    assert [one.reason for one in found.refusals] == [Reason.METER_UNNAMED, Reason.NOT_A_READING]


def test_values_of_another_encoding_stay_exact() -> None:
    rows: list[dict[str, Any]] = [
        {"meter": "E01", "t": 1, "kwh": Decimal("1.50")},
        {"meter": None, "t": 2},
    ]
    found = by_meter(b"packed", lambda _: rows)
    assert found.messages == (("E01", b'[{"t":1,"kwh":"1.50"}]'),)
    assert [one.reason for one in found.refusals] == [Reason.METER_UNNAMED]


def test_what_was_packed_is_divided() -> None:
    rows: list[dict[str, Any]] = [{"meter": "E01", "t": at, "kwh": "1" * 100} for at in range(9999)]
    found = by_meter(b"packed", lambda _: rows)
    assert len(found.messages) > 1
    assert all(len(text) <= PIECE + 200 for _, text in found.messages)
    read = [one for _, text in found.messages for one in json.loads(text)]
    assert [one["t"] for one in read] == list(range(9999))
