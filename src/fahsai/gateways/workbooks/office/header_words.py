"""The words over a column outside the months, by which :mod:`columns` knows what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.cell_text import month_said, total_said
from fahsai.gateways.workbooks.office.header import LONGEST_HEADER, Means, meaning

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Sheet
    from fahsai.gateways.workbooks.office.header import Header

_WIDEST_COLUMN_HEADER = 3


def column_words(sheet: Sheet, header: Header, column: int) -> str:
    """The header of a column outside the months: its cells beside the months and their sub-header.

    The row above counts when those say nothing, or nothing but ปริมาณ or CF (which stands under
    รวม as well).  Titles that run over many columns are not the header of any of them.
    """
    beside = _words_between(sheet, column, header.row, header.first_data_row)
    if meaning(beside) not in (None, Means.CF, Means.QUANTITY):
        return beside
    return _words_between(sheet, column, max(header.row - 1, 0), header.first_data_row)


def _words_between(sheet: Sheet, column: int, first: int, end: int) -> str:
    words: list[str] = []
    for row in range(first, end):
        text = sheet.text(row, column)
        if text and len(text) <= LONGEST_HEADER and text not in words:
            wide = (row, column) in sheet.merged and _runs_wide(sheet, row, column)
            if not wide and month_said(text) is None:
                words.append(text)
    return " ".join(words)


def _runs_wide(sheet: Sheet, row: int, column: int) -> bool:
    """True when the merged area at this place spans more columns than a column header does."""
    anchor = sheet.merged[row, column]
    reach = anchor[1] + _WIDEST_COLUMN_HEADER
    return sheet.merged.get((row, reach)) == anchor


def is_total_header(words: str) -> bool:
    """True for the header of a row-total column (รวม, รวมทั้งปี, Total)."""
    return meaning(words) is Means.TOTAL or total_said(words)
