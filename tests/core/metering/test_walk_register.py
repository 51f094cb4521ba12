"""A register becomes quantities: each rule by an example, both ways."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.metering.readings import (
    FINER,
    MONDAY,
    kinds,
    of,
    ramp,
    register,
    total,
    walked,
    without,
)

from fahsai.core.metering.event import EventKind
from fahsai.core.metering.meter import Replacement
from fahsai.core.metering.series import INTERVAL, Quality, Series

HOURS_8 = 481


def test_the_sum_is_the_end_less_the_start() -> None:
    found = walked(register(), of(ramp(HOURS_8)))
    assert total(found) == 480 * 50
    assert kinds(found) == []
    inner = found.intervals.quantity[:-1]
    assert set(inner.tolist()) == {15 * 50 * FINER}
    assert set(found.intervals.seconds[:-1].tolist()) == {INTERVAL}
    assert not found.intervals.estimated.any()
    assert found.intervals.readings.sum() == HOURS_8


def test_intervals_begin_between_readings_and_still_telescope() -> None:
    found = walked(register(every=420), of(ramp(100, step=349), every=420, start=MONDAY + 100))
    assert total(found) == 99 * 349
    assert found.intervals.start[0] == MONDAY
    assert found.intervals.quality[0] & Quality.PARTIAL
    assert found.intervals.seconds[0] == INTERVAL - 100


def test_time_after_the_last_reading_is_partial_and_then_missing() -> None:
    found = walked(register(), of(ramp(61)), later=7_200)
    last = found.intervals.quality[found.intervals.start >= MONDAY + 3_600]
    assert (last[0] & Quality.MISSING) != 0
    assert (last[-1] & Quality.PARTIAL) != 0
    assert total(found) == 60 * 50


def test_a_register_rolls_over_at_its_modulus() -> None:
    values = [value % 10_000_000 for value in ramp(HOURS_8, first=9_990_000)]
    found = walked(register(), of(values))
    assert total(found) == 480 * 50
    assert kinds(found) == [EventKind.ROLLOVER]
    assert not found.intervals.estimated.any()
    assert sum(found.intervals.quality & Quality.ROLLED_OVER != 0) == 1


def test_a_range_that_nobody_gave_is_a_power_of_ten() -> None:
    values = [value % 10_000_000 for value in ramp(HOURS_8, first=9_990_000)]
    found = walked(register(modulus=None), of(values))
    assert (total(found), kinds(found)) == (480 * 50, [EventKind.ROLLOVER])


@pytest.mark.parametrize("first", [9_600_000, 5_000_000])
def test_a_register_that_is_not_at_its_end_does_not_roll_over(first: int) -> None:
    values = ramp(200, first=first) + ramp(200, first=0)
    found = walked(register(), of(values))
    assert kinds(found) == [EventKind.RESET]
    assert total(found) == 199 * 50 + 50 + 199 * 50  # the minute between is filled


def test_a_rollover_within_a_gap_is_exact() -> None:
    values = [value % 10_000_000 for value in ramp(HOURS_8, first=9_990_000)]
    found = walked(register(), without(of(values), 150, 300))
    assert total(found) == 480 * 50
    assert kinds(found) == [EventKind.ROLLOVER]
    assert found.intervals.estimated.sum() == 151 * 50 * FINER


def test_a_new_beginning_counts_what_it_counted_since() -> None:
    values = ramp(200) + ramp(200, first=30)
    found = walked(register(), of(values))
    assert kinds(found) == [EventKind.RESET]
    assert total(found) == 398 * 50 + 50
    assert found.intervals.estimated.sum() == 20 * FINER  # 50 is usual, 30 was counted
    assert found.events[0].start == MONDAY + 200 * 60


@pytest.mark.parametrize("first", [77_700, 1_234_567])
def test_another_register_may_begin_anywhere(first: int) -> None:
    found = walked(register(), of(ramp(200) + ramp(200, first=first)))
    assert kinds(found) == [EventKind.RESET]
    assert total(found) == 398 * 50 + 50


def wrong(index: int, *said: int) -> Series:
    """A good day with some wrong numbers."""
    values = ramp(HOURS_8)
    values[index : index + len(said)] = said
    return of(values)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ([0], EventKind.QUARANTINED),
        ([0, 0], EventKind.QUARANTINED),
        ([120_000], EventKind.QUARANTINED),
        ([-500_000], EventKind.NEGATIVE),
        ([900_000], EventKind.OVER_CAPACITY),
        ([510_000_000], EventKind.OVER_CAPACITY),
        ([900_000, 910_000], EventKind.OVER_CAPACITY),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_glitch_is_put_aside_and_changes_nothing(
    said: list[int], kind: EventKind, *, known: bool
) -> None:
    bare = {"modulus": None, "most_per_hour": None}
    found = walked(register(**({} if known else bare)), wrong(200, *said))
    assert total(found) == 480 * 50
    assert kinds(found) == [kind]
    assert sum(found.intervals.quality & Quality.QUARANTINED != 0) == 1
    assert found.intervals.readings.sum() == HOURS_8  # it is kept as a reading


def test_a_wrong_level_of_hours_that_goes_again_was_never_counted() -> None:
    values = ramp(HOURS_8)
    values[100:220] = [value + 300_000 for value in values[100:220]]
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == (480 * 50, [EventKind.OVER_CAPACITY])


@pytest.mark.parametrize(
    ("big", "small", "name"), [(1000, 1, "1000"), (1, 1000, "1/1000"), (18, 5, "3.6")]
)
def test_a_register_in_another_unit_is_read_in_its_own(big: int, small: int, name: str) -> None:
    values = ramp(HOURS_8, first=5_000_000)
    values[100:300] = [value * big // small for value in values[100:300]]
    found = walked(register(modulus=None), of(values))
    assert (total(found), kinds(found)) == (480 * 50, [EventKind.UNIT_SLIP])
    assert found.events[0].data["factor"] == name


def test_a_register_in_a_coarser_unit_may_be_rounded_up() -> None:
    values = ramp(HOURS_8, first=5_000_900, step=1)
    values[100:300] = [(value + 500) // 1000 for value in values[100:300]]
    found = walked(register(modulus=None), of(values))
    assert (total(found), kinds(found)) == (480, [EventKind.UNIT_SLIP])


def test_a_register_that_stays_in_another_unit_is_read_on() -> None:
    values = ramp(1_000, first=5_000_000)
    values[300:] = [value * 1000 for value in values[300:]]
    found = walked(register(modulus=None), of(values))
    assert total(found) == 999 * 50


def test_a_gap_has_the_quantity_of_the_register_and_is_estimated() -> None:
    found = walked(register(), without(of(ramp(HOURS_8)), 120, 240))
    assert total(found) == 480 * 50
    assert found.intervals.estimated.sum() == 121 * 50 * FINER
    inside = (found.intervals.start >= MONDAY + 7_200) & (found.intervals.start < MONDAY + 14_000)
    assert (found.intervals.quality[inside] & Quality.ESTIMATED != 0).all()
    assert not (found.intervals.quality & Quality.MISSING != 0)[:-1].any()


def test_a_gap_has_the_shape_of_the_rate() -> None:
    rate = of([index % 7 + (0 if index < 180 else 6_000) for index in range(HOURS_8)])
    found = walked(register(), without(of(ramp(HOURS_8)), 120, 240), rate=rate)
    gap = (found.intervals.start >= MONDAY + 7_200) & (found.intervals.start < MONDAY + 14_400)
    first, second = np.split(found.intervals.quantity[gap], 2)
    assert total(found) == 480 * 50
    assert first[1:].sum() < second.sum() // 50


def test_a_frozen_rate_is_no_shape() -> None:
    values = ramp(HOURS_8)
    values[100:220] = [values[100]] * 120
    rate = of([6_000 if 100 <= index < 219 else 3_000 + index % 7 for index in range(HOURS_8)])
    plain, beside = walked(register(), of(values)), walked(register(), of(values), rate=rate)
    assert beside.intervals.quantity.tolist() == plain.intervals.quantity.tolist()


def test_a_gap_has_the_shape_of_the_weeks_before() -> None:
    day = [0] * 720 + [50] * 720
    values = np.cumsum([500_000, *(day * 15)]).tolist()
    noon = 14 * 1_440 + 720
    found = walked(register(), without(of(values), noon - 240, noon + 240))
    gap = MONDAY + noon * 60
    before = found.intervals.quantity[
        (found.intervals.start >= gap - 14_400) & (found.intervals.start < gap)
    ]
    assert before.sum() < 240 * 50 * FINER // 20
    assert total(found) == 15 * 720 * 50


def test_a_frozen_register_that_catches_up_is_a_gap() -> None:
    values = ramp(HOURS_8)
    values[100:220] = [values[100]] * 120
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == (480 * 50, [EventKind.STUCK])
    assert found.intervals.estimated.sum() == 120 * 50 * FINER
    assert max(found.intervals.quantity.tolist()) < 2 * 15 * 50 * FINER


def test_a_register_that_stands_over_midnight_is_spread_over_both_days() -> None:
    values = ramp(4 * 1_440)
    first, end = 1_440 + 600, 1_440 + 1_500  # 16:00 to 7:00; the day of the walk ends at 7:00
    values[first:end] = [values[first]] * (end - first)
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == ((4 * 1_440 - 1) * 50, [EventKind.STUCK])
    inside = (found.intervals.start >= MONDAY + first * 60) & (
        found.intervals.start + INTERVAL <= MONDAY + end * 60
    )
    whole = found.intervals.quantity[inside]
    assert whole.min() > 0.9 * whole.max()
    assert (found.intervals.quality[inside] & Quality.ESTIMATED != 0).all()


def test_a_register_that_is_off_for_days_is_settled_as_nothing() -> None:
    values = [*ramp(1_440), *[571_950] * (4 * 1_440), *ramp(1_440, first=572_000)]
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == (values[-1] - values[0], [])
    still = (found.intervals.start >= MONDAY + 1_500 * 60) & (
        found.intervals.start < MONDAY + (5 * 1_440 - 30) * 60
    )
    assert not found.intervals.quantity[still].any()
    assert not found.intervals.quality[still].any()
    assert set(found.intervals.readings[still].tolist()) == {15}


def test_a_load_that_is_off_for_hours_is_not_frozen() -> None:
    values = np.cumsum([500_000, *([50] * 240 + [0] * 600 + [60] * 240)]).tolist()
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == (240 * 110, [])


def test_a_load_above_its_capacity_for_hours_is_counted() -> None:
    values = np.cumsum([500_000, *([50] * 100 + [180] * 200 + [50] * 100)]).tolist()
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == (200 * 50 + 200 * 180, [])


def test_an_exchange_that_was_read_is_exact() -> None:
    values = ramp(200) + ramp(200, first=1_000)
    said = Replacement("energy", MONDAY + 199 * 60 + 30, 509_980, 990)
    found = walked(register(), of(values), replacements=(said,))
    assert kinds(found) == [EventKind.REPLACED]
    assert total(found) == 398 * 50 + 30 + 10
    assert not found.intervals.estimated.any()


def test_an_exchange_that_was_not_read_is_filled() -> None:
    values = ramp(200) + ramp(200, first=1_000)
    said = Replacement("energy", MONDAY + 3_600, None, None)
    found = walked(register(), of(values), replacements=(said,))
    assert kinds(found) == [EventKind.REPLACED]
    assert total(found) == 398 * 50 + 50


def test_an_exchange_for_a_register_that_begins_near_is_believed() -> None:
    values = ramp(200) + ramp(200, first=510_010)
    said = Replacement("energy", MONDAY + 199 * 60 + 30, 509_960, 510_000)
    found = walked(register(), of(values), replacements=(said,))
    assert (total(found), kinds(found)) == (398 * 50 + 20, [EventKind.REPLACED])


def test_an_exchange_of_another_channel_is_not_its_own() -> None:
    said = Replacement("water", MONDAY + 3_600, 1, 0)
    found = walked(register(), of(ramp(HOURS_8)), replacements=(said,))
    assert (total(found), kinds(found)) == (480 * 50, [])


def test_a_register_that_may_run_backwards_is_counted_with_its_sign() -> None:
    values = ramp(240) + ramp(240, first=511_950, step=-50)
    found = walked(register(both_ways=True), of(values))
    assert total(found) == values[-1] - values[0]
    assert kinds(found) == []
    assert sum(found.intervals.quality & Quality.NEGATIVE != 0) >= 15


def test_a_step_of_noise_backwards_is_none() -> None:
    values = ramp(HOURS_8, step=1)
    values[100:400:7] = [value - 1 for value in values[100:400:7]]
    found = walked(register(), of(values))
    assert (total(found), kinds(found)) == (480, [])


def test_a_clock_that_repeats_an_hour_doubles_nothing() -> None:
    """The hour from 3:00 comes twice, the second time half a minute beside the first."""
    values = ramp(HOURS_8)
    first = of(values[:241])
    again = of(values[241:301], start=MONDAY + 180 * 60 + 30)
    rest = of(values[301:], start=MONDAY + 301 * 60)
    ts = np.concatenate((first.ts, again.ts, rest.ts))
    order = np.argsort(ts)
    value = np.concatenate((first.value, again.value, rest.value))[order]
    series = Series(ts[order], value, np.zeros(len(ts), np.int64))
    found = walked(register(), series)
    assert total(found) == 480 * 50


def test_an_hour_that_was_written_over_by_the_next_is_counted() -> None:
    """The clock goes back an hour: what came later stands at the time of what came first."""
    values = [*ramp(180), *ramp(600, first=512_000)]
    series = without(of(values), 240, 300)
    found = walked(register(), series)
    assert total(found) == values[-1] - values[0]
    assert kinds(found) == [EventKind.OVER_CAPACITY]


def test_nothing_but_wrong_numbers_has_no_quantity() -> None:
    found = walked(register(), of([-5] * 100))
    assert len(found.intervals) == 0


def test_numbers_beyond_all_measure_do_no_harm() -> None:
    values = ramp(HOURS_8)
    values[50], values[51], values[52] = 2**62, -(2**62), 2**63 - 1
    found = walked(register(), of(values))
    assert total(found) == 480 * 50
