"""A group's inventory: each source's result by the share held of its entity, purchases inside once.

What was recorded stays whole: a consolidated result is made of the whole one, as its own step.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from fahsai.core.inventory.consolidated import (
    DIRECT,
    Consolidated,
    Consolidation,
    Elimination,
    EntityTotals,
    Gases,
    is_direct,
)
from fahsai.core.inventory.consolidation_findings import consolidation_findings
from fahsai.core.inventory.difference import PARTS
from fahsai.core.inventory.group import Approach, Relation
from fahsai.core.inventory.result import TOTALLED, ReportingClass, gases_of, sums_by_class
from fahsai.core.inventory.share_in_time import WHOLE, CountedPart, counted_part
from fahsai.core.inventory.weighted import weighted_result
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.quantity.rounding import percent
from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.group import Group
    from fahsai.core.inventory.result import Calculation, LineResult, SourceResult
    from fahsai.core.quantity.gases import GasTable

INVESTMENTS, FRANCHISES = 15, 14


def consolidate(
    whole: Calculation,
    periods: Mapping[UUID, Period],
    group: Group,
    approach: Approach,
    gases: GasTable,
) -> tuple[Consolidation, tuple[Finding, ...]]:
    """A year's whole result by the shares that the organisation holds.

    Equation: ``group = Σ entities (share x entity) - purchases inside``, line by line: each
    component times the mean share of the days of its line (:func:`~.share_in_time.counted_part`).
    A purchase is eliminated where it is indirect (no part of it is in scope 1), by the smaller of
    the buyer's and the seller's share, because that much stands in both books.

    Args:
        whole: every source at 100 %, with the results of its lines.
        periods: of each activity line, by its id.
        group: entities, holdings, and whose each source is.
        approach: how the boundary is drawn.
        gases: the table of gases.

    Findings: those of
    :func:`~fahsai.core.inventory.consolidation_findings.consolidation_findings`.
    Reference: GHG Protocol Corporate Standard, revised edition, chapters 3 and 4.
    """
    shares = _Parts(group, approach, whole.period)
    done = [_consolidated(result, periods, shares, gases) for result in whole.sources]
    kept = tuple(one.result for one in done if one.inside)
    sums = gases_of(kept)
    by_class = {**dict.fromkeys(ReportingClass, ZERO), **sums_by_class(sums)}
    calculation = replace(
        whole,
        sha256="",
        sources=kept,
        gases=sums,
        by_class=by_class,
        total_kg=total(by_class[where] for where in TOTALLED),
        complete=all(one.complete for one in kept),
    )
    eliminations = tuple(
        Elimination(one.whole, one.entity, one.seller, one.eliminated)
        for one in done
        if any(one.eliminated.values())
    )
    outside = tuple(one for one in done if not one.inside)
    entities = tuple(_by_entity(done, shares))
    answer = Consolidation(approach, calculation, entities, eliminations, outside)
    return answer, tuple(consolidation_findings(done, group, answer))


class _Parts:
    """The parts that count by one approach, each worked out once."""

    def __init__(self, group: Group, approach: Approach, year: Period) -> None:
        self.group, self.approach, self.year = group, approach, year
        self._known: dict[tuple[UUID | None, UUID | None, bool, Period], CountedPart] = {}

    def of(
        self, entity: UUID | None, period: Period, seller: UUID | None, *, bought: bool
    ) -> CountedPart:
        if entity is None and not bought:
            return WHOLE
        inside = Period(max(period.start, self.year.start), min(period.end, self.year.end))
        key = entity, seller, bought, inside
        if key not in self._known:
            self._known[key] = counted_part(
                self.group, self.approach, entity, inside, seller, bought=bought
            )
        return self._known[key]


def _consolidated(
    result: SourceResult, periods: Mapping[UUID, Period], shares: _Parts, gases: GasTable
) -> Consolidated:
    group = shares.group
    entity = group.entity_of(result.source)
    seller = group.bought_from.get(result.source.id)
    bought = group.bought_inside(result.source) and not is_direct(result)
    of_year = shares.of(entity, shares.year, seller, bought=bought)
    parts = [
        shares.of(entity, _period_of(result, line, periods, shares.year), seller, bought=bought)
        for line in result.lines
    ]
    spoken = parts or [of_year]
    counted = weighted_result(result, [one.counted for one in parts], of_year.counted, gases)
    eliminated = weighted_result(result, [one.eliminated for one in parts], ZERO, gases).gases
    invested = weighted_result(result, [one.investment for one in parts], ZERO, gases).gases
    missing = sum(one.missing_days for one in spoken)
    if counted is not result:
        counted = counted._replace(steps=(*counted.steps, *_steps(result, shares, entity, spoken)))
    if missing:
        counted = counted._replace(complete=False)
    return Consolidated(
        entity=entity,
        seller=seller,
        bought=bought,
        inside=bool(missing) or any(one.counted for one in spoken),
        whole=result,
        result=counted,
        eliminated={key: kg for key, kg in eliminated.items() if kg},
        investment_kg=total(kg for (where, _), kg in invested.items() if where in DIRECT),
        missing_days=missing,
        shared=sum(one.parts > 1 for one in parts),
    )


def _steps(
    result: SourceResult, shares: _Parts, entity: UUID | None, parts: Sequence[CountedPart]
) -> Iterator[MethodStep]:
    """How the share was applied: the whole quantity, the share held, what is eliminated.

    ``counted`` tells the part exactly, also of a source without a quantity.
    """
    counted = _mean_of([one.counted for one in parts])
    data: dict[str, str | Decimal] = {
        "entity": shares.group.code_of(entity),
        "percent": percent(_mean_of([EXACT.add(one.counted, one.eliminated) for one in parts])),
        "quantity": result.quantity,
        "unit": result.unit,
        "counted": counted,
    }
    if entity is None:
        pass  # the organisation itself counts whole; only what it buys inside is said
    elif shares.approach is Approach.EQUITY:
        yield step("consolidation.equity", **data)
    elif shares.approach is Approach.FINANCIAL:
        yield step("consolidation.financial", **data)
    else:
        yield step("consolidation.operational", **data)
    eliminated = _mean_of([one.eliminated for one in parts])
    if eliminated:
        yield step(
            "consolidation.eliminated",
            percent=percent(eliminated),
            quantity=result.quantity,
            counted=counted,
        )


def _mean_of(values: Sequence[Decimal]) -> Decimal:
    """The plain mean, only for saying; one value is said as it is."""
    distinct = set(values)
    if len(distinct) == 1:
        return values[0]
    return EXACT.divide(total(values), Decimal(len(values)))


def _period_of(
    result: SourceResult, line: LineResult, periods: Mapping[UUID, Period], year: Period
) -> Period:
    """The period of a line's record; the year where a method counts it at once."""
    if result.of_whole_year or len(line.line_ids) != 1:
        return year
    return periods[line.line_ids[0]]


