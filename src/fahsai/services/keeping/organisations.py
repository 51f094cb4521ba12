"""The one place that makes or describes an organisation, whether a page or a workbook asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from fahsai.core.access.actor import Membership
from fahsai.core.access.roles import Permission, Role
from fahsai.core.metering.topic import LONGEST_ORGANISATION
from fahsai.records import wall
from fahsai.records.events import record_event
from fahsai.records.ids import new_id
from fahsai.records.models import Organisation
from fahsai.records.supersede import supersede
from fahsai.services.access import ForbiddenError
from fahsai.services.keeping.memberships import keep_role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.records.models import OrganisationProfile

LONGEST_CODE = LONGEST_ORGANISATION
DOTS = {".", ".."}
"""A browser takes these parts of an address for the folder itself and the one above."""


def code_usable(code: str) -> bool:
    """Whether a code can stand in an address and on a page: printable, not too long, trimmed."""
    return (
        0 < len(code) <= LONGEST_CODE
        and code.strip() == code
        and code.isprintable()
        and code not in DOTS
    )


def new_organisation(actor: Actor, code: str) -> UUID | None:
    """The id of a new organisation of that code; None when the code is taken.

    Its founder becomes its administrator; the local owner, who has no account, needs no role.
    It works inside the caller's transaction.

    Raises:
        ForbiddenError: the actor may not found organisations.
    """
    if not actor.may_found:
        raise ForbiddenError(Permission.MANAGE_ORGANISATION)
    organisation_id = new_id()
    wall.work_for(organisation_id)
    try:
        with transaction.atomic():
            Organisation(id=organisation_id, code=code).save()
    except IntegrityError:
        return None
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="organisation.founded",
        object_type="organisation",
        object_id=organisation_id,
        payload={"code": code},
    )
    if not actor.local_owner:
        keep_role(actor.id, organisation_id, actor.id, Role.ADMINISTRATOR, None, "")
    return organisation_id


def describe_anew(
    actor_id: UUID, head: OrganisationProfile, wanted: Mapping[str, str], why: str
) -> OrganisationProfile:
    """Supersede a profile by what is wanted, and write the event; the same where nothing differs.

    It works inside the caller's transaction.
    """
    changed = sorted(name for name, value in wanted.items() if getattr(head, name) != value)
    if not changed:
        return head
    profile = supersede(head, actor_id=actor_id, why=why, **wanted)
    profile.save()
    record_event(
        organisation_id=head.organisation_id,
        actor_id=actor_id,
        verb="organisation.described",
        object_type="organisation",
        object_id=head.organisation_id,
        payload={"changed": changed, "profile": str(profile.id)},
    )
    return profile


def as_founder(actor: Actor, organisation_id: UUID) -> Actor:
    """The founder with the role that founding gave: who asked was read before there was any."""
    if actor.local_owner:
        return actor
    founded = Membership(organisation_id, Role.ADMINISTRATOR)
    return replace(actor, memberships=actor.memberships | {founded})
