"""First-order decay and the municipal variant against published and worked figures."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.methods.solid_waste import (
    accumulated_carbon,
    decomposable_carbon,
    decomposed_carbon,
    first_order_decay,
    methane_emitted,
    methane_generated,
    methane_potential,
    municipal_decay,
    remaining_share,
)
from fahsai.core.quantity.exact import EXACT, exactly, total

D = Decimal
THREE_YEARS = {1: D(1000), 2: D(1000), 3: D(1000)}
BULK = {"doc": D("0.15"), "docf": D("0.5"), "mcf": D("0.8"), "k": D("0.17")}


def test_ipcc_example_of_three_years() -> None:
    rows = first_order_decay(THREE_YEARS, 4, **BULK)
    methane = [
        methane_emitted(methane_generated(row.decomposed, D("0.5")), D(0), D(0)) for row in rows
    ]
    assert [format(value, ".5f") for value in methane] == [
        "0.00000",
        "6.25341",
        "11.52919",
        "15.98018",
    ]


@pytest.mark.parametrize(
    ("year", "kilograms"), [(1, "3663.963"), (2, "7080.219"), (3, "10265.516"), (4, "9571.503")]
)
def test_municipal_variant_counts_from_the_year_of_disposal(year: int, kilograms: str) -> None:
    potential = methane_potential(D("0.15"), D("0.77"), D("0.8"), D("0.53"))
    parts = [
        municipal_decay(waste, potential, D("0.07"), year - disposed, D("0.17"))
        for disposed, waste in THREE_YEARS.items()
        if disposed <= year
    ]
    assert format(total(parts) * 1000, ".3f") == kilograms


def test_decay_is_the_sum_over_the_deposits() -> None:
    """The recursion (eq. 3.4, 3.5) equals the closed sum over the years of deposit."""
    rows = first_order_decay(THREE_YEARS, 9, **BULK)
    each = decomposable_carbon(D(1000), D("0.15"), D("0.5"), D("0.8"))
    shares = [
        (remaining_share(D("0.17"), 8 - year), remaining_share(D("0.17"), 9 - year))
        for year in THREE_YEARS
    ]
    with exactly():
        closed = total(each * (before - after) for before, after in shares)
        assert abs(rows[-1].decomposed - closed) < D("1e-30")


def test_exponential_has_34_digits() -> None:
    value = remaining_share(D(1))
    assert str(value) == "0.3678794411714423215955237701614609"


def test_nothing_deposited_gives_no_rows() -> None:
    assert first_order_decay({}, 2022, **BULK) == ()


def test_later_deposits_do_not_matter() -> None:
    longer = {**THREE_YEARS, 5: D(9999)}
    assert first_order_decay(longer, 4, **BULK) == first_order_decay(THREE_YEARS, 4, **BULK)


def test_recovery_is_taken_off_before_oxidation() -> None:
    assert methane_emitted(D(10), D(4), D("0.1")) == D("5.4")
    assert methane_emitted(D(10), D(11), D(0)) < 0  # shown, not hidden: the caller refuses it


tonnes = st.decimals(min_value=0, max_value=100000, places=3)
rates = st.decimals(min_value=D("0.001"), max_value=1, places=3)


@given(st.dictionaries(st.integers(1980, 2020), tonnes, min_size=1), rates)
def test_carbon_is_neither_lost_nor_made(deposits: dict[int, Decimal], k: Decimal) -> None:
    rows = first_order_decay(deposits, 2022, doc=D("0.2"), docf=D("0.5"), mcf=D(1), k=k)
    put_in = total(row.deposited for row in rows)
    decayed = total(row.decomposed for row in rows)
    assert abs(EXACT.subtract(put_in, EXACT.add(decayed, rows[-1].accumulated))) < D("1e-24")


@given(tonnes, rates)
def test_one_year_is_conserved(previous: Decimal, k: Decimal) -> None:
    together = EXACT.add(decomposed_carbon(previous, k), accumulated_carbon(D(0), previous, k))
    assert abs(EXACT.subtract(together, previous)) < D("1e-27")


@given(rates, st.integers(0, 60))
def test_remaining_share_agrees_with_the_float(k: Decimal, years: int) -> None:
    assert math.isclose(remaining_share(k, years), math.exp(-float(k) * years), rel_tol=1e-12)
