"""A year of a group by every approach, side by side; one of them is what the report counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding
from fahsai.core.inventory.consolidated import Consolidation
from fahsai.core.inventory.group import Approach
from fahsai.services.access import admit
from fahsai.services.calculate_year import calculate_year
from fahsai.services.keeping.consolidated import (
    by_approach,
    consolidation_row,
    periods_of,
    whole_calculation,
)
from fahsai.services.keeping.groups import group_of
from fahsai.services.keeping.known import INPUTS, Remembered, rows_state

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.group import Group
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.keeping.versions import Version


class View(NamedTuple):
    """A year by one approach, and what is to be said of that."""

    consolidation: Consolidation
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class GroupYear:
    """``year`` is what every page and document counts, by ``chosen``; ``whole`` is 100 %."""

    year: YearResult
    group: Group
    whole: Calculation
    chosen: Approach
    views: tuple[View, ...]

    def view(self, approach: Approach) -> View:
        """The year by one approach."""
        return next(one for one in self.views if one.consolidation.approach is approach)


def group_year(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> GroupYear:
    """A version of a year by operational control, financial control and equity share.

    ``kind`` tells a fiscal from a calendar year of the same number.  All three are made of the
    one calculation at 100 % that the version rests on, by the entities and holdings of the
    version; of a submitted one they are those it froze.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ForbiddenError: the actor sees a part of the organisation only.
    """
    admit(actor, organisation_id)
    year = calculate_year(
        actor, organisation_id, year_be, today=today, number=number, kind=kind, of_lines=False
    )
    kept = consolidation_row(organisation_id, year.calculation_id)
    whole_id = year.calculation_id if kept is None else kept.whole_id
    chosen = Approach(year.settings.approach if kept is None else kept.approach)
    key = (*rows_state(year.version, *INPUTS), year.calculation_id, whole_id)
    group, whole, views = _KNOWN.get_or_make(key, lambda: _viewed(year.version, whole_id))
    return GroupYear(year, group, whole, chosen, views)


_KNOWN: Remembered[tuple[Group, Calculation, tuple[View, ...]]] = Remembered(4)


def _viewed(version: Version, whole_id: UUID) -> tuple[Group, Calculation, tuple[View, ...]]:
    """The group of a version, its year at 100 % and by each approach."""
    whole, _ = whole_calculation(version, whole_id)
    group = group_of(version)
    periods = periods_of(version.organisation_id, whole)
    views = tuple(View(*by_approach(whole, periods, group, one)) for one in Approach)
    return group, whole, views
