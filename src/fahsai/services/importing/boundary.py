"""Units and facilities that a template or a report workbook names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from fahsai.records.locks import hold_records
from fahsai.records.models import Facility, OrgUnit
from fahsai.services.keeping.lists import keep
from fahsai.services.keeping.people import person_named
from fahsai.services.keeping.units import tell_of_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.report.book import FacilityEntry
    from fahsai.gateways.workbooks.template.book import TemplateBook
    from fahsai.services.keeping.lists import Kept


def unit_key(organisation_id: UUID, code: str) -> UUID:
    """The lasting identity of a unit: its code within the organisation."""
    return uuid5(organisation_id, f"unit|{code}")


def facility_key(organisation_id: UUID, code: str) -> UUID:
    """The lasting identity of a facility: its code within the organisation."""
    return uuid5(organisation_id, f"facility|{code}")


def keep_facilities(
    actor: Actor, organisation_id: UUID, facilities: Iterable[FacilityEntry]
) -> Kept:
    """Bring the facilities in line with those of a report workbook.

    One of a unit that the organisation does not have stands without a unit.
    """
    units = current_units(organisation_id)
    wanted = [
        {
            "key": facility_key(organisation_id, facility.code),
            "code": facility.code,
            "name_th": facility.name_th,
            "name_en": facility.name_en,
            "unit_key": units.get(facility.unit_code),
            "count": facility.count,
            "added": facility.added,
            "excluded": facility.excluded,
            "reason": facility.reason,
        }
        for facility in facilities
    ]
    # A workbook that lists none says nothing of those that the activity template brought.
    return keep(Facility, organisation_id, actor.id, ("key",), wanted, withdraw_others=bool(wanted))


def keep_template_boundary(
    actor: Actor, organisation_id: UUID, template: TemplateBook, *, new_units: bool
) -> int:
    """Add the units and facilities that a template names and the records lack; how many.

    ``new_units`` tells whether the actor may add parts to the organisation.
    """
    added = _add_units(actor, organisation_id, template) if new_units else 0
    named = {source.facility for source in template.sources if source.facility}
    places = _facilities(organisation_id)
    fresh = [
        {
            "key": facility_key(organisation_id, name),
            "code": name,
            "name_th": name,
        }
        for name in sorted(named)
        if name not in places
    ]
    kept = keep(Facility, organisation_id, actor.id, ("key",), fresh, withdraw_others=False)
    return added + kept.written


def _add_units(actor: Actor, organisation_id: UUID, template: TemplateBook) -> int:
    hold_records(organisation_id)
    known = current_units(organisation_id)
    fresh = [unit for unit in template.units if unit.code not in known]
    wanted: list[Mapping[str, Any]] = [
        {
            "key": unit_key(organisation_id, unit.code),
            "code": unit.code,
            "name_th": unit.name_th or unit.code,
            "name_en": unit.name_en,
            "parent_key": unit_key(organisation_id, unit.parent) if unit.parent else None,
            "head_id": person_named(organisation_id, unit.head) if unit.head else None,
        }
        for unit in fresh
    ]
    kept = keep(OrgUnit, organisation_id, actor.id, ("key",), wanted, withdraw_others=False)
    keys = {fields["key"] for fields in wanted}
    for row in OrgUnit.rows.of(organisation_id).current().filter(key__in=keys).order_by("code"):
        tell_of_unit(actor.id, row, verb="unit.added")
    return kept.written


def current_units(organisation_id: UUID) -> Mapping[str, UUID]:
    """The units as they stand: their keys by their codes."""
    return dict(OrgUnit.rows.of(organisation_id).current().values_list("code", "key"))


def units_to_add(organisation_id: UUID, template: TemplateBook | None) -> tuple[str, ...]:
    """The codes of the units that a template lists or names and the organisation does not have."""
    if template is None:
        return ()
    named = [unit.code for unit in template.units]
    named.extend(source.unit for source in template.sources if source.unit)
    known = current_units(organisation_id)
    return tuple(code for code in dict.fromkeys(named) if code not in known)


def template_places(
    organisation_id: UUID, template: TemplateBook | None
) -> Mapping[str, tuple[UUID | None, UUID | None]]:
    """The unit and the facility of each of a template's sources, as ids, by the source's code."""
    facilities = _facilities(organisation_id)
    return {
        source.code: (
            unit_key(organisation_id, source.unit) if source.unit else None,
            facilities.get(source.facility, facility_key(organisation_id, source.facility))
            if source.facility
            else None,
        )
        for source in (template.sources if template else ())
    }


def _facilities(organisation_id: UUID) -> Mapping[str, UUID]:
    """The facilities by code and by Thai name."""
    rows = list(Facility.rows.of(organisation_id).current())
    return {row.name_th: row.key for row in rows} | {row.code: row.key for row in rows}
