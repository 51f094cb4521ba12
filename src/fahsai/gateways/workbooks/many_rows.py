"""Counting the rows of a workbook while it is unpacked, piece by piece.

A file of a million rows is to be refused with their number; to unpack it whole for that takes more
memory than reading a file that is allowed.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, TYPE_CHECKING

from fahsai.gateways.workbooks.limits import DAMAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_UNPACKED = 2 << 30
"""Beyond this nothing is counted any more: no spreadsheet program writes such a file [bytes]."""

_PIECE = 1 << 20
_LONGEST_TAG = 32
_XLSX_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_XLSX_ROW = re.compile(rb"<(?:\w{1,16}:)?row[\s>]")
_ODS_ROW = re.compile(rb"<table:table-row[\s>]")


def rows_inside(archive: zipfile.ZipFile) -> int:
    """The rows of all sheets of an .xlsx or .ods; 0 where it cannot be told.

    A row that an .ods repeats counts once: most are the empty ones below a table.
    """
    left = MOST_UNPACKED
    rows = 0
    for entry, row in _sheets(archive.infolist()):
        left -= entry.file_size
        if left < 0:
            return rows
        try:
            with archive.open(entry) as stream:
                rows += _counted(stream, row)
        except DAMAGE:
            return rows
    return rows


def rows_of_archive(data: bytes) -> int:
    """:func:`rows_inside` of the bytes of a file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return rows_inside(archive)
    except DAMAGE:
        return 0


def unpacked_bytes(data: bytes) -> int:
    """What a packed file says that it unpacks to; 0 for one that is not packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except DAMAGE:
        return 0


def _sheets(
    entries: Iterable[zipfile.ZipInfo],
) -> Iterable[tuple[zipfile.ZipInfo, re.Pattern[bytes]]]:
    """The parts that hold rows, with the tag that begins one."""
    for entry in entries:
        if _XLSX_SHEET.fullmatch(entry.filename):
            yield entry, _XLSX_ROW
        elif entry.filename == "content.xml":
            yield entry, _ODS_ROW


def _counted(stream: IO[bytes], row: re.Pattern[bytes]) -> int:
    """How often a tag stands in a part; one that lies over the edge of two pieces counts once."""
    count = 0
    before = b""
    while piece := stream.read(_PIECE):
        window = before + piece
        end = 0
        for match in row.finditer(window):
            count += 1
            end = match.end()
        before = window[max(end, len(window) - _LONGEST_TAG) :]
    return count
