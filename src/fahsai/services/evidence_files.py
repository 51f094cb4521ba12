"""The evidence files of an organisation: which there are, and their content.

Who reaches some units only sees the files that their records cite, and those kept by oneself.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.records import blobs
from fahsai.records.models import EvidenceFile, ImportReceipt
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.keeping.evidence import kept_names, media_type
from fahsai.services.keeping.parts import own_evidence, own_imports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.access.actor import Actor


class KeptEvidence(NamedTuple):
    """One evidence file, without its content."""

    id: UUID
    name: str
    media_type: str
    sha256: str
    size: int  # [bytes]
    kept_at: datetime


class KeptFile(NamedTuple):
    """A kept file with its content, under the name that it came with."""

    name: str
    media_type: str
    data: bytes


def evidence_files(actor: Actor, organisation_id: UUID) -> tuple[KeptEvidence, ...]:
    """Every evidence file, the newest first.

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id)
    rows = EvidenceFile.rows.of(organisation_id).current().order_by("-created_at", "-id")
    mine = None if part.whole else own_evidence(actor, part)
    return tuple(
        KeptEvidence(row.id, row.name, row.media_type, row.sha256, row.size, row.created_at)
        for row in rows
        if mine is None or row.sha256 in mine
    )


def read_evidence(actor: Actor, organisation_id: UUID, evidence_id: UUID) -> KeptFile:
    """An evidence file with its content.

    Raises:
        NotFoundError: there is no such file in this organisation, or not for this actor.
    """
    part = admit_part(actor, organisation_id)
    row = EvidenceFile.rows.of(organisation_id).current().filter(id=evidence_id).first()
    if row is None or not (part.whole or row.sha256 in own_evidence(actor, part)):
        raise NotFoundError(str(evidence_id))
    return KeptFile(row.name, row.media_type, blobs.get(row.sha256))


def read_file(actor: Actor, organisation_id: UUID, sha256: str) -> KeptFile:
    """A file of evidence, or a workbook that was imported, by its hash.

    Whoever reaches some units only reads the evidence of their records and what they handed in
    themselves: any other workbook may hold the figures of all.

    Raises:
        NotFoundError: this organisation keeps no such file, or not for this actor.
    """
    part = admit_part(actor, organisation_id)
    evidence = EvidenceFile.rows.of(organisation_id).filter(sha256=sha256)
    kept = evidence.order_by("created_at").last()
    if kept is not None and (part.whole or sha256 in own_evidence(actor, part)):
        return KeptFile(kept.name, kept.media_type, blobs.get(sha256))
    receipts = ImportReceipt.rows.of(organisation_id).filter(file_sha256=sha256)
    if not part.whole:
        receipts = receipts.filter(id__in=own_imports(actor, organisation_id))
    imported = receipts.order_by("created_at").last()
    if imported is None:
        raise NotFoundError(sha256)
    return KeptFile(imported.file_name, media_type(imported.file_name), blobs.get(sha256))


def evidence_names(actor: Actor, organisation_id: UUID) -> Mapping[str, str]:
    """The file name of every piece of evidence by its SHA-256.

    Who reaches some units only sees the files that their records cite, and those kept by oneself.
    """
    part = admit_part(actor, organisation_id)
    names = kept_names(organisation_id)
    if part.whole:
        return names
    mine = own_evidence(actor, part)
    return {sha256: name for sha256, name in names.items() if sha256 in mine}
