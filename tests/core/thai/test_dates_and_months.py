from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.thai.dates import DateStyle, format_date, parse_date
from fahsai.core.thai.digits import to_arabic, to_thai
from fahsai.core.thai.months import (
    ENGLISH_LONG,
    FISCAL_ORDER,
    THAI_LONG,
    THAI_SHORT,
    Lang,
    parse_month,
    parse_month_year,
)

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "21 พฤศจิกายน 2569", "21 พ.ย. 2569", "21 พย 2569", "21 พ.ย. 69", "21-พ.ย.-69",
        "๒๑ พฤศจิกายน พ.ศ. ๒๕๖๙", "วันที่ 21 พฤศจิกายน 2569", "วันเสาร์ที่ 21 พฤศจิกายน พ.ศ. 2569",
        "21 เดือนพฤศจิกายน พ.ศ. 2569", "21/11/2569", "21-11-2026", "21.11.2026", "21/11/69",
        "21 November 2026", "21 Nov 26", "21 Nov. 2026", "Nov 21, 2026", "November 21 2026",
        "2026-11-21", "2569-11-21", "2026-11-21 00:00:00", "2026-11-21T10:30:00Z",
        "21 พ.ย. ค.ศ. 2026", "  21/11/2569  ",
    ],
)  # fmt: skip
def test_dates_are_read_in_both_eras(text: str) -> None:
    assert parse_date(text) == (DAY, ())


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("21/11/26", "พ.ศ. 2526 / ค.ศ. 2026"),
        ("1 พ.ย. 20", "พ.ศ. 2520 / ค.ศ. 2020"),
        ("21 Nov 69", "พ.ศ. 2569 / ค.ศ. 1969"),
        ("21 พ.ย. พ.ศ. 2026", "พ.ศ. 2569 / ค.ศ. 2026"),
    ],
)
def test_a_year_of_doubtful_era_is_asked_for(text: str, readings: str) -> None:
    day, findings = parse_date(text, "B4")
    assert day is None
    assert [(f.code, f.subject) for f in findings] == [("date.ambiguous_year", "B4")]
    assert findings[0].data == {"text": text, "readings": readings}


@pytest.mark.parametrize(
    "text",
    ["31/02/2569", "12/25/2024", "29 ก.พ. 2566", "21 พ.ย. 2300", "abc", "2026", "21/11-2569"],
)
def test_impossible_dates_are_findings(text: str) -> None:
    day, findings = parse_date(text)
    assert day is None
    assert [f.code for f in findings] == ["date.unreadable"]


def test_a_leap_day_is_read_and_an_empty_text_is_no_date() -> None:
    assert parse_date("29 ก.พ. 2567") == (date(2024, 2, 29), ())
    assert parse_date(" ") == (None, ())


@given(
    st.dates(date(1957, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["long", "short", "numeric"]),
    st.sampled_from(["th", "en"]),
    st.booleans(),
)
def test_what_is_printed_reads_back(day: date, style: DateStyle, lang: Lang, thai: bool) -> None:  # noqa: FBT001
    text = format_date(day, style, lang)
    assert parse_date(to_thai(text) if thai else text) == (day, ())


@given(st.text(max_size=25))
def test_any_text_gives_a_date_or_a_finding(text: str) -> None:
    day, findings = parse_date(text)
    assert day is None or findings == ()


def test_dates_are_printed_for_people() -> None:
    assert format_date(DAY) == "21 พฤศจิกายน 2569"
    assert format_date(date(2023, 6, 28), "short") == "28 มิ.ย. 2566"
    assert format_date(DAY, "short", "en") == "21 Nov 2026"


def test_months_are_recognised_in_every_spelling() -> None:
    for names in (THAI_LONG, THAI_SHORT, ENGLISH_LONG):
        for number, name in enumerate(names, start=1):
            for text in (name, name.upper(), name.replace(".", ""), f" {name} ", f"เดือน{name}"):
                assert parse_month(text) == number, text
    assert parse_month("Sept") == 9
    for text in ("รวม", "", "ปริมาณ", "ม", "Q1", "1"):
        assert parse_month(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ต.ค.64", (10, 2564)),
        ("ตค 64", (10, 2564)),
        ("ต.ค. 2564", (10, 2564)),
        ("ตุลาคม ๒๕๖๔", (10, 2564)),
        ("Oct-2021", (10, 2564)),
        ("Oct-21", (10, None)),
        ("ก.ย.", (9, None)),
        ("รวม", None),
    ],
)
def test_headings_of_a_month_and_year(text: str, expected: tuple[int, int | None] | None) -> None:
    assert parse_month_year(text) == expected


def test_the_fiscal_year_runs_from_october_to_september() -> None:
    assert FISCAL_ORDER[0] == 10
    assert FISCAL_ORDER[-1] == 9
    assert sorted(FISCAL_ORDER) == list(range(1, 13))


@given(st.text(max_size=30))
def test_digits_come_back(text: str) -> None:
    assert to_arabic(to_thai(to_arabic(text))) == to_arabic(text)
