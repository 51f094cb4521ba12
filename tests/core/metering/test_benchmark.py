"""The benchmark of 16 meters over 42 days: every fault, no false alert, every kWh.

The rules were not made from its numbers: see ``judged``, which has other meters and faults.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.shared import shared_path

from fahsai.core.metering.arrivals import Arrival, arrived
from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.quality import checked, merged
from fahsai.core.metering.series import Series
from fahsai.core.metering.walk import quantities

if TYPE_CHECKING:
    from fahsai.core.metering.event import MeterEvent
    from fahsai.core.metering.series import Intervals

START = 1_742_749_200  # 2025-03-24 00:00 in Bangkok
WEEK = 7 * 86_400
LEARNING = 14 * 1_440
NAMES = {
    "duplicates": "dup",
    "out_of_order": "ooo",
    "reset": "reset",
    "rollover": "rollover",
    "gap": "gap",
    "unit_slip": "unit_x1000",
    "stuck": "flatline",
    "negative": "neg_blip",
}


def read() -> tuple[Any, Any]:
    folder = shared_path("data", "analytics")
    labels = json.loads((folder / "meterbench_dev_labels.json").read_text("utf-8"))
    return labels, pq.read_table(folder / "meterbench_dev_messages.parquet")


def run(meter: Any, table: Any, minutes: int, *, known: bool) -> tuple[list[MeterEvent], Intervals]:
    """What is told of a meter, and its intervals."""
    mine = table["meter"].to_numpy() == meter["meter"]
    t = table["t"].to_numpy()[mine].astype(np.int64)
    step = round(meter["reg_res_kwh"] * 1000)
    capacity = round(meter["cap_kw"] * 1000) if known else None
    main = Channel(
        1,
        "energy",
        Measure.REGISTER,
        "kWh",
        modulus=round(meter["reg_mod_kwh"] * 1000) if known else None,
        resolution=step if known else 1,
        most_per_hour=capacity,
    )
    rate = Channel(2, "power", Measure.RATE, "kW", most_per_hour=capacity)
    ts, first = np.unique(t, return_index=True)
    none = np.zeros(len(ts), np.int64)
    value = table["reg"].to_numpy()[mine][first].astype(np.int64) * step
    power = np.round(table["kw"].to_numpy()[mine][first].astype(np.float64) * 1000)
    register = Series(START + ts * 60, value, none)
    rates = Series(register.ts, power.astype(np.int64), none)
    until = START + minutes * 60
    walked = quantities(main, register, rate=rates, until=until)
    faults = checked(main, register, rate, rates, until=until)
    arrivals = arrived(1, [Arrival(START + int(one) * 60) for one in t])
    return list(merged([*walked.events, *faults.events, *arrivals.events])), walked.intervals


def alerts(events: list[MeterEvent]) -> list[tuple[int, str]]:
    """The minute and the benchmark's name of each alert; repeats within six hours are one."""
    found: list[tuple[int, str]] = []
    latest: dict[str, int] = {}
    for event in sorted(events, key=lambda one: one.noticed):
        name, minute = NAMES.get(event.kind), (event.noticed - START) // 60
        if name is None or minute < LEARNING:
            continue
        if minute - latest.get(name, -360) >= 360:
            found.append((minute, name))
        latest[name] = minute
    return found


@pytest.mark.parametrize("known", [True, False], ids=["known", "bare"])
def test_every_fault_is_told_nothing_else_and_every_week_is_right(*, known: bool) -> None:
    labels, table = read()
    hits = expected = 0
    for meter in labels["meters"]:
        events, intervals = run(meter, table, labels["minutes"], known=known)
        mine = [
            one
            for one in labels["events"]
            if one["meter"] == meter["meter"] and one["type"] in NAMES.values()
        ]
        expected += len(mine)
        open_labels = list(mine)
        for minute, name in alerts(events):
            around = [one for one in mine if one["start"] <= minute <= one["end"] + 60]
            assert [one for one in around if one["type"] == name], (meter["meter"], minute, name)
            open_labels = [one for one in open_labels if one not in around or one["type"] != name]
        assert open_labels == []
        hits += len(mine) - len(open_labels)
        week = (intervals.start - START) // WEEK
        for number, truth in enumerate(meter["true_kwh_by_week"]):
            quantity = int(intervals.quantity[week == number].sum()) / 10**6
            assert quantity == pytest.approx(truth, rel=0.0005)
        whole = int(intervals.quantity.sum()) / 10**6
        assert whole == pytest.approx(meter["true_kwh"], rel=0.0001)
    assert hits == expected == 48
