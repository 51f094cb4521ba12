"""A group's inventory: each source's result by the share held of its entity, purchases inside once.

What was recorded stays whole: a consolidated result is made of the whole one, as its own step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.difference import PARTS
from fahsai.core.inventory.group import HUNDRED, Approach, LegalEntity, Relation
from fahsai.core.inventory.result import (
    TOTALLED,
    Calculation,
    ReportingClass,
    SourceResult,
    gases_of,
    sums_by_class,
)
from fahsai.core.inventory.share_in_time import WHOLE, Weight, weight
from fahsai.core.inventory.weighted import weighted_result
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.core.quantity.rounding import line_tonnes, round_half_up
from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fahsai.core.inventory.group import Group
    from fahsai.core.inventory.result import LineResult
    from fahsai.core.quantity.gases import GasTable

Gases = Mapping[tuple[ReportingClass, str], Decimal]
INVESTMENTS, FRANCHISES = 15, 14
DIRECT = (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2)


class Consolidated(NamedTuple):
    """One source: ``result`` by the share, and what became of the rest [kg CO2e].

    ``inside`` is False where nothing of it counts in the year, though everything is said of its
    entity; ``bought`` tells that it was bought inside the group and may be eliminated.
    """

    entity: UUID | None
    seller: UUID | None
    bought: bool
    inside: bool
    whole: SourceResult
    result: SourceResult
    eliminated: Gases
    investment_kg: Decimal
    missing_days: int
    shared: int  # records in whose period a share changed


class EntityTotals(NamedTuple):
    """The sums of one entity (None: the organisation itself), by class and gas [kg CO2e].

    ``share`` is the mean over the year's days.  ``investment_kg`` is what scope 3 category
    ``investment_category`` would tell of an entity that is not consolidated; it is never added.
    """

    entity: LegalEntity | None
    share: Decimal
    whole: Gases
    counted: Gases
    eliminated: Gases
    investment_kg: Decimal
    investment_category: int | None

    @property
    def left_out(self) -> Gases:
        """What belongs to other owners: the whole less what is counted and eliminated."""
        with localcontext(PARTS):
            return {
                key: kg - self.counted.get(key, ZERO) - self.eliminated.get(key, ZERO)
                for key, kg in self.whole.items()
            }


class Elimination(NamedTuple):
    """A purchase inside the group: the part of it that the seller's emissions hold already."""

    result: SourceResult  # the whole
    buyer: UUID | None
    seller: UUID | None
    gases: Gases

    @property
    def kg(self) -> Decimal:
        """Its part of scopes 1 to 3 [kg CO2e]."""
        return scopes_kg(self.gases)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A year by one approach.

    ``calculation`` holds the sources that count, by their shares; ``left_out`` are the sources
    of which nothing counts, with their entities.
    """

    approach: Approach
    calculation: Calculation
    entities: tuple[EntityTotals, ...]
    eliminations: tuple[Elimination, ...]
    left_out: tuple[Consolidated, ...]

    @property
    def total_kg(self) -> Decimal:
        """Scopes 1 to 3 of the group [kg CO2e]."""
        return self.calculation.total_kg

    @property
    def eliminated_kg(self) -> Decimal:
        """What was eliminated of scopes 1 to 3 [kg CO2e]."""
        with localcontext(PARTS):
            return sum((scopes_kg(one.eliminated) for one in self.entities), ZERO)

    @property
    def left_out_kg(self) -> Decimal:
        """What belongs to others of scopes 1 to 3 [kg CO2e]."""
        with localcontext(PARTS):
            return sum((scopes_kg(one.left_out) for one in self.entities), ZERO)


def scopes_kg(gases: Gases) -> Decimal:
    """The part of some sums that scopes 1 to 3 count [kg CO2e]."""
    with localcontext(PARTS):
        return sum((kg for (where, _), kg in gases.items() if where in TOTALLED), ZERO)


def consolidate(
    whole: Calculation,
    periods: Mapping[UUID, Period],
    group: Group,
    approach: Approach,
    gases: GasTable,
) -> tuple[Consolidation, tuple[Finding, ...]]:
    """A year's whole result by the shares that the organisation holds.

    Equation: ``group = Σ entities (share x entity) - purchases inside``, line by line: each
    component times the mean share of the days of its line (:func:`~.share_in_time.weight`).
    A purchase is eliminated where it is indirect (no part of it is in scope 1), by the smaller of
    the buyer's and the seller's share, because that much stands in both books.

    Args:
        whole: every source at 100 %, with the results of its lines.
        periods: of each activity line, by its id.
        group: entities, holdings, and whose each source is.
        approach: how the boundary is drawn.
        gases: the table of gases.

    Findings: ``consolidation.share_missing``, ``consolidation.seller_silent`` (errors),
    ``consolidation.direct_kept`` (a warning), ``consolidation.shared_by_days``,
    ``consolidation.eliminated``, ``consolidation.left_out``.
    Reference: GHG Protocol Corporate Standard, revised edition, chapters 3 and 4.
    """
    weigh = _Weights(group, approach, whole.period)
    done = [_consolidated(result, periods, weigh, gases) for result in whole.sources]
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
    entities = tuple(_by_entity(done, weigh))
    answer = Consolidation(approach, calculation, entities, eliminations, outside)
    return answer, tuple(_findings(done, weigh.group, answer))


class _Weights:
    """The weights of one approach, each worked out once."""

    def __init__(self, group: Group, approach: Approach, year: Period) -> None:
        self.group, self.approach, self.year = group, approach, year
        self._known: dict[tuple[UUID | None, UUID | None, bool, Period], Weight] = {}

    def of(
        self, entity: UUID | None, period: Period, seller: UUID | None, *, bought: bool
    ) -> Weight:
        if entity is None and not bought:
            return WHOLE
        inside = Period(max(period.start, self.year.start), min(period.end, self.year.end))
        key = entity, seller, bought, inside
        if key not in self._known:
            self._known[key] = weight(
                self.group, self.approach, entity, inside, seller, bought=bought
            )
        return self._known[key]


def _consolidated(
    result: SourceResult, periods: Mapping[UUID, Period], weigh: _Weights, gases: GasTable
) -> Consolidated:
    group = weigh.group
    entity = group.entity_of(result.source)
    seller = group.bought_from.get(result.source.id)
    bought = result.source.id in group.bought_from and not is_direct(result)
    of_year = weigh.of(entity, weigh.year, seller, bought=bought)
    weights = [
        weigh.of(entity, _period_of(result, line, periods, weigh.year), seller, bought=bought)
        for line in result.lines
    ]
    spoken = weights or [of_year]
    counted = weighted_result(result, [one.counted for one in weights], of_year.counted, gases)
    eliminated = weighted_result(result, [one.eliminated for one in weights], ZERO, gases).gases
    invested = weighted_result(result, [one.investment for one in weights], ZERO, gases).gases
    missing = sum(one.missing_days for one in spoken)
    if counted is not result:
        counted = counted._replace(steps=(*counted.steps, *_steps(result, weigh, entity, spoken)))
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
        shared=sum(one.parts > 1 for one in weights),
    )


def _steps(
    result: SourceResult, weigh: _Weights, entity: UUID | None, weights: Sequence[Weight]
) -> Iterator[MethodStep]:
    """How the share was applied: the whole quantity, the share held, what is eliminated."""
    data: dict[str, str | Decimal] = {
        "entity": _code(weigh.group, entity),
        "percent": percent(_mean_of([EXACT.add(one.counted, one.eliminated) for one in weights])),
        "quantity": result.quantity,
        "unit": result.unit,
    }
    if entity is None:
        pass  # the organisation itself counts whole; only what it buys inside is said
    elif weigh.approach is Approach.EQUITY:
        yield step("consolidation.equity", **data)
    elif weigh.approach is Approach.FINANCIAL:
        yield step("consolidation.financial", **data)
    else:
        yield step("consolidation.operational", **data)
    eliminated = _mean_of([one.eliminated for one in weights])
    if eliminated:
        yield step(
            "consolidation.eliminated", percent=percent(eliminated), quantity=result.quantity
        )


def _mean_of(values: Sequence[Decimal]) -> Decimal:
    """The plain mean, only for saying; one value is said as it is."""
    distinct = set(values)
    if len(distinct) == 1:
        return values[0]
    return EXACT.divide(total(values), Decimal(len(values)))


def percent(share: Decimal) -> str:
    """A share as people say it: per cent, with four decimals at most.

    >>> percent(Decimal("0.6")), percent(Decimal(1) / 3)
    ('60', '33.3333')
    """
    return canonical(round_half_up(EXACT.multiply(share, HUNDRED), 4))


def said_tonnes(kg: Decimal) -> str:
    """Kilograms as people say them in a sentence: tonnes with two decimals.

    >>> said_tonnes(Decimal("32359.9161"))
    '32.36'
    """
    return f"{line_tonnes(kg):,f}"


def is_direct(result: SourceResult) -> bool:
    """Whether any part of it is in scope 1: what burns here is emitted here, whoever sold it."""
    return any(where is ReportingClass.SCOPE_1 for where, _ in result.gases)


def _period_of(
    result: SourceResult, line: LineResult, periods: Mapping[UUID, Period], year: Period
) -> Period:
    """The period of a line's record; the year where a method counts it at once."""
    if result.of_whole_year or len(line.line_ids) != 1:
        return year
    return periods[line.line_ids[0]]


