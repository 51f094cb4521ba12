"""An import by somebody who enters the data of some units only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.services.keeping.parts import current_own_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.services.access import Part
    from fahsai.services.importing.compare import Compared
    from fahsai.services.importing.sources import SourcePlan
    from fahsai.services.keeping.parts import OwnSources

NAMED = 3
"""How many sources of other units are named."""


def within(plan: SourcePlan, mine: OwnSources) -> SourcePlan:
    """The plan without the sources of other units that the file does not name any more.

    Nor does it tell what others settled about their sources.
    """
    lost = {row.code for row in plan.dropped if row.key not in mine.keys}
    told = mine.codes | {source.code for source, head in plan.write if head is None}
    return replace(
        plan,
        dropped=tuple(row for row in plan.dropped if row.key in mine.keys),
        changes=tuple(one for one in plan.changes if one.cell not in lost),
        findings=tuple(item for item in plan.findings if item.subject in told),
    )


def outside(
    part: Part, name: str, compared: Sequence[Compared], plan: SourcePlan
) -> tuple[Finding, ...]:
    """``import.outside_part`` where the file speaks of units that are not the importer's.

    That is a figure of a source of another unit (were it the one that is stored: to say so would
    tell it), and a source that another unit has, would get or lose.  Sources that the file only
    lists as they are do not matter.  They are named by the words of the file.
    """
    named = list(dict.fromkeys(_strangers(part, compared, plan)))
    if not named:
        return ()
    first = ", ".join(named[:NAMED])
    return (finding("import.outside_part", Level.ERROR, name, count=str(len(named)), first=first),)


def _strangers(part: Part, compared: Sequence[Compared], plan: SourcePlan) -> Iterable[str]:
    mine = current_own_sources(part).keys
    inside = set(mine)
    for source, head in plan.write:
        if part.holds(source.unit_id) and (head is None or head.key in mine):
            inside.add(source.id)
        else:
            inside.discard(source.id)
            yield source.code
    written = {source.id: source.code for source, _ in plan.write}
    for one in compared:
        for place, entry in one.wanted.items():
            key = entry.line.source_id
            if key not in inside or place in one.beyond:
                yield written.get(key) or entry.label
