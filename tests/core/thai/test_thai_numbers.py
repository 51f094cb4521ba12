from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.finding import Level
from fahsai.core.thai.digits import to_thai
from fahsai.core.thai.numbers import parse_number, thai_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("๑๒๓", "123"),
        ("๑,๒๓๔.๕", "1234.5"),
        ("１２", "12"),
        ("\u00a012 ", "12"),
        ("-5", "-5"),
        ("–5", "-5"),
        ("(1,000)", "-1000"),
        ("+3", "3"),
        ("5.", "5"),
        (".5", "0.5"),
        ("1.2E-05", "0.000012"),
        ("0", "0"),
        ("41.4689721495000261", "41.4689721495000261"),
    ],
)
def test_numbers_are_read_exactly(text: str, value: str) -> None:
    assert parse_number(text) == (Decimal(value), ())


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("-", "number.dash", Level.INFO),
        ("–", "number.dash", Level.INFO),
        ("12,5", "number.ambiguous", Level.ERROR),
        ("1,23,456", "number.ambiguous", Level.ERROR),
        ("1.234.567", "number.ambiguous", Level.ERROR),
        ("1 234", "number.ambiguous", Level.ERROR),
        ("N/A", "number.text", Level.ERROR),
        ("ไม่มี", "number.text", Level.ERROR),
        ("12 ลิตร", "number.text", Level.ERROR),
        ("1e9999", "number.too_large", Level.ERROR),
        ("1e28", "number.too_large", Level.ERROR),
        ("-1,000,000,000,000,000,000,000,000,000,000", "number.too_large", Level.ERROR),
        ("1e-9999", "number.text", Level.ERROR),
        ("#REF!", "number.text", Level.ERROR),
        ("1" * 35, "number.too_long", Level.ERROR),
    ],
)
def test_what_is_no_clear_number_is_a_finding(text: str, code: str, level: Level) -> None:
    value, findings = parse_number(text, "Sheet1!F9")
    assert value is None
    assert [(f.code, f.level, f.subject) for f in findings] == [(code, level, "Sheet1!F9")]


@pytest.mark.parametrize("text", ["9999999999999999999999999999", "-1e27", "0e99", "1e-300"])
def test_what_a_quantity_may_be(text: str) -> None:
    assert parse_number(text) == (Decimal(text) + 0, ())


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_blank_is_not_zero(text: str) -> None:
    assert parse_number(text) == (None, ())


@given(st.decimals(min_value=-(10**20), max_value=10**20, places=8), st.booleans())
def test_printed_numbers_read_back(value: Decimal, thai: bool) -> None:  # noqa: FBT001
    text = thai_number(value)
    assert parse_number(to_thai(text) if thai else text) == (value, ())


@given(st.text(max_size=25))
def test_any_text_is_a_number_blank_or_a_finding(text: str) -> None:
    value, findings = parse_number(text)
    assert value is None or findings == ()


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("28252.52", 2, "28,252.52"),
        ("1234.5", 2, "1,234.50"),
        ("999.995", 2, "1,000.00"),
        ("0.005", 2, "0.01"),
        ("-0.001", 2, "0.00"),
        ("-1234567.891", 1, "-1,234,567.9"),
        ("123", 0, "123"),
        ("1E+6", None, "1,000,000"),
    ],
)
def test_numbers_are_printed_in_groups(value: str, places: int | None, printed: str) -> None:
    assert thai_number(Decimal(value), places) == printed
