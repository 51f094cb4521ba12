"""Intervals added up over stretches of time, in whole numbers: no order changes a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fahsai.core.metering.series import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fahsai.core.metering.series import Intervals

FLAGS = tuple(Quality)


class Summed(NamedTuple):
    """Intervals of one channel over one stretch.

    ``quantity`` and ``estimated`` as in :class:`Intervals`; ``seconds`` that anything is known of;
    ``intervals`` that there are; ``quality`` of all of them together.
    """

    quantity: int = 0
    estimated: int = 0
    seconds: int = 0
    readings: int = 0
    intervals: int = 0
    quality: int = 0

    @property
    def known(self) -> bool:
        """Whether anything is known of the stretch: intervals of nothing tell nothing."""
        return self.seconds > 0

    def plus(self, other: Summed) -> Summed:
        """Both together."""
        return Summed(
            self.quantity + other.quantity,
            self.estimated + other.estimated,
            self.seconds + other.seconds,
            self.readings + other.readings,
            self.intervals + other.intervals,
            self.quality | other.quality,
        )


def summed(intervals: Intervals, bounds: Sequence[int]) -> list[Summed]:
    """The sums of intervals, one for each stretch between two of ``bounds`` [unix s].

    An interval belongs to the stretch that it begins in.

    >>> one = np.ones(4, np.int64)
    >>> from fahsai.core.metering.series import Intervals
    >>> hour = Intervals(np.arange(4) * 900, 5 * one, 0 * one, 900 * one, one, 0 * one)
    >>> [found.quantity for found in summed(hour, [0, 1800, 3600])]
    [10, 10]
    """
    edges = np.searchsorted(intervals.start, np.asarray(bounds, np.int64))
    columns = [
        _between(column, edges)
        for column in (
            intervals.quantity,
            intervals.estimated,
            intervals.seconds,
            intervals.readings,
            np.ones(len(intervals), np.int64),
        )
    ]
    quality = np.zeros(max(len(edges) - 1, 0), np.int64)
    for flag in FLAGS:
        there = _between((intervals.quality & flag) // max(flag, 1), edges)
        quality |= np.where(there > 0, int(flag), 0)
    return [
        Summed(*row) for row in zip(*(one.tolist() for one in (*columns, quality)), strict=True)
    ]


def _between(column: NDArray[np.int64], edges: NDArray[np.intp]) -> NDArray[np.int64]:
    """The sums of a column between neighbouring edges."""
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(column, dtype=np.int64)])
    found: NDArray[np.int64] = np.diff(running[edges])
    return found
