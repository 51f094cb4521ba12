"""Evidence files: kept by the SHA-256 of their content, one record a file and organisation."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.records import blobs
from fahsai.records.events import record_event
from fahsai.records.models import EvidenceFile
from fahsai.services.access import admit

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    admit(actor, organisation_id)
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


def media_type(name: str) -> str:
    """The media type that a file name speaks of."""
    return mimetypes.guess_type(name)[0] or UNKNOWN_TYPE


def evidence_names(actor: Actor, organisation_id: UUID) -> Mapping[str, str]:
    """The file name of every piece of evidence by its SHA-256."""
    admit(actor, organisation_id)
    rows = EvidenceFile.rows.of(organisation_id).current()
    return {row.sha256: row.name for row in rows}
