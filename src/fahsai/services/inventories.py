"""The inventory of a year, its versions and how each is computed.

Whoever sees any part of an organisation knows its years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.thai.numbers import parse_number
from fahsai.records.locks import hold_records
from fahsai.records.models import Inventory, InventoryVersion
from fahsai.services.access import NotFoundError, admit, admit_part
from fahsai.services.keeping.base_years import absent_base, unfit_base, usual_base
from fahsai.services.keeping.versions import (
    Settings,
    Version,
    every_version,
    keep_settings,
    newest_version,
    version_value,
)
from fahsai.services.rules import factor_set_in_force

__all__ = [
    "Settings",
    "Version",
    "other_periods",
    "set_settings",
    "settings_in_use",
    "version_of_year",
    "version_state",
    "versions",
]

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period, PeriodKind


def other_periods(
    actor: Actor, organisation_id: UUID, periods: Iterable[Period]
) -> tuple[Finding, ...]:
    """``version.other_period`` for each year that is kept with other first and last days.

    A year is called by its Buddhist number; of two of the same number the fiscal one answers.
    """
    admit_part(actor, organisation_id)
    kept = Inventory.rows.of(organisation_id)
    return tuple(
        finding(
            "version.other_period",
            Level.WARNING,
            str(period.year_be),
            start=period.start.isoformat(),
            last_day=period.last_day.isoformat(),
            other_start=row.period.start.isoformat(),
            other_last_day=row.period.last_day.isoformat(),
        )
        for period in dict.fromkeys(periods)
        for row in kept.filter(year_be=period.year_be)
        if (row.period_start, row.period_end) != (period.start, period.end)
    )


def version_of_year(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> Version:
    """The newest version of a year (a fiscal year before a calendar year of the same name).

    Args:
        actor: who asks.
        organisation_id: whose year.
        year_be: its Buddhist year.
        number: an older version, by its number.
        kind: which of two years of the same number, a fiscal and a calendar one.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no version of that number.
    """
    admit_part(actor, organisation_id)
    of_year = [
        one
        for one in every_version(organisation_id)
        if one.year_be == year_be and kind in {None, one.period.kind}
    ]
    if not of_year:
        raise NotFoundError(str(year_be))
    first = min(one.period.start for one in of_year)
    found = [one for one in of_year if one.period.start == first]  # the newest stands first
    for one in found:
        if number in {None, one.number}:
            return one
    raise NotFoundError(f"{year_be} v{number}")


def version_state(
    actor: Actor, organisation_id: UUID, period: Period
) -> tuple[str, VersionState] | None:
    """Name and state of the newest version of a period; None when there is no inventory."""
    admit_part(actor, organisation_id)
    row = (
        Inventory.rows.of(organisation_id)
        .filter(period_start=period.start, period_end=period.end)
        .first()
    )
    if row is None:
        return None
    version = newest_version(row)
    return version.name, version.state


def versions(actor: Actor, organisation_id: UUID) -> tuple[Version, ...]:
    """Every version of every year, newest first."""
    admit_part(actor, organisation_id)
    return every_version(organisation_id)


@transaction.atomic
def set_settings(
    actor: Actor,
    version: Version,
    settings: Settings,
    reason: str = "",
    *,
    seen: str | None = None,
) -> tuple[bool, tuple[Finding, ...]]:
    """Keep how a version is computed, and why.

    ``seen`` is :attr:`Version.seen` of when somebody looked; None where nobody did.

    Returns:
        Whether that changed anything, with ``settings.version_submitted`` where the version is
        submitted, perhaps since it was read, or ``settings.changed_meanwhile`` where its settings
        are not those that were seen, ``settings.materiality_range``, or
        ``version.base_year_turnaround``, ``version.base_year_later`` or
        ``version.base_year_absent`` where its base year may not be one; nothing is kept then.

    Raises:
        NotFoundError: the version is not this actor's to change.
        ForbiddenError: the actor may not settle how a year is computed.
    """
    admit(actor, version.organisation_id, Permission.SETTLE)
    hold_records(version.organisation_id)
    rows = InventoryVersion.rows.of(version.organisation_id).select_related("inventory")
    row = rows.filter(id=version.id).first()
    if row is None:
        raise NotFoundError(version.name)
    now = version_value(row.inventory, row)
    if now.state is not VersionState.DRAFT:
        return False, (finding("settings.version_submitted", Level.ERROR, version.name),)
    if seen is not None and seen != now.seen:
        return False, (finding("settings.changed_meanwhile", Level.ERROR, version.name),)
    refused = (
        *unfit_base(now, settings),
        *absent_base(now, settings),
        *_unfit_threshold(now, settings),
    )
    if refused:
        return False, refused
    return keep_settings(actor.id, now, settings, reason), ()


def _unfit_threshold(version: Version, settings: Settings) -> tuple[Finding, ...]:
    """A new threshold of materiality is a share of the total: above 0, at most 100 %."""
    text = settings.materiality_percent
    if version.settings is not None and version.settings.materiality_percent == text:
        return ()
    number, _ = parse_number(text.strip().removesuffix("%"))
    if number is not None and 0 < number <= WHOLE:
        return ()
    return (finding("settings.materiality_range", Level.ERROR, version.name, text=text),)


WHOLE = 100
"""All of the total [%]."""


def settings_in_use(actor: Actor, version: Version, today: date) -> Settings:
    """How a version is computed: its own settings, or those it takes until it has some.

    A year that is only somebody's base year is computed like the year that names it, so that the
    two can be compared; any other as of today, with the factors in force.  Where a form was taken
    as the base year, that year is its base, if it is not before it.
    """
    if version.settings is not None:
        return version.settings
    alike_first = sorted(
        versions(actor, version.organisation_id),
        key=lambda other: other.period.kind is not version.period.kind,
    )
    for other in alike_first:
        named = other.settings
        if named is not None and named.base_year_be == version.year_be:
            return Settings(
                named.factor_set,
                named.report_date,
                energy_upstream=named.energy_upstream,
                base_year_be=version.year_be,
                approach=named.approach,
            )
    return Settings(factor_set_in_force(today), today, base_year_be=usual_base(version))
