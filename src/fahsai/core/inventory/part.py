"""What somebody sees who may see some sources of an inventory and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import TOTALLED, ReportingClass, gases_of, sums_by_class
from fahsai.core.quantity.exact import ZERO, total

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.result import Calculation


def part_of(calculation: Calculation, sources: Collection[UUID]) -> Calculation:
    """The calculation as if it held the given sources only.

    Every sum is made anew of what is left, at 34 digits and in the same order, so that all
    sources give the totals of the whole; ``complete`` says whether each of *them* has a result.
    The hash stays that of the calculation they were taken from.
    """
    left = tuple(one for one in calculation.sources if one.source.id in sources)
    gases = gases_of(left)
    by_class = {**dict.fromkeys(ReportingClass, ZERO), **sums_by_class(gases)}
    return replace(
        calculation,
        sources=left,
        gases=gases,
        by_class=by_class,
        total_kg=total(by_class[where] for where in TOTALLED),
        complete=all(one.complete for one in left),
    )


def findings_of(findings: Iterable[Finding], codes: Collection[str]) -> tuple[Finding, ...]:
    """What was said of the sources with these codes; nothing of the inventory as a whole."""
    return tuple(item for item in findings if item.subject in codes)
