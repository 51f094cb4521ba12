"""Putting together everything that the documents of a version are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.reports.dossier import (
    ActivityRecord,
    BaseYear,
    Calibration,
    CreditProject,
    Dossier,
    EnergySupply,
    Measure,
    Production,
    Scope3Assessment,
    TreeStock,
)
from fahsai.records.convert import (
    facility_value,
    picture_value,
    source_value,
    team_value,
    unit_value,
)
from fahsai.records.form_values import form_value
from fahsai.records.models import (
    Facility,
    FormRecord,
    FormRecordKind,
    OrgUnit,
    Person,
    PictureRow,
    Source,
    TeamAssignment,
    TextRow,
)
from fahsai.services.access import NotFoundError, organisation_of
from fahsai.services.calculate_year import YearResult, calculate_year, lines_of_calculation
from fahsai.services.evidence import evidence_names
from fahsai.services.frozen import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.services.inventories import Version

T = TypeVar("T")


def dossier_of(
    actor: Actor, organisation_id: UUID, year_be: int, *, today: date
) -> tuple[Dossier, YearResult]:
    """The dossier of the newest version of a year, with the calculation it rests on.

    A submitted version is put together from the rows it froze.
    """
    result = calculate_year(actor, organisation_id, year_be, today=today)
    version, settings = result.version, result.settings
    base, said = _base_year(actor, result, today)
    records = _records(version)
    production = _production(version, 0)
    dossier = Dossier(
        organisation=organisation_of(actor, organisation_id),
        version=version.number,
        state=version.state.value,
        period=version.period,
        report_date=settings.report_date,
        prepared_by=_person(organisation_id, settings.prepared_by),
        units=tuple(
            unit_value(row)
            for row in sorted(rows_of(version, OrgUnit, "head"), key=lambda row: row.created_at)
        ),
        facilities=tuple(
            facility_value(row)
            for row in sorted(rows_of(version, Facility), key=lambda row: row.created_at)
        ),
        team=tuple(
            team_value(row)
            for row in sorted(
                rows_of(version, TeamAssignment, "person"), key=lambda row: row.created_at
            )
        ),
        calculation=result.calculation,
        base_year=base,
        findings=(*result.findings, *said),
        texts={row.section: row.body for row in _own(version, rows_of(version, TextRow))},
        pictures=tuple(
            picture_value(row)
            for row in sorted(rows_of(version, PictureRow), key=lambda row: row.created_at)
        ),
        activities=_of(records, ActivityRecord),
        calibrations=_of(records, Calibration),
        trees=_of(records, TreeStock),
        credits=_of(records, CreditProject),
        supplies=_of(records, EnergySupply),
        measures=_of(records, Measure),
        scope3=_of(records, Scope3Assessment),
        scope3_criteria=settings.scope3_criteria,
        production=production,
        materiality_percent=settings.materiality_percent,
        assurance=settings.assurance,
        approach=settings.approach,
        evidence_names=evidence_names(actor, organisation_id),
        sources=tuple(
            source_value(row)
            for row in sorted(rows_of(version, Source), key=lambda row: (row.code, row.key))
        ),
        lines=lines_of_calculation(result),
    )
    return dossier, result


def _own(version: Version, rows: Sequence[TextRow]) -> list[TextRow]:
    """The texts that hold for this inventory: its own, and those that hold for all."""
    return sorted(
        (row for row in rows if row.inventory_id in {None, version.inventory_id}),
        key=lambda row: row.inventory_id is not None,
    )


def _records(version: Version) -> list[object]:
    rows = [
        row
        for row in rows_of(version, FormRecord)
        if row.inventory_id in {None, version.inventory_id}
        and row.kind not in {FormRecordKind.PRODUCTION.value, FormRecordKind.EXCLUSION.value}
    ]
    return [form_value(row) for row in sorted(rows, key=lambda row: (row.kind, row.position))]


def _of(records: Sequence[object], kind: type[T]) -> tuple[T, ...]:
    return tuple(record for record in records if isinstance(record, kind))


def _production(version: Version, position: int) -> Production | None:
    """The production of the reported year (position 0) or of the base year (position 1)."""
    for row in rows_of(version, FormRecord):
        is_production = row.kind == FormRecordKind.PRODUCTION.value
        if is_production and row.inventory_id == version.inventory_id and row.position == position:
            value = form_value(row)
            return value if isinstance(value, Production) else None
    return None


def _person(organisation_id: UUID, person_id: str) -> str:
    if not person_id:
        return ""
    person = Person.rows.of(organisation_id).filter(id=UUID(person_id)).first()
    return person.name if person else ""


def _base_year(
    actor: Actor, result: YearResult, today: date
) -> tuple[BaseYear | None, tuple[Finding, ...]]:
    """The base year as a full inventory; it may be the reported year itself."""
    year = result.settings.base_year_be
    version = result.version
    if year is None:
        return None, (finding("version.no_base_year", Level.WARNING, version.name),)
    if year == version.year_be:
        production = _production(version, 0)
        return BaseYear(version.period, result.calculation, same=True, production=production), ()
    try:
        base = calculate_year(actor, version.organisation_id, year, today=today)
    except NotFoundError:
        absent = finding("version.base_year_absent", Level.ERROR, version.name, year=str(year))
        return None, (absent,)
    said: list[Finding] = []
    if base.calculation.factor_set != result.calculation.factor_set:
        said.append(
            finding(
                "version.base_other_edition",
                Level.WARNING,
                version.name,
                edition=result.calculation.factor_set,
                base_edition=base.calculation.factor_set,
            )
        )
    production = _production(version, 1)
    value = BaseYear(base.version.period, base.calculation, same=False, production=production)
    return value, tuple(said)
