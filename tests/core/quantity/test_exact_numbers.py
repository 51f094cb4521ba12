from __future__ import annotations

from decimal import Decimal, FloatOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.quantity.exact import EXACT, canonical, exact, exactly, ratio, total

numbers_of_34_digits = st.builds(
    lambda digits, sign, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 10**34 - 1),
    st.integers(0, 1),
    st.integers(-40, 40),
)


@given(numbers_of_34_digits)
def test_the_canonical_text_of_34_digits_reads_back_equal(value: Decimal) -> None:
    text = canonical(value)
    assert exact(text) == value
    assert "E" not in text
    assert canonical(exact(text)) == text


@given(st.lists(st.integers(-(10**20), 10**20), max_size=20))
def test_a_sum_of_decimals_is_the_sum_of_the_integers_behind_them(units: list[int]) -> None:
    assert total(Decimal(n).scaleb(-6) for n in units) == Decimal(sum(units)).scaleb(-6)


def test_floats_are_refused_wherever_they_appear() -> None:
    with pytest.raises(TypeError):
        exact(0.1)  # type: ignore[arg-type]
    with exactly(), pytest.raises(FloatOperation):
        Decimal(1) < 0.5  # noqa: B015


def test_a_ratio_has_34_digits() -> None:
    assert ratio("1/3") == EXACT.divide(Decimal(1), Decimal(3))
    assert ratio("0.45359237") == Decimal("0.45359237")
