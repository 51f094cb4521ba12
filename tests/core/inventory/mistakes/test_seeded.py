"""The rules on towns with and without mistakes: what they find, and what they say of nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.core.inventory.mistakes.seeded import SOWERS, Score, scores
from tests.core.inventory.mistakes.towns import SHAPES, town

from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.register import RULES, mistakes

WAYS = 20
RECALL, PRECISION = 0.9, 0.95
UNTOUCHED = 40
SHARE_OF_NOTHING = 0.002
"""Of the sources of correct towns, how many may be asked about without need."""


@pytest.fixture(scope="module")
def rows() -> list[Score]:
    return scores(WAYS)


@pytest.mark.parametrize("name", SOWERS)
def test_a_mistake_is_found(name: str, rows: list[Score]) -> None:
    row = next(one for one in rows if one.name == name)
    assert row.sown == WAYS
    assert row.recall >= RECALL, row


@pytest.mark.parametrize("name", SOWERS)
def test_a_rule_speaks_of_mistakes(name: str, rows: list[Score]) -> None:
    row = next(one for one in rows if one.name == name)
    assert row.precision >= PRECISION, row


def test_correct_towns_are_left_in_peace() -> None:
    said: Counter[str] = Counter()
    for seed in range(2000, 2000 + UNTOUCHED):
        for item in mistakes(town(seed).case()):
            assert item.level is not Level.ERROR
            said[item.code] += 1
    assert said.total() <= SHARE_OF_NOTHING * UNTOUCHED * len(SHAPES), said


def test_every_rule_has_been_tried() -> None:
    assert {rule.name for rule in RULES} <= set(SOWERS)


def test_no_rule_blocks() -> None:
    """A rule guesses: what it says is a warning, which a person may answer."""
    for name, sow in SOWERS.items():
        from random import Random

        made = sow(town(7), Random(name)).town  # noqa: S311 - a made-up mistake
        assert {one.level for one in mistakes(made.case())} <= {Level.WARNING, Level.INFO}, name
