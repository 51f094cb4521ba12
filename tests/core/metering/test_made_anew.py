"""Intervals are made again where something else is said of what they were made of."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from fahsai.core.metering.anew import made_anew
from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import Meter, MeterKind, Replacement
from fahsai.core.metering.sources import Sources

KWH = Channel(7, "kwh", Measure.REGISTER, "kWh", modulus=10**9)
KW = Channel(8, "kw", Measure.RATE, "kW")
METER = Meter(
    id=UUID(int=1),
    organisation_id=UUID(int=2),
    code="E01",
    kind=MeterKind.ELECTRICITY,
    name_th="หม้อแปลง",
    channels=(KWH, KW),
)
EXCHANGED = Replacement("kwh", 1_768_440_600, 98_765_430, 0)
LATER = Replacement("kwh", 1_778_440_600, 5, 0)


def test_what_moves_no_quantity_makes_nothing_again() -> None:
    for after in (
        METER,
        replace(METER, name_th="อื่น", serial="9", sources=Sources((), UUID(int=3))),
        replace(METER, channels=(replace(KWH, unit="MWh"), KW)),
        replace(METER, channels=(KW, KWH)),
    ):
        assert made_anew(METER, after) == {}


@pytest.mark.parametrize(
    "other",
    [
        replace(KWH, modulus=10**8),
        replace(KWH, most_per_hour=5),
        replace(KWH, every=300),
        replace(KWH, resolution=10),
        replace(KWH, both_ways=True),
    ],
)
def test_a_channel_that_counts_otherwise_is_made_again_from_the_first(other: Channel) -> None:
    assert made_anew(METER, replace(METER, channels=(other, KW))) == {7: None}


def test_a_rate_shapes_the_gaps_of_the_register_beside_it() -> None:
    other = replace(KW, every=300)
    assert made_anew(METER, replace(METER, channels=(KWH, other))) == {7: None, 8: None}
    assert made_anew(METER, replace(METER, channels=(KWH,))) == {7: None}


def test_a_channel_that_comes_back_may_have_readings_from_before() -> None:
    without = replace(METER, channels=(KWH,))
    assert made_anew(without, METER) == {7: None, 8: None}


def test_an_exchange_moves_what_comes_after_it() -> None:
    with_one = replace(METER, replacements=(EXCHANGED,))
    with_both = replace(METER, replacements=(EXCHANGED, LATER))
    assert made_anew(METER, with_one) == made_anew(with_one, METER) == {7: EXCHANGED.at}
    assert made_anew(with_one, with_both) == {7: LATER.at}
    corrected = replace(METER, replacements=(EXCHANGED._replace(last=1),))
    assert made_anew(with_one, corrected) == {7: EXCHANGED.at}
    moved = replace(METER, replacements=(EXCHANGED._replace(at=1_700_000_000),))
    assert made_anew(with_one, moved) == {7: 1_700_000_000}
    assert made_anew(with_both, with_both) == {}
