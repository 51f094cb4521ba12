"""Files that a command reads, and what it writes to the terminal for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from fahsai.cli.show import say
from fahsai.services.large_files import telling

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.cli.show import Shown

INDENT = 2


class FolderFiles(Mapping[str, bytes]):
    """The files of a folder by the names that a workbook gives them, each read when asked for.

    A name may lead into a folder below, never out of this one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> bytes:
        path = self._path(name)
        if path is None:
            raise KeyError(name)
        return path.read_bytes()

    def __iter__(self) -> Iterator[str]:
        if self._folder.is_dir():
            yield from (path.name for path in sorted(self._folder.iterdir()) if path.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, name: str) -> Path | None:
        """The file of a name, or None when the folder holds no such file."""
        try:
            place = self._folder.resolve()
            path = (place / name.replace("\\", "/")).resolve()
            inside = path.is_relative_to(place)
            return path if inside and path.is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return None


LARGE = 500_000
"""Reading a file of more bytes is told while it goes on."""


@contextmanager
def reading(path: Path, data: bytes, shown: Shown) -> Iterator[None]:
    """Say that a large file is read, and on a terminal how far that is.

    It is said beside the answer, so that programs that read the answer see nothing of it.
    """
    if len(data) <= LARGE:
        yield
        return
    size = f"{len(data) / 1_000_000:,.1f}"
    say(sys.stderr, shown.word("books", "reading", file=path.name, megabytes=size))

    def told(done: int, rows: int) -> None:
        text = shown.word("books", "rows_read", read=f"{done:,}", rows=f"{rows:,}")
        sys.stderr.write(f"\r{text}")
        sys.stderr.flush()

    if not sys.stderr.isatty():
        yield
        return
    with telling(told):
        yield
    sys.stderr.write("\r\x1b[K")  # the line is for the time of reading


def write_json(answer: Mapping[str, Any]) -> None:
    """Write an answer for programs; a terminal that lacks Thai letters gets their numbers."""
    text = json.dumps(answer, ensure_ascii=False, indent=INDENT)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(answer, indent=INDENT)
    sys.stdout.write(f"{text}\n")


def json_bytes(answer: Mapping[str, Any]) -> bytes:
    """An answer for programs as the content of a file."""
    return f"{json.dumps(answer, ensure_ascii=False, indent=INDENT)}\n".encode()


def write_bytes(path: Path, data: bytes, shown: Shown) -> int:
    """Write a file and say so."""
    with written(path) as out:
        out.write(data)
    say(sys.stdout, shown.word("documents", "written", file=str(path)))
    return 0


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file that is there as a whole, on the disk, when the block has ended; else as it was.

    A power cut a moment later takes nothing of it: proof and exports outlive what is removed.
    """
    if path.exists() and not path.is_file():  # a terminal, a pipe
        with path.open("wb") as out:
            yield out
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class NothingWrittenError(Exception):
    """There is nothing to write: the file is left as it was."""
