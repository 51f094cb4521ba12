"""Readings that arrive, laid upon those that are kept: the later arrival counts.

Compaction and reading use this one function, so both always say the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fahsai.core.metering.series import Quality

_CONFLICT = int(Quality.CONFLICT)


class Rows(NamedTuple):
    """Readings by columns: int64 of one length."""

    channel: NDArray[np.int64]
    ts: NDArray[np.int64]
    value: NDArray[np.int64]
    quality: NDArray[np.int64]

    def pick(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Rows:
        """Some of them."""
        return Rows(*(column[chosen] for column in self))


class Clashes(NamedTuple):
    """Pairs of values for one time, in order of arrival; ``NOT_KNOWN`` arrival: kept already."""

    channel: NDArray[np.int64]
    ts: NDArray[np.int64]
    earlier: NDArray[np.int64]
    later: NDArray[np.int64]
    earlier_arrived: NDArray[np.int64]
    later_arrived: NDArray[np.int64]


NOT_KNOWN = np.iinfo(np.int64).min


class Laid(NamedTuple):
    """``rows``: each (channel, ts) of both once, by channel and time.

    Of them, ``fresh`` were not kept yet and ``changed`` were kept as something else (each a mask).
    ``duplicates`` are the channels of arrivals that said what was known, one each.
    """

    rows: Rows
    fresh: NDArray[np.bool_]
    changed: NDArray[np.bool_]
    duplicates: NDArray[np.int64]
    clashes: Clashes


def laid_upon(kept: Rows, arriving: Rows, arrived: NDArray[np.int64]) -> Laid:
    """Lay ``arriving`` (in order of arrival, with their times [unix ms]) upon ``kept``.

    Of one (channel, ts) the last arrival counts.  Where another value stood before, it is marked
    CONFLICT, and stays so.
    """
    channel, ts, value, quality = (
        np.concatenate(pair) for pair in zip(kept, arriving, strict=True)
    )
    when = np.concatenate([np.full(len(kept.ts), NOT_KNOWN), arrived])
    order = np.lexsort((ts, channel))  # stable: kept first, then by arrival
    channel, ts, value, quality, when = (
        column[order] for column in (channel, ts, value, quality, when)
    )
    first = _firsts(channel, ts)
    again = ~first
    other = np.zeros(len(ts), bool)
    other[1:] = again[1:] & (value[1:] != value[:-1])
    starts = np.flatnonzero(first)
    lasts = np.append(starts[1:], len(ts)) - 1 if len(starts) else starts
    was_kept = when[starts] == NOT_KNOWN
    clashed = (quality & _CONFLICT != 0) & (when == NOT_KNOWN) | other
    marks = np.logical_or.reduceat(clashed, starts) if len(starts) else was_kept
    rows = Rows(
        channel[lasts],
        ts[lasts],
        value[lasts],
        quality[lasts] | np.where(marks, _CONFLICT, 0),
    )
    differs = (rows.value != value[starts]) | (rows.quality != quality[starts])
    at = np.flatnonzero(other)
    clashes = Clashes(channel[at], ts[at], value[at - 1], value[at], when[at - 1], when[at])
    return Laid(rows, ~was_kept, was_kept & differs, channel[again & ~other], clashes)


def _firsts(channel: NDArray[np.int64], ts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of sorted rows are the first of their (channel, ts)."""
    first = np.ones(len(ts), bool)
    first[1:] = (channel[1:] != channel[:-1]) | (ts[1:] != ts[:-1])
    return first
