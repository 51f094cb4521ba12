"""Reading the 12-month sheets of form 1.5(1) from a workbook, by structure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.gateways.workbooks.cell_text import EMPTY, Problem, number_said, squeezed
from fahsai.gateways.workbooks.grid import a1, letters, shown
from fahsai.gateways.workbooks.office.checks import check_sheet
from fahsai.gateways.workbooks.office.columns import agree, find_columns, settle_single_columns
from fahsai.gateways.workbooks.office.header import header_rows, headers_at
from fahsai.gateways.workbooks.office.lines import read_lines
from fahsai.gateways.workbooks.office.tonnes import in_kilograms
from fahsai.gateways.workbooks.office.totals import amount_of_total, line_cf
from fahsai.gateways.workbooks.office.values import (
    CellCount,
    ColumnSum,
    MonthCell,
    MonthTotal,
    OfficeRow,
    OfficeSheet,
    Rejected,
)
from fahsai.gateways.workbooks.office.year import SheetYear, assign_roles, sheet_year
from fahsai.gateways.workbooks.rejections import some

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.grid import Sheet, Workbook
    from fahsai.gateways.workbooks.office.columns import Columns
    from fahsai.gateways.workbooks.office.header import Header, MonthColumns
    from fahsai.gateways.workbooks.office.lines import Line, Table


def read_office_sheets(
    workbook: Workbook,
) -> tuple[tuple[OfficeSheet, ...], tuple[Finding, ...]]:
    """Every visible sheet that holds a monthly table of emissions.

    Returns:
        The sheets in order with role and year, and findings: ``sheet.hidden``,
        ``sheet.not_activity`` (helper sheets), those of the year (``sheet.year_*``,
        ``sheet.months_missing``) and of :mod:`~fahsai.gateways.workbooks.office.checks`.
    """
    offices: list[OfficeSheet] = []
    findings: list[Finding] = []
    for sheet in workbook.sheets:
        if not sheet.visible:
            findings.append(finding("sheet.hidden", Level.INFO, sheet.name))
            continue
        read, said = _read_sheet(sheet, workbook.name)
        offices.extend(read)
        findings.extend(said)
    assigned, of_roles = assign_roles(tuple(offices))
    return assigned, (*findings, *of_roles)


def _read_sheet(sheet: Sheet, file_name: str) -> tuple[list[OfficeSheet], list[Finding]]:
    """The monthly tables of one sheet: none, one, one a year side by side, or several stacked."""
    offices: list[OfficeSheet] = []
    findings: list[Finding] = []
    keys: Counter[str] = Counter()
    first_row: int | None = None
    for row in header_rows(sheet):
        if first_row is not None and row < first_row:
            continue
        complete = first_row is not None
        read, said = _read_tables(sheet, file_name, row, keys, complete=complete)
        if read and first_row is None:
            first_row = row
        elif read:
            findings.append(
                finding("sheet.several_tables", Level.WARNING, sheet.name, row=str(row + 1))
            )
        offices.extend(read)
        findings.extend(said)
    if not offices:
        findings.append(finding("sheet.not_activity", Level.INFO, sheet.name))
    return offices, findings


def _read_tables(
    sheet: Sheet, file_name: str, row: int, keys: Counter[str], *, complete: bool
) -> tuple[list[OfficeSheet], list[Finding]]:
    """The tables whose header stands at a row.

    A table below the first must be ``complete`` (quantities and factors), or summaries and chart
    data would be counted twice.
    """
    offices: list[OfficeSheet] = []
    findings: list[Finding] = []
    for found in headers_at(sheet, row):
        columns = find_columns(sheet, found)
        header = settle_single_columns(sheet, found, columns)
        has_quantities = any(entry.quantity is not None for entry in header.months)
        if not _is_activity_table(header, columns):
            continue
        if complete and (columns.factor is None or not has_quantities):
            continue
        kilograms, turned = in_kilograms(sheet, header, columns)
        table = read_lines(kilograms, header, columns)
        if not table.lines:
            continue
        year, said = sheet_year(sheet.name, file_name, header)
        office, guesses = _office(kilograms, header, columns, table, year, keys)
        offices.append(office)
        findings.extend((*turned, *said))
        findings.extend(check_sheet(office, table))
        findings.extend(guesses)
    return offices, findings


def _is_activity_table(header: Header, columns: Columns) -> bool:
    """True when the months carry CF, or a factor stands beside them, and the talk is of carbon."""
    if not columns.labels or not header.speaks_of_carbon:
        return False
    has_cf = any(entry.cf is not None for entry in header.months)
    return has_cf or columns.factor is not None


@dataclass(slots=True)
class _Receipt:
    """What happened to the cells while the rows were read."""

    rejected: list[Rejected]
    count: Counter[str]
    dashes: list[str]
    typed_as_text: list[str]


def _office(
    sheet: Sheet,
    header: Header,
    columns: Columns,
    table: Table,
    year: SheetYear,
    keys: Counter[str],
) -> tuple[OfficeSheet, list[Finding]]:
    """The rows and totals of one table, and findings about cells that are read with a guess."""
    receipt = _Receipt([], Counter(), [], [])
    rows = [_row(sheet, header, columns, line, year, receipt, keys) for line in table.lines]
    rows = _with_row_totals(sheet, columns, rows)
    value, column = None, None
    month_totals: tuple[MonthTotal, ...] = ()
    total_cell = ""
    if table.grand_total is not None:
        row = table.grand_total.row
        wanted = total(line_cf(sheet, header, columns, line.row) for line in table.lines)
        value, column = amount_of_total(sheet, header, columns, table.grand_total, wanted)
        month_totals = _month_totals(sheet, header, row)
        if column is not None:
            total_cell = a1(row, column)
        elif month_totals:
            total_cell = f"{month_totals[0].cell}:{month_totals[-1].cell}"
    count = CellCount(
        sum(receipt.count.values()),
        receipt.count["stored"],
        receipt.count["rejected"],
        receipt.count["blank"],
    )
    office = OfficeSheet(
        sheet.name,
        year.role,
        year.be,
        year.kind,
        year.period,
        tuple(rows),
        value,
        total_cell,
        month_totals,
        tuple(receipt.rejected),
        count,
        _sums(header, rows),
    )
    return office, _guesses(sheet, receipt)


def _row(
    sheet: Sheet,
    header: Header,
    columns: Columns,
    line: Line,
    year: SheetYear,
    receipt: _Receipt,
    keys: Counter[str],
) -> OfficeRow:
    """One activity with its months; every quantity cell goes to the receipt."""
    factor = _factor(sheet, columns, line, receipt)
    factor_unit = _text(sheet, line.row, columns.factor_unit)
    unit = _text(sheet, line.row, columns.unit) or _unit_of_factor(factor_unit)
    unit_column = columns.unit if columns.unit is not None else columns.factor_unit
    base = row_key(line, unit)
    keys[base] += 1
    return OfficeRow(
        sheet=sheet.name,
        row_number=line.row + 1,
        key=base if keys[base] == 1 else f"{base}#{keys[base]}",
        label=line.label,
        label_cell=a1(line.row, line.label_column),
        group=line.group,
        scope_text=line.scope_text,
        scope=line.scope,
        separate=line.separate,
        factor=factor,
        factor_cell="" if columns.factor is None else a1(line.row, columns.factor),
        factor_unit_text=factor_unit,
        unit_text=unit,
        unit_cell="" if unit_column is None else a1(line.row, unit_column),
        months=tuple(_month(sheet, line.row, entry, year, receipt) for entry in header.months),
        row_total=None,
        row_total_cell="",
    )


_NUMBERING = re.compile(r"^[0-9]{1,2}(?:\.[0-9]{1,2})*[.)](?=\D)")


def row_key(line: Line, unit: str) -> str:
    """The words that name a row: scope, group, label and unit, without numbering and spaces."""
    group = ">".join(_NUMBERING.sub("", squeezed(text)) for text in line.group)
    label = _NUMBERING.sub("", squeezed(line.label))
    scope = line.scope or squeezed(line.scope_text)
    return f"{scope}|{group}|{label}|{squeezed(unit)}"


def _text(sheet: Sheet, row: int, column: int | None) -> str:
    return "" if column is None else " ".join(sheet.text(row, column).split())


def _unit_of_factor(factor_unit: str) -> str:
    """What stands below the line in ``kg CO2e/ลิตร``."""
    return factor_unit.rpartition("/")[2].strip() if "/" in factor_unit else ""


def _factor(sheet: Sheet, columns: Columns, line: Line, receipt: _Receipt) -> Decimal | None:
    """The sheet's own factor [kgCO2e/unit]; what is no number there is rejected."""
    if columns.factor is None:
        return None
    value = sheet.spread(line.row, columns.factor)
    number = number_said(value)
    cell = a1(line.row, columns.factor)
    if number.problem not in (None, *EMPTY):
        receipt.rejected.append(Rejected(sheet.name, cell, shown(value), number.problem.value))
    if number.as_text:
        receipt.typed_as_text.append(cell)
    return number.value


