"""Reading a workbook: bytes in, exact values and findings out, never an exception."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Level, finding
from fahsai.gateways.workbooks.apart import Stopped, parse_apart
from fahsai.gateways.workbooks.container import (
    TEXTS,
    Limit,
    damaged,
    encrypted,
    recognise,
    too_large,
    too_many_rows,
)
from fahsai.gateways.workbooks.digits import number_shown
from fahsai.gateways.workbooks.extent import counts_from_1904
from fahsai.gateways.workbooks.grid import (
    NOT_CALCULATED,
    Broken,
    CellValue,
    Position,
    Sheet,
    Workbook,
    a1,
)
from fahsai.gateways.workbooks.limits import MAX_CELLS, MAX_ROWS
from fahsai.gateways.workbooks.parse import (
    MAX_SHEETS,
    LargeSheet,
    Parsed,
    ParsedSheet,
)
from fahsai.gateways.workbooks.rejections import some
from fahsai.gateways.workbooks.text.read import GUESS, TextOptions, looks_like_table, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.parse import Area


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
        ``workbook.too_many_rows``, ``workbook.too_much`` (memory or time),
        ``workbook.sheet_too_many_rows`` and ``workbook.sheet_too_large`` (that sheet is left out;
        where no other is there the file is refused), ``workbook.formula_not_calculated``,
        ``workbook.formula_error``.
    """
    kind, findings = recognise(data, name)
    if kind is None:
        of_text = findings[0].data.get("looks_like") in TEXTS
        if of_text and (options != GUESS or looks_like_table(data)):
            return read_text(data, name, options, MAX_CELLS, MAX_ROWS)
        return None, findings
    try:
        parsed = parse_apart(data, kind)
    except Stopped as why:
        return None, (finding("workbook.too_much", Level.ERROR, name, what=why.what),)
    refusals = _refusals(parsed, name)
    if refusals:
        return None, refusals
    sheets = tuple(_sheet(sheet) for sheet in parsed.sheets)
    said = (
        *(_sheet_too_large(sheet, Level.WARNING) for sheet in parsed.large),
        *(one for sheet in sheets for one in _broken_cells(sheet)),
    )
    if not any(sheet.rows for sheet in sheets) and not said:
        return None, (finding("workbook.empty", Level.ERROR, name),)
    digest = hashlib.sha256(data).hexdigest()
    return Workbook(name, digest, sheets, from_1904=counts_from_1904(data)), said


def _refusals(parsed: Parsed, name: str) -> tuple[Finding, ...]:
    """Why nothing of a file is read; empty where something is."""
    match parsed.refusal:
        case "":
            left = () if parsed.sheets else parsed.large
            return tuple(_left_out(sheet, name) for sheet in left)
        case "password":
            return (encrypted(name),)
        case "sheets":
            return (too_large(name, Limit("sheets", int(parsed.detail), MAX_SHEETS)),)
        case "rows":
            return (too_many_rows(name, int(parsed.detail)),)
        case _:
            return (damaged(name, parsed.detail),)


def _sheet(parsed: ParsedSheet) -> Sheet:
    """The parsed sheet with exact values, broken cells put in their places."""
    rows = [[_value(cell) for cell in row] for row in parsed.cells]
    width = max((len(row) for row in rows), default=0) + 1
    for row, column, code in parsed.broken:
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = Broken(code)
    merged = _merged(parsed.areas, len(rows), width)
    return Sheet(parsed.name, tuple(tuple(row) for row in rows), parsed.visible, merged)


def _merged(areas: Sequence[Area], height: int, width: int) -> dict[Position, Position]:
    """Each covered place of the merged areas with its top left place.

    Areas are cut at the last filled row, so a merged column of a million rows costs nothing.
    """
    result: dict[Position, Position] = {}
    for (top, left), (bottom, right) in areas:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                result[row, column] = (top, left)
        if len(result) > MAX_CELLS:
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


def _left_out(sheet: LargeSheet, name: str) -> Finding:
    """Why nothing of a file is read whose every sheet is too large."""
    if sheet.filled > MAX_ROWS:
        return too_many_rows(name, sheet.filled)
    return _sheet_too_large(sheet, Level.ERROR)


def _sheet_too_large(sheet: LargeSheet, level: Level) -> Finding:
    if sheet.filled > MAX_ROWS:
        return finding(
            "workbook.sheet_too_many_rows",
            level,
            sheet.name,
            rows=f"{sheet.filled:,}",
            allowed=f"{MAX_ROWS:,}",
        )
    return finding(
        "workbook.sheet_too_large",
        level,
        sheet.name,
        rows=str(sheet.rows),
        columns=str(sheet.columns),
        allowed=str(sheet.allowed),
    )
