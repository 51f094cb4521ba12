"""Which version is another year's base, and whether it may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.services.keeping.versions import every_version

if TYPE_CHECKING:
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
    reported and is no base year (TGO CFO FAQ, decision 2-1/2561).
    """
    year = settings.base_year_be
    if year is None:
        return ()
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
