"""Sums of intervals: nothing lost between stretches, whole numbers, flags kept."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.length import DAY, Length, bounds, day_of, instant
from fahsai.core.metering.series import INTERVAL, Intervals, Quality
from fahsai.core.metering.summed import Summed, summed

START = instant(date(2025, 9, 28))


def intervals(quantity: list[int], quality: list[int] | None = None) -> Intervals:
    count = len(quantity)
    one = np.ones(count, np.int64)
    return Intervals(
        START + INTERVAL * np.arange(count),
        np.array(quantity, np.int64),
        np.array([abs(number) // 2 for number in quantity], np.int64),
        INTERVAL * one,
        15 * one,
        np.array(quality or [0] * count, np.int64),
    )


def whole(found: list[Summed]) -> Summed:
    total = Summed()
    for one in found:
        total = total.plus(one)
    return total


@given(
    st.lists(st.integers(-(10**12), 10**12), max_size=700),
    st.sampled_from(list(Length)),
    st.integers(0, 20 * DAY // INTERVAL),
)
def test_stretches_add_up_to_the_whole(quantity: list[int], length: Length, more: int) -> None:
    given = intervals(quantity)
    end = START + INTERVAL * (len(quantity) + more) + INTERVAL
    found = summed(given, bounds(length, START, end))
    assert whole(found).quantity == sum(quantity)
    assert whole(found).intervals == len(quantity)
    assert whole(found).readings == 15 * len(quantity)


def test_flags_of_a_stretch_are_those_of_its_intervals() -> None:
    given = intervals([1, 2, 3], [int(Quality.RESET), 0, int(Quality.ESTIMATED | Quality.RESET)])
    edges = [START, START + INTERVAL, START + 2 * INTERVAL, START + 3 * INTERVAL]
    assert [one.quality for one in summed(given, edges)] == [4, 0, 5]
    assert summed(given, [edges[0], edges[3]])[0].quality == 5


def test_what_lies_outside_is_not_counted() -> None:
    given = intervals([1, 2, 4, 8])
    assert summed(given, [START + INTERVAL, START + 3 * INTERVAL])[0].quantity == 6
    assert summed(given, []) == []


def test_stretches_begin_as_the_calendar_of_thailand() -> None:
    start, end = instant(date(2024, 9, 15)), instant(date(2026, 2, 1))
    for length, days in (
        (Length.YEAR, ["2024-09-15", "2025-01-01", "2026-01-01", "2026-02-01"]),
        (Length.FISCAL_YEAR, ["2024-09-15", "2024-10-01", "2025-10-01", "2026-02-01"]),
    ):
        assert [day_of(one).isoformat() for one in bounds(length, start, end)] == days
    months = bounds(Length.MONTH, start, end)
    assert len(months) == 18
    assert all(day_of(one).day == 1 for one in months[1:])
    assert len(bounds(Length.DAY, start, end)) == 505
    assert bounds(Length.HOUR, end, start) == []


@given(st.integers(946_684_800, 4_000_000_000), st.integers(1, 40 * DAY))
def test_bounds_cover_what_is_asked_and_nothing_else(start: int, seconds: int) -> None:
    for length in Length:
        found = bounds(length, start, start + seconds)
        assert (found[0], found[-1]) == (start, start + seconds)
        assert found == sorted(set(found))
