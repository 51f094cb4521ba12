"""Judging the readings of a register: which count, and what has passed.

Readings that follow one another at a speed that can be form a *run*.  Where a run ends, something
happened, and what follows decides what it was: the next readings go on from the old level (then
those between were wrong and are put aside), or they stay on a new one (then the register rolled
over, was exchanged or began anew).  Nothing is decided by a single reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fahsai.core.metering.bound import Bound, moved_at
from fahsai.core.metering.series import INTERVAL, Quality
from fahsai.core.metering.slips import slipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fahsai.core.metering.channel import Channel

    Changed = Callable[["Judged", "Change", Bound], None]

LASTING = 3
"""Readings that must agree on a new level before it is believed."""


MOST_TROUBLES = 100
"""Troubles of a window that are looked into; what else a device makes up in a day is put aside."""

LEFT = Quality.RESET | Quality.ROLLED_OVER | Quality.REPLACED
"""Marks of a reading that began a new level."""


class Level(NamedTuple):
    """Where a register stood: a reading, and since when it has shown that [unix s]."""

    ts: int
    value: int
    moved: int


class Change(NamedTuple):
    """A register that left its level for good between two readings of the window."""

    before: Level
    first: int
    """The index of the first reading on the new level."""
    last: int
    """The index after the last one that goes on from it."""


@dataclass(slots=True)
class Judged:
    """The window of readings under judgement; ``gain`` is what passed up to each [scaled]."""

    ts: NDArray[np.int64]
    value: NDArray[np.int64]
    counted: NDArray[np.bool_]
    gain: NDArray[np.int64]
    filled: NDArray[np.int64]
    quality: NDArray[np.int64]
    level: NDArray[np.int64]
    """The reading as it counts: mended where it was said in another unit."""
    moved: NDArray[np.int64]
    own: int
    aside: list[tuple[int, int]] = field(default_factory=list)
    """Stretches of readings that were put aside as impossible."""
    mended: list[tuple[int, int, tuple[int, int]]] = field(default_factory=list)
    """Stretches that were said in another unit, and its factor."""
    caught_up: list[tuple[int, int]] = field(default_factory=list)
    """Frozen stretches: since when [unix s], and the index of the reading that caught up."""


def judged(
    channel: Channel,
    ts: NDArray[np.int64],
    value: NDArray[np.int64],
    start: Level | None,
    bound: Bound,
    horizon: int,
    changed: Changed,
    breaks: NDArray[np.bool_] | None = None,
    *,
    own: int | None = None,
) -> Judged:
    """Judge a window of readings, of which the last ones only show what became of the others.

    Args:
        channel: whose readings they are.
        ts: times [unix s], ascending.
        value: what was read [scaled].
        start: where the register stood before; None at its first reading.
        bound: how fast it can move.
        horizon: for how long a wrong level may last before the old one is forgotten [s].
        changed: says what passed when a register left its level for good.
        breaks: readings before which somebody says that the register was exchanged.
        own: how many readings are to be judged; what catches up after them is left for later.
    """
    count = len(ts)
    window = Judged(
        ts,
        value,
        np.ones(count, np.bool_),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        value.copy(),
        np.zeros(count, np.int64),
        count if own is None else own,
    )
    if start is None:
        window.counted[value < 0] = channel.both_ways
        first = int(np.argmax(window.counted))
        window.counted[:first] = False
        if not window.counted[first]:
            return window
        start = Level(int(ts[first]), int(value[first]), int(ts[first]))
        at = first
    else:
        at = 0
    _Walk(channel, window, bound, horizon, changed, breaks, start).go(start, at)
    return window


class _Walk:
    """The way through one window, from one trouble to the next."""

    def __init__(
        self,
        channel: Channel,
        window: Judged,
        bound: Bound,
        horizon: int,
        changed: Changed,
        breaks: NDArray[np.bool_] | None,
        start: Level,
    ) -> None:
        self.channel, self.window, self.bound = channel, window, bound
        self.horizon, self.changed = horizon, changed
        self.back = np.iinfo(np.int64).max if channel.both_ways else channel.resolution
        self.start, self.troubles = start, 0
        step = np.diff(window.value)
        stood = start.value == window.value[0]
        since = moved_at(window.ts, window.value, start.moved if stood else int(window.ts[0]))
        allowed = bound.allowed(window.ts[1:] - since[:-1])
        trouble = np.concatenate(([True], (step > allowed) | (step < -self._back(allowed))))
        trouble |= (window.value < 0) & (not channel.both_ways)
        if breaks is not None:
            trouble |= breaks
        self.breaks = breaks
        at_once = bound.at_once(np.diff(window.ts))
        self.leaps = np.flatnonzero(np.concatenate(([True], step > at_once)) | trouble)
        self.starts = np.append(np.flatnonzero(trouble), len(window.ts))
        self.since = since

    def _back(self, allowed: NDArray[np.int64]) -> NDArray[np.int64]:
        """How far the register may fall: as far as it may rise, or by one step of noise."""
        if self.channel.both_ways:
            return allowed
        return np.full(len(allowed), self.channel.resolution, np.int64)

    def go(self, level: Level, at: int) -> None:
        """Judge everything from a reading on, beginning with where the register stood."""
        while at < len(self.window.ts):
            end = self._run(at)
            level, at = self._judge(level, at, end)

    def _run(self, at: int) -> int:
        """The index after the run that a reading is in."""
        return int(self.starts[np.searchsorted(self.starts, at, "right")])

    def _agreeing(self, level: Level, first: int, last: int) -> int | None:
        """The first of some readings that goes on from a level."""
        window = self.window
        if first >= last:
            return None
        step = window.value[first:last] - level.value
        allowed = self.bound.allowed(window.ts[first:last] - level.moved)
        good = (step <= allowed) & (step >= -self._back(allowed))
        if not self.channel.both_ways:
            good &= window.value[first:last] >= 0
        return first + int(np.argmax(good)) if good.any() else None

    def _judge(self, level: Level, at: int, end: int) -> tuple[Level, int]:
        """Judge the run that begins at a reading; where the register stands then, and where next.

        In this order: it goes on from the level; the readings before it were too high; it speaks
        another unit; the old level comes back; it stays; it was nothing.
        """
        if self.breaks is not None and self.breaks[at]:
            return self._leave(level, at, end), end
        near = self._agreeing(level, at, min(at + LASTING, end))
        lower = self._too_high(at, end) if near is None else None
        if near is not None or lower is not None:
            self._aside(at, near or at)
            return self._accept(lower or level, near or at, end), end
        self.troubles += 1
        if self.troubles > MOST_TROUBLES:
            return self._short_or_lasting(level, at, end)
        slip = slipped(self.window.ts, self.window.value, at, level, self.bound)
        if slip is not None and slip.last - at >= LASTING:
            return self._mend(level, at, slip.last, slip.factor, slip.values), slip.last
        back = self._coming_back(level, at)
        if back is not None:
            self._aside(at, back)
            return level, back
        return self._short_or_lasting(level, at, end)

    def _short_or_lasting(self, level: Level, at: int, end: int) -> tuple[Level, int]:
        """A run that nothing explains is put aside if it is short, else it is a new level."""
        below = self.window.value[at] < 0 and not self.channel.both_ways
        if below or end - at < LASTING:
            self._aside(at, end)
            return level, end
        return self._leave(level, at, end), end

    def _leave(self, level: Level, at: int, end: int) -> Level:
        """Begin a new level with a run, and ask what passed until then."""
        window = self.window
        self.changed(window, Change(level, at, end), self.bound)
        here = Level(int(window.ts[at]), int(window.value[at]), int(window.ts[at]))
        window.moved[at] = here.moved
        return self._accept(here, at + 1, end) if at + 1 < end else here

    def _accept(self, level: Level, first: int, end: int) -> Level:
        """Count a run that goes on from a level.

        Falls within a step of the register are noise: what has passed does not fall with them.
        """
        window = self.window
        value = np.concatenate(([level.value], window.value[first:end]))
        if not self.channel.both_ways:
            value = np.maximum.accumulate(value)
        gain = np.diff(value)
        moved = moved_at(np.concatenate(([level.ts], window.ts[first:end])), value, level.moved)
        window.gain[first:end] = gain
        window.level[first:end] = value[1:]
        window.moved[first:end] = moved[1:]
        if self.channel.both_ways:
            window.quality[first:end][gain < 0] |= int(Quality.NEGATIVE)
        self._thaw(first, gain, moved, level.ts)
        return Level(int(window.ts[end - 1]), int(value[-1]), int(moved[-1]))

    def _thaw(
        self, first: int, gain: NDArray[np.int64], moved: NDArray[np.int64], last: int
    ) -> None:
        """Put the readings of a frozen register aside: it stood, and caught up at once."""
        window = self.window
        if self.bound.per_hour is None or not len(gain):
            return
        end = first + len(gain)
        before = np.concatenate(([last], window.ts[first : end - 1]))
        stood = window.ts[first:end] - moved[:-1]
        at_once = self.bound.at_once(window.ts[first:end] - before)
        frozen = (gain > at_once) & (stood >= INTERVAL) & (before - moved[:-1] >= INTERVAL)
        frozen[0] &= not any(stretch[1] == first for stretch in window.mended)
        for index in np.flatnonzero(frozen[: max(window.own - first, 0)]).tolist():
            since, reading = int(moved[index]), first + index
            standing = (window.ts > since) & (np.arange(len(window.ts)) < reading)
            window.counted[standing] = False
            window.quality[reading] |= int(Quality.ESTIMATED)
            window.caught_up.append((since, reading))

    def _aside(self, first: int, end: int) -> None:
        """Put readings aside as impossible."""
        if end > first:
            self.window.counted[first:end] = False
            self.window.quality[first:end] |= int(Quality.QUARANTINED)
            self.window.aside.append((first, end))

    def _too_high(self, at: int, end: int) -> Level | None:
        """The level from which a run goes on, if but a few readings before it were too high.

        They had passed for possible, until the register came back.
        """
        window = self.window
        if end - at < min(LASTING, len(window.ts) - at):
            return None
        earlier = [-1, *np.flatnonzero(window.counted[:at]).tolist()][-LASTING - 1 :]
        for index, above in reversed(list(pairwise(earlier))):
            if window.quality[above] & LEFT:
                return None
            level = self._level_at(index)
            if self._agreeing(level, at, at + 1) is not None:
                window.gain[above:at] = 0
                self._aside(above, at)
                return level
        return None

    def _level_at(self, index: int) -> Level:
        """Where the register stood at a reading; before the first, where it stood to begin with."""
        if index < 0:
            return self.start
        window = self.window
        return Level(int(window.ts[index]), int(window.level[index]), int(window.moved[index]))

    def _coming_back(self, level: Level, at: int) -> int | None:
        """The later reading that leaps back to a level, if it comes soon and others go on from it.

        A leap may be one that could be by the time that the register stood on the other level.
        """
        window = self.window
        limit = int(window.ts[at]) + self.horizon
        for index in self.leaps[np.searchsorted(self.leaps, at, "right") :].tolist():
            if window.ts[index] > limit:
                return None
            if self.breaks is not None and self.breaks[index]:
                return None
            end = self._run(index)
            found = self._agreeing(level, index, min(index + LASTING, end))
            if found is not None and (end - found >= LASTING or end == len(window.ts)):
                return found
        return None

    def _mend(
        self,
        level: Level,
        first: int,
        end: int,
        factor: tuple[int, int],
        values: NDArray[np.int64],
    ) -> Level:
        """Count readings that were said in another unit, in the unit of the register."""
        window = self.window
        value = np.maximum.accumulate(np.concatenate(([level.value], values)))
        moved = moved_at(np.concatenate(([level.ts], window.ts[first:end])), value, level.moved)
        window.gain[first:end] = np.diff(value)
        window.level[first:end] = value[1:]
        window.quality[first:end] |= int(Quality.ESTIMATED)
        window.mended.append((first, end, factor))
        coarse = factor[1] > factor[0]
        since = level.moved if coarse else int(moved[-1])
        window.moved[first:end] = level.moved if coarse else moved[1:]
        return Level(int(window.ts[end - 1]), int(value[-1]), since)
