"""The tables of readings: their files, and reading them from anywhere at any time."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, batch, plain

from fahsai.readings import tidy
from fahsai.readings.cold import DeltaRows
from fahsai.readings.database import open_database
from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore


def files(home: Path) -> list[str]:
    return DeltaTable(str(home / "readings" / "table")).file_uris()


def test_shards_of_a_month_are_apart(store: ReadingsStore, tmp_path: Path) -> None:
    store.append(batch((999, JANUARY, 1), (1000, JANUARY, 2), (250_000, JANUARY, 3)))
    assert store.compact().parts == 3
    assert sorted(place.split("shard=")[1].split("/")[0] for place in files(tmp_path)) == [
        *("0", "1", "250")
    ]
    store.append(batch((1000, JANUARY, 4)))
    before = set(files(tmp_path))
    store.compact()
    assert len(before & set(files(tmp_path))) == 2
    assert len(store.readings([999, 1000, 250_000], *ALWAYS)) == 3


def test_numbers_at_the_edges_stay_exact(each_store: ReadingsStore) -> None:
    edges = [2**63 - 1, -(2**63), 0, -1, 2**53 + 1]
    each_store.append(batch(*((1, JANUARY + at, value) for at, value in enumerate(edges))))
    each_store.compact()
    assert each_store.readings([1], *ALWAYS)["value"].to_pylist() == edges


def test_a_part_is_small_packed_and_sorted(store: ReadingsStore, tmp_path: Path) -> None:
    store.append(batch((2, JANUARY, 1), (1, JANUARY + 60, 1), (1, JANUARY, 1)))
    store.compact()
    [place] = files(tmp_path)
    file = pq.ParquetFile(place)
    assert [row["channel"] for row in file.read().to_pylist()] == [1, 1, 2]
    for at in range(4):
        column = file.metadata.row_group(0).column(at)
        assert "DELTA_BINARY_PACKED" in column.encodings
        assert column.compression == "ZSTD"


def test_files_of_a_part_are_merged_and_old_ones_removed(
    store: ReadingsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(4):
        store.append(batch((1, JANUARY + at, at), (1, FEBRUARY + at, at)))
        store.compact()
    assert len(files(tmp_path)) == 8
    before = plain(store.readings([1], *ALWAYS))
    store.tidy()
    assert len(files(tmp_path)) == 8  # not many yet, and written to a moment ago
    store.append(batch(*((1, FEBRUARY + at, at) for at in range(4, 6))))
    with monkeypatch.context() as patch:
        patch.setattr(tidy, "MOST_FILES", 3)
        store.tidy()
        assert len(files(tmp_path)) == 2
    store.compact()
    before = plain(store.readings([1], *ALWAYS))
    monkeypatch.setattr(tidy, "AT_REST", -1)
    store.tidy()
    assert len(files(tmp_path)) == 2
    assert plain(store.readings([1], *ALWAYS)) == before
    on_disk = list((tmp_path / "readings" / "table").rglob("*.parquet"))
    assert len(on_disk) > 8  # those that somebody may still read
    monkeypatch.setattr(tidy, "RETENTION", 0)
    (tmp_path / "readings" / "table" / "month=202601" / "shard=0" / "crashed.parquet").touch()
    store.tidy()
    assert len(list((tmp_path / "readings" / "table").rglob("month*/**/*.parquet"))) == 2
    assert plain(store.readings([1], *ALWAYS)) == before


def test_a_part_that_is_full_of_files_is_written_as_one(
    store: ReadingsStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(tidy.MOST_FILES):
        store.append(batch((1, JANUARY + at, at)))
        store.compact()
    assert len(files(tmp_path)) == tidy.MOST_FILES
    store.append(batch((1, JANUARY, 0)))
    store.compact()
    assert len(files(tmp_path)) == tidy.MOST_FILES  # nothing new came
    store.append(batch((1, JANUARY + 99, 99), (1, FEBRUARY, 1)))
    store.compact()
    assert len(files(tmp_path)) == 2
    assert store.counts([1]) == {1: tidy.MOST_FILES + 2}
    on_disk = len(list((tmp_path / "readings" / "table").rglob("month*/**/*.parquet")))
    assert on_disk == tidy.MOST_FILES + 2  # somebody may still read the others
    monkeypatch.setattr(tidy, "RETENTION", 0)
    store.rows.cleaned -= 3601
    store.append(batch((1, JANUARY + 100, 1)))
    store.compact()
    on_disk = len(list((tmp_path / "readings" / "table").rglob("month*/**/*.parquet")))
    assert on_disk == len(files(tmp_path)) == 3


def test_an_object_store_is_read_through_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where DuckDB cannot see the files itself; here a directory by its URL."""
    monkeypatch.setattr(DeltaRows, "folder", None)
    (tmp_path / "far").mkdir()
    store = ReadingsStore.open(tmp_path, tables=f"file://{tmp_path}/far")
    store.append(batch((1, JANUARY, 1), (1, FEBRUARY, 2), (2, JANUARY, 3)))
    store.compact()
    store.append(batch((1, JANUARY, 5), (1, JANUARY + 1, 6)))
    store.compact()
    store.tidy()
    assert [row[:3] for row in plain(store.readings([1], *ALWAYS))] == [
        *((1, JANUARY, 5), (1, JANUARY + 1, 6), (1, FEBRUARY, 2)),
    ]
    assert store.counts([1, 2]) == {1: 3, 2: 1}
    assert (tmp_path / "far" / "table" / "_delta_log").is_dir()


