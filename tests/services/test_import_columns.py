"""Columns side by side: of two years, of the same months, and those that nobody uses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.services.test_import_table import lines, offer
from tests.services.towns import OWNER, bare

from fahsai.services.map_table import propose_tables, with_columns

pytestmark = pytest.mark.usefixtures("each_database")

TWO_YEARS = """เดือน,ไฟฟ้า (kWh),,น้ำมันดีเซล (ลิตร),,ค่าไฟ (บาท)
,2567,2568,2567,2568,
ม.ค.,1000,1100,50,60,4000
ก.พ.,1001,1101,51,61,4001
"""
ALIKE = """เดือน,น้ำมันดีเซล (ลิตร),น้ำมันดีเซล (ลิตร),ไฟฟ้า (kWh)
ม.ค. 2568,50,60,7
ก.พ. 2568,51,61,8
"""


def test_two_years_side_by_side_are_two_years() -> None:
    owner = bare()
    result, said = offer(owner, TWO_YEARS, coding="utf-8")
    assert {(row.quantity, row.period_start.year) for row in lines(owner)} == {
        (Decimal(quantity), year)
        for year, quantities in ((2024, (1000, 1001, 50, 51)), (2025, (1100, 1101, 60, 61)))
        for quantity in quantities
    }
    assert said["table.years_over"].data["columns"] == "B = 2567, C = 2568, D = 2567, E = 2568"
    assert said["table.columns_unused"].data["columns"] == "F (ค่าไฟ (บาท))"
    assert result.receipt.rows_rejected == 0


def test_two_columns_of_the_same_months_are_asked_and_never_added() -> None:
    owner = bare()
    result, said = offer(owner, ALIKE, coding="utf-8")
    assert said["table.columns_alike"].data == {
        "source": "น้ำมันดีเซล",
        "columns": "B, C",
        "rows": "4",
    }
    assert {row.quantity for row in lines(owner)} == {7, 8}
    assert [one.reason for one in result.receipt.rejected] == ["same-months"] * 4


def test_they_are_added_when_somebody_says_so() -> None:
    owner = bare()
    proposal, _ = propose_tables(OWNER, owner, ALIKE.encode(), "น้ำมัน.csv")
    assert proposal is not None
    mapping, _ = with_columns(proposal.mapping, {}, {"add": True})
    _, said = offer(owner, ALIKE, coding="utf-8", table=mapping)
    assert "table.columns_alike" not in said
    assert sum(row.quantity for row in lines(owner)) == 50 + 60 + 51 + 61 + 7 + 8
    _, said = offer(owner, ALIKE, coding="utf-8")  # remembered with the columns
    assert "table.columns_alike" not in said
    assert len(lines(owner)) == 6


def test_baht_are_the_unit_of_what_is_counted_by_spending_and_of_nothing_else() -> None:
    owner = bare()
    text = "เดือน,รายการ,ปริมาณ,หน่วย\nม.ค. 2568,วัสดุสำนักงาน,5000,บาท\nก.พ. 2568,วัสดุสำนักงาน,6000,THB\n"
    proposal, _ = propose_tables(OWNER, owner, text.encode(), "ซื้อ.csv")
    assert proposal is not None
    for kind, units in (("electricity.paid", set()), ("purchased.spend", {"baht_spent"})):
        mapping = replace(proposal.mapping, answers={"วัสดุสำนักงาน": f"kind:{kind}"})
        offer(owner, text, coding="utf-8", table=mapping)
        assert {row.unit for row in lines(owner)} == units