def _by_entity(done: Sequence[Consolidated], shares: _Parts) -> Iterator[EntityTotals]:
    """The sums of the organisation itself, then of each entity by code."""
    ordered = sorted(shares.group.entities, key=lambda one: one.code)
    for entity in (None, *ordered):
        key = None if entity is None else entity.id
        mine = [one for one in done if one.entity == key]
        share = shares.of(key, shares.year, None, bought=False)
        invested = total(one.investment_kg for one in mine)
        relation = None if entity is None else _relation(shares, entity.id)
        category = FRANCHISES if relation is Relation.FRANCHISE else INVESTMENTS
        yield EntityTotals(
            entity,
            share.counted,
            _exact_sums(one.whole.gases for one in mine),
            _exact_sums(one.result.gases for one in mine),
            _exact_sums(one.eliminated for one in mine),
            invested,
            category if invested else None,
        )


def _relation(shares: _Parts, entity: UUID) -> Relation | None:
    """What the entity is to the organisation at the end of the year."""
    held = [one for one in shares.group.held(entity) if one.start < shares.year.end]
    return held[-1].relation if held else None


def _exact_sums(tables: Iterable[Gases]) -> Gases:
    """Sums at 80 digits: the parts of a whole add up to its last digit."""
    sums: dict[tuple[ReportingClass, str], Decimal] = {}
    with localcontext(PARTS):
        for table in tables:
            for key, kg in table.items():
                sums[key] = sums.get(key, ZERO) + kg
    return sums
