"""What truly passes: exact, from any minute, and such as real meters could have counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.days import (
    DAY,
    FIRST,
    MINUTES,
    DayKind,
    begin_of,
    date_of,
    day_of,
)
from fahsai.core.metering.simulation.draw import Draws
from fahsai.core.metering.simulation.load import FINE, Load, Shape
from fahsai.core.metering.simulation.meter import fine
from fahsai.core.metering.simulation.passed import Passed
from fahsai.reference.load_simulation import site

if TYPE_CHECKING:
    from fahsai.core.metering.simulation.meter import SimulatedMeter

METERS = site(7)
BY_CODE = {one.code: one for one in METERS}
SONGKRAN = date(2026, 4, 13)


def months_of(
    meter: SimulatedMeter, *, every: int = 60
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What has passed at the minutes of half a year, from the heat to the floods."""
    begin = begin_of(date(2026, 4, 1))
    return meter.passed().until(np.arange(begin, begin + 180 * DAY + 60, every))


def test_draws_of_many_places_are_those_of_each() -> None:
    draws = Draws(3).of("x")
    many = draws.wholes(np.arange(1000), 97)
    assert many.tolist() == [draws.whole(place, 97) for place in range(1000)]
    assert len(set(many.tolist())) == 97
    assert {draws.between(place, -2, 2) for place in range(200)} == {-2, -1, 0, 1, 2}


@pytest.mark.parametrize("meter", METERS, ids=lambda one: one.code)
def test_minutes_of_a_day_add_up_to_its_total(meter: SimulatedMeter) -> None:
    passed = meter.passed()
    for day in range(2300, 2307):
        begin = FIRST + day * DAY
        minutes = passed.until(np.arange(begin, begin + DAY + 60, 60))
        assert len(minutes) == MINUTES + 1
        assert minutes[-1] - minutes[0] == passed.of_day(day)


@pytest.mark.parametrize("meter", METERS, ids=lambda one: one.code)
def test_nothing_passes_that_could_not(meter: SimulatedMeter) -> None:
    hourly = np.diff(months_of(meter)) * 60
    most = meter.main.most_per_hour
    assert most is not None
    # A capacity is of use only where it stands near what passes.
    assert most * fine(meter.main) // 10 < hourly.max() <= most * fine(meter.main)
    if meter.main.both_ways:
        assert -most * fine(meter.main) <= hourly.min() < 0
    else:
        assert hourly.min() >= 0


def test_a_minute_is_the_same_whatever_was_asked_before() -> None:
    meter = BY_CODE["FA-E03"]
    long_known = meter.passed()
    instants = [begin_of(date(2021, 3, 1)) + 60 * n * 7919 for n in range(40)]
    said = [long_known.at(one) for one in instants]
    assert said == [meter.passed().at(one) for one in instants]
    assert said[::-1] == [long_known.at(one) for one in reversed(instants)]


def test_before_the_first_day_nothing_is_known() -> None:
    passed = METERS[0].passed()
    assert passed.at(FIRST) == 0
    with pytest.raises(ValueError, match="2020-01-01"):
        passed.at(FIRST - 60)
    assert passed.until(np.array([], dtype=np.int64)).tolist() == []


def test_offices_rest_on_holidays_and_schools_between_terms() -> None:
    office, school = BY_CODE["TM-E01"].passed(), BY_CODE["TM-E09"].passed()
    assert BY_CODE["TM-E01"].calendar.kind(SONGKRAN) is DayKind.HOLIDAY
    songkran, week_after = (day_of(begin_of(SONGKRAN)) + n for n in (0, 7))
    assert SONGKRAN.weekday() == date_of(week_after).weekday() == 0
    assert office.of_day(songkran) * 2 < office.of_day(week_after)
    april, june = (day_of(begin_of(date(2026, month, 10))) for month in (4, 6))
    assert school.of_day(april) * 2 < school.of_day(june)


