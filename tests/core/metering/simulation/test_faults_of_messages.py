"""What goes wrong on the way of made-up messages: silence, lateness, doubles, spoiling, clocks."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.core.metering.simulation.conftest import APRIL, MAY
from tests.core.metering.simulation.faulty import (
    BY_CODE,
    METERS,
    around,
    episodes,
    moved,
    values,
)
from tests.core.metering.simulation.test_messages import readings

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.days import DAY, begin_of
from fahsai.core.metering.simulation.device import Device
from fahsai.core.metering.simulation.fault import (
    FaultKind,
    Plan,
)
from fahsai.core.metering.simulation.message import SPOILED, spoiled
from fahsai.core.metering.simulation.simulation import Simulation

if TYPE_CHECKING:
    from fahsai.core.metering.simulation.meter import SimulatedMeter


def test_a_gap_is_silence_and_the_register_runs_on() -> None:
    for one in episodes(FaultKind.GAP):
        meter = BY_CODE[one.meter]
        sound, faulty = values(one, meter.main.name)
        gone = set(Device(meter, Plan.NONE).ticks(one.start, one.end + 1).tolist())
        shown = {at for at in sound if min(faulty) <= at <= max(faulty)}
        assert gone == shown - faulty.keys()
        if meter.main.measure is Measure.AMOUNT:
            after = min(at for at in faulty if at > one.end)
            missed = sum(value for at, value in sound.items() if at in gone)
            assert faulty[after] == sound[after] + missed
        else:
            before, after = max(gone) + meter.every, min(gone) - meter.every
            assert abs(
                moved(meter, sound[before], faulty[before])
                - moved(meter, sound[after], faulty[after])
            ) <= meter.main.value(meter.main.resolution)


def test_a_device_that_was_switched_off_goes_on_counting_its_readings() -> None:
    one = next(e for e in episodes(FaultKind.GAP) if BY_CODE[e.meter].spelling.numbered)
    numbers = [entry["seq"] for m in around(one, Plan.MANY) for entry in readings(m)]
    assert {b - a for a, b in pairwise(numbers)} == {1}


def test_late_messages_come_all_at_once_and_in_order() -> None:
    for one in episodes(FaultKind.LATE):
        messages = around(one, Plan.MANY)
        assert not [m for m in messages if one.start + 4 < m.arrived <= one.end]
        meter = BY_CODE[one.meter]
        flood = [m for m in messages if m.arrived == one.end + 1]
        ticks = Device(meter, Plan.NONE).ticks(one.start, one.end + 1)
        assert abs(len(flood) * meter.spelling.batch - len(ticks)) <= meter.spelling.batch
        found = [entry["t"] for m in flood for entry in readings(m)]
        assert found == sorted(found)


def test_messages_overtake_one_another() -> None:
    for one in episodes(FaultKind.OUT_OF_ORDER):
        meter = BY_CODE[one.meter]
        sound, faulty = values(one, meter.main.name)
        assert faulty.keys() >= {at for at in sound if one.start <= at <= one.end}
        times = [entry["t"] for m in around(one, Plan.MANY) for entry in readings(m)]
        behind = sum(b < a for a, b in pairwise(times))
        assert behind >= len(Device(meter, Plan.NONE).ticks(one.start, one.end)) // 5 // (
            meter.spelling.batch
        )


def test_duplicates_are_the_same_messages_again() -> None:
    for one in episodes(FaultKind.DUPLICATES):
        messages = around(one, Plan.MANY)
        counted = Counter(m.payload for m in messages)
        assert set(counted.values()) == {1, 2}
        meter = BY_CODE[one.meter]
        twice = sum(count == 2 for count in counted.values()) * meter.spelling.batch
        ticks = len(Device(meter, Plan.NONE).ticks(one.start, one.end + 1))
        assert abs(twice - ticks) <= meter.spelling.batch


def test_lost_messages_leave_holes_in_the_numbers() -> None:
    for one in episodes(FaultKind.LOST):
        meter = BY_CODE[one.meter]
        numbers = [entry["seq"] for m in around(one, Plan.MANY) for entry in readings(m)]
        missing = sum(b - a - 1 for a, b in pairwise(numbers))
        ticks = len(Device(meter, Plan.NONE).ticks(one.start, one.end + 1))
        assert ticks // 10 <= missing <= ticks * 7 // 10
        sound, faulty = values(one, meter.main.name)
        inside = {at for at in sound if min(faulty) <= at <= max(faulty)}
        assert len(inside - faulty.keys()) == missing


def test_malformed_messages_hold_no_reading_of_their_main_channel() -> None:
    for one in episodes(FaultKind.MALFORMED):
        meter = BY_CODE[one.meter]
        simulation = Simulation((meter,), Plan.MANY)
        found = [
            m for m in simulation.messages(one.start, one.end + 1) if m.arrived > one.start + 5
        ]
        assert found
        for message in found:
            assert not usable(message.payload, meter), message.payload


def usable(payload: str, meter: SimulatedMeter) -> bool:
    """Whether anything could be read of the main channel."""
    try:
        said = json.loads(payload)
        entries = said if isinstance(said, list) else [said]
        return all(abs(float(entry[meter.main.name])) < 1e300 and entry["t"] for entry in entries)
    except (ValueError, KeyError, TypeError):
        return False


def test_payloads_are_spoiled_in_different_ways() -> None:
    payload = '{"t":1775019360,"seq":3,"kwh":12.5,"kw":1.0}'
    found = [spoiled(payload, "kwh", way) for way in range(SPOILED)]
    assert len(set(found)) == SPOILED
    assert not [text for text in found if usable(text, BY_CODE["TM-E01"])]
    assert usable(payload, BY_CODE["TM-E01"])


def test_a_wrong_clock_says_1970_or_2099() -> None:
    eras = set()
    for one in [
        e
        for e in Simulation(METERS, Plan.MANY).truth(APRIL - 20 * DAY, MAY).episodes
        if e.kind is FaultKind.CLOCK
    ]:
        meter = BY_CODE[one.meter]
        sound, faulty = values(one, meter.main.name)
        odd = {at for at in faulty if at not in sound}
        assert odd
        for at in odd:
            assert 0 <= at < 2 * DAY or begin_of(date(2099, 1, 1)) <= at
        eras.add(min(odd) > MAY)
        wanted = [at for at in sound if min(faulty.keys() - odd) <= at <= max(faulty.keys() - odd)]
        assert len(set(wanted) - faulty.keys()) == len(odd)
    assert eras == {False, True}
