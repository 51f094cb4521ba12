"""Numbers of messages: which of them never came.

A device counts its messages, whatever channels each of them speaks of; so numbers are followed by
meter, and a message that arrived without becoming a reading is not lost.  What is remembered is
bounded, and so is what is told: however a device counts, all that is missing within an hour of its
clock is one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.event import EventKind, MeterEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = 3_600
"""How long a number may come late before it is lost [s]."""

JOINED = 3_600
"""Losses that are no further apart are one event [s]."""

LONGEST_HOLE = 1_000
"""More missing numbers than that, and than seconds that passed, are a device that counts anew."""

MOST_HOLES = 100
"""Stretches of numbers that are waited for; of more, the oldest are given up at once."""

MOST_UNNAMED = 100
"""Messages without a readable number that are remembered."""


class Numbered(NamedTuple):
    """A message that arrived.

    ``seq`` is its number, None where it could not be read; ``ts`` the newest time it speaks of
    [unix s], None where it became no reading.
    """

    seq: int | None
    ts: int | None = None


class Hole(NamedTuple):
    """Numbers that are waited for, both inside, and the times around them [unix s]."""

    first: int
    last: int
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class NumberState:
    """What is remembered of the messages before: plain numbers, to be kept as JSON.

    ``highest`` number so far; ``newest`` time [unix s]; ``holes`` by number; ``unnamed``: what
    the newest time was when a message came whose number could not be read [unix s]; ``told``: the
    running event (start, last, count, noticed).
    """

    highest: int | None = None
    newest: int = 0
    holes: tuple[Hole, ...] = ()
    unnamed: tuple[int, ...] = ()
    told: tuple[int, int, int, int] | None = None


class Counted(NamedTuple):
    """What the numbers told.  An event that goes on comes again with the same start."""

    events: tuple[MeterEvent, ...]
    state: NumberState


def counted(channel: int, batch: Sequence[Numbered], before: NumberState | None = None) -> Counted:
    """Which messages of a meter never came.

    Args:
        channel: the number of the meter's channel that bears its events.
        batch: its messages as they arrived.
        before: the state after the batch before.
    """
    count = _Count(channel, before or NumberState())
    for one in batch:
        count.take(one)
    return Counted(tuple(count.events.values()), count.state())


class _Count:
    """The state while a batch is read."""

    def __init__(self, channel: int, before: NumberState) -> None:
        self.channel = channel
        self.highest, self.newest, self.told = before.highest, before.newest, before.told
        self.holes, self.unnamed = list(before.holes), list(before.unnamed)
        self.events: dict[int, MeterEvent] = {}

    def take(self, one: Numbered) -> None:
        """Look at a message."""
        if one.seq is None:
            self.unnamed = [*self.unnamed, self.newest][-MOST_UNNAMED:]
        else:
            self._number(one.seq, one.ts)
        if one.ts is not None and one.ts > self.newest:
            self.newest = one.ts
            self._give_up()

    def _number(self, seq: int, ts: int | None) -> None:
        """Look at a number: those skipped are waited for.

        A number far from the last one, or a smaller one of a later time, is a device that was
        started again.
        """
        later = ts is not None and ts > self.newest
        if self.highest is None:
            self.highest = seq
        elif self._anew(seq, ts):
            if ts is not None:  # what became no reading says nothing of a new count
                self.highest = seq
        elif seq > self.highest:
            if seq > self.highest + 1:
                until = ts if ts is not None and later else self.newest
                self._wait(Hole(self.highest + 1, seq - 1, self.newest, until))
            self.highest = seq
        elif not self._fill(seq) and later:
            self.highest = seq

    def _anew(self, seq: int, ts: int | None) -> bool:
        """Whether a number is too far from the last one to be of the same count."""
        last = self.highest if self.highest is not None else seq
        passed = 0 if ts is None else ts - self.newest
        return abs(seq - last) > max(LONGEST_HOLE, passed if seq > last else 0)

    def _wait(self, hole: Hole) -> None:
        """Wait for the numbers of a hole; beyond the limit the oldest are lost at once."""
        self.holes.append(hole)
        if len(self.holes) > MOST_HOLES:
            self._lose(self.holes.pop(0))

    def _fill(self, seq: int) -> bool:
        """Whether a number was waited for; it is no longer."""
        for place, hole in enumerate(self.holes):
            if hole.first <= seq <= hole.last:
                rest = (hole._replace(last=seq - 1), hole._replace(first=seq + 1))
                self.holes[place : place + 1] = [one for one in rest if one.first <= one.last]
                while len(self.holes) > MOST_HOLES:
                    self._lose(self.holes.pop(0))
                return True
        return False

    def _give_up(self) -> None:
        """Tell of the numbers that are waited for too long."""
        while self.holes and self.newest - self.holes[0].until > PATIENCE:
            self._lose(self.holes.pop(0))
        if self.unnamed and self.newest - self.unnamed[0] > 2 * PATIENCE:
            self.unnamed = [at for at in self.unnamed if self.newest - at <= 2 * PATIENCE]

    def _lose(self, hole: Hole) -> None:
        """Tell of a hole, less those messages around it that came and could not be read."""
        low, high = hole.since - PATIENCE, hole.until + PATIENCE
        near = [at for at in self.unnamed if low <= at <= high]
        count = hole.last - hole.first + 1
        for at in near[:count]:
            self.unnamed.remove(at)
        count -= min(count, len(near))
        if not count:
            return
        start, last, before, noticed = self.told or (0, 0, 0, 0)
        if self.told is None or hole.since - last > JOINED:
            start, last, before, noticed = hole.since, hole.until, 0, self.newest
        last = max(last, hole.until)
        self.told = (start, last, before + count, noticed)
        data = {"count": str(before + count)}
        self.events[start] = MeterEvent(self.channel, EventKind.LOST, start, last, noticed, data)

    def state(self) -> NumberState:
        """What is remembered."""
        return NumberState(
            self.highest, self.newest, tuple(self.holes), tuple(self.unnamed), self.told
        )
