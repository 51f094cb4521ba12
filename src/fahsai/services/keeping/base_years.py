"""Which version is another year's base, and whether it may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.base_year import BaseYearForm
from fahsai.records.form_values import form_value
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.services.keeping.versions import every_version

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.services.keeping.versions import Settings, Version


def base_version(version: Version, year_be: int) -> Version | None:
    """The newest version of the year that a version has as its base; None where there is none.

    A year of the same kind comes first: a calendar year is compared with a calendar year.  Of two
    others of one number the one that begins first is meant.
    """
    of_year = [one for one in every_version(version.organisation_id) if one.year_be == year_be]
    alike = [one for one in of_year if one.period.kind is version.period.kind]
    found = alike or of_year
    first = min((one.period.start for one in found), default=None)
    return next((one for one in found if one.period.start == first), None)


def unfit_base(version: Version, settings: Settings) -> tuple[Finding, ...]:
    """What keeps a year from being the base of a version with these settings.

    Findings: ``version.base_year_turnaround`` where it is a turn-around year, which may be
    reported and is no base year (TGO CFO FAQ, decision 2-1/2561); ``version.base_year_later``
    where it comes after the reported year.
    """
    year = settings.base_year_be
    if year is None:
        return ()
    if year > version.year_be:
        later = finding("version.base_year_later", Level.ERROR, version.name, year=str(year))
        return (later,)
    base = version if year == version.year_be else base_version(version, year)
    if base is None:
        return ()
    held = settings if base.inventory_id == version.inventory_id else base.settings
    if held is None or not held.turnaround:
        return ()
    refused = finding(
        "version.base_year_turnaround", Level.ERROR, version.name, year=str(base.year_be)
    )
    return (refused,)


def absent_base(version: Version, settings: Settings) -> tuple[Finding, ...]:
    """``version.base_year_absent`` where another base year is named than before and has no data.

    One that a workbook named before its own file came may stay; the findings of the year say so.
    """
    year, held = settings.base_year_be, version.settings
    if year is None or year >= version.year_be or (held and held.base_year_be == year):
        return ()
    if base_version(version, year) is not None:
        return ()
    return (finding("version.base_year_absent", Level.ERROR, version.name, year=str(year)),)


def base_form_row(organisation_id: UUID) -> FormRecord | None:
    """The row that keeps from which form the base year was taken; None where from none."""
    rows = FormRecord.rows.of(organisation_id).current()
    return rows.filter(kind=FormRecordKind.BASE_FORM.value, inventory__isnull=True).first()


def base_form(organisation_id: UUID) -> BaseYearForm | None:
    """The form that the organisation's base year was taken from."""
    row = base_form_row(organisation_id)
    value = None if row is None else form_value(row)
    return value if isinstance(value, BaseYearForm) else None


def usual_base(version: Version) -> int | None:
    """The base year of a version that nobody settled: that of the form, if it is not before it."""
    form = base_form(version.organisation_id)
    if form is None or form.base_year_be > version.year_be:
        return None
    return form.base_year_be
