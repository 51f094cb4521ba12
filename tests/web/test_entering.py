"""Entering by hand on the pages, and what a collector of some units finds on all of them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from tests.kept_documents import kept_documents
from tests.services.parted import YEAR, Town, parted_town
from tests.services.towns import everything
from tests.web.homes import MARKUP, empty_home, opened
from tests.web.people import browser_of, member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.records.models import ActivityRow, Event, Source
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import make_documents
from fahsai.services.evidence_files import evidence_names
from fahsai.services.submit import submit
from fahsai.web.shown import tonnes_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.xdist_group("web")

CODE = "parted"


@pytest.fixture
def town(tmp_path: Path, migrated_file: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with opened(empty_home(tmp_path, migrated_file), django_db_blocker):
        yield parted_town(CODE)


def collector(town: Town, *units: str) -> Client:
    keys = [town.units[one] for one in units]
    return browser_of(member(town.id, Role.COLLECTOR, name="-".join(units), units=keys))


def months_of(name: str) -> str:
    return reverse("months", args=(CODE, YEAR, name))


class Page(str):
    """The text of a page as people read it; ``raw`` is its HTML."""

    __slots__ = ("raw",)
    raw: str


def text(response: Any) -> Page:
    raw = response.content.decode()
    page = Page(unescape(raw))
    page.raw = raw
    return page


def fields(page: Page) -> dict[str, str]:
    """The inputs of a page with their values, as a browser would send them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page.raw):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or re.search(r'type="(checkbox|file)"', tag):
            continue
        found[name[1]] = unescape(value[1]) if value else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def rows(town: Town, code: str) -> list[ActivityRow]:
    key = Source.rows.of(town.id).current().get(code=code).key
    found = ActivityRow.rows.of(town.id).current().filter(source_key=key)
    return list(found.order_by("period_start"))


# The journey


def test_the_largest_number_that_is_taken_can_be_shown_everywhere(town: Town) -> None:
    browser = collector(town, "ENG")
    path = months_of("D01")
    filled = {**fields(text(browser.get(path))), "reason": "ลอง", "step": "confirm"}
    too_large = text(browser.post(path, {**filled, "m2021-10": "1e28"}))
    assert "ใหญ่เกินกว่าจะเป็นปริมาณ" in too_large
    assert browser.post(path, {**filled, "m2021-10": "9" * 28}).status_code == 302
    for name in ("year", "year_sources", "year_lines", "year_findings"):
        assert browser.get(reverse(name, args=(CODE, YEAR))).status_code == 200
    assert browser.get(reverse("line", args=(CODE, YEAR, "D01"))).status_code == 200
    assert browser.get(reverse("record", args=(CODE, YEAR, "D01", "2564-10"))).status_code == 200


def test_fill_in_look_confirm(town: Town) -> None:
    browser = collector(town, "ENG")
    path = months_of("D01")
    page = text(browser.get(path))
    filled = fields(page)
    assert filled["m2021-10"] == "620"
    assert filled["unit"] == "ลิตร"
    changed = {**filled, "m2021-10": "๑,๖๒๐.๕", "m2021-11": "", "step": "preview"}
    before = everything()
    refused = text(browser.post(path, changed))
    assert 'href="#id_reason"' in refused  # what a file brought needs a reason
    assert everything() == before
    changed["reason"] = MARKUP
    preview = browser.post(path, changed)
    shown = text(preview)
    assert "1,620.5 ลิตร" in shown
    assert MARKUP not in preview.content.decode()
    assert everything() == before
    edited = text(browser.post(path, {**fields(shown), "step": "edit"}))
    assert fields(edited)["m2021-10"] == "๑,๖๒๐.๕"
    assert everything() == before
    done = browser.post(path, {**fields(shown), "step": "confirm"}, follow=True)
    assert done.redirect_chain == [(path, 302)]
    assert "บันทึกแล้ว 2 เดือน" in text(done)
    assert [str(row.quantity) for row in rows(town, "D01")][:2] == ["1620.5", "622"]
    assert fields(text(done))["m2021-10"] == "1620.5"
    stale = text(browser.post(path, {**fields(shown), "step": "confirm"}))
    assert "มีผู้อื่นแก้ข้อมูลนี้" in stale
    same = text(browser.post(path, {**fields(text(done)), "step": "preview"}))
    assert "ไม่มีอะไรเปลี่ยน" in same


