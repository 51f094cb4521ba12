"""Change what an organisation is called and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.convert import organisation_value
from fahsai.records.locks import hold_records
from fahsai.records.models import OrganisationProfile
from fahsai.services.access import admit
from fahsai.services.keeping.organisations import describe_anew

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation


@transaction.atomic
def change_profile(
    actor: Actor,
    organisation_id: UUID,
    *,
    name_th: str,
    name_en: str = "",
    kind: str = "",
    province: str = "",
    address: str = "",
    reason: str = "",
) -> tuple[Organisation | None, tuple[Finding, ...]]:
    """Bring the profile up to date; what stood there before stays in the records.

    Returns:
        The organisation as it is now (the same when nothing changed), or None with
        ``organisation.name_missing`` or ``organisation.reason_missing``.

    Raises:
        NotFoundError, ForbiddenError: it is not this actor's to change.
    """
    row = admit(actor, organisation_id, Permission.MANAGE_ORGANISATION)
    hold_records(organisation_id)
    head = OrganisationProfile.rows.of(organisation_id).current().get()
    wanted = {
        "name_th": name_th.strip(),
        "name_en": name_en.strip(),
        "kind": kind.strip(),
        "province": province.strip(),
        "address": address.strip(),
    }
    if not wanted["name_th"]:
        return None, (finding("organisation.name_missing", Level.ERROR, row.code),)
    if all(getattr(head, name) == value for name, value in wanted.items()):
        return organisation_value(row, head), ()
    if not reason.strip():
        return None, (finding("organisation.reason_missing", Level.ERROR, row.code),)
    profile = describe_anew(actor.id, head, wanted, reason.strip())
    return organisation_value(row, profile), ()
