"""Each fault does to the data what it says and nothing else; what truly passed stays as it was."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.core.metering.simulation.conftest import APRIL, MAY
from tests.core.metering.simulation.faulty import (
    BY_CODE,
    EPISODES,
    HOUR,
    METERS,
    moved,
)
from tests.core.metering.simulation.test_messages import series

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.simulation.days import DAY, FIRST
from fahsai.core.metering.simulation.fault import (
    BLIPS,
    LENGTHS,
    ROUND,
    FaultKind,
    Plan,
    Schedule,
    kinds_of,
)
from fahsai.core.metering.simulation.simulation import Simulation

if TYPE_CHECKING:
    from fahsai.core.metering.simulation.meter import SimulatedMeter


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