def _month(
    sheet: Sheet, row: int, entry: MonthColumns, year: SheetYear, receipt: _Receipt
) -> MonthCell:
    """One month of one row."""
    value = None if entry.quantity is None else sheet.cell(row, entry.quantity)
    number = number_said(value)
    cell = "" if entry.quantity is None else a1(row, entry.quantity)
    if entry.quantity is not None:
        _count(sheet, cell, shown(value), number.problem, receipt)
        if number.as_text:
            receipt.typed_as_text.append(cell)
    printed = None if entry.cf is None else number_said(sheet.cell(row, entry.cf)).value
    cf_cell = "" if entry.cf is None else a1(row, entry.cf)
    if entry.quantity is None:
        receipt.count["blank" if printed is None else "stored"] += 1
    return MonthCell(
        entry.month.number,
        year.month(entry.month),
        cell,
        shown(value),
        number.value,
        cf_cell,
        printed,
    )


def _count(sheet: Sheet, cell: str, raw: str, problem: Problem | None, receipt: _Receipt) -> None:
    match problem:
        case None:
            receipt.count["stored"] += 1
        case Problem.BLANK:
            receipt.count["blank"] += 1
        case Problem.DASH:
            receipt.count["blank"] += 1
            receipt.dashes.append(cell)
        case _:
            receipt.count["rejected"] += 1
            receipt.rejected.append(Rejected(sheet.name, cell, raw, problem.value))


