"""Amounts and levels become quantities; a rate never does."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from tests.core.metering.readings import FINER, MONDAY, kinds, of, total, walked, without

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.event import EventKind
from fahsai.core.metering.series import Quality

PIECES = Channel(1, "pieces", Measure.AMOUNT, "piece", digits=0, every=60, most_per_hour=6_000)
TANK = Channel(2, "level", Measure.LEVEL, "L", digits=1, every=300, resolution=2)
POWER = Channel(3, "power", Measure.RATE, "kW")


def test_amounts_are_added() -> None:
    found = walked(PIECES, of([10] * 600))
    assert (total(found), kinds(found)) == (6_000, [])
    assert set(found.intervals.quantity[1:-1].tolist()) == {150 * FINER}


def test_what_was_counted_in_silence_is_missing_not_nothing() -> None:
    found = walked(PIECES, without(of([10] * 600), 200, 300))
    assert total(found) == 5_000
    gap = (found.intervals.start >= MONDAY + 200 * 60) & (
        found.intervals.start + 900 <= MONDAY + 299 * 60
    )
    assert (found.intervals.quality[gap] & Quality.MISSING != 0).all()
    assert not found.intervals.quantity[gap].any()
    assert not found.intervals.estimated.any()
    assert found.intervals.seconds[gap].sum() == 0


def test_what_a_device_counted_while_it_could_not_send_fills_the_gap() -> None:
    values = [10] * 600
    values[300] = 1_010
    found = walked(PIECES, without(of(values), 200, 300))
    assert (total(found), kinds(found)) == (6_000, [])
    assert found.intervals.estimated.sum() == 1_010 * FINER
    assert not (found.intervals.quality[1:-1] & Quality.MISSING).any()


def test_impossible_amounts_are_put_aside_and_their_time_is_missing() -> None:
    values = [10] * 600
    values[100], values[300] = -4, 10**9
    found = walked(PIECES, of(values))
    assert total(found) == 5_980
    assert kinds(found) == [EventKind.NEGATIVE, EventKind.OVER_CAPACITY]
    assert sum(found.intervals.quality & Quality.QUARANTINED != 0) == 2
    assert found.intervals.seconds.sum() == 600 * 60 - 2 * 60


def test_what_a_tank_falls_by_is_used_and_what_it_rises_by_was_filled_in() -> None:
    falling = [10_000 - 20 * index for index in range(100)]
    filled = [8_020 + 5_000 - 20 * index for index in range(1, 101)]
    found = walked(TANK, of([*falling, *filled], every=300))
    assert kinds(found) == [EventKind.REFILL]
    refilled = TANK.scaled(Decimal(found.events[0].data["value"]))
    assert total(found) == falling[0] - filled[-1] + refilled
    assert total(found) == 198 * 20
    assert found.events[0].start == MONDAY + 100 * 300


def test_a_filling_of_many_readings_is_one() -> None:
    level = [5_000] * 20 + [5_000 + 400 * index for index in range(1, 11)] + [9_000] * 20
    found = walked(TANK, of(level, every=300))
    assert [(event.kind, event.data["value"]) for event in found.events] == [
        (EventKind.REFILL, "400.0")
    ]
    assert total(found) == 0


def test_noise_within_the_step_of_the_scale_adds_nothing() -> None:
    rng = np.random.default_rng(5)
    noise = rng.integers(-2, 3, 4_000)
    level = (60_000 - 2 * np.arange(4_000) + noise).tolist()
    found = walked(TANK, of(level, every=300))
    assert kinds(found) == []
    assert abs(total(found) - 2 * 3_999) <= 4


def test_a_lone_reading_of_a_level_is_put_aside() -> None:
    level = [10_000 - 4 * index for index in range(200)]
    level[80], level[120] = 0, 60_000
    found = walked(TANK, of(level, every=300))
    assert (total(found), kinds(found)) == (199 * 4, [EventKind.QUARANTINED] * 2)


def test_a_rate_has_no_quantity() -> None:
    assert len(walked(POWER, of([5_000] * 100)).intervals) == 0
