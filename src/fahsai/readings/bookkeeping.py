"""What keeping finds out of readings: counts, conflicts, the newest of a channel, what is dirty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.readings.merge import NOT_KNOWN, Rows
from fahsai.readings.registry import next_number
from fahsai.readings.schema import MONTHS, channel_months, month_keys
from fahsai.readings.values import ChannelCounts, Conflict, Late, Newest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from fahsai.readings.database import Database, Session
    from fahsai.readings.hot import Raw
    from fahsai.readings.merge import Clashes, Laid
    from fahsai.readings.values import Judged

MARK = "mark"
"""The name of the number that tells one change from the next."""

ARRIVALS = 0
"""The month under which events stand that were judged as readings arrived."""


class Found(NamedTuple):
    """What a compaction found out.

    ``counts`` by channel: stored, duplicates, conflicts, late (each row counts in one of them);
    ``dirty``: (channel, month) with other readings than before.
    """

    counts: dict[int, list[int]]
    dirty: list[tuple[int, int]]


def found_of(laid: Laid, late: Rows) -> Found:
    """What laying readings upon others found out, beside those that came too late."""
    counts: dict[int, list[int]] = {}
    for at, channels in enumerate(
        (laid.rows.channel[laid.fresh], laid.duplicates, laid.clashes.channel, late.channel)
    ):
        for channel, number in zip(*np.unique(channels, return_counts=True), strict=True):
            counts.setdefault(int(channel), [0] * 4)[at] = int(number)
    other = laid.rows.pick(laid.fresh | laid.changed)
    return Found(counts, list(channel_months(other.channel, other.ts)))


def found_text(found: Found) -> str:
    """As it is noted."""
    return json.dumps([[*found.counts.items()], found.dirty])


def found_from(text: str) -> Found:
    """As it was noted."""
    counts, dirty = json.loads(text)
    return Found(dict(counts), [(channel, month) for channel, month in dirty])


def removed(
    database: Database, session: Session, channels: Collection[int]
) -> set[tuple[int, int]]:
    """The (channel, month) whose readings were removed: their intervals stay as they are."""
    asked = f"SELECT channel, month FROM removals WHERE done = 1 AND {database.among('channel')}"  # noqa: S608
    return {(channel, month) for channel, month in session.rows(asked, (database.many(channels),))}


def too_late(database: Database, session: Session, rows: Rows) -> NDArray[np.bool_]:
    """Which rows are of a month whose readings were removed."""
    own = month_keys(rows.channel, rows.ts)
    keys = np.unique(own)
    channels, months = (np.unique(one).tolist() for one in np.divmod(keys, MONTHS))
    asked = (
        "SELECT channel, month FROM removals WHERE done = 1 "  # noqa: S608 - our own names
        f"AND {database.among('month')} AND {database.among('channel')}"
    )
    gone = session.rows(asked, (database.many(months), database.many(channels))) if months else []
    return np.isin(own, [channel * MONTHS + month for channel, month in gone])


def keep_late(session: Session, rows: Rows, arrived: NDArray[np.int64]) -> None:
    """Put readings aside that came for a removed month; the same reading once."""
    columns = [*(column.tolist() for column in rows), arrived.tolist()]
    session.run_many(
        "INSERT INTO late (channel, ts, value, quality, arrived) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        list(zip(*columns, strict=True)),
    )


def late(
    database: Database, session: Session, channels: Collection[int], start: int, end: int
) -> list[Late]:
    """Readings that were put aside, with ``start <= ts < end`` [unix s]."""
    asked = (
        "SELECT channel, ts, value, quality, arrived FROM late "  # noqa: S608
        f"WHERE {database.among('channel')} AND ts >= ? AND ts < ? ORDER BY channel, ts, arrived"
    )
    return [Late(*row) for row in session.rows(asked, (database.many(channels), start, end))]


def keep_conflicts(session: Session, clashes: Clashes) -> None:
    """Keep both values of each conflict; the same conflict once."""
    columns = [column.tolist() for column in clashes]
    session.run_many(
        "INSERT INTO conflicts (channel, ts, earlier, later, earlier_arrived, later_arrived)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (*row[:4], None if row[4] == NOT_KNOWN else row[4], row[5])
            for row in zip(*columns, strict=True)
        ],
    )


def conflicts(
    database: Database, session: Session, channels: Collection[int], start: int, end: int
) -> list[Conflict]:
    """Conflicts with ``start <= ts < end`` [unix s]."""
    asked = (
        "SELECT channel, ts, earlier, later, earlier_arrived, later_arrived FROM conflicts "  # noqa: S608
        f"WHERE {database.among('channel')} AND ts >= ? AND ts < ? "
        "ORDER BY channel, ts, later_arrived"
    )
    return [Conflict(*row) for row in session.rows(asked, (database.many(channels), start, end))]


def keep_digits(session: Session, raw: Sequence[Raw]) -> None:
    """Keep numbers as they were written, where they had more digits."""
    session.run_many(
        "INSERT INTO digits (channel, ts, arrived, raw) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (channel, ts, arrived) DO UPDATE SET raw = excluded.raw",
        raw,
    )


def count_channels(session: Session, found: Found) -> None:
    """Add to what is known of channels."""
    session.run_many(
        "INSERT INTO channel_counts (channel, stored, duplicates, conflicts, late)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel) DO UPDATE SET"
        " stored = channel_counts.stored + excluded.stored,"
        " duplicates = channel_counts.duplicates + excluded.duplicates,"
        " conflicts = channel_counts.conflicts + excluded.conflicts,"
        " late = channel_counts.late + excluded.late",
        [(channel, *counts) for channel, counts in sorted(found.counts.items())],
    )


def channel_counts(
    database: Database, session: Session, channels: Collection[int]
) -> list[ChannelCounts]:
    """What is known of channels."""
    asked = (
        "SELECT channel, stored, duplicates, conflicts, late FROM channel_counts "  # noqa: S608
        f"WHERE {database.among('channel')} ORDER BY channel"
    )
    return [ChannelCounts(*row) for row in session.rows(asked, (database.many(channels),))]


def newest_of(rows: Rows) -> Rows:
    """The last row of each channel, of rows by channel and time."""
    last = np.ones(len(rows.ts), bool)
    last[:-1] = rows.channel[1:] != rows.channel[:-1]
    return rows.pick(last)


def keep_newest(session: Session, rows: Rows) -> None:
    """Remember the newest reading of each channel, of rows by channel and time."""
    columns = [column.tolist() for column in newest_of(rows)]
    session.run_many(
        "INSERT INTO newest (channel, ts, value, quality) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (channel) DO UPDATE SET ts = excluded.ts, value = excluded.value,"
        " quality = excluded.quality WHERE excluded.ts >= newest.ts",
        list(zip(*columns, strict=True)),
    )


def newest(database: Database, session: Session, channels: Collection[int]) -> dict[int, Newest]:
    """The newest reading of each channel that has left the hot log."""
    asked = f"SELECT channel, ts, value, quality FROM newest WHERE {database.among('channel')}"  # noqa: S608
    rows = session.rows(asked, (database.many(channels),))
    return {channel: Newest(*rest) for channel, *rest in rows}


def make_dirty(session: Session, months: Iterable[tuple[int, int]]) -> None:
    """Let intervals of (channel, month) be made again."""
    mark = next_number(session, MARK)
    session.run_many(
        "INSERT INTO dirty (channel, month, mark) VALUES (?, ?, ?)"
        " ON CONFLICT (channel, month) DO UPDATE SET mark = excluded.mark",
        [(channel, month, mark) for channel, month in months],
    )


def judge_states(
    database: Database, session: Session, channels: Collection[int]
) -> dict[int, bytes]:
    """The state of the judge of arrivals, by channel."""
    asked = f"SELECT channel, state FROM judges WHERE {database.among('channel')}"  # noqa: S608
    return {
        channel: bytes(state) for channel, state in session.rows(asked, (database.many(channels),))
    }


def keep_judged(session: Session, judged: Judged) -> None:
    """Keep what the judge of arrivals said."""
    session.run_many(
        "INSERT INTO judges (channel, state) VALUES (?, ?)"
        " ON CONFLICT (channel) DO UPDATE SET state = excluded.state",
        sorted(judged.states.items()),
    )
    keep_events(session, judged.events, ARRIVALS)


def keep_events(session: Session, events: Iterable[MeterEvent], month: int) -> None:
    """Keep events; one of the same kind and start takes the place of the earlier."""
    session.run_many(
        "INSERT INTO events (channel, month, kind, start, until, noticed, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, month, kind, start) DO UPDATE SET"
        " until = excluded.until, noticed = excluded.noticed, data = excluded.data",
        [
            (
                *(one.channel, month, one.kind.value, one.start, one.end, one.noticed),
                json.dumps(dict(one.data), ensure_ascii=False, sort_keys=True),
            )
            for one in events
        ],
    )


def events(
    database: Database, session: Session, channels: Collection[int], start: int, end: int
) -> list[MeterEvent]:
    """Events that touch ``start <= t < end`` [unix s], by time."""
    asked = (
        "SELECT channel, kind, start, until, noticed, data FROM events "  # noqa: S608
        f"WHERE {database.among('channel')} AND until >= ? AND start < ? "
        "ORDER BY start, channel, kind"
    )
    rows = session.rows(asked, (database.many(channels), start, end))
    return [
        MeterEvent(channel, EventKind(kind), began, until, noticed, json.loads(data))
        for channel, kind, began, until, noticed, data in rows
    ]
