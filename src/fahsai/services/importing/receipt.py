"""The receipt of an import: what was read, stored and rejected, column by column."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.core.thai.period import Period, PeriodKind
from fahsai.records.models import ActivityRow
from fahsai.services.importing.held import ROW_REASONS
from fahsai.services.importing.read import NO_QUANTITY, is_table, stored_lines
from fahsai.services.sheets.years import NOT_UNDERSTOOD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.importing.compare import Compared
    from fahsai.services.importing.read import ReadBook
    from fahsai.services.sheets.years import RowSource

REPEATED = "repeated"
"""Why a cell is refused: the same month of the same row stands in a column before it."""


Column = tuple[str, str, str]
"""Sheet, column and unit."""


class ColumnCheck(NamedTuple):
    """The sum of one column and unit in the file, and in the records afterwards."""

    sheet: str
    column: str
    unit: str
    before: Decimal
    rejected: Decimal
    after: Decimal

    @property
    def ties(self) -> bool:
        """Whether everything read was stored or rejected."""
        return self.before == total((self.after, self.rejected))


class RejectedCell(NamedTuple):
    """A cell that was not stored, and why."""

    sheet: str
    cell: str
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import read, stored and rejected: ``cells_read = stored + rejected``.

    ``read_as`` tells how a text file was read: ``coding``, ``separator``, ``decimal``.
    """

    file_name: str
    file_sha256: str
    layout: str
    rows_read: int
    rows_stored: int
    rows_rejected: int
    cells_read: int
    cells_stored: int
    cells_rejected: int
    cells_blank: int
    rejected: tuple[RejectedCell, ...]
    sums: tuple[ColumnCheck, ...]
    read_as: Mapping[str, str] = field(default_factory=dict)


class _Tally:
    """What the rows of a file give, column by column, and what of it is refused."""

    def __init__(self) -> None:
        self.before: dict[Column, Decimal] = defaultdict(Decimal)
        self.lost: dict[Column, Decimal] = defaultdict(Decimal)
        self.refused: list[RejectedCell] = []
        self.kept = 0

    def add(self, sheet: str, row: RowSource) -> None:
        """Count a row: its lines, or its raw amounts where they are refused."""
        if row.source is None:
            reason = row.refusal or NOT_UNDERSTOOD
            for amount in row.row.amounts:
                place = self._read(sheet, amount.cell, row.row.unit_text, amount.quantity)
                self._refuse(place, amount.quantity, amount.cell, amount.raw, reason)
            return
        stored = stored_lines(row)
        self.kept += len(stored)
        kept = {line.id for line in stored} if len(stored) < len(row.lines) else None
        for line in row.lines:
            if line.provenance is None:
                continue
            _, _, cell, raw = line.provenance
            place = self._read(sheet, cell, line.unit, line.quantity)
            if kept is not None and line.id not in kept:
                self._refuse(place, line.quantity, cell, raw, REPEATED)

    def _read(self, sheet: str, cell: str, unit: str, quantity: Decimal) -> Column:
        place = (sheet, _column(cell), unit)
        self.before[place] = EXACT.add(self.before[place], quantity)
        return place

    def _refuse(self, place: Column, quantity: Decimal, cell: str, raw: str, reason: str) -> None:
        self.lost[place] = EXACT.add(self.lost[place], quantity)
        self.refused.append(RejectedCell(place[0], cell, raw, reason))