def test_the_hot_season_takes_more_to_cool() -> None:
    chiller = BY_CODE["FA-E06"].passed()
    months = {
        month: chiller.at(begin_of(date(2026, month + 1, 1)))
        - chiller.at(begin_of(date(2026, month, 1)))
        for month in (1, 5)
    }
    assert months[5] > months[1] * Decimal("1.15")


def test_solar_panels_sleep_at_night_and_lamps_by_day() -> None:
    begin = begin_of(date(2026, 6, 3))
    for code, dark in (("TM-E12", (0, 5)), ("TM-E03", (8, 16))):
        passed = BY_CODE[code].passed()
        first, end = (passed.at(begin + hour * 3600) for hour in dark)
        assert first == end
        assert passed.at(begin + DAY) > passed.at(begin)


def test_three_shifts_never_rest_and_one_shift_does() -> None:
    begin = begin_of(date(2026, 6, 2))
    nights = {}
    for code in ("FA-E01", "FA-E02", "FA-E03"):
        passed = BY_CODE[code].passed()
        night = passed.at(begin + 3 * 3600) - passed.at(begin)
        nights[code] = Decimal(night * 8) / (passed.at(begin + DAY) - passed.at(begin))
    assert nights["FA-E01"] < Decimal("0.3")
    assert nights["FA-E02"] < Decimal("0.3")
    assert nights["FA-E03"] > Decimal("0.8")


def test_a_pump_runs_and_stands() -> None:
    flow = np.diff(months_of(BY_CODE["TM-E05"])[: 7 * MINUTES])
    standing = np.count_nonzero(flow == 0) / len(flow)
    assert 0.2 < standing < 0.6
    starts = np.count_nonzero((flow[1:] > 0) & (flow[:-1] == 0))
    assert 7 * 20 < starts < 7 * 40  # a cycle of 45 minutes


def test_a_cylinder_is_exchanged_before_it_is_empty_and_nothing_is_lost_by_it() -> None:
    from fahsai.core.metering.simulation.device import Device
    from fahsai.core.metering.simulation.fault import Plan

    device = Device(BY_CODE["TM-R01"], Plan.NONE)
    begin, end = begin_of(date(2026, 1, 1)), begin_of(date(2027, 1, 1))
    ts = device.ticks(begin, end)
    level = device.cylinder.level(ts)
    exchanges = device.cylinder.exchanges(int(ts[0]), int(ts[-1]))
    rises = np.diff(level)
    assert len(exchanges) == np.count_nonzero(rises > 0) > 5
    assert level.min() >= 0
    assert level.max() <= device.meter.holds
    used = device.passed.at(int(ts[-1])) - device.passed.at(int(ts[0]))
    assert -rises[rises < 0].sum() == used


def test_two_seeds_make_different_meters_of_the_same_kind() -> None:
    for one, other in zip(METERS, site(8), strict=True):
        assert (one.code, one.channels, one.calendar) == (
            other.code,
            other.channels,
            other.calendar,
        )
        assert one.draws != other.draws
    assert len({one.begins for one in METERS}) > 30
    assert site(7) == METERS


def test_a_day_whose_machine_never_runs_takes_its_total_evenly() -> None:
    dark = Shape((0,) * 24, (0,) * 24, (0,) * 24)
    load = Load(dark, 1440 * 10**FINE, day_noise=0)
    passed = Passed([load], Draws(1), METERS[0].calendar)
    begin = begin_of(date(2026, 6, 3))
    minutes = passed.until(np.arange(begin, begin + DAY + 60, 60))
    assert set(np.diff(minutes).tolist()) == {10**FINE}


def test_channels_finer_than_the_truth_are_refused() -> None:
    channel = replace(METERS[0].main, digits=7)
    with pytest.raises(ValueError, match="at most 6 digits"):
        fine(channel)
    assert METERS[0].main.measure is Measure.REGISTER
