"""Reading a text file as a workbook of one sheet; what was guessed is said."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.core.thai.digits import to_arabic
from fahsai.gateways.workbooks.container import too_many_rows
from fahsai.gateways.workbooks.grid import Sheet, TextFormat, Workbook
from fahsai.gateways.workbooks.text.coding import decoded
from fahsai.gateways.workbooks.text.separated import (
    COMMA,
    TooManyRows,
    guessed_decimal,
    guessed_separator,
    parsed,
    separator_said,
    with_point,
)

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.text.separated import Rows

SHEET = "CSV"


@dataclass(frozen=True, slots=True)
class TextOptions:
    """What a person says of a text file; what is empty is guessed."""

    coding: str = ""
    separator: str = ""
    decimal: str = ""


GUESS = TextOptions()


def read_text(
    data: bytes, name: str, options: TextOptions, cells_allowed: int, rows_allowed: int
) -> tuple[Workbook | None, tuple[Finding, ...]]:
    """The one sheet of a text file, every cell as it is written.

    Args:
        data: the bytes of the file.
        name: its name, from which the sheet gets its own (without numbers, which change monthly).
        options: what a person says of the file.
        cells_allowed: how many cells a sheet may have.
        rows_allowed: how many rows; what comes after them is counted, not kept.

    Returns:
        The workbook with ``workbook.text_read`` (how it was read), or None with
        ``workbook.text_coding`` (not that coding), ``workbook.text_no_columns`` (nothing
        separates columns), ``workbook.empty``, ``workbook.too_many_rows`` or
        ``workbook.sheet_too_large``.
    """
    text, coding = decoded(data, options.coding)
    if text is None:
        said = options.coding or "?"
        return None, (finding("workbook.text_coding", Level.ERROR, name, coding=said),)
    separator = options.separator or separator_said(text) or guessed_separator(text)
    try:
        rows = parsed(text, separator, allowed=rows_allowed) if separator else []
    except TooManyRows as many:
        return None, (too_many_rows(name, many.rows, rows_allowed),)
    _without_ends(rows)
    if not any(rows):
        if not text.strip():
            return None, (finding("workbook.empty", Level.ERROR, name),)
        return None, (finding("workbook.text_no_columns", Level.ERROR, name),)
    width = max(map(len, rows))
    if len(rows) * width > cells_allowed:
        return None, (_too_large(name, rows, width, cells_allowed),)
    decimal = options.decimal or guessed_decimal(rows)
    sheet = Sheet(sheet_name(name), _cells(rows, decimal))
    read_as = TextFormat(coding, separator, decimal)
    told = finding(
        "workbook.text_read",
        Level.INFO,
        name,
        coding=coding,
        separator="TAB" if separator == "\t" else separator,
        decimal=decimal,
        rows=str(len(rows)),
        columns=str(width),
    )
    return Workbook(name, hashlib.sha256(data).hexdigest(), (sheet,), read_as), (told,)


def looks_like_table(data: bytes, options: TextOptions = GUESS) -> bool:
    """Whether a file is text in which two rows at least have columns."""
    text, _ = decoded(data, options.coding)
    return text is not None and bool(options.separator or guessed_separator(text))


def _without_ends(rows: Rows) -> None:
    """Rows end at their last filled cell: a thousand separators behind it are nothing."""
    for row in rows:
        while row and not row[-1].strip():
            row.pop()


def _cells(rows: Rows, decimal: str) -> tuple[tuple[str | None, ...], ...]:
    if decimal == COMMA:
        rows = [[with_point(cell) for cell in row] for row in rows]
    return tuple(tuple(cell if cell.strip() else None for cell in row) for row in rows)


def _too_large(name: str, rows: Rows, width: int, allowed: int) -> Finding:
    return finding(
        "workbook.sheet_too_large",
        Level.ERROR,
        name,
        rows=str(len(rows)),
        columns=str(width),
        allowed=str(allowed),
    )


_CHANGING = re.compile(r"[0-9]+|\s*\([^)]*\)")


def sheet_name(file_name: str) -> str:
    """What the rows of a text file are kept under: its name without what changes monthly.

    >>> sheet_name("ค่าไฟ_2567-01.csv"), sheet_name("2567.csv"), sheet_name("fuel card (3).csv")
    ('ค่าไฟ', 'CSV', 'fuel card')
    """
    stem = file_name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    words = _CHANGING.sub(" ", to_arabic(stem))
    return " ".join(re.split(r"[\s_\-.]+", words)).strip() or SHEET
