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


class _Cell(NamedTuple):
    """A quantity read from a cell, in the unit that it counts in; ``reason`` when refused."""

    cell: str
    raw: str
    quantity: Decimal
    unit: str
    reason: str = ""


def make_receipt(
    organisation_id: UUID, read: ReadBook, compared: Sequence[Compared], *, stored: bool
) -> Receipt:
    """The receipt of a file; ``after`` is read back from the records once they are stored."""
    rejected = [
        RejectedCell(one.sheet, one.cell, one.raw, one.reason) for one in read.book.rejected
    ]
    of_us = [*_cells_without_quantity(read.book)]
    before: dict[Column, Decimal] = defaultdict(Decimal)
    lost: dict[Column, Decimal] = defaultdict(Decimal)
    rows = [(year.year.sheet, row) for year in read.years for row in year.rows]
    kept = 0
    add = EXACT.add
    for sheet, row in rows:
        for cell in _cells(row):
            place = (sheet, _column(cell.cell), cell.unit)
            before[place] = add(before[place], cell.quantity)
            if cell.reason:
                lost[place] = add(lost[place], cell.quantity)
                of_us.append(RejectedCell(sheet, cell.cell, cell.raw, cell.reason))
            else:
                kept += 1
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
        cells_stored=kept,
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
            for place, value in before.items()
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


def _cells(row: RowSource) -> list[_Cell]:
    """What a row gives: its lines, or its raw amounts with the reason why they are refused."""
    if row.source is None:
        reason = row.refusal or NOT_UNDERSTOOD
        return [
            _Cell(amount.cell, amount.raw, amount.quantity, row.row.unit_text, reason)
            for amount in row.row.amounts
        ]
    kept = {line.id for line in stored_lines(row)}
    return [
        _Cell(
            line.provenance.cell,
            line.provenance.raw,
            line.quantity,
            line.unit,
            "" if line.id in kept else REPEATED,
        )
        for line in row.lines
        if line.provenance is not None
    ]


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
        cells = {
            place: entry.line.provenance.cell
            for place, entry in one.wanted.items()
            if entry.line.provenance
        }
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
            if place not in cells and not one.period.contains(periods[when]):
                continue
            if not one.speaks_of(place):
                continue
            column = (one.sheet, _column(cells.get(place, cell)), unit)
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
