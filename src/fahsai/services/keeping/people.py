"""People: the one place of personal data; frozen rows hold their ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records.ids import new_id
from fahsai.records.models import Person, TeamAssignment
from fahsai.services.keeping.lists import keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.report.book import TeamEntry

DETAILS = ("position", "affiliation", "phone", "email")


def person_named(organisation_id: UUID, name: str) -> UUID:
    """The id of a person of that name, kept when new."""
    return keep_person(organisation_id, name)[0]


def keep_person(organisation_id: UUID, name: str, **details: str) -> tuple[UUID, bool]:
    """The id of a person of that name, and whether anything about the person was written.

    Details that are given are brought up to date.
    """
    rows = Person.rows.of(organisation_id)
    person = rows.filter(name=name).first()
    if person is None:
        return rows.create(id=new_id(), name=name, **details).id, True
    fresh = {key: value for key, value in details.items() if value}
    changed = any(getattr(person, key) != value for key, value in fresh.items())
    if changed:
        rows.filter(id=person.id).update(**fresh)
    return person.id, changed


def keep_team(
    actor: Actor, organisation_id: UUID, team: Iterable[TeamEntry], units: Mapping[str, UUID]
) -> int:
    """Bring the roles of form sections 2.4, 2.5 and 7.1 in line with a workbook; rows written."""
    wanted = {}
    people = 0
    for member in team:
        details = {name: getattr(member, name) for name in DETAILS}
        person, written = keep_person(organisation_id, member.name, **details)
        people += written
        unit = units.get(member.unit_code)
        wanted[member.role.value, person, unit] = {
            "role": member.role.value,
            "person_id": person,
            "unit_key": unit,
            "duty": member.duty,
        }
    kept = keep(
        TeamAssignment,
        organisation_id,
        actor.id,
        ("role", "person_id", "unit_key"),
        wanted.values(),
    )
    return people + kept.written
