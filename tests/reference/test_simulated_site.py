"""The forty made-up meters are such as somebody could have declared."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.meter import CHANNEL_NAME, CODE, NOT_CHANNELS, MeterKind
from fahsai.core.metering.simulation.days import DayKind
from fahsai.core.metering.simulation.load import PER_MILLE
from fahsai.core.metering.simulation.meter import Place, SimulatedMeter
from fahsai.core.quantity.units import Dimension
from fahsai.reference.load_simulation import site
from fahsai.reference.load_units import load_units

METERS = site(1)
RATES = {Dimension.POWER, Dimension.FLOW}


def test_there_are_forty_of_every_kind_that_is_promised() -> None:
    assert len(METERS) == 40
    assert len({one.code for one in METERS}) == 40
    assert Counter(one.place for one in METERS) == {Place.MUNICIPALITY: 22, Place.FACTORY: 18}
    assert {one.kind for one in METERS} == {
        MeterKind.ELECTRICITY,
        MeterKind.FUEL,
        MeterKind.WATER,
        MeterKind.GAS,
        MeterKind.REFRIGERANT,
        MeterKind.PRODUCTION,
    }
    assert {one.main.measure for one in METERS} == {
        Measure.REGISTER,
        Measure.AMOUNT,
        Measure.LEVEL,
    }
    assert sum(one.main.both_ways for one in METERS) == 1
    assert {one.every for one in METERS} == {60, 120, 300}
    assert len({(one.spelling.clock, one.spelling.quoted) for one in METERS}) >= 4
    assert {one.spelling.batch for one in METERS} == {1, 5}
    assert {one.spelling.numbered for one in METERS} == {True, False}


@pytest.mark.parametrize("meter", METERS, ids=lambda one: one.code)
def test_a_meter_can_be_declared(meter: SimulatedMeter) -> None:
    assert CODE.fullmatch(meter.code)
    assert re.search("[ก-๙]", meter.name_th)
    assert not re.search("[ก-๙]", meter.name_en)
    assert meter.name_en
    units = load_units()
    for channel in meter.channels:
        assert CHANNEL_NAME.fullmatch(channel.name)
        assert channel.name not in NOT_CHANNELS
        unit, said = units.parse(channel.unit, meter.code)
        assert said == ()
        assert unit is not None
        assert unit.code == channel.unit
        assert (unit.dimension in RATES) is (channel.measure is Measure.RATE)
        assert channel.number == 0
        assert (channel.most_per_hour or 0) > 0
        assert (channel.modulus is not None) is (channel.measure is Measure.REGISTER)
        assert not channel.both_ways or channel.measure is Measure.REGISTER
    assert meter.channels[0] is meter.main
    assert meter.begins < (meter.main.modulus or 1) * 10**6 or meter.main.measure is Measure.LEVEL


@pytest.mark.parametrize("meter", METERS, ids=lambda one: one.code)
def test_its_loads_have_hours_to_be_taken_in(meter: SimulatedMeter) -> None:
    """A kind of day that takes something has hours for it, or it would be spread over the night."""
    for load in meter.loads:
        assert len(load.months) == 12
        for kind in DayKind:
            hours = load.shape.hours(kind)
            assert len(hours) == 24
            assert any(hours) or load.days[kind] == 0
        assert load.day_noise < PER_MILLE
        assert load.minute_noise < PER_MILLE
        assert 0 < load.duty <= PER_MILLE


def test_one_place_has_its_own_meters_and_no_others() -> None:
    assert {one.place for one in site(1, Place.FACTORY)} == {Place.FACTORY}
    assert site(1, Place.FACTORY) == tuple(one for one in METERS if one.place is Place.FACTORY)
