"""Readings and intervals of one channel as columns of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INTERVAL = 900
"""How long the intervals are that quantities are kept by [s]."""


class Quality(IntFlag):
    """What is to be known of a reading or an interval; none of it: as measured."""

    MEASURED = 0
    ESTIMATED = 1  # part of it was filled between two readings
    MISSING = 2  # nothing is known of part of it
    RESET = 4  # the register began anew
    ROLLED_OVER = 8  # the register passed its end
    REPLACED = 16  # the meter was exchanged
    QUARANTINED = 32  # a reading was impossible and is not counted
    CONFLICT = 64  # two values for one time; the later counts
    ROUNDED = 128  # the message had more digits than the channel keeps
    CLOCK = 256  # the clock of the device was mended
    NEGATIVE = 512  # it fell, and it may
    PARTIAL = 1024  # the interval is not over yet, or began before the first reading


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one channel, by time and each time once.

    ``ts`` [unix s], ``value`` [scaled], ``quality`` (of :class:`Quality`): int64 of one length.
    """

    ts: NDArray[np.int64]
    value: NDArray[np.int64]
    quality: NDArray[np.int64]

    def __len__(self) -> int:
        """How many readings."""
        return len(self.ts)


@dataclass(frozen=True, slots=True)
class Intervals:
    """Quantities of one channel by interval, without holes from the first to the last.

    ``start`` [unix s]; ``quantity`` and ``estimated``, the part of it that was not measured
    [10**-(digits + INTERVAL_DIGITS) unit]; ``seconds`` of the interval that anything is known of;
    ``readings`` that it holds; ``quality``: int64 of one length.
    """

    start: NDArray[np.int64]
    quantity: NDArray[np.int64]
    estimated: NDArray[np.int64]
    seconds: NDArray[np.int64]
    readings: NDArray[np.int64]
    quality: NDArray[np.int64]

    def __len__(self) -> int:
        """How many intervals."""
        return len(self.start)
