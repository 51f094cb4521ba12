"""Stretches of time that sums are asked for, and how instants find theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from fahsai.core.metering.series import INTERVAL
from fahsai.readings.schema import months_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HOUR, DAY = 3600, 86_400
SHORTEST_MONTH = 27 * DAY


class Bucket(NamedTuple):
    """``start <= t < end`` [unix s]."""

    start: int
    end: int


@dataclass(frozen=True)
class Buckets:
    """Stretches by time that do not overlap."""

    bounds: tuple[Bucket, ...]

    @classmethod
    def between(cls, edges: Sequence[int]) -> Buckets:
        """The stretches between neighbouring edges [unix s].

        >>> Buckets.between([0, 900, 3600]).bounds
        (Bucket(start=0, end=900), Bucket(start=900, end=3600))
        """
        return cls(tuple(Bucket(*pair) for pair in pairwise(edges)))

    @cached_property
    def step(self) -> int:
        """How long the slots are by which instants find their stretch [s]."""
        least = min((one.end - one.start for one in self.bounds), default=DAY)
        return DAY if least >= DAY - HOUR else HOUR if least >= HOUR else INTERVAL

    @cached_property
    def by_month(self) -> bool:
        """Whether the stretches are so long that the months readings are kept by are slots."""
        return all(one.end - one.start >= SHORTEST_MONTH for one in self.bounds)

    def slots(self) -> pa.Table:
        """Which stretches may hold the instants of a slot: slot, low, high, bucket.

        A slot is a month (YYYYMM of UTC), or begins at a multiple of ``step`` [unix s]; most have
        one or two stretches.
        """
        rows = [
            (slot, one.start, one.end, place)
            for place, one in enumerate(self.bounds)
            for slot in self._slots_of(one)
        ]
        columns = np.array(rows, np.int64).reshape(-1, 4).T
        return pa.table(
            {name: columns[at] for at, name in enumerate(("slot", "low", "high", "bucket"))}
        )

    def _slots_of(self, one: Bucket) -> Iterable[int]:
        if not self.by_month:
            return range(one.start - one.start % self.step, one.end, self.step)
        edges = np.arange(one.start, one.end, DAY, dtype=np.int64)
        return np.unique(months_of(np.append(edges, one.end - 1))).tolist()  # type: ignore[no-any-return]
