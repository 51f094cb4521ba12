"""The evidence files of an organisation: which there are, and their content."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.records import blobs
from fahsai.records.models import EvidenceFile
from fahsai.services.access import NotFoundError, admit

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor


class KeptEvidence(NamedTuple):
    """One evidence file, without its content."""

    id: UUID
    name: str
    media_type: str
    sha256: str
    size: int  # [bytes]
    kept_at: datetime


class EvidenceContent(NamedTuple):
    """One evidence file with its content."""

    file: KeptEvidence
    data: bytes


def evidence_files(actor: Actor, organisation_id: UUID) -> tuple[KeptEvidence, ...]:
    """Every evidence file, the newest first.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    admit(actor, organisation_id)
    rows = EvidenceFile.rows.of(organisation_id).current().order_by("-created_at", "-id")
    return tuple(_value(row) for row in rows)


def read_evidence(actor: Actor, organisation_id: UUID, evidence_id: UUID) -> EvidenceContent:
    """An evidence file with its content.

    Raises:
        NotFoundError: there is no such file in this organisation.
    """
    admit(actor, organisation_id)
    row = EvidenceFile.rows.of(organisation_id).current().filter(id=evidence_id).first()
    if row is None:
        raise NotFoundError(str(evidence_id))
    return EvidenceContent(_value(row), blobs.get(row.sha256))


def _value(row: EvidenceFile) -> KeptEvidence:
    return KeptEvidence(row.id, row.name, row.media_type, row.sha256, row.size, row.created_at)
