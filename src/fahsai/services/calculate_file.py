"""Calculate a workbook on its own, nothing stored: its own total, ours, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from fahsai.core.factors.co2e import co2e_per_unit
from fahsai.core.factors.identify import identify
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.difference import SHEET_NOISE, Part
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.blends import refrigerant
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.core.thai.period import BE_OFFSET
from fahsai.gateways.workbooks.book import OFFICE, TEMPLATE, file_year_said
from fahsai.reference.load_factors import editions
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.services.importing.explained import open_alone
from fahsai.services.noticing.of_file import Table, mistakes_of_table
from fahsai.services.rules import factor_set_in_force, rules_for
from fahsai.services.sheets.biogenic_doubles import TWIN, without_twins
from fahsai.services.sheets.comparison import monthly, parts_from_sheet, sheet_figure, tied
from fahsai.services.sheets.table_years import table_rows
from fahsai.services.sheets.template_years import template_rows
from fahsai.services.sheets.years import RowSource, row_source, sheet_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.sheets.years import SheetRow, SheetYear

TWO = 2
"""A blend's activities: itself, and the neat fuel it falls back to."""

EXCEL_DIGITS = 15
"""What a spreadsheet shows of a number; beyond that its binary sums are noise."""


class Factors(StrEnum):
    """Whose factors a file is calculated with."""

    EDITION = "edition"
    SHEET = "sheet"


FileMonth = tuple[str, str, Decimal, "Decimal | None"]
"""Year and month, cell, quantity, and its part of the line's result [kg CO2e]."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of the workbook with our result and the parts of the difference.

    ``sheet_kg`` [kg CO2e] is None, and ``parts`` are empty, in a layout without factors of its
    own.  Where the workbook's own factors count, ``months`` are its own and ``parts`` are empty.
    """

    row: SheetRow
    result: SourceResult | None
    sheet_kg: Decimal | None
    parts: tuple[Part, ...]
    months: tuple[FileMonth, ...]

    @property
    def has_sheet_result(self) -> bool:
        """Whether the workbook itself has a figure for the row."""
        row = self.row
        return not row.counted or row.factor is not None or bool(row.kg) or not row.quantity


@dataclass(frozen=True, slots=True)
class FileYear:
    """One year of the workbook; masses in kg CO2e."""

    year: SheetYear
    calculation: Calculation
    lines: tuple[FileLine, ...]
    sheet_total: Decimal | None
    findings: tuple[Finding, ...]
    complete: bool

    @property
    def has_factors(self) -> bool:
        """Whether the layout has factors of its own."""
        return self.year.has_factors


@dataclass(frozen=True, slots=True)
class FileCalculation:
    """What ``fahsai calculate BOOK.xlsx`` answers; the first year is the current one."""

    name: str
    sha256: str
    layout: str
    factors: Factors
    factor_set: str
    gwp_set: str
    report_date: date
    years: tuple[FileYear, ...]
    findings: tuple[Finding, ...]


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
    findings = (*findings, *_misplaced(book))
    looked = [(year, *_source_rows(rows)) for year, rows in _current_first(read)]
    in_order = [Table(year, made) for year, made, _ in looked]
    said_year = file_year_said(name)
    for table, (_, _, said) in zip(in_order, looked, strict=True):
        made = _file_year(table, said, rules, report_date, factors)
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


def _misplaced(book: ActivityBook) -> list[Finding]:
    """Rows for gases reported apart that a sheet keeps among its scopes, even if empty."""
    said = []
    for sheet in book.offices:
        for row in sheet.rows:
            species = refrigerant(row.label)
            if species is None or row.separate:
                continue
            gases = load_blends().expand(species, Decimal(1))
            if any(not load_gases().counted(gas) for gas in gases):
                subject = f"{sheet.name}!{row.label_cell}"
                said.append(
                    finding(
                        "class.row_in_scope",
                        Level.INFO,
                        subject,
                        label=row.label,
                        scope=row.scope or "-",
                    )
                )
    return said


Read = tuple["SheetYear", list[tuple[RowSource, tuple[Finding, ...]]]]


def _current_first(read: Sequence[Read]) -> list[Read]:
    return sorted(read, key=lambda item: item[0].role != "current")


def _picked(row: RowSource, factor_keys: Mapping[str, str]) -> RowSource:
    """A row of the template with the factor chosen for its kind by the person who reads it."""
    if row.source is None or row.source.kind not in factor_keys:
        return row
    chosen = {**row.source.factor_keys, "direct": factor_keys[row.source.kind]}
    return replace(row, source=replace(row.source, factor_keys=chosen))


def _source_rows(
    rows: Sequence[tuple[RowSource, tuple[Finding, ...]]],
) -> tuple[tuple[RowSource, ...], list[Finding]]:
    """The rows of a year without doubles of their biogenic part, and what was said of them."""
    made, twins = without_twins([row for row, _ in rows])
    return tuple(made), [*(item for _, said in rows for item in said), *twins]


