"""What the readings of a channel were judged to say: how much has passed, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Points:
    """Readings as they were judged, by time.

    ``total`` is what has passed since the channel was first read and ``filled`` the part of it,
    since the point before, that nobody measured [10**-(digits + INTERVAL_DIGITS) unit].  A point
    that is not ``counted`` is a reading that was put aside; its total says nothing.  ``quality``
    speaks of the time since the counted point before.
    """

    ts: NDArray[np.int64]
    total: NDArray[np.int64]
    filled: NDArray[np.int64]
    quality: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many points."""
        return len(self.ts)

    def chosen(self, which: NDArray[np.bool_] | slice) -> Points:
        """Some of the points."""
        return Points(
            self.ts[which],
            self.total[which],
            self.filled[which],
            self.quality[which],
            self.counted[which],
        )

    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The points as plain numbers, to be kept: each with a distance and how many follow so.

        A register that stands for hours says the same at even times; that is one row.
        """
        columns = (self.ts, self.total, self.filled, self.quality, self.counted.astype(np.int64))
        found: list[tuple[int, ...]] = []
        for ts, *rest in zip(*(column.tolist() for column in columns), strict=True):
            first, *same, step, more = found[-1] if found else (0, 0, 0)
            if same == rest and more == 0 and ts > first:
                found[-1] = (first, *same, ts - first, 1)
            elif same == rest and ts == first + step * (more + 1) and step:
                found[-1] = (first, *same, step, more + 1)
            else:
                found.append((ts, *rest, 0, 0))
        return tuple(found)


MOST_TOTAL = 2**60
"""No meter counts so far; beyond it whole numbers of 64 bits come to their end."""


def points(rows: Sequence[Sequence[int]]) -> Points:
    """Points of rows: time, total, filled, quality, and 1 where it counts."""
    table = np.array(rows, np.int64).reshape(len(rows), COLUMNS)
    return Points(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4] != 0)


def unpacked(rows: Sequence[Sequence[int]]) -> Points:
    """The points that were kept as :meth:`Points.rows`."""
    return points(
        [(ts + step * index, *rest) for ts, *rest, step, more in rows for index in range(more + 1)]
    )


def joined(first: Points, then: Points) -> Points:
    """Points, and those that follow them."""
    return Points(
        np.concatenate((first.ts, then.ts)),
        np.concatenate((first.total, then.total)),
        np.concatenate((first.filled, then.filled)),
        np.concatenate((first.quality, then.quality)),
        np.concatenate((first.counted, then.counted)),
    )
