"""Finding a table of the report workbook on its sheet, and reading its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.grid import a1, letters
from fahsai.gateways.workbooks.report.cells import Place, cell_finding, read_cell
from fahsai.gateways.workbooks.report.columns import Column, Kind, TableSheet
from fahsai.gateways.workbooks.report.sheets import headings, sheet_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.gateways.workbooks.grid import Sheet, Workbook

LOOK_FOR_HEADINGS = 15
"""Rows from the top in which the headings may stand."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A value with the row (from 0) it came from."""

    row: int
    entry: Any


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a table stand (by key, from 0) and where its data begin."""

    columns: Mapping[str, int]
    top: int


@dataclass(frozen=True, slots=True)
class TableRead:
    """What one sheet gave: rows filled in, and the values that were understood.

    ``table`` and ``title`` name the sheet, ``at`` tells where a column stands.
    """

    table: TableSheet
    title: str
    rows: int = 0
    placed: tuple[Placed, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)

    def place(self, row: int, key: str) -> Place:
        """The cell of a column in a row."""
        th, en = headings(self.table.key, key)
        return Place(self.title, row, self.at[key], th, en)

    def twice(self, item: Placed, key: str, first: int) -> Finding:
        """``report.duplicate``: what stands in a column of a row stood in a ``first`` one."""
        place = self.place(item.row, key)
        value = str(getattr(item.entry, key))
        return cell_finding(
            "report.duplicate", Level.ERROR, place, value=value, first=str(first + 1)
        )


def find_sheet(workbook: Workbook, key: str) -> Sheet | None:
    """The sheet of that key, by its Thai or its English name."""
    known = sheet_words(key)
    names = {squeezed(known["title"]), squeezed(known["en"])}
    return next((sheet for sheet in workbook.sheets if squeezed(sheet.name) in names), None)


def read_table(table: TableSheet, sheet: Sheet) -> tuple[TableRead, tuple[Finding, ...]]:
    """Every filled row of a sheet as a value, or a finding why not.

    Findings: ``report.sheet_changed``, ``report.column_missing``, ``report.column_unknown``
    and those of :func:`~fahsai.gateways.workbooks.report.cells.read_cell`.
    """
    keys = tuple(column.key for column in table.columns)
    layout = locate(sheet, table.key, keys)
    if layout is None:
        return _without_headings(table, sheet)
    wanted = [column for column in table.columns if column.kind is not Kind.SHOWN]
    findings = [*_missing(table, sheet, layout, wanted), *unknown_columns(sheet, layout)]
    present = [column for column in wanted if column.key in layout.columns]
    complete = all(column.key in layout.columns for column in wanted if column.required)
    rows = 0
    placed: list[Placed] = []
    outcome = TableRead(table, sheet.name, at=layout.columns)
    for row in range(layout.top, sheet.height):
        if not _filled(sheet, row, present, layout):
            continue
        rows += 1
        if not complete:
            continue  # the missing column has its finding; no row can be whole without it
        cells, problems = _read_row(outcome, sheet, row, present)
        findings.extend(problems)
        if not problems:
            blanks = {column.key: column.blank for column in wanted}
            placed.append(Placed(row, table.entry(**{**blanks, **cells})))
    return TableRead(table, sheet.name, rows, tuple(placed), layout.columns), tuple(findings)


def locate(sheet: Sheet, key: str, columns: Sequence[str]) -> Layout | None:
    """The row of headings, in Thai, English or both below each other; ``None`` without one."""
    by_text = {
        squeezed(text).rstrip("*"): column for column in columns for text in headings(key, column)
    }
    enough = max(2, len(columns) // 2)
    found: dict[str, int] = {}
    for row in range(min(sheet.height, LOOK_FOR_HEADINGS)):
        here: dict[str, int] = {}
        for position in range(sheet.width):
            column = by_text.get(squeezed(sheet.text(row, position)).rstrip("*"))
            if column is not None:
                here.setdefault(column, position)
        if len(here) >= enough:
            taken = set(found.values())
            found = {**{c: p for c, p in here.items() if p not in taken}, **found}
        elif found:
            return Layout(found, row)
    return Layout(found, min(sheet.height, LOOK_FOR_HEADINGS)) if found else None


def unknown_columns(sheet: Sheet, layout: Layout) -> list[Finding]:
    """A finding for each column with data that the template does not know."""
    known = set(layout.columns.values())
    cells: dict[int, int] = {}
    for row, position, _ in sheet.filled():
        if row >= layout.top and position not in known:
            cells[position] = cells.get(position, 0) + 1
    return [
        finding(
            "report.column_unknown",
            Level.WARNING,
            f"{sheet.name}!{a1(max(layout.top - 1, 0), position)}",
            heading=_heading(sheet, layout, position),
            cells=str(count),
        )
        for position, count in sorted(cells.items())
    ]


def _heading(sheet: Sheet, layout: Layout, position: int) -> str:
    """The lowest text above the data of a column, or its letters."""
    texts = (sheet.text(row, position) for row in range(layout.top - 1, -1, -1))
    return next((text for text in texts if text), letters(position))


def _without_headings(table: TableSheet, sheet: Sheet) -> tuple[TableRead, tuple[Finding, ...]]:
    rows = len({row for row, _, _ in sheet.filled()})
    problem = finding("report.sheet_changed", Level.ERROR, sheet.name, rows=str(rows))
    return TableRead(table, sheet.name, rows), (problem,)


def _missing(
    table: TableSheet, sheet: Sheet, layout: Layout, wanted: Sequence[Column]
) -> list[Finding]:
    """A finding for each column that is gone; an error where no row can do without it."""
    findings = []
    for column in wanted:
        if column.key not in layout.columns and not column.later:
            th, en = headings(table.key, column.key)
            level = Level.ERROR if column.required else Level.WARNING
            findings.append(
                finding("report.column_missing", level, sheet.name, column_th=th, column_en=en)
            )
    return findings


def _filled(sheet: Sheet, row: int, columns: Sequence[Column], layout: Layout) -> bool:
    """True when a person entered something in the row; what the template gave does not count."""
    return any(
        sheet.cell(row, layout.columns[column.key]) is not None
        for column in columns
        if not column.given
    )


def _read_row(
    read: TableRead, sheet: Sheet, row: int, columns: Sequence[Column]
) -> tuple[dict[str, object], list[Finding]]:
    cells: dict[str, object] = {}
    problems: list[Finding] = []
    for column in columns:
        cell = sheet.spread(row, read.at[column.key])
        value, problem = read_cell(column, cell, read.place(row, column.key))
        if problem is None:
            cells[column.key] = value
        else:
            problems.append(problem)
    return cells, problems