def test_a_preview_tells_the_mistakes_that_would_come(town: Town) -> None:
    browser = collector(town, "ENG1")
    path = months_of("P02")
    filled = {**fields(text(browser.get(path))), "reason": "อ่านผิด", "step": "preview"}
    calm = text(browser.post(path, {**filled, "m2021-10": "5310"}))
    assert 'value="confirm"' in calm.raw
    assert 'id="noticed"' not in calm.raw
    before = everything()
    slip = text(browser.post(path, {**filled, "m2021-10": "530000"}))
    assert everything() == before
    assert "ข้อสังเกตใหม่ถ้าบันทึกตัวเลขเหล่านี้" in slip
    assert "mistake.quantity_jump" in slip
    english = browser.post(f"{path}?lang=en", {**filled, "m2021-10": "530000"})
    assert "New findings with these figures" in text(english)
    done = browser.post(path, {**fields(slip), "step": "confirm"})
    assert done.status_code == 302
    findings = text(browser.get(reverse("year_findings", args=(CODE, YEAR)), {"lang": "th"}))
    told = re.search(r'<span>([^<]*)</span> <code class="quiet">mistake.quantity_jump', slip.raw)
    assert told is not None
    assert unescape(told[1]) in findings


def test_files_are_kept_over_the_preview_and_cited(town: Town) -> None:
    browser = collector(town, "ENG1")
    path = months_of("P02")
    filled = fields(text(browser.get(path)))
    files = [SimpleUploadedFile("มิเตอร์<b>.txt", b"12345"), SimpleUploadedFile("ว่าง.txt", b"")]
    sent = {**filled, "m2021-10": "9", "reason": "อ่านใหม่", "evidence_months": "m2021-10"}
    wrong = text(browser.post(path, {**sent, "evidence": files}))
    assert "“ว่าง.txt” ว่างเปล่า" in wrong
    assert "มิเตอร์<b>.txt" in wrong
    preview = text(browser.post(path, {**sent, **fields(wrong), "evidence_months": "m2021-10"}))
    assert "มิเตอร์<b>.txt" in preview
    browser.post(path, {**fields(preview), "step": "confirm"})
    first, second, *_ = rows(town, "P02")
    assert (str(first.quantity), len(first.evidence), len(second.evidence)) == ("9", 2, 1)
    trace = text(browser.get(reverse("line", args=(CODE, YEAR, "P02"))))
    assert "มิเตอร์<b>.txt" in trace
    other = collector(town, "ENG")
    forged = {**fields(text(other.get(months_of("D01")))), "m2021-10": "5", "reason": "x"}
    theirs = next(s for s, n in evidence_names(LOCAL_OWNER, town.id).items() if "P01" in n)
    answer = text(other.post(months_of("D01"), {**forged, "kept": theirs}))
    assert "ไม่พบไฟล์หลักฐาน" in answer
    assert "บิล-P01" not in answer


def test_problems_stand_at_their_months_in_both_languages(town: Town) -> None:
    browser = collector(town, "ENG")
    path = months_of("D01")
    filled = fields(text(browser.get(path)))
    bad = {**filled, "m2021-12": "สิบ", "m2022-01": "-1", "unit": "kWh", "reason": "x"}
    for language in ("th", "en"):
        page = text(browser.post(f"{path}?lang={language}", bad))
        for target in ("id_m2021-12", "id_m2022-01", "id_unit"):
            assert f'href="#{target}"' in page
            assert f'id="{target}"' in page
        assert page.count('aria-invalid="true"') == 3


def test_a_new_source_and_its_months(town: Town) -> None:
    browser = collector(town, "ENG")
    path = reverse("add_source", args=(CODE, YEAR))
    page = text(browser.get(path))
    assert 'value="ENG1"' in page
    assert "OPS" not in page
    empty = text(browser.post(path, {}))
    for name in ("kind", "name_th", "unit"):
        assert f'href="#id_{name}"' in empty
    forged = {"kind": "electricity.paid", "name_th": MARKUP, "unit": "OPS"}
    assert browser.post(path, forged).status_code == 200
    assert Source.rows.of(town.id).current().count() == 4
    done = browser.post(path, {**forged, "unit": "ENG1"}, follow=True)
    assert done.redirect_chain == [(months_of("S01"), 302)]
    assert MARKUP not in done.content.decode()
    filled = fields(text(done))
    wanted = {**filled, "m2021-10": "7", "origin": "paid", "grade": "Y", "step": "confirm"}
    browser.post(months_of("S01"), wanted)
    assert [str(row.quantity) for row in rows(town, "S01")] == ["7"]
    assert "S01" in text(browser.get(reverse("year_sources", args=(CODE, YEAR))))


