"""Files of a Delta table on the disk itself, not only in the memory of the machine.

The writer of ``deltalake`` leaves its files to the operating system, which may keep them in memory
for half a minute.  What is deleted because a commit holds it now (rows of the hot log, marks of
months to be made, readings whose proof is kept) is deleted only after every file of that commit,
and every folder that names one, was forced to the disk: a power cut then loses nothing.

Each commit is forced before the next is made, so a power cut can tear the last one alone: what it
brought is still where it came from, and the next process sets that commit aside.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LOG = "_delta_log"


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk; what is gone meanwhile needs none.

    Raises:
        OSError: the disk does not take it.
    """
    try:
        number = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(number)
    finally:
        os.close(number)


class DurableTable:
    """Forces the files of one table to the disk, each once in the life of this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done: set[str] = set()
        """Files that never change, as they are named in the log."""

    def sync(self, places: Iterable[str], version: int) -> None:
        """Force data files and what tells of them up to a version of the table to the disk.

        First the files, then the folders that name them, at last the log: what it names is there.

        Args:
            places: data files, as the log names them.
            version: the version whose log is to last.

        Raises:
            OSError: the disk does not take it.
        """
        new = sorted(set(places) - self._done)
        for place in new:
            sync(self._folder / unquote(place))
        for folder in sorted({self._folder, *self._folders(new)}):
            sync(folder)
        log = self._folder / LOG
        names = [name for name in self._log_names(version) if name not in self._done]
        for name in names:
            sync(log / name)
        sync(log / "_last_checkpoint")  # it is written over
        sync(log)
        self._done.update(new, names)

    def forget(self) -> None:
        """Forget what was forced: files were removed, so that the memory of them does not grow."""
        self._done.clear()

    def _folders(self, places: Iterable[str]) -> Iterator[Path]:
        """The folders of parts, from within outwards."""
        for place in places:
            for folder in (self._folder / unquote(place)).parents:
                if folder == self._folder:
                    break
                yield folder

    def _log_names(self, version: int) -> list[str]:
        """The files of the log that a version is read from: its checkpoint, and what follows."""
        log = self._folder / LOG
        first = checkpoint_of(log / "_last_checkpoint")
        checkpoints = [] if first is None else log.glob(f"{first:020d}.checkpoint*.parquet")
        commits = range(first or 0, version + 1)
        return [*(one.name for one in checkpoints), *(f"{one:020d}.json" for one in commits)]


def checkpoint_of(file: Path) -> int | None:
    """The version that the last checkpoint tells of; None where there is none."""
    try:
        return int(json.loads(file.read_bytes())["version"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def set_aside_torn(folder: Path) -> Path | None:
    """Take the last commit of a table out of its log, if a power cut left it in pieces.

    Only for who alone may change the table, and before anything else is done.

    Returns:
        Where its log lies now; None where nothing is torn.

    Raises:
        OSError: the disk does not take it.
    """
    log = folder / LOG
    last = max((one for one in log.glob("*.json") if one.stem.isdecimal()), default=None)
    if last is None or _is_whole(folder, last):
        return None
    aside = folder / f"_torn-{last.name}"  # a name that nobody reads as one of the table's
    last.rename(aside)
    sync(log)
    sync(folder)
    return aside


def _is_whole(folder: Path, log: Path) -> bool:
    """Whether a commit can be read, with every file that it brought at its full length."""
    lines = log.read_bytes().splitlines()
    try:
        added = [one for line in lines if (one := json.loads(line).get("add"))]
        sizes = [(folder / unquote(one["path"]), int(one["size"])) for one in added]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(lines) and all(
        file.is_file() and file.stat().st_size == size for file, size in sizes
    )


def added_by(folder: Path, version: int) -> list[str]:
    """The data files that the commit of a version brought, as its log names them."""
    lines = (folder / LOG / f"{version:020d}.json").read_bytes().splitlines()
    said = (json.loads(line).get("add") for line in lines)
    return [one["path"] for one in said if one]
