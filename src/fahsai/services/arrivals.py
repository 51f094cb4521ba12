"""What the order of arrival tells of the data of meters, judged once as rows are brought away."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from fahsai.core.metering.arrivals import Arrival, ArrivalState, arrived
from fahsai.core.metering.columns import NO_SEQUENCE
from fahsai.readings.values import Judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from fahsai.core.metering.event import MeterEvent
    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import ArrivalsJudge


USUAL = 60
"""How often a channel is read that no meter has any more [s]."""


def judge_of(store: ReadingsStore) -> ArrivalsJudge:
    """A judge of arrivals that knows how often each channel is read.

    Readings that came again, after later ones, or not at all: ``meter.duplicates``,
    ``meter.out_of_order``, ``meter.lost``.
    """
    every = {
        channel.number: channel.every
        for one in store.registry.all()
        for channel in one.meter.channels
    }

    def judge(rows: pa.Table, states: Mapping[int, bytes]) -> Judged:
        """Look at rows of the hot log in order of arrival, with what is remembered of each."""
        channel, ts, seq = (rows[name].to_numpy() for name in ("channel", "ts", "seq"))
        order = np.argsort(channel, kind="stable")  # within a channel as they arrived
        numbers, first = np.unique(channel[order], return_index=True)
        after: dict[int, bytes] = {}
        events: list[MeterEvent] = []
        for number, (low, high) in zip(
            numbers.tolist(), pairwise([*first.tolist(), len(order)]), strict=True
        ):
            mine = order[low:high]
            batch = [
                Arrival(at, None if counted == NO_SEQUENCE else counted)
                for at, counted in zip(ts[mine].tolist(), seq[mine].tolist(), strict=True)
            ]
            before = _state(states.get(number))
            found = arrived(number, batch, before, every=every.get(number, USUAL))
            events.extend(found.events)
            after[number] = msgspec.json.encode(found.state)
        return Judged(after, events)

    return judge


def _state(kept: bytes | None) -> ArrivalState | None:
    return None if kept is None else msgspec.json.decode(kept, type=ArrivalState)
