"""Found an organisation: its code and profile, and its first administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.models import OrganisationProfile
from fahsai.services.access import ForbiddenError, organisation_of
from fahsai.services.keeping.organisations import as_founder, code_usable, new_organisation

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation


@transaction.atomic
def found_organisation(
    actor: Actor,
    code: str,
    name_th: str,
    name_en: str = "",
    kind: str = "",
    province: str = "",
    address: str = "",
) -> tuple[Organisation | None, tuple[Finding, ...]]:
    """Found an organisation; the founder's account becomes its administrator.

    Returns:
        The organisation, or None with ``organisation.code_unusable``,
        ``organisation.code_taken`` or ``organisation.name_missing``.

    Raises:
        ForbiddenError: the actor may not found organisations.
    """
    if not actor.may_found:
        raise ForbiddenError(Permission.MANAGE_ORGANISATION)
    said = []
    code = code.strip()
    if not code_usable(code):
        said.append(finding("organisation.code_unusable", Level.ERROR, code))
    if not name_th.strip():
        said.append(finding("organisation.name_missing", Level.ERROR, code))
    if said:
        return None, tuple(said)
    organisation_id = new_organisation(actor, code)
    if organisation_id is None:
        return None, (finding("organisation.code_taken", Level.ERROR, code),)
    OrganisationProfile(
        organisation_id=organisation_id,
        actor_id=actor.id,
        name_th=name_th.strip(),
        name_en=name_en.strip(),
        kind=kind.strip(),
        province=province.strip(),
        address=address.strip(),
    ).save()
    return organisation_of(as_founder(actor, organisation_id), organisation_id), ()
