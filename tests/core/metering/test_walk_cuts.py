"""However the time is cut, the intervals are the same; and walking a month again repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest
from tests.core.metering.devices import DEVICES, Device
from tests.core.metering.faults import spoiled
from tests.core.metering.judged import channels, series

from fahsai.core.metering.quality import QualityState, checked
from fahsai.core.metering.series import Intervals, Series
from fahsai.core.metering.walk import WalkState, quantities

if TYPE_CHECKING:
    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.event import MeterEvent

DAYS = 24
SOME = tuple(DEVICES[index] for index in (1, 4, 8, 10, 13, 14))

Rows = dict[int, tuple[int, ...]]
Told = dict[tuple[int, str, int], "MeterEvent"]


def columns(intervals: Intervals) -> Rows:
    table = (
        intervals.start,
        intervals.quantity,
        intervals.estimated,
        intervals.seconds,
        intervals.readings,
        intervals.quality,
    )
    return {row[0]: row for row in zip(*(column.tolist() for column in table), strict=True)}


def since(readings: Series, at: int) -> Series:
    keep = readings.ts >= at
    return Series(readings.ts[keep], readings.value[keep], readings.quality[keep])


def in_parts(channel: Channel, readings: Series, cuts: list[int]) -> tuple[Rows, Told]:
    """The walk up to one time after another, kept as a keeper of intervals would."""
    rows: Rows = {}
    events: Told = {}
    state: WalkState | None = None
    for cut in cuts:
        given = since(readings, state.at) if state else readings
        found = quantities(channel, given, before=state, until=cut)
        if state:
            rows = {start: row for start, row in rows.items() if start < state.settled}
            events = {key: one for key, one in events.items() if one.start < state.at}
        rows.update(columns(found.intervals))
        events.update({(one.channel, one.kind, one.start): one for one in found.events})
        kept = msgspec.json.encode(found.state)
        state = msgspec.json.decode(kept, type=WalkState)
        assert state == found.state
        assert len(kept) < 40_000
    return rows, events


@pytest.mark.parametrize("device", SOME, ids=lambda one: one.name)
@pytest.mark.parametrize(("seed", "paced"), [(3, True), (4, True), (4, False)])
def test_any_cut_gives_the_same_intervals_and_events(
    device: Device, seed: int, *, paced: bool
) -> None:
    one = spoiled(device, seed, DAYS, faults=5)
    channel, _ = channels(device, known=bool(seed % 2), paced=paced)
    readings, _ = series(one)
    end = int(one.ts[-1]) + 1
    rng = np.random.default_rng(seed)
    cuts = np.sort(rng.integers(int(one.ts[1]), end, 9)).tolist()
    assert in_parts(channel, readings, [*cuts, end]) == in_parts(channel, readings, [end])


def test_intervals_that_are_settled_never_change() -> None:
    one = spoiled(DEVICES[1], 5, DAYS)
    channel, _ = channels(DEVICES[1], known=True)
    readings, _ = series(one)
    whole = columns(quantities(channel, readings, until=int(one.ts[-1]) + 1).intervals)
    for cut in range(int(one.ts[4_000]), int(one.ts[-1]), 250_007):
        part = quantities(channel, readings, until=cut)
        early = {
            start: row
            for start, row in columns(part.intervals).items()
            if start < part.state.settled
        }
        assert early
        assert early.items() <= whole.items()


def test_a_month_walked_again_with_a_late_reading_is_as_if_it_had_been_in_time() -> None:
    one = spoiled(DEVICES[0], 2, DAYS)
    channel, _ = channels(DEVICES[0], known=True)
    readings, _ = series(one)
    end, middle = int(one.ts[-1]) + 1, int(one.ts[len(one.ts) // 2])
    late = np.ones(len(readings), np.bool_)
    late[len(late) // 2 + 700 : len(late) // 2 + 760] = False
    early = Series(readings.ts[late], readings.value[late], readings.quality[late])
    state = quantities(channel, early, until=middle).state
    again = quantities(channel, since(readings, state.at), before=state, until=end)
    whole = columns(quantities(channel, readings, until=end).intervals)
    assert columns(again.intervals).items() <= whole.items()
    assert len(again.intervals) < len(whole)


@pytest.mark.parametrize("device", SOME, ids=lambda one: one.name)
@pytest.mark.parametrize("paced", [True, False])
def test_any_cut_tells_the_same_faults(device: Device, *, paced: bool) -> None:
    one = spoiled(device, 6, DAYS, faults=5)
    main, rate = channels(device, known=True, paced=paced)
    register, rates = series(one)
    end = int(one.ts[-1]) + 1
    cuts = np.sort(np.random.default_rng(6).integers(int(one.ts[1]), end, 7)).tolist()
    told: list[Told] = []
    for times in ([*cuts, end], [end]):
        kept: Told = {}
        state: QualityState | None = None
        for cut in times:
            at = state.at if state else 0
            found = checked(
                main, since(register, at), rate, since(rates, at), before=state, until=cut
            )
            kept = {key: event for key, event in kept.items() if event.start < at}
            kept.update({(event.channel, event.kind, event.start): event for event in found.events})
            state = msgspec.json.decode(msgspec.json.encode(found.state), type=QualityState)
        told.append(kept)
    assert told[0].keys() == told[1].keys()
    assert [one.end for one in told[0].values()] == [told[1][key].end for key in told[0]]
