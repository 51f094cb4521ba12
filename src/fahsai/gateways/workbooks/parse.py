"""What the parser of spreadsheets gives for a file: plain values, no findings yet.

This runs in a process of its own (:mod:`fahsai.gateways.workbooks.apart`): a file can make the
parser ask for more memory than there is, which ends the process without an error to catch.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import python_calamine

from fahsai.gateways.workbooks.container import Kind
from fahsai.gateways.workbooks.extent import Inside, look_inside_ods, look_inside_xlsx
from fahsai.gateways.workbooks.limits import MAX_CELLS, MAX_ROWS
from fahsai.gateways.workbooks.many_rows import rows_of_archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_SHEETS = 200

Area = tuple[tuple[int, int], tuple[int, int]]
"""A merged area: its first and its last place (row, column), from 0."""


class ParsedSheet(NamedTuple):
    """One worksheet: the parser's values from A1, merged areas, cells in error with their code."""

    name: str
    visible: bool
    cells: list[list[Any]]
    areas: list[Area]
    broken: list[tuple[int, int, str]]


class LargeSheet(NamedTuple):
    """A worksheet that was left out for its extent: ``allowed`` cells may be read of it.

    ``filled`` is how many rows the file holds of it, fewer than ``rows`` where a lone cell stands
    far below the others.
    """

    name: str
    rows: int
    columns: int
    allowed: int
    filled: int


class Parsed(NamedTuple):
    """The worksheets of a file in order, or why there are none.

    ``refusal`` is empty, ``password``, ``damaged`` (``detail`` says how), ``sheets`` or ``rows``
    (``detail`` is their number).
    """

    sheets: list[ParsedSheet]
    large: list[LargeSheet]
    refusal: str = ""
    detail: str = ""


class ParserError(Exception):
    """The parser gave up on a file, by an error or by a panic of its own."""


@contextmanager
def _parsing() -> Iterator[None]:
    """Tell what the parser throws from errors of ours, which are not the file's fault.

    Raises:
        ParserError: for whatever it throws; its panics are no ``Exception``.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError, python_calamine.PasswordError):
        raise
    except BaseException as error:
        raise ParserError(str(error)) from error


def parse(data: bytes, kind: Kind) -> Parsed:
    """Every worksheet of a file that fits the limits, in order.

    Raises:
        MemoryError: the file takes more memory than it may.
    """
    try:
        rows = 0 if kind is Kind.XLS else rows_of_archive(data)
        if kind is Kind.ODS and rows > MAX_ROWS:  # its sheets are one part, too large to look at
            return Parsed([], [], "rows", str(rows))
        return _sheets(data, _look_inside(data, kind), rows)
    except python_calamine.PasswordError:
        return Parsed([], [], "password")
    except ParserError as error:
        return Parsed([], [], "damaged", " ".join(str(error).split())[:200] or "?")


def _look_inside(data: bytes, kind: Kind) -> Mapping[str, Inside]:
    match kind:
        case Kind.XLSX:
            return look_inside_xlsx(data)
        case Kind.ODS:
            return look_inside_ods(data)
        case Kind.XLS:
            return {}  # the format itself ends at 65,536 rows of 256 columns


def _sheets(data: bytes, inside: Mapping[str, Inside], rows_in_file: int) -> Parsed:
    with _parsing():
        source = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        worksheets = [
            (index, meta)
            for index, meta in enumerate(source.sheets_metadata)
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    if len(worksheets) > MAX_SHEETS:
        return Parsed([], [], "sheets", str(len(worksheets)))
    found = Parsed([], [])
    room = MAX_CELLS
    read = 0
    for index, meta in worksheets:
        known = inside.get(meta.name, Inside())
        filled = min(known.rows, rows_in_file)
        if known.rows * known.columns > room or known.rows > MAX_ROWS:
            found.large.append(LargeSheet(meta.name, known.rows, known.columns, room, filled))
            continue
        with _parsing():
            parsed = source.get_sheet_by_index(index)
            last = parsed.end or (-1, -1)  # its own total_height is one row short
            rows, columns = last[0] + 1, last[1] + 1
        if rows * columns > room or rows > MAX_ROWS:
            found.large.append(LargeSheet(meta.name, rows, columns, room, rows))
            continue
        room -= rows * columns
        read += rows
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        found.sheets.append(_sheet(parsed, visible=visible, known=known))
    return found if read <= MAX_ROWS else Parsed([], [], "rows", str(read))


def _without_ends(rows: list[list[Any]]) -> None:
    """Rows end at their last filled cell: one cell far to the right costs its own row only."""
    for row in rows:
        end = len(row)
        while end and row[end - 1] == "":
            end -= 1
        del row[end:]


def _sheet(parsed: python_calamine.CalamineSheet, *, visible: bool, known: Inside) -> ParsedSheet:
    with _parsing():
        cells = parsed.to_python(skip_empty_area=False)
        _without_ends(cells)
        areas = list(parsed.merged_cell_ranges or ())
    broken = [(row, column, error.code) for (row, column), error in known.broken.items()]
    return ParsedSheet(parsed.name, visible, cells, areas, broken)
