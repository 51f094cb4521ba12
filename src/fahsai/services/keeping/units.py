"""The one place that tells of units and of what holds them, whether a page or a workbook asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from fahsai.core.finding import Finding, Level, finding
from fahsai.records.events import record_event
from fahsai.records.models import (
    Facility,
    Invitation,
    Membership,
    MeterRow,
    OrgUnit,
    Source,
    TeamAssignment,
)
from fahsai.services.keeping.memberships import holders_of_unit

if TYPE_CHECKING:
    from uuid import UUID


def unit_in_use(organisation_id: UUID, head: OrgUnit) -> Finding | None:
    """``part.in_use``: what still belongs to the unit itself, counted; None when nothing does."""
    below = OrgUnit.rows.of(organisation_id).current().filter(parent_key=head.key).count()
    sources = Source.rows.of(organisation_id).current().filter(unit_key=head.key).count()
    places = Facility.rows.of(organisation_id).current().filter(unit_key=head.key).count()
    meters = MeterRow.rows.of(organisation_id).current().filter(unit_key=head.key).count()
    named = TeamAssignment.rows.of(organisation_id).current().filter(unit_key=head.key).count()
    roles = holders_of_unit(Membership.rows.of(organisation_id).current(), head.key)
    asked = Invitation.rows.of(organisation_id).filter(
        accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    people = named + roles + sum(str(head.key) in (one.units or ()) for one in asked)
    if not any((below, sources, places, meters, people)):
        return None
    return finding(
        "part.in_use",
        Level.ERROR,
        head.code,
        units=str(below),
        sources=str(sources),
        facilities=str(places),
        meters=str(meters),
        people=str(people),
    )


def tell_of_unit(actor_id: UUID, row: OrgUnit, *, verb: str) -> None:
    """Write the event of a unit that was added, changed or withdrawn."""
    record_event(
        organisation_id=row.organisation_id,
        actor_id=actor_id,
        verb=verb,
        object_type="unit",
        object_id=row.key,
        payload={"code": row.code, "row": str(row.id)},
    )
