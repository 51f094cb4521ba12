"""The months of a source as a series, and what is usual in it: medians, which one slip cannot move.

Judging uses floats and logarithms (a slip is a factor, not a difference); nothing judged here is
ever reported as a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import ZERO, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.thai.period import Period

MAD_TO_SIGMA = 1.4826
"""A normal distribution's standard deviation in units of its median absolute deviation."""

TRIMMED = 2
"""So many of the other months may be slips too: they do not make a series look restless."""

FEWEST = 5
"""Other months with figures that make a usual one; fewer say nothing about what is usual."""


class Usual(NamedTuple):
    """What is usual among some figures: the middle [unit] and the width of their logarithms."""

    middle: float
    width: float


class Off(NamedTuple):
    """How far a month lies from the others, as a logarithm, and what the others are."""

    away: float
    others: Usual


@dataclass(frozen=True, eq=False)
class Series:
    """The quantities of one source in one unit, month by month of a year.

    ``values`` [unit] hold an entry for each month with a record, by the number of the month in
    the year's order (0 is the first); ``cells`` is where they were read, where known; ``monthly``
    is False when a record spans more than a calendar month, so that no month can be told.
    """

    unit: str
    months: Sequence[Period]
    values: Mapping[int, Decimal]
    cells: Mapping[int, str]
    whole: Decimal
    monthly: bool

    @cached_property
    def known(self) -> Mapping[int, float]:
        """The months with something above zero, as floats for judging."""
        return {place: float(value) for place, value in self.values.items() if value > ZERO}

    @cached_property
    def offs(self) -> Mapping[int, Off]:
        """How far each month lies off; nothing where fewer than :data:`FEWEST` others have figures.

        A month is measured by the others: it must not move the middle that it is held against.
        """
        values = self.known
        if len(values) <= FEWEST:
            return {}
        logs = {place: log(value) for place, value in values.items()}
        found = {}
        for place, own in logs.items():
            others = sorted(one for other, one in logs.items() if other != place)
            middle = _middle(others)
            found[place] = Off(own - middle, Usual(exp(middle), width_of(others, middle)))
        return found

    @property
    def blank(self) -> tuple[int, ...]:
        """The months without any record."""
        return tuple(place for place in range(len(self.months)) if place not in self.values)

    def at(self, month: int) -> Decimal | None:
        """The quantity of a calendar month (1 to 12), whatever month the year begins with."""
        for place, period in enumerate(self.months):
            if period.start.month == month:
                return self.values.get(place)
        return None

    def number(self, place: int) -> int:
        """The calendar month (1 to 12) at a place."""
        return self.months[place].start.month


def series(lines: Iterable[ActivityLine], period: Period) -> Series | None:
    """The series of some lines; None without any, or where they stand in several units."""
    held = tuple(lines)
    if not held or len({line.unit for line in held}) > 1:
        return None
    months, starts = _places(period)
    values: dict[int, Decimal] = {}
    cells: dict[int, str] = {}
    monthly = True
    for line in held:
        place = starts.get((line.period.start.year, line.period.start.month))
        if place is None or not months[place].contains(line.period):
            monthly = False
            continue
        values[place] = total((values[place], line.quantity)) if place in values else line.quantity
        if line.provenance is not None:
            cells.setdefault(place, line.provenance.cell)
    whole = total(line.quantity for line in held)
    return Series(held[0].unit, months, values, cells, whole, monthly)


@lru_cache(maxsize=64)
def _places(period: Period) -> tuple[Sequence[Period], Mapping[tuple[int, int], int]]:
    """The months of a year, and the place of each by its year and number."""
    months = period.months()
    return months, {(one.start.year, one.start.month): at for at, one in enumerate(months)}


def usual(values: Iterable[float]) -> Usual:
    """The median, and how far the logarithms lie from it: see :func:`width_of`.

    >>> found = usual([90.0, 100.0, 100.0, 110.0, 1000.0])
    >>> round(found.middle, 6), round(found.width, 3)
    (100.0, 0.141)
    """
    logs = sorted(map(log, values))
    middle = _middle(logs)
    return Usual(exp(middle), width_of(logs, middle))


def width_of(values: Sequence[float], middle: float) -> float:
    """How restless some logarithms are: the larger of two widths that a few slips cannot move.

    The median absolute deviation of a dozen restless months is small by chance now and then; the
    root mean square of all but the :data:`TRIMMED` farthest is not.
    """
    gaps = sorted(abs(one - middle) for one in values)
    near = gaps[: max(len(gaps) - TRIMMED, 1)]
    return max(MAD_TO_SIGMA * _middle(gaps), sqrt(sum(gap * gap for gap in near) / len(near)))


def median_of(values: Iterable[float]) -> float:
    """The median.

    >>> median_of([3.0, 1.0, 2.0]), median_of([1.0, 2.0])
    (2.0, 1.5)
    """
    return _middle(sorted(values))


def _middle(ordered: Sequence[float]) -> float:
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2
