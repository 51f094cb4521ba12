"""What the intake hands over: durable, counted, and kept where it became no reading."""

from __future__ import annotations

import signal
import sqlite3
import threading
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest
from tests.postgres import (
    APPLICATION_ROLE,
    OWNER_ROLE,
    make_database,
    url_of,
)
from tests.readings.children import child
from tests.readings.made import ALWAYS, JANUARY, batch, plain

from fahsai.readings import heard
from fahsai.readings.errors import Unavailable
from fahsai.readings.on_postgres import prepare
from fahsai.readings.on_sqlite import SqliteDatabase
from fahsai.readings.schema import HOT, hot_rows
from fahsai.readings.store import ReadingsStore
from fahsai.readings.values import Heard, NoReading

if TYPE_CHECKING:
    from pathlib import Path

A, B = UUID(int=1), UUID(int=2)


def test_a_kill_after_the_return_loses_nothing(tmp_path: Path, database_url: str) -> None:
    store = ReadingsStore.open(tmp_path, database_url=database_url)
    said = 0
    for turn in range(3):
        process = child("append", tmp_path, database_url, turn, 10_000)
        assert process.stdout is not None
        last = -1
        for line in process.stdout:
            last = int(line)
            if last >= 20 + turn * 7:
                process.send_signal(signal.SIGKILL)
                break
        last = max([last, *(int(line) for line in process.stdout.read().split())])
        process.wait()
        process.stdout.close()
        assert last >= 20 + turn * 7
        said += last + 1
        kept = store.counts([turn])[turn]
        assert kept in {last + 1, last + 2}  # one more may have been stored before it was said
    assert store.waiting() >= said
    store.close()


def test_processes_append_at_once_and_wait_for_each_other(
    tmp_path: Path, database_url: str
) -> None:
    processes = [child("append", tmp_path, database_url, channel, 60) for channel in range(3)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    store = ReadingsStore.open(tmp_path, database_url=database_url)
    assert store.counts(range(3)) == {0: 60, 1: 60, 2: 60}
    store.close()


def test_threads_append_and_read_at_once(each_store: ReadingsStore) -> None:
    faults: list[BaseException] = []

    def work(channel: int) -> None:
        try:
            for ts in range(20):
                each_store.append(batch((channel, ts, 0)), [Heard(A, 1, 1, ts, 0)])
                assert each_store.counts([channel])[channel] == ts + 1
            each_store.close()
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(channel,)) for channel in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert each_store.counted()[0].messages == 60


def test_who_cannot_get_the_right_to_write_is_told_so(tmp_path: Path) -> None:
    store = ReadingsStore.open(tmp_path)
    store.append(batch((1, 0, 0)))
    impatient = ReadingsStore(
        SqliteDatabase(tmp_path / "readings" / "hot.sqlite3", busy=0.05), str(tmp_path)
    )
    other = sqlite3.connect(tmp_path / "readings" / "hot.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked") as caught:
        impatient.append(batch((1, 60, 0)))
    assert caught.value.retry
    other.execute("ROLLBACK")
    other.close()
    impatient.append(batch((1, 60, 0)))
    assert store.counts([1]) == {1: 2}


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    store = ReadingsStore.open(tmp_path)
    store.append(batch((1, 0, 0)))
    with store.database.read() as session:
        [(pages,)] = session.rows("PRAGMA page_count")
        session.rows(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(Unavailable, match="full"):
        store.append(batch(*((1, ts, 0) for ts in range(10_000))), [Heard(A, 1, 1, 0, 0)])
    assert store.counts([1]) == {1: 1}
    assert store.counted() == []
    store.append(batch((1, 60, 0)))  # the connection was made anew
    assert store.counts([1]) == {1: 2}


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "hot.sqlite3").write_bytes(b"no database at all" * 999)
    with pytest.raises(Unavailable, match="not a database") as caught:
        ReadingsStore.open(tmp_path).waiting()
    assert not caught.value.retry


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "readings").write_text("a file stands in the way")
    with pytest.raises(Unavailable, match="cannot be used"):
        ReadingsStore.open(tmp_path).waiting()


@pytest.mark.postgres
def test_the_schema_is_made_by_its_owner_for_the_program(
    tmp_path: Path, postgres_socket: Path
) -> None:
    make_database(postgres_socket, "owned_readings")
    own = url_of(postgres_socket, "owned_readings", APPLICATION_ROLE)
    store = ReadingsStore.open(tmp_path, database_url=own)
    with pytest.raises(Unavailable, match="no right") as caught:
        store.waiting()
    assert not caught.value.retry
    for _ in range(2):  # an update of the program does so again
        with psycopg.connect(url_of(postgres_socket, "owned_readings", OWNER_ROLE)) as owner:
            prepare(owner, APPLICATION_ROLE)
    store.append(batch((1, JANUARY, 5)), [Heard(A, 1, 1, JANUARY, 0)])
    assert store.compact().stored == 1
    assert store.registry.numbers(A, ["kwh"]) == {"kwh": 1}
    store.close()


