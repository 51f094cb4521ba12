"""Other devices, faults and another season through the whole program, by the benchmark's rule.

``python -m tests.services.metering.test_other_devices`` prints the figures of each variant.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.services.metering.kept import Message
from tests.services.metering.other_devices import DAY, EDGE, FIRST, HOUR, LAST, VARIANTS, Variant

from fahsai.core.metering.meter import Meter, MeterKind
from fahsai.core.metering.quality import merged
from fahsai.core.metering.topic import topic_of
from fahsai.readings.store import ReadingsStore
from fahsai.records.ids import new_id
from fahsai.services.intake import Intake
from fahsai.services.keep_readings import keep_once
from fahsai.services.metering.sums import channel_sums
from fahsai.services.settling import places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.core.metering.event import MeterEvent

REPEAT = 6 * HOUR
BLIP = frozenset({"over_capacity", "quarantined", "negative", "unit_slip"})
"""A number that is wrong once may be any of these."""


class Outcome(NamedTuple):
    """What a variant came to: hits, misses, false alerts, and how far each month is off [part]."""

    hits: int
    missed: list[str]
    false: list[str]
    months: tuple[float, ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / (2 * self.hits + len(self.missed) + len(self.false))


def outcome(one: Variant, home: Path, size: int) -> Outcome:
    """Send a variant, ``size`` messages at a time with the keeper now and then, and judge it."""
    store = ReadingsStore.open(home)
    key = new_id()
    numbers = store.registry.numbers(key, [channel.name for channel in one.channels])
    channels = tuple(replace(channel, number=numbers[channel.name]) for channel in one.channels)
    meter = Meter(key, new_id(), "X1", MeterKind.OTHER, "X1", channels)
    store.registry.put(meter, "judge")
    intake = Intake(store)
    topic = topic_of("judge", "X1")
    sent = [Message(topic, payload) for payload in one.messages]
    for place, first in enumerate(range(0, len(sent), size)):
        assert intake.deliver(sent[first : first + size]).refused == ()
        if place % 7 == 0:
            keep_once(store)
    keep_once(store)
    events = list(merged(store.events([*numbers.values()], 0, 2**40)))
    main = channels[0]
    found = channel_sums(store, places_of([meter]), [main.number], [FIRST, EDGE, LAST + DAY])
    months = tuple(
        float(main.quantity(summed.quantity)) / truth - 1
        for summed, truth in zip(found[main.number], one.truth, strict=True)
    )
    store.close()
    return judged(one, events, months)


def judged(one: Variant, events: list[MeterEvent], months: tuple[float, ...]) -> Outcome:
    """By the rule of the benchmark: noticed from the start of a fault to an hour after its end."""
    found, false, latest = set(), [], dict[str, int]()
    for event in sorted(events, key=lambda event: event.noticed):
        repeat = event.noticed - latest.get(event.kind, -REPEAT) < REPEAT
        latest[event.kind] = event.noticed
        if repeat:
            continue
        inside = [fault for fault in one.faults if fault.start <= event.noticed <= fault.end + HOUR]
        hit = {fault for fault in inside if event.kind in told_as(fault.kind)}
        found |= hit
        if not inside and event.kind not in one.tolerated:
            day = (event.noticed - FIRST) / DAY
            false.append(f"{event.kind} noticed on day {day:.3f} {dict(event.data)}")
    missed = [
        f"{fault.kind} on day {(fault.start - FIRST) / DAY:.3f}"
        for fault in one.faults
        if fault not in found
    ]
    return Outcome(len(found), missed, false, months)


def told_as(kind: str) -> frozenset[str]:
    """The kinds that a fault may be told as."""
    return BLIP if kind in {"blip", "quarantined"} else frozenset({kind})


@pytest.mark.parametrize("make", VARIANTS, ids=lambda make: make.__name__)
def test_every_fault_is_told_nothing_else_and_the_months_are_true(
    make: Callable[[], Variant], tmp_path: Path
) -> None:
    found = outcome(make(), tmp_path, 4_999)
    assert found.missed == []
    assert found.false == []
    assert max(map(abs, found.months)) < 0.001


def main() -> None:
    """Print the figures."""
    for make in VARIANTS:
        one = make()
        with tempfile.TemporaryDirectory() as home:
            found = outcome(one, Path(home), 4_999)
        months = ", ".join(f"{100 * off:+.4f} %" for off in found.months)
        sys.stdout.write(f"{one.name:32} F1 {found.f1:.4f}  months {months}\n")
        for line in (*("missed " + text for text in found.missed), *found.false):
            sys.stdout.write(f"    {line}\n")


if __name__ == "__main__":
    main()
