"""Laying readings upon others: the later arrival counts, whatever is sent how often."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.series import Quality
from fahsai.readings.merge import NOT_KNOWN, Rows, laid_upon

ROW = st.tuples(st.integers(1, 2), st.integers(0, 2), st.integers(0, 2), st.sampled_from([0, 128]))


def rows(*of: tuple[int, int, int, int]) -> Rows:
    return Rows(*np.array(of, np.int64).reshape(-1, 4).T)


def listed(of: Rows) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in of), strict=True))


def when(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.int64)


def test_a_later_arrival_takes_the_place_of_an_earlier_one_and_is_marked() -> None:
    laid = laid_upon(rows((1, 60, 5, 0)), rows((1, 60, 7, 0), (1, 60, 8, 128)), when(2))
    assert listed(laid.rows) == [(1, 60, 8, 128 | Quality.CONFLICT)]
    assert laid.clashes.earlier.tolist() == [5, 7]
    assert laid.clashes.later.tolist() == [7, 8]
    assert laid.clashes.earlier_arrived.tolist() == [NOT_KNOWN, 0]
    assert (laid.fresh.tolist(), laid.changed.tolist()) == ([False], [True])


def test_the_same_again_changes_nothing() -> None:
    kept = rows((1, 0, 5, 0), (1, 60, 5, int(Quality.CONFLICT)))
    laid = laid_upon(kept, rows((1, 0, 5, 0), (1, 60, 5, 0)), when(2))
    assert listed(laid.rows) == listed(kept)
    assert not laid.changed.any()
    assert laid.duplicates.tolist() == [1, 1]
    assert not len(laid.clashes.ts)


def test_nothing_laid_upon_nothing_is_nothing() -> None:
    laid = laid_upon(rows(), rows(), when(0))
    assert listed(laid.rows) == []


@given(st.lists(ROW, max_size=12), st.lists(ROW, max_size=12))
def test_it_says_what_a_dictionary_says(
    before: list[tuple[int, int, int, int]], after: list[tuple[int, int, int, int]]
) -> None:
    kept = {row[:2]: row for row in before}
    said = {key: row[2] for key, row in kept.items()}
    duplicates = clashes = fresh = 0
    for channel, ts, value, _ in after:
        known = said.get((channel, ts))
        duplicates += known == value
        clashes += known is not None and known != value
        fresh += known is None
        said[channel, ts] = value
    laid = laid_upon(rows(*(kept[key] for key in sorted(kept))), rows(*after), when(len(after)))
    assert {row[:2]: row[2] for row in listed(laid.rows)} == said
    assert [row[:2] for row in listed(laid.rows)] == sorted(said)
    assert (len(laid.duplicates), len(laid.clashes.ts)) == (duplicates, clashes)
    assert int(laid.fresh.sum()) == fresh


@given(st.lists(ROW, max_size=12), st.lists(ROW, max_size=12))
def test_doing_it_twice_changes_nothing(
    before: list[tuple[int, int, int, int]], after: list[tuple[int, int, int, int]]
) -> None:
    kept = laid_upon(rows(), rows(*before), when(len(before))).rows
    once = laid_upon(kept, rows(*after), when(len(after))).rows
    again = laid_upon(once, rows(*after), when(len(after)))
    assert listed(again.rows) == listed(once)
    assert not again.fresh.any()
    assert not again.changed.any()
