"""From the hot log into the table: each reading once, the later arrival, nothing counted twice."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from deltalake import DeltaTable
from tests.postgres import OWNER_ROLE, make_database, url_of
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, MARCH, batch, plain

from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.series import Quality
from fahsai.readings import hot
from fahsai.readings.cold import DeltaRows
from fahsai.readings.compact import Compactor
from fahsai.readings.errors import Unavailable
from fahsai.readings.schema import READINGS, months_of
from fahsai.readings.store import ReadingsStore
from fahsai.readings.values import ChannelCounts, Compacted, Conflict, Judged, Newest, Unread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fahsai.readings.values import StatesOf

CLASH = int(Quality.CONFLICT)


def files(home: Path) -> list[str]:
    return DeltaTable(str(home / "readings" / "table")).file_uris()


def test_readings_read_the_same_before_and_after(each_store: ReadingsStore) -> None:
    store = each_store
    store.append(batch((1, JANUARY, 10), (2, JANUARY, 5), (1, JANUARY + 60, 11), arrived=1))
    store.append(batch((1, JANUARY, 10), (1, JANUARY + 60, 12), (1, FEBRUARY, 20), arrived=2))
    expected = [
        *((1, JANUARY, 10, 0), (1, JANUARY + 60, 12, CLASH), (1, FEBRUARY, 20, 0)),
        (2, JANUARY, 5, 0),
    ]
    assert plain(store.readings([1, 2, 3], *ALWAYS)) == expected
    assert store.latest([1, 2, 3]) == {1: Newest(FEBRUARY, 20, 0), 2: Newest(JANUARY, 5, 0)}
    assert store.compact() == Compacted(2, 6, 4, 1, 1, parts=2)
    assert store.compact() == Compacted()
    assert store.waiting() == 0
    assert plain(store.readings([1, 2, 3], *ALWAYS)) == expected
    assert plain(store.readings([1], JANUARY + 60, FEBRUARY)) == expected[1:2]
    assert plain(store.readings([1], FEBRUARY, FEBRUARY)) == []
    assert store.counts([1, 2, 3]) == {1: 3, 2: 1, 3: 0}
    assert store.counts([1], FEBRUARY, MARCH) == {1: 1}
    assert store.latest([1, 2, 3]) == {1: Newest(FEBRUARY, 20, 0), 2: Newest(JANUARY, 5, 0)}


def test_hot_rows_lie_upon_kept_ones(each_store: ReadingsStore) -> None:
    store = each_store
    store.append(batch((1, JANUARY, 10), (1, JANUARY + 60, 11), arrived=1))
    store.compact()
    store.append(batch((1, JANUARY + 60, 99), (1, JANUARY + 120, 12), arrived=2))
    store.append(batch((1, JANUARY, 10), arrived=3))
    expected = [(1, JANUARY, 10, 0), (1, JANUARY + 60, 99, CLASH), (1, JANUARY + 120, 12, 0)]
    for _ in range(2):
        assert plain(store.readings([1], *ALWAYS)) == expected
        assert store.counts([1]) == {1: 3}
        store.compact()
    assert store.conflicts([1], *ALWAYS) == [Conflict(1, JANUARY + 60, 11, 99, None, 2)]
    assert store.channel_counts([1]) == [ChannelCounts(1, 3, 1, 1, 0)]


def test_the_order_of_arrival_counts_not_that_of_storing(each_store: ReadingsStore) -> None:
    each_store.append(batch((1, JANUARY, 2), arrived=20))
    each_store.append(batch((1, JANUARY, 1), arrived=10))
    each_store.compact()
    assert plain(each_store.readings([1], *ALWAYS)) == [(1, JANUARY, 2, CLASH)]


def test_everything_sent_again_writes_nothing(store: ReadingsStore, tmp_path: Path) -> None:
    rows = [(channel, JANUARY + 60 * at, at) for at in range(50) for channel in (1, 2)]
    store.append(batch(*rows))
    store.compact()
    before = files(tmp_path)
    store.append(batch(*reversed(rows)))
    assert store.compact() == Compacted(1, 100, 0, 100, 0)
    assert files(tmp_path) == before
    assert len(store.readings([1, 2], *ALWAYS)) == 100
    assert [one.month for one in store.dirty()] == [202601, 202601]


def test_late_readings_find_their_old_month(store: ReadingsStore) -> None:
    store.append(batch((1, FEBRUARY, 2), (1, FEBRUARY + 60, 3)))
    store.compact()
    store.append(batch((1, JANUARY, 1), (2, FEBRUARY, 7)))
    store.compact()
    assert [row[:3] for row in plain(store.readings([1, 2], *ALWAYS))] == [
        *((1, JANUARY, 1), (1, FEBRUARY, 2), (1, FEBRUARY + 60, 3)),
        (2, FEBRUARY, 7),
    ]


def test_a_thousand_months_are_one_commit(store: ReadingsStore, tmp_path: Path) -> None:
    month = 86_400 * 31
    store.append(batch(*((1, at * month, at) for at in range(1000))))
    assert store.compact().stored == 1000
    table = DeltaTable(str(tmp_path / "readings" / "table"))
    assert table.version() == 1
    months = months_of(np.arange(1000, dtype=np.int64) * month)
    assert len(table.file_uris()) == len(np.unique(months)) > 950
    assert store.counts([1]) == {1: 1000}
    assert plain(store.readings([1], 999 * month, 1000 * month)) == [(1, 999 * month, 999, 0)]
    store.append(batch(*((1, at * month, at + 1) for at in range(20))))
    assert store.compact().conflicts == 20
    assert store.counts([1]) == {1: 1000}


def test_only_some_rows_are_brought_at_once(store: ReadingsStore) -> None:
    for at in range(5):
        store.append(batch((1, JANUARY + at, at), (2, JANUARY + at, at)))
    assert store.compact(most_rows=4) == Compacted(2, 4, 4, 0, 0, parts=1)
    assert store.waiting() == 6
    assert store.counts([1, 2]) == {1: 5, 2: 5}
    assert store.compact(most_rows=1).batches == 1
    while store.compact(most_rows=2).batches:
        pass
    assert store.counts([1, 2]) == {1: 5, 2: 5}


@pytest.mark.postgres
def test_a_batch_that_was_begun_earlier_and_ended_later_is_brought(
    tmp_path: Path, postgres_socket: Path
) -> None:
    """On PostgreSQL a lower id may become visible after a higher one was brought and dropped."""
    make_database(postgres_socket, "slow_readings")
    url = url_of(postgres_socket, "slow_readings", OWNER_ROLE)
    slow, quick = (ReadingsStore.open(tmp_path, database_url=url) for _ in range(2))
    with slow.database.write() as session:
        hot.put(session, batch((1, JANUARY, 1)))
        quick.append(batch((1, JANUARY + 60, 2)))
        assert quick.compact().rows == 1
        assert quick.counts([1]) == {1: 1}
    assert quick.counts([1]) == {1: 2}
    assert quick.compact().rows == 1
    assert quick.counts([1]) == {1: 2}
    assert quick.waiting() == 0
    slow.close()
    quick.close()


class Judge:
    """Counts the arrivals of each channel, and fails when it is told to."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int, int]] = []
        self.unread: list[Unread] = []
        self.fails = False

    def __call__(self, rows: pa.Table, unread: Sequence[Unread], states_of: StatesOf) -> Judged:
        if self.fails:
            raise ZeroDivisionError
        self.unread += unread
        columns = (rows[name].to_pylist() for name in ("channel", "ts", "seq"))
        self.seen += zip(*columns, strict=True)
        numbers = dict.fromkeys(rows["channel"].to_pylist(), b"")
        states = states_of(numbers)
        told = {one: states.get(one, b"") + b"x" for one in numbers}
        event = MeterEvent(1, EventKind.LOST, JANUARY, JANUARY + len(told[1]), 5, {"n": "ก"})
        return Judged(told, [event])


