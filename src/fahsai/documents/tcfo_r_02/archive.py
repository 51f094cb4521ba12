"""One canonical form of a Word file, so that the same content gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST = "[Content_Types].xml"
_DATE = (1980, 1, 1, 0, 0, 0)


def canonical(archive: bytes) -> bytes:
    """The same parts, sorted (the content types first), with a fixed date."""
    buffer = BytesIO()
    with (
        ZipFile(BytesIO(archive)) as source,
        ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = ZipInfo(name, _DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return buffer.getvalue()


def parts(archive: bytes) -> dict[str, bytes]:
    """The parts of a Word file by name."""
    with ZipFile(BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}
