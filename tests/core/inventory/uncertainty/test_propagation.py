"""Approach 1 exactly, approach 2 by its draws, and both against each other."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahsai.core.inventory.uncertainty.interval import Interval, Shape, interval
from fahsai.core.inventory.uncertainty.propagation import (
    Product,
    product_uncertainty,
    sum_uncertainty,
)
from fahsai.core.inventory.uncertainty.simulation import drawn, simulate, stream, triangle
from fahsai.core.quantity.exact import EXACT

A, B = Product(Decimal("348.84"), ("a", "f")), Product(Decimal("28252.52"), ("b", "g"))


def known(**texts: str) -> dict[str, Interval]:
    found = {name: interval(text) for name, text in texts.items()}
    return {name: one for name, one in found.items() if one is not None}


CHECK = known(a="5", f="5", b="2", g="7")


def percent(products: list[Product], intervals: dict[str, Interval]) -> Decimal:
    _, relative = sum_uncertainty(products, intervals)
    assert relative is not None
    return relative


def test_the_worked_example() -> None:
    """Two lines, 348.84 t (5 %, 5 %) and 28,252.52 t (2 %, 7 %)."""
    assert round(percent([A], CHECK), 2) == Decimal("7.07")
    assert round(percent([B], CHECK), 2) == Decimal("7.28")
    assert round(percent([A, B], CHECK), 2) == Decimal("7.19")
    assert abs(percent([A], CHECK) - EXACT.sqrt(Decimal(50))) < Decimal("1e-31")


def test_lines_that_share_a_factor_are_uncertain_together() -> None:
    """With exact activities and one factor of 10 % the sum is uncertain by 10 %, not by 7.07 %."""
    both = known(a="0", b="0", f="10", g="10")
    one, other = Product(Decimal(100), ("a", "f")), Product(Decimal(100), ("b", "f"))
    apart = Product(Decimal(100), ("b", "g"))
    assert percent([one, other], both) == 10
    assert round(percent([one, apart], both), 2) == Decimal("7.07")


def test_what_shares_a_factor_and_is_taken_off_makes_good() -> None:
    both = known(a="0", b="0", f="10")
    made, taken = Product(Decimal(300), ("a", "f")), Product(Decimal(-100), ("b", "f"))
    kg, relative = sum_uncertainty([made, taken], both)
    assert (kg, relative) == (Decimal(20), Decimal(10))
    assert sum_uncertainty([made, made._replace(kg=Decimal(-300))], both) == (Decimal(0), None)


figures = st.decimals(0, 30, places=2)
masses = st.decimals("0.01", 10**9, places=2)


@given(st.lists(st.tuples(masses, figures, figures), min_size=1, max_size=8))
def test_independent_lines_come_from_their_parts(lines: list[tuple[Decimal, ...]]) -> None:
    """Equation 3.2 of the lines' own 3.1, where no line shares a figure with another."""
    products, intervals, squares, whole = [], {}, Decimal(0), Decimal(0)
    for number, (kg, activity, factor) in enumerate(lines):
        intervals[f"a{number}"] = Interval(activity, activity)
        intervals[f"f{number}"] = Interval(factor, factor)
        products.append(Product(kg, (f"a{number}", f"f{number}")))
        squares += (kg * product_uncertainty(activity, factor)) ** 2
        whole += kg
    expected = squares.sqrt() / whole
    assert abs(percent(products, intervals) - expected) <= Decimal("1e-20") * (1 + expected)


@given(st.lists(masses, min_size=2, max_size=8), st.decimals("0.1", 30, places=2))
def test_one_factor_for_all_is_never_better_known_than_many(
    kilograms: list[Decimal], width: Decimal
) -> None:
    shared = [Product(kg, ("f",)) for kg in kilograms]
    apart = [Product(kg, (f"f{n}",)) for n, kg in enumerate(kilograms)]
    every = {name: Interval(width, width) for p in (*shared, *apart) for name in p.figures}
    assert abs(percent(shared, every) - width) < Decimal("1e-25")
    assert percent(apart, every) < width


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(masses, st.integers(1, 8), st.integers(1, 8)), min_size=1, max_size=6),
    st.integers(0, 2**60),
    st.booleans(),
)
def test_the_approaches_agree_on_small_symmetric_intervals(
    lines: list[tuple[Decimal, int, int]],
    seed: int,
    one_factor: bool,  # noqa: FBT001 - drawn
) -> None:
    products, intervals = [], {}
    for number, (kg, activity, factor) in enumerate(lines):
        of_factor = "f" if one_factor else f"f{number}"
        intervals[f"a{number}"] = Interval(Decimal(activity), Decimal(activity))
        intervals.setdefault(of_factor, Interval(Decimal(factor), Decimal(factor)))
        products.append(Product(kg, (f"a{number}", of_factor)))
    half = float(sum_uncertainty(products, intervals)[0])
    simulated = simulate([[("1", one)] for one in products], intervals, seed=seed, draws=20_000)
    whole = float(sum(one.kg for one in products))
    for end in (whole - simulated.total.low, simulated.total.high - whole):
        assert end == pytest.approx(half, rel=0.08)


