"""Start a year by hand: its inventory is opened before any workbook brings something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.thai.period import PeriodKind, calendar_year, fiscal_year
from fahsai.records.locks import hold_records
from fahsai.records.models import Inventory
from fahsai.services.access import admit
from fahsai.services.inventories import other_periods
from fahsai.services.keeping.versions import open_inventory

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.inventories import Version

FIRST, LAST = 2500, 2700
"""The Buddhist years that an inventory may be of."""

MADE = {PeriodKind.FISCAL_YEAR: fiscal_year, PeriodKind.CALENDAR_YEAR: calendar_year}


@transaction.atomic
def open_year(
    actor: Actor, organisation_id: UUID, year_be: int, kind: PeriodKind
) -> tuple[Version | None, tuple[Finding, ...]]:
    """Open the inventory of a Buddhist year, with version 1 as its draft.

    Args:
        actor: who enters data for the whole organisation.
        organisation_id: for whom.
        year_be: the Buddhist year.
        kind: the Thai fiscal year or the calendar year of that number.

    Returns:
        The version, with ``version.other_period`` where a year of the number is kept with other
        days; or None with ``year.out_of_range`` or ``year.exists``.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to enter data for.
    """
    admit(actor, organisation_id, Permission.ENTER_DATA)
    if not FIRST <= year_be <= LAST or kind not in MADE:
        span = {"first": str(FIRST), "last": str(LAST)}
        return None, (finding("year.out_of_range", Level.ERROR, str(year_be), **span),)
    period = MADE[kind](year_be)
    hold_records(organisation_id)
    kept = Inventory.rows.of(organisation_id)
    if kept.filter(period_start=period.start, period_end=period.end).exists():
        return None, (finding("year.exists", Level.ERROR, str(year_be)),)
    said = other_periods(actor, organisation_id, (period,))
    return open_inventory(actor.id, organisation_id, period), said
