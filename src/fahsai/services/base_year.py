"""The base year of a reported year: the policy, what changed since, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fahsai.records.models import FormRecord
from fahsai.services.access import NotFoundError, admit
from fahsai.services.base_proposals import proposals_of
from fahsai.services.base_result import base_of, decision_of, said_of_base
from fahsai.services.base_year_records import KeptChange, changes_in, form_in, policy_in
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.keeping.frozen import rows_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.base_proposal import Proposal
    from fahsai.core.inventory.base_year import BaseYearForm, BaseYearPolicy, Decision
    from fahsai.core.thai.period import PeriodKind


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
        proposals=proposals_of(year, seen.base, [one.change for one in changes]),
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
