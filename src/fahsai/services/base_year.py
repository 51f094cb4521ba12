"""The base year of a reported year: the policy, what changed since, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.base_year import (
    BaseYearChange,
    BaseYearForm,
    BaseYearPolicy,
    ChangeKind,
    Decision,
)
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.compare import Difference, compare
from fahsai.records.models import FormRecord
from fahsai.services.access import NotFoundError, admit
from fahsai.services.base_result import base_of, decision_of, said_of_base
from fahsai.services.base_year_records import KeptChange, changes_in, form_in, policy_in
from fahsai.services.calculate_year import YearResult, calculate_year, lines_of_calculation
from fahsai.services.compare_versions import yardstick
from fahsai.services.keeping.frozen import rows_of, sources_of
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.thai.period import PeriodKind


class Proposal(NamedTuple):
    """A change that the records show, for somebody to say whether it is one and of which kind.

    ``note`` names where it was seen: ``ended``, ``started`` or ``method``; ``difference`` are the
    causes of the last.
    """

    note: str
    change: BaseYearChange
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class BaseYearSeen:
    """A reported year beside its base year.

    ``base`` is None where no base year is named or nothing was entered for it, and the year
    itself where it is its own base; ``decision`` is None without a policy or another base year;
    ``form`` is the filled form that the base year was taken from, where it was.
    """

    year: YearResult
    base: YearResult | None
    policy: BaseYearPolicy | None
    changes: tuple[KeptChange, ...]
    decision: Decision | None
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    form: BaseYearForm | None = None

    @property
    def same(self) -> bool:
        """Whether the year is its own base."""
        return self.base is self.year


def base_year_of(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> BaseYearSeen:
    """The base year of a version, with the policy and changes that hold for it.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ForbiddenError: the actor sees some parts of the organisation only.
    """
    admit(actor, organisation_id)
    year = calculate_year(
        actor, organisation_id, year_be, today=today, number=number, kind=kind, of_lines=False
    )
    rows = rows_of(year.version, FormRecord)
    changes = changes_in(rows)
    base = _base(actor, year, today)
    form = None if base is None else form_in(rows, base.version.year_be)
    seen = BaseYearSeen(year, base, policy_in(rows), changes, None, (), (), form)
    if seen.base is None or seen.same:
        return seen
    return replace(
        seen,
        decision=decision_of(year, seen.base),
        proposals=tuple(_unrecorded(_proposals(year, seen.base), changes)),
        findings=said_of_base(year, seen.base),
    )


def _base(actor: Actor, year: YearResult, today: date) -> YearResult | None:
    named = year.settings.base_year_be
    if named is None or named == year.version.year_be:
        return None if named is None else year
    try:
        return base_of(actor, year.version, named, today)
    except NotFoundError:
        return None


def _unrecorded(
    proposals: Iterable[Proposal], changes: tuple[KeptChange, ...]
) -> Iterator[Proposal]:
    """The proposals that nobody has recorded yet, as whatever kind of change."""
    known = {
        (one.change.base_year_be, one.change.source_code, one.change.happened_on) for one in changes
    }
    for one in proposals:
        if (one.change.base_year_be, one.change.source_code, one.change.happened_on) not in known:
            yield one


def _proposals(year: YearResult, base: YearResult) -> Iterator[Proposal]:
    """What the two years show: sources that came or went, and another way of counting."""
    period, base_be = year.version.period, base.version.year_be
    sources = {one.id: one for one in sources_of(year.version)}
    for result in base.calculation.sources:
        source = sources.get(result.source.id, result.source)
        ended = source.ended_on
        if result.total_kg and ended and base.version.period.start <= ended < period.end:
            yield Proposal(
                "ended",
                BaseYearChange(
                    base_be,
                    ChangeKind.STRUCTURAL,
                    ended,
                    result.total_kg.copy_negate(),
                    source.ended_reason,
                    source.code,
                ),
            )
    then = {one.source.id for one in base.calculation.sources}
    for result in year.calculation.sources:
        source, started = result.source, result.source.started_on
        if source.id not in then and started and result.total_kg:
            yield Proposal(
                "started",
                BaseYearChange(
                    base_be,
                    ChangeKind.STRUCTURAL,
                    started,
                    result.total_kg,
                    source.started_reason,
                    source.code,
                ),
            )
    difference = _counted_alike(year, base)
    if difference is not None and difference.change_kg:
        day, effect = year.settings.report_date, difference.change_kg
        change = BaseYearChange(base_be, ChangeKind.METHOD, day, effect, "")
        yield Proposal("method", change, difference)


def _counted_alike(year: YearResult, base: YearResult) -> Difference | None:
    """How the base year would differ, counted as the reported year is; None where it is so.

    Nothing of it is kept: it says what recording the change would mean.
    """
    if _how(year) == _how(base):
        return None
    settings = year.settings
    rules = rules_for(settings.factor_set, energy_upstream=settings.energy_upstream)
    own = kept_factors(base.version.organisation_id)
    data = InventoryInput(
        base.version.period,
        settings.report_date,
        tuple(one.source for one in base.calculation.sources),
        lines_of_calculation(base),
    )
    again, _ = calculate(data, rules.with_own(own))
    return compare(base.calculation, again, yardstick(base.calculation, again))


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
