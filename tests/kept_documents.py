"""The documents that an organisation keeps, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records import wall
from fahsai.records.models import DocumentRow

if TYPE_CHECKING:
    from uuid import UUID


def kept_documents(organisation_id: UUID) -> tuple[DocumentRow, ...]:
    """The newest of each file name, the newest first; the records must be open."""
    wall.work_for(organisation_id)
    newest = {
        row.file_name: row
        for row in DocumentRow.rows.of(organisation_id).order_by("created_at", "id")
    }
    return tuple(sorted(newest.values(), key=lambda row: row.created_at, reverse=True))
