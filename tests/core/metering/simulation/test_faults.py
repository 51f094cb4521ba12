"""Each fault does to the data what it says and nothing else; what truly passed stays as it was."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.core.metering.simulation.conftest import APRIL, MAY
from tests.core.metering.simulation.test_messages import readings, series

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.days import DAY, FIRST, begin_of
from fahsai.core.metering.simulation.device import Device
from fahsai.core.metering.simulation.fault import (
    BLIPS,
    LENGTHS,
    ROUND,
    Episode,
    FaultKind,
    Plan,
    Schedule,
    kinds_of,
)
from fahsai.core.metering.simulation.message import SPOILED, spoiled
from fahsai.core.metering.simulation.meter import fine
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.reference.load_simulation import site

if TYPE_CHECKING:
    from fahsai.core.metering.simulation.meter import SimulatedMeter
    from fahsai.core.metering.simulation.simulation import SimulatedMessage

HOUR = 3600
METERS = site(7)
BY_CODE = {one.code: one for one in METERS}
EPISODES = Simulation(METERS, Plan.MANY).truth(APRIL, MAY).episodes
ON_THE_LINE = {
    FaultKind.GAP,
    FaultKind.LATE,
    FaultKind.OUT_OF_ORDER,
    FaultKind.DUPLICATES,
    FaultKind.LOST,
    FaultKind.MALFORMED,
    FaultKind.CLOCK,
}


def episodes(kind: FaultKind) -> list[Episode]:
    found = [one for one in EPISODES if one.kind is kind]
    assert found, kind
    return found


def around(episode: Episode, plan: Plan) -> list[SimulatedMessage]:
    """What one meter sends from before a fault until long after."""
    simulation = Simulation((BY_CODE[episode.meter],), plan)
    return list(simulation.messages(episode.start - HOUR, episode.end + 3 * HOUR))


def values(episode: Episode, channel: str) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """A channel around a fault, as it would be without it and as it is.

    The register of before is moved to where earlier faults left it: nothing else may differ.
    """
    meter = BY_CODE[episode.meter]
    faulty = series(meter, around(episode, Plan.MANY), channel)
    plain = Simulation((meter,), Plan.NONE)
    sound = series(
        meter, plain.messages(episode.start - 30 * HOUR, episode.end + 4 * HOUR), channel
    )
    return sound, faulty


def moved(meter: SimulatedMeter, sound: Decimal, faulty: Decimal) -> Decimal:
    """How far a register stands from the one without faults, around its wheels."""
    modulus = meter.main.modulus
    apart = faulty - sound
    if modulus is None:
        return apart
    whole = meter.main.value(modulus)
    return (apart % whole + whole) % whole  # the rest of a decimal has the sign of the decimal


def test_every_kind_of_fault_happens_in_a_month() -> None:
    counted = Counter(one.kind for one in EPISODES)
    assert counted.keys() == set(FaultKind)
    usual = Simulation(METERS, Plan.USUAL).truth(APRIL, MAY).episodes
    assert len(usual) * 2 < len(EPISODES)
    assert len({one.kind for one in usual}) >= len(FaultKind) - 1
    nothing = Simulation(METERS, Plan.NONE).truth(APRIL, MAY).episodes
    assert {one.kind for one in nothing} == {FaultKind.ROLLOVER}


def test_what_truly_passed_hangs_on_no_fault() -> None:
    truths = [Simulation(METERS, plan).truth(APRIL, MAY).quantities for plan in Plan]
    assert truths[0] == truths[1] == truths[2]


@pytest.mark.parametrize("plan", [Plan.USUAL, Plan.MANY])
def test_faults_of_one_meter_never_meet(plan: Plan) -> None:
    for meter in METERS:
        found = Schedule(meter, plan).until(FIRST + 365 * DAY)
        assert len(found) >= 365 // ROUND[plan] - 1
        for before, after in pairwise(found):
            assert after.start - before.end > 3 * HOUR
        assert {one.kind for one in found} == set(kinds_of(meter))
        for one in found:
            least, most = LENGTHS[one.kind]
            if one.kind in BLIPS:
                assert least <= (one.end - one.start) // meter.every + 1 <= most
            elif least:
                assert least <= (one.end - one.start + 1) // 60 <= most
            else:
                assert one.start == one.end


def test_a_schedule_is_the_same_however_it_is_asked() -> None:
    meter = BY_CODE["FA-E04"]
    slowly, at_once = Schedule(meter, Plan.MANY), Schedule(meter, Plan.MANY)
    for day in range(0, 200, 3):
        slowly.until(FIRST + day * DAY)
    assert slowly.until(APRIL) == at_once.until(APRIL)
    assert [one for one in at_once.until(MAY) if one.start < APRIL] == at_once.until(APRIL)


@pytest.mark.parametrize("meter", METERS[::3], ids=lambda one: one.code)
def test_outside_its_faults_a_meter_sends_what_it_would_have_sent(meter: SimulatedMeter) -> None:
    """Value by value over five days: only the register may stand elsewhere, and always as far."""
    start, end = APRIL + 9 * DAY, APRIL + 14 * DAY
    faulty = Simulation((meter,), Plan.MANY)
    sound = Simulation((meter,), Plan.NONE)
    hit = [one for one in Schedule(meter, Plan.MANY).until(end) if one.end >= start - 4 * HOUR]
    readable = [
        one
        for one in faulty.messages(start, end)
        if not any(e.start <= one.arrived <= e.end + 2 * HOUR for e in hit)
    ]
    assert len(readable) > 300
    for channel in meter.channels:
        before = series(meter, sound.messages(start - 8 * HOUR, end), channel.name)
        after = series(meter, readable, channel.name)
        apart = [
            (at, moved(meter, before[at], value) if channel is meter.main else value - before[at])
            for at, value in sorted(after.items())
        ]
        if channel.measure is not Measure.REGISTER:
            assert {one for _, one in apart} == {Decimal(0)}, channel.name
            continue
        steps = [abs(b - a) for (_, a), (_, b) in pairwise(apart)]
        rebased = sum(one.kind in {FaultKind.RESET, FaultKind.REPLACED} for one in hit)
        # Two registers that began elsewhere click over at different moments: a step apart at most.
        least = channel.value(channel.resolution)
        whole = channel.value(channel.modulus or 0)
        far = [one for one in steps if least < one < whole - least]
        assert len(far) <= rebased, channel.name


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


def test_a_reset_begins_at_zero_and_a_replacement_is_written_down() -> None:
    simulation = Simulation(METERS, Plan.MANY)
    told = {(code, one.at): one for code, one in simulation.replacements(APRIL, MAY)}
    replaced = episodes(FaultKind.REPLACED)
    assert told.keys() == {(one.meter, one.start) for one in replaced}
    for one in (*episodes(FaultKind.RESET), *replaced):
        meter = BY_CODE[one.meter]
        device = Device(meter, Plan.MANY)
        channel = meter.main
        before = device.last_before(one.start)
        old, new = (
            int(device.values(channel, device.ticks(at, at + 1))[0])
            for at in (before, before + meter.every)
        )
        since = device.passed.at(before + meter.every) - device.passed.at(one.start)
        until = device.passed.at(one.start) - device.passed.at(before)
        step, size = channel.resolution, fine(channel)
        if one.kind is FaultKind.RESET:
            assert abs(new - since // size) < step
        else:
            exchanged = told[one.meter, one.start]
            assert exchanged.first is not None
            assert exchanged.last is not None
            assert abs(new - exchanged.first - since // size) <= step
            assert (exchanged.last - old) % (channel.modulus or 1) <= until // size + step
            assert dict(one.data) == {
                "last": f"{channel.value(exchanged.last):f}",
                "first": f"{channel.value(exchanged.first):f}",
            }


def test_a_slipped_unit_is_a_thousand_times_the_rate_and_leaves_the_register() -> None:
    for one in episodes(FaultKind.UNIT_SLIP):
        meter = BY_CODE[one.meter]
        assert meter.rate is not None
        assert one.channel == meter.rate.name
        sound, faulty = values(one, one.channel)
        for at, value in faulty.items():
            assert value == sound[at] * (1000 if one.start <= at <= one.end else 1)
        assert any(one.start <= at <= one.end and value for at, value in faulty.items())


def test_a_stuck_register_stands_and_then_says_the_truth() -> None:
    for one in episodes(FaultKind.STUCK):
        meter = BY_CODE[one.meter]
        sound, faulty = values(one, one.channel)
        assert one.channel == meter.main.name
        inside = {value for at, value in faulty.items() if one.start <= at <= one.end}
        before = max(at for at in faulty if at < one.start)
        after = min(at for at in faulty if at > one.end)
        assert inside == {faulty[before]}
        assert faulty[after] != faulty[before]
        assert abs(
            moved(meter, sound[after], faulty[after]) - moved(meter, sound[before], faulty[before])
        ) <= meter.main.value(meter.main.resolution)
        if meter.rate is not None:
            rate, shown = values(one, meter.rate.name)
            assert all(rate[at] == value for at, value in shown.items())


def test_blips_are_a_few_readings_and_no_more() -> None:
    for one in (*episodes(FaultKind.NEGATIVE), *episodes(FaultKind.JUMP)):
        meter = BY_CODE[one.meter]
        sound, faulty = values(one, one.channel)
        inside = {at: value for at, value in faulty.items() if one.start <= at <= one.end}
        assert 1 <= len(inside) <= 3
        if one.kind is FaultKind.NEGATIVE:
            assert max(inside.values()) < 0
        else:
            channel = meter.main
            most = channel.value(channel.most_per_hour or 0)
            before, after = (
                faulty[one.start - meter.every],
                faulty[one.end + meter.every],
            )
            for value in inside.values():
                assert value >= 0
                assert min(abs(value - before), abs(value - after)) > 3 * most * meter.every / HOUR
        outside = {at: value for at, value in faulty.items() if at not in inside}
        if one.channel != meter.main.name:
            assert all(sound[at] == value for at, value in outside.items())
        assert min(outside.values()) >= 0


def test_a_register_passes_its_end_when_the_truth_says_so() -> None:
    found = episodes(FaultKind.ROLLOVER)
    for one in found:
        device = Device(BY_CODE[one.meter], Plan.MANY)
        channel = device.meter.main
        before = device.last_before(one.start)
        old, new = (
            int(device.values(channel, device.ticks(at, at + 1))[0])
            for at in (before, before + device.meter.every)
        )
        assert channel.modulus is not None
        assert new < old
        assert old > channel.modulus * 97 // 100
        assert new < channel.modulus * 3 // 100
    # And nowhere else: every fall of a register without faults is one of them.
    plain = Simulation(METERS, Plan.NONE)
    times = {(one.meter, one.start) for one in plain.truth(APRIL, MAY).episodes}
    fallen = set()
    for meter in METERS:
        if meter.main.measure is not Measure.REGISTER or meter.main.both_ways:
            continue
        device = Device(meter, Plan.NONE)
        ts = device.ticks(APRIL, MAY)
        shown = device.values(meter.main, ts)
        falls = [int(ts[i]) for i in range(1, len(ts)) if shown[i] < shown[i - 1]]
        near = {(code, at) for code, at in times if code == meter.code}
        assert len(falls) == len(near), meter.code
        for at in falls:
            assert any(at - meter.every < when <= at for _, when in near)
        fallen |= near
    assert fallen == times
    assert fallen


def test_what_cannot_be_seen_is_no_fault() -> None:
    """A register that would not have moved anyway is not told as stuck, nor a rate of nothing."""
    lamps = replace(BY_CODE["TM-E03"])
    device = Device(lamps, Plan.MANY)
    told = Simulation((lamps,), Plan.MANY).truth(FIRST + DAY, MAY).episodes
    planned = [one for one in device.schedule.until(MAY) if one.start >= FIRST + DAY]
    unseen = [
        one
        for one in planned
        if one.kind in {FaultKind.STUCK, FaultKind.UNIT_SLIP}
        and (one.meter, one.start) not in {(each.meter, each.start) for each in told}
    ]
    assert unseen
    for one in unseen:
        channel = lamps.main if one.kind is FaultKind.STUCK else lamps.rate
        assert channel is not None
        ticks = device.ticks(one.start, one.end + 1)
        shown = device.values(channel, ticks)
        if one.kind is FaultKind.STUCK:
            assert device.values(channel, ticks[-1:] + lamps.every)[0] == shown[0]
        else:
            assert not shown.any()


def test_kinds_that_would_lose_the_truth_are_left_out() -> None:
    allowed = {one.code: set(kinds_of(one)) for one in METERS}
    assert allowed["FA-P01"] == {
        FaultKind.LATE,
        FaultKind.OUT_OF_ORDER,
        FaultKind.DUPLICATES,
        FaultKind.GAP,
    }
    assert allowed["TM-R01"] == allowed["FA-P01"] - {FaultKind.GAP}
    assert FaultKind.RESET not in allowed["TM-E13"]
    assert FaultKind.LOST not in allowed["TM-E04"]
    assert allowed["TM-E01"] >= ON_THE_LINE