def test_each_arrival_is_judged_once(each_store: ReadingsStore) -> None:
    judge = Judge()
    each_store.append(batch((1, JANUARY + 60, 1), arrived=2, seq=8))
    each_store.append(batch((1, JANUARY, 1), arrived=1, seq=7))
    judge.fails = True
    with pytest.raises(ZeroDivisionError):
        each_store.compact(judge)
    judge.fails = False
    each_store.compact(judge)
    assert judge.seen == [(1, JANUARY, 7), (1, JANUARY + 60, 8)]
    each_store.append(batch((1, JANUARY + 120, 1), arrived=3, seq=9))
    each_store.compact(judge)
    each_store.compact(judge)
    with each_store.database.read() as session:
        assert [(one, bytes(two)) for one, two in session.rows("SELECT * FROM judges")] == [
            (1, b"xx")
        ]
    assert each_store.events([1], JANUARY, FEBRUARY) == [
        MeterEvent(1, EventKind.LOST, JANUARY, JANUARY + 2, 5, {"n": "ก"})
    ]
    assert each_store.channel_counts([1]) == [ChannelCounts(1, 3, 0, 0, 0)]
    assert each_store.events([1], JANUARY + 3, FEBRUARY) == []


def test_two_compactors_at_once_do_no_harm(each_store: ReadingsStore) -> None:
    inner: list[Compacted] = []

    def meanwhile(place: str) -> None:
        if place == "before write":
            inner.append(each_store.compact())

    each_store.append(batch((1, JANUARY, 1)))
    Compactor(each_store.database, each_store.rows, meanwhile).compact(None, 100)
    assert inner == [Compacted()]
    assert each_store.counts([1]) == {1: 1}