def _guesses(sheet: Sheet, receipt: _Receipt) -> list[Finding]:
    """Cells read as blank or as a number although they hold text."""
    findings = []
    if receipt.dashes:
        cells = receipt.dashes
        findings.append(
            finding(
                "sheet.dash_as_blank",
                Level.INFO,
                sheet.name,
                count=str(len(cells)),
                cells=some(cells),
            )
        )
    if receipt.typed_as_text:
        cells = receipt.typed_as_text
        findings.append(
            finding(
                "sheet.number_as_text",
                Level.INFO,
                sheet.name,
                count=str(len(cells)),
                cells=some(cells),
            )
        )
    return findings


def _with_row_totals(sheet: Sheet, columns: Columns, rows: list[OfficeRow]) -> list[OfficeRow]:
    """The rows with their own CF total, from the total column that agrees with most of them.

    A column that sums the quantities instead is told apart by its figures, not by its header.
    """
    if not columns.totals:
        return rows
    carbon = {c: sum(_is_cf_total(sheet, c, row) for row in rows) for c in columns.totals}
    amounts = {c: sum(_is_quantity_total(sheet, c, row) for row in rows) for c in columns.totals}
    candidates = [column for column in columns.totals if carbon[column] >= amounts[column]]
    if not candidates:
        return rows
    best = max(candidates, key=lambda column: carbon[column])
    return [
        replace(
            row,
            row_total=number_said(sheet.cell(row.row_number - 1, best)).value,
            row_total_cell=a1(row.row_number - 1, best),
        )
        for row in rows
    ]


def _is_cf_total(sheet: Sheet, column: int, row: OfficeRow) -> bool:
    value = number_said(sheet.cell(row.row_number - 1, column)).value
    wanted = row.printed if row.printed is not None else row.computed
    return bool(value) and wanted is not None and agree(value or ZERO, wanted)


def _is_quantity_total(sheet: Sheet, column: int, row: OfficeRow) -> bool:
    value = number_said(sheet.cell(row.row_number - 1, column)).value
    return bool(value) and agree(value or ZERO, row.quantity)


def _month_totals(sheet: Sheet, header: Header, row: int) -> tuple[MonthTotal, ...]:
    """The CF totals of the months that the total line prints."""
    result = []
    for entry in header.months:
        if entry.cf is not None:
            value = number_said(sheet.cell(row, entry.cf)).value
            if value is not None:
                result.append(MonthTotal(entry.month.number, a1(row, entry.cf), value))
    return tuple(result)


def _sums(header: Header, rows: list[OfficeRow]) -> tuple[ColumnSum, ...]:
    """Σ quantity of every month column for every unit, for the receipt."""
    sums: dict[tuple[int, str], Decimal] = {}
    for row in rows:
        for entry, month in zip(header.months, row.months, strict=True):
            if entry.quantity is not None and month.quantity is not None:
                place = (entry.quantity, row.unit_text)
                sums[place] = EXACT.add(sums.get(place, ZERO), month.quantity)
    return tuple(
        ColumnSum(letters(column), unit, value) for (column, unit), value in sorted(sums.items())
    )
