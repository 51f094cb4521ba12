"""Codes of an app, recovery codes, and that neither can be gone around or guessed."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from tests.web.accounts.signing import (
    OTHER_PASSWORD,
    PASSWORD,
    add_app,
    browser,
    confirm,
    is_signed_in,
    secret_of,
    sign_in,
    signed_in_browser,
    totp,
    verbs_of,
)

from fahsai.core.thai.digits import to_thai
from fahsai.web.accounts.guessing import MOST_FAILURES

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from fahsai.services.accounts import Account

pytestmark = pytest.mark.xdist_group("web")

AUTHENTICATE = "mfa_authenticate"


def next_code(secret: str) -> str:
    """A code that was not used yet: the one of half a minute later is accepted too."""
    return totp(secret, time.time() + 30)


def enter(client: Client, code: str, **options: Any) -> Any:
    return client.post(reverse(AUTHENTICATE), {"code": code}, **options)


def recovery_codes(client: Client) -> list[str]:
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r'<code class="secret">(\w+)</code>', page)


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_change_is_confirmed_first(name: str, person: Account) -> None:
    assert person
    client = signed_in_browser()
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    wrong = client.post(response.headers["Location"], {"password": "ผิดแน่นอน ๆ"})
    assert "รหัสผ่านไม่ถูกต้อง" in wrong.content.decode()
    right = client.post(response.headers["Location"], {"password": PASSWORD})
    assert right.headers["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_the_app_is_added_with_a_code_it_shows(person: Account) -> None:
    client = signed_in_browser()
    confirm(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = secret_of(page)
    for language, words in (("th", "ใช้ไม่ได้"), ("en", "does not work")):
        where = f"{reverse('mfa_activate_totp')}?lang={language}"
        refused = client.post(where, {"code": "000000"}).content.decode()
        assert words in refused
        assert secret_of(refused) == secret  # the same picture as before
    added = client.post(f"{reverse('mfa_activate_totp')}?lang=th", {"code": totp(secret)})
    assert added.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert len(recovery_codes(client)) == 10
    assert "account.second_factor_added" in verbs_of(person.id)
    assert "เปิดใช้แอปยืนยันตัวตนแล้ว" in mail.outbox[-1].body


def test_the_password_alone_opens_nothing_then(person: Account) -> None:
    secret = add_app(signed_in_browser())
    client = browser()
    response = sign_in(client, next="/organisations/abc/2565/")
    assert response.headers["Location"].startswith(reverse(AUTHENTICATE))
    assert not is_signed_in(client)
    for page in ("account_change_password", "mfa_index", "usersessions_list"):
        assert client.get(reverse(page)).status_code == 302
    for language, words in (("th", "แอปยืนยันตัวตน"), ("en", "authenticator app")):
        asked = client.get(reverse(AUTHENTICATE), {"lang": language})
        assert asked.status_code == 200
        assert words in asked.content.decode()
    assert "ใช้ไม่ได้" in enter(client, "000000", QUERY_STRING="lang=th").content.decode()
    assert "account.second_factor_failed" in verbs_of(person.id)
    assert not is_signed_in(client)
    done = enter(client, next_code(secret))
    assert done.status_code == 302
    assert done.headers["Location"] == "/organisations/abc/2565/"
    assert is_signed_in(client)


def test_a_code_works_once(person: Account) -> None:
    assert person
    secret = add_app(signed_in_browser())
    code = next_code(secret)
    first, second = browser(), browser()
    for client in (first, second):
        sign_in(client)
    assert enter(first, code).status_code == 302
    assert enter(second, code).status_code == 200
    assert not is_signed_in(second)


@pytest.mark.parametrize("later", [0, 31, 59])
def test_a_code_works_once_for_as_long_as_it_is_taken(
    person: Account, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    """A clock may be half a minute wrong, so a code is taken for three half minutes."""
    assert person
    start = 1_900_000_000 // 30 * 30
    clock = [float(start - 90)]
    monkeypatch.setattr("time.time", lambda: clock[0])
    secret = add_app(signed_in_browser())
    clock[0] = float(start)
    code = totp(secret, start + 30)
    first, second = browser(), browser()
    for client in (first, second):
        sign_in(client)
    assert enter(first, code).status_code == 302
    clock[0] += later
    for written in (code, f"{code[:3]} {code[3:]}", "-".join(code)):
        assert enter(second, written).status_code == 200
    assert not is_signed_in(second)
    clock[0] += 60
    assert enter(second, totp(secret, clock[0])).status_code == 302


def test_thai_digits_are_digits(person: Account) -> None:
    assert person
    secret = add_app(signed_in_browser())
    client = browser()
    sign_in(client)
    assert enter(client, to_thai(next_code(secret))).status_code == 302
    assert is_signed_in(client)


def test_the_code_that_added_the_app_is_used_up(person: Account) -> None:
    assert person
    secret = add_app(signed_in_browser())
    client = browser()
    sign_in(client)
    assert enter(client, totp(secret, time.time())).status_code == 200
    assert not is_signed_in(client)


def test_a_right_code_does_not_forget_the_failures_of_its_address(person: Account) -> None:
    assert person
    secret = add_app(signed_in_browser())
    for place in range(MOST_FAILURES - 1):
        sign_in(browser(), f"u{place}@example.org", "เดาไปเรื่อย ๆ 1234")
    client = browser()
    sign_in(client)
    assert enter(client, next_code(secret)).status_code == 302
    sign_in(browser(), "last@example.org", "เดาไปเรื่อย ๆ 1234")
    refused = sign_in(browser(), "another@example.org", "เดาไปเรื่อย ๆ 1234")
    assert "ลองผิดหลายครั้งเกินไป" in refused.content.decode()


def test_guessing_codes_ends(person: Account) -> None:
    assert person
    secret = add_app(signed_in_browser())
    tries = 0
    for _ in range(4):
        client = browser()
        sign_in(client)
        for code in ("111111", "222222", "333333"):
            tries += 1
            page = enter(client, code).content.decode()
            assert ("ลองผิดหลายครั้งเกินไป" in page) == (tries > 10), tries
    client = browser()
    sign_in(client)
    assert "ลองผิดหลายครั้งเกินไป" in enter(client, next_code(secret)).content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_works_once(person: Account) -> None:
    assert person
    owner = signed_in_browser()
    add_app(owner)
    code = recovery_codes(owner)[0]
    client = browser()
    sign_in(client)
    assert enter(client, code).status_code == 302
    assert is_signed_in(client)
    again = browser()
    sign_in(again)
    assert enter(again, code).status_code == 200
    assert not is_signed_in(again)
    assert code not in recovery_codes(owner)


def test_new_recovery_codes_end_the_old(person: Account) -> None:
    owner = signed_in_browser()
    add_app(owner)
    old = recovery_codes(owner)
    assert owner.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert recovery_codes(owner) == old
    assert owner.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert not set(recovery_codes(owner)) & set(old)
    assert "account.recovery_codes_made" in verbs_of(person.id)


def test_the_app_is_removed_after_asking(person: Account) -> None:
    owner = signed_in_browser()
    add_app(owner)
    assert owner.get(reverse("mfa_deactivate_totp")).status_code == 200
    client = browser()
    assert sign_in(client).headers["Location"].startswith(reverse(AUTHENTICATE))
    assert owner.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert sign_in(browser()).headers["Location"] == "/"
    assert "account.second_factor_removed" in verbs_of(person.id)


def test_a_reset_link_does_not_go_around_the_second_step(person: Account) -> None:
    assert person
    add_app(signed_in_browser())
    client = browser()
    client.post(reverse("account_reset_password"), {"email": person.email})
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[-1].body))
    assert path
    where = client.get(path[1]).headers["Location"]
    given = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    assert client.post(where, given).status_code == 302
    assert not is_signed_in(client)
    response = sign_in(client, password=OTHER_PASSWORD)
    assert response.headers["Location"].startswith(reverse(AUTHENTICATE))


def test_without_a_second_step_there_is_nothing_to_enter(person: Account) -> None:
    assert person
    client = signed_in_browser()
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 404
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 404
    assert browser().get(reverse(AUTHENTICATE)).status_code == 302


def test_a_copy_of_the_records_makes_no_code(person: Account, settings: Settings) -> None:
    secret = add_app(signed_in_browser())
    kept = [str(one.data) for one in Authenticator.objects.filter(user_id=person.id)]
    assert kept
    for one in kept:
        assert secret not in one
    settings.SECRET_KEY = "another secret of another installation " * 2
    client = browser()
    sign_in(client)
    assert enter(client, next_code(secret)).status_code == 200
    assert enter(client, totp("", time.time())).status_code == 200
    assert not is_signed_in(client)
