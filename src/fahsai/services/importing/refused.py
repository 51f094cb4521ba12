"""Why nothing of a file was taken, where there is no receipt that would say it cell by cell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.table.values import HEADER_ROW, REMARK, TOTAL_ROW
from fahsai.services.importing.read import is_table
from fahsai.services.sheets.years import NOT_UNDERSTOOD

if TYPE_CHECKING:
    from fahsai.services.importing.read import ReadBook

NO_ACTIVITY = frozenset({TOTAL_ROW, HEADER_ROW, REMARK})
"""Reasons that say of a row what it is, and nothing that could be corrected."""

EXAMPLES = 5


def why_refused(read: ReadBook) -> tuple[Finding, ...]:
    """``table.refused`` for each reason why cells of the tables of a file were not taken."""
    if not is_table(read):
        return ()
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in read.book.rejected:
        if one.reason not in NO_ACTIVITY:
            cells[one.sheet, one.reason].append(one.cell)
    for year in read.years:
        for row in year.rows:
            if row.source is None:
                reason = row.refusal or NOT_UNDERSTOOD
                cells[year.year.sheet, reason].extend(one.cell for one in row.row.amounts)
    return tuple(
        finding(
            "table.refused",
            Level.ERROR,
            sheet,
            count=str(len(places)),
            cells=", ".join(places[:EXAMPLES]) + (" …" if len(places) > EXAMPLES else ""),
            refused=reason,
        )
        for (sheet, reason), places in cells.items()
    )
