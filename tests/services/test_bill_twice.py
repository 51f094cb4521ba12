"""A round bill that stands twice, in one file or in two, is told of the stored year."""

from __future__ import annotations

import pytest
from tests.services.towns import OWNER, TODAY, bare

from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity

pytestmark = pytest.mark.usefixtures("sqlite_database")

HEAD = "เดือน,รายการ,ปริมาณ,หน่วย\n"
MONTHS = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
LITRES = (480, 510, 530, 495, 500, 470, 545, 505, 490, 525, 515, 485)
ROWS = [
    f"{month} 2567,น้ำมันดีเซล รถขยะ,{litres},ลิตร\n"
    for month, litres in zip(MONTHS, LITRES, strict=True)
]


def told(*files: tuple[str, str]) -> list[tuple[str, str]]:
    """The months and figures of which a doubled bill is told after importing some files."""
    owner = bare()
    for name, text in files:
        result, findings = import_activity(OWNER, owner, text.encode(), name, accept=True)
        assert result is not None, findings
    year = calculate_year(OWNER, owner, 2567, today=TODAY)
    return [
        (one.data["in_month"], one.data["quantity"])
        for one in year.findings
        if one.code == "mistake.line_twice"
    ]


def test_a_round_bill_twice_in_one_file_is_told() -> None:
    assert told(("a.csv", HEAD + "".join([*ROWS, ROWS[4]]))) == [("2024-05", "500")]


def test_a_round_bill_in_two_files_is_told() -> None:
    again = "month,source,litres\n2024-05,น้ำมันดีเซล รถขยะ,500\n"
    assert told(("a.csv", HEAD + "".join(ROWS)), ("may.csv", again)) == [("2024-05", "500")]


def test_a_year_of_bills_is_left_alone() -> None:
    assert told(("a.csv", HEAD + "".join(ROWS))) == []
