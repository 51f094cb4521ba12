"""Finding the header of a table of yearly amounts: item, quantity, factor and result a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT
from fahsai.gateways.workbooks.cell_text import (
    Month,
    Year,
    month_said,
    number_said,
    plain,
    year_said,
)
from fahsai.gateways.workbooks.office.columns import Columns, agree, find_columns
from fahsai.gateways.workbooks.office.header import Header, Means, MonthColumns, meaning
from fahsai.gateways.workbooks.table.days import DayRules, day_said
from fahsai.gateways.workbooks.table.headings import heading_said
from fahsai.gateways.workbooks.table.mapping import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.gateways.workbooks.grid import Sheet

_SEARCH_ROWS = 60
_ROWS_LOOKED_AT = 120
_BAND = 3
_FEWEST_DATES = 2
_OF_TIME = frozenset({Field.DATE, Field.MONTH, Field.FROM})
_LONGEST_HEADER = 60
_THOUSAND = Decimal(1000)
_NO_RESULT: tuple[int | None, ...] = (None,)
_RESULTS = frozenset({Means.CF, Means.TOTAL})
_OF_FIGURES = frozenset({Means.QUANTITY, Means.CF, Means.FACTOR, Means.UNIT, Means.FACTOR_UNIT})


@dataclass(frozen=True, slots=True)
class AnnualHeader:
    """One year of a table: ``header`` holds its quantity and result as a single period."""

    header: Header
    columns: Columns
    year: Year | None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the header: what it holds and the year written over it."""

    place: int
    means: Means
    year: int | None


def annual_headers(sheet: Sheet) -> tuple[AnnualHeader, ...]:
    """The first table of the sheet that gives quantities and factors or results, a year each."""
    for row in range(min(sheet.height, _SEARCH_ROWS)):
        if not _names_an_item(sheet, row):
            continue
        for height in range(_BAND, 0, -1):
            found = tuple(_tables(sheet, row, height))
            if found:
                return () if _dated(sheet, row, height) else found
    return ()


def _dated(sheet: Sheet, row: int, height: int) -> bool:
    """Whether the rows below a header have days or months: then they are no yearly amounts."""
    for column in range(sheet.width):
        heading = " ".join(sheet.text(above, column) for above in range(row, row + height))
        if heading_said(heading.strip()).means not in _OF_TIME:
            continue
        below = [sheet.cell(under, column) for under in range(row + height, sheet.height)]
        said = [
            value
            for value in below[:_ROWS_LOOKED_AT]
            if month_said(value) is not None or day_said(value, DayRules()).day is not None
        ]
        if len(said) >= _FEWEST_DATES:
            return True
    return False


def _names_an_item(sheet: Sheet, row: int) -> bool:
    return any(
        isinstance(value, str) and len(value) <= _LONGEST_HEADER and meaning(value) is Means.ITEM
        for value in sheet.rows[row]
    )


def _tables(sheet: Sheet, row: int, height: int) -> Iterator[AnnualHeader]:
    """The tables whose header fills this band of rows; a band with numbers is no header."""
    end = row + height
    if end >= sheet.height or _has_numbers(sheet, row, end):
        return
    if not all(_is_sub_header(sheet, below) for below in range(row + 1, end)):
        return
    columns = [
        _Column(place, means, _year_over(sheet, row, end, place))
        for place in range(sheet.width)
        if (means := _means(sheet, row, end, place)) is not None
    ]
    quantities = [column for column in columns if column.means is Means.QUANTITY]
    results = [column for column in columns if column.means in _RESULTS]
    named = {column.means for column in columns}
    if not quantities or not (Means.FACTOR in named or results):
        return
    years = dict.fromkeys(column.year for column in quantities)
    for year in years:
        header = _header(
            sheet,
            row,
            end,
            [c.place for c in quantities if c.year == year],
            [c.place for c in results if c.year in (year, None)],
        )
        said = _title_year(sheet, row) if year is None or len(years) == 1 else None
        yield AnnualHeader(*header, said if said is not None else _plain_year(year))


def _plain_year(year: int | None) -> Year | None:
    return None if year is None else Year(year, fiscal=False)


def _has_numbers(sheet: Sheet, first: int, end: int) -> bool:
    """True when a row below the first holds a number that is no year: a line of the table."""
    return any(
        number is not None and year_said(plain(str(number))) is None
        for row in range(first + 1, end)
        for column in range(sheet.width)
        if not isinstance(sheet.cell(row, column), str)
        and (number := number_said(sheet.cell(row, column)).value) is not None
    )


def _is_sub_header(sheet: Sheet, row: int) -> bool:
    """True for a row that still names figures or units: ปริมาณ, CF, or merged cells from above."""
    return any(meaning(sheet.text(row, column)) in _OF_FIGURES for column in range(sheet.width))


def _means(sheet: Sheet, first: int, end: int, column: int) -> Means | None:
    """What a column holds, by the lowest words of its header that say anything."""
    texts = [sheet.text(row, column) for row in range(first, end)]
    for text in reversed(texts):
        if text and len(text) <= _LONGEST_HEADER and (means := meaning(text)) is not None:
            return means
    return None


def _year_over(sheet: Sheet, first: int, end: int, column: int) -> int | None:
    """The year in the words over a column, merged titles included."""
    for row in range(end - 1, max(first - 2, -1), -1):
        text = sheet.text(row, column)
        if len(text) > _LONGEST_HEADER:
            continue
        year = year_said(text)
        if year is not None:
            return year.be
    return None


def _title_year(sheet: Sheet, row: int) -> Year | None:
    """The year that the nearest title above the header names."""
    for above in range(row, -1, -1):
        for value in sheet.rows[above]:
            year = year_said(value) if isinstance(value, str) else None
            if year is not None:
                return year
    return None


def _header(
    sheet: Sheet, row: int, end: int, quantities: list[int], results: list[int]
) -> tuple[Header, Columns]:
    """The quantity, factor and result whose figures agree most, in the shape of a month."""
    best: tuple[int, Header, Columns] | None = None
    for quantity in quantities:
        for result in results or _NO_RESULT:
            header = _single(sheet, row, end, quantity, result)
            columns = replace(find_columns(sheet, header), totals=())
            score = _agreeing(sheet, header, columns, quantity, result)
            if best is None or score > best[0]:
                best = (score, header, columns)
    assert best is not None  # noqa: S101 - there is at least one quantity
    return best[1], best[2]


def _single(sheet: Sheet, row: int, end: int, quantity: int, result: int | None) -> Header:
    titles = [value for cells in sheet.rows[:end] for value in cells if isinstance(value, str)]
    return Header(
        row,
        end,
        (MonthColumns(Month(1), quantity, result),),
        None,
        plain(" ".join(titles)),
        speaks_of_carbon=True,
        has_sub_header=True,
    )


def _agreeing(
    sheet: Sheet, header: Header, columns: Columns, quantity: int, result: int | None
) -> int:
    """In how many rows quantity x factor is the result, in kilograms or in tonnes."""
    if columns.factor is None or result is None:
        return 0
    count = 0
    for row in range(header.first_data_row, min(sheet.height, header.row + _ROWS_LOOKED_AT)):
        amount = number_said(sheet.cell(row, quantity)).value
        factor = number_said(sheet.spread(row, columns.factor)).value
        printed = number_said(sheet.cell(row, result)).value
        if amount and factor and printed:
            count += _is_product(EXACT.multiply(amount, factor), printed)
    return count


def _is_product(product: Decimal, printed: Decimal) -> bool:
    return agree(product, printed) or agree(product, EXACT.multiply(printed, _THOUSAND))
