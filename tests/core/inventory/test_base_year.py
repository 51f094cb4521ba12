"""When a base year is calculated anew: each rule both ways, with the arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.finding import Level
from fahsai.core.inventory.base_year import (
    TRIGGERS,
    BaseYearChange,
    BaseYearPolicy,
    ChangeKind,
    Decision,
    Outcome,
    Weight,
    decide,
    decision_findings,
)

START = date(2020, 10, 1)
BASE = Decimal(1_000_000)
POLICY = BaseYearPolicy()
SOLD = BaseYearChange(2564, ChangeKind.STRUCTURAL, date(2022, 1, 1), Decimal(-50_000), "ขายโรงสูบน้ำ")


def decided(*changes: BaseYearChange, policy: BaseYearPolicy = POLICY) -> Decision:
    return decide(2564, START, BASE, policy, changes)


def test_the_threshold_itself_is_reached() -> None:
    """Five percent of 1,000 t is 50 t; a kilogram less is not."""
    found = decided(SOLD)
    assert (found.outcome, found.percent) == (Outcome.RECALCULATE, Decimal(5))
    less = decided(replace(SOLD, effect_kg=Decimal(-49_999)))
    assert (less.outcome, less.percent) == (Outcome.NOT_NEEDED, Decimal("4.9999"))


def test_small_changes_add_up() -> None:
    small = [replace(SOLD, effect_kg=Decimal(-20_000))] * 2
    assert decided(*small).outcome is Outcome.NOT_NEEDED
    third = replace(SOLD, change_kind=ChangeKind.ERROR, effect_kg=Decimal(10_000))
    assert decided(*small, third).outcome is Outcome.RECALCULATE


def test_what_was_bought_does_not_hide_what_was_sold() -> None:
    bought = replace(SOLD, effect_kg=Decimal(50_000))
    found = decided(SOLD, bought)
    assert found.outcome is Outcome.RECALCULATE
    assert (found.cumulative_kg, found.net_kg) == (Decimal(100_000), Decimal(0))


@given(st.lists(st.decimals(-(10**12), 10**12, places=3), max_size=8))
def test_organic_growth_never_counts(effects: list[Decimal]) -> None:
    grown = [replace(SOLD, change_kind=ChangeKind.ORGANIC, effect_kg=one) for one in effects]
    found = decided(*grown)
    assert (found.outcome, found.cumulative_kg) == (Outcome.NOT_NEEDED, Decimal(0))
    assert {one.weight for one in found.weighed} <= {Weight.ORGANIC}


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        (SOLD, Weight.COUNTED),
        (replace(SOLD, change_kind=ChangeKind.METHOD), Weight.COUNTED),
        (replace(SOLD, change_kind=ChangeKind.ERROR), Weight.COUNTED),
        (replace(SOLD, change_kind=ChangeKind.ORGANIC), Weight.ORGANIC),
        (replace(SOLD, included_in=2), Weight.INCLUDED),
        (replace(SOLD, happened_on=date(2020, 9, 30)), Weight.BEFORE),
        (replace(SOLD, happened_on=START), Weight.COUNTED),
        (replace(SOLD, change_kind=ChangeKind.ERROR, happened_on=date(2019, 1, 1)), Weight.COUNTED),
        (replace(SOLD, base_year_be=2563), Weight.OTHER_YEAR),
    ],
)
def test_each_change_counts_or_says_why_not(change: BaseYearChange, weight: Weight) -> None:
    (found,) = decided(change).weighed
    assert found.weight is weight
    recalculate = decided(change).outcome is Outcome.RECALCULATE
    assert recalculate == (weight is Weight.COUNTED)


@pytest.mark.parametrize("kind", [ChangeKind.STRUCTURAL, ChangeKind.METHOD, ChangeKind.ERROR])
def test_a_kind_that_the_policy_leaves_out_does_not_count(kind: ChangeKind) -> None:
    named = {one.value: one is not kind for one in TRIGGERS}
    policy = BaseYearPolicy(Decimal(5), named["structural"], named["method"], named["error"])
    found = decided(replace(SOLD, change_kind=kind), policy=policy)
    assert found.outcome is Outcome.NOT_NEEDED
    assert found.weighed[0].weight is Weight.NOT_A_TRIGGER


def test_without_emissions_or_results_nothing_is_decided() -> None:
    assert decide(2564, START, Decimal(0), POLICY, (SOLD,)).outcome is Outcome.UNDECIDED
    assert decide(2564, START, BASE, POLICY, (), complete=False).outcome is Outcome.UNDECIDED
    reached = decide(2564, START, BASE, POLICY, (SOLD,), complete=False)
    assert reached.outcome is Outcome.RECALCULATE
    assert decided(policy=replace(POLICY, threshold_percent=Decimal(0))).outcome is (
        Outcome.NOT_NEEDED
    )


def test_the_finding_carries_the_arithmetic() -> None:
    (said,) = decision_findings(decided(SOLD), 2564)
    assert (said.code, said.level, said.subject) == (
        "base_year.recalculate", Level.WARNING, "2564",
    )  # fmt: skip
    assert said.data == {
        "count": "1", "effect": "50.00", "base": "1,000.00", "percent": "5.00", "threshold": "5",
    }  # fmt: skip
    (nothing,) = decision_findings(decided(), 2564)
    assert (nothing.code, nothing.level) == ("base_year.not_needed", Level.INFO)
