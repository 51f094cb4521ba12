"""The inventory of a year, its versions and how each is computed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.events import record_event
from fahsai.records.models import (
    Inventory,
    InventoryVersion,
    VersionSettings,
)
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.records.supersede import supersede
from fahsai.services.access import NotFoundError, admit
from fahsai.services.rules import factor_set_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Settings:
    """How a version is computed and headed.

    ``base_year_be`` names the base inventory; equal to the inventory's own year it says that
    this is the base year.  ``prepared_by`` is the id of a person (no name in a frozen row).
    """

    factor_set: str
    report_date: date
    energy_upstream: bool = False
    base_year_be: int | None = None
    prepared_by: str = ""
    materiality_percent: str = "5"
    assurance: str = "limited"
    approach: str = "operational"
    scope3_criteria: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an organisation's year."""

    id: UUID
    inventory_id: UUID
    organisation_id: UUID
    period: Period
    year_be: int
    number: int
    state: VersionState
    settings: Settings | None = field(default=None)
    reason: str = ""  # why it was opened after the one before

    @property
    def name(self) -> str:
        """Year and number as people say them."""
        return f"{self.year_be} v{self.number}"


@transaction.atomic
def open_inventory(actor: Actor, organisation_id: UUID, period: Period) -> Version:
    """The newest version of the inventory of a period; made with version 1 when there is none."""
    admit(actor, organisation_id)
    inventories = Inventory.rows.of(organisation_id)
    row = inventories.filter(period_start=period.start, period_end=period.end).first()
    if row is None:
        row = inventories.create(
            period_start=period.start,
            period_end=period.end,
            period_kind=period.kind.value,
            year_be=period.year_be,
        )
        start_version(actor, row, 1, "")
    return _newest(row)


def other_periods(
    actor: Actor, organisation_id: UUID, periods: Iterable[Period]
) -> tuple[Finding, ...]:
    """``version.other_period`` for each year that is kept with other first and last days.

    A year is called by its Buddhist number; of two of the same number the fiscal one answers.
    """
    admit(actor, organisation_id)
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


def start_version(actor: Actor, inventory: Inventory, number: int, reason: str) -> UUID:
    """A new draft version of an inventory, with its event; the caller holds the transaction."""
    organisation_id = inventory.organisation_id
    version = InventoryVersion.rows.of(organisation_id).create(
        inventory_id=inventory.id, number=number, reason=reason
    )
    VersionStateRow.rows.of(organisation_id).create(
        version_id=version.id, state=VersionState.DRAFT.value, actor_id=actor.id, reason=reason
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="version.opened",
        object_type="inventory_version",
        object_id=version.id,
        payload={"inventory": str(inventory.id), "number": number, "reason": reason},
    )
    return version.id


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
    admit(actor, organisation_id)
    rows = Inventory.rows.of(organisation_id).filter(year_be=year_be)
    if kind is not None:
        rows = rows.filter(period_kind=kind.value)
    row = min(rows, key=lambda one: one.period_start, default=None)
    if row is None:
        raise NotFoundError(str(year_be))
    if number is None:
        return _newest(row)
    versions_of = InventoryVersion.rows.of(organisation_id).filter(inventory_id=row.id)
    version = versions_of.filter(number=number).first()
    if version is None:
        raise NotFoundError(f"{year_be} v{number}")
    return _version(row, version)


def version_state(
    actor: Actor, organisation_id: UUID, period: Period
) -> tuple[str, VersionState] | None:
    """Name and state of the newest version of a period; None when there is no inventory."""
    admit(actor, organisation_id)
    row = (
        Inventory.rows.of(organisation_id)
        .filter(period_start=period.start, period_end=period.end)
        .first()
    )
    if row is None:
        return None
    version = _newest(row)
    return version.name, version.state


def versions(actor: Actor, organisation_id: UUID) -> tuple[Version, ...]:
    """Every version of every year, newest first."""
    admit(actor, organisation_id)
    found = [
        _version(inventory, row)
        for inventory in Inventory.rows.of(organisation_id)
        for row in InventoryVersion.rows.of(organisation_id).filter(inventory_id=inventory.id)
    ]
    return tuple(sorted(found, key=lambda one: (one.year_be, one.number), reverse=True))


@transaction.atomic
def set_settings(actor: Actor, version: Version, settings: Settings) -> bool:
    """Keep how a version is computed; whether that changed anything.

    Raises:
        NotFoundError: the version is not this actor's to change.
        ValueError: it is submitted, perhaps since it was read.
    """
    admit(actor, version.organisation_id)
    states = VersionStateRow.rows.of(version.organisation_id).current()
    state = states.filter(version_id=version.id).first()
    if state is None:
        raise NotFoundError(version.name)
    if state.state != VersionState.DRAFT.value:
        raise ValueError(f"version {version.name} is frozen")
    rows = VersionSettings.rows.of(version.organisation_id)
    head = rows.current().filter(version_id=version.id).first()
    data = _plain(settings)
    if head is None:
        rows.create(version_id=version.id, data=data, actor_id=actor.id)
    elif head.data != data:
        supersede(head, actor_id=actor.id, data=data).save()
    else:
        return False
    record_event(
        organisation_id=version.organisation_id,
        actor_id=actor.id,
        verb="version.settings",
        object_type="inventory_version",
        object_id=version.id,
        payload=data,
    )
    return True


def settings_in_use(actor: Actor, version: Version, today: date) -> Settings:
    """How a version is computed: its own settings, or those it takes until it has some.

    A year that is only somebody's base year is computed like the year that names it, so that the
    two can be compared; any other as of today, with the factors in force.
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
            )
    return Settings(factor_set_in_force(today), today)


def _plain(settings: Settings) -> dict[str, Any]:
    return {**asdict(settings), "report_date": settings.report_date.isoformat()}


def _settings(version_id: UUID, organisation_id: UUID) -> Settings | None:
    row = VersionSettings.rows.of(organisation_id).current().filter(version_id=version_id).first()
    if row is None:
        return None
    data: dict[str, Any] = dict(row.data)
    return Settings(**{**data, "report_date": date.fromisoformat(data["report_date"])})


def _newest(inventory: Inventory) -> Version:
    rows = InventoryVersion.rows.of(inventory.organisation_id).filter(inventory_id=inventory.id)
    return _version(inventory, max(rows, key=lambda row: row.number))


def _version(inventory: Inventory, row: InventoryVersion) -> Version:
    organisation_id = inventory.organisation_id
    state = VersionStateRow.rows.of(organisation_id).current().get(version_id=row.id)
    return Version(
        id=row.id,
        inventory_id=inventory.id,
        organisation_id=organisation_id,
        period=inventory.period,
        year_be=inventory.year_be,
        number=row.number,
        state=VersionState(state.state),
        settings=_settings(row.id, organisation_id),
        reason=row.reason,
    )
