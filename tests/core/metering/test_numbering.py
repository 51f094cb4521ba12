"""Numbers of messages: what never came is told, whatever a device makes up of its count."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.numbering import (
    MOST_HOLES,
    MOST_UNNAMED,
    Numbered,
    NumberState,
    counted,
)

T = 1_736_118_000
FAR = 2**31

Told = dict[int, MeterEvent]


def told(batch: list[Numbered], size: int = 10_000) -> list[MeterEvent]:
    """The last word on each event, when the messages come in batches."""
    return list(kept(batch, size)[0].values())


def kept(batch: list[Numbered], size: int = 10_000) -> tuple[Told, NumberState]:
    """The events by their starts as a store keeps them, and what is remembered at the end."""
    state: NumberState | None = None
    found: Told = {}
    for first in range(0, len(batch), size):
        one = counted(3, batch[first : first + size], state)
        found.update({event.start: event for event in one.events})
        state = msgspec.json.decode(msgspec.json.encode(one.state), type=NumberState)
        assert state == one.state
    return found, state or NumberState()


def minutes(*numbers: int) -> list[Numbered]:
    """One message a minute with these numbers."""
    return [Numbered(seq, T + 60 * at) for at, seq in enumerate(numbers)]


def test_missing_numbers_are_lost_after_an_hour() -> None:
    batch = [Numbered(one, T + 60 * one) for one in range(200) if one not in {50, 51, 52}]
    found = told(batch)
    assert [(event.kind, event.data["count"]) for event in found] == [(EventKind.LOST, "3")]
    assert (found[0].start, found[0].end) == (T + 49 * 60, T + 53 * 60)
    assert found[0].channel == 3
    assert told(batch[:100]) == []


def test_a_number_that_comes_late_is_not_lost() -> None:
    batch = [Numbered(one, T + 60 * one) for one in range(200) if one != 50]
    batch.insert(90, Numbered(50, T + 60 * 50))
    assert told(batch) == []


def test_of_a_hole_only_what_never_comes_is_lost() -> None:
    batch = [Numbered(one, T + 60 * one) for one in range(200) if not 50 <= one < 60]
    batch.insert(80, Numbered(54, T + 60 * 54))
    (found,) = told(batch)
    assert found.data == {"count": "9"}


def test_losses_of_one_hour_are_one_event() -> None:
    batch = [Numbered(one, T + 60 * one) for one in range(600) if one % 5 or not 100 < one < 400]
    (found,) = told(batch)
    assert found.data == {"count": "59"}
    assert (found.start, found.end) == (T + 104 * 60, T + 396 * 60)


def test_a_long_loss_is_told_where_the_time_for_it_has_passed() -> None:
    batch = [Numbered(one, T + 60 * one) for one in range(9_000) if not 1_000 <= one < 6_000]
    (found,) = told(batch)
    assert found.data == {"count": "5000"}


def test_a_device_that_counts_anew_has_lost_nothing() -> None:
    first = [Numbered(5_000 + one, T + 60 * one) for one in range(100)]
    again = [Numbered(one, T + 60 * one) for one in range(100, 300)]
    assert told([*first, *again]) == []
    restarted = [Numbered(one - 100, T + 60 * one) for one in range(100, 300)]
    assert told([Numbered(one, T + 60 * one) for one in range(100)] + restarted) == []


def test_a_message_that_became_no_reading_arrived() -> None:
    batch = [Numbered(one, None if one in {50, 70, 71} else T + 60 * one) for one in range(200)]
    assert told(batch) == []
    behind = [one for one in batch if one.ts] + [one for one in batch if not one.ts]
    assert told(behind[:198]) != []
    soon = [*(one for one in batch[:90] if one.ts), Numbered(50), Numbered(70), Numbered(71)]
    assert told([*soon, *batch[90:]]) == []


def test_a_message_whose_number_cannot_be_read_arrived_too() -> None:
    batch = [Numbered(one, T + 60 * one) for one in range(200)]
    batch[50] = Numbered(None)
    assert told(batch) == []
    batch[80:82] = [Numbered(None)]
    (found,) = told(batch)
    assert found.data == {"count": "1"}


@pytest.mark.parametrize(
    "numbers",
    [
        [one if one % 2 else one + FAR for one in range(3_000)],
        [one + (one // 100) * FAR for one in range(3_000)],
        [one * 999 for one in range(3_000)],
        [one * 999 if one % 2 else -one * 999 + 5_000_000 for one in range(3_000)],
        [FAR - one for one in range(3_000)],
        [7] * 3_000,
    ],
    ids=["alternating", "jumping", "skipping", "both", "backwards", "standing"],
)
def test_however_a_device_counts_little_is_kept_and_little_told(numbers: list[int]) -> None:
    still = [Numbered(one, T) for one in numbers]
    for batch in (minutes(*numbers), still):
        found, state = kept(batch, 100)
        assert len(state.holes) <= MOST_HOLES
        assert len(msgspec.json.encode(state)) < 10_000
        assert len(found) <= 1


steps = st.one_of(
    st.just(1),
    st.integers(-1_200, 1_200),
    st.sampled_from([FAR, -FAR, 2**52, 999, 1_000, 1_001]),
)


@given(
    st.lists(
        st.tuples(steps, st.integers(-4_000, 4_000), st.booleans(), st.booleans()),
        max_size=400,
    ),
    st.integers(1, 50),
)
@settings(max_examples=60, deadline=None)
def test_anything_at_all_is_bounded_and_the_same_in_parts(
    moves: list[tuple[int, int, bool, bool]], size: int
) -> None:
    batch, seq, ts = [], 0, T
    for step, seconds, unread, unnamed in moves:
        seq, ts = max(seq + step, 0), ts + seconds
        batch.append(Numbered(None if unnamed else seq, None if unread or unnamed else ts))
    whole, state = kept(batch)
    assert (whole, state) == kept(batch, size)
    assert len(state.holes) <= MOST_HOLES
    assert len(state.unnamed) <= MOST_UNNAMED
    times = [one.ts for one in batch if one.ts is not None]
    hours = (max(times) - min(times)) // 3_600 if times else 0
    assert len(whole) <= hours + 1
    assert all(int(one.data["count"]) > 0 for one in whole.values())
