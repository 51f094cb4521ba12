"""Fr-04.1 and Fr-04.2: the rows of all sources in their bands, numbered as in the sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import ZERO
from fahsai.core.reports.order import in_form_order
from fahsai.core.reports.tcfo_r_01.columns import FIRST_ROW, SUMMED, Block
from fahsai.core.reports.tcfo_r_01.content import BlockRows, InventorySheet, InventoryState
from fahsai.core.reports.tcfo_r_01.factor_list import gwp_table
from fahsai.core.reports.tcfo_r_01.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.result import Calculation
    from fahsai.core.reports.tcfo_r_01.content import InventoryRow
    from fahsai.core.reports.tcfo_r_01.factor_list import FactorBook
    from fahsai.core.reports.tcfo_r_01.labels import Labels

CURRENT_SHEET = "Fr-04.1"
BASE_SHEET = "Fr-04.2"


def own_inventory(
    sheet: str, calculation: Calculation, book: FactorBook, labels: Labels
) -> InventorySheet:
    """The sheet of a calculation: as many rows as its sources need."""
    results = in_form_order(calculation.sources)
    drafts = [row for result in results for row in rows_of(result, book, labels)]
    bands = _bands(drafts)
    last = bands[-1].subtotal or bands[-1].last
    return InventorySheet(
        sheet=sheet,
        state=InventoryState.OWN,
        period=labels.period(calculation.period),
        prefix=book.prefix,
        gwp_set=calculation.gwp_set,
        gwp=gwp_table(book.tables, calculation.gwp_set),
        blocks=bands,
        total_12_row=last + 1,
        total_123_row=last + 2,
        totals={band.block: band.total for band in bands},
    )


def pointing_inventory(sheet: str, current: InventorySheet, prefix: str) -> InventorySheet:
    """The base year's sheet when that is the reported year: its sums point to Fr-04.1."""
    return replace(
        _without_rows(current),
        sheet=sheet,
        state=InventoryState.SAME,
        prefix=prefix,
        totals=current.totals,
    )


def missing_inventory(
    sheet: str, current: InventorySheet, prefix: str, period: str
) -> InventorySheet:
    """The base year's sheet when no base year is set."""
    return replace(
        _without_rows(current),
        sheet=sheet,
        state=InventoryState.NONE,
        period=period,
        prefix=prefix,
        totals=dict.fromkeys(SUMMED, ZERO),
    )


def _without_rows(current: InventorySheet) -> InventorySheet:
    bands = _bands(())
    last = bands[-1].subtotal
    return replace(current, blocks=bands, total_12_row=last + 1, total_123_row=last + 2)


def _bands(drafts: Iterable[InventoryRow]) -> tuple[BlockRows, ...]:
    by_block: dict[Block, list[InventoryRow]] = {block: [] for block in Block}
    for row in drafts:
        by_block[row.block].append(row)
    bands = []
    first = FIRST_ROW
    for block, rows in by_block.items():
        if block is Block.PENDING and not rows:
            continue
        numbered = tuple(replace(row, number=first + i) for i, row in enumerate(rows))
        last = first + max(len(rows), 1) - 1
        subtotal = last + 1 if block in SUMMED else 0
        bands.append(BlockRows(block, numbered, first, last, subtotal))
        first = max(last, subtotal) + 1
    return tuple(bands)
