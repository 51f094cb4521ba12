"""The imports of a year: what each file brought, what was refused, and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.services.receipts import receipt, receipts
from fahsai.web.pager import Pager, paged
from fahsai.web.shown import exact_text
from fahsai.web.who import who_text

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.services.receipts import KeptReceipt, RecordChange
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

SHORT_HASH = 12


class Counts(NamedTuple):
    """Read = stored + rejected."""

    read: str
    stored: str
    rejected: str


class Rejected(NamedTuple):
    """A cell that was not stored, with the reason in words."""

    sheet: str
    cell: str
    raw: str
    reason: str


class ReceiptShown(NamedTuple):
    """One import: what was read, stored and rejected."""

    id: str
    file_name: str
    imported: str
    years: str
    rows: Counts
    cells: Counts
    blank: str
    ties: bool
    sha256: str
    short: str


class SumShown(NamedTuple):
    """The sum of one column in the file, and in the records afterwards."""

    place: str
    unit: str
    before: str
    rejected: str
    after: str
    ties: bool


class ChangeShown(NamedTuple):
    """What the import did to one record."""

    code: str
    cell: str
    before: str
    after: str
    kind: str


class ReceiptPage(NamedTuple):
    """One receipt with everything that is known of it."""

    receipt: ReceiptShown
    who: str
    sums: tuple[SumShown, ...]
    rejected: tuple[Rejected, ...]
    changes: Pager[ChangeShown]
    counts: tuple[tuple[str, str], ...]


def import_list(reading: Reading) -> tuple[ReceiptShown, ...]:
    """The receipts of the files that brought figures of the year, the newest first."""
    year = reading.result.version.year_be
    kept = receipts(reading.actor, reading.organisation.id)
    return tuple(_receipt(one, reading.shown) for one in kept if year in one.years)


def receipt_page(request: HttpRequest, reading: Reading, receipt_id: UUID) -> ReceiptPage:
    """One receipt.

    Raises:
        NotFoundError: the organisation has no such receipt.
    """
    shown = reading.shown
    found = receipt(reading.actor, reading.organisation.id, receipt_id)
    told = found.kept.receipt
    kinds = [_kind(one) for one in found.changes]
    page = paged(found.changes, request, shown, 100)
    return ReceiptPage(
        receipt=_receipt(found.kept, shown),
        who="" if found.who is None else who_text(found.who, shown),
        sums=tuple(
            SumShown(
                f"{check.sheet}!{check.column}",
                shown.unit(check.unit),
                exact_text(check.before),
                exact_text(check.rejected),
                exact_text(check.after),
                check.ties,
            )
            for check in told.sums
        ),
        rejected=tuple(
            Rejected(cell.sheet, cell.cell, cell.raw, shown.common("reasons", cell.reason))
            for cell in told.rejected
        ),
        changes=page.showing(_change(one, shown) for one in page.items),
        counts=tuple(
            (shown.word("year_changes", kind), f"{kinds.count(kind):,}")
            for kind in ("added", "changed", "gone")
            if kind in kinds
        ),
    )


def _receipt(kept: KeptReceipt, shown: Shown) -> ReceiptShown:
    told = kept.receipt
    return ReceiptShown(
        id=str(kept.id),
        file_name=told.file_name,
        imported=shown.instant(kept.imported_at),
        years=", ".join(shown.year(year) for year in kept.years),
        rows=_counts(told.rows_read, told.rows_stored, told.rows_rejected),
        cells=_counts(told.cells_read, told.cells_stored, told.cells_rejected),
        blank=f"{told.cells_blank:,}",
        ties=all(check.ties for check in told.sums),
        sha256=told.file_sha256,
        short=told.file_sha256[:SHORT_HASH],
    )


def _counts(*counts: int) -> Counts:
    return Counts(*(f"{count:,}" for count in counts))


def _kind(change: RecordChange) -> str:
    if change.before is None:
        return "added"
    return "gone" if change.after is None else "changed"


def _change(change: RecordChange, shown: Shown) -> ChangeShown:
    kind = _kind(change)
    return ChangeShown(
        change.code,
        change.cell,
        _amount(change.before, shown),
        _amount(change.after, shown),
        shown.word("year_changes", kind),
    )


def _amount(amount: tuple[Decimal, str] | None, shown: Shown) -> str:
    return "–" if amount is None else f"{exact_text(amount[0])} {shown.unit(amount[1])}"
