"""Where each figure of the workbook stands, for the trace of a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.reports.cells import DocumentCell
from fahsai.core.reports.tcfo_r_01.columns import (
    CO2E,
    EF,
    PER_UNIT,
    QUANTITY,
    SUMMED,
    TONNES,
    TOTAL,
    Block,
    Column,
)
from fahsai.core.reports.tcfo_r_01.content import InventoryState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.reports.tcfo_r_01.content import (
        R01,
        InventoryRow,
        InventorySheet,
        YearSummary,
    )

DOCUMENT = "TCFO_R_01"
WHOLE_ROWS = {
    Block.SCOPE_1: 0,
    Block.SCOPE_2: 1,
    Block.SCOPE_3: 2,
    Block.SEPARATE: 3,
}
"""Fr-05: the row of each band below the first of its half."""
CURRENT_FIRST, BASE_FIRST = 10, 26


def cells(report: R01) -> tuple[DocumentCell, ...]:
    """Every figure of a source, and the totals, with sheet and cell."""
    found: list[DocumentCell] = []
    found.extend(_sheet_cells(report, report.current))
    other_year = report.base.state is InventoryState.OWN
    found.extend(cell._replace(base_year=other_year) for cell in _sheet_cells(report, report.base))
    found.extend(_summary_cells(report, report.current_summary, CURRENT_FIRST))
    if report.base_summary.stated:
        found.extend(_summary_cells(report, report.base_summary, BASE_FIRST))
    return tuple(found)


def _sheet_cells(report: R01, inventory: InventorySheet) -> Iterator[DocumentCell]:
    for band in inventory.blocks:
        for row in band.rows:
            yield from _row_cells(report, inventory.sheet, row)
    if inventory.state is not InventoryState.NONE:
        yield from _total_cells(report, inventory)


def _row_cells(report: R01, sheet: str, row: InventoryRow) -> Iterator[DocumentCell]:
    words = report.words["columns"]
    if row.quantity is None:
        place = f"{sheet}!{TOTAL}{row.number}"
        yield DocumentCell(DOCUMENT, place, row.source_id, words["total"], words["no_number"])
        return

    def cell(letter: str, label: str, text: str) -> DocumentCell:
        return DocumentCell(
            DOCUMENT, f"{sheet}!{letter}{row.number}", row.source_id, f"{row.label}: {label}", text
        )

    yield cell(QUANTITY, words["quantity"], f"{canonical(row.quantity)} {row.unit}")
    for column, entry in row.gases.items():
        gas = report.words["gases"][column]
        yield cell(EF[column], words["ef"].format(gas=gas), canonical(entry.per_unit))
        if column in TONNES:
            yield cell(TONNES[column], words["tonnes"].format(gas=gas), _two(row.tonnes(column)))
        if (column in CO2E and row.block is not Block.SEPARATE) or column is Column.OTHER:
            yield cell(CO2E[column], words["co2e"].format(gas=gas), _two(row.co2e(column)))
    yield cell(PER_UNIT, words["per_unit"], canonical(row.per_unit))
    yield cell(TOTAL, words["total"], _two(row.total))


def _total_cells(report: R01, inventory: InventorySheet) -> Iterator[DocumentCell]:
    blocks = report.words["blocks"]
    columns = report.words["columns"]
    places = [
        (inventory.band(block).subtotal, blocks[block], inventory.totals[block]) for block in SUMMED
    ]
    places.append((inventory.total_12_row, columns["total_12"], inventory.total_12))
    places.append((inventory.total_123_row, columns["total_123"], inventory.total_123))
    for row, label, value in places:
        yield DocumentCell(DOCUMENT, f"{inventory.sheet}!{TOTAL}{row}", None, label, _two(value))


def _summary_cells(report: R01, year: YearSummary, first: int) -> Iterator[DocumentCell]:
    blocks = report.words["blocks"]
    columns = report.words["columns"]
    figures = [(offset, blocks[block], year.whole[block]) for block, offset in WHOLE_ROWS.items()]
    figures.append((4, columns["total_12"], year.total_12))
    figures.append((5, columns["total_123"], year.total_123))
    nobody: UUID | None = None
    for offset, label, value in figures:
        yield DocumentCell(DOCUMENT, f"Fr-05!C{first + offset}", nobody, label, f"{value:,}")


def _two(value: Decimal) -> str:
    return f"{round_half_up(value, 2):,}"
