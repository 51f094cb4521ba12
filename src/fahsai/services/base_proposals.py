"""What the records show to have changed since a base year, for somebody to judge."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import fahsai
from fahsai.core.inventory.base_boundary import HeldNow, last_holding, shares_changed
from fahsai.core.inventory.base_proposal import Proposal, kind_by_reason, open_proposals
from fahsai.core.inventory.base_year import BaseYearChange, ChangeKind
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.compare import Difference, add, compare
from fahsai.core.thai.period import Period, PeriodKind
from fahsai.records.models import (
    EntityLink,
    Holding,
    LegalEntity,
    OrgUnit,
    OwnFactor,
    Source,
)
from fahsai.reference.load_base_year import load_change_words
from fahsai.reference.load_gases import load_gases
from fahsai.services.calculate_year import YearResult, lines_of_calculation
from fahsai.services.compare_versions import yardstick
from fahsai.services.keeping.consolidated import (
    approach_of,
    by_approach,
    consolidation_row,
    outside_of,
    periods_of,
    whole_calculation,
)
from fahsai.services.keeping.earlier import earlier_of
from fahsai.services.keeping.frozen import sources_of
from fahsai.services.keeping.groups import group_of
from fahsai.services.keeping.known import Remembered, numbers_of, rows_state
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from fahsai.core.inventory.group import Approach
    from fahsai.core.inventory.result import Calculation

REMEMBERED = 32
_FOUND: Remembered[tuple[Proposal, ...]] = Remembered(REMEMBERED)


def proposals_of(
    year: YearResult, base: YearResult, recorded: Iterable[BaseYearChange]
) -> tuple[Proposal, ...]:
    """What two years show that nobody has recorded yet.

    Sources that came or went, shares of legal entities and the approach that changed, and another
    way of counting.  Nothing of it is kept.
    """
    found = _FOUND.get_or_make(_state(year, base), lambda: tuple(_found(year, base)))
    return open_proposals(found, recorded)


def _state(year: YearResult, base: YearResult) -> Hashable:
    """What names all that proposals are made of."""
    tables = (Source, OrgUnit, LegalEntity, Holding, EntityLink)
    return (
        year.calculation_id,
        base.calculation_id,
        astuple(year.settings),
        base.settings.approach,
        rows_state(year.version, *tables),
        rows_state(base.version, *tables),
        numbers_of(year.version.organisation_id, OwnFactor),
        fahsai.__version__,
    )


def _found(year: YearResult, base: YearResult) -> Iterator[Proposal]:
    yield from _came_and_went(year, base)
    yield from _held_otherwise(year, base)
    difference = _counted_alike(year, base)
    if difference is not None and difference.change_kg:
        key = f"method-{year.settings.factor_set}"
        day, effect = year.settings.report_date, difference.change_kg
        change = _change(base, ChangeKind.METHOD, day, effect, key)
        yield Proposal("method", ChangeKind.METHOD, change, difference)


def _change(
    base: YearResult,
    kind: ChangeKind | None,
    day: date,
    effect_kg: Decimal,
    key: str,
    reason: str = "",
    code: str = "",
) -> BaseYearChange:
    """A proposed change; a kind that nobody can tell stands as structural until somebody says."""
    return BaseYearChange(
        base.version.year_be,
        kind or ChangeKind.STRUCTURAL,
        day,
        effect_kg,
        reason,
        code,
        answers=key,
    )


def _came_and_went(year: YearResult, base: YearResult) -> Iterator[Proposal]:
    """Sources of the base year that ended since, and those that were not in it."""
    period, words = year.version.period, load_change_words()
    sources = {one.id: one for one in sources_of(year.version)}
    for result in base.calculation.sources:
        source = sources.get(result.source.id, result.source)
        ended = source.ended_on
        if result.total_kg and ended and base.version.period.start <= ended < period.end:
            kind = kind_by_reason(source.ended_reason, words)
            change = _change(
                base,
                kind,
                ended,
                result.total_kg.copy_negate(),
                f"ended-{source.code}",
                source.ended_reason,
                source.code,
            )
            yield Proposal("ended", kind, change)
    outside = outside_of(base.version.organisation_id, base.calculation_id)
    then = {one.source.id for one in base.calculation.sources} | outside
    for result in year.calculation.sources:
        source, started = result.source, result.source.started_on
        if source.id not in then and started and result.total_kg:
            kind = kind_by_reason(source.started_reason, words)
            change = _change(
                base,
                kind,
                started,
                result.total_kg,
                f"started-{source.code}",
                source.started_reason,
                source.code,
            )
            yield Proposal("started", kind, change)


def _held_otherwise(year: YearResult, base: YearResult) -> Iterator[Proposal]:
    """Another approach to the boundary, then other shares, each with what it moves by itself.

    An approach is a way of counting; a share that was bought, sold or handed over is structure.
    Reference: GHG Protocol Corporate Standard, revised edition, chapter 5.
    """
    group, then = group_of(year.version), group_of(base.version)
    if group.alone and then.alone:
        return
    period = year.version.period
    approach = approach_of(year.version, year.calculation_id, year.settings.approach)
    whole = _whole(base)
    alike = _consolidated(base, whole, approach)
    effect = add((alike.total_kg, base.calculation.total_kg.copy_negate()))
    if effect:
        key = f"approach-{approach.value}"
        change = _change(base, ChangeKind.METHOD, period.start, effect, key)
        yield Proposal("approach", ChangeKind.METHOD, change)
    last = Period(period.end - timedelta(days=1), period.end, PeriodKind.CUSTOM)
    sources = {one.id: one for one in sources_of(year.version)}
    now = HeldNow(group, approach, last, sources)
    for one in shares_changed(whole, alike, now, load_gases()):
        entity = group.entity(one.entity)
        holding = last_holding(group, one.entity, base.version.period, period)
        day = period.start if holding is None else holding.start
        code = "" if entity is None else entity.code
        change = _change(
            base,
            ChangeKind.STRUCTURAL,
            day,
            one.effect_kg,
            "-".join(filter(None, ("share", code, day.isoformat()))),
            "" if holding is None else holding.basis,
            code,
        )
        yield Proposal("share", ChangeKind.STRUCTURAL, change)


def _whole(year: YearResult) -> Calculation:
    """A year at 100 %, with the results of its lines."""
    kept = consolidation_row(year.version.organisation_id, year.calculation_id)
    whole_id = year.calculation_id if kept is None else kept.whole_id
    return whole_calculation(year.version, whole_id)[0]


def _consolidated(base: YearResult, whole: Calculation, approach: Approach) -> Calculation:
    """A calculation of the base year by the shares of the base year and an approach."""
    group = group_of(base.version)
    if group.alone:
        return whole
    periods = periods_of(base.version.organisation_id, whole)
    return by_approach(whole, periods, group, approach)[0].calculation


def _counted_alike(year: YearResult, base: YearResult) -> Difference | None:
    """How the base year would differ, counted as the reported year is; None where it is so.

    Its shares and approach stay its own: what those move is said apart.
    """
    if _how(year) == _how(base):
        return None
    settings, whole = year.settings, _whole(base)
    rules = rules_for(settings.factor_set, energy_upstream=settings.energy_upstream)
    own = kept_factors(base.version.organisation_id)
    sources = tuple(one.source for one in whole.sources)
    data = InventoryInput(
        base.version.period,
        settings.report_date,
        sources,
        lines_of_calculation(replace(base, calculation=whole)),
        earlier=earlier_of(base.version, sources),
    )
    rules = rules.with_own(own)
    again, _ = calculate(data, rules)
    approach = approach_of(base.version, base.calculation_id, base.settings.approach)
    counted = _consolidated(base, again, approach)
    return compare(base.calculation, counted, yardstick(base.calculation, counted))


def _how(year: YearResult) -> tuple[object, ...]:
    """What a calculation was made with."""
    calculation = year.calculation
    return (
        year.settings.energy_upstream,
        calculation.factor_set,
        calculation.gwp_set,
        calculation.packs,
        calculation.program_version,
    )