@pytest.mark.postgres
def test_a_lost_server_is_told_and_found_again(tmp_path: Path, postgres_socket: Path) -> None:
    make_database(postgres_socket, "lost_readings")
    url = url_of(postgres_socket, "lost_readings", OWNER_ROLE)
    store = ReadingsStore.open(tmp_path, database_url=url)
    store.append(batch((1, 0, 0)))
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'lost_readings' AND pid <> pg_backend_pid()"
        )
    with pytest.raises(Unavailable):
        store.append(batch((1, 60, 0)))
    store.append(batch((1, 60, 0)))
    assert store.counts([1]) == {1: 2}
    store.close()
    gone = ReadingsStore.open(tmp_path, database_url=f"postgres:///x?host={tmp_path}")
    with pytest.raises(Unavailable):
        gone.append(batch((1, 60, 0)))
    with pytest.raises(Unavailable):
        gone.compact()


def test_what_was_heard_is_counted_by_meter(each_store: ReadingsStore) -> None:
    each_store.append(
        batch((1, 100, 0)), [Heard(A, 2, 3, 100, 105_000), Heard(B, 1, 1, 90, 95_000)]
    )
    each_store.append(batch((1, 40, 0)), [Heard(A, 1, 1, 40, 200_000)])
    each_store.append(batch((1, 40, 0)), [Heard(A, 1, 0, 0, 300_000)])
    first, second = each_store.counted()
    assert (first.meter, first.messages, first.readings) == (A, 4, 4)
    assert (first.last_ts, first.last_arrived, first.lag) == (100, 300_000, 160_000)
    assert (second.messages, second.lag) == (1, 5_000)
    assert each_store.counted([B]) == [second]


def kept(topic: str, number: int, meter: UUID | None = None, reason: str = "shape") -> NoReading:
    return NoReading(1000 + number, topic, b"%d" % number, reason, meter)


def test_refused_messages_are_kept_and_counted(each_store: ReadingsStore) -> None:
    empty = hot_rows([], [], [], [], [])
    assert empty.schema == HOT
    each_store.append(empty, (), [kept("x/1", 1, A), kept("x/1", 2, A, "time"), kept("y", 3)])
    each_store.append(empty, [Heard(B, 1, 1, 5, 5_000)], [kept("x/1", 4, A)])
    assert each_store.waiting() == 0
    told = each_store.kept_messages()
    assert [one.kept.payload for one in told] == [b"4", b"3", b"2", b"1"]
    assert told[0].kept == kept("x/1", 4, A)
    assert [one.kept.payload for one in each_store.kept_messages([A], most=2)] == [b"4", b"2"]
    counts = {(one.topic, one.reason): one.times for one in each_store.refusals()}
    assert counts == {("x/1", "shape"): 2, ("x/1", "time"): 1, ("y", "shape"): 1}
    assert {one.meter: one.refused for one in each_store.counted()} == {B: 0, A: 3}


def test_a_flood_of_one_topic_leaves_room_for_others(
    each_store: ReadingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "MOST_OF_TOPIC", 5)
    monkeypatch.setattr(heard, "MOST_KEPT", 12)
    monkeypatch.setattr(heard, "MOST_TOPICS", 4)
    row = batch((1, 0, 0))
    each_store.append(row, (), [kept("quiet", 0)])
    each_store.append(row, (), [kept("flood", number) for number in range(100)])
    each_store.append(row, (), [kept("flood", 100)])
    left = [one.kept for one in each_store.kept_messages()]
    assert [one.payload for one in left if one.topic == "flood"] == [
        *(b"100", b"99", b"98", b"97", b"96")
    ]
    assert [one.topic for one in left if one.topic != "flood"] == ["quiet"]
    assert {one.topic: one.times for one in each_store.refusals()}["flood"] == 101
    for number in range(30):
        each_store.append(row, (), [kept(f"made-up/{number}", number)])
    assert len(each_store.kept_messages()) == 12
    counts = {one.topic: one.times for one in each_store.refusals()}
    assert counts == {
        "flood": 101,
        "quiet": 1,
        "made-up/0": 1,
        "made-up/1": 1,
        heard.OTHER_TOPICS: 28,
    }


def test_hostile_names_and_payloads_are_kept_as_far_as_they_can(each_store: ReadingsStore) -> None:
    payload = bytes(range(256)) * 1000
    topic = "a\0b\ud800" + "ฟ" * 5000
    each_store.append(batch((1, 0, 0)), (), [NoReading(0, topic, payload, "size")])
    [told] = each_store.kept_messages()
    assert told.size == len(payload)
    assert payload.startswith(told.kept.payload)
    assert told.kept.topic.startswith("a\ufffdb?ฟฟ")


def test_numbers_are_kept_as_they_were_written(each_store: ReadingsStore) -> None:
    rows = hot_rows([1, 1], [0, 60], [5, 6], [128, 0], [9, 9], raw=["0.0051234", None])
    each_store.append(batch((2, 0, 0)))
    each_store.append(rows)
    each_store.compact()
    with each_store.database.read() as session:
        assert session.rows("SELECT channel, ts, arrived, raw FROM digits") == [
            (1, 0, 9, "0.0051234")
        ]
    assert plain(each_store.readings([1], *ALWAYS)) == [(1, 0, 5, 128), (1, 60, 6, 0)]
