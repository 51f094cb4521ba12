"""How readings arrive: again, or late."""

from __future__ import annotations

import msgspec
import pytest

from fahsai.core.metering.arrivals import Arrival, ArrivalState, arrived
from fahsai.core.metering.event import EventKind, MeterEvent

T = 1_736_118_000


def minutes(*given: int) -> list[Arrival]:
    return [Arrival(T + 60 * one) for one in given]


def told(batch: list[Arrival], size: int = 10_000, every: int = 60) -> list[MeterEvent]:
    """The last word on each event, when the arrivals come in batches."""
    state: ArrivalState | None = None
    found: dict[tuple[EventKind, int], MeterEvent] = {}
    for first in range(0, len(batch), size):
        one = arrived(3, batch[first : first + size], state, every=every)
        found.update({(event.kind, event.start): event for event in one.events})
        state = msgspec.json.decode(msgspec.json.encode(one.state), type=ArrivalState)
        assert state == one.state
    return list(found.values())


@pytest.mark.parametrize(("count", "expected"), [(7, []), (8, [EventKind.DUPLICATES])])
def test_eight_again_in_an_hour_are_told(count: int, expected: list[EventKind]) -> None:
    batch = minutes(*range(100), *range(20, 20 + count))
    assert [event.kind for event in told(batch)] == expected


def test_eight_again_in_a_day_are_nothing() -> None:
    batch = [one for minute in range(1_440) for one in minutes(minute)]
    for hour in range(24):
        batch.insert(hour * 62 + 10, batch[hour * 62 + 5])
    assert told(batch) == []


def test_a_backlog_in_its_order_is_nothing() -> None:
    assert told(minutes(*range(2_000))) == []


def test_late_ones_are_told_by_the_time_of_the_device() -> None:
    batch = minutes(*(one for pair in range(0, 100, 2) for one in (pair + 1, pair)))
    found = told(batch)
    assert [event.kind for event in found] == [EventKind.OUT_OF_ORDER]
    assert (found[0].start, found[0].end) == (T, T + 98 * 60)
    assert found[0].noticed == T + 14 * 60
    assert found[0].data == {"count": "50"}


def test_a_slow_device_has_a_longer_hour() -> None:
    order = [one for pair in range(0, 40, 2) for one in (pair + 1, pair)]
    batch = [Arrival(T + 900 * one) for one in order]
    assert [event.kind for event in told(batch, every=900)] == [EventKind.OUT_OF_ORDER]
    assert told(batch, every=60) == []


def test_how_slow_a_device_is_shows_where_nobody_said() -> None:
    first = [Arrival(T + 900 * (one - 100)) for one in range(100)]
    order = [one for pair in range(0, 40, 2) for one in (pair + 1, pair)]
    batch = [*first, *(Arrival(T + 900 * one) for one in order)]
    assert [event.kind for event in told(batch, every=0)] == [EventKind.OUT_OF_ORDER]
    assert [event.kind for event in told(batch, 7, every=0)] == [EventKind.OUT_OF_ORDER]


def test_batches_of_any_size_tell_the_same() -> None:
    order = [*range(300), *range(100, 140), *range(330, 300, -1), *range(331, 600)]
    batch = [Arrival(T + 60 * one) for seq, one in enumerate(order) if seq % 97]
    for every in (60, 0):
        whole = told(batch, every=every)
        assert {event.kind for event in whole} == {EventKind.DUPLICATES, EventKind.OUT_OF_ORDER}
        for size in (1, 7, 64):
            assert told(batch, size, every) == whole


def test_the_state_of_a_steady_device_is_small() -> None:
    state = arrived(3, minutes(*range(5_000))).state
    assert len(msgspec.json.encode(state)) < 200
