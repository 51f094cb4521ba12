"""Office workbooks before the judge: what ``fahsai calculate`` tells of one mistake a file."""

from __future__ import annotations

import pytest
from tests.services.changed_books import NAMES
from tests.services.judged_books import judge, said

RECALL, PRECISION = 0.9, 0.95


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_workbook_is_left_in_peace(name: str) -> None:
    assert said(name) == []


def test_a_mistake_in_a_workbook_is_told_and_little_else() -> None:
    scores, looked = judge(rounds=2, seed=3)
    made, told = (sum(getattr(one, what) for one in scores) for what in ("made", "told"))
    wrong = sum(one.wrong for one in scores)
    assert made >= 80
    assert told / made >= RECALL, looked
    assert told / (told + wrong) >= PRECISION, looked
    assert all(one.told for one in scores), looked
