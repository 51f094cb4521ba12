"""What an import refuses that nobody misses: rows and cells that carry no figure of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.gateways.workbooks.table.values import BLANK, HEADER_ROW, REMARK, TOTAL_ROW
from fahsai.services.importing.naming import LEFT
from fahsai.services.sheets.biogenic_doubles import TWIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_ACTIVITY = frozenset({TOTAL_ROW, HEADER_ROW, REMARK, BLANK, LEFT, TWIN})
"""Why a cell is refused that nobody misses.

A total says again what its rows say, a header and a remark say no figure, a blank has none, what
somebody leaves out is decided, and the biogenic part of a fuel is made by the row of the fuel.
"""


def missed_cells(receipt: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """The refused cells of a kept receipt that could have carried a figure of the year.

    >>> missed_cells({"rejected": [
    ...     {"sheet": "1", "cell": "B9", "raw": "รวม", "reason": "total-row"},
    ...     {"sheet": "1", "cell": "B3", "raw": "12o", "reason": "text"},
    ... ]})
    [{'sheet': '1', 'cell': 'B3', 'raw': '12o', 'reason': 'text'}]
    """
    return [cell for cell in receipt["rejected"] if cell["reason"] not in NO_ACTIVITY]
