"""Which source a meter measured on each day, however it was moved."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.metering.sources import BEGINNING, Earlier, Sources, spans

FIRST, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))
DAY = date(2026, 3, 1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
KEYS = st.sampled_from([None, FIRST, OTHER, THIRD])


def test_what_passed_before_the_day_stays_with_the_old_source() -> None:
    moved = Sources((), FIRST).moved(OTHER, DAY)
    assert moved.on(DAY - timedelta(days=1)) == FIRST
    assert moved.on(DAY) == moved.last == OTHER
    assert moved.since == DAY
    assert moved.ever == {FIRST, OTHER}
    assert spans(moved) == [(None, DAY, FIRST), (DAY, None, OTHER)]


def test_the_same_again_changes_nothing() -> None:
    moved = Sources((), FIRST).moved(OTHER, DAY)
    assert moved.moved(OTHER, DAY) == moved


def test_another_day_for_the_last_source_says_when_it_began() -> None:
    moved = Sources((), FIRST).moved(OTHER, DAY)
    later = moved.moved(OTHER, date(2026, 4, 1))
    assert later == Sources((Earlier(date(2026, 4, 1), FIRST),), OTHER)
    assert later.moved(OTHER, date(2026, 2, 1)).on(date(2026, 2, 1)) == OTHER


def test_what_was_wrong_from_the_beginning_is_forgotten() -> None:
    moved = Sources((), FIRST).moved(OTHER, DAY)
    assert moved.moved(THIRD, BEGINNING) == Sources((), THIRD)


def test_going_back_to_the_source_of_before_joins_both() -> None:
    moved = Sources((), FIRST).moved(OTHER, DAY)
    assert moved.moved(FIRST, DAY) == Sources((), FIRST)
    assert moved.moved(FIRST, date(2026, 5, 1)).on(DAY) == OTHER


def test_a_meter_may_have_no_source_for_a_while() -> None:
    without = Sources((), FIRST).moved(None, DAY)
    assert (without.on(DAY), without.on(date(2026, 2, 28))) == (None, FIRST)
    assert not without.never_said
    assert Sources().never_said


@given(st.lists(st.tuples(KEYS, DAYS), max_size=8), KEYS, DAYS, DAYS)
def test_a_move_says_every_day_from_then_on_and_none_before(
    moves: list[tuple[UUID | None, date]], key: UUID | None, since: date, day: date
) -> None:
    """Unless it says the last source again: then the day it began on moves."""
    stood = Sources()
    for moved, at in moves:
        stood = stood.moved(moved, at)
    after = stood.moved(key, since)
    if day >= since:
        assert after.on(day) == key
    elif key != stood.last:
        assert after.on(day) == stood.on(day)
    edges = [one.until for one in after.earlier]
    assert edges == sorted(set(edges))
    measured = [*(one.source_id for one in after.earlier), after.last]
    assert all(one != then for one, then in pairwise(measured))
