"""What a table gives: one amount a cell, with the words of its row, or why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.office.values import CellCount, Rejected
    from fahsai.gateways.workbooks.table.mapping import TableMapping

TABLE = "table"
"""The layout of tables that a mapping explains."""

TOTAL_ROW, HEADER_ROW, REMARK, BLANK = "total-row", "header-row", "remark", "blank-quantity"
"""Why a row of a table is no activity."""


class RowWords(NamedTuple):
    """What stands once in a row: its number from 1, and the texts that name its source."""

    number: int
    label: str
    code: str = ""
    account: str = ""
    group: str = ""
    part: str = ""
    document: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()
    factor: Decimal | None = None


class TableAmount(NamedTuple):
    """One cell of quantities; ``reason`` tells why there is no period, or that it is no activity.

    ``quantity`` is in the unit that ``unit_text`` names.
    """

    words: RowWords
    unit_text: str
    cell: str
    raw: str
    quantity: Decimal
    period: Period | None
    reason: str = ""


class Spoilt(NamedTuple):
    """A cell that was refused while reading: whose amount it was and when, as far as is known."""

    words: RowWords
    unit_text: str
    period: Period | None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One table as it was read under its mapping.

    ``rows`` are the numbers of all its rows that hold anything: each is stored or refused.
    """

    mapping: TableMapping
    amounts: tuple[TableAmount, ...]
    spoilt: tuple[Spoilt, ...]
    rejected: tuple[Rejected, ...]
    count: CellCount
    rows: int

    @property
    def name(self) -> str:
        """What its rows are kept under."""
        return self.mapping.name or self.mapping.sheet
