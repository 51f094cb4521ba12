"""Which months are to be made again, and intervals in the place of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deltalake import DeltaTable
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, MARCH, batch, intervals

from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.series import INTERVAL
from fahsai.readings.errors import Unavailable
from fahsai.readings.settling import LOCK, Settler
from fahsai.readings.values import Dirty, Settled

if TYPE_CHECKING:
    from fahsai.readings.store import ReadingsStore


def dirty(store: ReadingsStore) -> dict[tuple[int, int], Dirty]:
    return {one[:2]: one for one in store.dirty()}


def quantities(store: ReadingsStore, channel: int = 1) -> list[tuple[int, int]]:
    table = store.intervals([channel], *ALWAYS)
    return list(zip(table["start"].to_pylist(), table["quantity"].to_pylist(), strict=True))


def settle(store: ReadingsStore, month: int, start: int, *amounts: int, state: bytes) -> None:
    store.settle([Settled(dirty(store)[1, month], intervals(start, *amounts), state)])


def settled(store: ReadingsStore) -> None:
    """Channel 1, January to March: March's walk tells the end of February."""
    store.append(batch((1, JANUARY, 1), (1, FEBRUARY, 2), (1, MARCH, 3), (2, MARCH, 3)))
    store.compact()
    settle(store, 202601, JANUARY, 10, 11, state=b"jan")
    settle(store, 202602, FEBRUARY, 20, 21, state=b"feb")
    settle(store, 202603, MARCH - INTERVAL, 29, 30, state=b"mar")


def test_months_with_other_readings_are_dirty_until_they_are_settled(
    each_store: ReadingsStore,
) -> None:
    store = each_store
    store.append(batch((2, FEBRUARY, 1), (1, FEBRUARY, 1), (1, JANUARY, 1)))
    assert store.dirty() == []
    store.compact()
    assert [one[:2] for one in store.dirty()] == [(1, 202601), (1, 202602), (2, 202602)]
    assert len(store.dirty(most=2)) == 2
    settle(store, 202601, JANUARY, 5, state=b"x")
    assert [one[:2] for one in store.dirty()] == [(1, 202602), (2, 202602)]
    assert store.state_before(1, 202602) == b"x"
    assert store.state_before(1, 202601) is None
    assert store.state_before(2, 202602) is None
    assert quantities(store) == [(JANUARY, 5)]


def test_what_comes_while_a_month_is_settled_makes_it_dirty_anew(
    each_store: ReadingsStore,
) -> None:
    each_store.append(batch((1, JANUARY, 1)))
    each_store.compact()
    [seen] = each_store.dirty()
    each_store.append(batch((1, JANUARY + 60, 1)))
    each_store.compact()
    each_store.settle([Settled(seen, intervals(JANUARY, 5), b"x")])
    [again] = each_store.dirty()
    assert again[:2] == seen[:2]
    assert again.mark > seen.mark


def test_a_month_is_replaced_whole_and_once(each_store: ReadingsStore) -> None:
    store = each_store
    settled(store)
    expected = [
        *((JANUARY, 10), (JANUARY + INTERVAL, 11), (FEBRUARY, 20), (FEBRUARY + INTERVAL, 21)),
        *((MARCH - INTERVAL, 29), (MARCH, 30)),
    ]
    assert quantities(store) == expected
    store.append(batch((1, FEBRUARY + 60, 2)))
    store.compact()
    settle(store, 202602, FEBRUARY, 22, state=b"feb")
    assert quantities(store) == [*expected[:2], (FEBRUARY, 22), *expected[4:]]
    assert list(dirty(store)) == [(2, 202603)]  # February ends as before


def test_a_month_that_ends_otherwise_makes_the_next_dirty(each_store: ReadingsStore) -> None:
    store = each_store
    settled(store)
    store.touch([1], since=202602)
    assert set(dirty(store)) == {(1, 202602), (1, 202603), (2, 202603)}
    settle(store, 202603, MARCH - INTERVAL, 29, 30, state=b"mar")
    # February now tells its own end: nothing of it was left to March.
    last = (MARCH - FEBRUARY) // INTERVAL
    settle(store, 202602, FEBRUARY, *range(last), state=b"feb, whole")
    assert set(dirty(store)) == {(1, 202603), (2, 202603)}
    assert quantities(store)[-2:] == [(MARCH - INTERVAL, last - 1), (MARCH, 30)]
    settle(store, 202603, MARCH, 31, state=b"mar")
    assert quantities(store)[-2:] == [(MARCH - INTERVAL, last - 1), (MARCH, 31)]
    assert quantities(store)[:2] == [(JANUARY, 10), (JANUARY + INTERVAL, 11)]


def test_what_a_month_gives_back_is_made_by_the_month_before(store: ReadingsStore) -> None:
    settled(store)
    store.touch([1], since=202603)
    settle(store, 202603, MARCH, 30, state=b"mar")
    assert (1, 202602) in dirty(store)


