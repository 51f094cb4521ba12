"""What a person says of all records of a source: their origin, their quality, their evidence.

A 12-month sheet gives quantities only; the form asks for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import ActivityRow, Source
from fahsai.records.supersede import supersede
from fahsai.services.access import NotFoundError, Part, admit, admit_part
from fahsai.services.evidence import keep_evidence
from fahsai.services.inventories import versions

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period

BATCH = 500


class LinesSaid(NamedTuple):
    """What is said of all records of a source; None leaves what each record has.

    ``evidence`` is the content of files by their names.
    """

    origin: Origin | None = None
    grade: Grade | None = None
    evidence: Mapping[str, bytes] | None = None

    @property
    def something(self) -> bool:
        """Whether anything is said at all."""
        return bool(self.origin or self.grade or self.evidence)


@transaction.atomic
def settle_lines(
    actor: Actor,
    organisation_id: UUID,
    code: str,
    said: LinesSaid,
    *,
    reason: str = "",
) -> tuple[int, tuple[Finding, ...]]:
    """Say where the records of a source come from, how good they are, and what proves them.

    Records of submitted years stay as they are.  Evidence is added to what a record has;
    ``reason`` stands in the history of each record.

    Returns:
        How many records say something else now, with findings: ``source.lines_frozen`` where all
        records are in submitted years, ``source.no_records`` where there are none.

    Raises:
        NotFoundError: there is no source of that code.
    """
    row = admit(actor, organisation_id, Permission.SETTLE)
    return _say(actor, Part(row, None), code, said, reason)


@transaction.atomic
def cite_evidence(
    actor: Actor, organisation_id: UUID, code: str, files: Mapping[str, bytes]
) -> tuple[int, tuple[Finding, ...]]:
    """Add files, by their names, to what proves the records of a source.

    Whoever enters the data of a source may: of one's own units, where that is not all.

    Returns:
        How many records cite more now, with the findings of :func:`settle_lines`.

    Raises:
        NotFoundError: there is no source of that code that this actor reaches.
    """
    part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
    return _say(actor, part, code, LinesSaid(evidence=files), "")


def _say(
    actor: Actor, part: Part, code: str, said: LinesSaid, reason: str
) -> tuple[int, tuple[Finding, ...]]:
    organisation_id = part.organisation.id
    hold_records(organisation_id)
    of_code = Source.rows.of(organisation_id).current().filter(code=code)
    source = next((row for row in of_code if part.holds(row.unit_key)), None)
    if source is None:
        raise NotFoundError(code)
    heads = list(ActivityRow.rows.of(organisation_id).current().filter(source_key=source.key))
    if not heads:
        return 0, (finding("source.no_records", Level.ERROR, code),)
    frozen = _frozen_periods(actor, organisation_id)
    open_heads = [
        head for head in heads if not any(period.overlaps(head.period) for period in frozen)
    ]
    if not open_heads:
        return 0, (finding("source.lines_frozen", Level.ERROR, code),)
    added = tuple(keep_evidence(actor, organisation_id, said.evidence or {}).values())
    rows = []
    for head in open_heads:
        now = {
            "origin": head.origin if said.origin is None else said.origin.value,
            "grade": head.grade if said.grade is None else said.grade.value,
            "evidence": list(dict.fromkeys((*head.evidence, *added))),
        }
        if any(getattr(head, name) != value for name, value in now.items()):
            rows.append(supersede(head, actor_id=actor.id, why=reason, **now))
    if not rows:
        return 0, ()
    ActivityRow.rows.of(organisation_id).bulk_create(rows, batch_size=BATCH)
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="source.records_settled",
        object_type="source",
        object_id=source.id,
        payload={
            "code": code,
            "origin": said.origin.value if said.origin else "",
            "grade": said.grade.value if said.grade else "",
            "evidence": list(added),
            "records": str(len(rows)),
        },
    )
    return len(rows), ()


def _frozen_periods(actor: Actor, organisation_id: UUID) -> list[Period]:
    """The years whose newest version is submitted."""
    newest = {one.inventory_id: one for one in reversed(versions(actor, organisation_id))}
    return [one.period for one in newest.values() if one.state is VersionState.SUBMITTED]
