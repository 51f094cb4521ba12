"""What belongs to the units that somebody reaches: sources, imports, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.records.models import ActivityRow, Event, EvidenceFile, Source
from fahsai.services.keeping.frozen import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.access.actor import Actor
    from fahsai.services.access import Part

IMPORTED = "activity.imported"
"""The verb of the event that an accepted import writes."""

KEPT = "evidence.kept"
"""The verb of the event that keeping a file writes."""


class OwnSources(NamedTuple):
    """The sources of a part, by their keys, and the codes that mean one of them and no other."""

    keys: frozenset[UUID]
    codes: frozenset[str]


def own_sources(part: Part, rows: Iterable[Source]) -> OwnSources:
    """Those of the given rows whose unit the part holds.

    A code that a source of another unit has too tells nothing about either.
    """
    known = list(rows)
    mine = [row for row in known if part.holds(row.unit_key)]
    theirs = [row for row in known if not part.holds(row.unit_key)]
    return OwnSources(
        frozenset(row.key for row in mine),
        frozenset(row.code for row in mine) - {row.code for row in theirs},
    )


def current_own_sources(part: Part) -> OwnSources:
    """The same of the sources as they stand; one that was withdrawn stays its unit's."""
    return own_sources(part, Source.rows.of(part.organisation.id).heads())


def own_imports(actor: Actor, organisation_id: UUID) -> frozenset[UUID]:
    """The receipts of the imports that the actor made."""
    events = Event.rows.of(organisation_id).filter(verb=IMPORTED, actor_id=actor.id)
    return frozenset(events.values_list("object_id", flat=True))


def kept_by(actor: Actor, organisation_id: UUID) -> frozenset[UUID]:
    """The files of evidence that the actor handed in, whoever was the first to."""
    events = Event.rows.of(organisation_id).filter(verb=KEPT, actor_id=actor.id)
    return frozenset(events.values_list("object_id", flat=True))


def own_evidence(actor: Actor, part: Part) -> frozenset[str]:
    """The SHA-256 of the files that the part's records cite, or that the actor kept."""
    owner = part.organisation.id
    files = EvidenceFile.rows.of(owner)
    kept = files.filter(actor_id=actor.id) | files.filter(id__in=kept_by(actor, owner))
    found = set(kept.values_list("sha256", flat=True))
    keys = sorted(current_own_sources(part).keys)
    for start in range(0, len(keys), CHUNK):
        cited = ActivityRow.rows.of(owner).filter(source_key__in=keys[start : start + CHUNK])
        for named in cited.values_list("evidence", flat=True):
            found.update(named)
    return frozenset(found)
