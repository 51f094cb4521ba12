"""Sheets that show their results in tonnes of CO2e, turned into kilograms before they are read."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.gateways.workbooks.cell_text import number_said, plain
from fahsai.gateways.workbooks.grid import a1
from fahsai.gateways.workbooks.office.columns import agree
from fahsai.gateways.workbooks.office.header_words import column_words

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Sheet
    from fahsai.gateways.workbooks.office.columns import Columns
    from fahsai.gateways.workbooks.office.header import Header

_THOUSAND = Decimal(1000)
_ROWS_LOOKED_AT = 120
_FEWEST_AGREEING = 2
_TONNES = re.compile(
    r"(?<![a-z])(t|tons?|tonnes?|metric tons?) ?-? ?(ghg|co2)|ตัน ?(คาร์บอน|ก๊าซ|co2|ghg)|\(ตัน\)"
)


def in_kilograms(
    sheet: Sheet, header: Header, columns: Columns
) -> tuple[Sheet, tuple[Finding, ...]]:
    """The sheet with its results in kg CO2e; the same sheet where they are so already.

    Results are in tonnes where quantity x factor / 1000 is what most rows print.  Where the words
    over both the factors and the results say tonnes, factors are turned too.

    Findings: ``sheet.in_tonnes``.
    """
    results, others = _results(sheet, header, columns)
    votes = {1: 0, 1000: 0}
    for row in _rows(sheet, header):
        for wanted, column in _pairs(sheet, header, columns, row):
            printed = number_said(sheet.cell(row, column)).value
            if column not in results or not wanted or not printed:
                continue
            if agree(wanted, printed):
                votes[1] += 1
            elif agree(wanted, EXACT.multiply(printed, _THOUSAND)):
                votes[1000] += 1
    by_words = _all_in_tonnes(sheet, header, columns)
    if votes[1000] < max(_FEWEST_AGREEING, votes[1] + 1) and not by_words:
        return sheet, ()
    scaled = set(results) - others
    if by_words and columns.factor is not None:
        scaled.add(columns.factor)
    first = a1(header.first_data_row, min(results, default=header.first_column))
    said = finding("sheet.in_tonnes", Level.INFO, sheet.name, cell=first)
    return _scaled(sheet, header.first_data_row, scaled), (said,)


def _rows(sheet: Sheet, header: Header) -> range:
    first = header.first_data_row
    return range(first, min(sheet.height, first + _ROWS_LOOKED_AT))


def _pairs(sheet: Sheet, header: Header, columns: Columns, row: int) -> list[tuple[Decimal, int]]:
    """What each CF cell and each total of a row should print [kg], with its column."""
    if columns.factor is None:
        return []
    factor = number_said(sheet.spread(row, columns.factor)).value
    if not factor:
        return []
    pairs = []
    amounts = []
    for entry in header.months:
        if entry.quantity is None:
            continue
        quantity = number_said(sheet.cell(row, entry.quantity)).value
        if quantity is None:
            continue
        amounts.append(quantity)
        if entry.cf is not None:
            pairs.append((EXACT.multiply(quantity, factor), entry.cf))
    year = EXACT.multiply(total(amounts), factor) if amounts else ZERO
    return [*pairs, *((year, column) for column in columns.totals)]


def _results(sheet: Sheet, header: Header, columns: Columns) -> tuple[set[int], set[int]]:
    """The columns of results, and the totals among them that add up quantities instead."""
    months = {entry.cf for entry in header.months if entry.cf is not None}
    quantities = set()
    for column in columns.totals:
        agreeing = sum(
            _is_quantity_total(sheet, header, column, row) for row in _rows(sheet, header)
        )
        if agreeing >= _FEWEST_AGREEING:
            quantities.add(column)
    return months | set(columns.totals), quantities


def _is_quantity_total(sheet: Sheet, header: Header, column: int, row: int) -> bool:
    printed = number_said(sheet.cell(row, column)).value
    amounts = [
        value
        for entry in header.months
        if entry.quantity is not None
        and (value := number_said(sheet.cell(row, entry.quantity)).value) is not None
    ]
    return bool(printed and amounts) and agree(printed or ZERO, total(amounts))


def _all_in_tonnes(sheet: Sheet, header: Header, columns: Columns) -> bool:
    """True when the words over the factors and over the results both say tonnes of CO2e."""
    if columns.factor is None:
        return False
    factor_words = column_words(sheet, header, columns.factor)
    if columns.factor_unit is not None:
        units = [plain(sheet.text(row, columns.factor_unit)) for row in _rows(sheet, header)]
        written = [text for text in units if text]
        if written and sum(bool(_TONNES.match(text)) for text in written) * 2 > len(written):
            return _results_say_tonnes(sheet, header, columns)
    return bool(_TONNES.search(plain(factor_words))) and _results_say_tonnes(sheet, header, columns)


def _results_say_tonnes(sheet: Sheet, header: Header, columns: Columns) -> bool:
    places = {entry.cf for entry in header.months if entry.cf is not None} | set(columns.totals)
    rows = range(max(header.row - 2, 0), header.first_data_row)
    texts = {plain(sheet.text(row, column)) for row in rows for column in places}
    return any(_TONNES.search(text) for text in texts)


def _scaled(sheet: Sheet, first_row: int, columns: set[int]) -> Sheet:
    """The sheet with the numbers of some columns times 1000, from a row down."""
    rows = list(sheet.rows)
    for row in range(first_row, sheet.height):
        cells = list(rows[row])
        for column in columns:
            if column < len(cells):
                value = cells[column]
                number = number_said(value).value
                if number is not None:
                    cells[column] = EXACT.multiply(number, _THOUSAND)
        rows[row] = tuple(cells)
    return replace(sheet, rows=tuple(rows))
