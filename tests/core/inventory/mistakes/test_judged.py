"""The rules before a judge who did not write them: recall and precision, rule by rule."""

from __future__ import annotations

from random import Random

import pytest
from tests.core.inventory.mistakes.judged import Missed, Verdict, judge
from tests.core.inventory.mistakes.judged_places import SORTS, place
from tests.core.inventory.mistakes.judged_seeds import SEEDS

from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.register import RULES, mistakes

SEED = 2
WAYS = 20
RECALL, PRECISION = 0.9, 0.95
"""What issue 4 asks for; ``python -m tests.core.inventory.mistakes.judged`` prints the table."""


@pytest.fixture(scope="module")
def verdicts() -> tuple[list[Verdict], list[Missed]]:
    return judge(WAYS, SEED)


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_a_rule_tells_what_was_seeded_and_little_else(
    rule: str, verdicts: tuple[list[Verdict], list[Missed]]
) -> None:
    made, missed = verdicts
    verdict = next(one for one in made if one.rule == rule)
    assert verdict.seeded >= WAYS
    assert verdict.recall >= RECALL, [one for one in missed if one.what.startswith("nothing")]
    assert verdict.precision >= PRECISION, [one for one in missed if rule in one.what]


def test_every_rule_is_judged() -> None:
    assert {rule for rule, _ in SEEDS.values()} == {rule.name for rule in RULES}


@pytest.mark.parametrize("sort", SORTS)
def test_an_honest_inventory_has_no_error_and_hardly_a_warning(sort: str) -> None:
    said = [
        one
        for seed in range(12)
        for one in mistakes(place(sort, Random(f"peace {sort} {seed}")).case())  # noqa: S311
    ]
    assert all(one.level is Level.WARNING for one in said)
    assert len(said) <= 1, said
