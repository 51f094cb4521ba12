"""The columns of a table that no field takes, so that nobody thinks they were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.grid import letters
from fahsai.gateways.workbooks.table.find import MOST_COLUMNS, heading_over

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.grid import Sheet, Workbook
    from fahsai.gateways.workbooks.table.mapping import TableMapping

LONGEST = 60
MOST_NAMED = 20


def unused_columns(
    workbook: Workbook, tables: Iterable[TableMapping]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """By sheet the filled columns that none of its tables uses: their letters and headings."""
    of_sheets: dict[str, list[TableMapping]] = {}
    for table in tables:
        of_sheets.setdefault(table.sheet, []).append(table)
    found = {}
    for name, among in of_sheets.items():
        sheet = workbook.sheet(name) or (workbook.sheets[0] if len(workbook.sheets) == 1 else None)
        unused = () if sheet is None else _unused(sheet, among)
        if unused:
            found[name] = unused
    return found


def _unused(sheet: Sheet, tables: Sequence[TableMapping]) -> tuple[tuple[str, str], ...]:
    used = {place for one in tables for place in (*one.columns.values(), *one.quantities)}
    unused = []
    for column in range(min(sheet.width, MOST_COLUMNS)):
        if letters(column) in used:
            continue
        holding = next((one for one in tables if _filled(sheet, one, column)), None)
        if holding is not None:
            unused.append((letters(column), _heading(sheet, holding, column)))
    return tuple(unused[:MOST_NAMED])


def _filled(sheet: Sheet, table: TableMapping, column: int) -> bool:
    end = min(table.last_row or sheet.height, sheet.height)
    rows = range(max(0, table.first_row - 1), end)
    return any(sheet.cell(row, column) is not None for row in rows)


def _heading(sheet: Sheet, table: TableMapping, column: int) -> str:
    if not table.header:
        return ""
    return heading_over(sheet, table.header - 1, table.first_row - 1, column)[:LONGEST]
