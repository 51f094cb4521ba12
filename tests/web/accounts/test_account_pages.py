"""Every page of signing in, in both languages, for somebody and for nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from tests.web.accounts.signing import (
    EMAIL,
    NAME,
    THAI,
    Texts,
    add_app,
    browser,
    confirm,
    main_of,
    signed_in_browser,
)
from tests.web.addresses import OWN_ACCOUNT

from fahsai.web.security import HEADERS

if TYPE_CHECKING:
    from django.test import Client
    from tests.web.homes import Home

    from fahsai.services.accounts import Account

pytestmark = pytest.mark.xdist_group("web")

OPEN = {
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
}
"""Pages for whoever comes."""

OWN = {
    "account",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
}
"""Pages of one's own account, with a password and nothing else."""

OWN_WITH_APP = {
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
"""Pages of an account with an authenticator app."""

OWN_WITH_PASSKEY = {"mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"}

ELSEWHERE = {
    "account_set_password",  # for accounts without a password
    "account_reset_password_from_key",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "setup",
}
"""Pages that have tests of their own."""


def address(name: str, key: int | None = None) -> str:
    return reverse(name, kwargs={"pk": key} if name.startswith(("mfa_edit", "mfa_rem")) else None)


def test_every_page_is_walked() -> None:
    assert OPEN | OWN | OWN_WITH_APP | OWN_WITH_PASSKEY | ELSEWHERE == OWN_ACCOUNT


def looks_right(client: Client, where: str) -> None:
    for language in ("th", "en"):
        response = client.get(where, {"lang": language})
        page = response.content.decode()
        assert response.status_code == 200, (where, response.status_code, page[:300])
        assert f'<html lang="{language}">' in page
        assert page.count("<h1") == 1, where
        for name, value in HEADERS.items():
            assert response.headers[name] == value
        assert "no-store" in response.headers["Cache-Control"], where
        assert not re.search(r"<script(?! src=|[^>]*application/json)|<style| style=| on\w+=", page)
        said = Texts(main_of(page)).said
        for text in said:
            known = re.sub(f"{NAME}|{EMAIL}|JavaScript|Chrome, Linux", "", text)
            if language == "en":
                assert not THAI.search(known), (where, text)
            else:
                assert THAI.search(known) or not re.search(r"[A-Za-z]{4,}", known), (where, text)
        for label in re.findall(r'<label for="([^"]+)"', page):
            assert f'id="{label}"' in page, (where, label)


@pytest.mark.parametrize("name", sorted(OPEN))
def test_a_page_for_whoever_comes(name: str, person: Account) -> None:
    assert person
    looks_right(browser(), address(name))


def test_every_page_of_an_account(person: Account) -> None:
    assert person
    client = signed_in_browser()
    confirm(client)
    for name in sorted(OWN):
        looks_right(client, address(name))


def test_every_page_of_an_account_with_an_app(person: Account) -> None:
    assert person
    client = signed_in_browser()
    add_app(client)
    for name in sorted(OWN_WITH_APP - {"mfa_download_recovery_codes"}):
        looks_right(client, address(name))
    codes = client.get(address("mfa_download_recovery_codes"))
    assert codes.status_code == 200
    assert codes.headers["Content-Disposition"].startswith("attachment")
    assert len(codes.content.split()) == 10


@pytest.mark.parametrize("name", sorted(OWN | OWN_WITH_APP | OWN_WITH_PASSKEY))
def test_nobody_is_sent_to_sign_in(name: str, person: Account) -> None:
    assert person
    response = browser().get(address(name, 1))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(OPEN | OWN | OWN_WITH_APP))
def test_without_any_account_there_is_only_the_set_up(name: str, home: Home) -> None:
    assert home
    response = browser().get(address(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("setup"))


def test_a_passkey_of_somebody_else_does_not_exist(person: Account) -> None:
    from fahsai.services.accounts import create_account

    other, _ = create_account(email="other@example.org", name="คนอื่น", password=None)
    assert other is not None
    theirs = Authenticator.objects.create(
        user_id=other.id, type=Authenticator.Type.WEBAUTHN, data={"name": "x"}
    )
    client = signed_in_browser()
    confirm(client)
    assert person
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(address(name, theirs.pk)).status_code == 404
        assert client.post(address(name, theirs.pk), {"name": "y"}).status_code == 404


def test_there_is_no_page_for_signing_up(person: Account) -> None:
    assert person
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/3rdparty/signup/"):
        assert browser().get(path).status_code == 404
