"""Quantities of meters as plain JSON: decimals as strings, instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import canonical
from fahsai.services.access import organisation_of
from fahsai.services.calculation_json import findings_json
from fahsai.services.metering.reached import meters_reached
from fahsai.services.places import places
from fahsai.services.quantities import By

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.quantities import Quantity

Json = dict[str, Any]


def subject_names(
    actor: Actor, organisation_id: UUID, by: By
) -> dict[UUID | None, tuple[str, str]]:
    """The code and the Thai name of what quantities are of, as far as the actor reaches it.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
    """
    if by is By.METER:
        return {one.id: (one.code, one.name_th) for one in meters_reached(actor, organisation_id)}
    there = places(actor, organisation_id)
    if by is By.UNIT:
        return {one.id: (one.code, one.name_th) for one in there.units}
    if by is By.FACILITY:
        return {one.id: (one.code, one.name_th) for one in there.facilities}
    owner = organisation_of(actor, organisation_id)
    return {owner.id: (owner.code, owner.name_th)}


def quantities_json(
    actor: Actor,
    organisation_id: UUID,
    by: By,
    rows: Iterable[Quantity],
    findings: tuple[Finding, ...],
) -> Json:
    """The quantities with the codes and names of their subjects.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation for this actor.
    """
    names = subject_names(actor, organisation_id, by)
    return {
        "by": by.value,
        "quantities": [_row(one, names.get(one.subject.id, ("", ""))) for one in rows],
        "findings": findings_json(findings),
    }


def _row(one: Quantity, name: tuple[str, str]) -> Json:
    kg = one.co2e_kg
    return {
        "subject": name[0],
        "name": name[1],
        "kind": one.subject.kind.value,
        "start": datetime.fromtimestamp(one.start, UTC).isoformat(),
        "end": datetime.fromtimestamp(one.end, UTC).isoformat(),
        "meters": one.meters,
        "left_out": list(one.left_out),
        "quantity": None if one.quantity is None else canonical(one.quantity),
        "unit": one.subject.unit,
        "estimated": canonical(one.estimated),
        "known": canonical(one.known),
        "readings": one.readings,
        "quality": [flag.name.lower() for flag in one.quality if flag.name],
        "co2e_kg": None if kg is None else canonical(kg),
        "by_class": {where.value: canonical(mass) for where, mass in (one.by_class or {}).items()},
        "complete": one.complete,
    }
