"""A sample is drawn again by its seed, without regard to the order of the records."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from math import log
from random import Random

import pytest

from fahsai.core.assurance.sampling import Item, Weighing, sample

ITEMS = [Item(f"S{n:02}/2565-01", Decimal(n * n)) for n in range(40)]


@pytest.mark.parametrize("weighing", Weighing)
def test_the_same_seed_draws_the_same_whatever_the_order(weighing: Weighing) -> None:
    drawn = sample(ITEMS, 10, "2569", weighing)
    assert len(drawn) == len(set(drawn)) == 10
    for n in range(5):
        shuffled = list(ITEMS)
        Random(n).shuffle(shuffled)  # noqa: S311 - another order, nothing secret
        assert sample(shuffled, 10, "2569", weighing) == drawn
    assert sample(ITEMS, 10, "2570", weighing) != drawn


@pytest.mark.parametrize("weighing", Weighing)
def test_a_larger_sample_begins_with_the_smaller_one(weighing: Weighing) -> None:
    for size in range(len(ITEMS)):
        assert sample(ITEMS, 40, "a", weighing)[:size] == sample(ITEMS, size, "a", weighing)


def test_the_keys_are_those_of_the_published_method() -> None:
    """Worked again with floats, which order these few records alike."""

    def key(item: Item) -> float:
        h = int.from_bytes(sha256(f"seed|{item.code}".encode()).digest()[:8], "big")
        return -log((h + 1) / (2**64 + 1)) / float(item.weight)

    weighty = [item for item in ITEMS if item.weight]
    wanted = tuple(item.code for item in sorted(weighty, key=key)[:12])
    assert sample(ITEMS, 12, "seed") == wanted


def test_chances_follow_the_weights() -> None:
    items = [Item("large", Decimal(9)), Item("small", Decimal(1))]
    first = [sample(items, 1, str(seed))[0] for seed in range(2000)]
    assert 0.88 < first.count("large") / len(first) < 0.92
    even = [sample(items, 1, str(seed), Weighing.EVEN)[0] for seed in range(2000)]
    assert 0.46 < even.count("large") / len(even) < 0.54


def test_a_record_without_a_result_is_never_drawn_by_result() -> None:
    assert "S00/2565-01" not in sample(ITEMS, 40, "x")
    assert "S00/2565-01" in sample(ITEMS, 40, "x", Weighing.EVEN)
    assert sample([], 5, "x") == sample(ITEMS, 0, "x") == ()


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="sample of -1"):
        sample(ITEMS, -1, "x")
    with pytest.raises(ValueError, match="weighs -1"):
        sample([Item("a", Decimal(-1))], 1, "x")
    with pytest.raises(ValueError, match="twice"):
        sample([ITEMS[3], ITEMS[3]], 1, "x")
