"""How readings arrive: twice, or after later ones.

The stored readings no longer show it, so it is told from the order of arrival.  Time is that of
the device: a backlog arrives at once and is no fault.  What never arrived the numbers of messages
tell (see :mod:`fahsai.core.metering.numbering`).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.cadence import USUAL, every_of
from fahsai.core.metering.event import EventKind, MeterEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = 3_600
MANY = 8
"""From so many in an hour on it is told."""

READINGS = 24
"""Readings that the hour has at least: it is longer for devices that seldom speak."""

REMEMBERED = 3_000
"""Times that are known again when they come twice: two days of a reading a minute."""

MOST_RUNS = 300
"""Stretches of even times that are kept of them: a device without a cadence has many."""

LEARNED_FROM = 49
"""The last times that show how often a device speaks, where nobody said."""


class Arrival(NamedTuple):
    """A reading of a channel: the time it speaks of [unix s]."""

    ts: int


@dataclass(frozen=True, slots=True)
class ArrivalState:
    """What is remembered of the arrivals before: plain numbers, to be kept as JSON.

    ``known``: the last times that came, as stretches (first, distance, how many).  ``twice`` and
    ``late``: times of the last hour that came again or after later ones.  ``told``: the running
    event of each kind (kind, start, last, count, noticed).
    """

    known: tuple[tuple[int, int, int], ...] = ()
    twice: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    told: tuple[tuple[str, int, int, int, int], ...] = ()


class Arrived(NamedTuple):
    """What the arrivals told.  An event that goes on comes again with the same start."""

    events: tuple[MeterEvent, ...]
    state: ArrivalState


def arrived(
    channel: int,
    batch: Sequence[Arrival],
    before: ArrivalState | None = None,
    *,
    every: int = 0,
) -> Arrived:
    """What the order of arrival tells of a channel.

    Args:
        channel: its number.
        batch: its readings as they arrived.
        before: the state after the batch before.
        every: the cadence of the device [s]; 0 where nobody said: then it is learned.
    """
    watch = _Watch(channel, before or ArrivalState(), every)
    for one in batch:
        watch.take(one)
    return Arrived(tuple(watch.events.values()), watch.state())


class _Watch:
    """The state while a batch is read."""

    def __init__(self, channel: int, before: ArrivalState, every: int) -> None:
        self.channel, self.every = channel, every
        self.known = [
            first + step * index for first, step, count in before.known for index in range(count)
        ]
        self.again = set(self.known)
        self.recent = {
            EventKind.DUPLICATES: list(before.twice),
            EventKind.OUT_OF_ORDER: list(before.late),
        }
        self.told = {EventKind(row[0]): row[1:] for row in before.told}
        self.events: dict[tuple[EventKind, int], MeterEvent] = {}

    def take(self, one: Arrival) -> None:
        """Look at a reading."""
        newest = self.known[-1] if self.known else one.ts
        if one.ts in self.again:
            self._count(EventKind.DUPLICATES, one.ts)
        else:
            if one.ts < newest:
                self._count(EventKind.OUT_OF_ORDER, one.ts)
            insort(self.known, one.ts)
            self.again.add(one.ts)
            if len(self.known) > REMEMBERED:
                self.again.discard(self.known.pop(0))

    def _hour(self) -> int:
        """How long the hour is for a device that speaks as often as this one [s]."""
        if self.every:
            return max(HOUR, READINGS * self.every)
        last = self.known[-LEARNED_FROM:]
        every = every_of([later - one for one, later in pairwise(last)])
        return max(HOUR, READINGS * (every or USUAL))

    def _count(self, kind: EventKind, ts: int) -> None:
        """Count one; from MANY in an hour on it is an event, until an hour has fewer."""
        hour, recent = self._hour(), self.recent[kind]
        insort(recent, ts)
        self.recent[kind] = recent = recent[bisect_left(recent, recent[-1] - hour + 1) :]
        if len(recent) < MANY:
            return
        running = self.told.get(kind)
        if running and recent[0] <= running[1] + hour:
            start, last, count, noticed = running
            self._event(kind, start, max(last, ts), count + 1, noticed)
        else:
            self._event(kind, recent[0], recent[-1], len(recent), ts)

    def _event(self, kind: EventKind, start: int, last: int, count: int, noticed: int) -> None:
        """Keep an event that is running."""
        self.told[kind] = (start, last, count, noticed)
        data = {"count": str(count)}
        self.events[kind, start] = MeterEvent(self.channel, kind, start, last, noticed, data)

    def state(self) -> ArrivalState:
        """What is remembered."""
        return ArrivalState(
            _stretches(self.known)[-MOST_RUNS:],
            tuple(self.recent[EventKind.DUPLICATES]),
            tuple(self.recent[EventKind.OUT_OF_ORDER]),
            tuple((str(kind), *row) for kind, row in self.told.items()),
        )


def _stretches(times: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """Ascending times as stretches of one distance: first, distance, how many."""
    found: list[tuple[int, int, int]] = []
    for one in times:
        if found:
            first, step, count = found[-1]
            if count == 1:
                found[-1] = (first, one - first, 2)
                continue
            if one == first + step * count:
                found[-1] = (first, step, count + 1)
                continue
        found.append((one, 0, 1))
    return tuple(found)
