"""Headings whose units stand in a row of their own: every source is named by the words above."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from tests.services.test_import_table import lines
from tests.services.towns import OWNER, bare

from fahsai.services.import_activity import import_activity
from fahsai.services.map_table import propose_tables
from fahsai.services.sources import sources

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")

MONEY = ("kWh", "บาท", "kWh", "บาท")
ROWS = (("ต.ค. 68", 9120, 38304, 4400, 1), ("พ.ย. 68", 8870, 37254, 4380, 2))


def book(units: tuple[str, ...], *, title: bool, merged: bool) -> bytes:
    """Electricity of two places, each with its amount and its baht."""
    data = BytesIO()
    with xlsxwriter.Workbook(data) as made:
        page = made.add_worksheet("ไฟฟ้า")
        top = int(title)
        if title:
            page.merge_range(0, 0, 0, 5, "การใช้ไฟฟ้า ปีงบประมาณ 2569")
        for column, words in ((1, "ไฟฟ้าอาคารสำนักงาน"), (3, "ไฟฟ้าสาธารณะ (ฟรี)")):
            if merged:
                page.merge_range(top, column, top, column + 1, words)
            else:
                page.write(top, column, words)
        if merged:
            page.merge_range(top, 0, top + 1, 0, "เดือน")
        else:
            page.write(top, 0, "เดือน")
        page.write_row(top + 1, 1, units)
        for number, row in enumerate(ROWS):
            page.write_row(top + 2 + number, 0, row)
    return data.getvalue()


def taken(owner: UUID, data: bytes, name: str) -> tuple[dict[str, set[int]], dict[str, Finding]]:
    """The figures of each source, and what was said."""
    result, findings = import_activity(OWNER, owner, data, name, accept=True)
    assert result is not None, findings
    names = {one.id: one.name_th for one in sources(OWNER, owner)}
    found: dict[str, set[int]] = {}
    for row in lines(owner):
        found.setdefault(names[row.source_key], set()).add(int(row.quantity))
        assert row.unit == "kWh"
    return found, {one.code: one for one in findings}


@pytest.mark.parametrize("title", [True, False])
@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("units", [MONEY, ("หน่วย", "บาท", "หน่วย", "บาท")])
def test_a_row_of_units_belongs_to_the_words_above(
    units: tuple[str, ...], *, title: bool, merged: bool
) -> None:
    owner = bare()
    found, said = taken(owner, book(units, title=title, merged=merged), "ไฟ.xlsx")
    assert found == {"ไฟฟ้าอาคารสำนักงาน": {9120, 8870}, "ไฟฟ้าสาธารณะ (ฟรี)": {4400, 4380}}
    unused = said["table.columns_unused"].data["columns"]
    assert unused == "C (ไฟฟ้าอาคารสำนักงาน บาท), E (ไฟฟ้าสาธารณะ (ฟรี) บาท)"


def test_the_columns_are_shown_with_their_words_and_units() -> None:
    owner = bare()
    data = book(MONEY, title=True, merged=True)
    proposal, _ = propose_tables(OWNER, owner, data, "ไฟ.xlsx")
    assert proposal is not None
    [table] = proposal.tables
    assert [(one.heading, one.means) for one in table.columns] == [
        ("เดือน", "month"),
        ("ไฟฟ้าอาคารสำนักงาน (kWh)", "sources"),
        ("ไฟฟ้าอาคารสำนักงาน บาท", "-"),
        ("ไฟฟ้าสาธารณะ (ฟรี) (kWh)", "sources"),
        ("ไฟฟ้าสาธารณะ (ฟรี) บาท", "-"),
    ]


def test_text_with_a_row_of_units_under_each_source() -> None:
    owner = bare()
    text = "เดือน,ดีเซล,แก๊สโซฮอล์ 91\n,ลิตร,ลิตร\nต.ค. 68,900,400\nพ.ย. 68,937,437\n"
    result, findings = import_activity(OWNER, owner, text.encode(), "น้ำมัน.csv", accept=True)
    assert result is not None, findings
    assert {(int(row.quantity), row.unit) for row in lines(owner)} == {
        (number, "litre") for number in (900, 937, 400, 437)
    }


def test_a_unit_below_an_amount_is_the_unit_of_it() -> None:
    owner = bare()
    text = "เดือน,รายการ,ปริมาณ,เงิน\n,,ลิตร,บาท\nต.ค. 68,น้ำมันดีเซล รถ,9,400\n"
    result, findings = import_activity(OWNER, owner, text.encode(), "น้ำมัน.csv", accept=True)
    assert result is not None, findings
    assert [(int(row.quantity), row.unit) for row in lines(owner)] == [(9, "litre")]
