"""Files that a page receives: measured while they are read, recognised by their content."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.files.names import clean_name
from fahsai.gateways.files.recognise import recognise
from fahsai.gateways.files.types import BOOKS, EVIDENCE, PRINTED, TYPES, FileType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MEGABYTE = 1024 * 1024
MOST_FILES = 20
"""Files in one upload."""


class Purpose(StrEnum):
    """What files are handed in for."""

    WORKBOOK = "workbook"
    EVIDENCE = "evidence"
    PICTURE = "picture"


class Wanted(NamedTuple):
    """The types and the size [bytes] that a purpose allows."""

    types: frozenset[FileType]
    size: int


WANTED = {
    Purpose.WORKBOOK: Wanted(BOOKS, 50 * MEGABYTE),
    Purpose.EVIDENCE: Wanted(EVIDENCE, 25 * MEGABYTE),
    Purpose.PICTURE: Wanted(PRINTED, 25 * MEGABYTE),
}


LARGEST = max(one.size for one in WANTED.values())
"""No file of any kind may be larger [bytes]."""
LARGEST_TOGETHER = 4 * LARGEST
"""Nor may all files of one upload [bytes]."""


class Incoming(Protocol):
    """A file on its way in, as the web framework hands it over."""

    @property
    def name(self) -> str | None:
        """The name that the sender gives it."""

    def chunks(self) -> Iterator[bytes]:
        """Its content in pieces."""


class Upload(NamedTuple):
    """A file that was looked at: its clean name, its type and its content."""

    name: str
    media_type: str
    data: bytes


def check_uploads(
    files: Iterable[Incoming], purpose: Purpose
) -> tuple[tuple[Upload, ...], tuple[Finding, ...]]:
    """The files that may be kept, and what is said of them all.

    Whoever needs all of them keeps none where an error is among the findings.

    Findings: ``upload.too_many``, ``upload.too_large``, ``upload.same_name`` and those of
    :func:`fahsai.gateways.files.recognise.recognise`.
    """
    wanted = WANTED[purpose]
    taken: dict[str, Upload] = {}
    said: list[Finding] = []
    for number, file in enumerate(files, start=1):
        name = clean_name(file.name or "")
        if number > MOST_FILES:
            said.append(too_many(number))
            break
        data = _read(file, wanted.size)
        if data is None:
            said.append(too_large(name, purpose))
            continue
        kind, findings = recognise(data, name, wanted.types)
        said.extend(findings)
        if kind is None:
            continue
        if name in taken and taken[name].data != data:
            said.append(finding("upload.same_name", Level.ERROR, name))
            continue
        taken[name] = Upload(name, TYPES[kind].media_type, data)
    return tuple(taken.values()), tuple(said)


def refused(findings: Iterable[Finding]) -> bool:
    """Whether the files cannot be taken as they are."""
    return any(one.level is Level.ERROR for one in findings)


def _read(file: Incoming, most: int) -> bytes | None:
    """The content; None as soon as there is more than allowed."""
    parts, size = [], 0
    for part in file.chunks():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


def too_large(name: str, purpose: Purpose) -> Finding:
    """The finding for a file beyond its size, or that made an upload too large as a whole."""
    allowed = str(WANTED[purpose].size // MEGABYTE)
    return finding("upload.too_large", Level.ERROR, clean_name(name), allowed=allowed)


def too_many(count: int) -> Finding:
    """The finding for more files than one upload may hold."""
    return finding(
        "upload.too_many", Level.ERROR, str(count), found=str(count), allowed=str(MOST_FILES)
    )
