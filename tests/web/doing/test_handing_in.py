"""Handing in workbooks: looked at, accepted, refused; never stored before."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.urls import reverse
from tests.services.books import template
from tests.services.hostile_files import PDF, zip_bomb
from tests.services.test_import_many_tables import FUEL, TRUCK
from tests.services.test_import_noticing import SLIP
from tests.services.test_mistakes_of_year import template as made_of
from tests.services.towns import bare, events, everything, load_town
from tests.web.homes import MARKUP

from fahsai.records.models import ActivityRow, EvidenceFile, PictureRow, TextRow
from fahsai.services import background
from fahsai.services.demonstration import demonstration_files
from fahsai.services.jobs import JobState
from fahsai.services.uploads import MEGABYTE, Purpose
from fahsai.web.files import ENDINGS
from fahsai.web.measured import Measured

if TYPE_CHECKING:
    from django.test import Client
from tests.web.doing.answers import CODE, YEAR, file, job_at, whole

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_workbook_is_shown_and_stored_when_it_is_accepted(client: Client) -> None:
    owner = bare("thesaban")
    place = reverse("hand_in_activity", args=("thesaban",))
    whole(client.get(place))
    sent = client.post(
        place, {"workbook": file("ก.xlsx", template()), "evidence": [file("บิล.pdf", PDF)]}
    )
    looked = job_at(sent, owner)
    assert not ActivityRow.rows.of(owner).exists()
    assert not EvidenceFile.rows.of(owner).exists()
    shown = whole(client.get(sent.headers["Location"]))
    assert "ตรวจก่อนบันทึก" in shown
    assert 'name="do" value="accept"' in shown
    assert "http-equiv" not in shown
    accepted = client.post(sent.headers["Location"], {"do": "accept"})
    again = client.post(sent.headers["Location"], {"do": "accept"})
    assert accepted.headers["Location"] == again.headers["Location"]
    assert job_at(accepted, owner).state is JobState.DONE
    assert ActivityRow.rows.of(owner).exists()
    assert events(owner).count("activity.imported") == 1
    done = whole(client.get(accepted.headers["Location"]))
    assert "บันทึกข้อมูลแล้ว" in done
    assert 'value="accept"' not in done
    assert looked.asked["workbook"]["name"] == "ก.xlsx"


def test_the_page_names_every_kind_of_file_that_it_takes(client: Client) -> None:
    bare("thesaban")
    page = whole(client.get(reverse("hand_in_activity", args=("thesaban",))))
    offered = ENDINGS[Purpose.WORKBOOK].split(",")
    assert ".csv" in offered
    for ending in set(offered) - {".xlsm", ".ods"}:  # a workbook with macros is one of Excel
        assert re.search(rf"[( ]{re.escape(ending)}[,) ]", page)  # in its words, not in the control
    assert "ODS" in page


def test_what_a_new_version_of_a_table_lacks_is_said_before_and_after(client: Client) -> None:
    owner = bare("thesaban")
    place = reverse("hand_in_activity", args=("thesaban",))
    gone = "ไม่มีข้อมูลที่บันทึกไว้ก่อน 1 รายการ (น้ำมันดีเซล รถขยะ)"
    for text, said in ((f"{FUEL}{TRUCK}", False), (FUEL, True)):
        sent = client.post(place, {"workbook": file("น้ำมัน.csv", text.encode())})
        shown = whole(client.get(sent.headers["Location"]))
        assert (gone in unescape(shown)) is said
        accepted = client.post(sent.headers["Location"], {"do": "accept"})
        assert job_at(accepted, owner).state is JobState.DONE
        done = whole(client.get(accepted.headers["Location"]))
        assert (gone in unescape(done)) is said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", zip_bomb(), "คลายออกแล้วใหญ่ผิดปกติ"),
        ("a.xlsx", b"<html><script>alert(1)</script>", "ไม่รับ"),
        ("a.pdf", PDF, "ช่องนี้ไม่รับ"),
        ("a.xlsx.pdf", template(), "แต่เนื้อหาเป็น XLSX"),
        ("../../<b>x</b>.xlsx", b"", "ว่างเปล่า"),
        (f"{MARKUP.replace('/', '')}.xlsx", b"\0\1\2", "ไม่รู้จักชนิด"),
    ],
    ids=["bomb", "html", "pdf", "double ending", "path", "markup"],
)
def test_hostile_workbooks_are_refused_in_words(
    name: str, data: bytes, said: str, client: Client
) -> None:
    bare("thesaban")
    before = everything()
    place = reverse("hand_in_activity", args=("thesaban",))
    answer = whole(client.post(place, {"workbook": file(name, data)}))
    assert said in answer
    assert 'class="problems"' in answer
    assert "<script>" not in answer
    assert "<b>x" not in answer
    assert "<img" not in answer
    assert everything() == before


def test_a_file_beyond_every_size_is_let_go_while_it_comes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare("thesaban")
    monkeypatch.setattr("fahsai.web.measured.LARGEST", 2 * MEGABYTE)
    seen = []
    kept = Measured.receive_data_chunk

    def watched(self: Measured, raw: bytes, start: int) -> bytes:
        seen.append(len(raw))
        return kept(self, raw, start)

    monkeypatch.setattr(Measured, "receive_data_chunk", watched)
    place = reverse("hand_in_activity", args=("thesaban",))
    answer = whole(client.post(place, {"workbook": file("ใหญ่.xlsx", b"x" * 9 * MEGABYTE)}))
    assert "ไฟล์ “ใหญ่.xlsx” ใหญ่เกิน 50 MB" in answer
    assert sum(seen) < 3 * MEGABYTE


def test_a_waiting_job_is_asked_after_with_and_without_script(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = bare("thesaban")
    monkeypatch.setattr("fahsai.services.working.activity.MOST_ROWS", 1)
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("ก.xlsx", template())})
    waiting = whole(client.get(sent.headers["Location"]))
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert '"allowEval":false' in waiting
    assert "django_htmx/htmx-2.min.js" in waiting
    background.work(until_empty=True)
    done = whole(client.get(sent.headers["Location"]))
    assert "hx-trigger" not in done
    assert job_at(sent, owner).state is JobState.DONE


def test_templates_can_be_taken_and_the_filled_one_changes_nothing(client: Client) -> None:
    town = load_town()
    for name in ("activity_template", "report_template"):
        answer = client.get(reverse(name, args=(CODE,)))
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    filled = client.get(reverse("activity_template", args=(CODE,)), {"filled": str(YEAR)})
    sent = client.post(
        reverse("hand_in_activity", args=(CODE,)), {"workbook": file("ก.xlsx", filled.content)}
    )
    looked = job_at(sent, town.id)
    assert looked.state is JobState.DONE, looked.findings
    assert looked.result["changes"] == []
    assert looked.result["receipt"]["cells_rejected"] == 0
    assert looked.result["receipt"]["cells_stored"] > 100
    assert "ตรงกับข้อมูลที่มีอยู่แล้ว" in whole(client.get(sent.headers["Location"]))


# The report


def test_the_report_workbook_is_entered_as_a_whole(client: Client) -> None:
    owner = bare(CODE)
    made = demonstration_files()
    place = reverse("hand_in_report", args=(CODE,))
    given = {
        "workbook": file("r.xlsx", made.report),
        "pictures": [file(name.rpartition("/")[2], data) for name, data in made.pictures.items()],
    }
    before = everything()
    assert "กรุณากรอกช่องนี้" in whole(client.post(place, dict(given)))  # not sure of it yet
    assert everything() == before
    for one in (given["workbook"], *given["pictures"]):
        one.seek(0)
    sent = client.post(place, {**given, "whole": "on"})
    entered = job_at(sent, owner)
    assert entered.state is JobState.DONE, entered.findings
    assert TextRow.rows.of(owner).current().exists()
    assert PictureRow.rows.of(owner).current().count() == len(made.pictures)
    whole(client.get(sent.headers["Location"]))


def test_a_report_of_another_organisation_is_not_entered(client: Client) -> None:
    owner = bare("thesaban")
    before = {name: rows for name, rows in everything().items() if name != "Job"}
    place = reverse("hand_in_report", args=("thesaban",))
    given = {"workbook": file("r.xlsx", demonstration_files().report), "whole": "on"}
    sent = client.post(place, given)
    assert [one.code for one in job_at(sent, owner).findings] == ["report.other_organisation"]
    assert {name: rows for name, rows in everything().items() if name != "Job"} == before
    assert "แต่หน้านี้เป็นขององค์กร thesaban" in whole(client.get(sent.headers["Location"]))


def test_a_preview_shows_the_mistakes_that_would_come(client: Client) -> None:
    owner = bare("thesaban")
    place = reverse("hand_in_activity", args=("thesaban",))
    data = made_of(SLIP, "020011111111", "020022222222", "020033333333")
    sent = client.post(place, {"workbook": file("ก.xlsx", data)})
    shown = whole(client.get(sent.headers["Location"]))
    assert 'id="noticed"' in shown
    assert "mistake.quantity_jump" in shown
    assert 'value="accept"' in shown
    assert not ActivityRow.rows.of(owner).exists()
    accepted = client.post(sent.headers["Location"], {"do": "accept"})
    assert job_at(accepted, owner).state is JobState.DONE
    assert 'id="noticed"' not in whole(client.get(accepted.headers["Location"]))
