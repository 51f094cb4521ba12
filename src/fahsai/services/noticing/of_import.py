"""What the rules would say anew of a year once a file is brought in: nothing is stored of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records.convert import line_value
from fahsai.records.models import ActivityRow
from fahsai.services.importing.changes import evidence_after
from fahsai.services.keeping.frozen import CHUNK, current_sources
from fahsai.services.noticing.anew import Records, by_source, mistakes_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.thai.period import Period
    from fahsai.services.access import Part
    from fahsai.services.importing.compare import Compared
    from fahsai.services.importing.sources import SourcePlan
    from fahsai.services.noticing.anew import Lines


def mistakes_after(
    actor: Actor,
    part: Part,
    compared: Sequence[Compared],
    plan: SourcePlan,
    mine: frozenset[UUID] | None,
) -> tuple[Finding, ...]:
    """The mistakes that the years of a file would have with it and do not have without.

    The rules look at both, as :func:`~fahsai.services.noticing.of_year.mistakes_of_year` does
    once the file is in; what they say either way is not said here.

    Args:
        actor: who would import.
        part: what of the organisation is the actor's.
        compared: the tables of the file against what is stored.
        plan: what becomes of the sources.
        mine: the sources that are the actor's, None for all: others are not looked at.
    """
    look = _Look(part, compared, plan, mine)
    records = Records(actor, look.owner, part.whole, look.sources, look.sources_after, look.lines)
    return mistakes_anew(records, dict.fromkeys(one.period for one in compared))


class _Look:
    """The records with a file and without it."""

    def __init__(
        self,
        part: Part,
        compared: Sequence[Compared],
        plan: SourcePlan,
        mine: frozenset[UUID] | None,
    ) -> None:
        self.compared, self.mine = compared, mine
        self.owner = part.organisation.id
        if mine is not None:  # new ones were looked at before: they are the actor's too
            self.mine = mine | {source.id for source, _ in plan.write}
        self.sources = {one.id: one for one in current_sources(self.owner)}
        gone = {row.key for row in plan.dropped}
        kept = {key: one for key, one in self.sources.items() if key not in gone}
        self.sources_after = {**kept, **{source.id: source for source, _ in plan.write}}
        self.heads = {
            head.id: head for one in compared for head in one.heads.values() if not head.withdrawn
        }
        self.stay = frozenset(
            one.heads[place].id for one in compared for place in one.held if place in one.heads
        )

    def lines(self, period: Period) -> tuple[Lines, Lines]:
        """The lines that touch a period by source, with the file and without it."""
        rows = ActivityRow.rows.of(self.owner).current()
        touching = rows.filter(period_start__lt=period.end, period_end__gt=period.start)
        ids = list(touching.values_list("id", flat=True))
        others = self._read([one for one in ids if one not in self.heads])
        stored = [line_value(self.heads[one]) for one in ids if one in self.heads]
        stay = [line for line in stored if line.id in self.stay]
        new = self._new(period)
        return (
            by_source((*others, *stay, *new), self.mine),
            by_source((*others, *stored), self.mine),
        )

    def _read(self, ids: Sequence[UUID]) -> list[ActivityLine]:
        """The stored lines that the file says nothing of."""
        rows = ActivityRow.rows.of(self.owner)
        found: list[ActivityLine] = []
        for start in range(0, len(ids), CHUNK):
            found.extend(map(line_value, rows.filter(id__in=ids[start : start + CHUNK])))
        return found

    def _new(self, period: Period) -> Iterable[ActivityLine]:
        for one in self.compared:
            for place, wanted in one.wanted.items():
                line = wanted.line
                if line.period.start < period.end and line.period.end > period.start:
                    files = evidence_after(one.heads.get(place), wanted)
                    yield line if line.evidence == files else line._replace(evidence=files)
