"""What is wrong with the data of a meter: each fault is told, and what looks like it is not."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from tests.core.metering.readings import MONDAY, of, register, without

from fahsai.core.metering.beside import in_an_hour
from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.quality import checked, merged
from fahsai.core.metering.series import Series

POWER = Channel(8, "power", Measure.RATE, "kW", digits=3, most_per_hour=60_000)
COUNT = 1_200


def load(count: int = COUNT) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A load about 30 kW [W]."""
    noise = np.random.default_rng(3).normal(0, 2_000, count)
    return (30_000 + 5_000 * np.sin(np.arange(count) / 90) + noise).astype(np.int64)


def meter(power: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Series:
    """The register of a load, in hundredths of a kWh."""
    return of((500_000 + np.cumsum(power) / 60 / 10).astype(np.int64).tolist())


def faults(energy: Series, rate: Series, *, later: int = 1, **said: object) -> list[MeterEvent]:
    until = int(rate.ts[-1]) + later
    return list(checked(register(**said), energy, POWER, rate, until=until).events)


def kinds(events: list[MeterEvent]) -> list[tuple[EventKind, int, int]]:
    """Kinds with the minutes from and to."""
    return [(one.kind, (one.start - MONDAY) // 60, (one.end - MONDAY) // 60) for one in events]


def test_good_data_tell_nothing() -> None:
    power = load()
    assert faults(meter(power), of(power.tolist())) == []


@pytest.mark.parametrize(("missing", "told"), [(12, False), (13, True), (200, True)])
def test_silence_of_more_than_twelve_minutes_is_a_gap(missing: int, *, told: bool) -> None:
    power = load()
    end = 400 + missing
    found = faults(without(meter(power), 400, end), without(of(power.tolist()), 400, end))
    assert kinds(found) == ([(EventKind.GAP, 400, end - 1)] if told else [])


def test_silence_that_goes_on_is_a_gap_now() -> None:
    power = load()
    found = faults(meter(power), of(power.tolist()), later=3_600)
    assert [one.kind for one in found] == [EventKind.GAP]
    assert found[0].end == MONDAY + (COUNT - 1) * 60 + 3_600


def test_a_device_that_speaks_every_quarter_may_miss_one() -> None:
    slow = register(every=900)
    series = without(of(list(range(100)), every=900), 20, 24)
    assert checked(slow, series, None, None, until=MONDAY + 90_000).events == ()


@pytest.mark.parametrize(
    ("factor", "name"),
    [(1000, "1000"), (0.001, "1/1000"), (60, "60"), (3.6, "3.6"), (1 / 3.6, "1/3.6"), (10, "10")],
)
def test_a_rate_in_another_unit_is_named(factor: float, name: str) -> None:
    power = load()
    said = power.astype(np.float64)
    said[300:700] *= factor
    found = faults(meter(power), of(said.astype(np.int64).tolist()))
    assert [(one.kind, one.channel, one.data["factor"]) for one in found] == [
        (EventKind.UNIT_SLIP, 8, name)
    ]
    start, end = kinds(found)[0][1:]
    assert abs(start - 300) <= 30
    assert abs(end - 699) <= 30
    assert MONDAY + 300 * 60 <= found[0].noticed <= MONDAY + 700 * 60


def test_a_rate_that_feeds_in_is_compared_without_its_sign() -> None:
    power = -load()
    said = power.astype(np.float64)
    said[300:700] *= 1000
    rate = of(said.astype(np.int64).tolist())
    told = faults(meter(power), rate, both_ways=True)
    assert [(one.kind, one.data["factor"]) for one in told] == [(EventKind.UNIT_SLIP, "1000")]
    assert faults(meter(power), of(power.tolist()), both_ways=True) == []


def test_a_rate_that_is_a_third_off_is_no_slip_of_units() -> None:
    power = load()
    said = power.copy()
    said[300:700] = said[300:700] * 2 // 3
    assert faults(meter(power), of(said.tolist())) == []


def test_both_frozen_is_told_while_it_lasts() -> None:
    power = load()
    energy, rate = meter(power), of(power.tolist())
    energy.value[500:800] = energy.value[500]
    rate.value[500:800] = rate.value[500]
    cut = MONDAY + 600 * 60
    early = Series(energy.ts[:600], energy.value[:600], energy.quality[:600])
    beside = Series(rate.ts[:600], rate.value[:600], rate.quality[:600])
    now = checked(register(), early, POWER, beside, until=cut).events
    assert [one.kind for one in now] == [EventKind.STUCK]
    assert now[0].noticed <= MONDAY + 520 * 60
    assert kinds(faults(energy, rate))[0] == (EventKind.STUCK, 500, 799)


def test_a_register_that_stands_while_the_rate_does_not_is_stuck() -> None:
    power = load()
    energy = meter(power)
    energy.value[500:800] = energy.value[500]
    assert (EventKind.STUCK, 500, 799) in kinds(faults(energy, of(power.tolist())))


def test_a_rate_that_stands_while_the_register_does_not_is_stuck() -> None:
    power = load()
    rate = of(power.tolist())
    rate.value[500:800] = 12_000
    found = faults(meter(power), rate)
    assert [(one.kind, one.channel) for one in found] == [(EventKind.STUCK, 8)]


def test_a_steady_load_is_not_stuck() -> None:
    power = np.full(COUNT, 12_000)
    assert faults(meter(power), of(power.tolist())) == []


def test_a_load_that_is_off_is_not_stuck() -> None:
    power = load()
    power[300:900] = 0
    assert faults(meter(power), of(power.tolist())) == []


def test_a_trickle_below_what_starts_the_register_is_not_stuck() -> None:
    power = load()
    power[300:900] = 0
    rate = of(power.tolist())
    rate.value[300:900] = 40
    assert faults(meter(power), rate) == []


def test_below_zero_is_told_once() -> None:
    power = load()
    rate = of(power.tolist())
    rate.value[500:503] *= -1
    found = faults(meter(power), rate)
    assert kinds(found) == [(EventKind.NEGATIVE, 500, 502)]
    assert found[0].noticed == MONDAY + 500 * 60


def test_below_zero_is_nothing_where_it_may_be() -> None:
    power = load()
    rate = of(power.tolist())
    rate.value[500:503] *= -1
    assert faults(meter(power), rate, both_ways=True) == []


def test_noise_around_zero_is_nothing() -> None:
    power = load()
    power[300:900] = 0
    rate = of(power.tolist())
    rate.value[300:900] = np.random.default_rng(1).integers(-30, 30, 600)
    assert faults(meter(power), rate) == []


def test_only_a_register_is_compared_with_its_rate() -> None:
    power = load()
    tank = Channel(7, "level", Measure.LEVEL, "kWh", digits=2)
    falling = of((900_000 - np.cumsum(power) / 600).astype(np.int64).tolist())
    until = MONDAY + 60 * COUNT
    assert checked(tank, falling, POWER, of(power.tolist()), until=until).events == ()


@pytest.mark.parametrize(
    ("unit", "rate", "hourly"),
    [
        ("kWh", "kW", 1),
        ("kWh", "W", Fraction(1, 1000)),
        ("MWh", "kW", Fraction(1, 1000)),
        ("m3", "m3/h", 1),
        ("m3", "L/min", Fraction(60, 1000)),
        ("L", "L/s", 3_600),
        ("litre", "litre_per_minute", 60),
        ("m3", "litre_per_hour", Fraction(1, 1000)),
        ("piece", "piece_per_hour", 1),
        ("kg", "kg/h", 1),
        ("kg", "kW", None),
        ("kWh", "°C", None),
    ],
)
def test_rates_are_compared_in_the_unit_of_the_register(
    unit: str, rate: str, hourly: Fraction | None
) -> None:
    main = Channel(1, "a", Measure.REGISTER, unit)
    assert in_an_hour(main, Channel(2, "b", Measure.RATE, rate)) == hourly
    finer = in_an_hour(main, Channel(2, "b", Measure.RATE, rate, digits=1))
    assert finer == (hourly * 100 if hourly is not None else None)


def test_events_that_overlap_are_one() -> None:
    first = MeterEvent(1, EventKind.STUCK, 100, 900, 150, {"caught_up": ""})
    then = MeterEvent(1, EventKind.STUCK, 110, 1_000, 1_060, {"caught_up": "5"})
    other = MeterEvent(1, EventKind.GAP, 120, 130, 131)
    later = MeterEvent(1, EventKind.STUCK, 5_000, 5_100, 5_101)
    found = list(merged([later, then, other, first]))
    stuck = [one for one in found if one.kind is EventKind.STUCK]
    assert [(one.start, one.end, one.noticed) for one in stuck] == [
        (100, 1_000, 150),
        (5_000, 5_100, 5_101),
    ]
    assert stuck[0].data == {"caught_up": "5"}
    assert other in found
