"""The first account: once, with a token, and never by default."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from tests.web.accounts.signing import (
    EMAIL,
    NAME,
    PASSWORD,
    browser,
    is_signed_in,
    sign_in,
    verbs_of,
)

from fahsai.records.models import Account as AccountRow
from fahsai.services import setting_up
from fahsai.services.accounts import find_account_by_address
from fahsai.services.setting_up import FILE, MOST_TRIES, make_setup_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")

GUESS = "a guess"
GIVEN = {"name": NAME, "email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def by_accounts(home: Home) -> Iterator[Home]:
    """An installation that asks for accounts and has none."""
    with override_settings(FAHSAI=replace(settings.FAHSAI, local=False)):
        yield home


@pytest.fixture
def token(by_accounts: Home) -> str:
    assert by_accounts
    made = make_setup_token()
    assert made is not None
    return made


def send(client: Client, language: str = "th", **given: str) -> Any:
    return client.post(f"{reverse('setup')}?lang={language}", {**GIVEN, **given})


def test_whoever_comes_is_led_to_the_set_up(by_accounts: Home) -> None:
    assert by_accounts
    for path in ("/", reverse("account_login"), "/organisations/x/2565/"):
        assert browser().get(path).headers["Location"].startswith(reverse("setup"))
    for language, words in (("th", "ตั้งค่าครั้งแรก"), ("en", "First set-up")):
        page = browser().get(reverse("setup"), {"lang": language}).content.decode()
        assert words in page
        assert 'name="token"' in page


def test_the_token_makes_the_first_account_once(token: str, by_accounts: Home) -> None:
    client = browser()
    response = send(client, token=token)
    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert is_signed_in(client)
    account = find_account_by_address(EMAIL)
    assert account is not None
    assert account.manages_installation
    assert verbs_of(account.id) == ["account.created", "account.signed_in"]
    assert not (by_accounts.folder / FILE).exists()
    again = send(browser(), token=token, email="second@example.org")
    assert again.headers["Location"] == reverse("account_login")
    assert AccountRow.objects.count() == 1
    assert make_setup_token() is None
    assert sign_in(browser()).headers["Location"] == "/"


def test_only_the_hash_is_kept_and_for_us_alone(token: str, by_accounts: Home) -> None:
    file = by_accounts.folder / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token not in file.read_text("ascii")


@pytest.mark.parametrize("wrong", ["x", "token", "ก" * 30])
def test_a_wrong_token_is_refused_in_both_languages(wrong: str, token: str) -> None:
    assert token
    for language, words in (("th", "รหัสตั้งค่า"), ("en", "set-up token")):
        page = send(browser(), language, token=wrong).content.decode()
        assert 'class="problems"' in page
        assert words in page
    assert not AccountRow.objects.exists()


def test_an_earlier_token_is_dead(token: str) -> None:
    newer = make_setup_token()
    assert send(browser(), token=token).status_code == 200
    assert newer is not None
    assert send(browser(), token=newer).status_code == 302


def test_a_token_expires(token: str, by_accounts: Home) -> None:
    file = by_accounts.folder / FILE
    kept = json.loads(file.read_text("ascii"))
    kept["until"] = (datetime.now(tz=UTC) - timedelta(seconds=1)).isoformat()
    file.write_text(json.dumps(kept), "ascii")
    assert send(browser(), token=token).status_code == 200
    assert not file.exists()


def test_guessing_the_token_ends(token: str) -> None:
    for _ in range(MOST_TRIES):
        assert "หลายครั้งเกินไป" not in send(browser(), token=GUESS).content.decode()
    page = send(browser(), token=token).content.decode()
    assert "หลายครั้งเกินไป" in page
    assert not AccountRow.objects.exists()


def test_a_bad_password_does_not_use_the_token_up(token: str) -> None:
    page = send(browser(), token=token, password1="1234567890", password2="1234567890")
    assert "เดาได้ง่าย" in page.content.decode()
    page = send(browser(), token=token, email="x@y", password2="ไม่เหมือนกัน")
    assert "ไม่ตรงกัน" in page.content.decode()
    assert send(browser(), token=token).status_code == 302


def test_whoever_comes_second_with_the_token_makes_nothing(
    token: str, by_accounts: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fits(given: str) -> bool:
        (by_accounts.folder / FILE).unlink()  # the other one is done in this very moment
        return given == token

    monkeypatch.setattr(setting_up, "_fits", fits)
    assert send(browser(), token=token).status_code == 200
    assert not AccountRow.objects.exists()


def test_without_a_token_file_nothing_is_made(by_accounts: Home) -> None:
    assert by_accounts
    assert send(browser(), token=GUESS).status_code == 200
    assert not AccountRow.objects.exists()


def test_the_local_owner_needs_no_token_and_is_one_no_more(home: Home) -> None:
    assert home
    assert make_setup_token() is None
    client = browser()
    page = client.get(reverse("setup")).content.decode()
    assert 'name="token"' not in page
    assert "โหมดเจ้าของเครื่องจะสิ้นสุด" in page
    assert client.get("/").status_code == 200
    assert send(client).status_code == 302
    assert is_signed_in(client)
    assert browser().get("/").status_code == 302


def test_from_another_machine_the_local_owners_set_up_is_closed(home: Home) -> None:
    assert home
    client = browser()
    assert client.get(reverse("setup"), REMOTE_ADDR="203.0.113.7").status_code == 403
    assert client.post(reverse("setup"), GIVEN, REMOTE_ADDR="203.0.113.7").status_code == 403
    assert not AccountRow.objects.exists()


def test_the_form_of_another_place_is_refused(token: str) -> None:
    client = browser(enforce_csrf_checks=True)  # type: ignore[arg-type]
    assert send(client, token=token).status_code == 403
    assert not AccountRow.objects.exists()
