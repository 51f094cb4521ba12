"""The difference of any two versions of an organisation's years, from their kept results."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.compare import Difference, compare
from fahsai.core.inventory.walk import Yardstick
from fahsai.core.thai.period import PeriodKind
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_units import load_units
from fahsai.services.access import admit_part
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.keeping.consolidated import outside_of
from fahsai.services.keeping.frozen import sources_of

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import Calculation


class VersionNamed(NamedTuple):
    """A version as people name it; without a number the newest of its Buddhist year.

    ``kind`` tells a fiscal from a calendar year of the same number.
    """

    year_be: int
    number: int | None = None
    kind: PeriodKind | None = None


class VersionsCompared(NamedTuple):
    """Two versions and why the second differs from the first."""

    before: YearResult
    after: YearResult
    difference: Difference


def compare_versions(
    actor: Actor,
    organisation_id: UUID,
    before: VersionNamed,
    after: VersionNamed,
    *,
    today: date,
) -> VersionsCompared:
    """Why one version differs from another, by cause and by source.

    They may be two versions of one year or versions of two years.  Only kept results are read; a
    draft has its own.  Who reaches some units only is told of their sources.

    Raises:
        NotFoundError: nothing was entered for one of the years, or it has no such version.
    """
    admit_part(actor, organisation_id)
    was, now = (
        calculate_year(
            actor,
            organisation_id,
            one.year_be,
            today=today,
            number=one.number,
            kind=one.kind,
            of_lines=False,
        )
        for one in (before, after)
    )
    return VersionsCompared(was, now, difference_of(was, now))


def difference_of(before: YearResult, after: YearResult) -> Difference:
    """Why one result differs from another, as somebody sees them who has both."""
    return compare(
        before.calculation,
        after.calculation,
        yardstick(before.calculation, after.calculation),
        _known(before),
        _known(after),
        outside_before=_outside(before),
        outside_after=_outside(after),
    )


def _outside(year: YearResult) -> frozenset[UUID]:
    """The sources that a year has and does not count."""
    return outside_of(year.version.organisation_id, year.calculation_id)


def yardstick(before: Calculation, after: Calculation) -> Yardstick:
    """What two calculations are measured with."""
    units, gases, sets = load_units(), load_gases(), load_gwp_sets()

    def convert(from_unit: str, to_unit: str) -> Decimal | None:
        if units.get(from_unit) is None or units.get(to_unit) is None:
            return None
        return units.factor(from_unit, to_unit)

    return Yardstick(
        convert,
        lambda gas: gases.family(gas).value,
        load_blends().expand,
        sets[before.gwp_set],
        sets[after.gwp_set],
    )


def _known(year: YearResult) -> tuple[EmissionSource, ...]:
    """The sources of a version, those left out too; of a part only what its result shows."""
    if year.part:
        return tuple(one.source for one in year.calculation.sources)
    return sources_of(year.version)
