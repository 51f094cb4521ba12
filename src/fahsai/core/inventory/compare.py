"""The difference of two calculations by cause and by source, with parts that add up exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.inventory.difference import PARTS, Cause, Part, Stage, steps_between
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.inventory.walk import by_class, walk
from fahsai.core.quantity.exact import ZERO

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.inventory.walk import Yardstick

SMALLEST_STEP = Decimal("1e-20")
"""A step below this share of the figures is their rounding to 34 digits, no cause."""

ByClass = Mapping[ReportingClass, Decimal]
Why = tuple[str, Mapping[str, str]]

INSIDE: Why = ("difference.consolidated_now", {})
OUTSIDE: Why = ("difference.consolidated_no_more", {})
"""A source that both have, and of which only one counts something."""


class Move(NamedTuple):
    """One part of the difference: of which source, in which class.

    Without a source it is the rounding of sums to 34 digits; without a class that of the total.
    """

    source_id: UUID | None
    reporting_class: ReportingClass | None
    part: Part


class SourceDifference(NamedTuple):
    """A source in both calculations: its results by class [kg CO2e], None where it has none."""

    source: EmissionSource
    before: ByClass | None
    after: ByClass | None
    moves: tuple[Move, ...]

    @property
    def change_kg(self) -> Decimal:
        """The change in scopes 1 to 3 [kg CO2e]."""
        return add(one.part.kg for one in self.moves if one.reporting_class in TOTALLED)


@dataclass(frozen=True, slots=True)
class Difference:
    """Why one calculation differs from another.

    ``before`` and ``after`` are the kept sums by class, the totals those of scopes 1 to 3
    [kg CO2e].  The moves of a class add up to its change, those of scopes 1 to 3 with those
    without a class to the change of the total, each to the last digit.
    """

    before: ByClass
    after: ByClass
    before_kg: Decimal
    after_kg: Decimal
    sources: tuple[SourceDifference, ...]
    rounding: tuple[Move, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every part of the difference."""
        return (*(move for one in self.sources for move in one.moves), *self.rounding)

    @property
    def change_kg(self) -> Decimal:
        """The change of the total of scopes 1 to 3 [kg CO2e]."""
        return PARTS.subtract(self.after_kg, self.before_kg)

    def change_of(self, where: ReportingClass) -> Decimal:
        """The change of a class [kg CO2e]."""
        return PARTS.subtract(self.after.get(where, ZERO), self.before.get(where, ZERO))

    def by_cause(self, *classes: ReportingClass) -> Mapping[Cause, Decimal]:
        """The parts by cause [kg CO2e], of some classes or (none given) of the total."""
        wanted: tuple[ReportingClass | None, ...] = classes or (*TOTALLED, None)
        moves = [one.part for one in self.moves if one.reporting_class in wanted]
        return {
            cause: add(part.kg for part in moves if part.cause is cause)
            for cause in Cause
            if any(part.cause is cause for part in moves)
        }


def add(values: Iterable[Decimal]) -> Decimal:
    """A sum to the last digit."""
    with localcontext(PARTS):
        return sum(values, ZERO)


def compare(
    before: Calculation,
    after: Calculation,
    by: Yardstick,
    known_before: Sequence[EmissionSource] = (),
    known_after: Sequence[EmissionSource] = (),
    *,
    outside_before: frozenset[UUID] = frozenset(),
    outside_after: frozenset[UUID] = frozenset(),
) -> Difference:
    """Why a calculation differs from an earlier one, source by source.

    Args:
        before: the earlier (or other) calculation.
        after: the calculation that is explained.
        by: units, gases and the GWP sets of the two.
        known_before: the sources of the earlier version, those left out too: they tell why a
            source is in one calculation only.
        known_after: those of the later version.
        outside_before: the sources that the earlier one has and does not count: bought inside the
            group, or of an entity of which nothing is consolidated.
        outside_after: those of the later one.

    Returns:
        The difference.  A source in only one of them is a change of the boundary; one in both
        follows :func:`~fahsai.core.inventory.walk.walk`.
    """
    was = {one.source.id: one for one in before.sources}
    now = {one.source.id: one for one in after.sources}
    then, since = ({one.id: one for one in known} for known in (known_before, known_after))
    found = []
    for key in dict.fromkeys((*now, *was)):
        old, new = was.get(key), now.get(key)
        if old is not None and new is not None:
            found.append(_both(old, new, by))
        elif new is not None:
            why = INSIDE if key in outside_before else _begun(new.source, then.get(key))
            found.append(_only(new, 1, why))
        elif old is not None:
            why = OUTSIDE if key in outside_after else _left(old.source, since.get(key))
            found.append(_only(old, -1, why))
    sources = tuple(found)
    return Difference(
        before.by_class,
        after.by_class,
        before.total_kg,
        after.total_kg,
        sources,
        _rounding(before, after, sources),
    )


