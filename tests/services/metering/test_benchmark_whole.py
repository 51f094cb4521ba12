"""The benchmark of meter data through the whole program: every fault told once, energy true.

Messages arrive as a device sent them, twice and out of order; what is judged is what people ask:
findings by meter, quantities by time.  The rule of scoring is that of the data's own manifest.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.services.metering.kept import Message
from tests.shared import shared_path

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.length import instant
from fahsai.core.metering.meter import Meter, MeterKind
from fahsai.core.metering.topic import topic_of
from fahsai.readings.store import ReadingsStore
from fahsai.records.ids import new_id
from fahsai.services.intake import Intake
from fahsai.services.keep_readings import keep_once
from fahsai.services.metering.sums import channel_sums
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from fahsai.core.metering.event import MeterEvent

START = instant(date(2025, 3, 24))
LEARNING = 14 * 1440  # minutes
WEEK = 7 * 86_400
KINDS = {
    "dup": "duplicates",
    "ooo": "out_of_order",
    "reset": "reset",
    "gap": "gap",
    "rollover": "rollover",
    "unit_x1000": "unit_slip",
    "flatline": "stuck",
    "neg_blip": "negative",
}
"""What the benchmark calls each fault of data, and what we do."""

DATA = "meterbench_dev_messages.parquet"


def declared(store: ReadingsStore, label: dict[str, Any]) -> Meter:
    """A meter of the benchmark, as somebody who read its type plate would enter it."""
    key = new_id()
    numbers = store.registry.numbers(key, ["kwh", "kw"])
    step = Decimal(str(label["reg_res_kwh"]))
    digits = -int(step.as_tuple().exponent)
    capacity = Decimal(str(label["cap_kw"]))
    register = Channel(
        numbers["kwh"],
        "kwh",
        Measure.REGISTER,
        "kWh",
        digits=digits,
        modulus=int(Decimal(str(label["reg_mod_kwh"])).scaleb(digits)),
        most_per_hour=int(capacity.scaleb(digits)),
    )
    power = Channel(numbers["kw"], "kw", Measure.RATE, "kW", most_per_hour=int(capacity.scaleb(3)))
    code = f"E{label['meter']}"
    return Meter(key, new_id(), code, MeterKind.ELECTRICITY, code, (register, power))


def messages(labels: dict[str, Any]) -> list[Message]:
    """All messages in the order of their arrival."""
    rows = pq.read_table(shared_path("data", "analytics", DATA)).to_pydict()
    step = {one["meter"]: Decimal(str(one["reg_res_kwh"])) for one in labels["meters"]}
    found = []
    for row in np.argsort(np.array(rows["recv_s"]), kind="stable").tolist():
        meter = rows["meter"][row]
        payload = b'{"t":%d,"kwh":%s,"kw":%.3f}' % (
            START + 60 * rows["t"][row],
            str(step[meter] * rows["reg"][row]).encode(),
            rows["kw"][row],
        )
        found.append(Message(topic_of("bench", f"E{meter}"), payload))
    return found


@pytest.fixture(scope="module")
def labels() -> dict[str, Any]:
    path = shared_path("data", "analytics", "meterbench_dev_labels.json")
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def kept(
    labels: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[ReadingsStore, dict[int, Meter]]:
    """The whole benchmark, kept and settled."""
    store = ReadingsStore.open(tmp_path_factory.mktemp("bench"))
    meters = {one["meter"]: declared(store, one) for one in labels["meters"]}
    for one in meters.values():
        store.registry.put(one, "bench")
    intake = Intake(store)
    everything = messages(labels)
    for start in range(0, len(everything), 2000):
        assert not intake.deliver(everything[start : start + 2000]).refused
    keep_once(store)
    return store, meters


def judged(
    events: list[MeterEvent], faults: list[tuple[int, dict[str, Any]]]
) -> tuple[set[int], list[MeterEvent]]:
    """Which faults of one meter were told, and what was told of none."""
    hits: set[int] = set()
    false: list[MeterEvent] = []
    last: dict[str, float] = {}
    for event in sorted(events, key=lambda one: one.noticed):
        at = (event.noticed - START) / 60
        if at < LEARNING or at - last.get(event.kind.value, -LEARNING) < 6 * 60:
            continue
        last[event.kind.value] = at
        inside = [pair for pair in faults if pair[1]["start"] <= at <= pair[1]["end"] + 60]
        told = {one for one, fault in inside if KINDS.get(fault["type"]) == event.kind.value}
        hits |= told
        if not inside:
            false.append(event)
    return hits, false


def test_every_fault_of_data_is_told_and_nothing_else(
    labels: dict[str, Any], kept: tuple[ReadingsStore, dict[int, Meter]]
) -> None:
    store, meters = kept
    faults = list(enumerate(labels["events"]))
    hits: set[int] = set()
    for number, meter in meters.items():
        own = [pair for pair in faults if pair[1]["meter"] == number]
        events = store.events([one.number for one in meter.channels], 0, 2**40)
        told, false = judged(events, own)
        assert false == [], meter.code
        hits |= told
    of_data = {place for place, fault in faults if fault["type"] in KINDS}
    assert len(of_data) == 48
    assert hits == of_data


def test_the_energy_of_each_meter_is_true(
    labels: dict[str, Any], kept: tuple[ReadingsStore, dict[int, Meter]]
) -> None:
    """Within a thousandth over six weeks, through gaps, resets, roll-overs and frozen registers."""
    store, meters = kept
    edges = [START, START + 6 * WEEK]
    for label in labels["meters"]:
        meter = meters[label["meter"]]
        main = meter.main
        assert main is not None
        (found,) = channel_sums(store, places_of([meter]), [main.number], edges)[main.number]
        true = Decimal(label["true_kwh"])
        assert abs(main.quantity(found.quantity) / true - 1) < Decimal("0.001"), meter.code
