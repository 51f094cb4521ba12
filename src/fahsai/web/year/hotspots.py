"""The sources that make most of a year's total, the largest first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.web.shown import Text, percent_text, tonnes_text
from fahsai.web.year.bars import length

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation, ReportingClass, SourceResult
    from fahsai.web.shown import Shown

MOST = Decimal("0.8")
"""The share of the total that hot spots make together."""

LISTED = 20
"""So many are listed; a year of many equal sources has hundreds of hot spots."""


class HotSpot(NamedTuple):
    """One source with its part of the total [t CO2e, %] and that of all down to it [%]."""

    code: str
    name: Text
    scope: str
    key: str
    tonnes: str
    share: str
    reached: str
    bar: str


class HotSpots(NamedTuple):
    """The hot spots out of all sources that have a figure."""

    rows: tuple[HotSpot, ...]
    lead: str


def hot_spots(calculation: Calculation, shown: Shown) -> HotSpots | None:
    """The fewest sources that make 80 % of the total, the largest listed; None without a total."""
    found = sorted(
        ((one.total_kg, one) for one in calculation.sources if one.total_kg > 0),
        key=lambda pair: (-pair[0], pair[1].source.code),
    )
    whole = calculation.total_kg
    if not found or whole <= 0:
        return None
    rows, count, reached = [], 0, ZERO
    for kg, result in found:
        count, reached = count + 1, EXACT.add(reached, kg)
        if count <= LISTED:
            rows.append(_row(result, kg, reached, found[0][0], whole, shown))
        if reached >= EXACT.multiply(MOST, whole):
            break
    lead = shown.word(
        "year_hot",
        "lead" if count <= LISTED else "lead_of_many",
        count=str(count),
        of=str(len(found)),
        share=percent_text(reached, whole),
        listed=str(LISTED),
    )
    return HotSpots(tuple(rows), lead)


def _row(
    result: SourceResult,
    kg: Decimal,
    reached: Decimal,
    largest: Decimal,
    whole: Decimal,
    shown: Shown,
) -> HotSpot:
    where = _main_class(result)
    return HotSpot(
        code=result.source.code,
        name=shown.source(result.source),
        scope=shown.common("classes", where),
        key=where.value,
        tonnes=tonnes_text(kg),
        share=percent_text(kg, whole),
        reached=percent_text(reached, whole),
        bar=length(kg, largest),
    )


def _main_class(result: SourceResult) -> ReportingClass:
    """The scope that most of a source's figure stands in."""
    return max(TOTALLED, key=lambda where: result.by_class.get(where, ZERO))