def test_months_settled_together_follow_from_each_other(store: ReadingsStore) -> None:
    store.append(batch((1, JANUARY, 1), (1, FEBRUARY, 2)))
    store.compact()
    now = dirty(store)
    store.settle(
        [
            Settled(now[1, 202602], intervals(FEBRUARY - INTERVAL, 19, 20), b"feb"),
            Settled(now[1, 202601], intervals(FEBRUARY - 2 * INTERVAL, 8, 9), b"jan"),
        ]
    )
    assert quantities(store) == [
        *((FEBRUARY - 2 * INTERVAL, 8), (FEBRUARY - INTERVAL, 19), (FEBRUARY, 20))
    ]
    assert store.dirty() == []
    store.touch([1])
    now = dirty(store)
    store.settle([Settled(now[1, 202601], intervals(FEBRUARY - INTERVAL, 7), b"other")])
    assert set(dirty(store)) == {(1, 202602)}


def test_a_long_gap_is_filled_in_months_before(store: ReadingsStore) -> None:
    store.append(batch((1, JANUARY, 1), (1, MARCH, 2)))
    store.compact()
    settle(store, 202601, JANUARY, 1, state=b"jan")
    count = (MARCH - JANUARY) // INTERVAL
    settle(store, 202603, JANUARY + INTERVAL, *range(1, count + 1), state=b"mar")
    assert quantities(store) == [
        (JANUARY, 1),
        *((JANUARY + INTERVAL * at, at) for at in range(1, count + 1)),
    ]


def test_a_month_without_intervals_loses_those_it_had(store: ReadingsStore) -> None:
    settled(store)
    store.touch([1], since=202603)
    settle(store, 202603, MARCH, state=b"mar")
    assert quantities(store)[-1] == (FEBRUARY + INTERVAL, 21)
    assert (1, 202602) in dirty(store)  # what March no longer tells, February may


def test_settling_many_new_parts_is_one_commit(store: ReadingsStore) -> None:
    rows = [(channel, start, 1) for channel in (1, 2, 1001) for start in (JANUARY, FEBRUARY)]
    store.append(batch(*rows))
    store.compact()
    starts = {202601: JANUARY, 202602: FEBRUARY}
    store.settle([Settled(one, intervals(starts[one.month], 1), b"") for one in store.dirty()])
    assert len(store.intervals([1, 2, 1001], *ALWAYS)) == 6
    assert DeltaTable(store.intervals_table.place).version() == 1


def test_a_crash_while_settling_leaves_months_dirty(store: ReadingsStore) -> None:
    settled(store)
    store.touch([1], since=202602)
    now = dirty(store)[1, 202602]

    def crash(place: str) -> None:
        if place == "after commit":
            raise KeyboardInterrupt

    again = [Settled(now, intervals(FEBRUARY, 99), b"feb")]
    with pytest.raises(KeyboardInterrupt):
        Settler(store.database, store.intervals_table, crash).settle(again)
    assert (1, 202602) in dirty(store)
    store.settle(again)
    assert quantities(store)[2:] == [(FEBRUARY, 99), (MARCH - INTERVAL, 29), (MARCH, 30)]
    assert (1, 202602) not in dirty(store)


def test_only_one_settles_and_only_its_own_month(store: ReadingsStore) -> None:
    store.append(batch((1, JANUARY, 1)))
    store.compact()
    with store.database.alone(LOCK) as held:
        assert held
        with pytest.raises(Unavailable, match="another process"):
            settle(store, 202601, JANUARY, 1, state=b"")
    with pytest.raises(ValueError, match="after month 202601"):
        settle(store, 202601, FEBRUARY, 1, state=b"")


def test_events_of_a_month_are_replaced_with_it(each_store: ReadingsStore) -> None:
    store = each_store
    store.append(batch((1, JANUARY, 1), (1, FEBRUARY, 1)))
    store.compact()
    now = dirty(store)
    gap = MeterEvent(1, EventKind.GAP, JANUARY, JANUARY + 900, JANUARY + 900, {"minutes": "15"})
    reset = MeterEvent(1, EventKind.RESET, FEBRUARY, FEBRUARY, FEBRUARY)
    store.settle(
        [
            Settled(now[1, 202601], intervals(JANUARY, 1), b"", events=[gap]),
            Settled(now[1, 202602], intervals(FEBRUARY, 1), b"", events=[reset]),
        ]
    )
    assert store.events([1], *ALWAYS) == [gap, reset]
    assert store.events([1], JANUARY + 901, FEBRUARY) == []
    store.touch([1], since=202602)
    settle(store, 202602, FEBRUARY, 1, state=b"")
    assert store.events([1, 2], *ALWAYS) == [gap]
