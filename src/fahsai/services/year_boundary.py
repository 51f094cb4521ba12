"""The units of a version's boundary, and the sources that it leaves out with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.inventory.boundary import Unit
from fahsai.records.convert import unit_value
from fahsai.records.models import OrgUnit
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.keeping.frozen import rows_of, sources_of

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.calculate_year import YearResult


class YearBoundary(NamedTuple):
    """The units, by code, and the sources that are not counted in this year."""

    units: tuple[Unit, ...]
    excluded: tuple[EmissionSource, ...]


def boundary_of_year(actor: Actor, organisation_id: UUID, year: YearResult) -> YearBoundary:
    """The units and left-out sources of a year, as far as the actor sees them.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    part = admit_part(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(year.version.name)
    units = (unit_value(row) for row in rows_of(year.version, OrgUnit, "head"))
    left_out = (one for one in sources_of(year.version) if one.excluded)
    return YearBoundary(
        tuple(sorted((one for one in units if part.holds(one.id)), key=lambda one: one.code)),
        tuple(
            sorted((one for one in left_out if part.holds(one.unit_id)), key=lambda one: one.code)
        ),
    )
