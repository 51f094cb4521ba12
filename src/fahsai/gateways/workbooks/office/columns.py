"""Which column of an office sheet holds the scope, the item, the factor, the units, the total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, total
from fahsai.gateways.workbooks.cell_text import month_said, number_said, plain, scopes_said
from fahsai.gateways.workbooks.office.header import Means, meaning
from fahsai.gateways.workbooks.office.header_words import column_words, is_total_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.gateways.workbooks.grid import Sheet
    from fahsai.gateways.workbooks.office.header import Header

_COLUMNS_BEYOND_MONTHS = 12
_ROWS_LOOKED_AT = 120
_RELATIVE = Decimal("1e-9")
_ABSOLUTE = Decimal("1e-6")
_FEWEST_AGREEING = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns outside the months; ``labels`` are the item column and its continuations.

    ``totals`` are the columns of a row's total over the months: of CF, or of quantities.
    """

    scope: int | None
    labels: tuple[int, ...]
    factor: int | None
    factor_unit: int | None
    unit: int | None
    totals: tuple[int, ...]


def agree(left: Decimal, right: Decimal) -> bool:
    """True when two amounts are the same but for the sheet's floating-point arithmetic.

    >>> agree(Decimal("33.8475"), Decimal("33.847500000000004"))
    True
    """
    difference = abs(EXACT.subtract(left, right))
    return difference <= max(_ABSOLUTE, EXACT.multiply(_RELATIVE, max(abs(left), abs(right))))


def find_columns(sheet: Sheet, header: Header) -> Columns:
    """The columns outside the months, by their headers, then by what stands in them."""
    words = _words(sheet, header)
    said = {column: meaning(text) for column, text in words.items()}
    rows = range(header.first_data_row, min(sheet.height, header.first_data_row + _ROWS_LOOKED_AT))
    factor = _factor(sheet, header, said, rows)
    units = [c for c, means in said.items() if means in (Means.UNIT, Means.FACTOR_UNIT)]
    factor_unit, unit = _units(sheet, words, units, rows, factor)
    scope = next((c for c, means in said.items() if means is Means.SCOPE), None)
    taken: set[int | None] = {factor, factor_unit, unit}
    item = next((c for c, means in said.items() if means is Means.ITEM and c not in taken), None)
    if item is None:
        item = _fullest_text_column(sheet, said, rows, taken | {scope})
        if item is None:
            item, scope = scope, None
    if scope is None:
        scope = _scope_column(sheet, said, rows, taken | {item})
    # Beside another year's months, a column called CF is one of its months.
    alone = not any(month_said(sheet.cell(header.row, c)) for c in words)
    totals = tuple(
        column
        for column, text in words.items()
        if column not in taken and (is_total_header(text) or (alone and said[column] is Means.CF))
    )
    return Columns(scope, _labels(said, header, item), factor, factor_unit, unit, totals)


def settle_single_columns(sheet: Sheet, header: Header, columns: Columns) -> Header:
    """The header with single month columns under a title of carbon told apart by their figures.

    Many offices leave the form's title over plain quantities.  Beside a factor column the months
    are quantities, unless the row totals are the plain sum of the months.
    """
    alone = all(entry.quantity is None for entry in header.months)
    if header.has_sub_header or not alone or columns.factor is None:
        return header
    rows = range(header.first_data_row, min(sheet.height, header.first_data_row + _ROWS_LOOKED_AT))
    plain_sums = sum(_is_plain_sum(sheet, header, columns, row) for row in rows)
    return header if plain_sums >= _FEWEST_AGREEING else header.as_quantities()


def _is_plain_sum(sheet: Sheet, header: Header, columns: Columns, row: int) -> bool:
    """True when a total column is the sum of the months although the factor is not one."""
    factor = number_said(sheet.spread(row, columns.factor or 0)).value
    if factor is None or factor == 1:
        return False
    values = [
        value
        for entry in header.months
        if entry.cf is not None and (value := number_said(sheet.cell(row, entry.cf)).value)
    ]
    printed = [number_said(sheet.cell(row, column)).value for column in columns.totals]
    return bool(values) and any(value and agree(value, total(values)) for value in printed)


