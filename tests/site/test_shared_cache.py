"""The cache that processes share: nothing is counted twice or overlooked, and all of it ends."""

from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from fahsai.site.shared_cache import CLEAN_EVERY, SharedCache

if TYPE_CHECKING:
    from pathlib import Path

ANOTHER = """
import sys
from fahsai.site.shared_cache import SharedCache
cache = SharedCache(sys.argv[1], {})
print(sum(cache.add(f"code {n}", True, 60) for n in range(200)))
for _ in range(500):
    cache.incr("tries")
"""


MANY = """
import sys, threading
from fahsai.site.shared_cache import SharedCache
together = threading.Barrier(8)
wrong = []
def work():
    together.wait()
    try:
        for _ in range(10):
            cache = SharedCache(sys.argv[1], {})  # opened anew each time
            cache.add("tries", 0, None)
            cache.incr("tries")
    except Exception as error:
        wrong.append(repr(error))
crowd = [threading.Thread(target=work) for _ in range(8)]
for one in crowd: one.start()
for one in crowd: one.join()
print(wrong)
"""


@pytest.fixture
def cache(tmp_path: Path) -> SharedCache:
    return SharedCache(tmp_path / "counts.sqlite3", {})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands until it is moved."""
    now = [1000.0]
    monkeypatch.setattr("fahsai.site.shared_cache.time.time", lambda: now[0])
    return now


@pytest.mark.parametrize(
    "value", [0, 7, -1, True, None, "ก", 1.5, [1.0, 2.5], {"a": [None, {"b": "ข"}]}, []]
)
def test_what_was_kept_comes_back(cache: SharedCache, value: Any) -> None:
    cache.set("x", value)
    assert cache.get("x", "nothing") == value
    assert type(cache.get("x")) is type(value)


def test_what_was_not_kept_does_not(cache: SharedCache) -> None:
    assert cache.get("x") is None
    assert cache.get("x", 5) == 5
    assert not cache.delete("x")
    assert not cache.touch("x")
    with pytest.raises(ValueError, match="no number"):
        cache.incr("x")
    cache.set("x", "text")
    with pytest.raises(ValueError, match="no number"):
        cache.incr("x")


def test_the_first_to_add_is_the_only_one_until_it_ends(
    cache: SharedCache, clock: list[float]
) -> None:
    assert cache.add("x", 1, 10)
    assert not cache.add("x", 2, 10)
    clock[0] += 10
    assert cache.get("x") is None
    assert cache.add("x", 3, 10)
    assert cache.get("x") == 3


def test_counting_keeps_the_time(cache: SharedCache, clock: list[float]) -> None:
    cache.add("x", 1, 10)
    clock[0] += 9
    assert cache.incr("x") == 2
    assert cache.incr("x", 5) == 7
    assert cache.decr("x") == 6
    clock[0] += 1
    with pytest.raises(ValueError, match="no number"):
        cache.incr("x")


def test_another_time_can_be_given(cache: SharedCache, clock: list[float]) -> None:
    cache.set("x", "a", 10)
    assert cache.touch("x", 100)
    clock[0] += 50
    assert cache.get("x") == "a"
    cache.set("y", "b", None)
    clock[0] += 10**9
    assert (cache.get("x"), cache.get("y")) == (None, "b")


def test_what_is_over_is_thrown_away(cache: SharedCache, clock: list[float]) -> None:
    for number in range(CLEAN_EVERY - 1):
        cache.set(f"old {number}", 1, 1)
    clock[0] += 2
    cache.set("new", 1, 10)
    assert rows(cache) == 1


def rows(cache: SharedCache) -> int:
    return int(cache._connection().execute("SELECT COUNT(*) FROM entry").fetchone()[0])


def test_clearing_forgets_everything(cache: SharedCache) -> None:
    cache.set("x", 1)
    cache.clear()
    assert cache.get("x") is None


def test_nobody_else_reads_it_and_no_name_stands_in_it(tmp_path: Path, cache: SharedCache) -> None:
    cache.set("somebody@example.org 203.0.113.7", 1)
    file = tmp_path / "counts.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for one in tmp_path.iterdir():
        assert b"somebody" not in one.read_bytes()


def test_processes_and_threads_count_together(tmp_path: Path, cache: SharedCache) -> None:
    cache.set("tries", 0, None)
    command = [sys.executable, "-c", ANOTHER, str(tmp_path / "counts.sqlite3")]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: cache.incr("tries"), range(500)))
        mine = sum(threads.map(lambda n: cache.add(f"code {n}", "y", 60), range(200)))
    added = [int(other.communicate(timeout=60)[0]) for other in others]
    assert cache.get("tries") == 1500
    assert sum(added) + mine == 200


def test_many_who_open_it_at_the_same_moment_do_no_harm(tmp_path: Path) -> None:
    for number in range(3):
        file = tmp_path / f"counts{number}.sqlite3"
        command = [sys.executable, "-c", MANY, str(file)]
        others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        assert [one.communicate(timeout=120)[0] for one in others] == ["[]\n"] * 2
        assert SharedCache(file, {}).get("tries") == 2 * 8 * 10


def test_a_broken_file_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "counts.sqlite3"
    file.write_bytes(b"no database at all, and longer than the head of one" * 100)
    cache = SharedCache(file, {})
    assert cache.add("x", 1, 60)
    assert SharedCache(file, {}).get("x") == 1
