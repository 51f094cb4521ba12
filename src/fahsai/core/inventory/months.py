"""The results of a year month by month: what each record's figure comes to in the months it spans.

A record that spans several months is shared by days.  A method that counts a whole year at once
has no months: its figure stands apart, and so do the days of a record outside the year's months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.thai.period import Period, share_by_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDE = Context(prec=3 * EXACT.prec, rounding=ROUND_HALF_EVEN, traps=EXACT.traps)
"""Adds many figures of 34 digits without rounding any of them."""

KNOWN_DIGITS = EXACT.prec - 9
"""To how many digits a year's total, rounded at every addition, is the sum of its lines."""


class Share(NamedTuple):
    """What a line came to in one class [kg CO2e], with its period (None: the whole year)."""

    period: Period | None
    reporting_class: ReportingClass
    co2e_kg: Decimal


class MonthRow(NamedTuple):
    """One month by class [kg CO2e]; ``month`` is None for what belongs to no month alone."""

    month: Period | None
    by_class: Mapping[ReportingClass, Decimal]


def month_rows(
    period: Period, shares: Iterable[Share], totals: Mapping[ReportingClass, Decimal]
) -> tuple[MonthRow, ...]:
    """The months of a year with their sums by class, then the row of the whole year.

    Args:
        period: the year.
        shares: what its lines came to [kg CO2e].
        totals: the sum of each class as the calculation has it [kg CO2e].

    Returns:
        A row a month; one of no month at the end, only when something stands in it.  The rows of
        a class add up to its total to the last digit: the last of them takes the remainder.

    Equation: ``part = figure x common days / days of the record``.

    Raises:
        ValueError: the totals are not those of the shares.
    """
    months = period.months()
    together: dict[tuple[Period | None, ReportingClass], Decimal] = defaultdict(Decimal)
    for one in shares:
        key = one.period, one.reporting_class
        together[key] = WIDE.add(together[key], one.co2e_kg)
    sums: dict[ReportingClass, dict[Period | None, Decimal]] = defaultdict(dict)
    for (span, where), kg in together.items():
        row = sums[where]
        for month, part in _parts(span, months, EXACT.plus(kg)):
            row[month] = WIDE.add(row.get(month, ZERO), part)
    found: dict[Period | None, dict[ReportingClass, Decimal]] = {m: {} for m in (*months, None)}
    for where, row in sums.items():
        for month, kg in _tied(row, totals.get(where, ZERO)).items():
            found[month][where] = kg
    rows = tuple(MonthRow(month, by_class) for month, by_class in found.items())
    return rows if found[None] else rows[:-1]


def _parts(
    span: Period | None, months: Sequence[Period], kg: Decimal
) -> Iterable[tuple[Period | None, Decimal]]:
    touched = [] if span is None else [month for month in months if month.overlaps(span)]
    if span is None or not touched:
        return ((None, kg),)
    if touched[0].contains(span):
        return ((touched[0], kg),)
    parts, _ = share_by_days(span, touched, kg)
    return tuple((month if month in touched else None, part) for month, part in parts)


def _tied(row: Mapping[Period | None, Decimal], whole: Decimal) -> Mapping[Period | None, Decimal]:
    """The sums of the months to the last digit that their total has, the last by subtraction."""
    largest = max((whole, *row.values()), key=abs)
    exponent = whole.as_tuple().exponent
    digit = min(int(exponent), largest.adjusted() - EXACT.prec + 1)
    one = Decimal((0, (1,), digit))
    tied = {month: WIDE.quantize(kg, one) for month, kg in row.items()}
    *_, last = tied
    rest = whole
    for month, kg in tied.items():
        if month is not last:
            rest = WIDE.subtract(rest, kg)
    off = WIDE.abs(WIDE.subtract(rest, tied[last]))
    if off and off.adjusted() > largest.adjusted() - KNOWN_DIGITS:
        raise ValueError(f"the lines do not add up to {whole}: off by {off}")
    return {**tied, last: rest}