def make_receipt(
    organisation_id: UUID, read: ReadBook, compared: Sequence[Compared], *, stored: bool
) -> Receipt:
    """The receipt of a file; ``after`` is read back from the records once they are stored."""
    rejected = [
        RejectedCell(one.sheet, one.cell, one.raw, one.reason) for one in read.book.rejected
    ]
    tally = _Tally()
    rows = [(year.year.sheet, row) for year in read.years for row in year.rows]
    for sheet, row in rows:
        tally.add(sheet, row)
    of_us = [*_cells_without_quantity(read.book), *tally.refused]
    lost = tally.lost
    after = _stored_sums(organisation_id, compared) if stored else None
    rows_read, rows_stored = _rows_of_tables(read) if is_table(read) else _rows(read, rows)
    count = read.book.count
    return Receipt(
        file_name=read.book.file_name,
        file_sha256=read.book.sha256,
        layout=read.book.layout,
        rows_read=rows_read,
        rows_stored=rows_stored,
        rows_rejected=rows_read - rows_stored,
        cells_read=count.stored + count.rejected,
        cells_stored=tally.kept,
        cells_rejected=count.rejected + len(of_us),
        cells_blank=count.blank,
        rejected=(*rejected, *of_us),
        sums=tuple(
            ColumnCheck(
                *place,
                value,
                lost.get(place, ZERO),
                total((value, -lost.get(place, ZERO))) if after is None else after.get(place, ZERO),
            )
            for place, value in tally.before.items()
        ),
        read_as={} if read.book.text is None else read.book.text._asdict(),
    )


def _rows(read: ReadBook, rows: Sequence[tuple[str, RowSource]]) -> tuple[int, int]:
    """How many rows were read, and how many of them stored."""
    refused = sum(row.source is None for _, row in rows)
    return len(rows) + _refused_rows(read.book), len(rows) - refused


def _rows_of_tables(read: ReadBook) -> tuple[int, int]:
    """The same of tables: a row is stored when an amount of it is."""
    stored = {
        (year.table, row.row.number)
        for year in read.years
        for row in year.rows
        if row.source is not None
    }
    return sum(table.rows for table in read.book.tables), len(stored)


def _refused_rows(book: ActivityBook) -> int:
    """The rows of a template that were refused whole while reading."""
    if book.template is None:
        return 0
    return sum(one.reason in ROW_REASONS for one in book.rejected)


def _cells_without_quantity(book: ActivityBook) -> Iterable[RejectedCell]:
    """Months for which an office sheet prints emissions and has no column of quantities."""
    for sheet in book.offices:
        for row in sheet.rows:
            for month in row.months:
                if not month.cell and month.cf is not None:
                    yield RejectedCell(sheet.name, month.cf_cell, canonical(month.cf), NO_QUANTITY)


_SUMMED = (
    *("row_key", "period_start", "period_end", "period_kind"),
    *("cell", "unit", "quantity"),
)
"""The columns of a row that its sum and its place need."""


def _column(cell: str) -> str:
    return cell.rstrip("0123456789")


def _stored_sums(organisation_id: UUID, compared: Iterable[Compared]) -> Mapping[Column, Decimal]:
    """The sums of what stands in the records now, read back from the database."""
    sums: dict[Column, Decimal] = defaultdict(Decimal)
    add = EXACT.add
    for one in compared:
        rows = ActivityRow.rows.of(organisation_id).current()
        rows = rows.filter(layout=one.layout, sheet=one.known_as, row_key__isnull=False)
        periods: dict[tuple[date, date, str], Period] = {}
        for key, start, end, kind, cell, unit, quantity in rows.values_list(*_SUMMED):
            when = (start, end, kind)
            if when not in periods:
                periods[when] = Period(start, end, PeriodKind(kind))
            place = (key or "", periods[when])
            if place in one.beyond or place in one.held:
                continue
            given = one.wanted.get(place)
            if given is None and not (one.period.contains(place[1]) and one.speaks_of(place)):
                continue
            said = None if given is None else given.line.provenance
            column = (one.sheet, _column(said.cell if said else cell), unit)
            sums[column] = add(sums[column], quantity)
    return sums


def receipt_plain(receipt: Receipt, years: Iterable[int]) -> dict[str, Any]:
    """A receipt as it is kept."""
    return {
        **asdict(receipt),
        "read_as": dict(receipt.read_as),
        "rejected": [cell._asdict() for cell in receipt.rejected],
        "sums": [check._asdict() for check in receipt.sums],
        "years": sorted(set(years)),
    }