def _both(before: SourceResult, after: SourceResult, by: Yardstick) -> SourceDifference:
    stages = walk(before, after, by)
    classes = dict.fromkeys(where for stage in stages for where in stage.kg)
    moves = tuple(
        Move(after.source.id, where, part)
        for where in classes
        for part in _steps([_of_class(stage, where) for stage in stages])
    )
    return SourceDifference(
        after.source,
        stages[0].kg if before.complete else None,
        stages[-1].kg if after.complete else None,
        moves,
    )


def _of_class(stage: Stage[ByClass], where: ReportingClass) -> Stage[Decimal]:
    return Stage(stage.kg.get(where, ZERO), stage.cause, stage.note, stage.data)


def _steps(stages: Sequence[Stage[Decimal]]) -> tuple[Part, ...]:
    largest = max(abs(stage.kg) for stage in stages)
    return steps_between(stages, PARTS.multiply(largest, SMALLEST_STEP))


def _only(result: SourceResult, sign: int, why: Why) -> SourceDifference:
    """A source that is in one of the two: its whole result comes or goes."""
    kg = by_class(result.gases)
    moves = tuple(
        Move(result.source.id, where, Part(Cause.BOUNDARY, PARTS.multiply(one, sign), *why))
        for where, one in kg.items()
        if one
    )
    held = kg if result.complete else None
    before, after = (None, held) if sign > 0 else (held, None)
    return SourceDifference(result.source, before, after, moves)


def _begun(source: EmissionSource, before: EmissionSource | None) -> Why:
    """Why a source is in the later calculation only."""
    if before is not None and before.excluded:
        return "difference.included", {"reason": before.excluded_reason}
    if source.started_on is None:
        return "difference.new", {"reason": source.started_reason}
    data = {"start": source.started_on.isoformat(), "reason": source.started_reason}
    return "difference.started", data


def _left(source: EmissionSource, after: EmissionSource | None) -> Why:
    """Why a source is in the earlier calculation only."""
    known = after or source
    if known.excluded:
        return "difference.excluded", {"reason": known.excluded_reason}
    if known.ended_on is None:
        return "difference.gone", {"reason": known.ended_reason}
    data = {"end": known.ended_on.isoformat(), "reason": known.ended_reason}
    return "difference.ended", data


def _rounding(
    before: Calculation, after: Calculation, sources: Sequence[SourceDifference]
) -> tuple[Move, ...]:
    """What the sums lost or won when they were rounded to 34 digits."""
    moves = [move for one in sources for move in one.moves]
    found: list[Move] = []
    with localcontext(PARTS):
        for where in ReportingClass:
            change = after.by_class.get(where, ZERO) - before.by_class.get(where, ZERO)
            kg = change - add(one.part.kg for one in moves if one.reporting_class is where)
            found += _last_digits(where, kg)
        counted = [one.part.kg for one in (*moves, *found) if one.reporting_class in TOTALLED]
        found += _last_digits(None, after.total_kg - before.total_kg - add(counted))
    return tuple(found)


def _last_digits(where: ReportingClass | None, kg: Decimal) -> list[Move]:
    part = Part(Cause.FACTOR_ROUNDING, kg, "difference.last_digits", {})
    return [Move(None, where, part)] if kg else []
