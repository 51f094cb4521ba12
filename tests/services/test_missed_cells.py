"""What an import did not take is spoken of where a figure may be missing, and not of totals."""

from __future__ import annotations

import pytest
from tests.services.towns import OWNER, TODAY, bare

from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity

pytestmark = pytest.mark.usefixtures("sqlite_database")

LOG = """วันที่,รายการ,ปริมาณ,หน่วย,หมายเหตุ
15/01/2567,น้ำมันดีเซล รถขยะ,120.5,ลิตร,
15/02/2567,น้ำมันดีเซล รถขยะ,98.25,ลิตร,
วันที่,รายการ,ปริมาณ,หน่วย,หมายเหตุ
15/03/2567,น้ำมันดีเซล รถขยะ,{march},ลิตร,
รวม,,218.75,,
หมายเหตุ: ตัวเลขจากใบเสร็จ,,,,
"""


def left(text: str) -> list[tuple[str, str]]:
    """What is said of the cells that were not taken: how many, and the first of them."""
    owner = bare()
    result, findings = import_activity(OWNER, owner, text.encode(), "น้ำมัน.csv", accept=True)
    assert result is not None, findings
    year = calculate_year(OWNER, owner, 2567, today=TODAY)
    return [
        (one.data["count"], one.data["first"].partition("!")[2])
        for one in year.findings
        if one.code == "import.rejected_left"
    ]


def test_totals_headers_and_remarks_are_not_missed() -> None:
    assert left(LOG.format(march="101")) == []


def test_a_row_without_a_figure_is_not_missed() -> None:
    assert left(LOG.format(march="")) == []


def test_a_figure_that_cannot_be_read_is_missed_and_is_the_one_that_is_named() -> None:
    assert left(LOG.format(march="1O1")) == [("1", "C5")]


def test_a_row_that_nobody_knows_is_missed() -> None:
    assert left(LOG.format(march="101").replace("น้ำมันดีเซล รถขยะ,101", "ของแปลก,101")) == [
        ("1", "C5")
    ]
