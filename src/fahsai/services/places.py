"""The units and facilities of an organisation, for people to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.boundary import Facility, Unit
from fahsai.records.convert import facility_value, unit_value
from fahsai.records.models import Facility as FacilityRow
from fahsai.records.models import OrgUnit
from fahsai.services.access import admit_part

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.access import Part


class Places(NamedTuple):
    """What a source may belong to, by code; ``unit_needed`` where it must be one of the units."""

    units: tuple[Unit, ...]
    facilities: tuple[Facility, ...]
    unit_needed: bool


def places(actor: Actor, organisation_id: UUID, permission: Permission = Permission.SEE) -> Places:
    """The units and facilities in which the actor holds the permission, as they stand.

    Raises:
        NotFoundError: there is no such organisation for this actor.
        ForbiddenError: the permission is held in no part of it.
    """
    return places_of(admit_part(actor, organisation_id, permission))


def places_of(part: Part) -> Places:
    """The units and facilities of a part, as they stand."""
    owner = part.organisation.id
    units = OrgUnit.rows.of(owner).current().select_related("head").order_by("code", "key")
    facilities = FacilityRow.rows.of(owner).current().order_by("code", "key")
    return Places(
        tuple(unit_value(row) for row in units if part.holds(row.key)),
        tuple(facility_value(row) for row in facilities if part.holds(row.unit_key)),
        not part.whole,
    )