@pytest.mark.parametrize("kept", [[], [(1, JANUARY, 9)]], ids=["adding", "rewriting"])
def test_without_the_lock_two_compactors_still_double_nothing(
    store: ReadingsStore, kept: list[tuple[int, int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock may fail on a network drive; the table itself refuses the second commit."""
    if kept:
        store.append(batch(*kept))
        store.compact()
    store.append(batch((1, JANUARY, 1), (1, JANUARY + 60, 2), (2, JANUARY, 3)))
    once: list[Compacted] = []

    def meanwhile(place: str) -> None:
        if place == "before write" and not once:
            once.append(Compacted())
            once[0] = Compactor(store.database, store.rows).compact(None, 100)

    monkeypatch.setattr(type(store.database), "alone", _free)
    done = Compactor(store.database, store.rows, meanwhile).compact(None, 100)
    assert once[0].rows == done.rows == 3
    assert store.counts([1, 2]) == {1: 2, 2: 1}
    assert store.latest([1])[1].value == 2
    [one, _] = store.channel_counts([1, 2])
    assert one.stored + one.conflicts == 2 + bool(kept)


def _free(_self: object, _what: str) -> object:
    return nullcontext(True)  # noqa: FBT003 - as the lock says it


def test_a_part_that_others_always_change_is_told(
    store: ReadingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"month": [202601], "shard": [0], "channel": [5], "ts": [JANUARY], "value": [1]}
    foreign = pa.table({**row, "quality": [0]}, schema=READINGS)
    replace = DeltaRows.replace

    def changed(rows: DeltaRows, *arguments: Any) -> None:
        rows.append(rows.for_writing(), foreign.to_reader(), ("somebody-else", 1))
        replace(rows, *arguments)

    store.append(batch((1, JANUARY, 1)))
    store.compact()
    store.append(batch((1, JANUARY, 2)))
    with monkeypatch.context() as patch:
        patch.setattr(DeltaRows, "replace", changed)
        with pytest.raises(Unavailable, match="somebody else"):
            store.compact()
    assert store.waiting() == 1
    assert store.compact().conflicts == 1
    assert store.channel_counts([1]) == [ChannelCounts(1, 1, 0, 1, 0)]
    assert store.counts([1]) == {1: 1}


def test_a_time_without_a_month_is_refused_whole(store: ReadingsStore) -> None:
    for ts in (-1, 253_402_300_800, 2**63 - 1, -(2**63)):
        with pytest.raises(ValueError, match="no month"):
            store.append(batch((1, JANUARY, 1), (1, ts, 1)))
    store.append(batch((1, 0, 1), (1, 253_402_300_799, 2)))
    store.compact()
    assert store.counts([1]) == {1: 2}
    assert [one.month for one in store.dirty()] == [197001, 999912]
