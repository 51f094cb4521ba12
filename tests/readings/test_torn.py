"""A commit that a power cut tore is set aside, and what it brought is brought again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.readings.made import JANUARY, batch

from fahsai.readings import hot
from fahsai.readings.durable import LOG, added_by, set_aside_torn
from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore

if TYPE_CHECKING:
    from collections.abc import Callable


class PowerCutError(Exception):
    """The machine is off."""


def cut(file: Path) -> None:
    """Only the beginning of a file reached the disk."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    """Only the name of a file reached the disk."""
    file.write_bytes(b"")


def last_log(table: Path) -> Path:
    """The log of the last commit."""
    return max((table / LOG).glob("*.json"))


def last_data(table: Path) -> Path:
    """A file that the last commit brought."""
    return table / added_by(table, int(last_log(table).stem))[0]


def powerless(monkeypatch: pytest.MonkeyPatch, store: ReadingsStore) -> None:
    """Bring what waits, up to the moment at which the hot rows would go."""

    def off(*_: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patched:
        patched.setattr(hot, "drop", off)
        with pytest.raises(PowerCutError):
            store.compact()


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("which", [last_log, last_data])
@pytest.mark.parametrize("harm", [cut, empty])
def test_what_a_torn_commit_brought_is_brought_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: int,
    which: Callable[[Path], Path],
    harm: Callable[[Path], None],
) -> None:
    store = ReadingsStore.open(tmp_path)
    for number in range(before):
        store.append(batch((1, JANUARY + number, number)))
        store.compact()
    store.append(batch((1, JANUARY + 60, 7), (2, JANUARY, 8)))
    powerless(monkeypatch, store)
    table = Path(store.rows.place)
    harm(which(table))

    again = ReadingsStore.open(tmp_path)
    assert again.compact().stored == 2
    rows = again.readings([1, 2], JANUARY, JANUARY + 3600)
    wanted = [(1, JANUARY, 0)] * before + [(1, JANUARY + 60, 7), (2, JANUARY, 8)]
    assert [(one["channel"], one["ts"], one["value"]) for one in rows.to_pylist()] == wanted
    assert len([*table.glob("_torn-*.json")]) == 1
    again.tidy()
    assert again.readings([1, 2], JANUARY, JANUARY + 3600).num_rows == before + 2


def test_a_whole_table_is_left_alone(tmp_path: Path) -> None:
    store = ReadingsStore.open(tmp_path)
    assert set_aside_torn(Path(store.rows.place)) is None
    store.append(batch((1, JANUARY, 1)))
    store.compact()
    table = Path(store.rows.place)
    names = sorted(table.rglob("*"))
    assert set_aside_torn(table) is None
    assert sorted(table.rglob("*")) == names


def test_who_only_reads_is_told_or_sees_what_still_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ReadingsStore.open(tmp_path)
    store.append(batch((1, JANUARY, 1)))
    powerless(monkeypatch, store)
    log = last_log(Path(store.rows.place))
    cut(log)
    with pytest.raises(Unavailable):
        ReadingsStore.open(tmp_path).readings([1], JANUARY, JANUARY + 60)
    empty(log)
    assert ReadingsStore.open(tmp_path).readings([1], JANUARY, JANUARY + 60).num_rows == 1
