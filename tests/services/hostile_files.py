"""Files as people and attackers hand them in."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ACTIVE_PDF = PDF.replace(
    b"/Type /Catalog", b"/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>"
)


class File(NamedTuple):
    """A file on its way in, in pieces."""

    name: str
    data: bytes

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), 65536):
            yield self.data[start : start + 65536]


class Endless(NamedTuple):
    """A file that never ends, whatever its header said."""

    name: str
    read: list[int]

    def chunks(self) -> Iterator[bytes]:
        while True:
            self.read.append(1)
            yield b"x" * 1024 * 1024


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind)
    return out.getvalue()


def picture_bomb() -> bytes:
    """A small PNG that says it is 60,000 dots wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 200_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def zip_bomb() -> bytes:
    """Half a gigabyte of nothing that calls itself a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(450):
                sheet.write(b"\0" * 1024 * 1024)
    return out.getvalue()


def document(*, macros: bool = False) -> bytes:
    entries = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    return zipped(entries | ({"word/vbaProject.bin": b"macro"} if macros else {}))
