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
    """The fewest sources that make 80 % of the total; None without a total."""
    found = sorted(
        ((one.total_kg, one) for one in calculation.sources if one.total_kg > 0),
        key=lambda pair: (-pair[0], pair[1].source.code),
    )
    whole = calculation.total_kg
    if not found or whole <= 0:
        return None
    rows, reached = [], ZERO
    for kg, result in found:
        reached = EXACT.add(reached, kg)
        where = _main_class(result)
        rows.append(
            HotSpot(
                code=result.source.code,
                name=shown.source(result.source),
                scope=shown.common("classes", where),
                key=where.value,
                tonnes=tonnes_text(kg),
                share=percent_text(kg, whole),
                reached=percent_text(reached, whole),
                bar=length(kg, found[0][0]),
            )
        )
        if reached >= EXACT.multiply(MOST, whole):
            break
    lead = shown.word(
        "year_hot", "lead", count=str(len(rows)), of=str(len(found)), share=rows[-1].reached
    )
    return HotSpots(tuple(rows), lead)


def _main_class(result: SourceResult) -> ReportingClass:
    """The scope that most of a source's figure stands in."""
    return max(TOTALLED, key=lambda where: result.by_class.get(where, ZERO))
