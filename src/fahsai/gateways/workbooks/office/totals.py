"""The lines of totals in an office table, and which of them is the grand total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.gateways.workbooks.cell_text import everything_said, number_said
from fahsai.gateways.workbooks.office.columns import agree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from fahsai.gateways.workbooks.grid import Sheet
    from fahsai.gateways.workbooks.office.columns import Columns
    from fahsai.gateways.workbooks.office.header import Header
    from fahsai.gateways.workbooks.office.lines import Line


@dataclass(frozen=True, slots=True)
class TotalLine:
    """One line of totals, and how many activity lines stand above it."""

    row: int
    label: str
    lines_above: int
    of_one_scope: bool
    scopes_above: frozenset[str]


def grand_total(
    sheet: Sheet,
    header: Header,
    columns: Columns,
    lines: Sequence[Line],
    totals: Sequence[TotalLine],
) -> TotalLine | None:
    """Which total is the grand total.

    The last one that equals the sum of all CF above it, since a subtotal of the first group may
    equal it too, unless scopes begin below it that a later total holds (a total that misses a row
    must not hide them); else the first one called รวมทั้งหมด; else the first after which no new
    scope begins.
    """
    candidates = [entry for entry in totals if not entry.of_one_scope and entry.lines_above > 0]
    every = frozenset(line.scope for line in lines)
    complete = [entry for entry in candidates if entry.scopes_above == every]
    sums = _running_sums(sheet, header, columns, lines)
    matching = [
        entry
        for entry in candidates
        if (value := amount_of_total(sheet, header, columns, entry, sums[entry.lines_above])[0])
        is not None
        and agree(value, sums[entry.lines_above])
        and value
    ]
    if matching:
        last = matching[-1]
        if last.scopes_above != every and complete:
            return next((e for e in complete if everything_said(e.label)), complete[0])
        return next(entry for entry in matching if entry.lines_above == last.lines_above)
    called = [entry for entry in candidates if everything_said(entry.label)]
    if called:
        return called[0]
    return next(iter(complete or candidates[-1:]), None)


def _running_sums(
    sheet: Sheet, header: Header, columns: Columns, lines: Sequence[Line]
) -> list[Decimal]:
    """Σ CF of the first n lines for n = 0, 1, 2 ... [kgCO2e]."""
    sums = [ZERO]
    for line in lines:
        sums.append(EXACT.add(sums[-1], line_cf(sheet, header, columns, line.row)))
    return sums


def line_cf(sheet: Sheet, header: Header, columns: Columns, row: int) -> Decimal:
    """The CF that a line prints, or quantity x factor where it prints none [kgCO2e]."""
    factor = factor_cell(sheet, columns, row)
    amounts: list[Decimal] = []
    for entry in header.months:
        printed = None if entry.cf is None else number_said(sheet.cell(row, entry.cf)).value
        if printed is None and factor is not None and entry.quantity is not None:
            quantity = number_said(sheet.cell(row, entry.quantity)).value
            printed = None if quantity is None else EXACT.multiply(quantity, factor)
        if printed is not None:
            amounts.append(printed)
    return total(amounts)


def amount_of_total(
    sheet: Sheet,
    header: Header,
    columns: Columns,
    entry: TotalLine,
    wanted: Decimal | None = None,
) -> tuple[Decimal | None, int | None]:
    """What a total line prints and in which column; ``(sum, None)`` when only months are printed.

    A number right of the months counts when it is the sum of the monthly totals, or what is
    ``wanted``: the sum of the lines above; else the total column comes first.
    """
    months = [
        value
        for month in header.months
        if month.cf is not None
        and (value := number_said(sheet.cell(entry.row, month.cf)).value) is not None
    ]
    summed = total(months) if months else None
    right = range(header.last_column + 1, len(sheet.rows[entry.row]))
    places = dict.fromkeys((*columns.totals, *right))
    printed = [
        (value, column)
        for column in places
        if (value := number_said(sheet.cell(entry.row, column)).value) is not None
    ]
    for value, column in printed:
        if summed is not None and agree(value, summed):
            return value, column
    for value, column in printed:
        if summed is None and wanted and agree(value, wanted):
            return value, column
    named = [(value, column) for value, column in printed if column in columns.totals]
    if named:
        return named[0] if len(named) == 1 else max(named)
    if summed is not None:
        return summed, None
    return printed[0] if printed else (None, None)


def factor_cell(sheet: Sheet, columns: Columns, row: int) -> Decimal | None:
    """The row's factor; a merged factor counts only where the row itself is not a total."""
    if columns.factor is None:
        return None
    return number_said(sheet.spread(row, columns.factor)).value
