"""Reading a workbook: bytes in, exact values and findings out, never an exception."""

from __future__ import annotations

import hashlib
import io
import re
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import python_calamine

from fahsai.core.finding import Level, finding
from fahsai.gateways.workbooks.container import (
    TEXTS,
    Kind,
    Limit,
    damaged,
    encrypted,
    recognise,
    too_large,
)
from fahsai.gateways.workbooks.digits import number_shown
from fahsai.gateways.workbooks.extent import (
    Inside,
    counts_from_1904,
    look_inside_ods,
    look_inside_xlsx,
)
from fahsai.gateways.workbooks.grid import (
    NOT_CALCULATED,
    Broken,
    CellValue,
    Position,
    Sheet,
    Workbook,
    a1,
)
from fahsai.gateways.workbooks.rejections import some
from fahsai.gateways.workbooks.text.read import GUESS, TextOptions, looks_like_table, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.core.finding import Finding

MAX_SHEETS = 200
MAX_SHEET_CELLS = 4_000_000
MAX_WORKBOOK_CELLS = 8_000_000


def read(
    data: bytes, name: str, options: TextOptions = GUESS
) -> tuple[Workbook | None, tuple[Finding, ...]]:
    """The workbook in a file (.xlsx, .xlsm, .xls, .ods, text), or the reason why there is none.

    Args:
        data: the bytes of the file.
        name: the file's name, used in findings.
        options: what a person says of a text file (CSV and the like).

    Returns:
        The workbook with every cell value exact, and findings: those of
        :func:`~fahsai.gateways.workbooks.container.recognise` and of
        :func:`~fahsai.gateways.workbooks.text.read.read_text`, ``workbook.too_large`` (sheets),
        ``workbook.sheet_too_large`` (that sheet is left out), ``workbook.formula_not_calculated``,
        ``workbook.formula_error``.
    """
    kind, findings = recognise(data, name)
    if kind is None:
        of_text = findings[0].data.get("looks_like") in TEXTS
        if of_text and (options != GUESS or looks_like_table(data)):
            return read_text(data, name, options, MAX_SHEET_CELLS)
        return None, findings
    try:
        return _read_sheets(data, name, _look_inside(data, kind))
    except python_calamine.PasswordError:
        return None, (encrypted(name),)
    except ParserError as error:
        return None, (damaged(name, error.cause),)


class ParserError(Exception):
    """The parser gave up on a file, by an error or by a panic of its own."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


@contextmanager
def _parsing() -> Iterator[None]:
    """Tell what the parser throws from errors of ours, which are not the file's fault.

    Raises:
        ParserError: for whatever it throws; its panics are no ``Exception``.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, python_calamine.PasswordError):
        raise
    except BaseException as error:
        raise ParserError(error) from error


def _look_inside(data: bytes, kind: Kind) -> Mapping[str, Inside]:
    match kind:
        case Kind.XLSX:
            return look_inside_xlsx(data)
        case Kind.ODS:
            return look_inside_ods(data)
        case Kind.XLS:
            return {}  # the format itself ends at 65,536 rows of 256 columns


