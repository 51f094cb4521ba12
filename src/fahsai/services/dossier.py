"""Putting together everything that the documents of a version are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.trees import TreeRow
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
    organisation_value,
    picture_value,
    source_value,
    team_value,
    unit_value,
)
from fahsai.records.form_values import LISTED, form_value
from fahsai.records.models import (
    Facility,
    FormRecord,
    FormRecordKind,
    OrganisationProfile,
    OrgUnit,
    Person,
    PictureRow,
    Source,
    TeamAssignment,
    TextRow,
)
from fahsai.services.access import NotFoundError, admit
from fahsai.services.base_result import base_of, said_of_base
from fahsai.services.base_year_records import policy_in
from fahsai.services.calculate_year import YearResult, calculate_year, lines_of_calculation
from fahsai.services.compare_versions import difference_of
from fahsai.services.evidence_files import evidence_names
from fahsai.services.keeping.base_years import unfit_base
from fahsai.services.keeping.consolidated import outside_of
from fahsai.services.keeping.frozen import rows_of
from fahsai.services.keeping.outside import with_reasons
from fahsai.services.trees import census_stocks
from fahsai.services.uncertainty import uncertainty_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version

T = TypeVar("T")


class YearDossier(NamedTuple):
    """What the documents of a version are made of, and the calculations that it rests on."""

    dossier: Dossier
    result: YearResult
    base: YearResult | None


OF_A_DOSSIER = LISTED - {FormRecordKind.PRODUCTION} | {FormRecordKind.TREE_CENSUS}
"""The lists of the form that are read here as they are."""


def dossier_of(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> YearDossier:
    """The dossier of a version of a year (the newest, or that of a number).

    ``kind`` tells a fiscal from a calendar year of the same number.

    A submitted version is put together from the rows it froze, its base year too.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
    """
    admit(actor, organisation_id)
    result = calculate_year(actor, organisation_id, year_be, today=today, number=number, kind=kind)
    version, settings = result.version, result.settings
    base_result, said = _base_result(actor, result, today)
    records = _records(version)
    production = _production(version, 0)
    dossier = Dossier(
        organisation=_organisation(actor, version),
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
        base_year=_base_year(result, base_result),
        findings=(*result.findings, *said),
        texts={row.section: row.body for row in _own(version, rows_of(version, TextRow))},
        pictures=tuple(
            picture_value(row)
            for row in sorted(rows_of(version, PictureRow), key=lambda row: row.created_at)
        ),
        activities=_of(records, ActivityRecord),
        calibrations=_of(records, Calibration),
        trees=(*_of(records, TreeStock), *census_stocks(_of(records, TreeRow))),
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
        sources=with_reasons(
            version,
            result.calculation,
            tuple(
                source_value(row)
                for row in sorted(rows_of(version, Source), key=lambda row: (row.code, row.key))
            ),
            settings.approach,
        ),
        uncertainty=uncertainty_of(actor, result).uncertainty,
        lines=lines_of_calculation(result),
    )
    return YearDossier(dossier, result, base_result)


def settings_findings(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    kind: PeriodKind | None = None,
) -> tuple[Finding, ...]:
    """What speaks against the settings of a year: its report date, its base year.

    Findings: ``version.report_date_early``, ``version.no_base_year``,
    ``version.base_year_absent`` and those of :func:`~fahsai.services.base_result.said_of_base`.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id)
    result = calculate_year(actor, organisation_id, year_be, today=today, kind=kind)
    return _base_result(actor, result, today)[1]


def base_findings(actor: Actor, result: YearResult) -> tuple[Finding, ...]:
    """What speaks against the report date and the base year of a result.

    Findings: those of :func:`settings_findings`; the base year is read from what is kept of it.
    """
    return _base_result(actor, result, result.settings.report_date, of_lines=False)[1]


def _organisation(actor: Actor, version: Version) -> Organisation:
    """The organisation as the version's own profile describes it."""
    row = admit(actor, version.organisation_id)
    return organisation_value(row, rows_of(version, OrganisationProfile)[0])


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
        and FormRecordKind(row.kind) in OF_A_DOSSIER
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


def _base_result(
    actor: Actor, result: YearResult, today: date, *, of_lines: bool = True
) -> tuple[YearResult | None, tuple[Finding, ...]]:
    """The result of the base year: what a submitted version froze, or what it comes to now."""
    year = result.settings.base_year_be
    version = result.version
    said = _report_date_findings(result)
    if year is None:
        return None, (*said, finding("version.no_base_year", Level.WARNING, version.name))
    if year == version.year_be:
        return result, (*said, *unfit_base(version, result.settings))
    try:
        base = base_of(actor, version, year, today, of_lines=of_lines)
    except NotFoundError:
        absent = finding("version.base_year_absent", Level.ERROR, version.name, year=str(year))
        return None, (*said, absent)
    return base, (*said, *said_of_base(result, base))


def _report_date_findings(result: YearResult) -> tuple[Finding, ...]:
    """A warning where the report was dated before the year that it reports was over."""
    version, report_date = result.version, result.settings.report_date
    if report_date >= version.period.end:
        return ()
    early = finding(
        "version.report_date_early",
        Level.WARNING,
        version.name,
        report_date=report_date.isoformat(),
        last_day=version.period.last_day.isoformat(),
    )
    return (early,)


def _base_year(result: YearResult, base: YearResult | None) -> BaseYear | None:
    """The base year as a full inventory; it may be the reported year itself."""
    if base is None:
        return None
    same = base is result
    return BaseYear(
        base.version.period,
        base.calculation,
        same=same,
        production=_production(result.version, 0 if same else 1),
        policy=policy_in(rows_of(result.version, FormRecord)),
        difference=None if same else difference_of(base, result),
        outside=_outside(base) | _outside(result),
    )


def _outside(year: YearResult) -> frozenset[UUID]:
    """The sources that a year has and does not count."""
    return outside_of(year.version.organisation_id, year.calculation_id)
