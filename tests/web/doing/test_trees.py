"""The census of trees and scope 3 by category on their pages."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from tests.services.towns import events, load_town
from tests.web.doing.answers import answers_of, file, job_at, text_of, whole, year_address
from tests.web.homes import MARKUP

from fahsai.services import background
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.jobs import JobState

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


def census_book(*rows: tuple[object, ...]) -> bytes:
    """A workbook with a census; its days are said beside it."""
    book = openpyxl.Workbook()
    for row in (("Place", "Group", "Height (m)"), *rows):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture
def large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every workbook is more than a request may read."""
    monkeypatch.setattr("fahsai.services.working.activity.MOST_ROWS", 1)


def hand_in(client: Client, data: bytes, **more: str) -> Any:
    """What the page answers to a workbook."""
    place = year_address("tree_census")
    given = answers_of(whole(client.get(place))) | {"measured_on": "1/9/2565"} | more
    return client.post(place, {**given, "workbook": file("ต้นไม้.xlsx", data)})


@pytest.mark.usefixtures("large_files")
def test_a_large_workbook_is_read_by_the_worker_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = load_town()

    def never(*_: object) -> None:
        raise AssertionError("a request reads the workbook")

    with monkeypatch.context() as in_request:
        in_request.setattr("fahsai.services.trees.read", never)
        sent = hand_in(client, census_book(("สวนมะพร้าว", "ปาล์ม", 5), (MARKUP, "ปาล์ม", 6)))
    assert job_at(sent, town.id).state is JobState.WAITING
    at = sent.headers["Location"]
    waiting = whole(client.get(at))
    assert "รอบันทึกการสำรวจต้นไม้" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "สวนมะพร้าว" not in whole(client.get(year_address("year_trees")))
    background.work(until_empty=True)
    assert job_at(sent, town.id).state is JobState.DONE
    done = whole(client.get(at))
    assert "บันทึกการสำรวจต้นไม้แล้ว" in done
    assert f'href="{year_address("year_trees")}"' in done
    page = whole(client.get(year_address("year_trees")))
    assert "112.79" in page
    assert MARKUP not in page
    assert events(town.id).count("report.trees_written") == 1


@pytest.mark.usefixtures("large_files")
def test_what_the_worker_refuses_is_told_with_the_way_back(client: Client) -> None:
    town = load_town()
    wrong = hand_in(client, census_book(("สวน", "กล้วย", 5), ("สวน", "ปาล์ม", 5)))
    background.work(until_empty=True)
    late = hand_in(client, census_book(("สวนใหม่", "ปาล์ม", 5)))
    place = year_address("tree_census")
    table = f"{HEAD}\n15 ก.ย. 2565\tลาน\tปาล์ม\t\t5\t1"
    client.post(place, {**answers_of(whole(client.get(place))), "table": table})
    background.work(until_empty=True)
    for sent, said in ((wrong, "แถวที่ 2: ไม่รู้จักกลุ่ม"), (late, "มีผู้อื่นแก้การสำรวจต้นไม้")):
        assert job_at(sent, town.id).state is JobState.FAILED
        page = whole(client.get(sent.headers["Location"]))
        assert "ยังไม่ได้บันทึกการสำรวจต้นไม้" in page
        assert said in page
        assert f'href="{place}"' in page
    kept = whole(client.get(year_address("year_trees")))
    assert "ลาน" in kept
    assert "สวนใหม่" not in kept


def test_a_small_workbook_is_stored_at_once_and_its_problems_stand_in_the_form(
    client: Client,
) -> None:
    load_town()
    refused = hand_in(client, census_book(("สวน", "กล้วย", 5)))
    assert 'href="#id_workbook"' in whole(refused)
    assert "แถวที่ 2: ไม่รู้จักกลุ่ม" in text_of(refused)
    sent = hand_in(client, census_book(("สวน", "ปาล์ม", 5)))
    assert sent.headers["Location"] == year_address("year_trees")
    assert "บันทึกการสำรวจ 1 แถวแล้ว" in whole(client.get(sent.headers["Location"]))


@pytest.mark.parametrize(("language", "name"), [("th", "สินค้าและบริการ"), ("en", "Purchased goods")])
def test_scope_3_is_shown_by_category(client: Client, language: str, name: str) -> None:
    town = load_town()
    add_source(LOCAL_OWNER, town.id, SourceEntry("other.scope3", MARKUP))
    page = whole(client.get(year_address("year_scope3"), {"lang": language}))
    assert name in page
    assert page.count("<tr>") == 1 + 16 + 1
    assert MARKUP not in page
    assert "scope3_category" in page
