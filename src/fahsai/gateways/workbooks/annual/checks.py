"""What a reader should know about a sheet of yearly amounts: figures that do not agree, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.gateways.workbooks.annual.values import TCFO_R_01
from fahsai.gateways.workbooks.office.columns import agree
from fahsai.gateways.workbooks.rejections import rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.gateways.workbooks.annual.values import AnnualRow, AnnualSheet


def check_annual(annual: AnnualSheet) -> Iterator[Finding]:
    """Findings about the cells and rows of one sheet.

    ``sheet.rejected_*``, ``sheet.negative_quantity``, ``fr04.row_without_value`` and
    ``fr04.value_differs``.
    """
    for entry in annual.rejected:
        yield rejection(entry.reason, f"{entry.sheet}!{entry.cell}", entry.raw)
    for row in annual.rows:
        yield from _check_row(row, must_print=annual.layout == TCFO_R_01)


def check_sections(annual: AnnualSheet) -> Iterator[Finding]:
    """``fr04.total_differs``: printed totals of the sections that are not the sum of their rows."""
    for printed in annual.section_totals:
        computed = total(
            row.value or ZERO
            for row in annual.rows
            if row.scope == printed.scope and row.separate == printed.separate
        )
        if not agree(computed, printed.value):
            yield finding(
                "fr04.total_differs",
                Level.WARNING,
                f"{annual.name}!{printed.cell}",
                printed=canonical(printed.value),
                computed=canonical(computed),
            )


def _check_row(row: AnnualRow, *, must_print: bool) -> Iterator[Finding]:
    subject = f"{row.sheet}!{row.label_cell}"
    if row.quantity is None:
        return
    if row.quantity < 0:
        yield finding(
            "sheet.negative_quantity",
            Level.WARNING,
            subject,
            label=row.label,
            cells=f"{row.quantity_cell} = {row.raw}",
        )
    if row.value is None and must_print:
        yield finding("fr04.row_without_value", Level.WARNING, subject, label=row.label)
    elif row.value is not None and row.factor is not None:
        computed = EXACT.multiply(row.quantity, row.factor)
        if not agree(computed, row.value):
            yield finding(
                "fr04.value_differs",
                Level.WARNING,
                subject,
                label=row.label,
                cell=row.value_cell,
                printed=canonical(row.value),
                computed=canonical(computed),
            )
