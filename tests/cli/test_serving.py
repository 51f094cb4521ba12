"""The pages and their worker as processes: they begin, live and end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 60.0


def until(what: Callable[[], object], patience: float = PATIENCE) -> object:
    """Wait until something is so."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")


def children(pid: int) -> list[int]:
    """The workers that any thread of a process has started."""
    found: list[int] = []
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found.extend(int(one) for one in each.read_text("ascii").split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return [one for one in found if _is_worker(one)]


def _is_worker(pid: int) -> bool:
    try:
        return b"work_beside" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def a_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Served:
    """A running `fahsai serve` in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.port = a_port()
        command = [sys.executable, "-m", "fahsai.cli.main", "serve", "--port", str(self.port)]
        environment = {**os.environ, "FAHSAI_HOME": str(home)}
        environment.pop("DATABASE_URL", None)
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        until(self.answers)
        until(lambda: children(self.process.pid))
        self.worker = children(self.process.pid)[0]

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            assert self.process.poll() is None, "it ended by itself"
            return False

    def end(self) -> None:
        for pid in (self.process.pid, *children(self.process.pid)):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    one = Served(tmp_path / "home")
    try:
        yield one
    finally:
        one.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_a_signal_ends_both_cleanly(number: signal.Signals, served: Served) -> None:
    served.process.send_signal(number)
    out, _ = served.process.communicate(timeout=PATIENCE)
    until(lambda: not alive(served.worker), 10)
    assert served.process.returncode in {0, 1}, out
    assert b"Traceback" not in out
    assert b"Fatal" not in out


def test_a_worker_that_dies_is_started_again_and_does_what_waits(served: Served) -> None:
    os.kill(served.worker, signal.SIGKILL)
    again = until(lambda: [one for one in children(served.process.pid) if one != served.worker])
    assert again
    assert served.answers()


def test_no_worker_outlives_its_server(served: Served) -> None:
    served.process.kill()
    served.process.wait()
    until(lambda: not alive(served.worker))


def test_the_worker_alone_does_what_waits_and_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fahsai.cli.main", "work", "--once"],
        env={**os.environ, "FAHSAI_HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
