"""Add an emission source by hand, without any workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import EmissionSource
from fahsai.records.convert import Entry, source_row, source_value
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import Source
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import admit_part
from fahsai.services.importing.read import source_id
from fahsai.services.keeping.hand import ADDED
from fahsai.services.places import places_of
from fahsai.services.sheets.template_years import template_identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Facility, Unit
    from fahsai.services.places import Places

ATTEMPTS = 5
"""How often a code is looked for while others take theirs at the same time."""

_NUMBERED = re.compile(r"S([0-9]{1,9})", re.ASCII)
_SAME = ("kind", "name_th", "unit_id", "facility_id", "equipment", "place", "utility_account")
"""What two sources differ in, if they are two."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """What somebody says of a new source; ``unit`` and ``facility`` are codes."""

    kind: str
    name_th: str
    name_en: str = ""
    unit: str = ""
    facility: str = ""
    equipment: str = ""
    place: str = ""
    utility_account: str = ""
    capacity: str = ""
    started_on: date | None = None
    started_reason: str = ""


@transaction.atomic
def add_source(
    actor: Actor, organisation_id: UUID, entry: SourceEntry
) -> tuple[EmissionSource | None, tuple[Finding, ...]]:
    """Add a source; its code is the next free one.

    Who enters data of some units only puts it into one of those.

    Returns:
        The source, or None with findings: ``source.kind_unknown``, ``source.name_missing``,
        ``source.unit_needed``, ``source.place_unknown``, ``source.already_there``.
    """
    part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
    hold_records(organisation_id)
    name = entry.name_th.strip()
    places = places_of(part)
    unit_id, no_unit = _place(places.units, entry.unit, name)
    facility_id, no_facility = _place(places.facilities, entry.facility, name)
    findings = (*_problems(places, entry, name), *no_unit, *no_facility)
    if findings:
        return None, findings
    for _ in range(ATTEMPTS):
        source = _made(organisation_id, entry, unit_id, facility_id)
        there = _like(organisation_id, source)
        if there is not None:
            again = finding("source.already_there", Level.ERROR, name, existing=there)
            return None, (again,)
        try:
            _keep(actor, organisation_id, source, entry)
        except IntegrityError:  # somebody else has just taken the code
            continue
        return source, ()
    raise RuntimeError("no free code for a source")


def _made(
    organisation_id: UUID, entry: SourceEntry, unit_id: UUID | None, facility_id: UUID | None
) -> EmissionSource:
    """The source with the next free code."""
    code = _free_code(organisation_id)
    return EmissionSource(
        # A template that lists this code speaks of this source.
        id=source_id(organisation_id, template_identity(code)),
        code=code,
        kind=entry.kind,
        name_th=entry.name_th.strip(),
        name_en=entry.name_en.strip(),
        unit_id=unit_id,
        facility_id=facility_id,
        equipment=entry.equipment.strip(),
        place=entry.place.strip(),
        utility_account=entry.utility_account.strip(),
        capacity=entry.capacity.strip(),
        started_on=entry.started_on,
        started_reason=entry.started_reason.strip(),
    )


@transaction.atomic
def _keep(actor: Actor, organisation_id: UUID, source: EmissionSource, entry: SourceEntry) -> None:
    row = source_row(source, Entry(organisation_id, actor.id))
    row.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb=ADDED,
        object_type="source",
        object_id=row.id,
        payload={"code": source.code, "kind": entry.kind, "unit": entry.unit},
    )


def _problems(places: Places, entry: SourceEntry, name: str) -> tuple[Finding, ...]:
    said = []
    if entry.kind not in kinds():
        said.append(finding("source.kind_unknown", Level.ERROR, name or "-", kind=entry.kind))
    if not name:
        said.append(finding("source.name_missing", Level.ERROR, "-"))
    if places.unit_needed and not entry.unit:
        known = ", ".join(unit.code for unit in places.units) or "-"
        said.append(finding("source.unit_needed", Level.ERROR, name or "-", known=known))
    return tuple(said)


def _place(
    places: Sequence[Unit] | Sequence[Facility], wanted: str, name: str
) -> tuple[UUID | None, tuple[Finding, ...]]:
    """The key of a unit or facility by its code, or ``source.place_unknown``."""
    if not wanted:
        return None, ()
    keys = {place.code: place.id for place in places}
    if wanted in keys:
        return keys[wanted], ()
    known = ", ".join(keys) or "-"
    absent = finding("source.place_unknown", Level.ERROR, name or "-", wanted=wanted, known=known)
    return None, (absent,)


def _free_code(organisation_id: UUID) -> str:
    """``S`` and the number after the highest that any source, withdrawn ones too, has had."""
    codes: Iterable[str] = Source.rows.of(organisation_id).values_list("code", flat=True)
    numbers = [int(found[1]) for code in codes if (found := _NUMBERED.fullmatch(code))]
    return f"S{max(numbers, default=0) + 1:02}"


def _like(organisation_id: UUID, source: EmissionSource) -> str | None:
    """The code of a source that is told apart from the new one by nothing."""
    for row in Source.rows.of(organisation_id).current():
        there = source_value(row)
        if all(getattr(there, name) == getattr(source, name) for name in _SAME):
            return there.code
    return None
