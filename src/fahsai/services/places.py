"""The parts and places of an organisation, for people to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.boundary import Facility, Unit
from fahsai.records.convert import facility_value, unit_value
from fahsai.records.models import Facility as FacilityRow
from fahsai.records.models import OrgUnit
from fahsai.services.access import admit

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor


class Places(NamedTuple):
    """What a source may belong to, by code."""

    units: tuple[Unit, ...]
    facilities: tuple[Facility, ...]


def places(actor: Actor, organisation_id: UUID) -> Places:
    """Units and facilities as they stand."""
    admit(actor, organisation_id)
    units = OrgUnit.rows.of(organisation_id).current().select_related("head").order_by("code")
    facilities = FacilityRow.rows.of(organisation_id).current().order_by("code")
    return Places(tuple(map(unit_value, units)), tuple(map(facility_value, facilities)))
