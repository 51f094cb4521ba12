"""The choice of a factor, which explains itself (DESIGN, rule 7).

Filters: the activity, a unit that the line's unit converts to, and (when a report date is given)
a list that may be used on that date.  A person's pick wins.  Otherwise: rank of the publisher,
then distance in years, then grade, then the place in the set and in the list.  Candidates of the
best rank that differ by more than a tenth are never decided silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.factors.choice import (
    BIOGENIC,
    Candidate,
    DecidedBy,
    FactorChoice,
    Rank,
    Reason,
    listed,
    serves_biogenic,
)
from fahsai.core.factors.factor import EmissionFactor, FactorGrade, Publisher
from fahsai.core.factors.index import index
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.core.factors.factor import FactorSet
    from fahsai.core.factors.index import Placed

    Convertible = Callable[[str, str], Decimal | None]

LARGEST_SPREAD = Decimal("0.1")
"""Candidates of equal rank may differ by this share before a person must choose."""

_PUBLISHER_RANK = {
    Publisher.OWN: 0,
    Publisher.SUPPLIER: 0,
    Publisher.TGO: 1,
    Publisher.NATIONAL: 2,
    Publisher.REGIONAL: 3,
    Publisher.INTERNATIONAL: 4,
}
_GRADE_RANK = {grade: place for place, grade in enumerate(FactorGrade)}


_TIE_BREAKS: tuple[tuple[Callable[[Rank], tuple[int, ...]], Reason, DecidedBy], ...] = (
    (lambda rank: (rank.years,), Reason.YEAR_DISTANCE, DecidedBy.YEAR),
    (lambda rank: (rank.grade,), Reason.GRADE, DecidedBy.GRADE),
    (lambda rank: (rank.place, rank.position), Reason.TIE_BREAK_POSITION, DecidedBy.POSITION),
)
"""Applied in order among candidates of the best rank that agree within a tenth."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, the same through all steps of one choice."""

    role: str
    asked: tuple[str, ...]
    unit: str
    year: int
    convertible: Convertible
    reason: str
    subject: str
    used: Decimal | None


def choose(
    factor_set: FactorSet,
    role: str,
    activities: tuple[str, ...],
    unit: str,
    year: int,
    convertible: Convertible,
    picked: str | None = None,
    reason: str = "",
    subject: str = "",
    used: Decimal | None = None,
) -> tuple[FactorChoice, tuple[Finding, ...]]:
    """The factor for one term of one source.

    Args:
        factor_set: the ordered lists to choose from.
        role: which term of the method asks (direct, biogenic, upstream).
        activities: what is burned, bought or thrown away; the first that has a usable row is
            taken.  ``a|b`` means that the label does not tell a and b apart: both compete.
        unit: unit of the activity line.
        year: Christian year of the activity.
        convertible: factor [to/from] between two units, or None when they do not convert.
        picked: ``key`` or ``edition:key`` that a person chose.
        reason: why that person chose it.
        subject: what findings are about (a source code).
        used: the factor that the file of the records counts with [kg CO2e per ``unit``], which
            tells candidates apart that are too far apart for a rule; never a factor itself.

    Returns:
        The choice and its findings: ``factor.choose`` (candidates of equal rank differ by more
        than a tenth), ``factor.by_file`` (they do, and the file counts with one of them),
        ``factor.none``, ``factor.unit``, ``factor.pick_unknown`` (errors, no
        factor chosen), ``factor.fallback`` (a later activity was used),
        ``factor.pick_other_activity`` (a person picked a row of something else),
        ``factor.pick_other_role`` (an error: biogenic CO2 picked for a direct emission, or the
        other way round).
    """
    question = _Question(role, activities, unit, year, convertible, reason, subject, used)
    if picked:
        return _picked(question, factor_set, picked)
    rows = index(factor_set).by_activity
    dropped: tuple[Candidate, ...] = ()
    for activity in activities:
        weighed = tuple(
            _weigh(question, placed)
            for alternative in activity.split("|")
            for placed in rows.get(alternative, ())
        )
        usable = [candidate for candidate in weighed if candidate.kept]
        if usable:
            rejects = dropped + tuple(candidate for candidate in weighed if not candidate.kept)
            return _decide(question, activity, usable, rejects)
        dropped += weighed
    return _without(question, dropped), (_why_none(question, dropped),)


