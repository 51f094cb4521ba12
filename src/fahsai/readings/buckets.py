"""Stretches of time that sums are asked for: hours, days, months, years of a place."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from fahsai.core.metering.series import INTERVAL
from fahsai.readings.schema import months_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOUR, DAY = 3600, 86_400
SHORTEST_MONTH = 27 * DAY
FISCAL_MONTH = 10
"""A Thai fiscal year begins in October of the year before."""


class BucketKind(StrEnum):
    """How long a stretch is, by the clock and the calendar of the place."""

    INTERVAL = "interval"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"


class Bucket(NamedTuple):
    """``start <= t < end`` [unix s]."""

    start: int
    end: int


@dataclass(frozen=True)
class Buckets:
    """Stretches by time that do not overlap."""

    bounds: tuple[Bucket, ...]

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


def buckets(kind: BucketKind, start: int, end: int, zone: str = "Asia/Bangkok") -> Buckets:
    """The stretches of a kind that hold any of ``start <= t < end`` [unix s], each whole.

    >>> buckets(BucketKind.DAY, 1767200400, 1767286800).bounds
    (Bucket(start=1767200400, end=1767286800),)
    """
    if end <= start:
        return Buckets(())
    place = ZoneInfo(zone)
    if kind in {BucketKind.INTERVAL, BucketKind.HOUR}:
        edges = _even(kind, start, end, place)
    else:
        edges = _calendar(kind, start, end, place)
    return Buckets(tuple(Bucket(*pair) for pair in itertools.pairwise(edges)))


def _even(kind: BucketKind, start: int, end: int, place: ZoneInfo) -> list[int]:
    """Edges of stretches of one length; the hours of some places begin at half past."""
    step = HOUR if kind is BucketKind.HOUR else INTERVAL
    offset = datetime.fromtimestamp(start, place).utcoffset() or timedelta(0)
    first = start - (start + int(offset.total_seconds())) % step
    return [*range(first, end + step, step)][: -((end - first) // -step) + 1]


def _calendar(kind: BucketKind, start: int, end: int, place: ZoneInfo) -> list[int]:
    """Edges at midnights of the place."""
    edges = []
    for day in _days(kind, datetime.fromtimestamp(start, place).date()):
        edges.append(int(datetime(day.year, day.month, day.day, tzinfo=place).timestamp()))
        if edges[-1] >= end:
            break
    return edges


def _days(kind: BucketKind, day: date) -> Iterator[date]:
    """The first day of the stretch that holds ``day``, and of those that follow."""
    if kind is BucketKind.DAY:
        while True:
            yield day
            day += timedelta(1)
    months = 1 if kind is BucketKind.MONTH else 12
    first = FISCAL_MONTH - 1 if kind is BucketKind.FISCAL_YEAR else 0
    number = day.year * 12 + day.month - 1
    number -= (number - first) % months
    while True:
        yield date(number // 12, number % 12 + 1, 1)
        number += months
