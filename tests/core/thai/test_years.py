from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.thai.era import christian_year
from fahsai.core.thai.years import YearKind, parse_year


@pytest.mark.parametrize(
    ("text", "year", "kind"),
    [
        ("ปีงบประมาณ 2566", 2566, YearKind.FISCAL),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๖", 2566, YearKind.FISCAL),
        ("ปริมาณก๊าซเรือนกระจก (kgCO2e) ปีงบประมาณ 2566", 2566, YearKind.FISCAL),
        ("ปีงบ 66", 2566, YearKind.FISCAL),
        ("FY2023", 2566, YearKind.FISCAL),
        ("ต.ค.64-ก.ย.65", 2565, YearKind.FISCAL),
        ("1 ตุลาคม 2564 – 30 กันยายน 2565", 2565, YearKind.FISCAL),
        ("ปีงบประมาณ 2565 (1 ตุลาคม 2564 – 30 กันยายน 2565)", 2565, YearKind.FISCAL),
        ("ปีปฏิทิน 2565", 2565, YearKind.CALENDAR),
        ("ม.ค.63-ธ.ค.63", 2563, YearKind.CALENDAR),
        ("Jan 2020 - Dec 2020", 2563, YearKind.CALENDAR),
        ("ปี 2567", 2567, YearKind.UNKNOWN),
        ("เดือน / ประจำปี 2566", 2566, YearKind.UNKNOWN),
        ("ปี 67", 2567, YearKind.UNKNOWN),
        ("พ.ศ.2565", 2565, YearKind.UNKNOWN),
        ("2024", 2567, YearKind.UNKNOWN),
        ("ปี 2567 (2024)", 2567, YearKind.UNKNOWN),
    ],
)
def test_years_of_headings(text: str, year: int, kind: YearKind) -> None:
    assert parse_year(text) == (year, kind, ())


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("สรุปการคำนวณ ปีปัจจุบัน", None, "year.missing"),
        ("ไฟฟ้า 12500 kWh", None, "year.missing"),
        ("2,566.50 บาท", None, "year.missing"),
        ("2566 และ 2567", None, "year.several"),
        ("มิ.ย. 67 - พ.ค. 68", 2568, "year.custom_period"),
        ("ปีงบประมาณ (ม.ค.63-ธ.ค.63)", 2563, "year.custom_period"),
    ],
)
def test_headings_that_leave_a_doubt(text: str, year: int | None, code: str) -> None:
    found, _, findings = parse_year(text, "Sheet1!A2")
    assert found == year
    assert [(f.code, f.subject) for f in findings] == [(code, "Sheet1!A2")]


@given(st.text(max_size=40))
def test_any_text_gives_a_year_or_a_finding(text: str) -> None:
    year, _, findings = parse_year(text)
    assert year is not None or findings


def test_the_eras_do_not_overlap() -> None:
    for year in range(1900, 2201):
        assert christian_year(year) == christian_year(year + 543) == year
    assert [christian_year(y) for y in (1899, 2201, 2442, 2744)] == [None] * 4