def _weigh(question: _Question, placed: Placed) -> Candidate:
    factor = placed.factor
    unit_factor = question.convertible(question.unit, factor.unit)
    rank = Rank(
        _PUBLISHER_RANK[factor.publisher],
        abs(factor.year - question.year),
        _GRADE_RANK[factor.grade],
        placed.place,
        factor.position,
    )
    if unit_factor is None:
        return Candidate(
            factor, kept=False, reason=Reason.UNIT, rank=rank, unit_factor=None, figure=None
        )
    figure = EXACT.multiply(factor.published, unit_factor)
    return Candidate(
        factor, kept=True, reason=Reason.KEPT, rank=rank, unit_factor=unit_factor, figure=figure
    )


def _decide(
    question: _Question, activity: str, usable: list[Candidate], rejects: tuple[Candidate, ...]
) -> tuple[FactorChoice, tuple[Finding, ...]]:
    findings = _fallback(question, activity)
    best = min(candidate.rank.publisher for candidate in usable)
    running = [candidate for candidate in usable if candidate.rank.publisher == best]
    lower = _dropped(usable, running, Reason.LOWER_RANK)
    decided_by = DecidedBy.ONLY if len(usable) == 1 else DecidedBy.RANK
    same = [candidate for candidate in running if candidate.figure == question.used]
    if len(same) == 1 and _too_far_apart(running):
        lower = (*_dropped(running, same, Reason.NOT_PICKED), *lower)
        findings = (*findings, _by_file(question, same[0], len(running)))
        running, decided_by = same, DecidedBy.FILE
    elif _too_far_apart(running):
        candidates = (*running, *lower, *rejects)
        undecided = FactorChoice(
            question.role,
            activity,
            question.asked,
            None,
            None,
            candidates,
            DecidedBy.NOTHING,
            unit=question.unit,
        )
        return undecided, (*findings, _must_choose(question, activity, running))
    lost = lower
    for measure, reason, decision in _TIE_BREAKS:
        if len(running) == 1:
            break
        smallest = min(measure(candidate.rank) for candidate in running)
        left = [candidate for candidate in running if measure(candidate.rank) == smallest]
        lost = (*_dropped(running, left, reason), *lost)
        running, decided_by = left, decision
    winner = running[0]
    choice = FactorChoice(
        question.role,
        activity,
        question.asked,
        winner.factor,
        winner.unit_factor,
        (winner, *lost, *rejects),
        decided_by,
        unit=question.unit,
    )
    return choice, findings


def _dropped(
    before: list[Candidate], after: list[Candidate], reason: Reason
) -> tuple[Candidate, ...]:
    return tuple(
        candidate._replace(kept=False, reason=reason)
        for candidate in before
        if candidate not in after
    )


def _too_far_apart(running: list[Candidate]) -> bool:
    """Whether the figures differ by more than the tenth that may be settled by rule."""
    figures = [candidate.figure for candidate in running if candidate.figure is not None]
    if len(figures) < 2:  # noqa: PLR2004
        return False
    limit = EXACT.multiply(min(figures), EXACT.add(Decimal(1), LARGEST_SPREAD))
    return max(figures) > limit


