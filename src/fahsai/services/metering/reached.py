"""A meter that somebody asks about, if it is theirs to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.keeping.meters import current_meter, current_meters

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Meter


def meter_reached(actor: Actor, organisation_id: UUID, meter_id: UUID) -> Meter:
    """The meter of an id.

    Raises:
        NotFoundError, ForbiddenError: there is none that the actor reaches.
    """
    part = admit_part(actor, organisation_id)
    found = current_meter(organisation_id, meter_id)
    if found is None or not part.holds(found.unit_id):
        raise NotFoundError(str(meter_id))
    return found


def meters_reached(actor: Actor, organisation_id: UUID) -> list[Meter]:
    """Every meter that the actor reaches, by code.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id)
    return [one for one in current_meters(organisation_id) if part.holds(one.unit_id)]


def channel_named(meter: Meter, name: str | None) -> Channel | None:
    """The channel of a name; without one that of its quantities, or the first there is.

    Raises:
        NotFoundError: the meter has no channel of that name.
    """
    if name is None:
        return meter.main or next(iter(meter.channels), None)
    found = meter.channel(name)
    if found is None:
        raise NotFoundError(name)
    return found
