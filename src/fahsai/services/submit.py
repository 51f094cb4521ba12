"""Submit a version, which freezes it; reopen a year, which starts the next version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState, may_reopen, may_submit
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import (
    CalculationRow,
    Inventory,
    VersionLink,
    VersionSettings,
)
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.records.supersede import supersede
from fahsai.services.access import admit
from fahsai.services.dossier import dossier_of
from fahsai.services.inventories import version_of_year
from fahsai.services.keeping.frozen import rows_to_freeze
from fahsai.services.keeping.versions import keep_settings, start_version
from fahsai.services.uncertainty import TABLE as UNCERTAINTIES
from fahsai.services.uncertainty import row_to_freeze

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version

BATCH = 500


@transaction.atomic
def submit(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    kind: PeriodKind | None = None,
) -> tuple[Version | None, tuple[Finding, ...]]:
    """Freeze the newest version of a year: its rows, settings, calculation and base year.

    How well the calculation is known is frozen with it, where anything is known of it.

    ``kind`` tells a fiscal from a calendar year of the same number.

    Returns:
        The submitted version, or None with the findings that stand in the way (an incomplete
        total, errors, a version submitted before).

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id, Permission.SUBMIT)
    hold_records(organisation_id)
    dossier, result, base = dossier_of(actor, organisation_id, year_be, today=today, kind=kind)
    version = result.version
    allowed, said = may_submit(
        version.state,
        empty=not result.calculation.sources,
        complete=result.calculation.complete,
        findings=dossier.findings,
        subject=version.name,
    )
    if not allowed:
        return None, (*said, *dossier.findings)
    keep_settings(actor.id, version, result.settings)
    links = list(rows_to_freeze(version))
    calculation_table = CalculationRow._meta.db_table  # noqa: SLF001 - a table's name
    calculations = {result.calculation_id} | ({base.calculation_id} if base else set())
    links.extend((calculation_table, calculation_id) for calculation_id in calculations)
    known = row_to_freeze(actor, result)
    if known is not None:
        links.append((UNCERTAINTIES, known))
    VersionLink.rows.of(organisation_id).bulk_create(
        (
            VersionLink(
                organisation_id=organisation_id,
                version_id=version.id,
                table_name=table,
                row_id=row_id,
            )
            for table, row_id in links
        ),
        batch_size=BATCH,
    )
    _set_state(actor, version, VersionState.SUBMITTED, "")
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="version.submitted",
        object_type="inventory_version",
        object_id=version.id,
        payload={
            "calculation": result.calculation.sha256,
            "rows": sorted(f"{table} {row_id}" for table, row_id in links),
        },
    )
    return version_of_year(actor, organisation_id, year_be, kind=kind), dossier.findings


@transaction.atomic
def reopen(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    reason: str,
    *,
    kind: PeriodKind | None = None,
) -> tuple[Version | None, tuple[Finding, ...]]:
    """Start the next version of a submitted year, for a reason; the old one stays as it is."""
    admit(actor, organisation_id, Permission.SUBMIT)
    hold_records(organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    allowed, said = may_reopen(version.state, reason, version.name)
    if not allowed:
        return None, said
    inventory = Inventory.rows.of(organisation_id).get(id=version.inventory_id)
    new_id = start_version(actor.id, inventory, version.number + 1, reason)
    settings = (
        VersionSettings.rows.of(organisation_id).current().filter(version_id=version.id).first()
    )
    if settings is not None:
        VersionSettings.rows.of(organisation_id).create(
            version_id=new_id, data=settings.data, actor_id=actor.id
        )
    return version_of_year(actor, organisation_id, year_be, kind=kind), ()


def _set_state(actor: Actor, version: Version, state: VersionState, reason: str) -> None:
    head = VersionStateRow.rows.of(version.organisation_id).current().get(version_id=version.id)
    supersede(head, actor_id=actor.id, state=state.value, reason=reason).save()
