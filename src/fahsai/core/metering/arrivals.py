"""How readings arrive: twice, after later ones, or not at all.

The stored readings no longer show it, so it is told from the order of arrival.  Time is that of
the device: a backlog arrives at once and is no fault.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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

LONGEST_HOLE = 1_000
"""More missing numbers are a device that began to count anew, not lost messages."""

PATIENCE = HOUR
"""How long a number may come late before it is lost [s]."""


class Arrival(NamedTuple):
    """A message of a channel: the time it speaks of [unix s], its number where it has one."""

    ts: int
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivalState:
    """What is remembered of the arrivals before: plain numbers, to be kept as JSON.

    ``known``: the last times that came, as stretches (first, distance, how many).  ``twice`` and
    ``late``: times of the last hour that came again or after later ones.  ``told``: the running
    event of each kind (kind, start, last, count, noticed).  ``seq``: the highest number.
    ``holes``: numbers that are waited for, each with the times around it.
    """

    known: tuple[tuple[int, int, int], ...] = ()
    twice: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    told: tuple[tuple[str, int, int, int, int], ...] = ()
    seq: int | None = None
    holes: tuple[tuple[int, int, int], ...] = ()


class Arrived(NamedTuple):
    """What the arrivals told.  An event that goes on comes again with the same start."""

    events: tuple[MeterEvent, ...]
    state: ArrivalState


def arrived(
    channel: int,
    batch: Sequence[Arrival],
    before: ArrivalState | None = None,
    *,
    every: int = 60,
) -> Arrived:
    """What the order of arrival tells of a channel.

    Args:
        channel: its number.
        batch: its messages as they arrived.
        before: the state after the batch before.
        every: the cadence of the device [s].
    """
    watch = _Watch(channel, before or ArrivalState(), max(HOUR, READINGS * every))
    for one in batch:
        watch.take(one)
    return Arrived(tuple(watch.events.values()), watch.state())


class _Watch:
    """The state while a batch is read."""

    def __init__(self, channel: int, before: ArrivalState, hour: int) -> None:
        self.channel, self.hour = channel, hour
        self.known = [
            first + step * index for first, step, count in before.known for index in range(count)
        ]
        self.again = set(self.known)
        self.recent = {
            EventKind.DUPLICATES: list(before.twice),
            EventKind.OUT_OF_ORDER: list(before.late),
        }
        self.told = {EventKind(row[0]): row[1:] for row in before.told}
        self.seq, self.holes = before.seq, list(before.holes)
        self.events: dict[tuple[EventKind, int], MeterEvent] = {}

    def take(self, one: Arrival) -> None:
        """Look at a message."""
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
        if one.seq is not None:
            self._number(one.seq, one.ts, newest)
        self._give_up(max(newest, one.ts))

    def _count(self, kind: EventKind, ts: int) -> None:
        """Count one; from MANY in an hour on it is an event, until an hour has fewer."""
        recent = self.recent[kind]
        insort(recent, ts)
        self.recent[kind] = recent = recent[bisect_left(recent, recent[-1] - self.hour + 1) :]
        if len(recent) < MANY:
            return
        running = self.told.get(kind)
        if running and recent[0] <= running[1] + self.hour:
            start, last, count, noticed = running
            self._event(kind, start, max(last, ts), count + 1, noticed)
        else:
            self._event(kind, recent[0], recent[-1], len(recent), ts)

    def _event(self, kind: EventKind, start: int, last: int, count: int, noticed: int) -> None:
        """Keep an event that is running."""
        self.told[kind] = (start, last, count, noticed)
        data = {"count": str(count)}
        self.events[kind, start] = MeterEvent(self.channel, kind, start, last, noticed, data)

    def _number(self, seq: int, ts: int, newest: int) -> None:
        """Look at the number of a message: those skipped are waited for.

        A number far from the last one, or a smaller one of a later time, is a device that was
        started again.
        """
        if self.seq is None or abs(seq - self.seq) > LONGEST_HOLE:
            self.seq = seq
            return
        if seq > self.seq:
            self.holes.extend((one, newest, ts) for one in range(self.seq + 1, seq))
            self.seq = seq
        elif any(hole[0] == seq for hole in self.holes):
            self.holes = [hole for hole in self.holes if hole[0] != seq]
        elif ts > newest:
            self.seq = seq

    def _give_up(self, now: int) -> None:
        """Tell of the numbers that are waited for too long."""
        lost = [hole for hole in self.holes if now - hole[2] > PATIENCE]
        if not lost:
            return
        self.holes = [hole for hole in self.holes if now - hole[2] <= PATIENCE]
        spans: dict[tuple[int, int], int] = {}
        for _, since, until in lost:
            spans[since, until] = spans.get((since, until), 0) + 1
        for (since, until), count in spans.items():
            data = {"count": str(count)}
            self.events[EventKind.LOST, since] = MeterEvent(
                self.channel, EventKind.LOST, since, until, now, data
            )

    def state(self) -> ArrivalState:
        """What is remembered."""
        return ArrivalState(
            _stretches(self.known)[-MOST_RUNS:],
            tuple(self.recent[EventKind.DUPLICATES]),
            tuple(self.recent[EventKind.OUT_OF_ORDER]),
            tuple((str(kind), *row) for kind, row in self.told.items()),
            self.seq,
            tuple(self.holes),
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
