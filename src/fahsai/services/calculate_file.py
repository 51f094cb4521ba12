"""Calculate a workbook on its own, nothing stored: its own total, ours, and why they differ."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.earlier import earlier_years
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.thai.period import BE_OFFSET
from fahsai.gateways.workbooks.book import TEMPLATE, file_year_said
from fahsai.services.importing.explained import open_alone
from fahsai.services.importing.table_years import table_rows
from fahsai.services.noticing.of_file import Table, mistakes_of_table
from fahsai.services.rules import factor_set_in_force, rules_for
from fahsai.services.sheets.biogenic_doubles import TWIN, without_twins
from fahsai.services.sheets.comparison import monthly, parts_from_sheet, sheet_figure, tied
from fahsai.services.sheets.file_findings import (
    misplaced,
    row_findings,
    sheet_findings,
    total_findings,
)
from fahsai.services.sheets.file_years import (
    Factors,
    FileCalculation,
    FileLine,
    FileMonth,
    FileYear,
    sheet_sum,
    spreadsheet_number,
)
from fahsai.services.sheets.template_years import template_rows
from fahsai.services.sheets.years import RowSource, row_source, sheet_years

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from fahsai.core.inventory.earlier import EarlierYear
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.thai.period import Period
    from fahsai.services.sheets.years import SheetRow, SheetYear

__all__ = [
    "Factors",
    "FileCalculation",
    "FileLine",
    "FileYear",
    "calculate_file",
    "sheet_sum",
    "spreadsheet_number",
]


def calculate_file(
    data: bytes,
    name: str,
    *,
    report_date: date,
    factor_set: str | None = None,
    factors: Factors = Factors.EDITION,
    factor_keys: Mapping[str, str] | None = None,
    year_be: int | None = None,
) -> tuple[FileCalculation | None, tuple[Finding, ...]]:
    """Every year of a workbook under one factor set.

    Args:
        data: the file's bytes.
        name: its name, for messages.
        report_date: the date the factor set must be usable on.
        factor_set: its code; the one in force at the report date when None.
        factors: ``edition`` counts with the published rows, ``sheet`` with the workbook's own
            (a comparison only: never stored, never in a document).
        factor_keys: rows a person chose, by kind of source.
        year_be: the year of a sheet that names none; that of the report date when None (the
            reading of the sheet says that it names none).

    A table of any other form is read as its columns seem to mean, which findings tell; for
    corrections it is imported, where a person says what they mean.

    Returns:
        The calculation, or None when the file cannot be read or has no factors where its own
        are asked for (``sheet.layout_without_factors``); and the findings.
    """
    book, findings, _ = open_alone(data, name, year_be)
    if book is None:
        return None, findings
    tables, of_tables = table_rows(book)
    findings = (*findings, *of_tables)
    # The rules of mistakes look at the whole year, and at the year before, and say it better.
    findings = tuple(one for one in findings if one.code != "sheet.spike")
    without = tables and not any(year.has_factors for year, _ in tables)
    if factors is Factors.SHEET and (book.layout == TEMPLATE or without):
        return None, (*findings, finding("sheet.layout_without_factors", Level.ERROR, name))
    code = factor_set or factor_set_in_force(report_date)
    rules = rules_for(code)
    lists = frozenset(edition.code for edition in rules.factor_set.editions)
    years: list[FileYear] = []
    read: list[Read] = [
        (year, [row_source(year, row, factor_keys or {}, lists) for row in year.rows])
        for year in sheet_years(book, (year_be or report_date.year + BE_OFFSET))
    ]
    read.extend(
        (year, [(_picked(row, factor_keys or {}), said) for row, said in rows])
        for year, rows in template_rows(book)
    )
    read.extend(
        (year, [(_picked(row, factor_keys or {}), ()) for row in rows]) for year, rows in tables
    )
    # What of our own template could not be read is missing from the total, whatever year it is.
    lost = (book.template is not None or bool(book.tables)) and any(
        one.level is Level.ERROR for one in findings
    )
    findings = (*findings, *misplaced(book))
    looked = [(year, *source_rows(rows)) for year, rows in _current_first(read)]
    in_order = [Table(year, made) for year, made, _ in looked]
    said_year = file_year_said(name)
    for table, (_, _, said) in zip(in_order, looked, strict=True):
        earlier = earlier_in_file(table, in_order)
        made = file_year(table, said, rules, report_date, factors, earlier)
        told = mistakes_of_table(table, in_order, made.calculation, report_date, said_year)
        years.append(
            replace(
                made,
                complete=made.complete and not lost,
                findings=(*made.findings, *told),
            )
        )
    return (
        FileCalculation(
            name=name,
            sha256=book.sha256,
            layout=book.layout,
            factors=factors,
            factor_set=code,
            gwp_set=rules.gwp.code,
            report_date=report_date,
            years=tuple(years),
            findings=findings,
        ),
        findings,
    )


Read = tuple["SheetYear", list[tuple[RowSource, tuple[Finding, ...]]]]


def _current_first(read: Sequence[Read]) -> list[Read]:
    return sorted(read, key=lambda item: item[0].role != "current")


def _picked(row: RowSource, factor_keys: Mapping[str, str]) -> RowSource:
    """A row of the template with the factor chosen for its kind by the person who reads it."""
    if row.source is None or row.source.kind not in factor_keys:
        return row
    chosen = {**row.source.factor_keys, "direct": factor_keys[row.source.kind]}
    return row._replace(source=replace(row.source, factor_keys=chosen))


def source_rows(
    rows: Sequence[tuple[RowSource, tuple[Finding, ...]]],
) -> tuple[tuple[RowSource, ...], list[Finding]]:
    """The rows of a year without doubles of their biogenic part, and what was said of them."""
    made, twins = without_twins([row for row, _ in rows])
    return tuple(made), [*(item for _, said in rows for item in said), *twins]


def earlier_in_file(table: Table, tables: Sequence[Table]) -> tuple[EarlierYear, ...]:
    """The years before a table's that the same file has: all that is known of them."""
    before = [one for one in tables if one.period.end <= table.period.start]
    lines = [line for one in before for row in one.rows for line in row.lines]
    return earlier_years(table.period, lines, [one.period for one in before])


