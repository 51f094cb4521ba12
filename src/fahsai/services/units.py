"""The units of an organisation (สำนัก, กอง): who collects data for which part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.convert import unit_value
from fahsai.records.locks import hold_records
from fahsai.records.models import OrgUnit
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.importing.boundary import unit_key
from fahsai.services.keeping.organisations import code_usable
from fahsai.services.keeping.units import tell_of_unit, unit_in_use

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Unit


def units(actor: Actor, organisation_id: UUID) -> tuple[Unit, ...]:
    """The units that the actor reaches, by code; the parent of one may be out of reach.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id)
    rows = OrgUnit.rows.of(organisation_id).current().select_related("head")
    found = (unit_value(row) for row in rows if part.holds(row.key))
    return tuple(sorted(found, key=lambda one: one.code))


def unit(actor: Actor, organisation_id: UUID, unit_id: UUID) -> Unit:
    """One unit.

    Raises:
        NotFoundError, ForbiddenError: there is no such unit that the actor reaches.
    """
    for one in units(actor, organisation_id):
        if one.id == unit_id:
            return one
    raise NotFoundError(str(unit_id))


@transaction.atomic
def add_unit(
    actor: Actor,
    organisation_id: UUID,
    code: str,
    name_th: str,
    name_en: str = "",
    parent_id: UUID | None = None,
) -> tuple[Unit | None, tuple[Finding, ...]]:
    """A new unit; one that was withdrawn before comes back under its code.

    Returns:
        The unit, or None with ``part.code_unusable``, ``part.code_taken``,
        ``part.name_missing`` or ``part.parent_unknown``.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to manage.
    """
    admit(actor, organisation_id, Permission.MANAGE_ORGANISATION)
    hold_records(organisation_id)
    code = code.strip()
    rows = OrgUnit.rows.of(organisation_id)
    said = []
    if not code_usable(code):
        said.append(finding("part.code_unusable", Level.ERROR, code))
    elif rows.current().filter(code=code).exists():
        said.append(finding("part.code_taken", Level.ERROR, code))
    if not name_th.strip():
        said.append(finding("part.name_missing", Level.ERROR, code))
    if parent_id is not None and not rows.current().filter(key=parent_id).exists():
        said.append(finding("part.parent_unknown", Level.ERROR, code))
    if said:
        return None, tuple(said)
    # The same key as that of an imported unit of this code, so that workbooks find it.
    key = unit_key(organisation_id, code)
    values = {
        "key": key,
        "code": code,
        "name_th": name_th.strip(),
        "name_en": name_en.strip(),
        "parent_key": None if parent_id == key else parent_id,
    }
    gone = rows.heads().filter(key=key).first()
    if gone is None:
        row = OrgUnit(organisation_id=organisation_id, actor_id=actor.id, **values)
    else:
        row = supersede(gone, actor_id=actor.id, **values)
    row.save()
    tell_of_unit(actor.id, row, verb="unit.added")
    return unit_value(row), ()


@transaction.atomic
def change_unit(
    actor: Actor,
    organisation_id: UUID,
    unit_id: UUID,
    name_th: str,
    name_en: str = "",
    parent_id: UUID | None = None,
    reason: str = "",
) -> tuple[Unit | None, tuple[Finding, ...]]:
    """Another name or place in the tree; the code stays, because records know the unit by it.

    Returns:
        The unit as it is now, or None with ``part.name_missing``, ``part.parent_unknown``,
        ``part.parent_below`` or ``part.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to change.
    """
    admit(actor, organisation_id, Permission.MANAGE_ORGANISATION)
    hold_records(organisation_id)
    head = _head(organisation_id, unit_id)
    parents = dict(
        OrgUnit.rows.of(organisation_id).current().values_list("key", "parent_key").iterator()
    )
    said = []
    if not name_th.strip():
        said.append(finding("part.name_missing", Level.ERROR, head.code))
    if parent_id is not None and parent_id not in parents:
        said.append(finding("part.parent_unknown", Level.ERROR, head.code))
    elif unit_id in _upwards(parents, parent_id):
        said.append(finding("part.parent_below", Level.ERROR, head.code))
    if said:
        return None, tuple(said)
    wanted = {"name_th": name_th.strip(), "name_en": name_en.strip(), "parent_key": parent_id}
    if all(getattr(head, name) == value for name, value in wanted.items()):
        return unit_value(head), ()
    if not reason.strip():
        return None, (finding("part.reason_missing", Level.ERROR, head.code),)
    row = supersede(head, actor_id=actor.id, why=reason.strip(), **wanted)
    row.save()
    tell_of_unit(actor.id, row, verb="unit.changed")
    return unit_value(row), ()


@transaction.atomic
def withdraw_unit(
    actor: Actor, organisation_id: UUID, unit_id: UUID, reason: str
) -> tuple[bool, tuple[Finding, ...]]:
    """End a unit that nothing and nobody belongs to any more.

    Returns:
        Whether it is gone; else ``part.in_use`` or ``part.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to end.
    """
    admit(actor, organisation_id, Permission.MANAGE_ORGANISATION)
    hold_records(organisation_id)
    head = _head(organisation_id, unit_id)
    in_use = unit_in_use(organisation_id, head)
    if in_use is not None:
        return False, (in_use,)
    if not reason.strip():
        return False, (finding("part.reason_missing", Level.ERROR, head.code),)
    row = withdraw(head, actor_id=actor.id, why=reason.strip())
    row.save()
    tell_of_unit(actor.id, row, verb="unit.withdrawn")
    return True, ()


def _head(organisation_id: UUID, unit_id: UUID) -> OrgUnit:
    rows = OrgUnit.rows.of(organisation_id).current().select_related("head")
    head = rows.filter(key=unit_id).first()
    if head is None:
        raise NotFoundError(str(unit_id))
    return head


def _upwards(parents: dict[UUID, UUID | None], start: UUID | None) -> set[UUID]:
    """A unit and all above it."""
    found: set[UUID] = set()
    while start is not None and start not in found:
        found.add(start)
        start = parents.get(start)
    return found
