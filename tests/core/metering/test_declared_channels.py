"""What people declare of channels: presets that fit, and each mistake by its name."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fahsai.core.finding import Level
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import (
    LARGEST,
    LONGEST_EVERY,
    MOST_CHANNELS,
    ChannelEntry,
    declared,
    reinterpreted,
)
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.presets import PRESETS, preset
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding

KWH = ChannelEntry("kwh", Measure.REGISTER, "kWh")
KW = ChannelEntry("kw", Measure.RATE, "kW")


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


def check(*entries: ChannelEntry, kind: MeterKind = MeterKind.ELECTRICITY) -> list[str]:
    return codes(declared("E01", kind, entries, load_units())[1])


@pytest.mark.parametrize("kind", PRESETS)
def test_what_is_usual_for_a_kind_may_be_declared_as_it_is(kind: MeterKind) -> None:
    channels, said = declared("M", kind, PRESETS[kind], load_units())
    assert channels == PRESETS[kind]
    assert said == ()
    assert any(one.measure is not Measure.RATE for one in channels)


def test_only_what_nobody_can_know_has_no_preset() -> None:
    assert set(MeterKind) - set(PRESETS) == {MeterKind.OTHER}
    assert preset(MeterKind.WATER, "m3") == PRESETS[MeterKind.WATER][0]
    assert preset(MeterKind.WATER, "kwh") is None
    assert preset(MeterKind.OTHER, "x") is None


def test_units_are_spelled_as_the_table_spells_them() -> None:
    entries = (replace(KWH, unit="กิโลวัตต์-ชั่วโมง"), replace(KW, unit="กิโลวัตต์"))
    channels, said = declared("E01", MeterKind.ELECTRICITY, entries, load_units())
    assert said == ()
    assert [one.unit for one in channels] == ["kWh", "kW"]
    assert check(replace(KWH, unit="kilofurlong")) == ["unit.unknown"]
    assert check(replace(KWH, unit="")) == ["unit.missing"]


@pytest.mark.parametrize(
    ("kind", "unit", "measure", "fits"),
    [
        (MeterKind.ELECTRICITY, "MWh", Measure.REGISTER, True),
        (MeterKind.ELECTRICITY, "kWh_net", Measure.REGISTER, False),
        (MeterKind.ELECTRICITY, "kW", Measure.REGISTER, False),
        (MeterKind.ELECTRICITY, "kWh", Measure.RATE, False),
        (MeterKind.FUEL, "kg", Measure.LEVEL, True),
        (MeterKind.FUEL, "kWh", Measure.REGISTER, False),
        (MeterKind.GAS, "Nm3", Measure.REGISTER, True),
        (MeterKind.GAS, "MMBTU_gross", Measure.REGISTER, True),
        (MeterKind.WATER, "m3", Measure.REGISTER, True),
        (MeterKind.WATER, "Nm3", Measure.REGISTER, False),
        (MeterKind.HEAT, "tonne", Measure.AMOUNT, True),
        (MeterKind.REFRIGERANT, "kg_r32", Measure.LEVEL, True),
        (MeterKind.REFRIGERANT, "litre", Measure.LEVEL, False),
        (MeterKind.PRODUCTION, "box", Measure.AMOUNT, True),
        (MeterKind.OTHER, "mg_per_litre", Measure.RATE, True),
    ],
)
def test_a_unit_measures_what_flows_through_the_meter(
    kind: MeterKind,
    unit: str,
    measure: Measure,
    fits: bool,  # noqa: FBT001 - a column of the table
) -> None:
    said = check(ChannelEntry("x", measure, unit), kind=kind)
    assert ("meter.channel_unit_unfit" not in said) is fits


def test_a_meter_has_at_least_one_channel_and_each_once() -> None:
    assert check() == ["meter.channels_missing"]
    assert check(KWH, KW, KWH) == ["meter.channel_twice"]
    many = [replace(KW, name=f"p{number}") for number in range(MOST_CHANNELS)]
    assert check(KWH, *many) == ["meter.channels_many"]
    assert check(KWH, *many[:-1]) == []


def test_a_meter_of_rates_alone_is_warned_of() -> None:
    _, said = declared("E01", MeterKind.ELECTRICITY, (KW,), load_units())
    assert [(one.code, one.level) for one in said] == [("meter.only_rates", Level.WARNING)]


@pytest.mark.parametrize("name", ["", "t", "seq", "readings", "kWh", "1a", "a-b", "ก", "a" * 33])
def test_a_name_that_messages_cannot_carry(name: str) -> None:
    assert check(replace(KWH, name=name), KWH) == ["meter.channel_name_unusable"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"digits": 10}, "meter.channel_digits"),
        ({"digits": -1}, "meter.channel_digits"),
        ({"every": -1}, "meter.channel_every"),
        ({"every": LONGEST_EVERY + 1}, "meter.channel_every"),
        ({"modulus": Decimal(0)}, "meter.channel_not_positive"),
        ({"modulus": Decimal("NaN")}, "meter.channel_not_positive"),
        ({"most_per_hour": Decimal(-1)}, "meter.channel_not_positive"),
        ({"resolution": Decimal("Infinity")}, "meter.channel_not_positive"),
        ({"resolution": Decimal("0.0001")}, "meter.channel_too_fine"),
        ({"modulus": Decimal("1e308")}, "meter.channel_too_large"),
        ({"modulus": Decimal(LARGEST) / 1000 + Decimal("0.001")}, "meter.channel_too_large"),
        ({"measure": Measure.AMOUNT, "modulus": Decimal(1000)}, "meter.channel_of_registers"),
        ({"measure": Measure.LEVEL, "both_ways": True}, "meter.channel_of_registers"),
    ],
)
def test_a_figure_that_cannot_be(fields: dict[str, object], code: str) -> None:
    assert check(replace(KWH, **fields)) == [code]  # type: ignore[arg-type]


def test_figures_are_scaled_exactly() -> None:
    entry = replace(
        KWH,
        digits=2,
        modulus=Decimal("999999.99"),
        resolution=Decimal("0.01"),
        most_per_hour=Decimal("120.5"),
        both_ways=True,
    )
    assert check(entry) == []
    channel = entry.channel(17)
    assert (channel.number, channel.digits, channel.both_ways) == (17, 2, True)
    assert (channel.modulus, channel.resolution, channel.most_per_hour) == (99_999_999, 1, 12_050)
    plain = KWH.channel(3)
    assert (plain.modulus, plain.resolution, plain.most_per_hour) == (None, 1, None)
    assert check(replace(KWH, digits=9, modulus=Decimal(LARGEST).scaleb(-9))) == []


def test_stored_readings_keep_their_meaning() -> None:
    before = (KWH, KW)
    assert reinterpreted("E01", before, (replace(KWH, every=300), KW)) == ()
    assert reinterpreted("E01", before, (replace(KWH, name="import_kwh"),)) == ()
    for other in (replace(KWH, digits=2), replace(KWH, measure=Measure.AMOUNT)):
        (said,) = reinterpreted("E01", before, (other,))
        assert (said.code, said.level) == ("meter.channel_fixed", Level.ERROR)
        assert said.data == {"channel": "kwh", "measure": "register", "digits": "3"}
    (said,) = reinterpreted("E01", before, (replace(KWH, unit="MWh"),))
    assert (said.code, said.level) == ("meter.channel_unit_changed", Level.WARNING)
