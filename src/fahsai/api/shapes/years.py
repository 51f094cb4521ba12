"""The difference of two versions, and a year's base year."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.common import (
    Amount,
    Class,
    Exact,
    FindingShape,
    PeriodShape,
    Sha256,
    amount,
    co2e,
    finding_shapes,
)
from fahsai.core.access.states import VersionState
from fahsai.core.inventory.base_proposal import Proposal
from fahsai.core.inventory.base_year import (
    BaseYearChange,
    ChangeKind,
    Outcome,
    Waiting,
    Weight,
)
from fahsai.services.base_year import BaseYearSeen
from fahsai.services.base_year_records import KeptChange

Cause = Literal["activity", "factor", "factor_rounding", "gwp_set", "method", "boundary", "class"]


class ComparedVersion(Schema):
    """One of the two versions; ``total_kg`` is scopes 1 to 3."""

    year_be: int
    number: int
    state: VersionState
    period: PeriodShape
    calculation: Sha256
    factor_set: str
    gwp_set: str
    report_date: date
    program_version: str
    complete: bool
    total_kg: Exact


class CauseShape(Schema):
    """One cause and what it moves [kgCO2e]."""

    cause: Cause
    kg: Exact
    th: str
    en: str


class DifferencePart(Schema):
    """One part of a difference [kgCO2e]; without a class it is the rounding of the total."""

    class_: Class | None = Field(alias="class")
    cause: Cause
    kg: Exact
    th: str
    en: str


class ClassDifference(Schema):
    """One class before and after; ``by_cause`` adds up to ``change_kg``."""

    class_: Class = Field(alias="class")
    before_kg: Exact
    after_kg: Exact
    change_kg: Exact
    by_cause: list[CauseShape]


class ComparedSource(Schema):
    """One source in scopes 1 to 3; null where a version does not have it or has no result."""

    id: UUID
    code: str
    name_th: str
    name_en: str
    before_kg: Exact | None
    after_kg: Exact | None
    change_kg: Exact
    parts: list[DifferencePart]


class ComparisonShape(Schema):
    """Why the second version differs from the first; all parts add up to the last digit."""

    program: str
    organisation: str
    unit: Literal["kgCO2e"]
    part: bool
    before: ComparedVersion
    after: ComparedVersion
    change_kg: Exact
    by_cause: list[CauseShape]
    by_class: list[ClassDifference]
    sources: list[ComparedSource]
    rounding: list[DifferencePart]


class PolicyShape(Schema):
    """From which effect on the base year is calculated anew."""

    threshold: Amount
    structural: bool
    method: bool
    error: bool
    text: str


class BaseYearChangeShape(Schema):
    """A change since a base year; ``number`` is null for one that is only proposed."""

    number: int | None
    base_year_be: int
    change_kind: ChangeKind
    happened_on: date
    effect: Amount
    reason: str
    source_code: str
    included_in: int
    answers: str = Field(description="The proposal that it was recorded for; empty for none.")
    weight: Weight | None = Field(description="Whether it counts; null where nothing is decided.")


class ProposedChangeShape(BaseYearChangeShape):
    """A change that the records show and nobody has judged; ``proposal`` is its name.

    ``change_kind`` is null where the records do not tell it.
    """

    proposal: str
    seen_in: Literal["ended", "started", "share", "approach", "method"]
    change_kind: ChangeKind | None  # type: ignore[assignment]


class WaitingShape(Schema):
    """The proposals that keep the decision open, and what follows if all of them count."""

    count: int
    effect: Amount
    percent: Amount
    reaches: bool


class DecisionShape(Schema):
    """Whether the base year is calculated anew; ``percent`` is null where it emits nothing.

    ``waiting`` is null where no proposal keeps it open.
    """

    outcome: Outcome
    base: Amount
    cumulative: Amount
    net: Amount
    percent: Amount | None
    threshold: Amount
    waiting: WaitingShape | None


class BaseYearShape(Schema):
    """A year beside its base year; null where none is named, declared or decided."""

    year_be: int
    base_year_be: int | None
    policy: PolicyShape | None
    decision: DecisionShape | None
    changes: list[BaseYearChangeShape]
    proposals: list[ProposedChangeShape]
    findings: list[FindingShape]


class PolicyKept(Schema):
    """Whether the policy changed; the same one again changes nothing."""

    changed: bool


class ChangeAmended(Schema):
    """Whether a recorded change is another now, and how it stands; null once it is taken back."""

    changed: bool
    change: BaseYearChangeShape | None


def base_year_shape(seen: BaseYearSeen) -> BaseYearShape:
    """A base year as the API shows it."""
    policy, decision = seen.policy, seen.decision
    weights = [None] * len(seen.changes) if decision is None else decision.weighed
    return BaseYearShape(
        year_be=seen.year.version.year_be,
        base_year_be=seen.year.settings.base_year_be,
        policy=None
        if policy is None
        else PolicyShape(
            threshold=amount(policy.threshold_percent, "%"),
            structural=policy.structural,
            method=policy.method,
            error=policy.error,
            text=policy.text,
        ),
        decision=None
        if decision is None
        else DecisionShape(
            outcome=decision.outcome,
            base=co2e(decision.base_kg),
            cumulative=co2e(decision.cumulative_kg),
            net=co2e(decision.net_kg),
            percent=None if decision.percent is None else amount(decision.percent, "%"),
            threshold=amount(decision.threshold_percent, "%"),
            waiting=_waiting_shape(decision.waiting),
        ),
        changes=[
            change_shape(kept.change, kept.number, None if one is None else one.weight)
            for kept, one in zip(seen.changes, weights, strict=True)
        ],
        proposals=[_proposal_shape(one) for one in seen.proposals],
        findings=finding_shapes(seen.findings),
    )


def _waiting_shape(waiting: Waiting | None) -> WaitingShape | None:
    if waiting is None:
        return None
    return WaitingShape(
        count=len(waiting.proposals),
        effect=co2e(waiting.effect_kg),
        percent=amount(waiting.percent, "%"),
        reaches=waiting.reaches,
    )


def _proposal_shape(one: Proposal) -> ProposedChangeShape:
    return ProposedChangeShape.model_validate(
        {
            **change_shape(one.change).model_dump(),
            "change_kind": one.kind,
            "proposal": one.key,
            "seen_in": one.note,
        }
    )


def kept_change_shape(kept: KeptChange) -> BaseYearChangeShape:
    """A recorded change as the API shows it."""
    return change_shape(kept.change, kept.number)


def change_shape(
    change: BaseYearChange, number: int | None = None, weight: Weight | None = None
) -> BaseYearChangeShape:
    """A change as the API shows it."""
    return BaseYearChangeShape(
        number=number,
        base_year_be=change.base_year_be,
        change_kind=change.change_kind,
        happened_on=change.happened_on,
        effect=co2e(change.effect_kg),
        reason=change.reason,
        source_code=change.source_code,
        included_in=change.included_in,
        answers=change.answers,
        weight=weight,
    )
