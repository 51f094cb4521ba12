"""The pages and their worker as processes: they begin, live and end together."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

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


WORKER, ANSWERER = b"work_beside", b"answer_beside"
PROCESSES = 3


def children(pid: int, kind: bytes = WORKER) -> list[int]:
    """The processes of a kind that any thread of a process has started."""
    found: list[int] = []
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found.extend(int(one) for one in each.read_text("ascii").split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return [one for one in found if _is_a(kind, one)]


def _is_a(kind: bytes, pid: int) -> bool:
    try:
        return kind in Path(f"/proc/{pid}/cmdline").read_bytes()
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
        self.home = home
        environment = {
            **os.environ,
            "FAHSAI_HOME": str(home),
            "FAHSAI_PROCESSES": str(PROCESSES),
        }
        environment.pop("DATABASE_URL", None)
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        until(self.answers)
        until(lambda: len(self.beside) == PROCESSES)
        self.worker = children(self.process.pid)[0]
        self.answerers = children(self.process.pid, ANSWERER)

    @property
    def beside(self) -> list[int]:
        """Every process that runs beside."""
        return [*children(self.process.pid), *children(self.process.pid, ANSWERER)]

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            assert self.process.poll() is None, "it ended by itself"
            return False

    def end(self) -> None:
        for pid in (self.process.pid, *self.beside):
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
def test_a_signal_ends_all_cleanly(number: signal.Signals, served: Served) -> None:
    served.process.send_signal(number)
    out, _ = served.process.communicate(timeout=PATIENCE)
    beside = (served.worker, *served.answerers)
    until(lambda: not any(alive(one) for one in beside), 10)
    assert served.process.returncode in {0, 1}, out
    assert b"Traceback" not in out
    assert b"Fatal" not in out


def test_a_worker_that_dies_is_started_again_and_does_what_waits(served: Served) -> None:
    os.kill(served.worker, signal.SIGKILL)
    again = until(lambda: [one for one in children(served.process.pid) if one != served.worker])
    assert again
    assert served.answers()


def test_nobody_outlives_the_server(served: Served) -> None:
    served.process.kill()
    served.process.wait()
    beside = (served.worker, *served.answerers)
    until(lambda: not any(alive(one) for one in beside))


def test_one_that_answered_and_died_is_started_again(served: Served) -> None:
    dead = served.answerers[0]
    os.kill(dead, signal.SIGKILL)
    until(lambda: len([one for one in children(served.process.pid, ANSWERER) if one != dead]) == 2)
    for _ in range(20):  # whoever is sent to the new one waits until it is there
        with urlopen(f"http://127.0.0.1:{served.port}/", timeout=PATIENCE) as answer:
            assert answer.status == 200


def test_two_servers_do_not_share_an_address(served: Served, tmp_path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "fahsai.cli.main", "serve", "--port", str(served.port)],
        env={**os.environ, "FAHSAI_HOME": str(tmp_path / "other"), "FAHSAI_LANGUAGE": "en"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert second.returncode != 0
    assert f"127.0.0.1:{served.port}" in second.stderr
    assert "Traceback" not in second.stderr
    assert served.answers()


def test_tries_are_counted_over_all_processes(served: Served) -> None:
    created = subprocess.run(
        [
            *(sys.executable, "-m", "fahsai.cli.main", "admin", "create"),
            *("--email", EMAIL, "--name", "ผู้ดูแล", "--password-stdin"),
        ],
        env={**os.environ, "FAHSAI_HOME": str(served.home)},
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert created.returncode == 0, created.stderr
    assert signed_in(served.port, PASSWORD)
    for number in range(10):
        assert not signed_in(served.port, f"wrong {number}")
    assert not signed_in(served.port, PASSWORD)


EMAIL, PASSWORD = "admin@example.org", "ต้นก้ามปูหน้าเทศบาล 2565"


def signed_in(port: int, password: str) -> bool:
    """Whether a password is taken, asked over a connection of its own."""
    address = f"http://127.0.0.1:{port}/accounts/login/"
    cookies = HTTPCookieProcessor(CookieJar())
    browser = build_opener(cookies)
    with browser.open(address, timeout=PATIENCE) as answer:
        page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"login": EMAIL, "password": password, "csrfmiddlewaretoken": token[1]}
    sent = Request(
        address, urlencode(form).encode(), {"Origin": address[: -len("/accounts/login/")]}
    )
    with browser.open(sent, timeout=PATIENCE):
        return any(one.name.startswith("fahsai_session_") for one in cookies.cookiejar)


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


def test_an_answer_does_not_wait_for_an_acknowledgement() -> None:
    from fahsai.cli.answering import own_socket

    with own_socket("127.0.0.1", 0) as ours:
        ours.listen()
        with socket.create_connection(ours.getsockname()):
            theirs, _ = ours.accept()
            with theirs:
                assert theirs.proto == socket.IPPROTO_TCP  # asyncio looks at this
                assert theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_commands_beside_the_server_know_where_it_answers(tmp_path: Path, settings: Any) -> None:
    from dataclasses import replace

    from fahsai.services.own_address import answer_at, own_address

    settings.FAHSAI = replace(settings.FAHSAI, home=tmp_path)
    assert own_address() == settings.FAHSAI.bind
    ended = answer_at("127.0.0.1", 8470)
    assert own_address() == ("127.0.0.1", 8470)
    ended.set()