def file_year(
    table: Table,
    said_of_rows: Sequence[Finding],
    rules: Rules,
    report_date: date,
    factors: Factors,
    earlier: tuple[EarlierYear, ...] = (),
) -> FileYear:
    """One year of a file under the rules, row by row beside its own figures.

    Args:
        table: the year with what its rows became.
        said_of_rows: what was said of them.
        rules: the factors and methods.
        report_date: the date of the report.
        factors: whose factors count.
        earlier: the years before it of the same file.
    """
    year, made = table.year, table.rows
    findings = list(said_of_rows)
    sources = tuple(row.source for row in made if row.source is not None)
    lines = tuple(line for row in made for line in row.lines)
    data = InventoryInput(table.period, report_date, sources, lines, earlier=earlier)
    calculation, said = calculate(data, rules)
    results = {result.source.id: result for result in calculation.sources}
    with_factors = year.has_factors
    file_lines = [
        _line(
            row,
            results.get(row.source.id) if row.source else None,
            rules,
            with_factors=with_factors,
        )
        for row in made
    ]
    of_rows = [
        item for line in file_lines for item in row_findings(line, with_factors=with_factors)
    ]
    of_rows.extend(total_findings(year, file_lines))
    if factors is Factors.SHEET:
        findings = list(sheet_findings([*findings, *of_rows], said))
        file_lines = [_by_sheet(line) for line in file_lines]
        complete = all(line.has_sheet_result for line in file_lines)
    else:
        findings.extend((*said, *of_rows))
        known = all(row.source is not None or row.refusal == TWIN for row in made)
        complete = calculation.complete and known
    return FileYear(
        year=year,
        calculation=calculation,
        lines=tuple(file_lines),
        sheet_total=None if year.total is None else spreadsheet_number(year.total),
        findings=tuple(findings),
        complete=complete,
    )


def _line(
    row: RowSource, result: SourceResult | None, rules: Rules, *, with_factors: bool
) -> FileLine:
    sheet = row.row
    kilograms = monthly([line.id for line in row.lines], result) if row.lines else ()
    months = _months(sheet, kilograms)
    if not with_factors:
        return FileLine(sheet, result, None, (), months)
    factor = sheet.factor if sheet.counted else None
    figure = sheet_figure(sheet.quantity, factor, sheet.kg if sheet.counted else ZERO)
    figure = figure._replace(counted=sheet.counted)
    parts = parts_from_sheet(figure, result, rules.units, rules.gwp.code)
    return FileLine(sheet, result, figure.kg, parts, months)


def _by_sheet(line: FileLine) -> FileLine:
    """The line as the workbook counts it: its own result, nothing of ours beside it."""
    own: tuple[Decimal | None, ...] = ()
    if line.has_sheet_result:
        factor = ZERO if not line.row.counted else line.row.factor
        if factor is not None:
            products = [EXACT.multiply(amount.quantity, factor) for amount in line.row.amounts]
            own = tied(products, line.sheet_kg or ZERO) or ()
    return replace(line, parts=(), months=_months(line.row, own))


def _months(row: SheetRow, kilograms: Sequence[Decimal | None]) -> tuple[FileMonth, ...]:
    pairs = zip_longest(row.amounts, kilograms[: len(row.amounts)])
    return tuple(
        (_period_text(amount.period), amount.cell, amount.quantity, kg) for amount, kg in pairs
    )


def _period_text(period: Period) -> str:
    return f"{period.start.year}-{period.start.month:02}"
