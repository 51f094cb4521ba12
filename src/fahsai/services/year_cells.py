"""The cells of a year's documents: where every figure stands, and which source it speaks of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.reports.cells import DocumentCell
from fahsai.records.models import DocumentRow
from fahsai.services.access import NotFoundError, admit

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.services.calculate_year import YearResult


class CellsOfDocument(NamedTuple):
    """The newest document of a kind that was made of a calculation, with its cells."""

    kind: str
    document_id: UUID
    made_at: datetime
    cells: tuple[DocumentCell, ...]


def cells_of_year(
    actor: Actor, organisation_id: UUID, year: YearResult
) -> tuple[CellsOfDocument, ...]:
    """The cells of the newest documents made of this very calculation, by kind.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    admit(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(year.version.name)
    rows = DocumentRow.rows.of(organisation_id).filter(calculation_id=year.calculation_id)
    # A Word document and its PDF have the same cells: the newest row of a kind is enough.
    kept = rows.order_by("created_at").values_list("kind", "id", "created_at")
    newest = {kind: (row_id, made_at) for kind, row_id, made_at in kept}
    return tuple(
        CellsOfDocument(kind, row_id, made_at, _cells(kind, rows.get(id=row_id)))
        for kind, (row_id, made_at) in sorted(newest.items(), reverse=True)
    )


def _cells(kind: str, row: DocumentRow) -> tuple[DocumentCell, ...]:
    return tuple(
        DocumentCell(
            kind,
            cell["place"],
            UUID(cell["source"]) if cell["source"] else None,
            cell["label"],
            cell["text"],
            cell.get("base_year", False),
        )
        for cell in row.cells
    )
