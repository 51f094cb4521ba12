"""What kind of file came, and whether it is safe to unpack; decided before any parser sees it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.limits import (
    DAMAGE,
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    RATIO_MATTERS_ABOVE_BYTES,
)
from fahsai.gateways.workbooks.many_rows import rows_inside, rows_of_archive

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 1 << 20
_HEAD = 4096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"


class Kind(StrEnum):
    """The workbook formats that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that a file goes beyond: what is limited, how much was found, how much is allowed."""

    what: str
    found: int
    allowed: int


def recognise(data: bytes, name: str) -> tuple[Kind | None, tuple[Finding, ...]]:
    """The kind of workbook, or why the file cannot be one.

    Args:
        data: the bytes of the file.
        name: the name of the file, for the findings only; it decides nothing.

    Returns:
        The kind, or ``None`` with one finding ``workbook.empty``, ``workbook.too_large``,
        ``workbook.too_many_rows`` where that is why it is too large,
        ``workbook.not_a_workbook``, ``workbook.format_unsupported``, ``workbook.encrypted``
        or ``workbook.damaged``.
    """
    if not data.strip(b"\0\t\r\n "):
        return None, (finding("workbook.empty", Level.ERROR, name),)
    if len(data) > MAX_FILE_BYTES:
        return None, (_too_large_packed(data, name),)
    if data.startswith(_OLE):
        return _ole_kind(data, name)
    if data.startswith(_ZIP):
        return _zip_kind(data, name)
    return None, (_not_a_workbook(name, _looks_like(data)),)


def _ole_kind(data: bytes, name: str) -> tuple[Kind | None, tuple[Finding, ...]]:
    """Old Excel, or the envelope that Office puts around an encrypted file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return None, (encrypted(name),)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return Kind.XLS, ()
    return None, (_not_a_workbook(name, "OLE"),)


def _zip_kind(data: bytes, name: str) -> tuple[Kind | None, tuple[Finding, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            limit = _limit(archive, len(data))
            if limit is not None:
                return None, (_by_its_rows(rows_inside(archive), name) or too_large(name, limit),)
            _read_through(archive)
            return _zipped_kind(archive, name)
    except DAMAGE as error:
        return None, (damaged(name, str(error)),)


def _zipped_kind(archive: zipfile.ZipFile, name: str) -> tuple[Kind | None, tuple[Finding, ...]]:
    """Which of the zipped workbook formats it is, by the entries it must have."""
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return None, (finding("workbook.format_unsupported", Level.ERROR, name, kind="xlsb"),)
    if "xl/workbook.xml" in names:
        return Kind.XLSX, ()
    if "content.xml" not in names or b"spreadsheet" not in _small(archive, "mimetype"):
        return None, (_not_a_workbook(name, "ZIP"),)
    if b"encryption-data" in _small(archive, "META-INF/manifest.xml"):
        return None, (encrypted(name),)
    return Kind.ODS, ()


def _limit(archive: zipfile.ZipFile, packed: int) -> Limit | None:
    """The first limit that the directory of the archive goes beyond."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        return Limit("entries", len(entries), MAX_ENTRIES)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        return Limit("unpacked bytes", unpacked, MAX_UNPACKED_BYTES)
    ratio = unpacked // max(packed, 1)
    if unpacked > RATIO_MATTERS_ABOVE_BYTES and ratio > MAX_RATIO:
        return Limit("compression ratio", ratio, MAX_RATIO)
    return None


def _read_through(archive: zipfile.ZipFile) -> None:
    """Unpack every entry once in small pieces, so that a lying directory is found out here.

    ``zipfile`` never gives more than the size that the directory states and then compares the
    checksum; a parser that trusts the stream instead would unpack without end.
    """
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            while stream.read(_CHUNK):
                pass


def entries_of(data: bytes) -> frozenset[str]:
    """The names inside a zipped file; none when it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except DAMAGE:
        return frozenset()


def _small(archive: zipfile.ZipFile, entry: str) -> bytes:
    """The first megabyte of an entry; nothing when it is missing."""
    if entry not in archive.namelist():
        return b""
    with archive.open(entry) as stream:
        return stream.read(_CHUNK)


_SIGNATURES: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda head: head.startswith(b"%PDF"), "PDF"),
    (lambda head: head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")), "PNG/JPEG"),
    (lambda head: b"<html" in head.lower() or b"<table" in head.lower(), "HTML"),
    (lambda head: b"urn:schemas-microsoft-com:office:spreadsheet" in head, "XML Spreadsheet 2003"),
    (lambda head: head.lstrip().startswith(b"<"), "XML"),
    (lambda head: head.lstrip().startswith((b"{", b"[")), "JSON"),
)


TEXTS = frozenset({"CSV", "TXT", "?"})
"""What a text file seems to be; one in UTF-16 looks like nothing that is known."""


def _looks_like(data: bytes) -> str:
    """A short name for what the file seems to be, the same word in every language."""
    head = data[:_HEAD]
    for test, label in _SIGNATURES:
        if test(head):
            return label
    if b"\0" in head:
        return "?"
    return "CSV" if any(mark in head for mark in b",;\t") else "TXT"


def _too_large_packed(data: bytes, name: str) -> Finding:
    """What is said of a file with too many bytes: its rows, where it is a table of so many."""
    rows = 0
    if data.startswith(_ZIP):
        rows = rows_of_archive(data)
    elif _looks_like(data) in TEXTS:
        rows = lines_of(data)
    limit = Limit("bytes", len(data), MAX_FILE_BYTES)
    return _by_its_rows(rows, name) or too_large(name, limit)


def lines_of(data: bytes) -> int:
    r"""About how many lines a text has, in whatever coding.

    >>> lines_of(b"a\r\nb\r\n"), lines_of("ช\nข\n".encode("utf-16")), lines_of(b"a\rb\r")
    (2, 2, 2)
    """
    if b"\0" in data[:_HEAD]:  # UTF-16, in which the letter ช has the byte of a line's end
        return max(data.count(b"\n\0"), data.count(b"\0\n"))
    return max(data.count(b"\n"), data.count(b"\r"))


def _by_its_rows(rows: int, name: str) -> Finding | None:
    return too_many_rows(name, rows) if rows > MAX_ROWS else None


def too_many_rows(name: str, rows: int, allowed: int = MAX_ROWS) -> Finding:
    """The finding for a file of more rows than are taken at once."""
    return finding(
        "workbook.too_many_rows",
        Level.ERROR,
        name,
        rows=f"{rows:,}",
        allowed=f"{allowed:,}",
    )


def too_large(name: str, limit: Limit) -> Finding:
    """The finding for a file beyond a limit."""
    return finding(
        "workbook.too_large",
        Level.ERROR,
        name,
        what=limit.what,
        found=str(limit.found),
        allowed=str(limit.allowed),
    )


def _not_a_workbook(name: str, looks_like: str) -> Finding:
    return finding("workbook.not_a_workbook", Level.ERROR, name, looks_like=looks_like)


def encrypted(name: str) -> Finding:
    """The finding for a file that opens with a password only."""
    return finding("workbook.encrypted", Level.ERROR, name)


def damaged(name: str, detail: str) -> Finding:
    """The finding for a file that breaks off or contradicts itself."""
    return finding(
        "workbook.damaged", Level.ERROR, name, detail=" ".join(detail.split())[:200] or "?"
    )
