"""The pages of review points, samples and histories: who may, what they show, what they refuse."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from tests.services.towns import everything
from tests.web.addresses import DEMO_PARTS, HOSTILE_PARTS, address
from tests.web.homes import DEMO, DEMO_YEAR, MARKUP, POINT, copied, opened
from tests.web.people import BACKEND, account, browser_of, member

from fahsai.core.access.roles import Role
from fahsai.core.assurance.review import MOVES, Move, PointState, ReviewKind, SubjectKind
from fahsai.core.assurance.sampling import Weighing
from fahsai.core.inventory.trees import TreeRow
from fahsai.core.reports.dossier import (
    ActivityRecord,
    Calibration,
    CreditProject,
    EnergySupply,
    Measure,
    Production,
    Scope3Assessment,
    TreeStock,
)
from fahsai.records.models import FormRecordKind
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.history import HISTORY_KINDS
from fahsai.services.inventories import version_of_year
from fahsai.services.keeping.described import KINDS
from fahsai.services.review import point, points
from fahsai.web.history.told import CHOICES, field_label
from fahsai.web.shown import Shown
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")

PAGES = ("review", "review_point", "sample", "history")
REVIEWERS = ("review_raise", "review_close", "review_reject", "review_withdraw")
FORMS = (*REVIEWERS, "review_answer")


@pytest.fixture
def house(full_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    """Both organisations in a home of their own, where accounts may be made."""
    with opened(copied(full_home, tmp_path), django_db_blocker):
        yield organisation_by_code(LOCAL_OWNER, DEMO).id


def at(route: str, code: str = POINT) -> str:
    return address(route, {**DEMO_PARTS, "point": code})


def state(house: UUID, code: str) -> PointState:
    return point(LOCAL_OWNER, house, version_of_year(LOCAL_OWNER, house, DEMO_YEAR), code).state


def main_of(text: str) -> str:
    """A page without its head, where one may sign out."""
    return text.partition("<main")[2]


def test_who_reads_and_who_does_not(house: UUID) -> None:
    manager = browser_of(member(house, Role.PROGRAMME_MANAGER))
    collector = browser_of(member(house, Role.COLLECTOR, units=[house]))
    stranger, nobody = browser_of(account("stranger")), browser_of(None)
    for route in (*PAGES, *FORMS):
        where = at(route)
        sees = route in PAGES and route != "history"
        assert manager.get(where).status_code == (200 if sees else 403), route
        assert collector.get(where).status_code == 403, route
        assert stranger.get(where).status_code == 404, route
        assert nobody.get(where).headers["Location"].startswith("/accounts/login/?next="), route
        if route in FORMS:
            given = {"text": "x", "kind": "CAR"}
            assert manager.post(where, given).status_code == 403
            assert collector.post(where, given).status_code == 403
            assert stranger.post(where, given).status_code == 404
            assert (
                nobody.post(where, given).headers["Location"].startswith("/accounts/login/?next=")
            )
    assert state(house, POINT) is PointState.RAISED


def test_each_side_has_its_own_forms(house: UUID) -> None:
    for role in Role:
        browser = browser_of(member(house, role))
        for route in FORMS:
            reviews = role in {Role.VERIFIER, Role.INTERNAL_AUDITOR}
            answers = role in {
                Role.DATA_MANAGER, Role.COLLECTOR, Role.WRITER, Role.ADVISER, Role.ADMINISTRATOR,
            }  # fmt: skip
            may = reviews if route in REVIEWERS else answers
            assert browser.get(at(route)).status_code == (200 if may else 403), (role, route)
            if not may:
                assert browser.post(at(route), {"text": "x"}).status_code == 403, (role, route)


def test_a_point_is_raised_answered_refused_and_closed_on_the_pages(house: UUID) -> None:
    verifier = browser_of(member(house, Role.VERIFIER, name="วีระ"))
    manager = browser_of(member(house, Role.DATA_MANAGER, name="มานี"))
    asked = verifier.get(at("review_raise"), {"subject": "S05"}).content.decode()
    assert 'value="S05"' in asked
    raised = verifier.post(
        at("review_raise"), {"kind": "NC", "subject": "S05", "text": f"พบ {MARKUP}"}
    )
    assert raised.headers["Location"] == at("review_point", "NC-01")
    walk = (
        (manager, "review_answer", "แก้แล้ว", PointState.ANSWERED),
        (verifier, "review_reject", "ยังไม่พอ", PointState.RAISED),
        (manager, "review_answer", "แนบใบเสร็จ", PointState.ANSWERED),
        (verifier, "review_close", "", PointState.CLOSED),
    )
    for browser, route, text, after in walk:
        assert (
            f'href="{at(route, "NC-01")}"'
            in browser.get(at("review_point", "NC-01")).content.decode()
        )
        form = browser.get(at(route, "NC-01")).content.decode()
        assert '<form class="form" method="post">' in form
        assert ("ขั้นนี้ย้อนกลับไม่ได้" in form) is (route == "review_close")
        sent = browser.post(at(route, "NC-01"), {"text": text})
        assert sent.headers["Location"] == at("review_point", "NC-01")
        assert state(house, "NC-01") is after
    shown = manager.get(at("review_point", "NC-01")).content.decode()
    for said in ("วีระ", "มานี", "แก้แล้ว", "ยังไม่พอ", "แนบใบเสร็จ", "แหล่งปล่อย S05"):
        assert said in shown
    assert MARKUP not in shown
    assert "&lt;script&gt;" in shown
    assert f'href="{address("line", DEMO_PARTS, name="S05")}"' in shown
    told = verifier.get(
        address("history", {**DEMO_PARTS, "kind": "review"}, key=_key(house, "NC-01"))
    ).content.decode()
    for said in ("วีระ", "มานี", "รอคำตอบ", "ปิดแล้ว", "NC – ความไม่เป็นไปตามข้อกำหนด"):
        assert said in told
    assert MARKUP not in told


def _key(house: UUID, code: str) -> UUID:
    version = version_of_year(LOCAL_OWNER, house, DEMO_YEAR)
    return point(LOCAL_OWNER, house, version, code).key


def test_what_is_wrong_stands_above_the_form_and_nothing_is_stored(house: UUID) -> None:
    verifier = browser_of(member(house, Role.VERIFIER))
    before = everything()["ReviewPoint"]
    empty = verifier.post(at("review_raise"), {"kind": "", "text": ""}).content.decode()
    assert empty.count("กรุณากรอกช่องนี้") == 4  # twice each: above the form and at the field
    assert 'role="alert"' in empty
    unknown = verifier.post(
        at("review_raise"), {"kind": "CAR", "subject": MARKUP, "text": "พบ"}
    ).content.decode()
    assert 'role="alert"' in unknown
    assert MARKUP not in unknown
    wrong = verifier.post(at("review_raise"), {"kind": "CAR", "subject": "S99", "text": "พบ"})
    assert "ไม่รู้จัก “S99”" in wrong.content.decode()
    other = verifier.post(at("review_raise"), {"kind": "XX", "text": "พบ"}).content.decode()
    assert "กรุณาเลือกจากรายการ" in other
    for route in ("review_close", "review_reject", "review_withdraw"):
        answer = verifier.post(at(route), {"text": "x"})  # not answered, and raised by another
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    assert everything()["ReviewPoint"] == before


def test_a_step_that_is_not_possible_has_no_form(house: UUID) -> None:
    verifier = browser_of(member(house, Role.VERIFIER))
    for route in ("review_close", "review_reject", "review_withdraw"):
        text = verifier.get(at(route), {"lang": "en"}).content.decode()
        assert "Not possible now" in text
        assert 'method="post"' not in main_of(text)


def test_no_form_is_taken_without_its_token(house: UUID) -> None:
    who = member(house, Role.VERIFIER)
    client = Client(HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1", enforce_csrf_checks=True)
    client.force_login(who, backend=BACKEND)
    before = everything()["ReviewPoint"]
    sent = client.post(at("review_raise"), {"kind": "CAR", "text": "พบ"})
    assert sent.status_code == 403
    assert everything()["ReviewPoint"] == before


def test_the_list_is_filtered_and_a_choice_that_is_none_is_said(house: UUID) -> None:
    verifier = browser_of(member(house, Role.VERIFIER))
    for kind in ("CL", "OBS"):
        verifier.post(at("review_raise"), {"kind": kind, "text": f"ข้อความของ {kind}"})
    every = verifier.get(at("review")).content.decode()
    assert all(code in every for code in (POINT, "CL-01", "OBS-01"))
    only = verifier.get(at("review"), {"kind": "OBS", "state": "raised"}).content.decode()
    assert ("OBS-01" in only, "CL-01" in only, POINT in only) == (True, False, False)
    none = verifier.get(at("review"), {"state": "closed"}).content.decode()
    assert "ไม่มีประเด็น" in none
    odd = verifier.get(at("review"), {"state": MARKUP}).content.decode()
    assert "กรุณาเลือกจากรายการ" in odd
    assert MARKUP not in odd
    version = version_of_year(LOCAL_OWNER, house, DEMO_YEAR)
    assert len(points(LOCAL_OWNER, house, version)) == 3


def test_a_sample_is_a_page_that_anybody_draws_again(house: UUID) -> None:
    verifier = browser_of(member(house, Role.VERIFIER))
    asked = {"seed": "2569/1", "size": "5", "weighing": "result"}
    first = main_of(verifier.get(at("sample"), asked).content.decode())
    assert first == main_of(verifier.get(at("sample"), asked).content.decode())
    assert "ได้ 5 รายการ" in first
    assert first.count('<th scope="row"><a href=') == 5
    other = verifier.get(at("sample"), {**asked, "seed": MARKUP}).content.decode()
    assert MARKUP not in other
    empty = verifier.get(at("sample")).content.decode()
    assert "<table" not in empty
    for wrong in ({"size": "0"}, {"size": "501"}, {"size": "x"}, {"seed": ""}, {"weighing": "?"}):
        answer = verifier.get(at("sample"), {**asked, **wrong})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_every_record_of_a_sample_leads_to_its_trace(house: UUID) -> None:
    verifier = browser_of(member(house, Role.VERIFIER))
    drawn = verifier.get(at("sample"), {"seed": "ก", "size": "8", "weighing": "even"})
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', drawn.content.decode())
    assert len(links) == 8
    assert {verifier.get(link).status_code for link in links} == {200}


def test_the_history_of_a_source_is_in_words_of_the_language(records: Home, client: Client) -> None:
    del records
    thai = client.get(address("history", DEMO_PARTS)).content.decode()
    english = client.get(address("history", DEMO_PARTS), {"lang": "en"}).content.decode()
    assert "เจ้าของเครื่อง" in thai
    assert "The local owner" in english
    assert "Emission source" in english
    assert "S05" in thai
    hostile = client.get(address("history", HOSTILE_PARTS)).content.decode()
    assert MARKUP not in hostile
    assert "&lt;script&gt;" in hostile


ENTRIES = {
    "activity": ActivityRecord,
    "calibration": Calibration,
    "tree": TreeStock,
    "tree_census": TreeRow,
    "credit": CreditProject,
    "supply": EnergySupply,
    "measure": Measure,
    "scope3": Scope3Assessment,
    "production": Production,
}


def _entry_fields(kind: FormRecordKind) -> list[str]:
    """The fields of the entries of a list of the form."""
    entry = ENTRIES.get(kind.value)
    return [] if entry is None else [one.name for one in fields(entry)]


@pytest.mark.parametrize("language", Language)
def test_every_field_and_every_choice_has_words(language: Language) -> None:
    shown = Shown(language)
    for kind, described in KINDS.items():
        for field in described.fields:
            assert field_label(kind, field, "", shown) != field, (kind, field)
    for kind in FormRecordKind:
        for field in _entry_fields(kind):
            assert field_label("form", field, "", shown, kind.value) != field, (kind, field)
    table = words("web")
    assert set(HISTORY_KINDS) == set(table["history_kinds"])
    assert {one.value for one in ReviewKind} == set(table["review_kinds"])
    assert {one.value for one in PointState} == set(table["review_states"])
    assert {one.value for one in SubjectKind} == set(table["review_subjects"])
    assert {one.value for one in Weighing} == set(table["weighings"])
    moves = {one.value for one in Move}
    assert moves == set(table["review_moves"]) == set(table["review_done"])
    assert {"raise", *moves} == set(table["review_steps"])
    assert {move.value for _, move in MOVES} == moves
    assert {role.value for role in Role} == set(table["history_choices"]["role"])
    for name, *sections in CHOICES.values():
        found = words(name)
        for section in sections:
            found = found[section]
        assert found
