"""Another history of a disposal site as a cause: which years took in more or less than was said."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.inventory.difference import Cause
from fahsai.core.inventory.other_factor import Step
from fahsai.core.quantity.exact import ZERO, canonical, total
from fahsai.core.thai.era import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.result import SourceResult

DEPOSITED = frozenset({"landfill_fod.year", "landfill_municipal.deposit"})
"""The steps that tell what a year took in, by type of waste."""


def other_history(before: SourceResult, after: SourceResult) -> Step | None:
    """The step where a site's earlier years are other ones; None where they are the same.

    Only years before both of the reported ones are looked at: what the earlier of the two years
    took in itself is activity, and belongs to the later one's history.
    """
    was, now = _history(before), _history(after)
    if not was or not now:
        return None
    own = min(_reported(before), _reported(after))
    changed = sorted(
        {
            year
            for year, waste_type in was.keys() | now.keys()
            if year < own and was.get((year, waste_type), ZERO) != now.get((year, waste_type), ZERO)
        }
    )
    if not changed:
        return None
    sums = [total(t for (year, _), t in one.items() if year in changed) for one in (was, now)]
    data = {
        "years": ", ".join(str(year + BE_OFFSET) for year in changed),
        "before": canonical(sums[0]),
        "after": canonical(sums[1]),
    }
    return Step(Cause.ACTIVITY, "difference.history", data)


def _reported(result: SourceResult) -> int:
    """The year that a site was counted for: decay is told up to it, an age counts back from it."""
    return max(
        int(one.data["year"]) + int(one.data.get("age", "0"))
        for one in result.steps
        if one.code in DEPOSITED
    )


def _history(result: SourceResult) -> Mapping[tuple[int, str], Decimal]:
    return {
        (int(one.data["year"]), one.data["type"]): Decimal(one.data["deposit"])
        for one in result.steps
        if one.code in DEPOSITED
    }
