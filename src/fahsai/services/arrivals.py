"""What the order of arrival tells of the data of meters, judged once as rows are brought away."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import msgspec
import numpy as np

from fahsai.core.metering.arrivals import Arrival, ArrivalState, arrived
from fahsai.core.metering.columns import NO_SEQUENCE
from fahsai.core.metering.numbering import Numbered, NumberState, counted
from fahsai.readings.values import Judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from fahsai.core.metering.event import MeterEvent
    from fahsai.core.metering.meter import Meter
    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import ArrivalsJudge, StatesOf, Unread

NAMED, UNNAMED = 2, 0
"""Of what arrives together, readings come after messages without a number, before those with."""

OF_READINGS = 1

_State = TypeVar("_State", ArrivalState, NumberState)


def judge_of(store: ReadingsStore) -> ArrivalsJudge:
    """A judge of arrivals that knows the meters and how often their channels are read.

    Readings that came again, after later ones, or not at all: ``meter.duplicates``,
    ``meter.out_of_order``, ``meter.lost``.
    """
    judging = _Judging([one.meter for one in store.registry.all()])

    def judge(rows: pa.Table, unread: Sequence[Unread], states_of: StatesOf) -> Judged:
        """Look at rows of the hot log in order of arrival, with what is remembered of each."""
        after: dict[int, bytes] = {}
        events: list[MeterEvent] = []
        for look in (judging.times(rows, states_of), judging.numbers(rows, unread, states_of)):
            for number, told, state in look:
                events.extend(told)
                after[number] = msgspec.json.encode(state)
        return Judged(after, events)

    return judge


class _Judging:
    """Looks at arrivals by the meters as they are known."""

    def __init__(self, meters: Sequence[Meter]) -> None:
        self._every = {one.number: one.every for meter in meters for one in meter.channels}
        self._lead = {
            channel.number: lead.number
            for meter in meters
            if (lead := meter.lead) is not None
            for channel in meter.channels
        }
        self._of_meter = {
            meter.id: lead.number for meter in meters if (lead := meter.lead) is not None
        }

    def times(
        self, rows: pa.Table, states_of: StatesOf
    ) -> Iterator[tuple[int, Sequence[MeterEvent], ArrivalState]]:
        """What came again or late, by channel; its state is kept under its number."""
        ts = rows["ts"].to_numpy()
        mine = _by(rows["channel"].to_numpy())
        states = states_of(mine)
        for number, where in mine.items():
            before = _kept(states.get(number), ArrivalState)
            batch = [Arrival(at) for at in ts[where].tolist()]
            found = arrived(number, batch, before, every=self._every.get(number, 0))
            yield number, found.events, found.state

    def numbers(
        self, rows: pa.Table, unread: Sequence[Unread], states_of: StatesOf
    ) -> Iterator[tuple[int, Sequence[MeterEvent], NumberState]]:
        """What never came, by meter; its state is kept under its lead channel's number below zero.

        All channels of a meter share the numbers of its messages.
        """
        channel, ts, seq, at = (
            rows[name].to_numpy() for name in ("channel", "ts", "seq", "arrived")
        )
        numbered = np.flatnonzero(seq != NO_SEQUENCE)
        leads = np.array([self._lead.get(one, one) for one in channel[numbered].tolist()], np.int64)
        mine = {lead: numbered[where] for lead, where in _by(leads).items()}
        others = self._unread(unread)
        states = states_of([-lead for lead in mine.keys() | others.keys()])
        for lead in sorted(mine.keys() | others.keys()):
            where = mine.get(lead, np.zeros(0, np.intp))
            columns = (at[where].tolist(), seq[where].tolist(), ts[where].tolist())
            came = [
                (when, OF_READINGS, Numbered(one, time))
                for when, one, time in zip(*columns, strict=True)
            ]
            if lead in others:
                came = sorted([*came, *others[lead]], key=lambda one: one[:2])
            before = _kept(states.get(-lead), NumberState)
            found = counted(lead, [one for _, _, one in came], before)
            yield -lead, found.events, found.state

    def _unread(self, unread: Sequence[Unread]) -> Mapping[int, list[tuple[int, int, Numbered]]]:
        """What arrived without a reading, by the lead channel of its meter."""
        found: defaultdict[int, list[tuple[int, int, Numbered]]] = defaultdict(list)
        for one in unread:
            lead = self._of_meter.get(one.meter)
            if lead is not None:
                found[lead] += [
                    (one.arrived, UNNAMED if seq is None else NAMED, Numbered(seq))
                    for seq in one.numbers
                ]
        return found


def _by(keys: NDArray[np.int64]) -> dict[int, NDArray[np.intp]]:
    """Where each key stands, in the order of arrival."""
    order = np.argsort(keys, kind="stable")
    numbers, first = np.unique(keys[order], return_index=True)
    edges = [*first.tolist(), len(order)]
    return {
        number: order[low:high]
        for number, (low, high) in zip(numbers.tolist(), pairwise(edges), strict=True)
    }


def _kept(kept: bytes | None, kind: type[_State]) -> _State | None:
    return None if kept is None else msgspec.json.decode(kept, type=kind)
