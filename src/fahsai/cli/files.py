"""Files that a command reads, and what it writes to the terminal for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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


def write_bytes(path: Path, data: bytes, shown: Shown) -> int:
    """Write a file and say so."""
    path.write_bytes(data)
    say(sys.stdout, shown.word("documents", "written", file=str(path)))
    return 0