def test_opening_touches_and_loads_nothing(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from fahsai.readings.store import ReadingsStore\n"
        f"ReadingsStore.open(Path({str(tmp_path)!r}))\n"
        "print([one for one in ('duckdb', 'deltalake', 'ibis', 'psycopg', 'pandas', 'django')"
        " if one in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout.strip() == b"[]"
    assert list(tmp_path.iterdir()) == []


def test_tables_have_a_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ReadingsStore.open(tmp_path, tables="here/").rows.place == f"{tmp_path}/here/table"
    far = ReadingsStore.open(tmp_path, tables="s3://bucket/readings/")
    assert far.rows.place == "s3://bucket/readings/table"
    assert far.rows.folder is None


def test_an_unknown_kind_of_database_or_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither"):
        open_database(tmp_path, "mysql://x")
    with pytest.raises(ValueError, match="neither"):
        ReadingsStore.open(tmp_path, engine="presto://x")


def test_a_broken_table_is_told(store: ReadingsStore, tmp_path: Path) -> None:
    store.append(batch((1, JANUARY, 1)))
    store.compact()
    [place] = files(tmp_path)
    content = Path(place).read_bytes()
    for damaged in (b"", b"x" * len(content)):
        Path(place).write_bytes(damaged)
        with pytest.raises(Unavailable):
            store.readings([1], *ALWAYS)
    Path(place).write_bytes(content)
    assert store.counts([1]) == {1: 1}


def test_a_reader_whose_log_was_cleaned_opens_it_anew(store: ReadingsStore, tmp_path: Path) -> None:
    other = ReadingsStore.open(tmp_path)
    store.append(batch((1, JANUARY, 1)))
    store.compact()
    assert other.counts([1]) == {1: 1}
    for at in range(1, 25):
        store.append(batch((1, JANUARY + at, 1)))
        store.compact()
    log = tmp_path / "readings" / "table" / "_delta_log"
    for entry in sorted(log.glob("*.json"))[:20]:
        entry.unlink()  # as cleaning does after a month
    assert other.counts([1]) == {1: 25}
    other.close()


def test_many_threads_read_while_another_compacts(store: ReadingsStore) -> None:
    store.append(batch(*((1, JANUARY + at, at) for at in range(100))))
    store.compact()
    faults: list[object] = []

    def look() -> None:
        for _ in range(15):
            rows = plain(store.readings([1], *ALWAYS))
            counted = store.counts([1])[1]
            if not 100 <= len(rows) <= counted or len({row[1] for row in rows}) != len(rows):
                faults.append((len(rows), counted))
        store.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for at in range(10):
        store.append(batch((1, JANUARY + 100 + at, 1), (1, JANUARY + at, at + at % 2)))
        store.compact()
    for thread in threads:
        thread.join()
    assert faults == []
    assert store.counts([1]) == {1: 110}
