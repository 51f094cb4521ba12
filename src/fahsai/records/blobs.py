"""Files by their SHA-256 under ``FAHSAI_HOME/blobs``: written whole, checked when read, kept."""

from __future__ import annotations

import os
import re
from hashlib import sha256 as sha256_of
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from django.conf import settings

from fahsai.records.errors import BlobError

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")


def path(sha256: str) -> Path:
    """Where the file of that hash lies (or would).

    Raises:
        BlobError: not a SHA-256, so that no path of somebody's making is ever opened.
    """
    if not _NAME.fullmatch(sha256):
        raise BlobError(f"not a SHA-256: {sha256!r}")
    return settings.FAHSAI.home / "blobs" / sha256[:2] / sha256[2:]


def put(data: bytes) -> str:
    """Keep ``data``; the same bytes twice are kept once.

    When this returns, the file is on the disk under its hash; a half-written one never is.
    """
    sha256 = sha256_of(data).hexdigest()
    place = path(sha256)
    if not (place.exists() and place.read_bytes() == data):  # a damaged file is mended
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(place, data)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes of that hash.

    Raises:
        BlobError: there is no such file, or its content has changed on the disk.
    """
    try:
        data = path(sha256).read_bytes()
    except FileNotFoundError as error:
        raise BlobError(f"no file is kept under {sha256}") from error
    if sha256_of(data).hexdigest() != sha256:
        raise BlobError(f"the file kept under {sha256} has been changed on the disk")
    return data


def _write(place: Path, data: bytes) -> None:
    """All of ``data`` or nothing: written beside, synced, then renamed."""
    with NamedTemporaryFile(dir=place.parent, prefix=".writing-", delete=False) as draft:
        try:
            draft.write(data)
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, place)  # noqa: PTH105 - atomic by its contract
        except BaseException:
            os.unlink(draft.name)  # noqa: PTH108
            raise
    _sync_directory(place.parent)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