def _picked(
    question: _Question, factor_set: FactorSet, picked: str
) -> tuple[FactorChoice, tuple[Finding, ...]]:
    """The row a person named; the rows of the asked activities stay as what was not picked."""
    known = index(factor_set)
    placed = known.by_pick.get(picked)
    others = tuple(
        _weigh(question, other)
        for activity in question.asked
        for alternative in activity.split("|")
        for other in known.by_activity.get(alternative, ())
        if placed is None or other.factor is not placed.factor
    )
    left = tuple(
        other._replace(kept=False, reason=Reason.NOT_PICKED) if other.kept else other
        for other in others
    )
    if placed is None:
        problem = finding(
            "factor.pick_unknown",
            Level.ERROR,
            question.subject,
            picked=picked,
            factor_set=factor_set.code,
            candidates=listed(one.factor for one in others),
        )
        return _without(question, left), (problem,)
    mine = _weigh(question, placed)
    if serves_biogenic(mine.factor.activity) != (question.role == BIOGENIC):
        other = finding(
            "factor.pick_other_role",
            Level.ERROR,
            question.subject,
            picked=picked,
            activity=mine.factor.activity,
            candidates=listed(one.factor for one in others),
        )
        return _without(question, (mine._replace(kept=False), *left)), (other,)
    if mine.unit_factor is None:
        return _without(question, (mine, *left)), (_wrong_unit(question, (mine,)),)
    choice = FactorChoice(
        question.role,
        mine.factor.activity,
        question.asked,
        mine.factor,
        mine.unit_factor,
        (mine._replace(kept=True, reason=Reason.KEPT), *left),
        DecidedBy.PERSON,
        question.reason,
        question.unit,
    )
    return choice, _other_activity(question, mine.factor)


def _other_activity(question: _Question, factor: EmissionFactor) -> tuple[Finding, ...]:
    """A person may pick any row, but a row of another activity is said aloud."""
    asked = {part for name in question.asked for part in name.split("|")}
    if factor.activity in asked:
        return ()
    return (
        finding(
            "factor.pick_other_activity",
            Level.WARNING,
            question.subject,
            picked=f"{factor.edition}:{factor.key}",
            activity=factor.activity,
            asked=", ".join(question.asked),
        ),
    )


def _without(question: _Question, candidates: tuple[Candidate, ...]) -> FactorChoice:
    return FactorChoice(
        question.role,
        "",
        question.asked,
        None,
        None,
        candidates,
        DecidedBy.NOTHING,
        unit=question.unit,
    )


def _why_none(question: _Question, dropped: tuple[Candidate, ...]) -> Finding:
    if any(candidate.reason is Reason.UNIT for candidate in dropped):
        return _wrong_unit(question, dropped)
    return finding(
        "factor.none",
        Level.ERROR,
        question.subject,
        role=question.role,
        asked=", ".join(question.asked),
        unit=question.unit,
    )


def _wrong_unit(question: _Question, candidates: tuple[Candidate, ...]) -> Finding:
    factors = [candidate.factor for candidate in candidates if candidate.reason is Reason.UNIT]
    return finding(
        "factor.unit",
        Level.ERROR,
        question.subject,
        unit=question.unit,
        units=", ".join(dict.fromkeys(factor.unit for factor in factors)),
        unit_wanted=factors[0].unit,
        factor=f"{factors[0].edition}:{factors[0].key}",
        name_th=factors[0].name_th,
        name_en=factors[0].name_en,
    )


def _fallback(question: _Question, activity: str) -> tuple[Finding, ...]:
    if activity == question.asked[0]:
        return ()
    return (
        finding(
            "factor.fallback",
            Level.WARNING,
            question.subject,
            asked=question.asked[0],
            used=activity,
        ),
    )


def _by_file(question: _Question, mine: Candidate, of: int) -> Finding:
    factor = mine.factor
    return finding(
        "factor.by_file",
        Level.INFO,
        question.subject,
        factor=f"{factor.edition}:{factor.key}",
        name_th=factor.name_th,
        name_en=factor.name_en,
        figure=canonical(factor.published),
        unit=factor.unit,
        count=str(of),
    )


def _must_choose(question: _Question, activity: str, running: list[Candidate]) -> Finding:
    figures = [candidate.figure for candidate in running if candidate.figure is not None]
    return finding(
        "factor.choose",
        Level.ERROR,
        question.subject,
        activity=activity,
        role=question.role,
        unit=question.unit,
        candidates=listed(one.factor for one in running),
        lowest=canonical(min(figures)),
        highest=canonical(max(figures)),
    )
