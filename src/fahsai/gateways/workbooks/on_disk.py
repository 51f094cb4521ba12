"""Taking a file from a disk, where nothing has measured it on its way."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.container import Limit, too_large, too_many_rows
from fahsai.gateways.workbooks.limits import DAMAGE, MAX_FILE_BYTES, MAX_ROWS
from fahsai.gateways.workbooks.many_rows import rows_inside

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.core.finding import Finding

_PIECE = 1 << 20
_HEAD = 4096
MOST_COUNTED = 4 << 30
"""Beyond this the lines of a text are not counted any more [bytes]."""


def taken(path: Path) -> tuple[bytes | None, tuple[Finding, ...]]:
    """The bytes of a file; None, and why, where it is larger than any that is read.

    Findings: ``workbook.too_many_rows`` where that is why, else ``workbook.too_large``.
    """
    size = path.stat().st_size
    if size <= MAX_FILE_BYTES:
        return path.read_bytes(), ()
    rows = _rows_of_book(path) or _lines(path)
    if rows > MAX_ROWS:
        return None, (too_many_rows(path.name, rows),)
    return None, (too_large(path.name, Limit("bytes", size, MAX_FILE_BYTES)),)


def _rows_of_book(path: Path) -> int:
    """The rows of a zipped workbook; 0 for any other file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return rows_inside(archive)
    except DAMAGE:
        return 0


def _lines(path: Path) -> int:
    """About how many lines a text has; 0 for what begins like no text."""
    lines = left = 0
    with path.open("rb") as file:
        head = file.read(_HEAD)
        wide = head.count(b"\0") * 3 > len(head)  # UTF-16: half of its Latin bytes are zeros
        if b"\0" in head and not wide:
            return 0
        end = b"\n\0" if wide else b"\n"
        file.seek(0)
        left = MOST_COUNTED
        while left > 0 and (piece := file.read(_PIECE)):
            left -= len(piece)
            lines += piece.count(end)
    return lines
