"""The sources of a base year beside those of a later year: form sections 6.2 and 6.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import Calculation

NOT_THIS_YEAR = "source.not_this_year"
"""What the calculation itself says of a source without records in the year."""


def changed_sources(
    base: Calculation,
    now: Calculation,
    known: Iterable[EmissionSource],
    said: Iterable[Finding] = (),
    *,
    outside_base: frozenset[UUID] = frozenset(),
    outside_now: frozenset[UUID] = frozenset(),
) -> tuple[Finding, ...]:
    """What form 6.2 lacks: a source that is only in one of the years wants its date and reason.

    Args:
        base: the base year.
        now: the reported year.
        known: every source of the reported version, those left out too.
        said: what was said of the reported year already; nothing is said twice.
        outside_base: the sources that the base year has and does not count (bought inside the
            group, or of an entity of which nothing is consolidated): they were there.
        outside_now: those of the reported year.

    Findings: ``source.base_year_not_ended`` (in the base year, neither in this one nor ended nor
    left out), ``source.end_reason_missing``, ``source.start_reason_missing`` (in this year only,
    and nobody wrote since when and why).
    Reference: TCFO_R_02, sections 6.2 and 6.3.
    """
    sources = {one.id: one for one in known}
    then = {one.source.id for one in base.sources} | outside_base
    here = {one.source.id for one in now.sources} | outside_now
    told = {one.subject for one in said if one.code == NOT_THIS_YEAR}
    found = []
    for result in base.sources:
        source = sources.get(result.source.id, result.source)
        code, name = source.code, source.name_th
        if source.id in here or source.excluded:
            continue
        if source.ended_on is None:
            if code not in told:
                found.append(finding("source.base_year_not_ended", Level.WARNING, code, name=name))
        elif not source.ended_reason.strip():
            found.append(finding("source.end_reason_missing", Level.WARNING, code, name=name))
    for result in now.sources:
        source = result.source
        if source.id not in then and not source.started_reason.strip():
            found.append(
                finding(
                    "source.start_reason_missing",
                    Level.WARNING,
                    source.code,
                    name=source.name_th,
                )
            )
    return tuple(found)
