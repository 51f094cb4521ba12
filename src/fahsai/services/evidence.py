"""Evidence files: kept by the SHA-256 of their content, one record a file and organisation."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.files.names import clean_name
from fahsai.gateways.files.recognise import recognise
from fahsai.gateways.files.types import EVIDENCE
from fahsai.records import blobs
from fahsai.records.events import record_event
from fahsai.records.models import EvidenceFile, ImportReceipt
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.keeping.evidence import kept_names
from fahsai.services.keeping.parts import own_evidence, own_imports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor

UNKNOWN_TYPE = "application/octet-stream"
MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE
"""The largest file that is taken from a browser [bytes]."""


@transaction.atomic
def keep_evidence(
    actor: Actor, organisation_id: UUID, files: Mapping[str, bytes]
) -> Mapping[str, str]:
    """Keep files by name; returns the SHA-256 of each.

    A file that is kept already is not kept twice.  Who enters data of some units only may keep
    files too: they are seen by who kept them, and by whoever sees a record that cites them.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
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


def receive_evidence(
    actor: Actor, organisation_id: UUID, files: Sequence[tuple[str, bytes]]
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Check uploaded files, by name and content, and keep those that may be kept.

    A name is kept without what a path, a header or a reader of it could be misled by.

    Returns:
        The SHA-256 of each that was kept, in their order, and what was wrong with the others.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    kept: list[str] = []
    findings: list[Finding] = []
    for sent, data in files:
        name = clean_name(sent)
        usable, said = may_be_kept(name, data)
        findings.extend(said)
        if usable:
            kept.extend(keep_evidence(actor, organisation_id, {name: data}).values())
    return tuple(dict.fromkeys(kept)), tuple(findings)


def may_be_kept(name: str, data: bytes) -> tuple[bool, tuple[Finding, ...]]:
    """Whether an uploaded file may be kept at all: the one place that uploads are checked in.

    Findings: ``evidence.empty``, ``evidence.too_large`` and those of
    :func:`fahsai.gateways.files.recognise.recognise`.
    """
    if not data:
        return False, (finding("evidence.empty", Level.ERROR, name),)
    if len(data) > LARGEST:
        limit = str(LARGEST // MEGABYTE)
        return False, (finding("evidence.too_large", Level.ERROR, name, limit=limit),)
    kind, said = recognise(data, name, EVIDENCE)
    return kind is not None, said


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
    """The named files among those at hand and those kept before; nothing is kept yet.

    A name means only files that the actor sees.
    """
    part = admit_part(actor, organisation_id)
    at_hand = {name: data for name in names if (data := files.get(name)) is not None}
    rows = EvidenceFile.rows.of(organisation_id).current().order_by("created_at")
    mine = None if part.whole else own_evidence(actor, part)
    before = {
        row.name: row.sha256
        for row in rows.filter(name__in=set(names) - set(at_hand))
        if mine is None or row.sha256 in mine
    }
    known = before | {name: sha256_of(data).hexdigest() for name, data in at_hand.items()}
    return NamedEvidence(at_hand, known, tuple(name for name in names if name not in known))


class KeptFile(NamedTuple):
    """A kept file with its content, under the name that it came with."""

    name: str
    media_type: str
    data: bytes


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


def media_type(name: str) -> str:
    """The media type that a file name speaks of."""
    return mimetypes.guess_type(name)[0] or UNKNOWN_TYPE


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
