"""The months of a year over the scopes: the picture and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import ZERO, total
from fahsai.web.shown import tonnes_text
from fahsai.web.year.bars import Segment, segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.inventory.months import MonthRow
    from fahsai.core.inventory.result import Calculation
    from fahsai.web.shown import Shown


class MonthShown(NamedTuple):
    """One month over the scopes [t CO2e].

    What belongs to no month has no bar: beside it those of the months would not be seen.
    """

    label: str
    cells: tuple[str, ...]
    tonnes: str
    bar: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Twelve months, a row of what counts for the whole year, and the sum."""

    scopes: tuple[tuple[str, str], ...]
    rows: tuple[MonthShown, ...]
    total: MonthShown
    summary: str


def month_table(
    rows: Sequence[MonthRow], calculation: Calculation, shown: Shown
) -> MonthTable | None:
    """The months with the scopes of the total; None where nothing was counted at all."""
    if not any(row.by_class.get(where) for row in rows for where in TOTALLED):
        return None
    sums = [total(row.by_class.get(where, ZERO) for where in TOTALLED) for row in rows]
    longest = max(kg for row, kg in zip(rows, sums, strict=True) if row.month is not None)
    found = []
    for row, kg in zip(rows, sums, strict=True):
        masses = [(where, row.by_class.get(where, ZERO)) for where in TOTALLED]
        if row.month is None and not any(mass for _, mass in masses):
            continue
        found.append(
            MonthShown(
                shown.word("year_months", "whole_year")
                if row.month is None
                else shown.month(row.month),
                tuple(tonnes_text(mass) if mass else "–" for _, mass in masses),
                tonnes_text(kg),
                ()
                if row.month is None
                else segments(((where.value, mass) for where, mass in masses), longest),
            )
        )
    whole = MonthShown(
        shown.word("year", "total"),
        tuple(tonnes_text(calculation.by_class.get(where, ZERO)) for where in TOTALLED),
        tonnes_text(calculation.total_kg),
        (),
    )
    return MonthTable(
        tuple((where.value, shown.common("classes", where)) for where in TOTALLED),
        tuple(found),
        whole,
        shown.word(
            "year",
            "chart_summary",
            parts=", ".join(f"{one.label} {one.tonnes}" for one in found),
        ),
    )
