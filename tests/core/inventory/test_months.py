"""Months of a year: parts add up to the total to the last digit, whatever the records span."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.inventory.months import WIDE, Share, month_rows
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.thai.period import Period, fiscal_year, month

YEAR = fiscal_year(2565)
SCOPE_1, SCOPE_2 = ReportingClass.SCOPE_1, ReportingClass.SCOPE_2

spans = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)),
    st.dates(YEAR.start - timedelta(days=40), YEAR.end + timedelta(days=40)),
    st.integers(1, 500),
)
figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)
shares = st.builds(
    Share,
    st.one_of(st.none(), st.sampled_from(YEAR.months()), spans),
    st.sampled_from((SCOPE_1, SCOPE_2)),
    figures.map(EXACT.create_decimal),
)


def totals(given: list[Share]) -> dict[ReportingClass, Decimal]:
    """As a calculation adds: 34 digits at every step."""
    sums: dict[ReportingClass, Decimal] = defaultdict(Decimal)
    for one in given:
        sums[one.reporting_class] = EXACT.add(sums[one.reporting_class], one.co2e_kg)
    return sums


@given(st.lists(shares, max_size=40))
def test_the_rows_of_a_class_add_up_to_its_total(found: list[Share]) -> None:
    whole = totals(found)
    rows = month_rows(YEAR, found, whole)
    assert [row.month for row in rows][:12] == list(YEAR.months())
    for where in (SCOPE_1, SCOPE_2):
        reached = ZERO
        for row in rows:
            reached = WIDE.add(reached, row.by_class.get(where, ZERO))
        assert reached == whole.get(where, ZERO)


@given(st.lists(shares, max_size=20), st.randoms())
def test_the_order_of_the_lines_moves_nothing_that_is_printed(
    found: list[Share], random: object
) -> None:
    other = list(found)
    random.shuffle(other)  # type: ignore[attr-defined]
    one, two = (month_rows(YEAR, given, totals(given)) for given in (found, other))
    for first, second in zip(one, two, strict=True):
        assert first.month == second.month
        for where in first.by_class.keys() | second.by_class.keys():
            off = first.by_class[where] - second.by_class[where]
            assert abs(off) < Decimal("1e-15")


def test_a_bill_over_two_months_is_shared_by_days() -> None:
    bill = Period(date(2021, 10, 21), date(2021, 11, 10))  # 11 days and 9 days
    rows = month_rows(YEAR, [Share(bill, SCOPE_2, Decimal(200))], {SCOPE_2: Decimal(200)})
    assert [row.by_class for row in rows if row.by_class] == [
        {SCOPE_2: Decimal(110)},
        {SCOPE_2: Decimal(90)},
    ]
    assert [row.month for row in rows if row.by_class] == [month(2021, 10), month(2021, 11)]


def test_what_counts_a_whole_year_and_days_outside_stand_in_a_row_of_their_own() -> None:
    before = Period(date(2021, 9, 21), date(2021, 10, 11))  # half of it in the year
    found = [Share(None, SCOPE_1, Decimal(7)), Share(before, SCOPE_1, Decimal(20))]
    rows = month_rows(YEAR, found, {SCOPE_1: Decimal(27)})
    assert rows[0] == (month(2021, 10), {SCOPE_1: Decimal(10)})
    assert rows[-1] == (None, {SCOPE_1: Decimal(17)})
    assert len(rows) == 13


def test_a_year_without_lines_has_twelve_empty_months() -> None:
    assert [row.by_class for row in month_rows(YEAR, [], {})] == [{}] * 12


def test_totals_of_other_lines_are_refused() -> None:
    with pytest.raises(ValueError, match="off by"):
        month_rows(YEAR, [Share(month(2021, 10), SCOPE_1, Decimal(5))], {SCOPE_1: Decimal(6)})
