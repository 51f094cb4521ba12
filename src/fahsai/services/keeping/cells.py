"""The figures of kept documents: as the records hold them, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from fahsai.core.reports.cells import DocumentCell
from fahsai.records.models import DocumentRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def cells_plain(cells: Iterable[DocumentCell]) -> list[dict[str, Any]]:
    """Figures for the records."""
    return [
        {
            "place": cell.place,
            "source": None if cell.source_id is None else str(cell.source_id),
            "label": cell.label,
            "text": cell.text,
            "base_year": cell.base_year,
        }
        for cell in cells
    ]


def kept_cells(row: DocumentRow) -> tuple[DocumentCell, ...]:
    """The figures of a document, in its order."""
    return tuple(
        DocumentCell(
            row.kind,
            cell["place"],
            UUID(cell["source"]) if cell["source"] else None,
            cell["label"],
            cell["text"],
            cell.get("base_year", False),
        )
        for cell in row.cells
    )


def newest_documents(organisation_id: UUID, calculation_id: UUID) -> Mapping[str, DocumentRow]:
    """The newest document of each kind that was made of a calculation.

    A Word document and its PDF have the same figures: the newest row of a kind is enough.
    """
    rows = DocumentRow.rows.of(organisation_id).filter(calculation_id=calculation_id)
    newest = dict(rows.order_by("created_at").values_list("kind", "id"))
    found = {row.id: row for row in rows.filter(id__in=list(newest.values()))}
    return {kind: found[key] for kind, key in newest.items()}