# Who may


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_enter_is_refused_and_a_stranger_finds_nothing(town: Town, role: Role) -> None:
    colleague = browser_of(member(town.id, role))
    may = Permission.ENTER_DATA in PERMISSIONS[role]
    for path in (months_of("P01"), reverse("add_source", args=(CODE, YEAR))):
        before = everything()
        for answer in (colleague.get(path), colleague.post(path, {"m2021-10": "1"})):
            assert answer.status_code == (200 if may else 403)
        assert everything() == before
    stranger = browser_of(member(parted_town("other").id, Role.ADMINISTRATOR, name="stranger"))
    for path in (months_of("P01"), reverse("add_source", args=(CODE, YEAR))):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"m2021-10": "1"}).status_code == 404
    links = text(colleague.get(reverse("year_sources", args=(CODE, YEAR))))
    assert (reverse("add_source", args=(CODE, YEAR)) in links) is may


def test_the_forms_ask_for_their_token(town: Town) -> None:
    who = member(town.id, Role.DATA_MANAGER)
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1")
    strict.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = Event.rows.of(town.id).count()
    for path in (months_of("P01"), reverse("add_source", args=(CODE, YEAR))):
        assert strict.post(path, {"step": "confirm", "m2021-10": "1"}).status_code == 403
    assert Event.rows.of(town.id).count() == before


def test_a_submitted_year_has_no_form(town: Town) -> None:
    submitted, findings = submit(LOCAL_OWNER, town.id, YEAR, today=localdate())
    assert submitted is not None, findings
    browser = collector(town, "ENG")
    page = browser.get(months_of("D01"))
    assert "ปีนี้ส่งแล้ว" in text(page)
    assert 'name="m2021-10"' not in text(page)
    before = everything()
    browser.post(months_of("D01"), {"m2021-10": "1", "step": "confirm", "reason": "x"})
    assert everything() == before


# What a collector finds


SECRETS = {
    "P01": ("ไฟฟ้าสำนักปลัด", "71,000", "71000", "บิล-P01"),
    "D01": ("เครื่องปั่นไฟกองช่าง", ">620<", "บิล-D01"),
    "P02": ("ไฟฟ้าโรงซ่อม", "5,300", "5300", "บิล-P02"),
    "P03": ("ไฟฟ้าที่ยังไม่มีเจ้าของ", "99,000", "99000", "บิล-P03"),
}


@pytest.mark.parametrize(
    ("units", "seen"),
    [(("OPS",), {"P01"}), (("ENG",), {"D01", "P02"}), (("ENG1",), {"P02"}), (("EDU",), set())],
    ids=["one", "a tree", "below", "nothing"],
)
def test_no_page_tells_a_collector_of_other_units(
    town: Town, units: tuple[str, ...], seen: set[str]
) -> None:
    make_documents(LOCAL_OWNER, town.id, YEAR, today=localdate(), pdf=False)
    whole = calculate_year(LOCAL_OWNER, town.id, YEAR, today=localdate())
    browser = collector(town, *units)
    paths = [reverse("home"), reverse("year", args=(CODE, YEAR))]
    paths += [reverse("line", args=(CODE, YEAR, code)) for code in seen]
    paths += [months_of(code) for code in seen] + [reverse("add_source", args=(CODE, YEAR))]
    for language in ("th", "en"):
        for path in paths:
            answer = browser.get(path, {"lang": language}, follow=True)
            assert answer.status_code == 200, path
            page = text(answer)
            for code in set(SECRETS) - seen:
                assert f">{code}<" not in page, (path, code)
                for secret in SECRETS[code]:
                    assert secret not in page, (path, secret)
            assert tonnes_text(whole.calculation.total_kg) not in page
            assert "ทั้งองค์กร.xlsx" not in page
    for code in set(SECRETS) - seen:
        for path in (
            reverse("line", args=(CODE, YEAR, code)),
            reverse("record", args=(CODE, YEAR, code, "2564-10")),
            months_of(code),
        ):
            assert browser.get(path).status_code == 404
    document = kept_documents(town.id)[0]
    assert browser.get(reverse("document", args=(CODE, document.id))).status_code == 403
    year = text(browser.get(reverse("year", args=(CODE, YEAR))))
    part = calculate_year(town.collector(*units), town.id, YEAR, today=localdate())
    assert tonnes_text(part.calculation.total_kg) in year