def _file_year(
    table: Table,
    said_of_rows: Sequence[Finding],
    rules: Rules,
    report_date: date,
    factors: Factors,
) -> FileYear:
    year, made = table.year, table.rows
    findings = list(said_of_rows)
    sources = tuple(row.source for row in made if row.source is not None)
    lines = tuple(line for row in made for line in row.lines)
    calculation, said = calculate(InventoryInput(table.period, report_date, sources, lines), rules)
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
        item for line in file_lines for item in _row_findings(line, with_factors=with_factors)
    ]
    of_rows.extend(_total_findings(year, file_lines))
    if factors is Factors.SHEET:
        findings = list(_sheet_findings([*findings, *of_rows], said))
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


def spreadsheet_number(value: Decimal) -> Decimal:
    """A number as the spreadsheet shows it, without the noise of its binary sums.

    >>> spreadsheet_number(Decimal("250693.27286199998"))
    Decimal('250693.272862')
    """
    rounded = value.normalize(EXACT)
    digits = len(rounded.as_tuple().digits)
    if digits <= EXCEL_DIGITS:
        return rounded
    places = EXCEL_DIGITS - rounded.adjusted() - 1
    return rounded.quantize(Decimal(1).scaleb(-places), context=EXACT).normalize(EXACT)


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


def _sheet_findings(rows: Sequence[Finding], calculated: Sequence[Finding]) -> Iterable[Finding]:
    """What concerns the workbook's own figures: not the factors we would choose.

    A row that we do not understand still counts by its own figure, so nothing here is an error.
    """
    for item in (*rows, *(one for one in calculated if one.code.startswith("line."))):
        yield replace(item, level=Level.WARNING) if item.level is Level.ERROR else item


def _row_findings(line: FileLine, *, with_factors: bool) -> list[Finding]:
    """What a person should know of a row besides the difference itself.

    ``with_factors`` tells whether the layout has a place for the row's own factor.
    """
    sheet = line.row
    subject = f"{sheet.sheet}!{sheet.cell}"
    said = []
    if with_factors and sheet.factor is None and sheet.counted and sheet.quantity:
        said.append(finding("sheet.no_factor", Level.WARNING, subject, label=sheet.label))
    if any(part.note == "difference.sheet_arithmetic" for part in line.parts):
        own = ZERO if sheet.factor is None else EXACT.multiply(sheet.quantity, sheet.factor)
        said.append(
            finding(
                "sheet.arithmetic",
                Level.WARNING,
                subject,
                sheet_kg=canonical(spreadsheet_number(sheet.kg)),
                own_kg=canonical(spreadsheet_number(own)),
            )
        )
    if _counted_neat(line):
        said.append(
            finding(
                "blend.counted_neat",
                Level.WARNING,
                subject,
                label=sheet.label,
                sheet_factor=canonical(sheet.factor) if sheet.factor is not None else "",
            )
        )
    apart = line.result and line.result.by_class.get(ReportingClass.SEPARATE)
    if apart and sheet.counted and with_factors:
        said.append(
            finding(
                "class.reported_apart",
                Level.WARNING,
                subject,
                label=sheet.label,
                kg=canonical(spreadsheet_number(line.sheet_kg or ZERO)),
            )
        )
    return said


def _counted_neat(line: FileLine) -> bool:
    """Whether the sheet counts a blend of biofuel with the factor of the neat fuel."""
    if line.result is None or line.row.factor is None:
        return False
    kind = kinds()[line.result.source.kind]
    asked = [name for term in kind.terms if term.role == "direct" for name in term.activities]
    if not any(term.role == "biogenic" for term in kind.terms) or len(asked) < TWO:
        return False
    neat = [
        row
        for edition in editions().values()
        for row in edition.rows
        if row.activity == asked[-1] and row.unit == line.result.unit
    ]
    gwp_sets = load_gwp_sets()
    found = identify(
        line.row.factor, neat, lambda row: co2e_per_unit(row, gwp_sets[row.gwp_set].values)
    )
    return found is not None


def sheet_sum(lines: Iterable[FileLine]) -> Decimal:
    """What the rows of a workbook come to by its own factors [kg CO2e]."""
    return total(line.sheet_kg for line in lines if line.sheet_kg is not None)


def _total_findings(year: SheetYear, lines: Sequence[FileLine]) -> list[Finding]:
    if year.layout == OFFICE:  # the reading of the sheet has compared them already
        return []
    rows_total = sheet_sum(lines)
    if year.total is None or abs(EXACT.subtract(rows_total, year.total)) <= SHEET_NOISE:
        return []
    return [
        finding(
            "sheet.total_differs",
            Level.WARNING,
            f"{year.sheet}!{year.total_cell}",
            printed=canonical(spreadsheet_number(year.total)),
            computed=canonical(spreadsheet_number(rows_total)),
        )
    ]
