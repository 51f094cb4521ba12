"""Records that a year has from elsewhere than the form that is taken as it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.book import TCFO_R_01
from fahsai.records.bulk import store_rows
from fahsai.records.models import ActivityRow, Source
from fahsai.records.supersede import withdraw
from fahsai.services.keeping.hand import added_by_hand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period


def lines_of_period(organisation_id: UUID, period: Period) -> tuple[ActivityRow, ...]:
    """The records as they stand that touch a period."""
    rows = ActivityRow.rows.of(organisation_id).current()
    touching = rows.filter(period_start__lt=period.end, period_end__gt=period.start)
    return tuple(touching.order_by("source_key", "period_start", "id"))


def beside(rows: Sequence[ActivityRow], known_as: str) -> tuple[ActivityRow, ...]:
    """Those that are not the form's own, which stand under the name of its sheet."""
    return tuple(row for row in rows if (row.layout, row.sheet) != (TCFO_R_01, known_as))


def withdraw_lines(
    actor: Actor, organisation_id: UUID, rows: Sequence[ActivityRow], why: str
) -> None:
    """Withdraw records, and the sources that have none left in any year.

    Sources that a person added stay: nobody said that they are gone.
    """
    store_rows([withdraw(row, actor_id=actor.id, why=why) for row in rows], organisation_id)
    keys = {row.source_key for row in rows} - added_by_hand(organisation_id)
    left = ActivityRow.rows.of(organisation_id).current().filter(source_key__in=keys)
    idle = keys - set(left.values_list("source_key", flat=True))
    for head in Source.rows.of(organisation_id).current().filter(key__in=idle):
        if not head.excluded:
            withdraw(head, actor_id=actor.id, why=why).save()
