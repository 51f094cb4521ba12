"""A census of trees in a workbook as work: all of its rows are kept, or none."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Level
from fahsai.core.thai.period import PeriodKind
from fahsai.records import blobs
from fahsai.services.trees import table_of_book, write_census
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding


def write(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Keep the census, in place of the one that whoever handed it in had before the eyes.

    Findings: those of reading the workbook and of :func:`~fahsai.services.trees.write_census`.
    """
    del told  # all of it happens at once or not at all: there are no parts to see from outside
    workbook = asked["workbook"]
    table, said = table_of_book(blobs.get(workbook["sha256"]), workbook["name"])
    if table is None:
        return None, said
    census, findings = write_census(
        actor,
        organisation_id,
        asked["year_be"],
        table,
        day=None if asked["day"] is None else date.fromisoformat(asked["day"]),
        seen=asked["seen"],
        language=Language(asked["language"]),
        why=asked["why"],
        kind=PeriodKind(asked["kind"]),
    )
    findings = (*said, *findings)
    if any(one.level is Level.ERROR for one in findings):
        return None, findings
    return {"rows": 0 if census is None else len(census.rows)}, findings
