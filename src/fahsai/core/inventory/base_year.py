"""Whether a base year has to be calculated anew: the policy, what changed, and the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.compare import add
from fahsai.core.quantity.exact import EXACT, ZERO, canonical
from fahsai.core.quantity.rounding import round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from fahsai.core.inventory.base_proposal import Proposal

HUNDRED = Decimal(100)
COMMON_THRESHOLD = Decimal(5)
"""What organisations commonly declare [% of the base year]; the policy says its own."""


class ChangeKind(StrEnum):
    """What happened since the base year."""

    STRUCTURAL = "structural"  # a part of the organisation came, went, or changed hands
    METHOD = "method"  # another method, other factors, another GWP set
    ERROR = "error"  # something was wrong in the base year
    ORGANIC = "organic"  # more or less of the same, a place opened or closed: never counts


TRIGGERS = (ChangeKind.STRUCTURAL, ChangeKind.METHOD, ChangeKind.ERROR)
"""What a policy may name; organic growth is never among them."""


@dataclass(frozen=True, slots=True)
class BaseYearPolicy:
    """What the organisation declares: from which effect on the base year is calculated anew.

    ``threshold_percent`` is of the base year's emissions in scopes 1 to 3; ``text`` are the
    organisation's own words.
    """

    threshold_percent: Decimal = COMMON_THRESHOLD
    structural: bool = True
    method: bool = True
    error: bool = True
    text: str = ""

    @property
    def triggers(self) -> tuple[ChangeKind, ...]:
        """The kinds of change that count towards the threshold."""
        return tuple(kind for kind in TRIGGERS if getattr(self, kind.value))


@dataclass(frozen=True, slots=True)
class BaseYearChange:
    """One change since the base year, as somebody recorded it.

    ``effect_kg`` is what it would change in the base year's emissions, up or down [kg CO2e];
    ``included_in`` the number of the base year's version that has it already (0 for none);
    ``source_code`` the code of the source or legal entity it is about, where it is about one;
    ``answers`` names the proposal that it was recorded for ("" where for none).
    """

    base_year_be: int
    change_kind: ChangeKind
    happened_on: date
    effect_kg: Decimal
    reason: str
    source_code: str = ""
    included_in: int = 0
    answers: str = ""


@dataclass(frozen=True, slots=True)
class BaseYearForm:
    """The filled form that a base year was taken from.

    ``stated`` are the form's own figures [kg CO2e, canonical text] by what they are of: ``total``
    (scopes 1 to 3), ``1``, ``2``, ``3``, ``separate``, and the gases of scope 1 such as
    ``gas.CH4``.  ``as_stated`` counts the rows that were kept by the form's own figure.
    """

    base_year_be: int
    file_name: str
    file_sha256: str
    sheet: str
    as_stated: int = 0
    stated: Mapping[str, str] = field(default_factory=dict)


class Weight(StrEnum):
    """Whether a change counts towards the threshold, and why not."""

    COUNTED = "counted"
    ORGANIC = "organic"
    NOT_A_TRIGGER = "not_a_trigger"
    INCLUDED = "included"
    BEFORE = "before"
    OTHER_YEAR = "other_year"


class Weighed(NamedTuple):
    """A change and whether it counts."""

    change: BaseYearChange
    weight: Weight


class Outcome(StrEnum):
    """What follows for the base year."""

    RECALCULATE = "recalculate"
    NOT_NEEDED = "not_needed"
    UNDECIDED = "undecided"  # its emissions are nothing or not known, or proposals are open


@dataclass(frozen=True, slots=True)
class Waiting:
    """The proposals that keep a decision open.

    ``effect_kg`` is the sum of their sizes [kg CO2e]; ``percent`` what they come to together with
    the changes that count already, of the base year; ``reaches`` whether that is the threshold.
    """

    proposals: tuple[Proposal, ...]
    effect_kg: Decimal
    percent: Decimal
    reaches: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the base year is calculated anew, with the figures that say so.

    ``cumulative_kg`` is the sum of the sizes of the effects that count, ``net_kg`` their sum with
    signs [kg CO2e]; ``percent`` is ``cumulative_kg`` of ``base_kg``, None where that is zero.
    ``waiting`` is None where no proposal keeps the decision open.
    """

    outcome: Outcome
    base_kg: Decimal
    cumulative_kg: Decimal
    net_kg: Decimal
    percent: Decimal | None
    threshold_percent: Decimal
    weighed: tuple[Weighed, ...]
    waiting: Waiting | None = None


