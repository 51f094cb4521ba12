"""Meters that send no more: a gap that goes on, until they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np

from fahsai.core.metering.cadence import NOTHING_YET, Cadence, every_of
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.event import ONGOING, EventKind, MeterEvent
from fahsai.core.metering.length import DAY, instant
from fahsai.core.metering.quality import MISSED, patience

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Meter
    from fahsai.readings.store import ReadingsStore


class _Paces(msgspec.Struct):
    """Of what is kept of a settled month only how often the channels are read."""

    of_main: Cadence = NOTHING_YET
    of_rate: Cadence = NOTHING_YET


class _State(NamedTuple):
    """A channel's state as settling keeps it, little of it opened: there are thousands."""

    walk: Any = None
    quality: _Paces | None = None
    shape: Any = None


_STATE = msgspec.json.Decoder(_State)


def ongoing_gaps(store: ReadingsStore, meters: Iterable[Meter], now: int) -> dict[UUID, MeterEvent]:
    """The gaps that go on ``now`` [unix s], by meter.

    Each begins where a gap of it will begin once the meter is back, and is at its end then.  A
    meter out of use is silent up to the end of its use.  Where the cadence is neither declared nor
    known yet, nothing is told.

    Raises:
        Unavailable: the store of readings cannot answer now.
    """
    watched = {lead.number: (one, lead) for one in meters if (lead := one.lead) is not None}
    silent = {}
    for number, newest in store.latest(watched).items():
        meter, lead = watched[number]
        until = min(now, _ended(meter.ended_on, now))
        if until - newest.ts > (patience(lead.every) if lead.every else MISSED):
            silent[number] = (newest.ts, until)
    learned = _learned(store, {number: last for number, (last, _) in silent.items()}, watched)
    found = {}
    for number, (last, until) in silent.items():
        meter, lead = watched[number]
        every = lead.every or learned.get(number, 0)
        if every and until - last > patience(every):
            found[meter.id] = MeterEvent(
                number, EventKind.GAP, last + every, until, last + patience(every), {ONGOING: "yes"}
            )
    return found


def touching(event: MeterEvent, start: int, end: int) -> bool:
    """Whether an event touches ``start <= t < end`` [unix s]."""
    return event.start < end and event.end >= start


def _ended(day: date | None, now: int) -> int:
    """The end of the last day of a meter's use [unix s]."""
    return now if day is None else instant(day) + DAY


def _learned(
    store: ReadingsStore, last: dict[int, int], watched: dict[int, tuple[Meter, Channel]]
) -> dict[int, int]:
    """How often silent channels were read, where nobody said [s].

    As the settled days say; a channel that has none yet is looked at itself.
    """
    asked = [number for number in last if not watched[number][1].every]
    kept = store.states(asked)
    found = {}
    for number in asked:
        lead = watched[number][1]
        paces = _STATE.decode(kept[number]).quality if number in kept else None
        of_rate = lead.measure is Measure.RATE
        known = paces and (paces.of_rate if of_rate else paces.of_main).every
        found[number] = known or _of_last_day(store, number, last[number])
    return found


def _of_last_day(store: ReadingsStore, number: int, last: int) -> int:
    """What the last day of readings shows."""
    rows = store.readings([number], last - DAY, last + 1)
    return every_of(_steps(rows["ts"].to_numpy().tolist()))


def _steps(ts: Sequence[int]) -> Sequence[int]:
    steps: list[int] = np.diff(np.array(ts, np.int64)).tolist()
    return steps
