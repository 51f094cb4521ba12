"""Pages that do things, as people and as others use them."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.services.books import template
from tests.services.hostile_files import ACTIVE_PDF, PDF, picture, zip_bomb
from tests.services.towns import OWNER, bare, events, everything, load_town
from tests.web.homes import MARKUP
from tests.web.people import browser_of, member
from tests.web.test_markup import Page

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.access.states import VersionState
from fahsai.records.models import ActivityRow, EvidenceFile, PictureRow, TextRow
from fahsai.services import background
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.demonstration import demonstration_files
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.jobs import Job, JobState, job
from fahsai.services.pictures import pictures
from fahsai.services.sources import sources
from fahsai.services.uploads import MEGABYTE
from fahsai.web.measured import Measured

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("each_database")

CODE, YEAR = "fahsai-demo", 2565


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def whole(response: Any) -> str:
    """The page of an answer, which must be well made."""
    assert response.status_code == 200, response.content
    text = text_of(response)
    page = Page(text)
    assert page.faults == []
    assert not [one for one in page.all() if "style" in one]
    assert len(page.all("h1")) == 1
    return text


def job_at(response: Any, owner: UUID) -> Job:
    assert response.status_code == 302, response.content
    named = re.search(r"jobs/([0-9a-f-]{36})/", response.headers["Location"])
    assert named is not None
    return job(OWNER, owner, UUID(named[1]))


def year_address(name: str, *parts: object) -> str:
    return reverse(name, args=(CODE, YEAR, *parts))


# Activity data


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


def test_texts_need_a_reason_where_a_stored_one_changes(client: Client) -> None:
    town = load_town()
    place = year_address("texts")
    page = whole(client.get(place))
    given = {
        one["name"]: "" for one in Page(page).all("textarea") if one["name"].startswith("text_")
    }
    given |= dict(re.findall(r'<textarea name="(text_\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    given["seen"] = next(one["value"] for one in Page(page).all("input") if one["name"] == "seen")
    stored = next(name for name, value in given.items() if value and name != "seen")
    given[stored] = MARKUP
    assert "กรุณาบอกเหตุผล" in whole(client.post(place, given))
    done = client.post(place, {**given, "why": "แก้คำผิด"})
    assert done.status_code == 302
    row = TextRow.rows.of(town.id).current().get(body=MARKUP)
    assert row.why == "แก้คำผิด"
    assert events(town.id)[-1] == "report.texts_written"
    assert "ระหว่างที่คุณกำลังเขียน" in whole(client.post(place, {**given, "why": "ช้าไป"}))
    again = whole(client.get(place))
    assert MARKUP not in again
    assert "&lt;script&gt;" in again


def test_pictures_are_kept_shown_small_and_taken_away(client: Client) -> None:
    town = load_town()
    place = reverse("pictures", args=(CODE,))
    given = {"use": "org_chart", "caption": MARKUP, "activity": ""}
    sent = client.post(place, {**given, "picture": file("ผัง.png", picture(size=(900, 700)))})
    assert sent.status_code == 302
    sent = client.post(place, {**given, "picture": file("ผัง.jpg", picture("JPEG", (900, 701)))})
    assert sent.status_code == 302
    charts = [one for one in pictures(OWNER, town.id) if one.use.value == "org_chart"]
    assert len(charts) == 1  # a new chart takes the place of the old one
    page = whole(client.get(place))
    assert "<script>alert" not in page
    small = client.get(reverse("picture", args=(CODE, charts[0].id)))
    assert small.headers["Content-Type"] == "image/png"
    assert small.content.startswith(b"\x89PNG")
    remove = reverse("remove_picture", args=(CODE, charts[0].id))
    assert "ผัง" in whole(client.get(remove))
    assert "กรุณากรอกช่องนี้" in whole(client.post(remove, {"why": ""}))
    assert client.post(remove, {"why": "เก่าแล้ว"}).status_code == 302
    assert not [one for one in pictures(OWNER, town.id) if one.use.value == "org_chart"]
    assert client.get(reverse("picture", args=(CODE, charts[0].id))).status_code == 404
    refused = client.post(place, {**given, "picture": file("x.svg", b"<svg onload='x'/>")})
    assert "ไม่รับ" in whole(refused)


# Sources


def test_a_source_is_settled_after_the_answers_were_looked_over(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    page = whole(client.get(place))
    find = whole(client.get(place, {"find": "diesel"}))
    assert 'value="diesel"' in find
    before = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    given = _answers(page)
    assert given["kind"] == before.kind
    given["excluded"] = "on"
    stored = everything()
    asked = whole(client.post(place, given))
    assert "ตรวจคำตอบก่อนบันทึก" in asked
    assert everything() == stored
    refused = whole(client.post(place, {**given, "confirmed": "1"}))
    assert 'class="problems"' in refused  # a source is left out for a reason only
    assert everything() == stored
    given["reason"] = MARKUP
    assert "<script>" not in whole(client.post(place, given))
    assert client.post(place, {**given, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert (after.excluded, after.excluded_reason) == (True, MARKUP)
    assert after.factor_keys == before.factor_keys
    assert after.parameters == before.parameters
    assert client.post(place, _answers(whole(client.get(place)))).status_code == 302
    assert events(town.id).count("source.settled") == 1


def test_another_kind_brings_its_own_factors_and_one_can_be_chosen(client: Client) -> None:
    town = load_town()
    place = year_address("settle", "S05")
    given = _answers(whole(client.get(place)))
    given["kind"] = "stationary.diesel"
    page = whole(client.post(place, given))
    assert "ชนิดเปลี่ยนแล้ว" in page
    given = {**_answers(page), "reason": "ใช้เครื่องปั่นไฟ"}
    assert given["kind"] == "stationary.diesel"
    keys = re.findall(r'<option value="([^"]+:[^"]+)"', page)
    given["factor_direct"] = keys[0]
    assert "ตรวจคำตอบก่อนบันทึก" in whole(client.post(place, given))
    assert client.post(place, {**given, "confirmed": "1"}).status_code == 302
    after = {one.code: one for one in sources(OWNER, town.id)}["S05"]
    assert after.kind == "stationary.diesel"
    assert after.factor_keys["direct"] == keys[0]
    whole(client.get(place))


def _answers(page: str) -> dict[str, str]:
    """What a browser would send of a form as it came."""
    found = {}
    for match in re.finditer(r'<select name="([^"]+)".*?</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', match[0])
        found[match[1]] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    for one in Page(page).all("input"):
        if one.get("type") == "hidden" and one["name"] != "csrfmiddlewaretoken":
            found[one["name"]] = one["value"]
        if one.get("type") == "checkbox" and "checked" in one:
            found[one["name"]] = "on"
    return found


def test_evidence_is_cited_on_the_records_of_a_source(client: Client) -> None:
    town = load_town()
    place = year_address("add_evidence", "S05")
    whole(client.get(place))
    files = [file("บิล.pdf", PDF), file("ระวัง.pdf", ACTIVE_PDF)]
    sent = client.post(place, {"proof": files}, follow=True)
    answer = text_of(sent)
    assert "แนบหลักฐาน 2 ไฟล์" in answer
    assert "มีสคริปต์" in answer
    names = set(EvidenceFile.rows.of(town.id).current().values_list("name", flat=True))
    assert {"บิล.pdf", "ระวัง.pdf"} <= names
    before = everything()
    many = [file(f"{n}.pdf", PDF + b"%d" % n) for n in range(21)]
    assert "ไม่เกิน 20 ไฟล์" in whole(client.post(place, {"proof": many}))
    assert "กรุณากรอกช่องนี้" in whole(client.post(place, {}))
    assert everything() == before


# The year


def test_settings_documents_submission_and_the_next_version(client: Client) -> None:
    town = load_town()
    place = year_address("year_settings")
    given = _answers(whole(client.get(place)))
    assert 'class="problems"' in whole(client.post(place, {**given, "report_date": "วันไหนก็ได้"}))
    done = client.post(place, {**given, "report_date": "15 มกราคม 2569"})
    assert done.status_code == 302
    settings = version_of_year(OWNER, town.id, YEAR).settings
    assert settings is not None
    assert settings.report_date.isoformat() == "2026-01-15"
    documents = year_address("make_documents")
    whole(client.get(documents))
    sent = client.post(documents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fahsai.services.working.documents.pdf_available", lambda: False)
        background.work(until_empty=True)
    assert job_at(sent, town.id).state is JobState.DONE
    assert "เอกสารพร้อมแล้ว" in whole(client.get(sent.headers["Location"]))
    submit = year_address("submit")
    page = whole(client.get(submit))
    assert 'name="sure"' in page
    assert 'class="problems"' in whole(client.post(submit, {}))
    assert version_of_year(OWNER, town.id, YEAR).state is VersionState.DRAFT
    assert client.post(submit, {"sure": "on"}).status_code == 302
    assert version_of_year(OWNER, town.id, YEAR).state is VersionState.SUBMITTED
    for name in ("submit", "texts", "year_settings"):
        assert "ส่งแล้ว" in whole(client.get(year_address(name)))
    reopen = year_address("reopen")
    assert 'class="problems"' in whole(client.post(reopen, {"reason": " "}))
    assert client.post(reopen, {"reason": MARKUP}).status_code == 302
    version = version_of_year(OWNER, town.id, YEAR)
    assert (version.number, version.state, version.reason) == (2, VersionState.DRAFT, MARKUP)


def test_what_stands_in_the_way_of_submitting_is_shown(client: Client) -> None:
    town = load_town()
    version = version_of_year(OWNER, town.id, YEAR)
    assert version.settings is not None
    set_settings(OWNER, version, replace(version.settings, base_year_be=2501))  # nothing is there
    submit = year_address("submit")
    page = whole(client.get(submit))
    assert "ยังส่งไม่ได้" in page
    assert 'name="sure"' not in page
    assert 'class="problems"' in whole(client.post(submit, {"sure": "on"}))
    assert version_of_year(OWNER, town.id, YEAR).state is VersionState.DRAFT


# Who may

NEEDS = {
    "hand_in_activity": Permission.ENTER_DATA,
    "hand_in_report": Permission.WRITE_REPORT,
    "pictures": Permission.WRITE_REPORT,
    "remove_picture": Permission.WRITE_REPORT,
    "texts": Permission.WRITE_REPORT,
    "make_documents": Permission.WRITE_REPORT,
    "year_settings": Permission.SETTLE,
    "settle": Permission.SETTLE,
    "add_evidence": Permission.ENTER_DATA,
    "submit": Permission.SUBMIT,
    "reopen": Permission.SUBMIT,
    "activity_template": Permission.SEE,
    "report_template": Permission.SEE,
    "picture": Permission.SEE,
}


def test_every_page_that_does_something_says_what_it_needs() -> None:
    from fahsai.web.doing import urls

    names = {str(one.name) for one in (*urls.of_a_year, *urls.of_an_organisation)}  # type: ignore[union-attr]
    assert names - {"job"} == set(NEEDS)


def test_each_page_is_for_whoever_may_and_for_nobody_else() -> None:
    town = load_town()
    bare("other")
    stranger = member(organisation_by_code(LOCAL_OWNER, "other").id, Role.ADMINISTRATOR, name="s")
    people = {role: member(town.id, role) for role in Role}
    picture_id = pictures(OWNER, town.id)[0].id
    more = {"settle": ("S05",), "add_evidence": ("S05",)}
    before = everything()
    for name, needed in NEEDS.items():
        if name in {"remove_picture", "picture"}:
            place = reverse(name, args=(CODE, picture_id))
        elif name in {"hand_in_activity", "hand_in_report", "pictures"} or "template" in name:
            place = reverse(name, args=(CODE,))
        else:
            place = year_address(name, *more.get(name, ()))
        assert browser_of(stranger).get(place).status_code == 404, name
        assert browser_of(stranger).post(place).status_code in {404, 405}, name
        nobody = browser_of(None)
        nobody_at = nobody.get(place)
        assert nobody_at.status_code == 302, name
        assert "next=" in nobody_at.headers["Location"]
        able = next(role for role in Role if needed in PERMISSIONS[role])
        assert browser_of(people[able]).get(place).status_code == 200, name
        for role in (role for role in Role if needed not in PERMISSIONS[role]):
            browser = browser_of(people[role])
            assert browser.get(place).status_code == 403, (name, role)
            assert browser.post(place).status_code in {403, 405}, (name, role)
    assert _without_reading(everything()) == _without_reading(before)


def _without_reading(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Looking at a draft keeps its calculation."""
    kept = {"CalculationRow", "ComponentRow", "FindingRow", "LineResultRow", "SourceResultRow"}
    return {
        name: [row for row in rows if "'inventory.calculated'" not in row]
        for name, rows in tables.items()
        if name not in {*kept, "UsedFactor", "Account"}
    }


def test_a_job_is_not_shown_to_others_nor_accepted_by_who_may_not(client: Client) -> None:
    owner = bare("thesaban")
    bare("other")
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("ก.xlsx", template())})
    at = sent.headers["Location"]
    stranger = member(organisation_by_code(LOCAL_OWNER, "other").id, Role.ADMINISTRATOR, name="s")
    verifier, collector = member(owner, Role.VERIFIER), member(owner, Role.COLLECTOR)
    assert browser_of(stranger).get(at).status_code == 404
    assert browser_of(stranger).post(at, {"do": "accept"}).status_code == 404
    assert browser_of(collector).get(at).status_code == 404
    assert browser_of(None).get(at).status_code == 302
    page = whole(browser_of(verifier).get(at))
    assert 'value="accept"' not in page
    assert browser_of(verifier).post(at, {"do": "accept"}).status_code == 403
    assert not ActivityRow.rows.of(owner).exists()
    manager = browser_of(member(owner, Role.DATA_MANAGER))
    assert 'value="accept"' in whole(manager.get(at))
    assert job_at(manager.post(at, {"do": "accept"}), owner).state is JobState.DONE
