"""The activity lines of a year, those that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.trace import line_code
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.services.access import admit
from fahsai.services.calculate_year import calculate_year, lines_of_calculation

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind


class LineFilter(NamedTuple):
    """What lines must have; None asks for nothing."""

    source: str | None = None  # its code
    month: tuple[int, int] | None = None  # Christian year and month; the line touches it
    origin: Origin | None = None
    grade: Grade | None = None


class ListedLine(NamedTuple):
    """A line with its source and what people call it."""

    code: str
    source: EmissionSource
    line: ActivityLine


def line_list(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    asked: LineFilter = LineFilter(),  # noqa: B008 - a named tuple is a value
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> tuple[ListedLine, ...]:
    """The lines that the calculation of a year rests on, by source and period.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
    """
    admit(actor, organisation_id)
    year = calculate_year(actor, organisation_id, year_be, today=today, number=number, kind=kind)
    sources = {one.source.id: one.source for one in year.calculation.sources}
    found = (
        ListedLine(line_code(sources[line.source_id].code, line), sources[line.source_id], line)
        for line in lines_of_calculation(year)
    )
    chosen = [one for one in found if _asked(one, asked)]
    return tuple(sorted(chosen, key=lambda one: (one.source.code, one.line.period.start)))


def _asked(one: ListedLine, asked: LineFilter) -> bool:
    line = one.line
    return (
        asked.source in {None, one.source.code}
        and asked.origin in {None, line.origin}
        and asked.grade in {None, line.grade}
        and (asked.month is None or _touches(line, *asked.month))
    )


def _touches(line: ActivityLine, year: int, month: int) -> bool:
    """Whether any day of the line lies in the month."""
    first, last = line.period.start, line.period.last_day
    return (first.year, first.month) <= (year, month) <= (last.year, last.month)