def _read_sheets(
    data: bytes, name: str, inside: Mapping[str, Inside]
) -> tuple[Workbook | None, tuple[Finding, ...]]:
    """Every worksheet that fits the limits, in order."""
    with _parsing():
        source = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        worksheets = [
            (index, meta)
            for index, meta in enumerate(source.sheets_metadata)
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    if len(worksheets) > MAX_SHEETS:
        too_many = Limit("sheets", len(worksheets), MAX_SHEETS)
        return None, (too_large(name, too_many),)
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    room = MAX_WORKBOOK_CELLS
    for index, meta in worksheets:
        known = inside.get(meta.name, Inside())
        allowed = min(MAX_SHEET_CELLS, room)
        if known.rows * known.columns > allowed:
            findings.append(_sheet_too_large(meta.name, known, allowed))
            continue
        with _parsing():
            parsed = source.get_sheet_by_index(index)
            extent = Inside(parsed.total_height, parsed.total_width)
        if extent.rows * extent.columns > allowed:
            findings.append(_sheet_too_large(meta.name, extent, allowed))
            continue
        room -= extent.rows * extent.columns
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        sheet = _sheet(parsed, visible=visible, broken=known.broken)
        sheets.append(sheet)
        findings.extend(_broken_cells(sheet))
    if not any(sheet.rows for sheet in sheets) and not findings:
        return None, (finding("workbook.empty", Level.ERROR, name),)
    workbook = Workbook(
        name,
        hashlib.sha256(data).hexdigest(),
        tuple(sheets),
        from_1904=counts_from_1904(data),
    )
    return workbook, tuple(findings)


def _sheet(
    parsed: python_calamine.CalamineSheet, *, visible: bool, broken: Mapping[Position, Broken]
) -> Sheet:
    """The parsed sheet with exact values, broken cells put in their places."""
    with _parsing():
        cells = parsed.to_python(skip_empty_area=False)
    rows = [[_value(cell) for cell in row] for row in cells]
    for (row, column), error in broken.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = error
    return Sheet(
        parsed.name, tuple(tuple(row) for row in rows), visible, _merged(parsed, len(rows))
    )


def _merged(parsed: python_calamine.CalamineSheet, height: int) -> dict[Position, Position]:
    """Each covered place of the merged areas with its top left place.

    Areas are cut at the last filled row, so a merged column of a million rows costs nothing.
    """
    result: dict[Position, Position] = {}
    width = parsed.total_width + 1
    with _parsing():
        areas = parsed.merged_cell_ranges or ()
    for (top, left), (bottom, right) in areas:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                result[row, column] = (top, left)
        if len(result) > MAX_SHEET_CELLS:
            break
    return result


_ERROR_TEXT = re.compile(
    r"#(?:REF|VALUE|NAME|N/A|NUM|NULL|DIV/0|SPILL|CALC)[!?]?|(?:Err|err):[0-9]{3}"
)
_INTEGRAL_BELOW = 1e15
"""Whole floats below this size are written without ``.0`` by people and by us."""


def _value(cell: Any) -> CellValue:
    """One parsed value made exact, with the digits that a spreadsheet shows and saves."""
    match cell:
        case None:
            return None
        case bool() | datetime() | date() | time() | timedelta():
            return cell
        case int() | float():
            return _number(cell)
        case _:
            return _text(str(cell))


def _number(value: float) -> CellValue:  # an int is a float to the type checker
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  not a number
        return Broken("#NUM!")
    if value == int(value) and abs(value) < _INTEGRAL_BELOW:
        return Decimal(int(value))
    return number_shown(value)


def _text(value: str) -> CellValue:
    stripped = value.strip()
    if not stripped:
        return None
    return Broken(stripped) if _ERROR_TEXT.fullmatch(stripped) else value


def _broken_cells(sheet: Sheet) -> list[Finding]:
    """One finding a sheet for formulas without a result, one for formulas that show an error."""
    missing: list[str] = []
    errors: list[str] = []
    for row, column, value in sheet.filled():
        if isinstance(value, Broken):
            if value.code == NOT_CALCULATED:
                missing.append(a1(row, column))
            else:
                errors.append(f"{a1(row, column)} {value.code}")
    findings = []
    if missing:
        count, cells = str(len(missing)), some(missing)
        findings.append(
            finding(
                "workbook.formula_not_calculated",
                Level.WARNING,
                sheet.name,
                count=count,
                cells=cells,
            )
        )
    if errors:
        count, cells = str(len(errors)), some(errors)
        findings.append(
            finding("workbook.formula_error", Level.WARNING, sheet.name, count=count, cells=cells)
        )
    return findings


def _sheet_too_large(sheet: str, extent: Inside, allowed: int) -> Finding:
    return finding(
        "workbook.sheet_too_large",
        Level.WARNING,
        sheet,
        rows=str(extent.rows),
        columns=str(extent.columns),
        allowed=str(allowed),
    )
