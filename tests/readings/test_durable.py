"""What is deleted because the tables hold it now is deleted after their files are on the disk."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.readings.made import FEBRUARY, JANUARY, batch, intervals, seals

from fahsai.readings import hot
from fahsai.readings.cold import DeltaRows
from fahsai.readings.compact import Compactor
from fahsai.readings.errors import Unavailable
from fahsai.readings.retention import Remover, Why
from fahsai.readings.schema import READINGS
from fahsai.readings.store import ReadingsStore
from fahsai.readings.tidy import MOST_FILES
from fahsai.readings.values import Settled

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was forced to the disk, and what was deleted, in order."""
    told: list[str] = []
    really, drop = os.fsync, hot.drop

    def fsync(number: int) -> None:
        path = str(Path(f"/proc/self/fd/{number}").readlink())
        mark = "/" if stat.S_ISDIR(os.fstat(number).st_mode) else ""
        told.append(path + mark)
        really(number)

    def dropped(*given: Any) -> None:
        told.append("hot rows are deleted")
        drop(*given)

    monkeypatch.setattr("fahsai.readings.durable.os.fsync", fsync)
    monkeypatch.setattr(hot, "drop", dropped)
    return told


def commits(table: DeltaRows) -> dict[int, list[str]]:
    """The files of each commit with their folders, and the log with its own."""
    place = Path(table.place)
    found = {}
    for log in sorted((place / "_delta_log").glob("*.json")):
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        files = [place / line["add"]["path"] for line in lines if "add" in line]
        folders = {f"{folder}/" for one in files for folder in (one.parent, one.parent.parent)}
        found[int(log.stem)] = [*map(str, files), *folders, str(log), f"{log.parent}/", f"{place}/"]
    return found


def test_the_files_of_a_compaction_are_on_the_disk_before_hot_rows_go(
    store: ReadingsStore, order: list[str]
) -> None:
    """New rows are added, then a part is written anew: every file of both commits."""
    store.append(batch((1, JANUARY, 1), (1001, FEBRUARY, 1)))
    store.compact()
    store.append(batch((1, JANUARY, 2), (1, FEBRUARY, 3)))
    store.compact()
    assert len(commits(store.rows)) == 4  # its making, and three with rows
    first, second = (at for at, one in enumerate(order) if one == "hot rows are deleted")
    for version, names in commits(store.rows).items():
        assert set(names) <= set(order[: first if version < 2 else second]), version
    files = [at for at, one in enumerate(order) if one.endswith(".parquet")]
    logs = [at for at, one in enumerate(order) if one.endswith(f"{1:020d}.json")]
    assert min(files) < min(logs), "what the log names is there before it"
    assert f"{Path(store.rows.place).parent}/" in order


def ends_at(point: str) -> Callable[[str], None]:
    def reached(place: str) -> None:
        if place == point:
            raise KeyboardInterrupt

    return reached


def test_who_goes_on_after_a_crash_forces_what_the_other_wrote(
    store: ReadingsStore, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit is there, nobody knows whether it is on the disk, and nothing is written anew."""
    store.append(batch((1, JANUARY, 1)))
    with monkeypatch.context() as context:
        context.setattr("fahsai.readings.durable.DurableTable.sync", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            Compactor(store.database, store.rows, ends_at("in delete")).compact(None, 10)
    other = DeltaRows(store.rows.place, READINGS, "ts")  # as another process has it
    Compactor(store.database, other).compact(None, 10)
    deleted = order.index("hot rows are deleted")
    assert set(commits(store.rows)[1]) <= set(order[:deleted])
    assert len(commits(store.rows)) == 2


def test_checkpoints_of_the_log_are_forced_too(store: ReadingsStore, order: list[str]) -> None:
    for minute in range(21):
        store.append(batch((1, JANUARY + minute, 1)))
        store.compact()
    log = Path(store.rows.place) / "_delta_log"
    [checkpoint] = log.glob("*.checkpoint.parquet")
    assert {str(checkpoint), str(log / "_last_checkpoint")} <= set(order)
    assert MOST_FILES < 21  # parts were written anew meanwhile
    names = [one for one in order if one.endswith(".parquet") and one != str(checkpoint)]
    assert len(names) == len(set(names)), "a file is forced once"


def test_a_removal_is_done_when_it_is_on_the_disk(store: ReadingsStore, order: list[str]) -> None:
    store.append(batch((1, JANUARY, 1), (2, JANUARY, 1)))
    store.compact()
    store.settle([Settled(one, intervals(JANUARY, 1), b"") for one in store.dirty()])
    settled = commits(store.intervals_table)[1]
    assert set(settled) <= set(order)
    order.clear()

    def free(_channel: int, _month: int) -> bool:
        return False

    def told(place: str) -> None:
        order.append(place)

    Remover(store.database, store.rows, told).remove([1], FEBRUARY, free, seals, Why("old", "x", 7))
    assert set(commits(store.rows)[2]) <= set(order[: order.index("after commit")])
    assert len(store.removals()) == 1


def test_a_removal_that_another_process_wrote_is_forced_before_it_is_done(
    store: ReadingsStore, order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(batch((1, JANUARY, 1), (2, JANUARY, 1)))
    store.compact()
    store.settle([Settled(one, intervals(JANUARY, 1), b"") for one in store.dirty()])
    with monkeypatch.context() as context:
        context.setattr("fahsai.readings.durable.DurableTable.sync", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            Remover(store.database, store.rows, ends_at("after commit")).remove(
                [1], FEBRUARY, lambda *_: False, seals, Why("old", "x", 7)
            )
    order.clear()
    other = ReadingsStore(store.database, str(Path(store.rows.place).parent))
    other.compact()
    assert set(commits(store.rows)[2]) <= set(order)
    assert len(store.removals()) == 1


def test_a_disk_that_takes_nothing_keeps_the_hot_rows(
    store: ReadingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_number: int) -> None:
        raise OSError(5, "Input/output error")

    store.append(batch((1, JANUARY, 1)))
    with monkeypatch.context() as context:
        context.setattr("fahsai.readings.durable.os.fsync", broken)
        with pytest.raises(Unavailable, match="Input/output"):
            store.compact()
    assert store.waiting() == 1
    store.compact()
    assert (store.waiting(), store.counts([1])) == (0, {1: 1})


def test_an_object_store_is_asked_for_nothing(order: list[str]) -> None:
    """It keeps what it has confirmed; there is no file to force."""
    table = DeltaRows("s3://bucket/table", READINGS, "ts")
    assert table.folder is None
    table.make_durable(set())
    assert order == []
