"""The types of file that are taken: their media type, and the endings that agree with them."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class FileType(StrEnum):
    """A type of file, told from its content."""

    PDF = "PDF"
    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    GIF = "GIF"
    TIFF = "TIFF"
    HEIC = "HEIC"
    XLSX = "XLSX"
    XLSM = "XLSM"
    XLS = "XLS"
    ODS = "ODS"
    DOCX = "DOCX"
    CSV = "CSV"
    TXT = "TXT"


class Known(NamedTuple):
    """What is known of a type."""

    media_type: str
    endings: tuple[str, ...]


_OPEN = "application/vnd.openxmlformats-officedocument"

TYPES: Mapping[FileType, Known] = MappingProxyType(
    {
        FileType.PDF: Known("application/pdf", ("pdf",)),
        FileType.PNG: Known("image/png", ("png",)),
        FileType.JPEG: Known("image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
        FileType.WEBP: Known("image/webp", ("webp",)),
        FileType.GIF: Known("image/gif", ("gif",)),
        FileType.TIFF: Known("image/tiff", ("tif", "tiff")),
        FileType.HEIC: Known("image/heic", ("heic", "heif")),
        FileType.XLSX: Known(f"{_OPEN}.spreadsheetml.sheet", ("xlsx",)),
        FileType.XLSM: Known("application/vnd.ms-excel.sheet.macroEnabled.12", ("xlsm",)),
        FileType.XLS: Known("application/vnd.ms-excel", ("xls",)),
        FileType.ODS: Known("application/vnd.oasis.opendocument.spreadsheet", ("ods",)),
        FileType.DOCX: Known(f"{_OPEN}.wordprocessingml.document", ("docx",)),
        FileType.CSV: Known("text/csv", ("csv", "tsv", "tab")),
        FileType.TXT: Known("text/plain", ("txt", "log")),
    }
)

PICTURES = frozenset(
    {FileType.PNG, FileType.JPEG, FileType.WEBP, FileType.GIF, FileType.TIFF, FileType.HEIC}
)
PRINTED = frozenset({FileType.PNG, FileType.JPEG})
"""What Word and Excel show without conversion."""
TABLES = frozenset({FileType.XLSX, FileType.XLS, FileType.ODS, FileType.CSV, FileType.TXT})
BOOKS = TABLES | {FileType.XLSM}
"""What holds a table of activity data."""
EVIDENCE = frozenset(FileType) - {FileType.XLSM}
"""What proves a figure: a program inside a workbook proves nothing."""
