"""How often a channel is read: as somebody said, else as its readings show.

What is learned is the middle distance of a day's readings, with the last ones of the days before:
lost messages and gaps do not move it, and a meter that is read once a day has one too.  Days are
learned whole and in their order, so any way of cutting the time learns the same.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL = 60
"""What is taken for the cadence until it is known [s]."""

FEWEST = 3
"""Distances from which on a cadence is known."""

REMEMBERED = 15
"""Distances of the days before that count with those of a day: seldom read meters have few."""

IN_A_ROW = 4
"""So many even distances one after the other are a cadence, not messages that were lost."""

ALIKE = 10
"""Of how many parts of itself a distance may be one off, to be like another."""


class Cadence(NamedTuple):
    """What the readings up to the end of a day show: the last of them and their last distances.

    ``last`` [unix s], 0 before the first reading; ``steps`` [s].
    """

    last: int = 0
    steps: tuple[int, ...] = ()

    @property
    def every(self) -> int:
        """The time between two readings [s]; 0 where it is not known yet."""
        return every_of(self.steps)

    def after(self, ts: NDArray[np.int64]) -> Learned:
        """What the readings of the next day show too.

        Args:
            ts: their times [unix s], ascending.
        """
        own = self._distances(ts)
        steps = np.concatenate((np.array(self.steps, np.int64), own))
        kept = tuple(steps[-REMEMBERED:].tolist())
        last = int(ts[-1]) if len(ts) else self.last
        return Learned(every_of(steps), Cadence(last, kept), steps, len(self.steps))

    def _distances(self, ts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The distances of readings, with that to the last one of the day before."""
        if self.last and len(ts) and ts[0] > self.last:
            return np.diff(ts, prepend=self.last)
        return np.diff(ts)


NOTHING_YET = Cadence()
"""Before the first reading."""


class Learned(NamedTuple):
    """A day's cadence: ``every`` [s] (0: not known), and what it leaves for the next.

    ``steps`` are all distances it was learned from [s]; from ``first`` on they are the day's own.
    """

    every: int
    cadence: Cadence
    steps: NDArray[np.int64]
    first: int

    def usual_at(self, step: int) -> int:
        """One of the day's distances, if its neighbours are as long [s]; else 0.

        A device that was told to send less often has not gone silent.
        """
        at = self.first + step
        own = int(self.steps[at])
        near = self.steps[max(0, at - IN_A_ROW + 1) : at + IN_A_ROW]
        alike = (np.abs(near - own) * ALIKE <= own).tolist()
        longest = max(len(list(row)) for same, row in groupby(alike) if same)
        return own if longest >= IN_A_ROW else 0


def every_of(steps: Sequence[int] | NDArray[np.int64]) -> int:
    """The lower middle of some distances [s]; 0 where they are too few to tell.

    >>> every_of([60, 60, 4_000, 60])
    60
    >>> every_of([60, 4_000])
    0
    """
    if len(steps) < FEWEST:
        return 0
    middle = (len(steps) - 1) // 2
    return int(np.partition(np.asarray(steps, np.int64), middle)[middle])