def decide(
    base_year_be: int,
    base_start: date,
    base_kg: Decimal,
    policy: BaseYearPolicy,
    changes: Iterable[BaseYearChange],
    *,
    proposals: Iterable[Proposal] = (),
    complete: bool = True,
) -> Decision:
    """Whether the changes since the base year reach the threshold that the policy declares.

    Equation: ``percent = sum of |effect| of the changes that count / base year's emissions x
    100``; it is calculated anew from the threshold on.  Sizes are added, so that a part that was
    sold does not hide another one that was bought.  Not counted: organic growth, kinds that the
    policy does not name, changes of a structure from before the base year, and those that a
    version of the base year has already.

    While somebody still has to judge what the records show, nothing is decided below the
    threshold.  A proposal that looks like organic growth keeps the decision open only where the
    threshold would be reached if it counted.
    Reference: GHG Protocol Corporate Standard, chapter 5 (tracking emissions over time);
    ISO 14064-1:2018, 6.4.2.

    Args:
        base_year_be: the Buddhist number of the base year.
        base_start: its first day.
        base_kg: its emissions in scopes 1 to 3 [kg CO2e].
        policy: what the organisation declared.
        changes: every change on record.
        proposals: what the records show and nobody has judged.
        complete: whether all sources of the base year have a result.

    >>> from datetime import date
    >>> sold = BaseYearChange(2564, ChangeKind.STRUCTURAL, date(2022, 1, 1), Decimal(-30), "")
    >>> wrong = BaseYearChange(2564, ChangeKind.ERROR, date(2022, 5, 1), Decimal(25), "")
    >>> found = decide(2564, date(2020, 10, 1), Decimal(1000), BaseYearPolicy(), (sold, wrong))
    >>> found.outcome.value, found.cumulative_kg, found.net_kg, found.percent
    ('recalculate', Decimal('55'), Decimal('-5'), Decimal('5.5'))
    """
    weighed = tuple(Weighed(one, _weight(one, base_year_be, base_start, policy)) for one in changes)
    counted = [one.change.effect_kg for one in weighed if one.weight is Weight.COUNTED]
    cumulative, net = add(map(abs, counted)), add(counted)
    percent = waiting = None
    outcome = Outcome.UNDECIDED
    if base_kg > ZERO:
        percent = _percent(cumulative, base_kg)
        if counted and _reached(cumulative, base_kg, policy):
            outcome = Outcome.RECALCULATE
        elif complete:
            waiting = _waiting(proposals, cumulative, base_kg, policy)
            outcome = Outcome.NOT_NEEDED if waiting is None else Outcome.UNDECIDED
    return Decision(
        outcome, base_kg, cumulative, net, percent, policy.threshold_percent, weighed, waiting
    )


def _percent(kg: Decimal, base_kg: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(kg, HUNDRED), base_kg)


def _reached(kg: Decimal, base_kg: Decimal, policy: BaseYearPolicy) -> bool:
    """Compared without dividing: a third of a percent has no last digit."""
    return EXACT.multiply(kg, HUNDRED) >= EXACT.multiply(policy.threshold_percent, base_kg)


def _waiting(
    proposals: Iterable[Proposal], cumulative: Decimal, base_kg: Decimal, policy: BaseYearPolicy
) -> Waiting | None:
    """The proposals that keep a decision open; None where it stands whatever they are."""
    named = (None, ChangeKind.ORGANIC, *policy.triggers)
    found = tuple(one for one in proposals if one.kind in named)
    effect = add(abs(one.change.effect_kg) for one in found)
    whole = add((cumulative, effect))
    reaches = _reached(whole, base_kg, policy)
    if not found or not (reaches or any(one.kind is not ChangeKind.ORGANIC for one in found)):
        return None
    return Waiting(found, effect, _percent(whole, base_kg), reaches)


def _weight(
    change: BaseYearChange, base_year_be: int, base_start: date, policy: BaseYearPolicy
) -> Weight:
    if change.base_year_be != base_year_be:
        return Weight.OTHER_YEAR
    if change.change_kind is ChangeKind.ORGANIC:
        return Weight.ORGANIC
    if change.included_in:
        return Weight.INCLUDED
    if change.change_kind is ChangeKind.STRUCTURAL and change.happened_on < base_start:
        return Weight.BEFORE
    return Weight.COUNTED if change.change_kind in policy.triggers else Weight.NOT_A_TRIGGER


def decision_findings(decision: Decision, base_year_be: int) -> tuple[Finding, ...]:
    """What is to be said of a decision, with its arithmetic.

    Findings: ``base_year.recalculate`` (warning), ``base_year.not_needed``,
    ``base_year.undecided`` (information); where proposals are open ``base_year.open_reaches``
    (warning) or ``base_year.open_below`` (information).
    """
    subject = str(base_year_be)
    base = _tonnes(decision.base_kg)
    threshold = canonical(decision.threshold_percent)
    if decision.waiting is not None:
        return (_open(decision.waiting, subject, base, threshold),)
    if decision.outcome is Outcome.UNDECIDED:
        return (finding("base_year.undecided", Level.INFO, subject, base=base),)
    count = str(sum(one.weight is Weight.COUNTED for one in decision.weighed))
    effect = _tonnes(decision.cumulative_kg)
    percent = _percent_text(decision.percent or ZERO)
    if decision.outcome is Outcome.RECALCULATE:
        said = finding(
            "base_year.recalculate",
            Level.WARNING,
            subject,
            count=count,
            effect=effect,
            base=base,
            percent=percent,
            threshold=threshold,
        )
    else:
        said = finding(
            "base_year.not_needed",
            Level.INFO,
            subject,
            count=count,
            effect=effect,
            base=base,
            percent=percent,
            threshold=threshold,
        )
    return (said,)


def _open(waiting: Waiting, subject: str, base: str, threshold: str) -> Finding:
    """That proposals are open, each with its size, and whether they would reach the threshold."""
    sizes = (f"{one.key} {_signed(one.change.effect_kg)}" for one in waiting.proposals)
    listed = ", ".join(sizes)
    count, percent = str(len(waiting.proposals)), _percent_text(waiting.percent)
    if waiting.reaches:
        return finding(
            "base_year.open_reaches",
            Level.WARNING,
            subject,
            count=count,
            proposals=listed,
            base=base,
            percent=percent,
            threshold=threshold,
        )
    return finding(
        "base_year.open_below",
        Level.INFO,
        subject,
        count=count,
        proposals=listed,
        base=base,
        percent=percent,
        threshold=threshold,
    )


def _percent_text(percent: Decimal) -> str:
    return f"{round_half_up(percent, 2):,f}"


def _signed(kg: Decimal) -> str:
    return ("+" if kg > ZERO else "") + _tonnes(kg)


def _tonnes(kg: Decimal) -> str:
    """[kg CO2e] as printed [t CO2e, two decimals]."""
    return f"{round_half_up(EXACT.divide(kg, Decimal(1000)), 2):,f}"
