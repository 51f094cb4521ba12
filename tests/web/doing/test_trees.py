"""The census of trees and scope 3 by category on their pages."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.services.towns import load_town
from tests.web.doing.answers import answers_of, file, whole, year_address
from tests.web.homes import MARKUP

from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.add_source import SourceEntry, add_source

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("sqlite_database")

HEAD = "วันที่วัด\tพื้นที่\tกลุ่มพรรณไม้\tเส้นรอบวง (ซม.)\tความสูง (ม.)\tจำนวน (ต้น)"


def test_a_pasted_census_is_shown_row_by_row(client: Client) -> None:
    load_town()
    place = year_address("tree_census")
    given = answers_of(whole(client.get(place)))
    table = f"{HEAD}\n15 ก.ย. 2565\t{MARKUP}\tไม้ทั่วไป\t62.86\t12\t3"
    sent = client.post(place, {**given, "table": table})
    assert sent.status_code == 302, whole(sent)
    page = whole(client.get(sent.headers["Location"]))
    assert MARKUP not in page
    assert "&lt;script&gt;" in page
    assert re.search(r'<td class="number">876\.3\d</td>', page)  # 3 x 292.1 kg CO2
    again = whole(client.get(place))
    assert "&lt;script&gt;" in again
    late = client.post(place, {**given, "table": HEAD})
    assert "มีผู้อื่นแก้การสำรวจต้นไม้" in whole(late)


def test_rows_that_cannot_be_read_are_named_and_nothing_is_stored(client: Client) -> None:
    load_town()
    place = year_address("tree_census")
    given = answers_of(whole(client.get(place)))
    refused = whole(client.post(place, {**given, "table": f"{HEAD}\n\tสวน\tกล้วย\t1\t1\t1"}))
    assert "แถวที่ 2: ไม่รู้จักกลุ่ม" in refused
    assert "แถวที่ 2: ไม่มีวันที่วัด" in refused
    wrong = whole(client.post(place, {**given, "measured_on": "เมื่อวาน"}))
    assert "problem" in wrong or "ยังส่งไม่ได้" in wrong
    assert whole(client.get(place)).count("กล้วย") == 0


def test_a_workbook_is_taken_instead(client: Client) -> None:
    load_town()
    place = year_address("tree_census")
    given = answers_of(whole(client.get(place)))
    book = openpyxl.Workbook()
    book.active.append(["Place", "Group", "Height (m)"])
    book.active.append(["สวนมะพร้าว", "ปาล์ม", 5])
    data = io.BytesIO()
    book.save(data)
    sent = client.post(
        place,
        {**given, "measured_on": "1/9/2565", "workbook": file("ต้นไม้.xlsx", data.getvalue())},
    )
    assert sent.status_code == 302, whole(sent)
    assert "112.79" in whole(client.get(sent.headers["Location"]))
    stored = answers_of(whole(client.get(place)))
    refused = client.post(place, {**stored, "workbook": file("x.xlsx", b"no workbook")})
    assert refused.status_code == 200
    assert "สวนมะพร้าว" in whole(client.get(year_address("year_trees")))


@pytest.mark.parametrize(("language", "name"), [("th", "สินค้าและบริการ"), ("en", "Purchased goods")])
def test_scope_3_is_shown_by_category(client: Client, language: str, name: str) -> None:
    town = load_town()
    add_source(LOCAL_OWNER, town.id, SourceEntry("other.scope3", MARKUP))
    page = whole(client.get(year_address("year_scope3"), {"lang": language}))
    assert name in page
    assert page.count("<tr>") == 1 + 16 + 1
    assert MARKUP not in page
    assert "scope3_category" in page
