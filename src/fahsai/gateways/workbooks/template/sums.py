"""The sum beside every row of the monthly sheets of our template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from fahsai.core.quantity.exact import total
from fahsai.gateways.workbooks.digits import fits
from fahsai.gateways.workbooks.template.book import MONTHS
from fahsai.gateways.workbooks.template.layout import (
    FIRST_ROW,
    HEADER_ROW,
    SECOND_HEADER_ROW,
    SheetLayout,
    month_code,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.gateways.workbooks.template.book import TemplateLine

SUMMED_ROWS = 300
"""Rows with a sum: more sources than most have, few enough to print."""

WIDTH = 14


def write_sums(
    sheet: Any, plan: SheetLayout, lines: Sequence[TemplateLine], formats: Mapping[str, Any]
) -> None:
    """A sum right of the columns for every row, for the eye only: it is not read back.

    It shows nothing where no month is filled, because nothing said is not zero.

    Args:
        sheet: the worksheet, xlsxwriter's.
        plan: its columns.
        lines: what is filled in already.
        formats: the formats ``head``, ``second_head``, ``sum`` and ``unseen``.
    """
    column = len(plan.columns)
    words = table()["words"]
    sheet.write_string(HEADER_ROW, column, words["total_th"], formats["head"])
    sheet.write_string(SECOND_HEADER_ROW, column, words["total_en"], formats["second_head"])
    sheet.set_column(column, column, WIDTH)
    first, last = plan.index(month_code(1)), plan.index(month_code(MONTHS))
    count = max(SUMMED_ROWS, len(lines))
    for offset in range(count):
        row = FIRST_ROW + offset
        span = f"{xl_rowcol_to_cell(row, first)}:{xl_rowcol_to_cell(row, last)}"
        filled = lines[offset].quantities if offset < len(lines) else ()
        # A figure written as text, for its many digits, is none to the formula.
        amount = float(total(one for one in filled if one is not None and fits(one)))
        sheet.write_formula(row, column, f"=SUM({span})", formats["sum"], amount)
    start = xl_rowcol_to_cell(FIRST_ROW, first, col_abs=True)
    end = xl_rowcol_to_cell(FIRST_ROW, last, col_abs=True)
    sheet.conditional_format(
        FIRST_ROW,
        column,
        FIRST_ROW + count - 1,
        column,
        {"type": "formula", "criteria": f"=COUNT({start}:{end})=0", "format": formats["unseen"]},
    )
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW, SECOND_HEADER_ROW)
