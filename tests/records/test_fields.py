"""Numbers and JSON at rest read back equal from both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.records.samples import fill, organisation, stored

from fahsai.core.inventory.activity import Grade
from fahsai.records.canonical_json import canonical_json, parse_json, plain
from fahsai.records.fields import CanonicalJSON, ExactDecimal
from fahsai.records.models import ActivityRow

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

NUMBERS = [
    "41.4689721495000261",
    "1234567890123456789012345678901234",
    "0.0000000000000000000000000000000000000000000001234567890123456789012345678901234",
    "-9.999999999999999999999999999999999",
    "123456789012345678901234567890.1234",
    "0",
]


def test_34_digits_come_back_equal(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    rows = [fill(ActivityRow, owner.id, quantity=Decimal(n), sheet_factor=n) for n in NUMBERS]
    ActivityRow.rows.of(owner.id).bulk_create(rows)
    read = ActivityRow.rows.of(owner.id).order_by("id")
    assert [row.quantity for row in read] == [Decimal(n) for n in NUMBERS]
    assert [row.sheet_factor for row in read] == [Decimal(n) for n in NUMBERS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT quantity FROM records_activityrow ORDER BY id")
        assert [text for (text,) in cursor.fetchall()] == NUMBERS


def test_a_number_is_found_by_its_value(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    stored(fill(ActivityRow, owner.id, quantity=Decimal("1.50"), sheet_factor=None))
    rows = ActivityRow.rows.of(owner.id)
    assert rows.filter(quantity=Decimal("1.5000")).exists()
    assert rows.filter(quantity__in=["01.5", 2]).exists()
    assert rows.filter(sheet_factor__isnull=True).exists()
    assert not rows.filter(quantity=2).exists()


@pytest.mark.parametrize("wrong", [1.5, True, b"1"])
def test_only_exact_numbers_are_taken(wrong: object) -> None:
    with pytest.raises(TypeError):
        ExactDecimal(name="quantity").get_prep_value(wrong)


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "1" * 35, "1." + "1" * 34])
def test_nothing_is_rounded_on_its_way_to_rest(wrong: str) -> None:
    with pytest.raises(ValueError, match="quantity"):
        ExactDecimal(name="quantity").get_prep_value(Decimal(wrong))


def test_what_sql_computed_is_refused() -> None:
    with pytest.raises(TypeError, match="SQL computed"):
        ExactDecimal(name="quantity").from_db_value(1.5)


def test_json_comes_back_as_it_was_kept(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    row = stored(fill(ActivityRow, owner.id, evidence=["ก", {"z": Decimal("1.10"), "a": None}]))
    row.refresh_from_db()
    assert row.evidence == ["ก", {"z": "1.1", "a": None}]
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence FROM records_activityrow")
        assert cursor.fetchone() == ('["ก",{"a":null,"z":"1.1"}]',)


def test_json_holds_what_the_core_holds() -> None:
    value = {
        "day": date(2022, 9, 30),
        "id": UUID(int=7),
        Grade.X: (Grade.Y, Decimal("1E+3")),
    }
    assert canonical_json(value) == (
        '{"X":["Y","1000"],"day":"2022-09-30","id":"00000000-0000-0000-0000-000000000007"}'
    )


@pytest.mark.parametrize("wrong", [1.5, {"a": [0.1]}, {1: "a"}, b"bytes", {"a": {1, 2}}, object()])
def test_json_refuses_what_has_no_exact_text(wrong: object) -> None:
    with pytest.raises(TypeError):
        CanonicalJSON().get_prep_value(wrong)


@pytest.mark.parametrize("text", ["1.5", "[NaN]", '{"a":1e3}'])
def test_json_with_floats_was_never_ours(text: str) -> None:
    with pytest.raises(ValueError, match="fraction"):
        parse_json(text)


json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_json_text_is_canonical(value: Any) -> None:
    text = canonical_json(value)
    assert parse_json(text) == value == plain(value)
    assert canonical_json(parse_json(text)) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20
    )
)
def test_decimal_text_is_canonical(number: Decimal) -> None:
    text = ExactDecimal().get_prep_value(number)
    assert Decimal(text) == number
    assert ExactDecimal().get_prep_value(Decimal(text)) == text
