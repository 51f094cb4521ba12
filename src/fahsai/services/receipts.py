"""The receipts of accepted imports: what was read, stored and rejected, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import exact
from fahsai.records.models import ImportReceipt
from fahsai.services.access import admit_part
from fahsai.services.import_activity import ColumnCheck, Receipt, RejectedCell
from fahsai.services.keeping.parts import own_imports

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def file_names(actor: Actor, organisation_id: UUID) -> Mapping[str, str]:
    """The names of the imported workbooks by SHA-256, of the receipts that the actor sees.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    kept = receipts(actor, organisation_id)
    return {one.receipt.file_sha256: one.receipt.file_name for one in kept}


def receipt_of(kept: Mapping[str, Any]) -> Receipt:
    """The receipt as the import made it; its decimals were kept as text."""
    plain = {name: value for name, value in kept.items() if name != "years"}
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
