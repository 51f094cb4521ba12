"""What the rules would say anew of a year once typed months are in: nothing is stored of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records.convert import line_value
from fahsai.records.models import ActivityRow
from fahsai.services.keeping.frozen import current_sources
from fahsai.services.keeping.parts import current_own_sources
from fahsai.services.noticing.anew import Records, by_source, mistakes_anew

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.thai.period import Period
    from fahsai.services.access import Part
    from fahsai.services.noticing.anew import Lines


MOST_LINES = 20_000
"""Lines of a year that a page looks through [about 2 s]; of a larger one only the source's own."""


def mistakes_after_entry(
    actor: Actor, part: Part, year: Period, rows: Collection[ActivityRow]
) -> tuple[Finding, ...]:
    """The mistakes that a year would have with typed months and does not have without.

    Args:
        actor: who types.
        part: what of the organisation is the actor's; sources of others are not looked at.
        year: the year of the months.
        rows: what would be stored, each in place of the row that it supersedes.
    """
    owner = part.organisation.id
    own = frozenset(row.source_key for row in rows)
    small = _touching(owner, year).count() <= MOST_LINES
    mine: frozenset[UUID] | None = own
    if small:
        mine = None if part.whole else current_own_sources(part).keys
    sources = {one.id: one for one in current_sources(owner)}
    gone = {row.supersedes_id for row in rows}
    new = [line_value(row) for row in rows if not row.withdrawn]

    def lines(period: Period) -> tuple[Lines, Lines]:
        touching = _touching(owner, period)
        now = [
            line_value(row) for row in (touching if small else touching.filter(source_key__in=own))
        ]
        stay = [line for line in now if line.id not in gone]
        added = [line for line in new if line.period.overlaps(period)]
        return by_source((*stay, *added), mine), by_source(now, mine)

    return mistakes_anew(Records(actor, owner, mine is None, sources, sources, lines), [year])


def _touching(owner: UUID, period: Period) -> QuerySet[ActivityRow]:
    rows = ActivityRow.rows.of(owner).current()
    return rows.filter(period_start__lt=period.end, period_end__gt=period.start)
