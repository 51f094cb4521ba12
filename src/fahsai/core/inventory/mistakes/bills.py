"""Whether the records of a source are bills of whole months, of which no month has two alike."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.mistakes.habits import UTILITIES, lump_of, now_and_then, stands_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.mistakes.case import Entry
    from fahsai.core.thai.period import Period

A_MONTH = 27
"""Days from which a record stands for a whole month: readers of meters come a day early."""

FEWEST_BILLS = 5
"""Other months with a record that make a source one of bills."""

SINGLE = 2 / 3
"""So many of the other months must have one record only, where a utility sends the bills."""

DIFFERENT = 2 / 3
"""So many of the other months' figures must be figures of their own: who buys by the drum, or by
the note of a thousand baht, has few."""


class _Month(NamedTuple):
    """The one figure of a month, and how many records say it."""

    quantity: Decimal
    records: int


def whole_bills(entry: Entry, alike: Sequence[ActivityLine]) -> bool:
    """Whether records with one figure in one month are one bill, though the figure is round.

    Two purchases of 500 litres are nothing strange; two records of 500 litres for the whole of one
    month are, where no month has two figures otherwise.  A utility sends one bill a month, so the
    second is the first again; of anything else the figure must stand in no other month, and the
    other months must differ.  Two numbers of documents are two bills.

    Args:
        entry: the source with all its records.
        alike: the records of one month with one figure.
    """
    quantity, period = alike[0].quantity, alike[0].period
    if not quantity or any(line.period.days < A_MONTH for line in entry.lines):
        return False
    if len({line.note for line in alike if line.note}) > 1:
        return False
    months = _one_figure_a_month(entry.lines)
    others = [one for when, one in months.items() if when != period]
    if len(others) < FEWEST_BILLS:
        return False
    single = sum(one.records == 1 for one in others)
    by_utility = entry.kind is not None and entry.kind.code in UTILITIES
    if by_utility and single >= SINGLE * len(others):
        return True
    if now_and_then(entry) or stands_by(entry) or lump_of(entry) is not None:
        return False
    figures = {one.quantity for one in others}
    return quantity not in figures and len(figures) >= DIFFERENT * len(others)


def _one_figure_a_month(lines: Sequence[ActivityLine]) -> dict[Period, _Month]:
    """The figure of every period; nothing at all where a period has two."""
    said: dict[Period, list[Decimal]] = defaultdict(list)
    for line in lines:
        said[line.period].append(line.quantity)
    if any(len(set(figures)) > 1 for figures in said.values()):
        return {}
    return {period: _Month(figures[0], len(figures)) for period, figures in said.items()}
