"""A process that is killed anywhere loses and doubles nothing, under the eyes of a reader."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.readings.children import child
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, MARCH, batch, intervals, seals

from fahsai.readings.store import ReadingsStore
from fahsai.readings.values import ChannelCounts, Settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANNELS = (1, 2, 1001)
STARTS = (JANUARY, FEBRUARY, MARCH)
POINTS = (
    *(("before write", 1), ("in write", 1), ("after commit", 1), ("between months", 1)),
    *(("in write", 2), ("between months", 2), ("after commit", 2), ("after commit", 3)),
    *(("in delete", 1), ("before commit of delete", 1)),
)


class Reader(threading.Thread):
    """Counts all readings again and again, in a store of its own."""

    def __init__(self, home: Path, url: str, expected: int) -> None:
        super().__init__()
        self._store = ReadingsStore.open(home, database_url=url)
        self.least = self.most = expected
        """How many there are at least and at most, while some are being stored."""
        self._over = threading.Event()
        self.looked = 0
        self.wrong: list[object] = []

    def run(self) -> None:
        try:
            while not self._over.is_set():
                least = self.least
                rows = len(self._store.readings(CHANNELS, *ALWAYS))
                counted = sum(self._store.counts(CHANNELS).values())
                if not least <= rows <= counted <= self.most:
                    self.wrong.append((least, rows, counted, self.most))
                self.looked += 1
        except BaseException as fault:  # noqa: BLE001 - told by the test
            self.wrong.append(fault)
        finally:
            self._store.close()

    def end(self) -> None:
        self._over.set()
        self.join()
        assert self.wrong == []
        assert self.looked


def rows_of(at: range, value: int) -> Iterator[tuple[int, int, int]]:
    return (
        (channel, start + 60 * minute, value)
        for start in STARTS
        for channel in CHANNELS
        for minute in at
    )


def filled(store: ReadingsStore) -> int:
    """Some readings are kept, others wait: new ones, the same again, and other values."""
    store.append(batch(*rows_of(range(40), 5), arrived=1))
    store.compact()
    store.append(batch(*rows_of(range(30, 50), 5), arrived=2))
    store.append(batch(*((1, JANUARY + 60 * minute, 6) for minute in range(10)), arrived=3))
    store.append(batch(*((1001, MARCH + 60 * minute, 7) for minute in range(10)), arrived=4))
    store.append(batch(*((2, MARCH * 2 - JANUARY + minute, 7) for minute in range(10)), arrived=5))
    return 50 * len(STARTS) * len(CHANNELS) + 10


def checked(store: ReadingsStore, expected: int) -> None:
    """All is there, and was counted once."""
    assert store.waiting() == 0
    assert sum(store.counts(CHANNELS).values()) == expected
    assert store.channel_counts(CHANNELS) == [
        ChannelCounts(1, 150, 30, 10, 0),
        ChannelCounts(2, 160, 30, 0, 0),
        ChannelCounts(1001, 150, 30, 10, 0),
    ]
    told = store.conflicts(CHANNELS, *ALWAYS)
    assert [(one.earlier, one.later) for one in told] == [(5, 6)] * 10 + [(5, 7)] * 10
    assert store.readings([1], JANUARY, JANUARY + 600)["value"].to_pylist() == [6] * 10
    assert store.readings([1001], MARCH, MARCH + 600)["value"].to_pylist() == [7] * 10


def test_a_crash_at_each_point_of_a_compaction(tmp_path: Path, database_url: str) -> None:
    url = database_url
    for number, (point, times) in enumerate(POINTS[::2] if url else POINTS):
        home = tmp_path / str(number)
        store = ReadingsStore.open(home, database_url=url)
        emptied(store)
        expected = filled(store)
        reader = Reader(home, url, expected)
        reader.start()
        process = child("compact", home, url, point, times, 10_000)
        process.communicate(timeout=60)
        assert process.returncode == -9, (point, times)
        assert len(store.readings(CHANNELS, *ALWAYS)) == expected, (point, times)
        while store.compact().batches:
            pass
        reader.end()
        checked(store, expected)
        store.close()


def emptied(store: ReadingsStore) -> None:
    """Forget what an earlier round left in the database."""
    with store.database.write() as session:
        for table in ("hot", "compactions", "conflicts", "channel_counts", "newest", "dirty"):
            session.run(f"DELETE FROM {table}")  # noqa: S608 - our own names


def test_crashes_at_any_time(tmp_path: Path) -> None:
    """At least twenty kills at random moments, while readings come in and a reader looks."""
    seed = random.randrange(2**32)  # noqa: S311 - no secret
    print(f"seed {seed}")  # noqa: T201 - a failure can be told again
    chance = random.Random(seed)  # noqa: S311
    store = ReadingsStore.open(tmp_path)
    expected = filled(store)
    reader = Reader(tmp_path, "", expected)
    reader.start()
    killed = tries = 0
    while killed < 20 and tries < 200:
        tries += 1
        reader.most += len(STARTS) * len(CHANNELS)
        minutes = range(49 + tries, 50 + tries)
        store.append(batch(*rows_of(range(45, 50), 5), *rows_of(minutes, 5), arrived=5 + tries))
        reader.least = reader.most
        process = child("compact", tmp_path, "", "-", 1, 10_000)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.2))
        process.kill()
        process.communicate()
        killed += process.returncode == -9
    while store.compact().batches:
        pass
    reader.end()
    assert killed == 20
    assert sum(store.counts(CHANNELS).values()) == reader.most
    new, again = 3 * tries, 15 * tries
    assert store.channel_counts(CHANNELS) == [
        ChannelCounts(1, 150 + new, 30 + again, 10, 0),
        ChannelCounts(2, 160 + new, 30 + again, 0, 0),
        ChannelCounts(1001, 150 + new, 30 + again, 10, 0),
    ]
    store.close()


@pytest.mark.parametrize("point", ["before write", "in write", "after commit"])
def test_a_crash_at_each_point_of_a_removal(tmp_path: Path, point: str) -> None:
    store = ReadingsStore.open(tmp_path)
    store.append(batch(*((1, start + at, at) for start in STARTS[:2] for at in range(5))))
    store.append(batch((2, JANUARY, 1)))
    store.compact()
    starts = {202601: JANUARY, 202602: FEBRUARY}
    store.settle([Settled(one, intervals(starts[one.month], 1), b"") for one in store.dirty()])
    process = child("remove", tmp_path, "", point, FEBRUARY)
    process.communicate(timeout=60)
    assert process.returncode == -9
    gone = point == "after commit"
    assert store.counts([1, 2]) == {1: 5 if gone else 10, 2: 1}
    assert store.removals() == []  # nobody has ended it yet
    if gone:  # what comes late for the month is told, and its intervals stay
        store.append(batch((1, JANUARY + 99, 1)))
        store.compact()
        assert store.channel_counts([1])[0].late == 1
        assert (1, 202601) not in [one[:2] for one in store.dirty()]
    else:
        store.compact()
        removed = store.remove(
            [1], FEBRUARY, why="old", who="x", protected=lambda *_: False, sealed=seals
        )
        assert [one.rows for one in removed] == [5]
        assert store.counts([1, 2]) == {1: 5, 2: 1}
    [proof] = store.removals()
    assert (proof.channel, proof.month, proof.rows, proof.total) == (1, 202601, 5, 10)
    assert store.intervals([1], JANUARY, FEBRUARY)["quantity"].to_pylist() == [1]
