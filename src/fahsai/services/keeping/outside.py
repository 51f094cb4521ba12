"""The sources that a group leaves out, with the reason that the form prints (section 3.2.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.inventory.group import Approach
from fahsai.core.inventory.share_in_time import counted_part
from fahsai.services.keeping.groups import group_of
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.group import Group
    from fahsai.core.inventory.result import Calculation
    from fahsai.services.keeping.versions import Version


def with_reasons(
    version: Version,
    calculation: Calculation,
    sources: Sequence[EmissionSource],
    approach: str,
) -> tuple[EmissionSource, ...]:
    """The sources; one of which the group counts nothing is excluded, with its reason.

    Args:
        version: whose group.
        calculation: the consolidated one.
        sources: all of the version.
        approach: how its boundary is drawn.
    """
    group = group_of(version)
    if group.alone:
        return tuple(sources)
    counted = {one.source.id for one in calculation.sources}
    by = Approach(approach)
    return tuple(
        one if one.excluded or one.id in counted else _excluded(one, group, by, version)
        for one in sources
    )


def _excluded(
    source: EmissionSource, group: Group, approach: Approach, version: Version
) -> EmissionSource:
    bought = group.bought_inside(source)
    seller = group.bought_from.get(source.id)
    entity = group.entity_of(source)
    part = counted_part(group, approach, entity, version.period, seller, bought=bought)
    if part.counted or part.missing_days:
        return source  # out of the year for another reason
    said = words("report_template")["group_reasons"]
    known = group.entity(seller if part.eliminated else entity)
    name = said["itself"]["th"] if known is None else f"{known.code} {known.name_th}"
    sentence = said["eliminated" if part.eliminated else approach.value]["th"]
    return replace(source, excluded=True, excluded_reason=sentence.format(entity=name))
