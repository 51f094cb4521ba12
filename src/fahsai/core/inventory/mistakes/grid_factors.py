"""Rules about the factor that a file counts grid electricity with: of another list, or of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.factors.factor import Publisher
from fahsai.core.factors.identify import identify
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.figures import NEARLY, asked_figures, slip_of, stands_for
from fahsai.core.quantity.exact import EXACT, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from fahsai.core.factors.factor import Edition, EmissionFactor
    from fahsai.core.inventory.mistakes.case import Case, Entry

GRID = "electricity.grid"
FAMILY = "electricity"
"""Bought electricity only: goods that are sold may run on the grid of another country."""


def grid_factor(case: Case) -> Iterator[Finding]:
    """Grid electricity counted with a factor of a list out of its time, or of no list."""
    for entry in case.entries:
        ours = _ours(entry, case)
        if ours is None:
            continue
        counted = _list_of(ours, case)
        for figure in filter(None, entry.factors):
            row = _published(figure, entry, case)
            data = {
                "label": entry.label,
                "factor": canonical(figure),
                "ours": canonical(ours.published),
                "ours_th": counted.name_th,
                "ours_en": counted.name_en,
            }
            if row is None and not _told_elsewhere(figure, entry, case):
                yield finding("mistake.grid_factor_unlisted", Level.WARNING, entry.subject, **data)
            if row is None or row.published == ours.published:
                continue
            of = _list_of(row, case)
            if not case.could_use(of):
                yield finding(
                    "mistake.grid_factor_other_list",
                    Level.WARNING,
                    entry.subject,
                    **data,
                    list_th=of.name_th,
                    list_en=of.name_en,
                )


def _ours(entry: Entry, case: Case) -> EmissionFactor | None:
    """The row that an entry's electricity is counted with; None where it is not the grid's.

    What was chosen, else the newest that a report of the day may use.  A factor of the
    organisation's own or of its supplier was chosen by somebody who knows better.
    """
    if entry.kind is None or entry.kind.family != FAMILY or GRID not in entry.asked:
        return None
    chosen = [one.chosen for one in entry.choices if one.chosen and one.role == "direct"]
    if chosen:
        listed = chosen[0].edition in case.tables.editions
        by_others = chosen[0].publisher in {Publisher.OWN, Publisher.SUPPLIER}
        return chosen[0] if listed and not by_others else None
    rows = case.tables.by_activity.get(GRID, ())
    usable = (row for row in rows if _list_of(row, case).usable_on(case.report_date))
    return next(usable, None)


def _published(figure: Decimal, entry: Entry, case: Case) -> EmissionFactor | None:
    """The published row of the grid that a figure per the entry's unit is, rounded or not."""
    rows = case.tables.by_activity.get(GRID, ())
    for row in rows:
        per = case.tables.units.factor(entry.unit, row.unit) if entry.unit else None
        if per is None:
            continue
        figure_of_row = EXACT.divide(figure, per)
        near = abs(figure_of_row - row.published) <= row.published * NEARLY
        if near or identify(figure_of_row, (row,), lambda one: one.published) is not None:
            return row
    return None


def _told_elsewhere(figure: Decimal, entry: Entry, case: Case) -> bool:
    """Whether another rule says what the figure is: another row's, per another unit, a slip."""
    return (
        stands_for(figure, entry, case.tables) is not None
        or slip_of(figure, asked_figures(entry, case.tables)) is not None
    )


def _list_of(row: EmissionFactor, case: Case) -> Edition:
    return case.tables.editions[row.edition]
