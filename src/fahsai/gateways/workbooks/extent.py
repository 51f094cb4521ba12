"""What the parser does not tell: the true extent of each sheet, error cells, uncalculated formulas.

The parser builds a full rectangle from A1 to the last cell, so a single cell at the far corner of a
sheet would take all memory: the extent is therefore counted here first.  It also gives the same
empty cell for an error, for a formula without a result, and for nothing at all.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.grid import NOT_CALCULATED, Broken, position
from fahsai.gateways.workbooks.limits import DAMAGE, MAX_ROWS
from fahsai.gateways.workbooks.many_rows import unpacked_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.gateways.workbooks.grid import Position


@dataclass(slots=True)
class Inside:
    """What stands in the file of one sheet."""

    rows: int = 0
    columns: int = 0
    broken: dict[Position, Broken] = field(default_factory=dict)


def look_inside_xlsx(data: bytes) -> Mapping[str, Inside]:
    """Extent and broken cells of every sheet of an .xlsx by sheet name; empty when unreadable."""
    result: dict[str, Inside] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name, part in _sheet_parts(archive):
                if part in archive.namelist():
                    result[name] = _scan_xlsx_sheet(archive.read(part))
    except DAMAGE:
        return result
    return result


_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")


def _attributes(text: bytes) -> dict[str, str]:
    """The attributes of one tag, without namespace prefixes."""
    return {
        key.decode().rpartition(":")[2]: html.unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(text)
    }


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and archive path of every sheet, as the workbook part relates them."""
    targets = {}
    for tag, text in _TAG.findall(archive.read("xl/_rels/workbook.xml.rels")):
        if tag == b"Relationship":
            link = _attributes(text)
            targets[link.get("Id", "")] = link.get("Target", "")
    for tag, text in _TAG.findall(archive.read("xl/workbook.xml")):
        if tag == b"sheet":
            entry = dict(_ATTRIBUTE.findall(text))
            relation = next((v for k, v in entry.items() if k.endswith(b":id")), b"").decode()
            target = targets.get(relation, "")
            path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            yield _attributes(text).get("name", ""), posixpath.normpath(path)


_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?r=[\"']([0-9]{1,7})[\"']")
_ROW_BEGINS = (b"<row ", b":row ")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_TYPE = re.compile(rb"\st=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def _scan_xlsx_sheet(data: bytes) -> Inside:
    """One pass over the cells: each piece between two cell tags is looked at once.

    A sheet with too many rows is not looked through: its last row tells.
    """
    result = Inside()
    last = _last_row(data)
    if last > MAX_ROWS:
        return Inside(last, 1)
    pieces = _CELL.split(data)
    for piece in pieces[1:]:
        head, _, body = piece.partition(b">")
        if head.endswith(b"/"):
            continue
        reference = _REFERENCE.search(head)
        place = position(reference[1].decode()) if reference else None
        if place is None:
            continue
        result.rows = max(result.rows, place[0] + 1)
        result.columns = max(result.columns, place[1] + 1)
        if b"<v>" in body and b"<v></v>" not in body and b't="e"' not in head:
            continue  # a plain value: by far the most cells
        broken = _broken(head, body)
        if broken is not None:
            result.broken[place] = broken
    return result


def _last_row(data: bytes) -> int:
    """The number that the last row carries; 0 where it carries none."""
    begins = max(data.rfind(mark) for mark in _ROW_BEGINS)
    if begins < 0:
        return 0
    found = _ROW.search(data, max(0, data.rfind(b"<", 0, begins + 1)))
    return int(found[1]) if found else 0


def _broken(head: bytes, body: bytes) -> Broken | None:
    """The error that the cell shows, or that its formula has no result."""
    kind = _TYPE.search(head)
    kind_name = kind[1] if kind else b"n"
    value = _VALUE.search(body)
    if kind_name == b"e":
        return Broken(value[1].decode("utf-8", "replace") if value else "#ERROR")
    if kind_name == b"n" and value is None and _FORMULA.search(body):
        return Broken(NOT_CALCULATED)
    return None


_ODS_TABLE = re.compile(rb"<table:table\s([^>]*)>")
_ODS_ROW = re.compile(rb"<table:table-row(?=[\s>])")
_ODS_ROWS_REPEATED = re.compile(rb"table:number-rows-repeated=\"([0-9]{1,7})\"")
_ODS_COLUMNS_REPEATED = re.compile(rb"table:number-columns-repeated=\"([0-9]{1,7})\"")
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])")


def look_inside_ods(data: bytes) -> Mapping[str, Inside]:
    """Extent of every sheet of an .ods by sheet name, repeated filled cells counted in full."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
    except DAMAGE:
        return {}
    pieces = _ODS_TABLE.split(content)
    return {
        _attributes(attributes).get("name", ""): _scan_ods_table(body)
        for attributes, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def _scan_ods_table(body: bytes) -> Inside:
    """The last filled row and column; a repeated row or cell counts as often as it repeats."""
    result = Inside()
    row = 0
    for piece in _ODS_ROW.split(body)[1:]:
        head = piece.partition(b">")[0]
        repeated = _ODS_ROWS_REPEATED.search(head)
        row += int(repeated[1]) if repeated else 1
        columns = _filled_columns(piece)
        if columns:
            result.rows = row
            result.columns = max(result.columns, columns)
    return result


def _filled_columns(row: bytes) -> int:
    """The number of columns up to the last cell of the row that holds a value."""
    column = filled = 0
    for cell in _ODS_CELL.split(row)[1:]:
        head = cell.partition(b">")[0]
        repeated = _ODS_COLUMNS_REPEATED.search(head)
        column += int(repeated[1]) if repeated else 1
        if b"office:value-type=" in head:
            filled = column
    return filled


_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr[^>]*\sdate1904\s*=\s*[\"'](?:1|true|on)[\"']")


def counts_from_1904(data: bytes) -> bool:
    """Whether the days of an .xlsx are counted from 1904 on."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _FROM_1904.search(archive.read("xl/workbook.xml")) is not None
    except DAMAGE:
        return False


ROW_BYTES = 60
"""A row of twelve figures takes no less of an old workbook [bytes]."""


SOON_UNPACKED = 8 << 20
"""What is unpacked to more than this is not looked at while somebody waits [bytes]."""


def rows_of(data: bytes) -> int:
    """About how many rows a workbook has, without reading their cells; never too few.

    What unpacks to very much counts as more rows than any file may have.
    """
    if unpacked_bytes(data) > SOON_UNPACKED:
        return MAX_ROWS + 1
    inside = look_inside_xlsx(data) or look_inside_ods(data)
    if inside:
        return sum(sheet.rows for sheet in inside.values())
    return max(len(data) // ROW_BYTES, data.count(b"\n"))  # a row of a text file ends its line
