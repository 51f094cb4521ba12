"""The versions of a year as they are kept: opened, numbered, settled."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fahsai.core.access.states import VersionState
from fahsai.core.assurance.materiality import MaterialityBase
from fahsai.records.events import record_event
from fahsai.records.models import Inventory, InventoryVersion, VersionSettings
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.records.supersede import supersede
from fahsai.services.keeping.known import Remembered, here, numbers_of

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.thai.period import Period


REMEMBERED = 256
"""Organisations whose versions a process keeps at hand."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a version is computed and headed.

    ``base_year_be`` names the base inventory; equal to the inventory's own year it says that
    this is the base year.  ``turnaround`` marks a year that is reported as it is and never a base
    year (TGO, decision 2-1/2561).  ``prepared_by`` is the id of a person (no name in a frozen row).
    ``materiality_base`` is what unresolved errors are set beside.
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
    turnaround: bool = False
    materiality_base: str = MaterialityBase.SCOPES_1_2.value


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
    settings_id: UUID | None = None  # of the row that holds the settings

    @property
    def seen(self) -> str:
        """One word for how it is computed now, for whoever comes back to change that."""
        return str(self.settings_id or self.id)

    @property
    def name(self) -> str:
        """Year and number as people say them."""
        return f"{self.year_be} v{self.number}"


_EVERY: Remembered[tuple[Version, ...]] = Remembered(REMEMBERED)


@transaction.atomic
def open_inventory(actor_id: UUID, organisation_id: UUID, period: Period) -> Version:
    """The newest version of the inventory of a period; made with version 1 when there is none."""
    inventories = Inventory.rows.of(organisation_id)
    row = inventories.filter(period_start=period.start, period_end=period.end).first()
    if row is None:
        row = inventories.create(
            period_start=period.start,
            period_end=period.end,
            period_kind=period.kind.value,
            year_be=period.year_be,
        )
        start_version(actor_id, row, 1, "")
    return newest_version(row)


def start_version(actor_id: UUID, inventory: Inventory, number: int, reason: str) -> UUID:
    """A new draft version of an inventory, with its event; the caller holds the transaction."""
    organisation_id = inventory.organisation_id
    version = InventoryVersion.rows.of(organisation_id).create(
        inventory_id=inventory.id, number=number, reason=reason
    )
    VersionStateRow.rows.of(organisation_id).create(
        version_id=version.id, state=VersionState.DRAFT.value, actor_id=actor_id, reason=reason
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor_id,
        verb="version.opened",
        object_type="inventory_version",
        object_id=version.id,
        payload={"inventory": str(inventory.id), "number": number, "reason": reason},
    )
    return version.id


def keep_settings(actor_id: UUID, version: Version, settings: Settings, why: str = "") -> bool:
    """Keep how a version is computed, and why; whether that changed anything.

    Raises:
        ValueError: it is submitted; the caller holds the records and has looked.
    """
    states = VersionStateRow.rows.of(version.organisation_id).current()
    state = states.get(version_id=version.id)
    if state.state != VersionState.DRAFT.value:
        raise ValueError(f"version {version.name} is frozen")
    rows = VersionSettings.rows.of(version.organisation_id)
    head = rows.current().filter(version_id=version.id).first()
    data = _plain(settings)
    if head is None:
        rows.create(version_id=version.id, data=data, actor_id=actor_id, why=why)
    elif head.data != data:
        supersede(head, actor_id=actor_id, data=data, why=why).save()
    else:
        return False
    record_event(
        organisation_id=version.organisation_id,
        actor_id=actor_id,
        verb="version.settings",
        object_type="inventory_version",
        object_id=version.id,
        payload=data,
    )
    return True


def _plain(settings: Settings) -> dict[str, Any]:
    return {**asdict(settings), "report_date": settings.report_date.isoformat()}


def newest_version(inventory: Inventory) -> Version:
    """The version of the highest number."""
    rows = InventoryVersion.rows.of(inventory.organisation_id).filter(inventory_id=inventory.id)
    return version_value(inventory, max(rows, key=lambda row: row.number))


def every_version(organisation_id: UUID) -> tuple[Version, ...]:
    """Every version of every year, newest first; read again only when one was changed."""
    numbers = numbers_of(organisation_id, InventoryVersion, VersionStateRow, VersionSettings)
    return _EVERY.get_or_make(
        (*here(), organisation_id, numbers), lambda: _every_version(organisation_id)
    )


def _every_version(organisation_id: UUID) -> tuple[Version, ...]:
    rows = InventoryVersion.rows.of(organisation_id).select_related("inventory")
    states = VersionStateRow.rows.of(organisation_id).current()
    by_version = {one.version_id: one for one in states}
    settled = VersionSettings.rows.of(organisation_id).current()
    settings = {one.version_id: one for one in settled}
    found = (_version(row.inventory, row, by_version[row.id], settings.get(row.id)) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.year_be, one.number), reverse=True))


def version_value(inventory: Inventory, row: InventoryVersion) -> Version:
    """A version with its state and settings as they stand."""
    organisation_id = inventory.organisation_id
    state = VersionStateRow.rows.of(organisation_id).current().get(version_id=row.id)
    settled = VersionSettings.rows.of(organisation_id).current()
    return _version(inventory, row, state, settled.filter(version_id=row.id).first())


def _version(
    inventory: Inventory,
    row: InventoryVersion,
    state: VersionStateRow,
    settings: VersionSettings | None,
) -> Version:
    organisation_id = inventory.organisation_id
    return Version(
        id=row.id,
        inventory_id=inventory.id,
        organisation_id=organisation_id,
        period=inventory.period,
        year_be=inventory.year_be,
        number=row.number,
        state=VersionState(state.state),
        settings=None if settings is None else _settings(settings),
        reason=row.reason,
        settings_id=None if settings is None else settings.id,
    )


def _settings(row: VersionSettings) -> Settings:
    data: dict[str, Any] = dict(row.data)
    return Settings(**{**data, "report_date": date.fromisoformat(data["report_date"])})
