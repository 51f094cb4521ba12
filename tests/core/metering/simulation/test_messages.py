"""What arrives: the same from the same seed, from any minute on, and spelled as it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from tests.core.metering.simulation.conftest import APRIL

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.device import Device
from fahsai.core.metering.simulation.fault import Plan
from fahsai.core.metering.simulation.load import FINE
from fahsai.core.metering.simulation.meter import Clock
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.reference.load_simulation import site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.metering.simulation.meter import SimulatedMeter
    from fahsai.core.metering.simulation.simulation import SimulatedMessage

HOUR = 3600


def readings(message: SimulatedMessage) -> list[dict[str, Any]]:
    """The readings of a payload, numbers as decimals."""
    found = json.loads(message.payload, parse_float=Decimal)
    return found if isinstance(found, list) else [found]


def instant(meter: SimulatedMeter, said: Any) -> int:
    """The time of a reading as its device writes it [unix s]."""
    if meter.spelling.clock is Clock.ISO:
        at = datetime.fromisoformat(said)
        assert at.utcoffset() is not None
        return int(at.timestamp())
    if meter.spelling.clock is Clock.MILLISECONDS:
        assert said % 1000 == 0
        return int(said) // 1000
    return int(said)


def series(
    meter: SimulatedMeter, messages: Iterable[SimulatedMessage], channel: str
) -> dict[int, Decimal]:
    """The values of a channel by their time."""
    return {
        instant(meter, one["t"]): Decimal(one[channel])
        for message in messages
        if message.meter == meter.code
        for one in readings(message)
    }


@pytest.mark.parametrize("plan", list(Plan))
def test_the_same_seed_says_the_same(plan: Plan) -> None:
    first, second = (
        list(Simulation(site(3), plan).messages(APRIL, APRIL + 6 * HOUR)) for _ in range(2)
    )
    assert first == second
    assert len(first) > 5_000
    other = list(Simulation(site(4), plan).messages(APRIL, APRIL + 6 * HOUR))
    assert Counter(one.meter for one in other).keys() == Counter(one.meter for one in first).keys()
    assert first != other


PROGRAM = """
from hashlib import sha256
from fahsai.core.metering.simulation.fault import Plan
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.reference.load_simulation import site
said = Simulation(site(3), Plan.MANY).messages({start}, {end})
print(sha256("\\n".join(map(repr, said)).encode()).hexdigest())
"""


def test_other_processes_say_the_same() -> None:
    program = PROGRAM.format(start=APRIL, end=APRIL + HOUR)
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@pytest.mark.parametrize("cuts", [(1,), (5 * HOUR, 5 * HOUR + 7, 26 * HOUR), (47 * HOUR + 59,)])
def test_messages_go_on_from_any_second(cuts: tuple[int, ...]) -> None:
    start, end = APRIL + 11 * 24 * HOUR + 13, APRIL + 13 * 24 * HOUR
    meters = site(5)[8:22]
    whole = list(Simulation(meters, Plan.MANY).messages(start, end))
    edges = [start, *(start + cut for cut in cuts), end]
    parts = [
        message
        for begin, until in pairwise(edges)
        for message in Simulation(meters, Plan.MANY).messages(begin, min(until, end))
    ]
    assert parts == whole


def test_messages_come_in_order_of_arrival_and_within_the_time(faulty: Simulation) -> None:
    arrivals = [one.arrived for one in faulty.messages(APRIL + 100, APRIL + 30 * HOUR)]
    assert arrivals == sorted(arrivals)
    assert arrivals[0] >= APRIL + 100
    assert arrivals[-1] < APRIL + 30 * HOUR
    assert list(faulty.messages(APRIL, APRIL)) == []


def test_without_faults_every_reading_comes_once_with_all_its_channels(
    faultless: Simulation,
) -> None:
    by_code = {one.code: one for one in faultless.meters}
    times: dict[str, list[int]] = {code: [] for code in by_code}
    numbers: dict[str, list[int]] = {code: [] for code in by_code}
    for message in faultless.messages(APRIL, APRIL + 12 * HOUR):
        meter = by_code[message.meter]
        found = readings(message)
        assert len(found) == meter.spelling.batch
        for one in found:
            extra = {"t", "seq"} if meter.spelling.numbered else {"t"}
            assert one.keys() == {channel.name for channel in meter.channels} | extra
            at = instant(meter, one["t"])
            assert message.arrived - at <= meter.every * meter.spelling.batch + 5
            times[meter.code].append(at)
            if meter.spelling.numbered:
                numbers[meter.code].append(one["seq"])
            for channel in meter.channels:
                value = one[channel.name]
                assert isinstance(value, str) is meter.spelling.quoted
                shown = Decimal(value)
                assert -(shown.as_tuple().exponent) == channel.digits  # type: ignore[operator]
    for code, meter in by_code.items():
        steps = {b - a for a, b in pairwise(times[code])}
        assert steps == {meter.every}, code
        follow = {b - a for a, b in pairwise(numbers[code])}
        assert follow == ({1} if meter.spelling.numbered else set()), code


def test_quantities_walked_naively_are_the_truth(faultless: Simulation) -> None:
    """Register differences, amounts and falls of levels, walked by hand over three days."""
    end = APRIL + 72 * HOUR
    messages = list(faultless.messages(APRIL, end))
    for meter in faultless.meters:
        channel = meter.main
        values = series(meter, messages, channel.name)
        times = sorted(values)
        walked = Decimal(0)
        for before, after in pairwise(times):
            rise = values[after] - values[before]
            if channel.measure is Measure.AMOUNT:
                walked += values[after]
            elif channel.measure is Measure.LEVEL:
                walked += max(-rise, Decimal(0))
            elif rise < 0 and not channel.both_ways:
                assert channel.modulus is not None
                walked += rise + channel.value(channel.modulus)
            else:
                walked += rise
        passed = meter.passed()
        truth = Decimal(passed.at(times[-1]) - passed.at(times[0])).scaleb(-FINE)
        assert abs(walked - truth) < channel.value(channel.resolution), meter.code


def test_the_truth_of_months_is_what_passed_in_them(faultless: Simulation) -> None:
    start, end = APRIL - 5 * 24 * HOUR, APRIL + 40 * 24 * HOUR
    quantities = faultless.truth(start, end).quantities
    assert len(quantities) == 3 * len(faultless.meters)
    for meter in faultless.meters:
        own = [one for one in quantities if one.meter == meter.code]
        assert [one.month for one in own] == ["2026-03", "2026-04", "2026-05"]
        assert (own[0].start, own[0].end) == (start, APRIL)
        passed = meter.passed()
        whole = Decimal(passed.at(end) - passed.at(start)).scaleb(-FINE)
        assert sum(one.quantity for one in own) == whole
        assert {one.unit for one in own} == {meter.main.unit}


def test_a_rate_says_what_its_register_does(faultless: Simulation) -> None:
    """The minute before a reading, to a few per mille; litres a minute are not multiplied."""
    begin, end = APRIL + 24 * HOUR, APRIL + 48 * HOUR
    for meter in faultless.meters:
        if meter.rate is None:
            continue
        device = Device(meter, Plan.NONE)
        ts = device.ticks(begin, end)
        minute = device.passed.until(ts) - device.passed.until(ts - 60)
        shown = device.values(meter.rate, ts)
        for rate, passed in zip(shown.tolist(), minute.tolist(), strict=True):
            exact = Decimal(passed * meter.rate_minutes).scaleb(meter.rate.digits - FINE)
            assert abs(rate - exact) <= abs(exact) * Decimal("0.004") + 2
        assert abs(shown).max() <= (meter.rate.most_per_hour or 0)
