"""What the records propose, of which kind, and what it leaves open: each rule both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.core.inventory.test_base_year import BASE, POLICY, START

from fahsai.core.finding import Level
from fahsai.core.inventory.base_proposal import Proposal, kind_by_reason, open_proposals
from fahsai.core.inventory.base_year import (
    BaseYearChange,
    BaseYearPolicy,
    ChangeKind,
    Decision,
    Outcome,
    decide,
    decision_findings,
)
from fahsai.reference.load_base_year import load_change_words

DAY = date(2023, 5, 1)


def proposed(kg: int, kind: ChangeKind | None = None, key: str = "started-S07") -> Proposal:
    change = BaseYearChange(
        2564, kind or ChangeKind.STRUCTURAL, DAY, Decimal(kg), "", "S07", answers=key
    )
    return Proposal("started", kind, change)


def decided(
    *proposals: Proposal, counted: int = 0, policy: BaseYearPolicy = POLICY, complete: bool = True
) -> Decision:
    changes = [replace(proposed(counted).change, answers="")] if counted else []
    return decide(2564, START, BASE, policy, changes, proposals=proposals, complete=complete)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("ซื้อรถใหม่", ChangeKind.ORGANIC),
        ("เปิดอาคารใหม่", ChangeKind.ORGANIC),
        ("ชำรุด ปลดระวาง", ChangeKind.ORGANIC),
        ("Bought a new truck", ChangeKind.ORGANIC),
        ("รับโอนจาก อบต.", ChangeKind.STRUCTURAL),
        ("ควบรวมกับเทศบาลข้างเคียง", ChangeKind.STRUCTURAL),
        ("จ้างเหมาเอกชนเก็บขยะ", ChangeKind.STRUCTURAL),
        ("ซื้อกิจการโรงงานที่ 2", ChangeKind.STRUCTURAL),
        ("Outsourced to a contractor", ChangeKind.STRUCTURAL),
        ("MERGER of two plants", ChangeKind.STRUCTURAL),
        ("", None),
        ("  ", None),
        ("ขายแล้ว", None),
        ("sold", None),
    ],
)
def test_the_reason_tells_the_kind_or_nobody_does(reason: str, kind: ChangeKind | None) -> None:
    assert kind_by_reason(reason, load_change_words()) is kind


def test_an_open_proposal_leaves_it_undecided_and_says_whether_it_would_matter() -> None:
    small = decided(proposed(20_000))
    assert small.outcome is Outcome.UNDECIDED
    assert small.waiting is not None
    assert (small.waiting.effect_kg, small.waiting.percent, small.waiting.reaches) == (
        Decimal(20_000), Decimal(2), False,
    )  # fmt: skip
    (said,) = decision_findings(small, 2564)
    assert (said.code, said.level) == ("base_year.open_below", Level.INFO)
    large = decided(proposed(-30_000), proposed(15_000, key="ended-S02"), counted=5_000)
    assert large.waiting is not None
    assert (large.outcome, large.waiting.reaches) == (Outcome.UNDECIDED, True)
    (said,) = decision_findings(large, 2564)
    assert (said.code, said.level) == ("base_year.open_reaches", Level.WARNING)
    assert said.data == {
        "count": "2", "proposals": "started-S07 -30.00, ended-S02 +15.00", "base": "1,000.00",
        "percent": "5.00", "threshold": "5",
    }  # fmt: skip
    assert decided().outcome is Outcome.NOT_NEEDED


def test_what_is_decided_anyhow_does_not_wait() -> None:
    reached = decided(proposed(1), counted=50_000)
    assert (reached.outcome, reached.waiting) == (Outcome.RECALCULATE, None)
    method = proposed(90_000, ChangeKind.METHOD)
    assert decided(method).outcome is Outcome.UNDECIDED
    left_out = decided(method, policy=replace(POLICY, method=False))
    assert (left_out.outcome, left_out.waiting) == (Outcome.NOT_NEEDED, None)
    assert decided(proposed(1), complete=False).waiting is None


def test_what_looks_organic_waits_only_where_it_would_matter() -> None:
    assert decided(proposed(40_000, ChangeKind.ORGANIC)).outcome is Outcome.NOT_NEEDED
    both = decided(proposed(40_000, ChangeKind.ORGANIC), counted=10_000)
    assert both.outcome is Outcome.UNDECIDED


def test_a_proposal_is_open_until_it_is_recorded_by_name_or_by_place_and_day() -> None:
    one = proposed(5)
    other_day = replace(one.change, happened_on=date(2023, 6, 1), effect_kg=Decimal(7))
    same_place = replace(one.change, answers="", change_kind=ChangeKind.ORGANIC)
    assert open_proposals((one,), (other_day,)) == ()
    assert open_proposals((one,), (same_place,)) == ()
    for said in (
        replace(other_day, answers=""),
        replace(one.change, answers="ended-S07"),
        replace(one.change, base_year_be=2563),
    ):
        assert open_proposals((one,), (said,)) == (one,)
