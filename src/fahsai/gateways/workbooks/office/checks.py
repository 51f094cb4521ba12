"""What a reader should know about an office sheet: figures that do not agree, gaps, odd places."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO, canonical
from fahsai.gateways.workbooks.office.columns import agree
from fahsai.gateways.workbooks.rejections import rejection, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.gateways.workbooks.office.lines import Table
    from fahsai.gateways.workbooks.office.values import MonthCell, OfficeRow, OfficeSheet

_SPIKE = Decimal(10)
_FEWEST_TO_COMPARE = 5
"""Months with figures beside the one looked at; fewer say nothing about what is usual."""


def check_sheet(office: OfficeSheet, table: Table) -> Iterator[Finding]:
    """Every finding about the rows and totals of a sheet that was read."""
    yield from _rejected(office)
    for row in office.rows:
        yield from check_row(row)
    yield from _shape(office, table)
    yield from _totals(office, table)


def _shape(office: OfficeSheet, table: Table) -> Iterator[Finding]:
    """Findings about the sheet as a whole."""
    unclear = [row for row in office.rows if not row.scope and not row.separate and row.has_data]
    if unclear:
        yield finding(
            "sheet.scope_unclear",
            Level.WARNING,
            office.name,
            count=str(len(unclear)),
            rows=some(str(row.row_number) for row in unclear),
        )
    if table.notes:
        yield finding(
            "sheet.notes_inside",
            Level.INFO,
            office.name,
            rows=some(str(row + 1) for row in table.notes),
        )
    if office.rows and not any(month.cell for row in office.rows for month in row.months):
        yield finding("sheet.cf_only", Level.WARNING, office.name)


def _rejected(office: OfficeSheet) -> Iterator[Finding]:
    for entry in office.rejected:
        yield rejection(entry.reason, f"{entry.sheet}!{entry.cell}", entry.raw)


def check_row(row: OfficeRow) -> Iterator[Finding]:
    """Findings about one row."""
    subject = f"{row.sheet}!{row.label_cell}"
    if row.factor is None and row.has_data:
        yield finding("sheet.factor_missing", Level.WARNING, subject, label=row.label)
    if not row.label:
        yield finding("sheet.row_unlabelled", Level.WARNING, subject, row=str(row.row_number))
    if not row.unit_text and row.has_data:
        yield finding("sheet.unit_missing", Level.WARNING, subject, label=row.label)
    negative = [month for month in row.months if month.quantity is not None and month.quantity < 0]
    if negative:
        yield finding(
            "sheet.negative_quantity",
            Level.WARNING,
            subject,
            label=row.label,
            cells=some(f"{month.cell} = {month.raw}" for month in negative),
        )
    yield from _spikes(row, subject)
    yield from _cf_of_row(row, subject)
    yield from _total_of_row(row, subject)


def _spikes(row: OfficeRow, subject: str) -> Iterator[Finding]:
    """Months of at least ten times the median of the others: a digit too many, another unit."""
    months = [month for month in row.months if month.quantity]
    for month in months:
        others = sorted(abs(other.quantity or ZERO) for other in months if other is not month)
        if len(others) < _FEWEST_TO_COMPARE:
            return
        usual = others[len(others) // 2]
        if abs(month.quantity or ZERO) >= EXACT.multiply(_SPIKE, usual):
            yield finding(
                "sheet.spike",
                Level.WARNING,
                subject,
                label=row.label,
                month=str(month.month),
                value=month.raw,
                cell=month.cell,
                usual=canonical(usual),
            )


def _cf_of_row(row: OfficeRow, subject: str) -> Iterator[Finding]:
    """CF cells that are not quantity x the factor of the row."""
    wrong = [month for month in row.months if not _cf_agrees(month, row.factor)]
    if wrong and row.factor is not None:
        yield finding(
            "sheet.cf_differs",
            Level.WARNING,
            subject,
            label=row.label,
            factor=canonical(row.factor),
            count=str(len(wrong)),
            cells=some(month.cf_cell for month in wrong),
        )


def _cf_agrees(month: MonthCell, factor: Decimal | None) -> bool:
    if month.cf is None or month.quantity is None or factor is None:
        return True
    return agree(EXACT.multiply(month.quantity, factor), month.cf)


def _total_of_row(row: OfficeRow, subject: str) -> Iterator[Finding]:
    computed = row.printed if row.printed is not None else row.computed
    if row.row_total is not None and computed is not None and not agree(row.row_total, computed):
        yield finding(
            "sheet.row_total_differs",
            Level.WARNING,
            subject,
            label=row.label,
            cell=row.row_total_cell,
            printed=canonical(row.row_total),
            computed=canonical(computed),
        )


def _totals(office: OfficeSheet, table: Table) -> Iterator[Finding]:
    """The grand total against the rows, and totals that stand beside it."""
    if office.total is None:
        yield finding("sheet.total_missing", Level.INFO, office.name)
    elif not agree(office.total, office.printed):
        yield finding(
            "sheet.total_differs",
            Level.WARNING,
            f"{office.name}!{office.total_cell}",
            printed=canonical(office.total),
            computed=canonical(office.printed),
        )
    others = [entry for entry in table.other_totals if not entry.of_one_scope]
    if others:
        yield finding(
            "sheet.several_totals",
            Level.INFO,
            office.name,
            used=office.total_cell,
            rows=", ".join(str(entry.row + 1) for entry in others),
        )
    if table.below and table.grand_total is not None:
        yield finding(
            "sheet.rows_below_total",
            Level.WARNING,
            office.name,
            total_row=str(table.grand_total.row + 1),
            rows=some(str(line.row + 1) for line in table.below),
        )
