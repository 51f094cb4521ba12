"""Evidence files: kept by the SHA-256 of their content, one record a file and organisation."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records import blobs
from fahsai.records.events import record_event
from fahsai.records.models import ActivityRow, EvidenceFile, ImportReceipt, Source
from fahsai.services.access import NotFoundError, Part, admit, admit_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor

UNKNOWN_TYPE = "application/octet-stream"


@transaction.atomic
def keep_evidence(
    actor: Actor, organisation_id: UUID, files: Mapping[str, bytes]
) -> Mapping[str, str]:
    """Keep files by name; returns the SHA-256 of each.

    A file that is kept already is not kept twice.
    """
    admit(actor, organisation_id, Permission.ENTER_DATA)
    kept = {}
    for name, data in files.items():
        sha256 = blobs.put(data)
        kept[name] = sha256
        rows = EvidenceFile.rows.of(organisation_id)
        if rows.current().filter(sha256=sha256).exists():
            continue
        row = rows.create(
            actor_id=actor.id,
            sha256=sha256,
            name=name,
            media_type=media_type(name),
            size=len(data),
        )
        record_event(
            organisation_id=organisation_id,
            actor_id=actor.id,
            verb="evidence.kept",
            object_type="evidence_file",
            object_id=row.id,
            payload={"sha256": sha256, "name": name, "size": len(data)},
        )
    return kept


@dataclass(frozen=True, slots=True)
class NamedEvidence:
    """The files that a workbook names: at hand, kept before under that name, or absent."""

    at_hand: Mapping[str, bytes]
    known: Mapping[str, str]
    absent: tuple[str, ...]

    def hashes(self, names: Sequence[str]) -> tuple[str, ...]:
        """The SHA-256 of those files that there are, in the order of their names."""
        return tuple(dict.fromkeys(self.known[name] for name in names if name in self.known))

    def keep(self, actor: Actor, organisation_id: UUID) -> None:
        """Keep the files at hand."""
        keep_evidence(actor, organisation_id, self.at_hand)

    def findings(self, file_name: str) -> tuple[Finding, ...]:
        """A finding for each file that is named and absent."""
        return tuple(
            finding("import.evidence_absent", Level.WARNING, file_name, file=name)
            for name in self.absent
        )


def named_evidence(
    actor: Actor, organisation_id: UUID, names: Sequence[str], files: Mapping[str, bytes]
) -> NamedEvidence:
    """The named files among those at hand and those kept before; nothing is kept yet."""
    admit(actor, organisation_id)
    at_hand = {name: data for name in names if (data := files.get(name)) is not None}
    rows = EvidenceFile.rows.of(organisation_id).current().order_by("created_at")
    before = {row.name: row.sha256 for row in rows.filter(name__in=set(names) - set(at_hand))}
    known = before | {name: sha256_of(data).hexdigest() for name, data in at_hand.items()}
    return NamedEvidence(at_hand, known, tuple(name for name in names if name not in known))


class KeptFile(NamedTuple):
    """A kept file with its content, under the name that it came with."""

    name: str
    media_type: str
    data: bytes


def read_file(actor: Actor, organisation_id: UUID, sha256: str) -> KeptFile:
    """A file of evidence, or a workbook that was imported, by its hash.

    Whoever sees some parts of the organisation reads the evidence of their records, and no
    workbook, which may hold the figures of all.

    Raises:
        NotFoundError: this organisation keeps no such file, or not for this actor.
    """
    part = admit_part(actor, organisation_id)
    evidence = EvidenceFile.rows.of(organisation_id).filter(sha256=sha256)
    kept = evidence.order_by("created_at").last()
    if kept is not None and (part.whole or sha256 in _proofs(part)):
        return KeptFile(kept.name, kept.media_type, blobs.get(sha256))
    receipts = ImportReceipt.rows.of(organisation_id).filter(file_sha256=sha256)
    imported = receipts.order_by("created_at").last() if part.whole else None
    if imported is None:
        raise NotFoundError(sha256)
    return KeptFile(imported.file_name, media_type(imported.file_name), blobs.get(sha256))


def _proofs(part: Part) -> frozenset[str]:
    """The hashes of all evidence that stands beside records of a part."""
    owner = part.organisation.id
    sources = Source.rows.of(owner).current().values_list("key", "unit_key")
    held = [key for key, unit in sources if part.holds(unit)]
    rows = ActivityRow.rows.of(owner).filter(source_key__in=held)
    return frozenset(
        sha256 for found in rows.values_list("evidence", flat=True) for sha256 in found
    )


def media_type(name: str) -> str:
    """The media type that a file name speaks of."""
    return mimetypes.guess_type(name)[0] or UNKNOWN_TYPE


def evidence_names(actor: Actor, organisation_id: UUID) -> Mapping[str, str]:
    """The file name of every piece of evidence by its SHA-256."""
    admit(actor, organisation_id)
    rows = EvidenceFile.rows.of(organisation_id).current()
    return {row.sha256: row.name for row in rows}
