"""What the organisation decides of a category of scope 3: the rows of Fr-03.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.events import record_event
from fahsai.records.form_values import form_data
from fahsai.records.ids import new_id
from fahsai.records.locks import hold_records
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import admit
from fahsai.services.inventories import version_of_year

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.reports.dossier import Scope3Assessment
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version

CATEGORIES = range(1, 16)
KIND = FormRecordKind.SCOPE3.value


@transaction.atomic
def decide_category(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    decision: Scope3Assessment,
    *,
    why: str = "",
    kind: PeriodKind | None = None,
) -> tuple[bool, tuple[Finding, ...]]:
    """Keep what is decided of one category of a year, in place of what was; the others stay.

    Returns:
        Whether that changed anything; else nothing is kept with ``scope3.version_submitted`` or
        ``scope3.no_such_category``.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    hold_records(organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    if version.state is not VersionState.DRAFT:
        return False, (finding("scope3.version_submitted", Level.ERROR, version.name),)
    if decision.category not in CATEGORIES:
        told = finding(
            "scope3.no_such_category", Level.ERROR, version.name, category=str(decision.category)
        )
        return False, (told,)
    before, last = _row_of(version, decision.category)
    data = form_data(decision)
    if before is not None and before.data == data:
        return False, ()
    if before is None:
        row = FormRecord(
            id=new_id(),
            organisation_id=organisation_id,
            actor_id=actor.id,
            inventory_id=version.inventory_id,
            kind=KIND,
            position=last + 1,
            data=data,
            why=why.strip(),
        )
    else:
        row = supersede(before, actor_id=actor.id, data=data, why=why.strip())
    row.save()
    _tell(actor, version, decision.category, row)
    return True, ()


@transaction.atomic
def forget_category(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    category: int,
    *,
    why: str = "",
    kind: PeriodKind | None = None,
) -> tuple[bool, tuple[Finding, ...]]:
    """Take back what was decided of a category: it is not assessed any more.

    Returns:
        Whether that changed anything; else ``scope3.version_submitted``.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    hold_records(organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    if version.state is not VersionState.DRAFT:
        return False, (finding("scope3.version_submitted", Level.ERROR, version.name),)
    before, _ = _row_of(version, category)
    if before is None:
        return False, ()
    row = withdraw(before, actor_id=actor.id, why=why.strip())
    row.save()
    _tell(actor, version, category, row)
    return True, ()


def _row_of(version: Version, category: int) -> tuple[FormRecord | None, int]:
    """The row of a category as it stands, and the last position of the list."""
    heads = FormRecord.rows.of(version.organisation_id).heads()
    rows = list(heads.filter(kind=KIND, inventory_id=version.inventory_id))
    own = [row for row in rows if not row.withdrawn and row.data["category"] == category]
    return (own[0] if own else None), max((row.position for row in rows), default=-1)


def _tell(actor: Actor, version: Version, category: int, row: Any) -> None:
    record_event(
        organisation_id=version.organisation_id,
        actor_id=actor.id,
        verb="report.scope3_decided",
        object_type="inventory_version",
        object_id=version.id,
        payload={"category": category, "row": str(row.id)},
    )
