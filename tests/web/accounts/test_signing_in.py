"""Signing in and out, and everything that must not work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from tests.web.accounts.signing import (
    EMAIL,
    NAME,
    OTHER_PASSWORD,
    PASSWORD,
    browser,
    is_signed_in,
    sign_in,
    signed_in_browser,
    verbs_of,
)
from tests.web.people import browser_of

from fahsai.core.access.actor import Actor
from fahsai.records.models import Account as AccountRow
from fahsai.records.models import Event, Organisation
from fahsai.services import password_hashing
from fahsai.services.access import NotFoundError, admit, organisations
from fahsai.services.accounts import close_account, create_account
from fahsai.services.actors import INSTALLATION_ID, LOCAL_OWNER, NOBODY_ID
from fahsai.web.accounts import limits

if TYPE_CHECKING:
    from django.test import Client

    from fahsai.services.accounts import Account

pytestmark = pytest.mark.xdist_group("web")

WRONG = {"th": "อีเมลหรือรหัสผ่านไม่ถูกต้อง", "en": "The address or the password is not right"}
TOO_MANY = {"th": "ลองผิดหลายครั้งเกินไป", "en": "Too many wrong tries"}


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_right_password_opens_the_account(person: Account) -> None:
    client = browser()
    response = sign_in(client, EMAIL.upper())
    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert is_signed_in(client)
    page = text_of(client.get(reverse("account")))
    assert NAME in page
    assert EMAIL in page
    assert verbs_of(person.id) == ["account.created", "account.signed_in"]
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    language: str, person: Account
) -> None:
    client = browser()
    client.get(reverse("account_login"), {"lang": language})
    pages = []
    for email in (EMAIL, "nobody@example.org"):
        response = sign_in(client, email, "ไม่ใช่รหัสผ่านนี้เลย")
        assert response.status_code == 200
        pages.append(text_of(response).replace(email, ""))
        assert WRONG[language] in pages[-1]
        assert 'class="problems"' in pages[-1]
        assert "ไม่ใช่รหัสผ่าน" not in pages[-1]
    problems = [page[page.index("<main") : page.index("csrfmiddlewaretoken")] for page in pages]
    assert problems[0] == problems[1]
    assert not is_signed_in(client)
    assert verbs_of(person.id)[1:] == ["account.sign_in_failed"]
    failed = Event.rows.of(INSTALLATION_ID).filter(verb="account.sign_in_failed")
    assert {row.object_id for row in failed} == {person.id, NOBODY_ID}
    assert {row.actor_id for row in failed} == {NOBODY_ID}


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_empty_field_is_named_above_the_form(language: str, person: Account) -> None:
    assert person
    page = text_of(browser().post(f"{reverse('account_login')}?lang={language}", {}))
    for label in {"th": ("อีเมล", "รหัสผ่าน"), "en": ("E-mail address", "Password")}[language]:
        assert f'">{label}: ' in page


@pytest.mark.parametrize("language", ["th", "en"])
def test_guessing_ends_after_ten_tries(language: str, person: Account) -> None:
    other, _ = create_account(email="other@example.org", name="อีกคน", password=OTHER_PASSWORD)
    assert other is not None
    for place in range(10):
        guesser = browser()
        assert WRONG["th"] in text_of(sign_in(guesser, password=f"guess number {place}"))
    client = browser()
    client.get(reverse("account_login"), {"lang": language})
    response = sign_in(client)
    assert TOO_MANY[language] in text_of(response)
    assert not is_signed_in(client)
    assert verbs_of(person.id).count("account.sign_in_failed") == 10
    assert sign_in(browser(), "other@example.org", OTHER_PASSWORD).status_code == 302


def test_guessing_ends_whatever_name_of_the_server_is_asked_for(person: Account) -> None:
    """Any port may stand in ``Host``: it must not begin the count anew."""
    assert person
    given = {"login": EMAIL, "password": "a guess of many"}
    for port in range(10):
        host = f"{('127.0.0.1', 'localhost')[port % 2]}:{8000 + port}"
        answer = browser().post(reverse("account_login"), given, HTTP_HOST=host)
        assert WRONG["th"] in text_of(answer)
    assert TOO_MANY["th"] in text_of(sign_in(browser()))


def test_spraying_one_password_over_many_addresses_ends_too(person: Account) -> None:
    assert person
    client = browser()
    answers = [
        text_of(sign_in(client, f"u{place}@example.org", "เดาไปเรื่อย ๆ 1234"))
        for place in range(101)
    ]
    assert all(WRONG["th"] in page for page in answers[:100])
    assert TOO_MANY["th"] in answers[100]


def test_a_flood_of_requests_is_refused_in_words(person: Account) -> None:
    assert person
    client = browser()
    for _ in range(300):
        client.post(reverse("account_login"), {"login": "", "password": ""})
    for language, words in (("th", "ส่งคำขอถี่เกินไป"), ("en", "Too many requests")):
        response = client.post(f"{reverse('account_login')}?lang={language}", {"login": ""})
        assert response.status_code == 429
        assert words in text_of(response)


def test_signing_in_gives_a_new_session(person: Account) -> None:
    assert person
    victim, attacker = browser(), browser()
    attacker.get(reverse("account_reset_password"))
    sign_in(attacker, password=OTHER_PASSWORD)
    session = attacker.session
    session["planted"] = "1"
    session.save()
    planted = str(session.session_key)
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert sign_in(victim).status_code == 302
    assert key_of(victim) != planted
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not is_signed_in(attacker)
    assert is_signed_in(victim)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\thttps://evil.example",
        "data:text/html,x",
    ],
)
def test_the_way_back_never_leads_elsewhere(elsewhere: str, person: Account) -> None:
    assert person
    client = browser()
    asked = f"{reverse('account_login')}?next={quote(elsewhere, safe='')}"
    assert 'href="' + elsewhere not in text_of(client.get(asked))
    for response in (
        client.post(asked, {"login": EMAIL, "password": PASSWORD}),
        client.get(asked),
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": elsewhere}),
        client.post(reverse("account_logout"), {"next": elsewhere}),
    ):
        assert response.status_code == 302
        assert response.headers["Location"] in {"/", reverse("account_login")}


def test_the_way_back_leads_to_the_page_that_was_asked_for(person: Account) -> None:
    assert person
    client = browser()
    wanted = "/organisations/abc/2565/?version=1"
    turned_away = client.get(wanted)
    assert turned_away.status_code == 302
    page = client.get(turned_away.headers["Location"])
    assert 'name="next"' in text_of(page)
    assert sign_in(client, next=wanted).headers["Location"] == wanted


def test_signing_out_ends_the_session_for_good(person: Account) -> None:
    client = signed_in_browser()
    old = key_of(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)  # the address alone changes nothing
    response = client.post(reverse("account_logout"))
    assert response.headers["Location"] == reverse("account_login")
    assert "ออกจากระบบแล้ว" in text_of(client.get(reverse("account_login")))
    assert not Session.objects.filter(session_key=old).exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = old
    assert not is_signed_in(client)
    assert verbs_of(person.id)[-1] == "account.signed_out"


@pytest.mark.parametrize(
    ("mark", "past", "lasts"),
    [
        (limits.SEEN, limits.IDLE - 60, True),
        (limits.SEEN, limits.IDLE, False),
        (limits.SINCE, limits.ABSOLUTE - 60, True),
        (limits.SINCE, limits.ABSOLUTE, False),
    ],
)
def test_a_session_ends_by_itself(mark: str, past: int, lasts: bool, person: Account) -> None:  # noqa: FBT001
    assert person
    client = signed_in_browser()
    session = client.session
    session[mark] -= past
    session.save()
    key = session.session_key
    assert is_signed_in(client) is lasts
    assert Session.objects.filter(session_key=key).exists() is lasts


def test_reading_pages_writes_nothing_until_five_minutes_are_over(person: Account) -> None:
    assert person
    client = signed_in_browser()
    before = Session.objects.get(session_key=key_of(client)).session_data
    client.get("/")
    assert Session.objects.get(session_key=key_of(client)).session_data == before
    session = client.session
    session[limits.SEEN] -= limits.NOTED_EVERY
    session.save()
    older = session[limits.SEEN]
    client.get("/")
    assert client.session[limits.SEEN] > older


def test_a_closed_account_is_out_at_once(person: Account) -> None:
    client = signed_in_browser()
    manager, _ = create_account(
        email="m@example.org", name="ผู้ดูแล", password=None, manages_installation=True
    )
    assert manager is not None
    close_account(Actor(manager.id, "ผู้ดูแล", manages_installation=True), person.id)
    assert not is_signed_in(client)
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    assert WRONG["th"] in text_of(sign_in(browser()))
    assert Session.objects.count() <= 1  # what is left belongs to nobody


def test_an_account_that_is_switched_off_meanwhile_is_out_too(person: Account) -> None:
    client = signed_in_browser()
    AccountRow.objects.filter(id=person.id).update(is_active=False)
    assert not is_signed_in(client)
    again = browser()
    assert sign_in(again).headers["Location"] == reverse("account_inactive")
    assert not is_signed_in(again)


def test_a_new_password_ends_all_other_sessions(person: Account) -> None:
    here, elsewhere = signed_in_browser(), signed_in_browser()
    before = key_of(here)
    given = {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    response = here.post(reverse("account_change_password"), given)
    assert response.headers["Location"] == reverse("account")
    assert is_signed_in(here)
    assert key_of(here) != before
    assert not is_signed_in(elsewhere)
    assert WRONG["th"] in text_of(sign_in(browser()))
    assert sign_in(browser(), password=OTHER_PASSWORD).status_code == 302
    assert "account.password_changed" in verbs_of(person.id)
    assert "เปลี่ยนรหัสผ่านแล้ว" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("given", "thai", "english"),
    [
        (("ผิดแน่นอน", OTHER_PASSWORD, OTHER_PASSWORD), "ไม่ถูกต้อง", "not your present password"),
        ((PASSWORD, "สั้น", "สั้น"), "สั้นเกินไป", "too short"),
        ((PASSWORD, "password1234", "password1234"), "เดาได้ง่าย", "easy to guess"),
        ((PASSWORD, "somsri@example.org", "somsri@example.org"), "คล้ายชื่อ", "much like your name"),
        ((PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD + "x"), "ไม่ตรงกัน", "not alike"),
        ((PASSWORD, "ก" * 129, "ก" * 129), "ยาวเกิน", "longer than"),
        (("", "", ""), "กรุณากรอกช่องนี้", "Fill in this field"),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_both_languages(
    given: tuple[str, str, str], thai: str, english: str, person: Account
) -> None:
    assert person
    client = signed_in_browser()
    sent = dict(zip(("oldpassword", "password1", "password2"), given, strict=True))
    for language, words in (("th", thai), ("en", english)):
        page = text_of(client.post(f"{reverse('account_change_password')}?lang={language}", sent))
        assert 'class="problems"' in page
        assert words in page


@pytest.mark.parametrize(
    "name", ["account_login", "account_logout", "account_reset_password", "mfa_login_webauthn"]
)
def test_a_form_of_another_place_is_refused(name: str, person: Account) -> None:
    assert person
    client = browser(enforce_csrf_checks=True)  # type: ignore[arg-type]
    assert client.post(reverse(name), {"login": EMAIL, "password": PASSWORD}).status_code == 403
    assert not is_signed_in(client)


def test_a_script_gets_a_page_too_and_no_hints(person: Account) -> None:
    assert person
    response = browser().post(
        reverse("account_login"),
        {"login": EMAIL, "password": "x"},
        HTTP_ACCEPT="application/json",
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )
    assert response.headers["Content-Type"].startswith("text/html")


def test_too_many_at_once_are_asked_to_come_back(
    person: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert person
    full = password_hashing.Turns(1, 0, 0.1)
    monkeypatch.setattr(password_hashing, "TURNS", full)
    with full.turn():
        for language, words in (("th", "ลงชื่อเข้าใช้พร้อมกันมาก"), ("en", "Many people are signing in")):
            client = browser()
            response = client.post(
                f"{reverse('account_login')}?lang={language}",
                {"login": EMAIL, "password": PASSWORD},
            )
            assert response.status_code == 503
            assert response.headers["Retry-After"] == "10"
            assert words in text_of(response)
    assert sign_in(browser()).status_code == 302


def test_the_installation_is_no_organisation(person: Account) -> None:
    assert person
    assert Organisation.objects.filter(id=INSTALLATION_ID).exists()
    assert organisations(LOCAL_OWNER) == ()
    with pytest.raises(NotFoundError):
        admit(LOCAL_OWNER, INSTALLATION_ID)


def test_a_browser_of_the_other_tests_lasts(person: Account) -> None:
    """``browser_of`` signs in without the form; its sessions have their limits too."""
    client = browser_of(AccountRow.objects.get(id=person.id))
    assert is_signed_in(client)
    assert client.session[limits.SINCE] > 0
