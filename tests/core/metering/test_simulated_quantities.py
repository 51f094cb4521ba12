"""Made-up meters of the simulation, whose author did not write the rules: every month is true."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fahsai.core.metering.message import parse
from fahsai.core.metering.series import Series
from fahsai.core.metering.simulation.days import DAY, begin_of
from fahsai.core.metering.simulation.fault import Plan
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.core.metering.walk import quantities
from fahsai.reference.load_simulation import site

if TYPE_CHECKING:
    from fahsai.core.metering.channel import Channel

APRIL, MAY = begin_of(date(2026, 4, 1)), begin_of(date(2026, 5, 1))
END = MAY + DAY
CODES = {"TM-E01", "TM-E13", "TM-W02", "TM-F01", "FA-E03", "FA-G01", "FA-P01", "FA-P02"}
"""Registers of every cadence, one that feeds in, one that stands as the month ends; pieces."""


def numbered(channels: tuple[Channel, ...]) -> dict[str, Channel]:
    return {one.name: replace(one, number=at) for at, one in enumerate(channels)}


def stored(readings: dict[int, tuple[int, int]]) -> Series:
    """Readings by time; of two for one time the later counts."""
    ts = sorted(readings)
    columns = [(at, *readings[at]) for at in ts]
    table = np.array(columns, np.int64).reshape(len(ts), 3)
    return Series(table[:, 0], table[:, 1], table[:, 2])


def test_months_of_the_simulation_are_true_to_a_thousandth() -> None:
    meters = tuple(one for one in site(11) if one.code in CODES)
    assert {one.code for one in meters} == CODES
    simulation = Simulation(meters, Plan.MANY)
    channels = {one.code: numbered(one.channels) for one in meters}
    came: defaultdict[tuple[str, int], dict[int, tuple[int, int]]] = defaultdict(dict)
    for sent in simulation.messages(APRIL, END):
        rows = parse(sent.payload.encode(), channels[sent.meter], sent.arrived * 1000).columns
        for number, ts, value, quality in zip(
            rows.channel, rows.ts, rows.value, rows.quality, strict=True
        ):
            came[sent.meter, number][ts] = (value, quality)
    said = simulation.replacements(APRIL, END)
    truth = simulation.truth(APRIL, MAY).quantities
    assert len(truth) == len(CODES)
    for true in truth:
        known = channels[true.meter]
        main = known[true.channel]
        rate = next((one for one in known.values() if one.measure == "rate"), None)
        found = quantities(
            main,
            stored(came[true.meter, main.number]),
            replacements=tuple(one for code, one in said if code == true.meter),
            rate=None if rate is None else stored(came[true.meter, rate.number]),
            until=END,
        ).intervals
        month = (found.start >= true.start) & (found.start < true.end)
        quantity = float(main.quantity(int(found.quantity[month].sum())))
        assert quantity == pytest.approx(float(true.quantity), rel=0.001), true.meter
