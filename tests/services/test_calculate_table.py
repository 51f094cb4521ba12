"""A table of any form is calculated on its own like a sheet of a known one; nothing is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fahsai.core.thai.period import Period, PeriodKind, calendar_year, fiscal_year
from fahsai.services.calculate_file import Factors, FileCalculation, calculate_file

DAY = date(2026, 3, 1)
LOG = """วันที่;รายการ;ปริมาณ;หน่วย;เลขที่ใบเสร็จ
15/10/2567;ดีเซล รถขยะ;100;ลิตร;A1
20/10/2567;ดีเซล รถขยะ;20;ลิตร;A2
15/11/2567;ดีเซล รถขยะ;30;ลิตร;A3
15/11/2567;แก๊สโซฮอล์ 95 รถตรวจการ;40;ลิตร;A4
รวม;;190;;
"""


def calculated(text: str, *, factors: Factors = Factors.EDITION) -> FileCalculation:
    answer, findings = calculate_file(
        text.encode("cp874"), "น้ำมัน.csv", report_date=DAY, factors=factors
    )
    assert answer is not None, findings
    return answer


def test_a_log_of_bills_is_one_row_a_source() -> None:
    answer = calculated(LOG)
    (year,) = answer.years
    assert year.complete
    assert [(line.row.label, line.row.quantity, len(line.months)) for line in year.lines] == [
        ("ดีเซล รถขยะ", Decimal(150), 3),
        ("แก๊สโซฮอล์ 95 รถตรวจการ", Decimal(40), 1),
    ]
    whole = sum(line.result.total_kg for line in year.lines if line.result)
    assert year.calculation.total_kg == whole > 0
    assert not year.has_factors
    assert "table.mapping_proposed" in {one.code for one in answer.findings}


NAMES = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)


def dated(first: int, count: int = 12) -> str:
    """So many months of 2567 and 2568 with their years, from the first month on."""
    rows = [
        f"{NAMES[place % 12]} {67 + place // 12},{100 + place},{1000 + place}"
        for place in range(first - 1, first - 1 + count)
    ]
    return "\n".join(("เดือน,น้ำมันดีเซล รถยนต์ (ลิตร),ไฟฟ้า (kWh)", *rows))


@pytest.mark.parametrize(
    ("first", "count", "said", "years"),
    [
        (10, 12, None, [fiscal_year(2568)]),
        (1, 12, None, [calendar_year(2567)]),
        (1, 9, None, [calendar_year(2567)]),  # both kinds would hold them
        (7, 12, None, [calendar_year(2567), calendar_year(2568)]),  # neither does
        (1, 9, PeriodKind.FISCAL_YEAR, [fiscal_year(2567)]),
        (10, 12, PeriodKind.CALENDAR_YEAR, [calendar_year(2567), calendar_year(2568)]),
    ],
)
def test_dated_months_are_of_the_year_that_holds_them_all(
    first: int, count: int, said: PeriodKind | None, years: list[Period]
) -> None:
    answer, findings = calculate_file(
        dated(first, count).encode(), "ตาราง.csv", report_date=DAY, kind=said
    )
    assert answer is not None, findings
    assert [one.year.period for one in answer.years] == years
    stored = sum(line.row.quantity for one in answer.years for line in one.lines)
    assert stored == sum(1100 + 2 * place for place in range(first - 1, first - 1 + count))
    missing = [one for year in answer.years for one in year.findings if "missing" in one.code]
    assert bool(missing) is (len(years) > 1 or count < 12), missing


def test_its_own_factors_are_compared_where_it_has_them() -> None:
    rows = "ม.ค. 2568;ดีเซล รถขยะ;100;ลิตร;3\nก.พ. 2568;ดีเซล รถขยะ;50;ลิตร;3\n"
    answer = calculated(f"เดือน;รายการ;ปริมาณ;หน่วย;ค่า EF\n{rows}")
    (line,) = answer.years[0].lines
    assert line.sheet_kg == 450
    assert line.result is not None
    assert sum(part.kg for part in line.parts) == line.result.total_kg - 450


def test_own_factors_that_are_not_there_cannot_count() -> None:
    answer, findings = calculate_file(
        LOG.encode("cp874"), "น้ำมัน.csv", report_date=DAY, factors=Factors.SHEET
    )
    assert answer is None
    assert "sheet.layout_without_factors" in {one.code for one in findings}


def test_what_cannot_be_read_or_is_asked_leaves_the_total_incomplete() -> None:
    for row in ("15/12/2567;ดีเซล รถขยะ;สิบลิตร;ลิตร;A5", "วันจันทร์;ดีเซล รถขยะ;9;ลิตร;A5"):
        answer = calculated(LOG.replace("รวม;;190;;", row))
        assert {"table.cells_lost"} <= {one.code for one in answer.findings}
        assert not answer.years[0].complete
    answer = calculated(LOG.replace("แก๊สโซฮอล์ 95 รถตรวจการ", "ของแปลก"))
    assert "table.source_ask" in {one.code for one in answer.findings}
    assert not answer.years[0].complete


def test_the_units_of_one_source_are_not_summed() -> None:
    text = "เดือน;รายการ;ปริมาณ;หน่วย\nม.ค. 2568;ดีเซล รถขยะ;100;ลิตร\nก.พ. 2568;ดีเซล รถขยะ;1;ลบ.ม.\n"
    year = calculated(text).years[0]
    assert [line.row.quantity for line in year.lines] == [100, 1]
    kg = [line.result.total_kg for line in year.lines if line.result]
    assert kg[1] == 10 * kg[0]
