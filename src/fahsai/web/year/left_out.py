"""Where the address of a source leads that has no figures in a year: to the list of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from fahsai.services.access import NotFoundError
from fahsai.services.sources import sources
from fahsai.services.year_boundary import boundary_of_year
from fahsai.web.year.sources import State

if TYPE_CHECKING:
    from fahsai.web.year.asked import Reading


def list_instead(reading: Reading, code: str) -> str:
    """The list in which a source stands that a version does not count.

    One that is left out stands with its reason among those that are; one that was not there yet,
    or no longer, leads to all sources of the year.

    Raises:
        NotFoundError: the actor knows no source of that code.
    """
    organisation = reading.organisation
    parts = (organisation.code, reading.result.version.year_be)
    address = reverse("year_sources", args=parts) + reading.query
    left_out = boundary_of_year(reading.actor, organisation.id, reading.result).excluded
    if code in {one.code for one in left_out}:
        return f"{address}{'&' if reading.query else '?'}state={State.EXCLUDED.value}"
    if code in {one.code for one in sources(reading.actor, organisation.id)}:
        return address
    raise NotFoundError(code)
