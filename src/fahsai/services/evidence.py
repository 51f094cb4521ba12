"""Keeping evidence files: by the SHA-256 of their content, one record a file and organisation."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256 as sha256_of
from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records import blobs
from fahsai.records.events import record_event
from fahsai.records.models import EvidenceFile
from fahsai.services.access import admit_part
from fahsai.services.keeping.evidence import media_type
from fahsai.services.keeping.parts import KEPT, kept_by, own_evidence
from fahsai.services.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor


@transaction.atomic
def keep_evidence(
    actor: Actor, organisation_id: UUID, files: Mapping[str, bytes]
) -> Mapping[str, str]:
    """Keep files by name; returns the SHA-256 of each.

    A file that is kept already is not kept twice.  Who enters data of some units only may keep
    files too: they are seen by who kept them, and by whoever sees a record that cites them.
    """
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    return {
        name: _kept(actor, organisation_id, Upload(name, media_type(name), data))
        for name, data in files.items()
    }


@transaction.atomic
def receive_evidence(
    actor: Actor, organisation_id: UUID, uploads: Iterable[Upload]
) -> tuple[str, ...]:
    """Keep uploaded files that were looked at; the SHA-256 of each, in their order."""
    admit_part(actor, organisation_id, Permission.ENTER_DATA)
    return tuple(dict.fromkeys(_kept(actor, organisation_id, one) for one in uploads))


def _kept(actor: Actor, organisation_id: UUID, file: Upload) -> str:
    """Keep a file, once; its SHA-256.

    Who hands in a file that somebody else kept before is one of its keepers from then on: they
    hold it, whether or not they may see where else it is cited.
    """
    sha256 = blobs.put(file.data)
    size = len(file.data)
    rows = EvidenceFile.rows.of(organisation_id)
    row = rows.current().filter(sha256=sha256).first()
    if row is None:
        row = rows.create(
            actor_id=actor.id,
            sha256=sha256,
            name=file.name,
            media_type=file.media_type,
            size=size,
        )
    elif row.actor_id == actor.id or row.id in kept_by(actor, organisation_id):
        return sha256
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb=KEPT,
        object_type="evidence_file",
        object_id=row.id,
        payload={"sha256": sha256, "name": file.name, "size": size},
    )
    return sha256


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
