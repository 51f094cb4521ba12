"""The worker as a process of its own, and the one that `fahsai serve` keeps beside the pages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fahsai.cli.show import Shown, say
from fahsai.cli.start import start_records

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from types import FrameType

GRACE = 20.0
"""How long a worker may finish its job when all ends [s]."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Before a worker that died is started again [s]; doubled each time it dies at once."""
LIVED = 60.0
"""A worker that lived so long did not die at once [s]."""

BESIDE = "from fahsai.cli.worker import work_beside; work_beside()"


def run_work(given: argparse.Namespace, shown: Shown) -> int:
    """Do what waits."""
    start_records()
    from fahsai.services.background import work

    if not given.once:
        say(sys.stdout, shown.word("working", "begun"))
        sys.stdout.flush()
    work(until_empty=given.once)
    return 0


def work_beside() -> None:
    """The worker as a child of `fahsai serve`, which has started the records already.

    It ends when its parent does, however that ends: then its standard input is closed.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import django

    django.setup()
    from fahsai.services.background import work

    work()


def _end_with_parent() -> None:
    while os.read(0, 1):  # the bare file: a reader of Python's holds a lock when all ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker for as long as this process serves; started again when it dies."""
    keeper = _Keeper()
    before = signal.signal(signal.SIGTERM, _leave)
    keeper.start()
    try:
        yield
    finally:
        keeper.end()
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    """End by an exception, so that what was started is ended too."""
    del number, frame
    raise SystemExit(0)


class _Keeper:
    """Keeps one worker alive."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start the worker and watch it."""
        self._child = _started()
        self._watching.start()

    def end(self) -> None:
        """End it: asked first, at the end of the job it does; then told; then killed."""
        self._ending.set()
        self._watching.join()
        child = self._child
        if child is None:
            return
        for tell, patience in ((child.terminate, GRACE), (child.terminate, 5.0), (child.kill, 5.0)):
            if child.poll() is None:
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
            self._child, born = _started(), time.monotonic()


def _started() -> subprocess.Popen[bytes]:
    """A worker in a session of its own: what a terminal sends to all of us goes to the parent."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", BESIDE], stdin=subprocess.PIPE, start_new_session=True
    )
