"""A sample of the records of a year, for whoever checks them: drawn again by the same seed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.sampling import Item, Weighing, sample
from fahsai.core.assurance.trace import line_code
from fahsai.core.inventory.activity import ActivityLine, EmissionSource
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.services.access import admit
from fahsai.services.calculate_year import YearResult, calculate_year, lines_of_calculation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.thai.period import PeriodKind

LARGEST = 500
"""Records of a sample; a larger one is no sample any more."""


class SampledLine(NamedTuple):
    """One drawn record; ``co2e_kg`` is its part of scopes 1-3."""

    code: str
    source: EmissionSource
    line: ActivityLine
    co2e_kg: Decimal


class Sample(NamedTuple):
    """A sample in the order it was drawn, with what it covers of scopes 1-3 [kg CO2e]."""

    year: YearResult
    seed: str
    weighing: Weighing
    lines: tuple[SampledLine, ...]
    of: int
    covered_kg: Decimal
    total_kg: Decimal


def sample_lines(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    size: int = 20,
    seed: str = "",
    weighing: Weighing = Weighing.RESULT,
    number: int | None = None,
    kind: PeriodKind | None = None,
) -> Sample:
    """Draw records of a version of a year; weighed by result, records without one never come.

    Where a method counts several records at once, each has an equal part of their result.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ValueError: the size is less than zero or more than :data:`LARGEST`.
    """
    admit(actor, organisation_id)
    if size > LARGEST:
        raise ValueError(f"a sample of {size}")
    year = calculate_year(actor, organisation_id, year_be, today=today, number=number, kind=kind)
    weights = line_results(year.calculation)
    sources = {one.source.id: one.source for one in year.calculation.sources}
    known: dict[str, ActivityLine] = {}
    for line in lines_of_calculation(year):
        code = line_code(sources[line.source_id].code, line)
        known[_unlike(code, known)] = line
    items = [Item(name, abs(weights.get(line.id, ZERO))) for name, line in known.items()]
    drawn = tuple(
        SampledLine(
            line_code(sources[line.source_id].code, line),
            sources[line.source_id],
            line,
            weights.get(line.id, ZERO),
        )
        for line in (known[name] for name in sample(items, size, seed, weighing))
    )
    return Sample(
        year=year,
        seed=seed,
        weighing=weighing,
        lines=drawn,
        of=len(known),
        covered_kg=total(one.co2e_kg for one in drawn),
        total_kg=year.calculation.total_kg,
    )


def _unlike(code: str, known: Mapping[str, ActivityLine]) -> str:
    """A code that no record has yet: ``S05/2564-10#2`` for the second of one source and month."""
    number = 2
    name = code
    while name in known:
        name, number = f"{code}#{number}", number + 1
    return name


def line_results(calculation: Calculation) -> Mapping[UUID, Decimal]:
    """The part of scopes 1-3 [kg CO2e] of each activity record that has a result.

    A result of no record of the year (a landfill emits from earlier deposits) is nobody's part.
    """
    found: dict[UUID, Decimal] = {}
    for source in calculation.sources:
        for counted in source.lines:
            if not counted.line_ids:
                continue
            co2e = total(
                one.co2e_kg for one in counted.components if one.reporting_class in TOTALLED
            )
            part = EXACT.divide(co2e, Decimal(len(counted.line_ids)))
            for line_id in counted.line_ids:
                found[line_id] = total((found.get(line_id, ZERO), part))
    return found
