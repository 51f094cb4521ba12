"""A new password by a link in a mail."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.urls import reverse
from tests.web.accounts.signing import (
    EMAIL,
    OTHER_PASSWORD,
    PASSWORD,
    browser,
    is_signed_in,
    sign_in,
    signed_in_browser,
    verbs_of,
)

from fahsai.records.models import Event
from fahsai.services.accounts import create_account
from fahsai.services.actors import INSTALLATION_ID, NOBODY_ID
from fahsai.web.accounts import posting

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings
    from tests.web.homes import Home

    from fahsai.services.accounts import Account

pytestmark = pytest.mark.xdist_group("web")

DEAD = "ลิงก์นี้ใช้ไม่ได้"


def ask(email: str = EMAIL, language: str = "th") -> str:
    """Ask for a link; the page that follows."""
    client = browser()
    response = client.post(f"{reverse('account_reset_password')}?lang={language}", {"email": email})
    assert response.status_code == 302, response.content.decode()
    return client.get(response.headers["Location"]).content.decode()


def link() -> str:
    """The path of the link in the last mail."""
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def follow(client: Client, path: str) -> str:
    """Open a link; where its form stands, or nothing where it does not work."""
    response = client.get(path)
    if response.status_code == 302:
        return response.headers["Location"]
    assert DEAD in response.content.decode()
    return ""


def choose(client: Client, where: str, password: str = OTHER_PASSWORD) -> int:
    given = {"password1": password, "password2": password}
    return client.post(where, given).status_code


def test_the_link_sets_a_new_password_once(person: Account) -> None:
    elsewhere = signed_in_browser()
    ask()
    assert mail.outbox[-1].to == [EMAIL]
    path = link()
    client = browser()
    where = follow(client, path)
    assert "set-password" in where  # the key itself is out of the address
    assert 'name="password1"' in client.get(where).content.decode()
    assert choose(client, where) == 302
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sign_in(browser(), password=PASSWORD).status_code == 200
    assert sign_in(browser(), password=OTHER_PASSWORD).status_code == 302
    assert follow(browser(), path) == ""
    again = client.post(where, {"password1": PASSWORD, "password2": PASSWORD})
    assert DEAD in again.content.decode()
    assert "account.password_reset" in verbs_of(person.id)
    assert "account.password_reset_asked" in verbs_of(person.id)


def test_a_link_of_somebody_else_or_none_does_not_work(person: Account) -> None:
    assert person
    ask()
    path = link()
    assert follow(browser(), path.replace("-", "x-", 1)) == ""
    assert follow(browser(), path[:-3] + "zz/") == ""


def test_a_link_is_dead_after_an_hour(person: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert person
    ask()
    later = datetime.now() + timedelta(minutes=61)  # noqa: DTZ005 - as Django's own clock
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _: later)
    assert follow(browser(), link()) == ""


def test_an_unknown_address_gets_no_mail_and_the_same_page(person: Account) -> None:
    assert person
    known = ask()
    assert len(mail.outbox) == 1
    assert ask("nobody@example.org") == known
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("alike", ["\u212aate@example.org", "KATE@EXAMPLE.ORG"])
def test_the_letter_goes_to_the_accounts_own_address(alike: str, home: Home) -> None:
    """An address that only looks like the account's belongs to somebody else."""
    assert home
    made, _ = create_account(email="kate@example.org", name="Kate", password=PASSWORD)
    assert made is not None
    ask(alike)
    assert {address for letter in mail.outbox for address in letter.to} <= {"kate@example.org"}


def test_the_same_is_written_down_of_any_address(person: Account) -> None:
    ask()
    ask("nobody@example.org")
    rows = Event.rows.of(INSTALLATION_ID).filter(verb="account.password_reset_asked")
    assert {row.object_id for row in rows} == {person.id, NOBODY_ID}


def test_nobody_waits_for_the_mail_server(person: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time of the answer would tell who has an account."""
    assert person
    waiting: list[object] = []
    later = SimpleNamespace(submit=lambda *given: waiting.append(given))
    monkeypatch.setattr(posting, "AT_ONCE", later)
    ask()
    ask("nobody@example.org")
    assert len(waiting) == 1
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("host", "tls", "leads_to"),
    [
        ("fahsai.example", True, "https://fahsai.example/"),
        ("fahsai.example:6666", True, "https://fahsai.example/"),
        ("localhost:6666", True, "https://fahsai.example/"),
        ("127.0.0.1:8000", False, "http://fahsai.example/"),
        ("FAHSAI.example:8000", False, "http://fahsai.example:8000/"),
    ],
)
def test_the_host_that_was_asked_for_leads_the_link_nowhere(
    host: str,
    tls: bool,  # noqa: FBT001
    leads_to: str,
    person: Account,
    settings: Settings,
) -> None:
    assert person
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "fahsai.example"]
    settings.FAHSAI = replace(settings.FAHSAI, hosts=("fahsai.example",), tls=tls)
    place = reverse("account_reset_password")
    browser().post(place, {"email": EMAIL}, HTTP_HOST=host)
    assert f"{leads_to.lower()}accounts/password/reset/key/" in str(mail.outbox[-1].body).lower()
    assert "6666" not in str(mail.outbox[-1].body)


def test_asking_again_and_again_ends(person: Account) -> None:
    assert person
    for _ in range(3):
        ask()
    response = browser().post(reverse("account_reset_password"), {"email": EMAIL})
    assert response.status_code == 429
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    ("language", "subject"), [("th", "ฟ้าใส: ตั้งรหัสผ่านใหม่"), ("en", "Fahsai: set a new password")]
)
def test_the_mail_speaks_the_language_of_the_page(
    language: str, subject: str, person: Account
) -> None:
    assert person
    ask(language=language)
    assert mail.outbox[-1].subject == subject


def test_a_bad_new_password_is_refused_and_the_link_still_works(person: Account) -> None:
    assert person
    ask()
    client = browser()
    where = follow(client, link())
    assert choose(client, where, "1234567890") == 200
    assert choose(client, where) == 302
