"""Who may see an organisation: strangers do not learn that it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.access.roles import Permission
from fahsai.records import wall
from fahsai.records.convert import organisation_value
from fahsai.records.models import Organisation as OrganisationRow
from fahsai.records.models import OrganisationProfile, OrgUnit
from fahsai.services.actors import INSTALLATION_ID
from fahsai.services.keeping.known import Remembered, here

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation


REMEMBERED = 1000

_KNOWN: Remembered[OrganisationRow] = Remembered(REMEMBERED)
"""Rows of organisations; they are never changed nor deleted, so they hold for good."""


class NotFoundError(LookupError):
    """There is no such thing for this actor (a stranger gets the same answer as for nothing)."""


class ForbiddenError(Exception):
    """The actor belongs here, and none of the roles held allows this."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission


class Part(NamedTuple):
    """What an actor reaches of an organisation: ``units`` with all below them, None for all."""

    organisation: OrganisationRow
    units: frozenset[UUID] | None

    @property
    def whole(self) -> bool:
        """Whether that is the whole organisation."""
        return self.units is None

    def holds(self, unit_id: UUID | None) -> bool:
        """Whether something of that unit belongs to the part; what has no unit does not."""
        return self.units is None or unit_id in self.units


def admit(
    actor: Actor, organisation_id: UUID, permission: Permission = Permission.SEE
) -> OrganisationRow:
    """The organisation, when the actor belongs to it and may do what is asked in all of it.

    Use cases that know how to work on some parts of an organisation ask :func:`admit_part`; all
    others refuse whoever may do the thing for some parts only.

    Raises:
        NotFoundError: it does not exist, or not for this actor.
        ForbiddenError: the actor belongs to it without that permission.
    """
    part = admit_part(actor, organisation_id, permission)
    if not part.whole:
        raise ForbiddenError(permission)
    return part.organisation


def admit_part(
    actor: Actor, organisation_id: UUID, permission: Permission = Permission.SEE
) -> Part:
    """What the actor reaches of the organisation: all of it, or some units and those below them.

    Raises:
        NotFoundError: it does not exist, or not for this actor.
        ForbiddenError: the actor belongs to it, and may not do this in any part.
    """
    if organisation_id == INSTALLATION_ID or not actor.knows(organisation_id):
        raise NotFoundError("organisation")  # the installation's own rows are no organisation's
    wall.work_for(organisation_id)
    row = _row(organisation_id)
    held = actor.units(organisation_id, permission)
    if held is None:
        return Part(row, None)
    if not held:
        raise ForbiddenError(permission)
    return Part(row, _with_all_below(organisation_id, held))


def _row(organisation_id: UUID) -> OrganisationRow:
    key = (*here(), organisation_id)
    row = _KNOWN.get(key) or OrganisationRow.objects.filter(id=organisation_id).first()
    if row is None:
        raise NotFoundError("organisation")
    _KNOWN.keep(key, row)
    return row


def _with_all_below(organisation_id: UUID, keys: frozenset[UUID]) -> frozenset[UUID]:
    """Units with every unit below them."""
    parents = OrgUnit.rows.of(organisation_id).current().values_list("key", "parent_key")
    below: dict[UUID, list[UUID]] = {}
    for key, parent in parents:
        if parent is not None:
            below.setdefault(parent, []).append(key)
    found: set[UUID] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(below.get(key, ()))
    return frozenset(found)


def organisation_of(actor: Actor, organisation_id: UUID) -> Organisation:
    """The organisation as its profile describes it; whoever sees any part of it may know that."""
    row = admit_part(actor, organisation_id).organisation
    profile = OrganisationProfile.rows.of(organisation_id).current().get()
    return organisation_value(row, profile)


def organisations(actor: Actor) -> tuple[Organisation, ...]:
    """Every organisation that the actor may see, by code."""
    known = sorted(_names(actor).items())
    return tuple(organisation_of(actor, key) for _, key in known if actor.may(key, Permission.SEE))


def organisation_by_code(actor: Actor, code: str) -> Organisation:
    """The organisation of a code.

    Raises:
        NotFoundError: there is none that the actor may see.
    """
    key = _names(actor, code=code).get(code)
    if key is None or not actor.may(key, Permission.SEE):
        raise NotFoundError(code)
    return organisation_of(actor, key)


def _names(actor: Actor, **which: str) -> dict[str, UUID]:
    """The organisations whose existence the actor may know of, by code."""
    if actor.local_owner:
        with wall.every_name():
            everyone = OrganisationRow.objects.exclude(id=INSTALLATION_ID)
            return dict(everyone.filter(**which).values_list("code", "id"))
    wall.act_as(actor.id)
    known = {one.organisation_id for one in actor.memberships}
    rows = OrganisationRow.objects.filter(id__in=known, **which)
    return dict(rows.values_list("code", "id"))