def test_the_same_seed_gives_the_same_bits() -> None:
    groups = [[("1", A)], [("2", B)]]
    first = simulate(groups, CHECK, seed=7, draws=5000)
    assert simulate(groups, CHECK, seed=7, draws=5000) == first
    assert simulate(groups, CHECK, seed=8, draws=5000).total != first.total
    assert simulate(groups[::-1], CHECK, seed=7, draws=5000).groups == first.groups[::-1]
    alone = simulate(groups[:1], CHECK, seed=7, draws=5000)
    assert alone.groups == first.groups[:1]
    assert alone.total == first.groups[0]


def test_classes_are_drawn_together_with_the_total() -> None:
    both = known(a="10", f="0", g="0")
    group = [("2", Product(Decimal(100), ("a", "f"))), ("3", Product(Decimal(20), ("a", "g")))]
    found = simulate([group], both, seed=3, draws=20_000)
    assert found.classes["2"].high / 100 == pytest.approx(found.total.high / 120)
    assert found.classes["3"].low / 20 == pytest.approx(found.total.low / 120)
    exact = simulate([group], known(a="0", f="0", g="0"), seed=3, draws=1000)
    assert exact.total == (120, 120)


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "25",
        "30",
        "-20/+44",
        "-50/+100",
        "-40/+10",
        "20 uniform",
        "-5/+8 triangular",
        "-20/+44 lognormal",
        "-10/+57",
        "-90/+20",
        "80",
    ],
)
def test_every_shape_holds_95_percent_inside_its_interval(text: str) -> None:
    stated = interval(text)
    assert stated is not None
    values = drawn(stated, stream(11, text), 200_000)
    low, high = 1 - float(stated.below) / 100, 1 + float(stated.above) / 100
    assert np.mean(values < low) == pytest.approx(0.025, abs=0.0015)
    assert np.mean(values > high) == pytest.approx(0.025, abs=0.0015)
    assert values.min() >= 0


@pytest.mark.parametrize("text", ["40", "90", "-20/+44", "-30/+10", "-10/+55"])
def test_the_reported_sum_of_many_wide_lines_lies_inside_its_interval(text: str) -> None:
    """Of a figure that is a mean, the draws have that mean: no sum of many wanders off."""
    stated = interval(text)
    assert stated is not None
    lines = [[("1", Product(Decimal(10), (f"a{number}",)))] for number in range(100)]
    of_all = {f"a{number}": stated for number in range(100)}
    found = simulate(lines, of_all, seed=5, draws=10_000).total
    assert found.low < 1000 < found.high
    half = float(max(stated.below, stated.above)) / 10  # [%] of 100 lines alike, at the most
    assert (found.high - found.low) / 20 < 1.15 * half
    assert found.high + found.low == pytest.approx(2000, rel=0.025)


def test_a_shape_with_another_mean_is_told_from_one_that_keeps_it() -> None:
    kept = ["5", "90", "-20/+44", "-44/+20", "10 uniform", "8 triangular", "20 skewed"]
    moved = ["40 lognormal", "-5/+8 triangular", "-5/+8 uniform", "-5/+100", "-100/+5"]
    for text in (*kept, *moved):
        stated = interval(text)
        assert stated is not None
        assert stated.keeps_mean is (text in kept)
        mean = float(drawn(stated, stream(3, text), 400_000).mean())
        assert (abs(mean - 1) < 0.004) is (text in kept), (text, mean)


def test_nothing_is_drawn_below_nothing() -> None:
    values = drawn(Interval(Decimal(100), Decimal(100), Shape.UNIFORM), stream(1, "x"), 50_000)
    assert values.min() == 0


@given(st.floats(0.0, 0.99), st.floats(1.01, 30))
def test_a_triangle_has_its_tip_at_the_figure(low: float, high: float) -> None:
    left, right = triangle(low, high)
    assert left <= low <= 1 <= high <= right
    width = right - left
    assert (low - left) ** 2 / (width * (1 - left)) == pytest.approx(0.025, abs=1e-9)
    assert (right - high) ** 2 / (width * (right - 1)) == pytest.approx(0.025, abs=1e-9)


@pytest.mark.parametrize(("draws", "seed"), [(999, 1), (1000, -1)])
def test_too_few_draws_are_refused(draws: int, seed: int) -> None:
    with pytest.raises(ValueError, match=str(draws)):
        simulate([[("1", A)]], CHECK, seed=seed, draws=draws)
