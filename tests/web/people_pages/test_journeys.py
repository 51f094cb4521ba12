"""What people do on the pages of organisations: found, divide, invite, join, give, take, look."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.services.towns import STRANGER
from tests.web.homes import DEMO, DEMO_YEAR, HOSTILE, MARKUP
from tests.web.people import account, browser_of, member
from tests.web.people_pages.conftest import LINK, kept, token_of
from tests.web.test_markup import Page

from fahsai.core.access.roles import Permission, Role
from fahsai.records.models import Account, Invitation, Membership, OrgUnit
from fahsai.services.access import organisation_by_code
from fahsai.services.accounts import actor_of
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.events import event_count

if TYPE_CHECKING:
    from django.test import Client
    from tests.web.homes import Home
    from tests.web.people_pages.conftest import Towns

pytestmark = [
    pytest.mark.xdist_group("web"),
]

PASSWORD = "ลมหนาวพัดผ่านทุ่งนา-48"


def text_of(browser: Client, path: str, language: str = "th", status: int = 200) -> str:
    response = browser.get(path, {"lang": language})
    assert response.status_code == status
    return response.content.decode()


def links(text: str) -> set[str]:
    return {one["href"] for one in Page(text).all("a") if "href" in one}


def test_an_organisation_is_founded_and_filled_with_people(no_organisation: Home) -> None:
    del no_organisation
    who = account("founder", manages_installation=True)
    founder, english = browser_of(who), browser_of(who)
    home = text_of(english, "/", "en")
    assert "/found/" in links(home)
    assert "Invite the people who work on it" in home
    form = {"code": "new", "name_th": "เทศบาลใหม่", "province": "ชลบุรี"}
    response = founder.post("/found/", {**form, "name_th": ""})
    assert response.status_code == 200
    assert 'href="#id_name_th"' in response.content.decode()
    response = founder.post("/found/", {**form, "code": ".."})
    assert "ใช้รหัสองค์กร “..” ไม่ได้" in response.content.decode()
    response = founder.post("/found/", form)
    assert response.headers["Location"] == "/organisations/new/"
    page = text_of(founder, "/organisations/new/")
    assert "ตั้งองค์กรแล้ว" in page
    assert "ชลบุรี" in page
    assert {f"/organisations/new/{one}/" for one in ("people", "units", "events", "profile")} <= (
        links(page)
    )
    response = founder.post("/found/", form)
    assert "มีองค์กรที่ใช้รหัส “new” แล้ว" in response.content.decode()

    units = "/organisations/new/units/"
    assert "There is no unit yet" in text_of(english, units, "en")
    assert founder.post(units, {"code": "D01", "name_th": "สำนักปลัด"}).status_code == 302
    unit = OrgUnit.rows.of(organisation_by_code(LOCAL_OWNER, "new").id).get()
    assert "สำนักปลัด" in text_of(founder, units)

    invite = "/organisations/new/people/invite/"
    asked = {"email": "new@example.org", "role": "collector"}
    response = founder.post(invite, asked)
    assert "เลือกส่วนงานอย่างน้อยหนึ่งส่วน" in response.content.decode()
    assert not mail.outbox
    response = founder.post(invite, {**asked, "units": [str(unit.key)]})
    assert response.headers["Location"] == "/organisations/new/people/"
    people = text_of(founder, "/organisations/new/people/")
    assert "ส่งคำเชิญถึง new@example.org แล้ว" in people
    assert "/invitations/" not in people.replace("people/invitations/", "")

    join_as_somebody_new(token_of(mail.outbox[0].body))


def join_as_somebody_new(token: str) -> None:
    path, nobody = f"/invitations/{token}/", browser_of(None)
    page = text_of(nobody, path)
    assert "เทศบาลใหม่" in page
    assert "new@example.org" in page
    response = nobody.post(path, {"name": "", "password": ""})
    assert response.status_code == 200
    assert not Account.objects.filter(email="new@example.org").exists()
    response = nobody.post(path, {"name": "สมศรี", "password": PASSWORD})
    assert response.status_code == 302
    assert "next=%2Forganisations%2Fnew%2F" in response.headers["Location"]
    made = Account.objects.get(email="new@example.org")
    assert made.check_password(PASSWORD)
    assert "ใช้ไปแล้ว" in text_of(nobody, path, status=410)
    page = text_of(browser_of(made), "/organisations/new/")
    assert "ผู้เก็บข้อมูล" in page
    assert not [one for one in links(page) if re.search("people|units|events|profile", one)]


def test_roles_are_changed_and_taken_with_a_question(towns: Towns) -> None:
    town = towns.demo
    browser = browser_of(town.administrator)
    path = f"/organisations/{DEMO}/people/{town.writer.id}/"
    assert "ผู้เขียนรายงาน" in text_of(browser, path)
    response = browser.post(path, {"role": "verifier"})
    assert "คนเดียวกันเป็นทั้ง ผู้เขียนรายงาน และ ผู้ทวนสอบ ไม่ได้" in response.content.decode()
    response = browser.post(path, {"role": "nonsense"})
    assert "กรุณาเลือกจากรายการ" in response.content.decode()
    assert browser.post(path, {"role": "approver"}).status_code == 302
    assert "ผู้บริหารที่อนุมัติรายงาน" in text_of(browser, path)
    take = f"{path}approver/take/"
    assert "ถอนบทบาทนี้หรือไม่" in text_of(browser, take)
    response = browser.post(take, {"reason": ""})
    assert 'href="#id_reason"' in response.content.decode()
    assert browser.post(take, {"reason": "พ้นตำแหน่ง"}).status_code == 302
    assert browser.get(take).status_code == 404
    own = f"/organisations/{DEMO}/people/{town.administrator.id}/administrator/take/"
    response = browser.post(own, {"reason": "พอ"})
    assert "เป็นผู้ดูแลระบบคนสุดท้าย" in response.content.decode()
    units = {"role": "collector", "units": [str(towns.hostile.unit)], "reason": "x"}
    before = kept()
    response = browser.post(f"/organisations/{DEMO}/people/{town.collector.id}/", units)
    assert "กรุณาเลือกจากรายการ" in response.content.decode()
    assert kept() == before


def test_a_role_cannot_be_raised_by_posting_it(towns: Towns) -> None:
    town = towns.demo
    manager = member(town.id, Role.DATA_MANAGER, name="climber")
    before = kept()
    for path in (f"people/{manager.id}/", f"people/{town.writer.id}/", "people/invite/"):
        response = browser_of(manager).post(
            f"/organisations/{DEMO}/{path}", {"role": "administrator", "email": "me@example.org"}
        )
        assert response.status_code == 403
    own = f"/organisations/{DEMO}/people/{town.administrator.id}/"
    response = browser_of(town.administrator).post(own, {"role": "data_manager"})
    assert "ให้บทบาทแก่ตนเองไม่ได้" in response.content.decode()
    assert kept() == before
    assert not mail.outbox[2:]


def test_the_invitation_of_another_stays_untouched(towns: Towns) -> None:
    path = f"/invitations/{towns.demo.token}/"
    before = kept()
    for who in (towns.stranger, towns.demo.writer, towns.hostile.administrator):
        browser = browser_of(who)
        for response in (browser.get(path), browser.post(path)):
            assert response.status_code == 403
            text = response.content.decode()
            assert "คำเชิญนี้ส่งถึงอีเมลอื่น" in text
            assert "demo-new@example.org" not in text
    assert kept() == before
    for wrong in ("x", towns.demo.token[:-1] + "!", "A" * 64):
        assert browser_of(None).get(f"/invitations/{wrong}/").status_code == 404
        assert browser_of(None).post(f"/invitations/{wrong}/").status_code == 404


def test_somebody_with_an_account_signs_in_and_accepts(towns: Towns) -> None:
    path = f"/invitations/{towns.demo.token}/"
    friend = account("demo-new")
    response = browser_of(None).get(path)
    assert response.status_code == 302
    assert f"next=%2Finvitations%2F{towns.demo.token}%2F" in response.headers["Location"]
    browser = browser_of(friend)
    before = kept()
    assert "ตอบรับคำเชิญ" in text_of(browser, path)
    assert kept() == before
    response = browser.post(path)
    assert response.headers["Location"] == f"/organisations/{DEMO}/"
    actor = actor_of(friend.id)
    assert actor is not None
    assert actor.units(towns.demo.id, Permission.ENTER_DATA) == frozenset({towns.demo.unit})
    assert browser.post(path).status_code == 410


def test_an_invitation_is_sent_again_and_revoked_after_a_question(towns: Towns) -> None:
    town, letters = towns.hostile, len(mail.outbox)
    browser = browser_of(town.administrator)
    root = f"{reverse('people', args=(HOSTILE,))}invitations/{town.invitation}"
    assert "ส่งคำเชิญอีกครั้งหรือไม่" in text_of(browser, f"{root}/again/")
    assert len(mail.outbox) == letters
    assert browser.post(f"{root}/again/").status_code == 302
    assert len(mail.outbox) == letters + 1
    assert "\n" not in mail.outbox[-1].subject
    assert browser_of(None).get(f"/invitations/{town.token}/").status_code == 404
    token = token_of(mail.outbox[-1].body)
    assert mail.outbox[-1].body.count(LINK + token) == 2
    text = text_of(browser_of(None), f"/invitations/{token}/")
    assert MARKUP not in text
    browser.post(f"{root}/again/")
    assert "เพิ่งส่งคำเชิญ" in text_of(browser, reverse("people", args=(HOSTILE,)))
    assert "ยกเลิกคำเชิญนี้หรือไม่" in text_of(browser, f"{root}/revoke/")
    assert browser.post(f"{root}/revoke/").status_code == 302
    assert browser.get(f"{root}/revoke/").status_code == 404
    text = text_of(browser_of(None), f"/invitations/{token}/", status=410)
    assert "องค์กรยกเลิกคำเชิญนี้แล้ว" in text
    assert "has revoked" in text_of(browser_of(None), f"/invitations/{token}/", "en", 410)


def test_an_expired_link_says_so(towns: Towns) -> None:
    late = timezone.now() - timedelta(seconds=1)
    Invitation.rows.of(towns.demo.id).update(expires_at=late)
    text = text_of(browser_of(None), f"/invitations/{towns.demo.token}/", status=410)
    assert "คำเชิญนี้หมดอายุแล้ว" in text
    people = text_of(browser_of(towns.demo.administrator), f"/organisations/{DEMO}/people/")
    assert "หมดอายุ" in people


def test_whoever_belongs_nowhere_is_told_what_to_do(towns: Towns) -> None:
    text = text_of(browser_of(towns.stranger), "/")
    assert "คุณยังไม่ได้อยู่ในองค์กรใด" in text
    assert "stranger@example.org" in text
    assert "/found/" not in links(text)
    assert "เทศบาลเมืองฟ้าใส" not in text
    assert browser_of(towns.stranger).get("/found/").status_code == 403
    assert browser_of(towns.stranger).post("/found/", {"code": "x"}).status_code == 403
    assert browser_of(None).get("/found/").status_code == 302


def test_links_are_those_that_one_may_use(towns: Towns) -> None:
    path = f"/organisations/{DEMO}/"
    expected = {
        towns.demo.administrator: {"people", "units", "events", "profile"},
        towns.demo.writer: {"events"},
        towns.demo.collector: set(),
    }
    for who, pages in expected.items():
        browser = browser_of(who)
        text = text_of(browser, path)
        shown = {one.removeprefix(path).strip("/") for one in links(text) if one.startswith(path)}
        assert shown & {"people", "units", "events", "profile"} == pages
        for one in links(text):
            if one.startswith(path):
                assert browser.get(one).status_code == 200, one


def test_the_profile_changes_with_its_reason(towns: Towns) -> None:
    browser = browser_of(towns.demo.administrator)
    path = f"/organisations/{DEMO}/profile/"
    text = text_of(browser, path)
    assert "เทศบาลเมืองฟ้าใส" in text
    form = {"name_th": "เทศบาลนครฟ้าใส", "name_en": "", "kind": "เทศบาลนคร", "address": ""}
    response = browser.post(path, form)
    assert 'href="#id_reason"' in response.content.decode()
    assert browser.post(path, {**form, "reason": "ยกฐานะ"}).status_code == 302
    assert "เทศบาลนครฟ้าใส" in text_of(browser, f"/organisations/{DEMO}/")


def test_units_are_changed_and_ended(towns: Towns) -> None:
    browser = browser_of(towns.demo.administrator)
    root = f"/organisations/{DEMO}/units/"
    assert browser.post(root, {"code": "Z9", "name_th": "กองใหม่"}).status_code == 302
    unit = OrgUnit.rows.of(towns.demo.id).current().get(code="Z9")
    form = {"name_th": "กองดิจิทัล", "parent": str(towns.demo.unit), "reason": "เปลี่ยนชื่อ"}
    response = browser.post(f"{root}{unit.key}/", {**form, "parent": str(towns.hostile.unit)})
    assert "กรุณาเลือกจากรายการ" in response.content.decode()
    assert browser.post(f"{root}{unit.key}/", form).status_code == 302
    assert "กองดิจิทัล" in text_of(browser, root)
    response = browser.post(f"{root}{towns.demo.unit}/withdraw/", {"reason": "ยุบ"})
    assert "ยังยกเลิกส่วนงาน" in response.content.decode()
    assert browser.post(f"{root}{unit.key}/withdraw/", {"reason": "ยุบ"}).status_code == 302
    assert "กองดิจิทัล" not in text_of(browser, root)


def test_history_is_filtered_paged_and_leads_to_its_objects(
    towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(towns.demo.administrator)
    path = f"/organisations/{DEMO}/events/"
    text = text_of(browser, path)
    for said in ("เจ้าของเครื่อง", "นำเข้าข้อมูลกิจกรรม", "ทำเอกสาร", "ส่งคำเชิญ", "demo-admin"):
        assert said in text
    assert "คำเชิญ ผู้เก็บข้อมูล" in text
    assert "demo-new" not in text
    for one in links(text):
        if one.startswith(f"/organisations/{DEMO}/"):
            assert browser.get(one).status_code == 200, one
    assert f"/organisations/{DEMO}/{DEMO_YEAR}/" in "".join(links(text))
    mine = browser.get(path, {"who": str(towns.demo.administrator.id)}).content.decode()
    assert ">ส่งคำเชิญ</td>" in mine
    assert ">ทำเอกสาร</td>" not in mine
    documents = browser.get(path, {"what": "document"}).content.decode()
    assert ">ทำเอกสาร</td>" in documents
    assert ">ส่งคำเชิญ</td>" not in documents
    early = browser.get(path, {"last_day": "2000-01-01"}).content.decode()
    assert "ไม่พบเหตุการณ์ตามตัวกรองนี้" in early
    for wrong in ({"first_day": "x"}, {"who": "x"}, {"what": "<b>"}, {"last_day": "0001-01-01"}):
        response = browser.get(path, wrong)
        assert response.status_code == 200
        assert "ยังส่งไม่ได้" in response.content.decode()
    monkeypatch.setattr("fahsai.web.organisations.events.SIZE", 2)
    total = event_count(LOCAL_OWNER, towns.demo.id)
    seen = []
    for number in range(1, -(-total // 2) + 1):
        page = browser.get(path, {"page": str(number)}).content.decode()
        cells = "<td[^>]*>(.*?)</td>" * 3
        seen += re.findall(rf'<tr role="row">{cells}', page)
    assert len(seen) == total


def test_the_local_owner_is_told_how_to_get_people(records: Home) -> None:
    del records
    browser = browser_of(None)
    for page in ("people/", "people/invite/"):
        text = text_of(browser, f"/organisations/{DEMO}/{page}", "en")
        banner = text.partition('aria-labelledby="owner"')[2].partition("</section>")[0]
        assert 'href="/setup/"' in banner
        assert "<code>" not in banner
        assert "<form" not in text
    response = browser.post(
        f"/organisations/{DEMO}/people/invite/", {"email": "a@example.org", "role": "writer"}
    )
    assert response.status_code == 200
    assert not Invitation.rows.of(organisation_by_code(LOCAL_OWNER, DEMO).id).exists()
    assert not Membership._base_manager.filter(account_id=STRANGER.id).exists()
