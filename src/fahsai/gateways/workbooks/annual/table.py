"""Reading a table of yearly amounts, as offices write it without months."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.thai.period import Period, calendar_year, fiscal_year
from fahsai.gateways.workbooks.annual.checks import check_annual
from fahsai.gateways.workbooks.annual.header import AnnualHeader, annual_headers
from fahsai.gateways.workbooks.annual.values import (
    ANNUAL_TABLE,
    AnnualRow,
    AnnualSheet,
    SectionTotal,
)
from fahsai.gateways.workbooks.cell_text import EMPTY, Year, number_said, year_said
from fahsai.gateways.workbooks.grid import a1, shown
from fahsai.gateways.workbooks.office.lines import read_lines
from fahsai.gateways.workbooks.office.sheet import row_key
from fahsai.gateways.workbooks.office.tonnes import in_kilograms
from fahsai.gateways.workbooks.office.totals import amount_of_total
from fahsai.gateways.workbooks.office.values import CellCount, Rejected
from fahsai.gateways.workbooks.office.year import assign_roles, role_said

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.gateways.workbooks.grid import Sheet, Workbook
    from fahsai.gateways.workbooks.office.columns import Columns
    from fahsai.gateways.workbooks.office.lines import Line, Table


def read_annual_tables(
    workbook: Workbook,
) -> tuple[tuple[AnnualSheet, ...], tuple[Finding, ...]]:
    """Every visible sheet that holds a table of yearly amounts with factors or results.

    Returns:
        A sheet for every year, results in kilograms, and findings: ``sheet.hidden``,
        ``sheet.not_activity``, ``sheet.year_unknown``, ``sheet.in_tonnes``, ``sheet.role_by_year``
        and those of :func:`~fahsai.gateways.workbooks.annual.checks.check_annual`.
    """
    sheets: list[AnnualSheet] = []
    findings: list[Finding] = []
    for sheet in workbook.sheets:
        if not sheet.visible:
            findings.append(finding("sheet.hidden", Level.INFO, sheet.name))
            continue
        read = [_read(sheet, found, workbook.name) for found in annual_headers(sheet)]
        read = [entry for entry in read if any(row.quantity is not None for row in entry[0].rows)]
        if not read:
            findings.append(finding("sheet.not_activity", Level.INFO, sheet.name))
        for annual, said in read:
            sheets.append(annual)
            findings.extend(said)
    assigned, of_roles = assign_roles(tuple(sheets))
    return assigned, (*findings, *of_roles)


def _read(sheet: Sheet, found: AnnualHeader, file_name: str) -> tuple[AnnualSheet, list[Finding]]:
    """The rows and the grand total of one table."""
    kilograms, findings = in_kilograms(sheet, found.header, found.columns)
    table = read_lines(kilograms, found.header, found.columns)
    year = found.year or year_said(sheet.name, bare=True)
    year = year or year_said(file_name.rpartition(".")[0], bare=True)
    rejected: list[Rejected] = []
    counts: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    rows = [_row(kilograms, found, line, rejected, counts, keys) for line in table.lines]
    totals = _totals(kilograms, found, table)
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.quantity is not None:
            sums[row.unit_text] = EXACT.add(sums.get(row.unit_text, ZERO), row.quantity)
    period = _period(year)
    annual = AnnualSheet(
        name=sheet.name,
        role=role_said(sheet.name, found.header.titles),
        year_be=None if year is None else year.be,
        period=period,
        period_text="" if year is None else str(year.be),
        rows=tuple(rows),
        section_totals=totals,
        rejected=tuple(rejected),
        count=CellCount(
            sum(counts.values()), counts["stored"], counts["rejected"], counts["blank"]
        ),
        sums=sums,
        layout=ANNUAL_TABLE,
    )
    said = [*findings, *check_annual(annual)]
    if period is None:
        said.append(finding("sheet.year_unknown", Level.ERROR, sheet.name))
    return annual, said


def _period(year: Year | None) -> Period | None:
    if year is None:
        return None
    return fiscal_year(year.be) if year.fiscal else calendar_year(year.be)


def _totals(sheet: Sheet, found: AnnualHeader, table: Table) -> tuple[SectionTotal, ...]:
    """The grand total, where the table prints one."""
    if table.grand_total is None:
        return ()
    value, column = amount_of_total(sheet, found.header, found.columns, table.grand_total)
    if value is None:
        return ()
    place = column if column is not None else found.header.months[0].cf
    cell = "" if place is None else a1(table.grand_total.row, place)
    return (SectionTotal("", separate=False, cell=cell, value=value),)


def _row(
    sheet: Sheet,
    found: AnnualHeader,
    line: Line,
    rejected: list[Rejected],
    counts: Counter[str],
    keys: Counter[str],
) -> AnnualRow:
    """One activity of the year."""
    columns, entry = found.columns, found.header.months[0]
    assert entry.quantity is not None  # noqa: S101 - a table without quantities is not read
    value = sheet.cell(line.row, entry.quantity)
    quantity = number_said(value)
    cell = a1(line.row, entry.quantity)
    if quantity.problem is None:
        counts["stored"] += 1
    elif quantity.problem in EMPTY:
        counts["blank"] += 1
    else:
        counts["rejected"] += 1
        rejected.append(Rejected(sheet.name, cell, shown(value), quantity.problem.value))
    unit = _unit(sheet, columns, line.row)
    base = row_key(line, unit)
    keys[base] += 1
    factor = None
    if columns.factor is not None:
        factor = number_said(sheet.spread(line.row, columns.factor)).value
    printed = None if entry.cf is None else number_said(sheet.cell(line.row, entry.cf)).value
    return AnnualRow(
        sheet=sheet.name,
        row_number=line.row + 1,
        key=base if keys[base] == 1 else f"{base}#{keys[base]}",
        label=line.label,
        label_cell=a1(line.row, line.label_column),
        scope_text=line.scope_text,
        scope=line.scope,
        separate=line.separate,
        unit_text=unit,
        raw=shown(value),
        quantity=quantity.value,
        quantity_cell=cell,
        factor=factor,
        factor_cell="" if columns.factor is None else a1(line.row, columns.factor),
        gases={},
        gwp={},
        value=printed,
        value_cell="" if entry.cf is None else a1(line.row, entry.cf),
        origins=(),
        reference="",
        group=line.group,
    )


def _unit(sheet: Sheet, columns: Columns, row: int) -> str:
    """The unit of the activity, else what stands below the line in the factor's unit."""
    if columns.unit is not None and (text := sheet.text(row, columns.unit)):
        return " ".join(text.split())
    factor_unit = "" if columns.factor_unit is None else sheet.text(row, columns.factor_unit)
    return factor_unit.rpartition("/")[2].strip() if "/" in factor_unit else ""
