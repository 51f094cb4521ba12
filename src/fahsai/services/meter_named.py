"""A meter by its code, as people type it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.services.access import NotFoundError
from fahsai.services.metering.reached import meters_reached

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.meter import Meter


def meter_named(actor: Actor, organisation_id: UUID, code: str) -> Meter:
    """The meter of a code.

    Raises:
        NotFoundError, ForbiddenError: there is none that the actor reaches.
    """
    for one in meters_reached(actor, organisation_id):
        if one.code == code.strip():
            return one
    raise NotFoundError(code)
