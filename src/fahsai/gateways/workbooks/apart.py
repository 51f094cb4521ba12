"""The parser in a process of its own, with a limit of memory and of time.

A file can make a parser ask for more memory than there is: that ends the process at once, with no
error to catch.  So a process beside ours parses; where it dies or takes too long only that file is
refused, and the next one finds a new process.  What comes back are plain values, never objects of
its choosing.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, Any

from fahsai.gateways.workbooks.container import Kind
from fahsai.gateways.workbooks.parse import LargeSheet, Parsed, ParsedSheet, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_MEMORY = 640 << 20
"""What the process that parses may take [bytes]; with what is made of it here less than 1 GB."""

LARGE_ANSWER = 32 << 20
"""After an answer of this size the process ends, to give back what it took for it [bytes]."""

LONGEST = 45.0
"""How long it may parse one file [s]."""

TIME, MEMORY, DEATH = "time", "memory", "death"
_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20
_PLAIN = {("datetime", name) for name in ("datetime", "date", "time", "timedelta")}
_CODE = "from fahsai.gateways.workbooks.apart import answer_all; answer_all({most_memory})"


class Stopped(Exception):  # noqa: N818 - it tells what stopped
    """The process did not come to an end with a file; ``what`` is time, memory or death."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def parse_apart(data: bytes, kind: Kind) -> Parsed:
    """:func:`~fahsai.gateways.workbooks.parse.parse`, in the process beside ours.

    Raises:
        Stopped: the file takes too much time or memory, or ended the process.
    """
    return _BESIDE.ask(data, kind)


class Beside:
    """One process that parses a file at a time; begun when first needed, and anew when it died."""

    def __init__(self, longest: float = LONGEST, most_memory: int = MOST_MEMORY) -> None:
        self._longest = longest
        self._code = _CODE.format(most_memory=most_memory)
        self._one_at_a_time = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._parent = 0

    def ask(self, data: bytes, kind: Kind) -> Parsed:
        """What the process makes of a file.

        Raises:
            Stopped: it takes too much time or memory, or ended the process.
        """
        with self._one_at_a_time:
            child = self._running()
            try:
                return _parsed(self._exchange(child, data, kind))
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self.end()
                raise Stopped(DEATH) from error
            except Stopped as stopped:
                if stopped.what != MEMORY:
                    self.end()
                raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._parent != os.getpid():  # a fork has our variables, but not our child
            self._child, self._parent = None, os.getpid()
        if self._child is None or self._child.poll() is not None:
            self.end()
            self._child = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", self._code],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a panic prints what no user should see
            )
            assert self._child.stdin is not None  # noqa: S101 - it is a pipe
            os.set_blocking(self._child.stdin.fileno(), False)  # or a write waits without a limit
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], data: bytes, kind: Kind) -> bytes:
        assert child.stdin is not None  # noqa: S101 - both are pipes
        assert child.stdout is not None  # noqa: S101
        end = time.monotonic() + self._longest
        _write_before(end, child.stdin, _LENGTH.pack(len(data)) + kind.value.ljust(8).encode())
        _write_before(end, child.stdin, data)
        length = _LENGTH.unpack(_read_before(end, child.stdout, _LENGTH.size))[0]
        answer = _read_before(end, child.stdout, length)
        if length > LARGE_ANSWER:
            self.end()
        return answer

    def end(self) -> None:
        """End the process, if there is one of ours."""
        child, self._child = self._child, None
        if child is None or self._parent != os.getpid():
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written to the dead
                    continue
        child.wait()


_BESIDE = Beside()
atexit.register(_BESIDE.end)


def _read_before(end: float, pipe: IO[bytes], length: int) -> bytes:
    """So many bytes of a pipe, read before a moment.

    Raises:
        EOFError: the pipe ended.
        Stopped: it is too late.
    """
    made = bytearray()
    while len(made) < length:
        _ready_before(end, pipe, select.POLLIN)
        piece = os.read(pipe.fileno(), min(_CHUNK, length - len(made)))
        if not piece:
            raise EOFError
        made += piece
    return bytes(made)


def _write_before(end: float, pipe: IO[bytes], data: bytes) -> None:
    """Put bytes into a pipe that does not block, before a moment.

    Raises:
        OSError: nobody reads it any more.
        Stopped: it is too late.
    """
    left = memoryview(data)
    while left:
        _ready_before(end, pipe, select.POLLOUT)
        left = left[os.write(pipe.fileno(), left[:_CHUNK]) :]


def _ready_before(end: float, pipe: IO[bytes], event: int) -> None:
    """Wait until a pipe can be read or written; poll, as select knows low file numbers only.

    Raises:
        Stopped: it is too late.
    """
    waiting = select.poll()
    waiting.register(pipe, event)
    left = end - time.monotonic()
    if left <= 0 or not waiting.poll(left * 1000):
        raise Stopped(TIME)


class _Plain(pickle.Unpickler):
    """Reads back numbers, texts, lists and dates, and refuses anything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def _parsed(answer: bytes) -> Parsed:
    plain = _Plain(io.BytesIO(answer)).load()
    if plain is None:
        raise Stopped(MEMORY)
    sheets, large, refusal, detail = plain
    return Parsed(
        [ParsedSheet(*sheet) for sheet in sheets],
        [LargeSheet(*sheet) for sheet in large],
        refusal,
        detail,
    )


def answer_all(most_memory: int) -> None:
    """What the process does: parse file after file until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(_LENGTH.size + 8):
        length, kind = _LENGTH.unpack(head[: _LENGTH.size])[0], head[_LENGTH.size :]
        answer = _answer(asked.read(length), Kind(kind.decode().strip()))
        answered.write(_LENGTH.pack(len(answer)))
        answered.write(answer)
        answered.flush()


def _answer(data: bytes, kind: Kind) -> bytes:
    try:
        made = parse(data, kind)
        plain = (_tuples(made.sheets), _tuples(made.large), made.refusal, made.detail)
        return pickle.dumps(plain, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(None)


def _tuples(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in rows]
