"""Where the figures of kept documents stand, and the chain behind each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from uuid import UUID

from fahsai.core.assurance.trace import Trace
from fahsai.core.reports.cells import DocumentCell
from fahsai.records.models import DocumentRow, Inventory, InventoryVersion
from fahsai.services.access import NotFoundError, admit
from fahsai.services.calculate_year import calculate_year
from fahsai.services.explain import explain
from fahsai.services.keeping.cells import kept_cells, newest_documents
from fahsai.services.keeping.versions import version_value

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.keeping.versions import Version


class Asked(TypedDict):
    """Which version of a year."""

    today: date
    number: int
    kind: PeriodKind


class TracedCell(NamedTuple):
    """One printed figure with the chain of its source.

    ``trace`` is None for a figure of no single source (a total) and for one of the base year.
    ``current`` says that the year's calculation is still the one that the document was made of.
    """

    cell: DocumentCell
    year_be: int
    trace: Trace | None
    current: bool


class CellsOfDocument(NamedTuple):
    """The newest document of a kind that was made of a calculation, with its cells."""

    kind: str
    document_id: UUID
    made_at: datetime
    cells: tuple[DocumentCell, ...]


def document_cells(
    actor: Actor, organisation_id: UUID, document_id: UUID
) -> tuple[DocumentCell, ...]:
    """Every figure of a document with its place, in the order of the document.

    Raises:
        NotFoundError: there is no such document in this organisation.
    """
    admit(actor, organisation_id)
    return kept_cells(_row(organisation_id, document_id))


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
    newest = newest_documents(organisation_id, year.calculation_id)
    return tuple(
        CellsOfDocument(kind, row.id, row.created_at, kept_cells(row))
        for kind, row in sorted(newest.items(), reverse=True)
    )


def explain_cell(
    actor: Actor, organisation_id: UUID, document_id: UUID, place: str, *, today: date
) -> TracedCell:
    """The chain behind the figure at one place of a document.

    Raises:
        NotFoundError: there is no such document in this organisation, or no figure at the place.
    """
    admit(actor, organisation_id)
    row = _row(organisation_id, document_id)
    cell = next((one for one in kept_cells(row) if one.place == place), None)
    if cell is None:
        raise NotFoundError(place)
    version = _version(organisation_id, row.version_id)
    asked: Asked = {"today": today, "number": version.number, "kind": version.period.kind}
    year = calculate_year(actor, organisation_id, version.year_be, **asked)
    current = year.calculation_id == row.calculation_id
    codes = {one.source.id: one.source.code for one in year.calculation.sources}
    code = None if cell.base_year or cell.source_id is None else codes.get(cell.source_id)
    if code is None:
        return TracedCell(cell, version.year_be, None, current=current)
    trace = explain(actor, organisation_id, version.year_be, code, **asked)
    return TracedCell(cell, version.year_be, trace, current=current)


def _row(organisation_id: UUID, document_id: UUID) -> DocumentRow:
    row = DocumentRow.rows.of(organisation_id).filter(id=document_id).first()
    if row is None:
        raise NotFoundError(str(document_id))
    return row


def _version(organisation_id: UUID, version_id: UUID | None) -> Version:
    if version_id is None:
        raise NotFoundError("version")
    version = InventoryVersion.rows.of(organisation_id).get(id=version_id)
    return version_value(Inventory.rows.of(organisation_id).get(id=version.inventory_id), version)
