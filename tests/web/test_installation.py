"""Whoever manages the installation sees accounts and organisations of nobody; others see none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.towns import bare, events, everything
from tests.web.homes import MARKUP
from tests.web.people import account, browser_of, member
from tests.web.test_markup import Page

from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission, Role
from fahsai.records import wall
from fahsai.records.ids import new_id
from fahsai.records.models import Account
from fahsai.services.access import NotFoundError
from fahsai.services.accounts import actor_of, administered, create_account
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.keeping.memberships import administrators
from fahsai.services.manage_installation import accounts, take_over
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("no_organisation")
HOME = reverse("installation")


def whole(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200, answer.content
    page = Page(answer.content.decode())
    assert page.faults == []
    assert len(page.all("h1")) == 1
    return answer.content.decode()


def admins(organisation_id: object) -> frozenset[object]:
    wall.work_for(organisation_id)  # type: ignore[arg-type]
    return administrators(organisation_id)  # type: ignore[arg-type]


def test_the_first_account_administers_what_nobody_does() -> None:
    founded, led = bare("founded"), bare("led")
    other = member(led, Role.ADMINISTRATOR, name="other")
    made, found = create_account(
        email="first@example.org",
        name="คนแรก",
        password="เมฆขาวลอยต่ำเหนือทุ่ง",
        manages_installation=True,
    )
    assert made is not None, found
    assert administered(made.id) == ("founded",)
    assert admins(founded) == {made.id}
    assert admins(led) == {other.id}
    assert "role.given" in events(founded)
    plain, _ = create_account(
        email="plain@example.org", name="ธรรมดา", password="ฝนตกหนักที่ปลายนา 2569"
    )
    assert plain is not None
    assert administered(plain.id) == ()


def test_setting_up_by_page_says_what_is_administered(client: Client) -> None:
    town = bare("founded")
    given = {
        "email": "first@example.org",
        "name": "คนแรก",
        "password1": "เมฆขาวลอยต่ำเหนือทุ่ง",
        "password2": "เมฆขาวลอยต่ำเหนือทุ่ง",
    }
    answer = client.post(reverse("setup"), given, follow=True)
    assert len(admins(town)) == 1
    assert "ผู้ดูแลระบบขององค์กรที่ยังไม่มีผู้ดูแล: founded" in answer.content.decode()


def test_the_page_shows_accounts_events_and_what_is_missing() -> None:
    bare("lonely")
    boss = account("boss", manages_installation=True)
    shady = account("shady")
    Account.objects.filter(id=shady.id).update(name=MARKUP)
    for _ in range(120):
        note_sign_in(SignInVerb.SIGNED_IN, shady.id)
    browser = browser_of(boss)
    for language in ("th", "en"):
        page = whole(browser, f"{HOME}?lang={language}")
        assert "shady@example.org" in page
        assert "<script>alert" not in page
        assert "lonely" in page
        assert "deploy.no_tls" in page
        assert "page=2" in page
    whole(browser, f"{HOME}?page=2")
    assert reverse("close_account", args=(shady.id,)) in page
    assert reverse("close_account", args=(boss.id,)) not in page


def test_an_account_is_closed_after_asking_and_never_ones_own() -> None:
    boss, other = account("boss", manages_installation=True), account("other")
    browser, theirs = browser_of(boss), browser_of(other)
    assert theirs.get(reverse("account")).status_code == 200
    place = reverse("close_account", args=(other.id,))
    whole(browser, place)
    assert Account.objects.get(id=other.id).is_active
    assert browser.post(place).headers["Location"] == HOME
    assert not Account.objects.get(id=other.id).is_active
    assert theirs.get(reverse("account")).status_code == 302
    for gone in (other.id, boss.id, new_id()):
        assert browser.get(reverse("close_account", args=(gone,))).status_code == 404
        assert browser.post(reverse("close_account", args=(gone,))).status_code == 404
    assert Account.objects.get(id=boss.id).is_active


def test_an_organisation_of_nobody_is_taken_over_after_asking() -> None:
    lonely, led = bare("lonely"), bare("led")
    leader = member(led, Role.ADMINISTRATOR, name="leader")
    boss = account("boss", manages_installation=True)
    browser = browser_of(boss)
    assert browser.get(reverse("organisation", args=("lonely",))).status_code == 404
    place = reverse("take_over", args=("lonely",))
    whole(browser, place)
    assert admins(lonely) == frozenset()
    assert browser.post(place).status_code == 302
    assert admins(lonely) == {boss.id}
    assert "role.given" in events(lonely)
    assert browser.get(reverse("organisation", args=("lonely",))).status_code == 200
    for code in ("lonely", "led", "nobody"):
        assert browser.post(reverse("take_over", args=(code,))).status_code == 404
    assert admins(led) == {leader.id}


def test_who_checks_an_organisation_does_not_take_it_over() -> None:
    lonely = bare("lonely")
    verifier = member(lonely, Role.VERIFIER)
    Account.objects.filter(id=verifier.id).update(manages_installation=True)
    actor = actor_of(verifier.id)
    assert actor is not None
    done, said = take_over(actor, "lonely")
    assert not done
    assert [one.code for one in said] == ["access.duties_conflict"]
    page = browser_of(verifier).post(reverse("take_over", args=("lonely",)))
    assert page.status_code == 200
    assert admins(lonely) == frozenset()


def test_to_everybody_else_there_is_no_such_page() -> None:
    town = bare("lonely")
    boss, other = account("boss", manages_installation=True), account("other")
    administrator = member(town, Role.ADMINISTRATOR)
    bare("second")
    before = everything()
    places = (
        HOME,
        reverse("close_account", args=(other.id,)),
        reverse("take_over", args=("second",)),
    )
    for place in places:
        for who in (other, administrator):
            assert browser_of(who).get(place).status_code == 404
            assert browser_of(who).post(place).status_code in {404, 405}
        assert "next=" in browser_of(None).get(place).headers["Location"]
    keyed = Actor(boss.id, boss.name, manages_installation=True, limits=frozenset({Permission.SEE}))
    for actor in (keyed, LOCAL_OWNER):
        with pytest.raises(NotFoundError):
            accounts(actor)
        with pytest.raises(NotFoundError):
            take_over(actor, "second")
    assert {name: rows for name, rows in everything().items() if name != "Account"} == {
        name: rows for name, rows in before.items() if name != "Account"
    }
