"""The receipts of accepted imports: what was read, stored and rejected, and when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.assurance.trace import line_code
from fahsai.core.quantity.exact import exact
from fahsai.records.convert import line_value
from fahsai.records.models import ActivityRow, Event, ImportReceipt, Source
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.import_activity import ColumnCheck, Receipt, RejectedCell
from fahsai.services.importing.opened import MAPPED
from fahsai.services.importing.same_table import BROUGHT
from fahsai.services.importing.settled import LEFT
from fahsai.services.keeping.frozen import CHUNK
from fahsai.services.keeping.parts import own_imports
from fahsai.services.keeping.who import Who, who_acted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from fahsai.core.access.actor import Actor


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """The receipt of one accepted file; ``years`` are the Buddhist years it brought."""

    id: UUID
    imported_at: datetime
    years: tuple[int, ...]
    receipt: Receipt


def receipts(actor: Actor, organisation_id: UUID) -> tuple[KeptReceipt, ...]:
    """Every receipt of an organisation, the newest first.

    A receipt tells of the whole file, so who reaches some units only sees those of own imports.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id)
    rows = ImportReceipt.rows.of(organisation_id).order_by("-created_at", "-id")
    mine = None if part.whole else own_imports(actor, organisation_id)
    return tuple(
        KeptReceipt(row.id, row.created_at, tuple(row.receipt["years"]), receipt_of(row.receipt))
        for row in rows
        if mine is None or row.id in mine
    )


class RecordChange(NamedTuple):
    """What an import did to one record: ``before`` is None for a new one, ``after`` for a gone one.

    Each is a quantity with its unit; ``cell`` is where the figure stands in the file.
    """

    code: str
    cell: str
    before: tuple[Decimal, str] | None
    after: tuple[Decimal, str] | None


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """One receipt with who accepted the file and what that changed in the records."""

    kept: KeptReceipt
    who: Who | None
    changes: tuple[RecordChange, ...]


def receipt(actor: Actor, organisation_id: UUID, receipt_id: UUID) -> ReadReceipt:
    """One receipt, with the changes that the import made as the records' supersessions tell them.

    Raises:
        NotFoundError: there is no such receipt in this organisation.
    """
    part = admit_part(actor, organisation_id)
    rows = ImportReceipt.rows.of(organisation_id)
    if not part.whole:
        rows = rows.filter(id__in=own_imports(actor, organisation_id))
    row = rows.filter(id=receipt_id).first()
    if row is None:
        raise NotFoundError(str(receipt_id))
    events = Event.rows.of(organisation_id)
    event = events.filter(object_id=row.id, verb="activity.imported").first()
    actor_id = event.actor_id if event else None
    kept = KeptReceipt(row.id, row.created_at, tuple(row.receipt["years"]), receipt_of(row.receipt))
    who = None if actor_id is None else who_acted((actor_id,))[actor_id]
    return ReadReceipt(kept, who, _changes(organisation_id, row, actor_id))


def _changes(owner: UUID, row: ImportReceipt, actor_id: UUID | None) -> tuple[RecordChange, ...]:
    """The rows that were written between the import before and this receipt, by the same actor.

    An import writes its rows and then its receipt in one transaction; a row of the layout that
    it withdrew keeps the file it was first read from.
    """
    before = ImportReceipt.rows.of(owner).filter(created_at__lt=row.created_at)
    earlier = before.order_by("-created_at").first()
    written = ActivityRow.rows.of(owner).filter(layout=row.layout, created_at__lte=row.created_at)
    if actor_id is not None:
        written = written.filter(actor_id=actor_id)
    if earlier is not None:
        written = written.filter(created_at__gt=earlier.created_at)
    found = [one for one in written if one.withdrawn or one.file_sha256 == row.file_sha256]
    earlier_rows = _superseded(owner, found)
    codes = dict(Source.rows.of(owner).heads().values_list("key", "code"))
    changes = (
        _change(one, earlier_rows.get(one.supersedes_id), codes.get(one.source_key, ""))
        for one in found
    )
    return tuple(sorted(changes, key=lambda change: change.code))


def _superseded(owner: UUID, rows: Sequence[ActivityRow]) -> Mapping[UUID | None, ActivityRow]:
    """The rows that these stand in the place of, by their id."""
    ids = [row.supersedes_id for row in rows if row.supersedes_id is not None]
    found: dict[UUID | None, ActivityRow] = {}
    for start in range(0, len(ids), CHUNK):
        part = ActivityRow.rows.of(owner).filter(id__in=ids[start : start + CHUNK])
        found |= {row.id: row for row in part}
    return found


def _change(row: ActivityRow, old: ActivityRow | None, code: str) -> RecordChange:
    was = None if old is None or old.withdrawn else (old.quantity, old.unit)
    now = None if row.withdrawn else (row.quantity, row.unit)
    return RecordChange(line_code(code, line_value(row)), row.cell, was, now)


def file_names(actor: Actor, organisation_id: UUID) -> Mapping[str, str]:
    """The names of the imported workbooks by SHA-256, of the receipts that the actor sees.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    kept = receipts(actor, organisation_id)
    return {one.receipt.file_sha256: one.receipt.file_name for one in kept}


BESIDE = frozenset({"years", LEFT, MAPPED, BROUGHT})
"""What is kept with a receipt and is no part of it."""


def receipt_of(kept: Mapping[str, Any]) -> Receipt:
    """The receipt as the import made it; its decimals were kept as text."""
    plain = {name: value for name, value in kept.items() if name not in BESIDE}
    rejected = tuple(RejectedCell(**cell) for cell in plain.pop("rejected"))
    sums = tuple(_check(check) for check in plain.pop("sums"))
    return Receipt(**plain, rejected=rejected, sums=sums)


def _check(kept: Mapping[str, str]) -> ColumnCheck:
    return ColumnCheck(
        sheet=kept["sheet"],
        column=kept["column"],
        unit=kept["unit"],
        before=exact(kept["before"]),
        rejected=exact(kept["rejected"]),
        after=exact(kept["after"]),
    )