def _by_entity(done: Sequence[Consolidated], weigh: _Weights) -> Iterator[EntityTotals]:
    """The sums of the organisation itself, then of each entity by code."""
    ordered = sorted(weigh.group.entities, key=lambda one: one.code)
    for entity in (None, *ordered):
        key = None if entity is None else entity.id
        mine = [one for one in done if one.entity == key]
        share = weigh.of(key, weigh.year, None, bought=False)
        invested = total(one.investment_kg for one in mine)
        relation = None if entity is None else _relation(weigh, entity.id)
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


def _relation(weigh: _Weights, entity: UUID) -> Relation | None:
    """What the entity is to the organisation at the end of the year."""
    held = [one for one in weigh.group.held(entity) if one.start < weigh.year.end]
    return held[-1].relation if held else None


def _exact_sums(tables: Iterable[Gases]) -> Gases:
    """Sums at 80 digits: the parts of a whole add up to its last digit."""
    sums: dict[tuple[ReportingClass, str], Decimal] = {}
    with localcontext(PARTS):
        for table in tables:
            for key, kg in table.items():
                sums[key] = sums.get(key, ZERO) + kg
    return sums


def _findings(
    done: Sequence[Consolidated], group: Group, answer: Consolidation
) -> Iterator[Finding]:
    counted = {one.entity for one in done if is_counted_direct(one)}
    for one in done:
        code = one.whole.source.code
        name = _code(group, one.entity)
        if one.missing_days:
            yield finding(
                "consolidation.share_missing",
                Level.ERROR,
                code,
                entity=name,
                seller=_code(group, one.seller) if one.bought else name,
                days=str(one.missing_days),
            )
        if one.shared:
            yield finding(
                "consolidation.shared_by_days",
                Level.INFO,
                code,
                entity=name,
                count=str(one.shared),
            )
        if one.whole.source.id in group.bought_from and not one.bought:
            yield finding("consolidation.direct_kept", Level.WARNING, code, entity=name)
        if one.eliminated:
            sold = _code(group, one.seller)
            lost = said_tonnes(total(one.eliminated.values()))
            if one.seller not in counted:
                yield finding(
                    "consolidation.seller_silent", Level.ERROR, code, seller=sold, tonnes=lost
                )
            yield finding(
                "consolidation.eliminated",
                Level.INFO,
                code,
                entity=name,
                seller=sold,
                tonnes=lost,
            )
    for totals in answer.entities:
        if totals.entity is not None and any(totals.left_out.values()):
            yield finding(
                "consolidation.left_out",
                Level.INFO,
                totals.entity.code,
                percent=percent(totals.share),
                tonnes=said_tonnes(scopes_kg(totals.left_out)),
            )


def is_counted_direct(one: Consolidated) -> bool:
    """Whether something of a source is counted as the entity's own: in scope 1 or 2."""
    return one.inside and any(where in DIRECT and kg for (where, _), kg in one.result.gases.items())


def _code(group: Group, entity_id: UUID | None) -> str:
    """The code of an entity; "-" for the organisation itself and for one that is gone."""
    known = group.entity(entity_id)
    return "-" if known is None else known.code