def _words(sheet: Sheet, header: Header) -> dict[int, str]:
    """The header words of every column outside the months, left to right."""
    end = min(sheet.width, header.last_column + 1 + _COLUMNS_BEYOND_MONTHS)
    return {
        column: column_words(sheet, header, column)
        for column in range(end)
        if column not in header.columns
    }


def _factor(sheet: Sheet, header: Header, said: dict[int, Means | None], rows: range) -> int | None:
    """The factor column: by its header; between several, the one that gives the CF column."""
    named = [column for column, means in said.items() if means is Means.FACTOR]
    inside = [entry.factor for entry in header.months if entry.factor is not None]
    if len(named) == 1:
        return named[0]
    unnamed = [c for c, means in said.items() if means in (None, Means.OTHER)]
    candidates = named or inside[:1] or unnamed
    best = max(candidates, key=lambda c: _agreeing(sheet, header, c, rows), default=None)
    if best is None:
        return None
    proven = _agreeing(sheet, header, best, rows) >= _FEWEST_AGREEING
    return best if proven or named or inside else None


def _agreeing(sheet: Sheet, header: Header, column: int, rows: range) -> int:
    """In how many cells quantity x this column is the CF that the sheet prints."""
    count = 0
    for row in rows:
        factor = number_said(sheet.spread(row, column)).value
        if not factor:
            continue
        for entry in header.months:
            if entry.quantity is None or entry.cf is None:
                continue
            quantity = number_said(sheet.cell(row, entry.quantity)).value
            printed = number_said(sheet.cell(row, entry.cf)).value
            if quantity and printed and agree(EXACT.multiply(quantity, factor), printed):
                count += 1
    return count


def _units(
    sheet: Sheet, words: dict[int, str], columns: list[int], rows: range, factor: int | None
) -> tuple[int | None, int | None]:
    """The unit of the factor (its texts speak of CO2) and the unit of the activity."""
    carbon = [column for column in columns if _mostly_carbon(sheet, column, rows)]
    others = [
        column for column in columns if column not in carbon and _any_text(sheet, column, rows)
    ]
    by_name = [c for c in others if meaning(words[c]) is Means.FACTOR_UNIT]
    others = [column for column in others if column not in by_name]
    collected = [c for c in others if "เก็บ" in words[c] or "กิจกรรม" in words[c]]
    factor_unit = next(iter(carbon or by_name), None)
    if factor is not None and len(carbon) > 1:
        factor_unit = min(carbon, key=lambda column: abs(column - factor))
    return factor_unit, next(iter(collected or others), None)


def _mostly_carbon(sheet: Sheet, column: int, rows: range) -> bool:
    texts = [text for row in rows if (text := plain(sheet.text(row, column)))]
    return bool(texts) and sum("co2" in text for text in texts) * 2 > len(texts)


def _any_text(sheet: Sheet, column: int, rows: range) -> bool:
    return any(isinstance(sheet.cell(row, column), str) for row in rows)


def _fullest_text_column(
    sheet: Sheet, said: dict[int, Means | None], rows: range, taken: set[int | None]
) -> int | None:
    """The column without a telling header that holds most texts: the items of a nameless column."""
    return _fullest(
        [c for c, means in said.items() if means is None and c not in taken],
        lambda column: sum(isinstance(sheet.cell(row, column), str) for row in rows),
    )


def _scope_column(
    sheet: Sheet, said: dict[int, Means | None], rows: range, taken: set[int | None]
) -> int | None:
    """A column without a telling header whose texts name scopes."""
    return _fullest(
        [c for c, means in said.items() if means is None and c not in taken],
        lambda column: sum(bool(scopes_said(sheet.text(row, column))) for row in rows),
    )


def _fullest(columns: list[int], count: Callable[[int], int]) -> int | None:
    best = max(columns, key=count, default=None)
    return best if best is not None and count(best) > 0 else None


def _labels(said: dict[int, Means | None], header: Header, item: int | None) -> tuple[int, ...]:
    """The item column and the headerless columns right of it, over which labels are spread."""
    if item is None:
        return ()
    result = [item]
    column = item + 1
    while column in said and said[column] is None and column < header.first_column:
        result.append(column)
        column += 1
    return tuple(result)
