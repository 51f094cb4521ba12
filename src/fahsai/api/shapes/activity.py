"""Activity lines, imports with their receipts, and evidence files."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema

from fahsai.api.shapes.boundary import SourceName, source_name
from fahsai.api.shapes.common import (
    Amount,
    Exact,
    FindingShape,
    PageOf,
    PeriodShape,
    Sha256,
    amount,
    finding_shapes,
    period_shape,
)
from fahsai.core.finding import Finding
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.quantity.exact import canonical
from fahsai.services.activity_upload import Preview
from fahsai.services.evidence_files import KeptEvidence
from fahsai.services.import_activity import ImportResult, Receipt
from fahsai.services.receipts import KeptReceipt


class ProvenanceShape(Schema):
    """The cell a figure was read from, and what stood there."""

    file_sha256: Sha256
    sheet: str
    cell: str
    raw: str


class LineShape(Schema):
    """One quantity of one source in one period; ``code`` is what people call it."""

    id: UUID
    code: str
    source: SourceName
    period: PeriodShape
    quantity: Amount
    origin: Origin
    grade: Grade
    evidence: list[str]
    provenance: ProvenanceShape | None
    sheet_factor: Exact | None
    note: str


class LinePage(PageOf[LineShape]):
    """Activity lines, by source and period; ``evidence`` are SHA-256 of files."""


class CountShape(Schema):
    """How many were read: stored and rejected add up to them."""

    read: int
    stored: int
    rejected: int


class RejectedShape(Schema):
    """A cell that was not stored, and the code of why."""

    sheet: str
    cell: str
    raw: str
    reason: str


class ColumnShape(Schema):
    """The sum of one column: ``before`` in the file, ``after`` in the records."""

    sheet: str
    column: str
    before: Amount
    rejected: Amount
    after: Amount
    ties: bool


class ReceiptShape(Schema):
    """What an import read, stored and rejected; nothing else happened to any cell.

    ``read_as`` tells how a text file was read: ``coding``, ``separator``, ``decimal``.
    """

    file_name: str
    file_sha256: Sha256
    layout: str
    rows: CountShape
    cells: CountShape
    cells_blank: int
    rejected: list[RejectedShape]
    sums: list[ColumnShape]
    read_as: dict[str, str]


class ImportShape(Schema):
    """An accepted import; ``years`` are Buddhist years."""

    id: UUID
    imported_at: datetime
    years: list[int]
    receipt: ReceiptShape


class ImportPage(PageOf[ImportShape]):
    """Accepted imports, the newest first."""


class ChangeShape(Schema):
    """One row that is new or gone, or one cell with another figure."""

    kind: Literal["added", "changed", "gone"]
    sheet: str
    cell: str
    label: str
    before: str
    after: str


class ImportAnswer(Schema):
    """What a workbook would change (``accepted`` false), or has changed.

    ``held`` counts stored records that stay because the file spoils them; ``noticed`` are the
    mistakes that its years would have with it and do not have without, before it is accepted.
    """

    accepted: bool
    years: list[int]
    held: int
    receipt: ReceiptShape
    changes: list[ChangeShape]
    findings: list[FindingShape]
    noticed: list[FindingShape]


class EvidenceShape(Schema):
    """A file that proves something; ``size`` in bytes."""

    id: UUID
    name: str
    media_type: str
    sha256: Sha256
    size: int
    kept_at: datetime


class EvidencePage(PageOf[EvidenceShape]):
    """Evidence files, the newest first."""


def line_shape(code: str, source: EmissionSource, line: ActivityLine) -> LineShape:
    """A line as the API shows it."""
    place = line.provenance
    return LineShape(
        id=line.id,
        code=code,
        source=source_name(source),
        period=period_shape(line.period),
        quantity=amount(line.quantity, line.unit),
        origin=line.origin,
        grade=line.grade,
        evidence=list(line.evidence),
        provenance=None if place is None else ProvenanceShape(**place._asdict()),
        sheet_factor=None if line.sheet_factor is None else canonical(line.sheet_factor),
        note=line.note,
    )


def receipt_shape(receipt: Receipt) -> ReceiptShape:
    """A receipt as the API shows it."""
    return ReceiptShape(
        file_name=receipt.file_name,
        file_sha256=receipt.file_sha256,
        layout=receipt.layout,
        rows=CountShape(
            read=receipt.rows_read, stored=receipt.rows_stored, rejected=receipt.rows_rejected
        ),
        cells=CountShape(
            read=receipt.cells_read, stored=receipt.cells_stored, rejected=receipt.cells_rejected
        ),
        cells_blank=receipt.cells_blank,
        read_as=dict(receipt.read_as),
        rejected=[RejectedShape(**cell._asdict()) for cell in receipt.rejected],
        sums=[
            ColumnShape(
                sheet=one.sheet,
                column=one.column,
                before=amount(one.before, one.unit),
                rejected=amount(one.rejected, one.unit),
                after=amount(one.after, one.unit),
                ties=one.ties,
            )
            for one in receipt.sums
        ],
    )


def import_shape(kept: KeptReceipt) -> ImportShape:
    """An accepted import as the API shows it."""
    return ImportShape(
        id=kept.id,
        imported_at=kept.imported_at,
        years=list(kept.years),
        receipt=receipt_shape(kept.receipt),
    )


def import_answer(result: ImportResult | Preview, findings: tuple[Finding, ...]) -> ImportAnswer:
    """The answer to a workbook that was sent."""
    return ImportAnswer(
        accepted=result.accepted,
        years=list(result.years),
        held=result.held,
        receipt=receipt_shape(result.receipt),
        changes=[
            ChangeShape.model_validate(one._asdict() | {"kind": one.kind.value})
            for one in result.changes
        ],
        findings=finding_shapes(findings),
        noticed=finding_shapes(result.noticed),
    )


def evidence_shape(file: KeptEvidence) -> EvidenceShape:
    """An evidence file as the API shows it."""
    return EvidenceShape(**file._asdict())
