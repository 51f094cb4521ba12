"""What a file is by its content, and whether its name says the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.gateways.files.names import extension
from fahsai.gateways.files.pdf import is_pdf, runs_something
from fahsai.gateways.files.pictures import look_at
from fahsai.gateways.files.types import BOOKS, PICTURES, TABLES, TYPES, FileType
from fahsai.gateways.workbooks.container import Kind, entries_of
from fahsai.gateways.workbooks.container import recognise as recognise_book
from fahsai.gateways.workbooks.text.coding import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding

_HEAD = 4096
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"GIF87a", FileType.GIF),
    (b"GIF89a", FileType.GIF),
    (b"II*\0", FileType.TIFF),
    (b"MM\0*", FileType.TIFF),
)
_ACTIVE = re.compile(
    rb"<\s*(?:!doctype|html|svg|script|iframe|body|head|meta|object|embed|\?xml|\?php)"
    rb"|^\s*#!|^\s*mz\x90|<%|javascript:",
    re.IGNORECASE,
)
"""What a browser, a server or a shell would run."""

_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def recognise(
    data: bytes, name: str, allowed: Iterable[FileType]
) -> tuple[FileType | None, tuple[Finding, ...]]:
    """The type of a file, or why it is not taken.

    Args:
        data: the whole file.
        name: its clean name; its ending must agree with the content.
        allowed: the types that are wanted here.

    Returns:
        The type, with ``upload.pdf_active`` where a PDF holds a program; or None with
        ``upload.empty``, ``upload.active``, ``upload.type_unknown``, ``upload.not_wanted``,
        ``upload.extension``, ``upload.macros``, ``upload.damaged``, ``upload.bomb``,
        ``upload.encrypted``, ``workbook.too_many_rows`` or ``upload.picture_too_large``.
    """
    if not data.strip(b"\0\t\r\n "):
        return None, (finding("upload.empty", Level.ERROR, name),)
    kind, said = _by_content(data, name)
    if kind is None:
        return None, said
    wanted = frozenset(allowed)
    if kind is FileType.TXT and extension(name) in TYPES[FileType.CSV].endings:
        kind = FileType.CSV
    if kind is FileType.XLSM and kind not in wanted:
        return None, (finding("upload.macros", Level.ERROR, name),)
    if kind not in wanted:
        return None, (
            finding(
                "upload.not_wanted", Level.ERROR, name, kind=kind.value, wanted=_listed(wanted)
            ),
        )
    if extension(name) not in TYPES[kind].endings:
        endings = ", ".join(f".{one}" for one in TYPES[kind].endings)
        return None, (
            finding(
                "upload.extension",
                Level.ERROR,
                name,
                kind=kind.value,
                ending=extension(name) or "-",
                wanted=endings,
            ),
        )
    problems = look_at(data, kind, name) if kind in PICTURES else ()
    return (None if problems else kind), (*said, *problems)


def _listed(kinds: Iterable[FileType]) -> str:
    return ", ".join(kind.value for kind in FileType if kind in kinds)


def _by_content(data: bytes, name: str) -> tuple[FileType | None, tuple[Finding, ...]]:
    if is_pdf(data):
        active = finding("upload.pdf_active", Level.WARNING, name)
        return FileType.PDF, (active,) if runs_something(data) else ()
    picture = _picture(data)
    if picture is not None:
        return picture, ()
    if data.startswith((_ZIP, _OLE)):
        return _office(data, name)
    return _text(data, name)


def _picture(data: bytes) -> FileType | None:
    """The type of a picture by its first bytes."""
    for start, kind in _SIGNATURES:
        if data.startswith(start):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileType.WEBP
    return FileType.HEIC if data[4:8] == b"ftyp" and data[8:12] in _HEIC else None


def _office(data: bytes, name: str) -> tuple[FileType | None, tuple[Finding, ...]]:
    """Workbooks and Word documents, unpacked once in small pieces to find bombs."""
    book, said = recognise_book(data, name)
    if book is not None:
        with_macros = book is Kind.XLSX and _has_macros(data)
        return (FileType.XLSM if with_macros else FileType[book.name]), ()
    refusal = _refusal(said[0], name)
    if refusal is not None:
        return None, (refusal,)
    if "word/document.xml" not in entries_of(data):
        return None, (_unknown(name, "ZIP" if data.startswith(_ZIP) else "OLE"),)
    if _has_macros(data):
        return None, (finding("upload.macros", Level.ERROR, name),)
    return FileType.DOCX, ()


def _refusal(said: Finding, name: str) -> Finding | None:
    """What the reader of workbooks says of any zipped file; None where it only is no workbook."""
    match said.code:
        case "workbook.encrypted":
            return finding("upload.encrypted", Level.ERROR, name)
        case "workbook.too_large":
            what, found, allowed = (said.data[key] for key in ("what", "found", "allowed"))
            return finding(
                "upload.bomb", Level.ERROR, name, what=what, found=found, allowed=allowed
            )
        case "workbook.too_many_rows":
            return said
        case "workbook.damaged":
            return finding("upload.damaged", Level.ERROR, name, detail=said.data["detail"])
        case _:
            return None


def _has_macros(data: bytes) -> bool:
    return any(one.rpartition("/")[2].lower() == "vbaproject.bin" for one in entries_of(data))


def _text(data: bytes, name: str) -> tuple[FileType | None, tuple[Finding, ...]]:
    """Plain text; what a browser or a shell would run is refused whatever it is called."""
    if data.startswith(_PROGRAMS):
        return None, (finding("upload.active", Level.ERROR, name),)
    text, _ = decoded(data)
    if text is None:
        return None, (_unknown(name, "?"),)
    if _ACTIVE.search(text.encode("utf-8")[: _HEAD * 16]):
        return None, (finding("upload.active", Level.ERROR, name),)
    return FileType.TXT, ()


def _unknown(name: str, looks_like: str) -> Finding:
    wanted = _listed(set(FileType) - (BOOKS - TABLES))
    return finding("upload.type_unknown", Level.ERROR, name, looks_like=looks_like, wanted=wanted)
