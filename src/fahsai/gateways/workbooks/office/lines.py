"""The lines of an office table: which are headings, activities, totals, and where it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.gateways.workbooks.cell_text import (
    bare_scope,
    end_said,
    everything_said,
    month_said,
    number_said,
    remark_said,
    scopes_said,
    separate_said,
    total_said,
)
from fahsai.gateways.workbooks.office.columns import agree
from fahsai.gateways.workbooks.office.header import FEWEST_MONTHS
from fahsai.gateways.workbooks.office.totals import (
    TotalLine,
    factor_cell,
    grand_total,
    line_cf,
)

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Sheet
    from fahsai.gateways.workbooks.office.columns import Columns
    from fahsai.gateways.workbooks.office.header import Header


@dataclass(frozen=True, slots=True)
class Line:
    """One activity line: its place, the headings over it and the scope written over it."""

    row: int
    label: str
    label_column: int
    group: tuple[str, ...]
    scope_text: str
    scope: str
    separate: bool


@dataclass(slots=True)
class _Reading:
    """What was seen so far while going down the table."""

    lines: list[Line]
    totals: list[TotalLine]
    scope_text: str = ""
    scope: str = ""
    separate: bool = False
    headings: tuple[tuple[int, str], ...] = ()
    after_heading: bool = False
    notes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """The activity lines of the table, its grand total, and the lines that stand below it.

    ``notes`` are the rows of notes that stand between the lines.
    """

    lines: tuple[Line, ...]
    grand_total: TotalLine | None
    other_totals: tuple[TotalLine, ...]
    below: tuple[Line, ...]
    notes: tuple[int, ...] = ()


def read_lines(sheet: Sheet, header: Header, columns: Columns) -> Table:
    """The table below a header, up to its grand total, a note, or another header."""
    reading = _Reading([], [])
    for row in range(header.first_data_row, sheet.height):
        if _is_month_row(sheet, row):
            break
        if _is_note(sheet, header, columns, row):
            if not _goes_on(sheet, header, columns, row, reading):
                break
            reading.notes.append(row)
            continue
        _read_line(sheet, header, columns, row, reading)
    return _cut_at_grand_total(sheet, header, columns, reading)


def _is_month_row(sheet: Sheet, row: int) -> bool:
    """True where the header of another table begins."""
    return sum(month_said(value) is not None for value in sheet.rows[row]) >= FEWEST_MONTHS


def _is_note(sheet: Sheet, header: Header, columns: Columns, row: int) -> bool:
    """True for a row of words alone that begins like a note, a summary or a signature."""
    texts = _texts_left(sheet, header, columns, row)
    return bool(texts) and end_said(texts[0][1]) and not _has_figures(sheet, header, columns, row)


def _goes_on(sheet: Sheet, header: Header, columns: Columns, row: int, reading: _Reading) -> bool:
    """True when the table goes on below a note: no total of everything yet, and one still comes.

    Without a total below, what follows a note is something else: a summary, chart data.
    """
    if any(not entry.of_one_scope for entry in reading.totals):
        return False
    for below in range(row + 1, sheet.height):
        if _is_month_row(sheet, below):
            return False
        label, _ = _label(sheet, columns, below)
        texts = (_scope_text(sheet, columns, below), label)
        prints = any(number_said(value).value is not None for value in sheet.rows[below])
        if prints and _is_total(sheet, header, columns, below, texts):
            return True
    return False


def _texts_left(sheet: Sheet, header: Header, columns: Columns, row: int) -> list[tuple[int, str]]:
    """Column and text of the cells of a row that may hold a label or a scope."""
    places = dict.fromkeys(
        column
        for column in (columns.scope, *columns.labels, *range(header.first_column))
        if column is not None and column not in (columns.factor, columns.factor_unit, columns.unit)
    )
    return [
        (column, text)
        for column in sorted(places)
        if isinstance(sheet.cell(row, column), str) and (text := sheet.text(row, column))
    ]


def _has_figures(sheet: Sheet, header: Header, columns: Columns, row: int) -> bool:
    """True when a factor or any month cell of the row holds something."""
    places = sorted(header.columns | ({columns.factor} if columns.factor is not None else set()))
    return any(sheet.cell(row, column) is not None for column in places)


def _read_line(sheet: Sheet, header: Header, columns: Columns, row: int, reading: _Reading) -> None:
    """Take one row as a total, a heading or an activity."""
    label, label_column = _label(sheet, columns, row)
    scope_text = _scope_text(sheet, columns, row)
    name = label or scope_text or next(iter(_texts_left(sheet, header, columns, row)), (0, ""))[1]
    if _is_total(sheet, header, columns, row, (scope_text, label, name)):
        words = " ".join(dict.fromkeys(filter(None, (scope_text, label, name))))
        reading.totals.append(_total_line(row, words, reading))
        return
    if scope_text:
        _enter_scope(reading, scope_text)
    bare = _is_bare(sheet, header, columns, row) and _sums_below(sheet, header, columns, row)
    if bare or not _is_activity(sheet, header, columns, row, label):
        if name and name != scope_text and not remark_said(name):
            _enter_heading(reading, name)
        return
    if columns.scope is None and len(scopes_said(label)) == 1:
        _enter_heading(reading, label)
    level = _level(label)
    if level is not None:
        reading.headings = tuple(entry for entry in reading.headings if entry[0] < level)
    reading.after_heading = False
    reading.lines.append(
        Line(
            row,
            label,
            label_column,
            tuple(text for _, text in reading.headings),
            reading.scope_text,
            reading.scope,
            reading.separate,
        )
    )


def _is_total(
    sheet: Sheet, header: Header, columns: Columns, row: int, texts: tuple[str, ...]
) -> bool:
    """True for a line called total, or a nameless line of CF figures alone.

    A line with a unit is an activity, even when its name begins with รวม and even when a sum was
    drawn through the factor column of the total line.
    """
    if _unit_words(sheet, columns, row):
        return False
    if any(total_said(text) for text in texts):
        return True
    if any(texts) or factor_cell(sheet, columns, row) is not None:
        return False
    quantities = [entry.quantity for entry in header.months if entry.quantity is not None]
    return _has_months(sheet, header, row) and all(
        sheet.cell(row, column) is None for column in quantities
    )


def _is_bare(sheet: Sheet, header: Header, columns: Columns, row: int) -> bool:
    """True for a row of CF alone, in a table of quantities and factors."""
    quantities = [entry.quantity for entry in header.months if entry.quantity is not None]
    return (
        bool(quantities)
        and columns.factor is not None
        and not _unit_words(sheet, columns, row)
        and factor_cell(sheet, columns, row) is None
        and all(sheet.cell(row, column) is None for column in quantities)
        and bool(line_cf(sheet, header, columns, row))
    )


def _sums_below(sheet: Sheet, header: Header, columns: Columns, row: int) -> bool:
    """True when the CF of a row is the sum of the lines below it: a heading with its own sum."""
    own = line_cf(sheet, header, columns, row)
    lines = ZERO
    for below in range(row + 1, sheet.height):
        if _is_month_row(sheet, below):
            break
        texts = (_scope_text(sheet, columns, below), _label(sheet, columns, below)[0])
        if _is_bare(sheet, header, columns, below) or _is_total(
            sheet, header, columns, below, texts
        ):
            if lines and agree(own, lines):
                return True
            continue
        lines = EXACT.add(lines, line_cf(sheet, header, columns, below))
    return bool(lines) and agree(own, lines)


def _is_activity(sheet: Sheet, header: Header, columns: Columns, row: int, label: str) -> bool:
    """True for a line that gives figures, or that has a name and a factor or unit to fill."""
    if _has_months(sheet, header, row):
        return True
    factor = factor_cell(sheet, columns, row)
    return bool(label) and (factor is not None or bool(_unit_words(sheet, columns, row)))


def _unit_words(sheet: Sheet, columns: Columns, row: int) -> str:
    places = (columns.unit, columns.factor_unit)
    return "".join(sheet.text(row, column) for column in places if column is not None)


def _has_months(sheet: Sheet, header: Header, row: int) -> bool:
    return any(sheet.cell(row, column) is not None for column in header.columns)


def _label(sheet: Sheet, columns: Columns, row: int) -> tuple[str, int]:
    """The item text of a row, its parts joined when they stand in several columns."""
    parts: list[str] = []
    first: int | None = None
    for column in columns.labels:
        text = sheet.text(row, column)
        if text and text not in parts:
            parts.append(text)
            first = column if first is None else first
    return " ".join(" ".join(parts).split()), columns.labels[0] if first is None else first


def _scope_text(sheet: Sheet, columns: Columns, row: int) -> str:
    if columns.scope is None:
        return ""
    return " ".join(sheet.text(row, columns.scope).split())


def _enter_scope(reading: _Reading, text: str) -> None:
    """Begin the scope written in the scope column; the same words again change nothing."""
    if text == reading.scope_text:
        return
    reading.scope_text = text
    reading.separate = separate_said(text)
    reading.scope = "" if reading.separate else bare_scope(text)
    reading.headings = ()


_NUMBERED = re.compile(r"\s*([0-9]{1,2}(?:\.[0-9]{1,2})+(?=[\s.)])|[0-9]{1,2}(?=[.)]\s*[^\s0-9]))")
_UNNUMBERED = 100


def _level(text: str) -> int | None:
    """How deep the number before a text is: 1 for ``3.``, 2 for ``3.1``; ``None`` without one."""
    match = _NUMBERED.match(text)
    return match[1].count(".") + 1 if match else None


def _enter_heading(reading: _Reading, text: str) -> None:
    """Begin a group, or a scope when the heading names one."""
    scopes = scopes_said(text)
    if scopes or separate_said(text):
        reading.scope_text = text
        reading.separate = separate_said(text)
        only = next(iter(scopes)) if len(scopes) == 1 else ""
        reading.scope = "" if reading.separate else only
        reading.headings = ()
        reading.after_heading = False
        return
    level = _level(text)
    if level is None:
        level = _UNNUMBERED
        if reading.after_heading and reading.headings:
            level = reading.headings[-1][0] + 1 if reading.headings[-1][0] >= _UNNUMBERED else level
    kept = tuple(entry for entry in reading.headings if entry[0] < level)
    reading.headings = (*kept, (level, text))
    reading.after_heading = True


def _total_line(row: int, label: str, reading: _Reading) -> TotalLine:
    return TotalLine(
        row,
        label,
        len(reading.lines),
        len(scopes_said(label)) == 1 and not everything_said(label),
        frozenset(line.scope for line in reading.lines),
    )


def _cut_at_grand_total(sheet: Sheet, header: Header, columns: Columns, reading: _Reading) -> Table:
    """The table up to the total that covers it; tables further down are not part of it."""
    grand = grand_total(sheet, header, columns, reading.lines, reading.totals)
    if grand is None:
        return Table(tuple(reading.lines), None, tuple(reading.totals), (), tuple(reading.notes))
    return Table(
        tuple(reading.lines[: grand.lines_above]),
        grand,
        tuple(entry for entry in reading.totals if entry.row < grand.row),
        tuple(reading.lines[grand.lines_above :]),
        tuple(reading.notes),
    )
