"""Processes that run beside `fahsai serve` for as long as it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

GRACE = 20.0
"""How long a process may finish what it does when all ends [s]."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Before a process that died is started again [s]; doubled each time it dies at once."""
LIVED = 60.0
"""A process that lived so long did not die at once [s]."""


class Keeper:
    """Keeps one process alive: a piece of our own program, given as Python.

    It runs in a session of its own (what a terminal sends to all of us goes to the parent) and
    inherits the open files ``files``.
    """

    def __init__(self, program: str, files: Sequence[int] = ()) -> None:
        self._program, self._files = program, tuple(files)
        self._ending = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start the process and watch it."""
        self._child = self._started()
        self._watching.start()

    def ask_to_end(self) -> None:
        """Ask it to end when it has finished what it does."""
        self._ending.set()
        self._watching.join()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def end(self) -> None:
        """Wait for its end; then tell it again; then kill it."""
        child = self._child
        if child is None:
            return
        for tell, patience in ((None, GRACE), (child.terminate, 5.0), (child.kill, 5.0)):
            if child.poll() is None:
                if tell is not None:
                    tell()
                try:
                    child.wait(patience)
                except subprocess.TimeoutExpired:
                    continue
        if child.stdin is not None:
            child.stdin.close()

    def _watch(self) -> None:
        pause, born = FIRST_PAUSE, time.monotonic()
        while not self._ending.wait(0.2):
            child = self._child
            if child is None or child.poll() is None:
                continue
            if child.stdin is not None:
                child.stdin.close()
            pause = FIRST_PAUSE if time.monotonic() - born > LIVED else pause
            if self._ending.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)
            self._child, born = self._started(), time.monotonic()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", self._program],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=self._files,
        )


@contextmanager
def beside(keepers: Sequence[Keeper]) -> Iterator[None]:
    """These processes for as long as this one works; each is started again when it dies."""
    before = signal.signal(signal.SIGTERM, _leave)
    started = []
    try:
        for one in keepers:
            one.start()
            started.append(one)
        yield
    finally:
        for one in started:
            one.ask_to_end()
        for one in started:
            one.end()
        signal.signal(signal.SIGTERM, before)


def end_with_parent() -> None:
    """From now on this process ends when its parent does, however that ends.

    Its standard input is closed then.
    """
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, 1):  # the bare file: a reader of Python's holds a lock when all ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    """End by an exception, so that what was started is ended too."""
    del number, frame
    raise SystemExit(0)
