"""Keeping the consolidated calculation of a group beside the whole one that it is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.inventory.consolidation import consolidate
from fahsai.core.inventory.fingerprint import group_sha256
from fahsai.core.inventory.group import Approach
from fahsai.core.thai.period import Period, PeriodKind
from fahsai.records.events import record_event
from fahsai.records.models import ActivityRow, ConsolidationRow, SourceResultRow
from fahsai.reference.load_gases import load_gases
from fahsai.services.keeping.as_printed import as_counted
from fahsai.services.keeping.calculations import (
    keep_calculation,
    load_calculation,
    stored_calculation,
)
from fahsai.services.keeping.frozen import CHUNK, sources_of
from fahsai.services.keeping.groups import group_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.consolidated import Consolidation
    from fahsai.core.inventory.group import Group
    from fahsai.core.inventory.result import Calculation
    from fahsai.services.keeping.versions import Version


def keep_consolidated(actor_id: UUID, version: Version, whole_id: UUID, approach: str) -> UUID:
    """The calculation that a draft shows: the whole one, or that of the group by its approach.

    The caller holds the transaction.
    """
    group = group_of(version)
    if group.alone:
        return whole_id
    owner, by = version.organisation_id, Approach(approach)
    whole, said = whole_calculation(version, whole_id)
    sources = [one.source for one in whole.sources]
    sha256 = group_sha256(whole.sha256, group, by, sources)
    known = stored_calculation(owner, version.inventory_id, sha256)
    if known is not None:
        return known.id
    answer, added = by_approach(whole, periods_of(owner, whole), group, by)
    calculation_id = keep_calculation(
        owner,
        version.inventory_id,
        replace(answer.calculation, sha256=sha256),
        (*_of_those_inside(said, answer), *added),
    )
    ConsolidationRow.rows.of(owner).create(
        calculation_id=calculation_id, whole_id=whole_id, approach=by.value
    )
    record_event(
        organisation_id=owner,
        actor_id=actor_id,
        verb="inventory.consolidated",
        object_type="calculation",
        object_id=calculation_id,
        payload={"version": str(version.id), "sha256": sha256, "whole": whole.sha256},
    )
    return calculation_id


def whole_calculation(
    version: Version, calculation_id: UUID
) -> tuple[Calculation, tuple[Finding, ...]]:
    """The calculation at 100 % with its findings; its sources stand in the units of the version.

    The unit of a source moves no figure of its own, so a kept calculation may name an older one.
    """
    calculation, said = load_calculation(version.organisation_id, calculation_id)
    sources = {one.id: one for one in sources_of(version)}
    named = tuple(
        one._replace(
            source=as_counted(one, sources.get(one.source.id, one.source), version.year_be)
        )
        for one in calculation.sources
    )
    return replace(calculation, sources=named), said


def by_approach(
    whole: Calculation, periods: Mapping[UUID, Period], group: Group, approach: Approach
) -> tuple[Consolidation, tuple[Finding, ...]]:
    """A year's whole calculation by one approach; ``periods`` are those of its records."""
    return consolidate(whole, periods, group, approach, load_gases())


def periods_of(organisation_id: UUID, whole: Calculation) -> Mapping[UUID, Period]:
    """The periods of the records that a calculation rests on."""
    ids = [line_id for one in whole.sources for line in one.lines for line_id in line.line_ids]
    return _periods(organisation_id, ids)


def consolidation_row(organisation_id: UUID, calculation_id: UUID) -> ConsolidationRow | None:
    """What a calculation was consolidated from; None for one at 100 %."""
    rows = ConsolidationRow.rows.of(organisation_id)
    return rows.filter(calculation_id=calculation_id).first()


def approach_of(version: Version, calculation_id: UUID, settled: str) -> Approach:
    """By which approach a kept calculation draws the boundary; ``settled`` where it is whole."""
    kept = consolidation_row(version.organisation_id, calculation_id)
    return Approach(settled if kept is None else kept.approach)


def outside_of(organisation_id: UUID, calculation_id: UUID) -> frozenset[UUID]:
    """The sources that a year has and its consolidated calculation does not count.

    They were bought inside the group, or belong to an entity of which nothing is consolidated.
    """
    kept = consolidation_row(organisation_id, calculation_id)
    if kept is None:
        return frozenset()
    rows = SourceResultRow.rows.of(organisation_id)

    def sources(of: UUID) -> set[UUID]:
        return set(rows.filter(calculation_id=of).values_list("source_key", flat=True))

    return frozenset(sources(kept.whole_id) - sources(calculation_id))


def _periods(organisation_id: UUID, ids: list[UUID]) -> Mapping[UUID, Period]:
    """The periods of activity rows; those of the same days share one object."""
    known: dict[tuple[object, ...], Period] = {}
    found: dict[UUID, Period] = {}
    rows = ActivityRow.rows.of(organisation_id)
    for start in range(0, len(ids), CHUNK):
        part = rows.filter(id__in=ids[start : start + CHUNK])
        for row_id, first, end, kind in part.values_list(
            "id", "period_start", "period_end", "period_kind"
        ):
            key = first, end, kind
            if key not in known:
                known[key] = Period(first, end, PeriodKind(kind))
            found[row_id] = known[key]
    return found


def _of_those_inside(said: tuple[Finding, ...], answer: Consolidation) -> tuple[Finding, ...]:
    """What was said of the year without what was said of sources that are not in its boundary."""
    outside = {one.whole.source.code for one in answer.left_out}
    inside = {one.source.code for one in answer.calculation.sources}
    return tuple(one for one in said if one.subject not in outside - inside)
