from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.quantity.exact import canonical, total
from fahsai.core.thai.period import (
    Period,
    PeriodKind,
    calendar_year,
    fiscal_year,
    label,
    month,
    quarter,
    share_by_days,
)

FISCAL = fiscal_year(2565)


def test_a_fiscal_year_has_twelve_months_from_october() -> None:
    months = FISCAL.months()
    assert [m.start.month for m in months] == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert FISCAL.days == 365
    assert FISCAL.year_be == 2565
    assert all(FISCAL.contains(m) for m in months)


def test_an_empty_period_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2024, 1, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("period", "thai", "english"),
    [
        (
            FISCAL,
            "ปีงบประมาณ 2565 (1 ตุลาคม 2564 – 30 กันยายน 2565)",
            "Fiscal year 2022 (1 October 2021 – 30 September 2022)",
        ),
        (
            calendar_year(2567),
            "ปี พ.ศ. 2567 (1 มกราคม 2567 – 31 ธันวาคม 2567)",
            "Year 2024 (1 January 2024 – 31 December 2024)",
        ),
        (month(2024, 12), "ธันวาคม 2567", "December 2024"),
        (quarter(2024, 1), "1 มกราคม 2567 – 31 มีนาคม 2567", "1 January 2024 – 31 March 2024"),
        (
            Period(date(2024, 1, 5), date(2024, 2, 5)),
            "5 มกราคม 2567 – 4 กุมภาพันธ์ 2567",
            "5 January 2024 – 4 February 2024",
        ),
    ],
)
def test_labels(period: Period, thai: str, english: str) -> None:
    assert label(period) == thai
    assert label(period, "en") == english


def test_a_bill_inside_a_period_is_not_shared() -> None:
    bill = Period(date(2021, 10, 5), date(2021, 11, 5))
    assert share_by_days(bill, (FISCAL,), Decimal("100.5")) == (((FISCAL, Decimal("100.5")),), ())


def test_a_bill_across_the_edge_is_shared_by_days_with_a_finding() -> None:
    bill = Period(date(2021, 9, 21), date(2021, 10, 12))
    parts, findings = share_by_days(bill, (FISCAL, fiscal_year(2564)), Decimal(100), "meter 7")
    assert [period for period, _ in parts] == [fiscal_year(2564), FISCAL]
    assert total(part for _, part in parts) == Decimal(100)
    assert [(f.code, f.subject) for f in findings] == [("period.shared_by_days", "meter 7")]
    assert findings[0].data["days"] == "10 + 11"
    assert findings[0].data["parts"] == " + ".join(canonical(part) for _, part in parts)


def test_days_outside_every_period_keep_their_share_and_are_told() -> None:
    bill = Period(date(2021, 9, 21), date(2021, 10, 11))
    parts, findings = share_by_days(bill, (FISCAL,), Decimal(20))
    assert parts == (
        (Period(date(2021, 9, 21), date(2021, 10, 1), PeriodKind.CUSTOM), Decimal(10)),
        (FISCAL, Decimal(10)),
    )
    assert [f.code for f in findings] == ["period.shared_by_days", "period.outside"]
    assert findings[1].data["quantity"] == "10"


def test_a_bill_wholly_outside_is_told_and_kept() -> None:
    bill = Period(date(2020, 1, 1), date(2020, 2, 1))
    parts, findings = share_by_days(bill, (FISCAL,), Decimal(20))
    assert parts == ((bill, Decimal(20)),)
    assert [f.code for f in findings] == ["period.outside"]


def test_overlapping_periods_are_a_programming_error() -> None:
    with pytest.raises(ValueError, match="overlap"):
        share_by_days(FISCAL, (FISCAL, calendar_year(2565)), Decimal(1))


quantities = st.builds(
    lambda digits, exponent, sign: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 10**34 - 1),
    st.integers(-30, 10),
    st.integers(0, 1),
)


@given(st.dates(date(2019, 1, 1), date(2024, 1, 1)), st.integers(1, 900), quantities)
def test_sharing_conserves_every_digit(start: date, days: int, quantity: Decimal) -> None:
    bill = Period(start, start + timedelta(days=days))
    within = [p for year in range(2563, 2567) for p in fiscal_year(year).months()]
    parts, findings = share_by_days(bill, within, quantity)
    assert total(part for _, part in parts) == quantity
    assert all(part * quantity >= 0 for _, part in parts)
    assert sum((min(p.end, bill.end) - max(p.start, bill.start)).days for p, _ in parts) == days
    assert any(f.code == "period.shared_by_days" for f in findings) == (len(parts) > 1)
