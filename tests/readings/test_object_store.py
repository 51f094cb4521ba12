"""The tables in an object store, asked as S3: a server of this machine that keeps it in memory."""

from __future__ import annotations

import http.client
import importlib.util
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.readings.made import ALWAYS, FEBRUARY, JANUARY, batch, intervals, plain, seals

from fahsai.readings.schema import READINGS, parted
from fahsai.readings.store import ReadingsStore
from fahsai.readings.values import Settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 30.0  # [s]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def made(port: int) -> bool:
    """Whether the server is there and has made a bucket."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asking.request("PUT", "/bucket")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    if importlib.util.find_spec("moto") is None:
        pytest.skip("moto is not installed (it stands among the dev dependencies)")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + PATIENCE
        while not made(port):
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.1)
        yield port
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def remote(server: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingsStore]:
    """A store whose tables are in a place of their own there."""
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
    }.items():
        monkeypatch.setenv(name, value)
    store = ReadingsStore.open(tmp_path, tables=f"s3://bucket/{tmp_path.name}")
    yield store
    store.close()


def test_compaction_and_reading(remote: ReadingsStore, tmp_path: Path) -> None:
    assert remote.readings([1], *ALWAYS).num_rows == 0
    remote.append(batch((1, JANUARY, 1), (1001, FEBRUARY, 2)))
    assert remote.compact().stored == 2
    remote.append(batch((1, JANUARY, 5), (1, JANUARY + 60, 2)))
    for _ in range(2):
        assert plain(remote.readings([1, 1001], *ALWAYS)) == [
            (1, JANUARY, 5, 64),
            (1, JANUARY + 60, 2, 0),
            (1001, FEBRUARY, 2, 0),
        ]
        remote.compact()
    assert remote.counts([1, 1001]) == {1: 2, 1001: 1}
    assert not (tmp_path / "readings" / "table").exists()


def test_settling_and_removing(remote: ReadingsStore) -> None:
    remote.append(batch((1, JANUARY, 1), (2, JANUARY, 2)))
    remote.compact()
    remote.settle([Settled(one, intervals(JANUARY, 7), b"") for one in remote.dirty()])
    (gone,) = remote.remove(
        [1], FEBRUARY, why="x", who="x", protected=lambda *_: False, sealed=seals
    )
    assert remote.counts([1, 2]) == {1: 0, 2: 1}
    assert remote.removals() == [gone]
    assert remote.intervals([1], *ALWAYS)["quantity"].to_pylist() == [7]
    remote.tidy()
    assert remote.counts([1, 2]) == {1: 0, 2: 1}


def test_of_two_who_change_one_part_the_second_is_refused(remote: ReadingsStore) -> None:
    """The store takes a name once: that is what keeps two commits apart."""
    from deltalake.exceptions import CommitFailedError

    remote.append(batch((1, JANUARY, 1)))
    remote.compact()
    version = remote.rows.newest()
    assert version is not None
    (part,) = version.parts()
    rows = parted(remote.readings([1], *ALWAYS), "ts", READINGS)
    first, second = remote.rows.for_writing(), remote.rows.for_writing()
    remote.rows.replace(first, part, rows.to_reader(), ("one", 1))
    with pytest.raises(CommitFailedError):
        remote.rows.replace(second, part, rows.to_reader(), ("other", 1))
    assert remote.counts([1]) == {1: 1}
