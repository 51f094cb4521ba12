"""The equations of trees, and how powers are computed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.methods.trees import (
    GENERAL,
    MANGROVE,
    diameter_of_girth,
    general_tree,
    liana,
    mangrove_tree,
    palm_tree,
    with_roots,
)
from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.powers import logarithm, power

D = Decimal
sizes = st.decimals(min_value="0.5", max_value=400, places=2)


def test_the_published_check_values() -> None:
    tree = general_tree(D(20), D(12))
    assert round(tree.above_kg, 3) == D("133.462")
    assert round(tree.whole_kg, 3) == D("169.497")
    assert round(tree.co2_kg, 3) == D("292.100")
    assert round(mangrove_tree(D(10), D(8)).co2_kg, 3) == D("103.870")
    assert round(palm_tree(D(5)).co2_kg, 3) == D("112.791")
    assert round(liana(D(3)).co2_kg, 3) == D("17.380")


def test_a_girth_is_divided_by_22_sevenths() -> None:
    assert diameter_of_girth(D("62.857142857142857")) == D("19.99999999999999995454545454545455")
    assert diameter_of_girth(D(22)) == 7


def test_roots_and_carbon_of_the_groups() -> None:
    assert with_roots(D(1000), MANGROVE).whole_kg == 1480
    assert with_roots(D(1000), GENERAL).co2_kg == EXACT.divide(D("1270") * D("0.47") * 44, D(12))


@pytest.mark.parametrize(
    ("base", "exponent", "text"),
    [
        # From a calculation with 80 digits, rounded once.
        ("4800", "0.933", None),
        ("2", "0.5", "1.414213562373095048801688724209698"),
        ("10", "3", "1000"),
    ],
)
def test_powers_are_right_to_the_last_of_34_digits(
    base: str, exponent: str, text: str | None
) -> None:
    from decimal import localcontext

    with localcontext() as wide:
        wide.prec = 80
        truth = (D(exponent) * D(base).ln()).exp()
    assert power(D(base), D(exponent)) == EXACT.plus(truth)
    assert text is None or power(D(base), D(exponent)) == D(text)


def test_a_logarithm_has_34_digits() -> None:
    assert logarithm(D(5)) == D("1.609437912434100374600759333226188")


@given(sizes, sizes)
def test_a_thicker_tree_holds_more(diameter: Decimal, more: Decimal) -> None:
    assert general_tree(diameter + more, D(10)).co2_kg > general_tree(diameter, D(10)).co2_kg
    assert liana(diameter + more).co2_kg > liana(diameter).co2_kg


@given(st.decimals(min_value=1, max_value=80, places=2))
def test_a_palm_from_one_metre_up_never_holds_less_than_nothing(height: Decimal) -> None:
    assert palm_tree(height).above_kg >= D("6.666")
