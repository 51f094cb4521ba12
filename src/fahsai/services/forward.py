"""Forward what meters say from a gateway to a broker, through a queue on the gateway's own disk."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from fahsai.gateways.mqtt.address import Tls, broker_of
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.outbox import LIMIT, Outbox, OutboxFullError
from fahsai.gateways.mqtt.publisher import Plan, Publisher, Until
from fahsai.gateways.mqtt.spool import from_stream, take_file, waiting_files
from fahsai.gateways.mqtt.thinned import Thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.happening import Tell
    from fahsai.gateways.mqtt.spool import Lines

Say = Callable[[str, Mapping[str, str]], None]
"""Tells a person what happens: its name and its data."""

QUEUE = "outbox.sqlite3"
REJECTED = "rejected.txt"
LOOK = 0.5
"""How often a folder is looked into, and a full queue tried again [s]."""


@dataclass(frozen=True, slots=True)
class Forwarding:
    """From where to where.

    ``folder`` keeps the queue; ``spool`` is a folder of files, the standard input without it;
    ``limit`` [bytes] of the queue; ``once`` ends when all that the folder holds was delivered.
    An input that has ended always ends so.
    """

    url: str
    folder: Path
    token: str | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    client_id: str = ""
    spool: Path | None = None
    limit: int = LIMIT
    until: str = Until.STORED.value
    once: bool = False
    window: int = Plan().window
    longest_pause: float = Plan().longest_pause


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What became of it: messages taken in, lines that were none, and what the queue still has."""

    taken: int
    rejected: int
    waiting: int
    refused: int


class QueueInUseError(RuntimeError):
    """Another forwarder works on the same queue; the message is its folder."""


def forward(asked: Forwarding, say: Say, stop: Event) -> Forwarded:
    """Take in and send until told to stop, or until all is delivered where that is asked for.

    Raises:
        ValueError: the address is none, or the way of keeping is unknown.
        QueueInUseError: two would send everything twice, and throw each other out of the broker.
        OSError: a file cannot be used.
    """
    tls = Tls(asked.ca, asked.certificate, asked.key)
    broker = broker_of(asked.url, password=asked.token, tls=tls)
    plan = Plan(until=Until(asked.until), window=asked.window, longest_pause=asked.longest_pause)
    with _alone(asked.folder):
        return _forward(asked, broker, plan, say, stop)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder is this process's until it ends, however that is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise QueueInUseError(str(folder)) from error
    finally:
        os.close(lock)


def _forward(asked: Forwarding, broker: Broker, plan: Plan, say: Say, stop: Event) -> Forwarded:
    outbox = Outbox(asked.folder / QUEUE, asked.limit)
    try:
        outbox.try_refused()
        name = asked.client_id or f"fahsai-forward-{outbox.tag.hex()}"
        tell = _telling(say)
        publisher = Publisher(broker, name, outbox, plan, tell)
        taking = _Taking(asked, outbox, tell, stop)
        taking.start()
        try:
            publisher.run(stop, lambda: taking.finished and outbox.is_empty())
        finally:
            stop.set()
            taking.join()
        if taking.error is not None:
            raise taking.error
        return Forwarded(taking.taken, taking.rejected, outbox.waiting(), outbox.refused())
    finally:
        outbox.close()


def _telling(say: Say) -> Tell:
    """Each change once, to the person; the log would only say it again beside."""
    return Thinned(lambda one: say(one.kind.value, one.data))


class _Taking(Thread):
    """Takes lines in beside the sending; where the queue is full it waits and drops nothing."""

    def __init__(self, asked: Forwarding, outbox: Outbox, tell: Tell, stop: Event) -> None:
        super().__init__(name="forward-taking", daemon=True)
        self._asked, self._outbox, self._stop_it = asked, outbox, stop
        self._tell = tell
        self.taken, self.rejected, self.finished = 0, 0, False
        self.error: Exception | None = None

    def run(self) -> None:
        """Take in what there is."""
        try:
            if self._asked.spool is None:
                self._from_stream()
            else:
                self._from_folder(self._asked.spool)
            self.finished = True
        except _Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - it is raised where somebody hears it
            self.error = error
            self._stop_it.set()

    def _from_stream(self) -> None:
        for found in from_stream(sys.stdin.fileno(), self._stop_it):
            if found.rejected:
                with (self._asked.folder / REJECTED).open("ab") as file:
                    file.write(b"\n".join(found.rejected) + b"\n")
            self._put(found.messages)
            self._count(found)

    def _from_folder(self, folder: Path) -> None:
        while not self._stop_it.is_set():
            for path in waiting_files(folder):
                self._count(take_file(path, self._put))
            if self._asked.once:
                return
            self._stop_it.wait(LOOK)

    def _count(self, found: Lines) -> None:
        self.taken += len(found.messages)
        self.rejected += len(found.rejected)
        if found.rejected:
            data = {"count": str(len(found.rejected)), "line": _shown(found.rejected[0])}
            self._tell(Happening(HappeningKind.REJECTED, data))

    def _put(self, messages: Sequence[tuple[str, bytes]]) -> None:
        full = False
        while True:
            try:
                self._outbox.put(messages)
            except OutboxFullError as error:
                if not full:
                    data = {"used": str(error.used), "limit": str(error.limit)}
                    self._tell(Happening(HappeningKind.FULL, data))
                full = True
                if self._stop_it.wait(LOOK):
                    if self._asked.spool is not None:
                        raise _Stopped from error  # the file is still there
                    self._outbox.put(messages, beyond=True)
                    return
                continue
            if full:
                self._tell(Happening(HappeningKind.SPACE))
            return


class _Stopped(Exception):  # noqa: N818 - an end, no error
    """Told to stop while the queue was full."""


def _shown(line: bytes) -> str:
    return line[:80].decode("utf-8", "replace")
