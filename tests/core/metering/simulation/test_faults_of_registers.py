"""What goes wrong with made-up registers and rates: each fault shows as it should."""

from __future__ import annotations

from dataclasses import replace

from tests.core.metering.simulation.conftest import APRIL, MAY
from tests.core.metering.simulation.faulty import (
    BY_CODE,
    HOUR,
    METERS,
    ON_THE_LINE,
    episodes,
    moved,
    values,
)

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.days import DAY, FIRST
from fahsai.core.metering.simulation.device import Device
from fahsai.core.metering.simulation.fault import (
    FaultKind,
    Plan,
    kinds_of,
)
from fahsai.core.metering.simulation.meter import fine
from fahsai.core.metering.simulation.simulation import Simulation


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
