"""How often a channel is read: learned from whole days, whatever is lost or faulty in them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.metering.readings import MONDAY, of, ramp, register, walked, without

from fahsai.core.metering.cadence import NOTHING_YET, every_of
from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.quality import checked
from fahsai.core.metering.series import Quality, Series

DAY = 86_400


def gaps(main: Channel, series: Series) -> list[MeterEvent]:
    """What is told of silence."""
    found = checked(main, series, None, None, until=int(series.ts[-1]) + 1)
    return [one for one in found.events if one.kind is EventKind.GAP]


def days(every: int, count: int) -> Series:
    """Some days of readings at an even distance."""
    return of(ramp(count * DAY // every, step=max(1, every // 60)), every=every)


@pytest.mark.parametrize("every", [10, 60, 300, 900, 3_600])
def test_a_cadence_nobody_said_finds_the_gaps_and_no_others(every: int) -> None:
    main = register(every=0)
    whole = days(every, 4)
    assert gaps(main, whole) == []
    low = 2 * DAY // every
    seconds = max(7 * every, 900)
    short = without(whole, low, low + seconds // every)
    (found,) = gaps(main, short)
    assert (found.start, found.end) == (int(whole.ts[low]), int(short.ts[low] - every))
    assert found == gaps(register(every=every), short)[0]


def test_a_meter_that_is_read_once_a_day_is_not_silent_between() -> None:
    main = register(every=0)
    whole = days(DAY, 60)
    assert gaps(main, whole) == []
    (found,) = gaps(main, without(whole, 30, 39))
    assert found.start == MONDAY + 30 * DAY
    assert int(walked(main, whole).intervals.estimated.sum()) > 0  # before it was known
    late = walked(main, whole).intervals
    assert not late.quality[10 * 96 : -96].any() & int(Quality.ESTIMATED)


def test_a_device_that_was_told_to_send_less_often_is_not_silent() -> None:
    main = register(every=0)
    first, then = days(60, 1), days(900, 2)
    ts = np.concatenate((first.ts, first.ts[-1] + 900 + then.ts - then.ts[0]))
    value = np.concatenate((first.value, first.value[-1] + 15 + then.value - then.value[0]))
    both = Series(ts, value, np.zeros(len(ts), np.int64))
    assert gaps(main, both) == []
    back = Series(np.sort(ts[-1] - (ts - ts[0])), both.value, both.quality)
    assert gaps(main, back) == []


def test_many_lost_messages_are_no_cadence() -> None:
    """Nine of ten are lost for hours: what is left is no even distance."""
    whole = days(60, 3)
    keep = np.ones(len(whole), np.bool_)
    keep[1_500:2_100] = np.random.default_rng(4).random(600) < 0.07
    some = Series(whole.ts[keep], whole.value[keep], whole.quality[keep])
    assert gaps(register(every=0), some) == gaps(register(every=60), some) != []


def test_before_it_is_known_nothing_is_told() -> None:
    main = register(every=0)
    few = of(ramp(3), every=5_000)
    assert gaps(main, few) == []
    assert NOTHING_YET.every == 0
    assert every_of([60, 60]) == 0
    assert every_of([60, 60, 60]) == 60


def test_a_meter_first_seen_in_an_idle_night_is_believed_in_the_morning() -> None:
    """Nobody said what passes at most; the first hours have next to nothing."""
    main = Channel(7, "total", Measure.REGISTER, "m3", every=900)
    night, day = [3] * 40, [900] * 40
    rises = [*night, *((day + night) * 6)]
    value = 331_500 + np.cumsum(rises)
    found = walked(main, of(value.tolist(), every=900, start=1_775_926_800))
    assert found.events == ()
    assert int(found.intervals.quantity.sum()) == (int(value[-1]) - int(value[0])) * 1_000


def test_a_number_that_is_wrong_again_and_again_teaches_nothing() -> None:
    main = Channel(7, "total", Measure.REGISTER, "m3", every=900)
    value = (331_500 + np.cumsum([3] * 400)).tolist()
    for at in range(60, 380, 20):
        value[at] += 50_000
        value[at + 1] += 50_000
    found = walked(main, of(value, every=900))
    assert int(found.intervals.quantity.sum()) == (value[-1] - value[0]) * 1_000
