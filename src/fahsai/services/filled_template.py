"""The template of activity data with what an organisation has in it already."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fahsai.core.thai.period import PeriodKind
from fahsai.gateways.workbooks.book import TEMPLATE
from fahsai.gateways.workbooks.office.values import CALENDAR, FISCAL
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateOrganisation,
    TemplateParameter,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.records.convert import facility_value, organisation_value, unit_value
from fahsai.records.models import ActivityRow, Facility, OrganisationProfile, OrgUnit
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import admit_part
from fahsai.services.evidence_files import evidence_names
from fahsai.services.inventories import version_of_year
from fahsai.services.keeping.frozen import current_lines
from fahsai.services.keeping.hand import HAND
from fahsai.services.sources import sources
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.boundary import Unit
    from fahsai.services.inventories import Version


def filled_template(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    kind: PeriodKind | None = None,
    language: str = "th",
) -> bytes:
    """The template with the parts and sources of an organisation, and the figures of a year.

    Figures that came by a template or by hand stand in it; those of an office's own sheets would
    be counted a second time if they came back by another one.  Who sees some units only gets those,
    with their sources and figures.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    part = admit_part(actor, organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    profile = OrganisationProfile.rows.of(organisation_id).current().get()
    organisation = organisation_value(part.organisation, profile)
    units = [
        unit_value(one)
        for one in OrgUnit.rows.of(organisation_id)
        .current()
        .select_related("head")
        .order_by("code")
        if part.holds(one.key)
    ]
    found = sources(actor, organisation_id)
    mine = {source.id for source in found}
    lines = [
        line
        for line in current_lines(version).order_by("period_start", "id")
        if part.whole or line.source_key in mine
    ]
    names = evidence_names(actor, organisation_id)
    book = TemplateBook(
        organisation=TemplateOrganisation(
            organisation.code, organisation.name_th, organisation.name_en
        ),
        units=_units(units),
        sources=_sources(organisation_id, found, units, lines),
        current=TemplateYear(
            version.year_be,
            FISCAL if version.period.kind is PeriodKind.FISCAL_YEAR else CALENDAR,
            _lines(version, found, lines, names),
        ),
        parameters=tuple(
            TemplateParameter(source.code, name, value)
            for source in found
            for name, value in source.parameters.items()
        ),
    )
    return activity_template(book, language)


def _units(units: Iterable[Unit]) -> tuple[TemplateUnit, ...]:
    known = {unit.id: unit.code for unit in units}
    return tuple(
        TemplateUnit(
            unit.code,
            unit.name_th,
            unit.name_en,
            known.get(unit.parent_id, "") if unit.parent_id else "",
            unit.head,
        )
        for unit in units
    )


def _sources(
    organisation_id: UUID,
    found: Iterable[EmissionSource],
    units: Iterable[Unit],
    lines: Iterable[ActivityRow],
) -> tuple[TemplateSource, ...]:
    unit_codes = {unit.id: unit.code for unit in units}
    rows = Facility.rows.of(organisation_id).current()
    facility_codes = {one.id: one.code for one in map(facility_value, rows)}
    last = {line.source_key: line for line in lines}

    def made(source: EmissionSource) -> TemplateSource:
        line = last.get(source.id)
        kind = kinds().get(source.kind)
        return TemplateSource(
            source.code,
            kind=source.kind,
            name=source.name_th,
            unit=unit_codes.get(source.unit_id, "") if source.unit_id else "",
            facility=facility_codes.get(source.facility_id, "") if source.facility_id else "",
            place=source.place,
            equipment=source.equipment,
            utility_account=source.utility_account,
            activity_unit=line.unit if line else (kind.unit if kind else ""),
            origin=line.origin if line else "",
            grade=line.grade if line else "",
            factor_key=source.factor_keys.get("direct", ""),
            choice_reason=source.choice_reason,
            excluded=source.excluded,
            excluded_reason=source.excluded_reason,
            started_on=source.started_on,
            started_reason=source.started_reason,
            ended_on=source.ended_on,
            ended_reason=source.ended_reason,
        )

    return tuple(made(source) for source in found)


def _lines(
    version: Version,
    found: Iterable[EmissionSource],
    lines: Iterable[ActivityRow],
    names: Mapping[str, str],
) -> tuple[TemplateLine, ...]:
    """The rows of months that came by a template or by hand.

    A month that was entered by hand stands in the row that the template has for its source.
    """
    months = version.period.months()
    rows: dict[tuple[UUID, str, str], list[ActivityRow]] = defaultdict(list)
    theirs: dict[tuple[UUID, str], str] = {}  # the row of a source and unit
    monthly = [line for line in lines if line.period in months]
    for line in monthly:
        if line.layout == TEMPLATE:
            theirs.setdefault((line.source_key, line.unit), line.row_key or "")
            rows[line.source_key, line.row_key or "", line.unit].append(line)
    for line in monthly:
        if line.layout == HAND:
            row = theirs.get((line.source_key, line.unit), HAND)
            rows[line.source_key, row, line.unit].append(line)
    codes = {source.id: source.code for source in found}
    made = []
    for (key, _, unit), group in rows.items():
        by_month = {line.period: line.quantity for line in group}
        evidence = dict.fromkeys(sha256 for line in group for sha256 in line.evidence)
        made.append(
            TemplateLine(
                codes.get(key, ""),
                unit,
                tuple(by_month.get(month) for month in months),
                note=group[0].note,
                evidence=tuple(names[sha256] for sha256 in evidence if sha256 in names),
            )
        )
    order = {code: place for place, code in enumerate(codes.values())}
    return tuple(sorted((one for one in made if one.source), key=lambda one: order[one.source]))
