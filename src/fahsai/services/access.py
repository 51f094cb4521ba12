"""Who may see an organisation: strangers do not learn that it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.roles import Permission
from fahsai.records.convert import organisation_value
from fahsai.records.models import Organisation as OrganisationRow
from fahsai.records.models import OrganisationProfile

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation


class NotFoundError(LookupError):
    """There is no such thing for this actor (a stranger gets the same answer as for nothing)."""


class ForbiddenError(Exception):
    """The actor belongs here, and none of the roles held allows this."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission


def admit(
    actor: Actor, organisation_id: UUID, permission: Permission = Permission.SEE
) -> OrganisationRow:
    """The organisation, when the actor belongs to it and may do what is asked.

    Use cases work on the whole organisation; whoever may do a thing for some parts of it only is
    refused, until a use case looks at those parts.

    Raises:
        NotFoundError: it does not exist, or not for this actor.
        ForbiddenError: the actor belongs to it without that permission.
    """
    row = OrganisationRow.objects.filter(id=organisation_id).first()
    if row is None or not actor.knows(organisation_id):
        raise NotFoundError("organisation")
    if actor.units(organisation_id, permission) is not None:
        raise ForbiddenError(permission)
    return row


def organisation_of(actor: Actor, organisation_id: UUID) -> Organisation:
    """The organisation as its profile describes it."""
    row = admit(actor, organisation_id)
    profile = OrganisationProfile.rows.of(organisation_id).current().get()
    return organisation_value(row, profile)


def organisations(actor: Actor) -> tuple[Organisation, ...]:
    """Every organisation that the actor may see, by code."""
    return tuple(
        organisation_of(actor, row.id)
        for row in OrganisationRow.objects.order_by("code")
        if actor.units(row.id, Permission.SEE) is None
    )


def organisation_by_code(actor: Actor, code: str) -> Organisation:
    """The organisation of a code.

    Raises:
        NotFoundError: there is none that the actor may see.
    """
    for organisation in organisations(actor):
        if organisation.code == code:
            return organisation
    raise NotFoundError(code)
