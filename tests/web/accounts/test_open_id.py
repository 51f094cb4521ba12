"""Signing in through a provider of identities: known people only."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from tests.web.accounts.provider import CLIENT_ID, CLIENT_SECRET, provider_running
from tests.web.accounts.signing import (
    EMAIL,
    add_app,
    browser,
    is_signed_in,
    signed_in_browser,
    verbs_of,
)

from fahsai.records.models import Account as AccountRow
from fahsai.site.config import OPEN_ID, OpenId, open_id_apps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from tests.web.accounts.provider import Provider

    from fahsai.services.accounts import Account

pytestmark = pytest.mark.xdist_group("web")

NAME = "กรมทดสอบ"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provider_running() as running:
        known = OpenId(running.issuer, CLIENT_ID, CLIENT_SECRET, NAME)
        apps = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": open_id_apps(known)}}
        config = replace(settings.FAHSAI, open_id=known)
        with override_settings(FAHSAI=config, SOCIALACCOUNT_PROVIDERS=apps):
            running.who = {"sub": "42", "email": EMAIL, "email_verified": True, "name": "สมศรี"}
            yield running


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Tell where it leads instead of going there."""


def way_out(client: Client, **given: str) -> str:
    """Send the form; the address at the provider that the page leads to."""
    where = reverse("openid_connect_login", args=[OPEN_ID])
    page = client.post(where, given)
    assert page.status_code == 200
    text = page.content.decode()
    assert NAME in text
    found = re.search(r'<a class="button" href="([^"]+)"', text)
    assert found, text
    address = html.unescape(found[1])
    assert f'content="0; url={found[1]}"' in text
    return address


def through(client: Client, **given: str) -> Any:
    """Go to the provider, sign in there, and come back."""
    return client.get(way_back(way_out(client, **given)))


def way_back(address: str) -> str:
    """The address that the provider sends the browser back to."""
    from urllib.error import HTTPError

    try:
        build_opener(_Stay).open(address, timeout=5)
    except HTTPError as answer:
        back = urlsplit(answer.headers["Location"])
        answer.close()
        assert back.netloc == "127.0.0.1:8000"
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not redirect")


def test_a_verified_address_of_an_account_opens_it(person: Account, provider: Provider) -> None:
    client = browser()
    page = client.get(reverse("account_login")).content.decode()
    assert NAME in page
    asked = parse_qs(urlsplit(way_out(client)).query)
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"openid", "email"} <= set(asked["scope"][0].split())
    before = client.session.session_key
    response = through(client, next="/organisations/abc/2565/")
    assert response.status_code == 302, response.content.decode()
    assert response.headers["Location"] == "/organisations/abc/2565/"
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert verbs_of(person.id)[1:] == ["account.provider_connected", "account.signed_in"]
    assert provider.complaints == []


def test_the_same_person_comes_again_even_with_another_address(
    person: Account, provider: Provider
) -> None:
    through(browser())
    provider.who = {**provider.who, "email": "new@example.org"}
    client = browser()
    assert through(client).status_code == 302
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user_id == person.id


@pytest.mark.parametrize(
    "who",
    [
        {"email": "stranger@example.org"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": ""},
    ],
    ids=str,
)
def test_anybody_else_asks_for_an_invitation(
    who: dict[str, Any], person: Account, provider: Provider
) -> None:
    assert person
    provider.who = {**provider.who, **who}
    client = browser()
    response = through(client)
    assert response.status_code == 401
    assert "ขอคำเชิญ" in response.content.decode()
    assert not is_signed_in(client)
    assert AccountRow.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(person: Account, provider: Provider) -> None:
    assert through(browser()).status_code == 302
    AccountRow.objects.filter(id=person.id).update(is_active=False)
    assert provider
    client = browser()
    response = through(client)
    assert response.headers["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_the_second_step_is_asked_for_here_too(person: Account, provider: Provider) -> None:
    assert person
    assert provider
    add_app(signed_in_browser())
    client = browser()
    assert through(client).headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)


@pytest.mark.parametrize("why", ["access_denied", "server_error"])
def test_a_provider_that_refuses_is_said_in_words(
    why: str, person: Account, provider: Provider
) -> None:
    assert person
    provider.refuses = why
    client = browser()
    response = through(client)
    assert response.status_code == 401
    assert "ไม่ได้ยืนยันตัวตน" in response.content.decode()
    assert not is_signed_in(client)


def test_the_way_back_is_for_the_browser_that_left(person: Account, provider: Provider) -> None:
    assert person
    assert provider
    back = way_back(way_out(browser()))
    thief = browser()
    assert thief.get(back).status_code == 401
    assert not is_signed_in(thief)


def test_a_way_back_works_once(person: Account, provider: Provider) -> None:
    assert person
    assert provider
    client = browser()
    back = way_back(way_out(client))
    assert client.get(back).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(back).status_code == 401
    assert not is_signed_in(client)


def test_nobody_is_connected_to_another_identity_by_a_link(
    person: Account, provider: Provider
) -> None:
    assert person
    provider.who = {**provider.who, "sub": "43", "email": "attacker@example.org"}
    client = signed_in_browser()
    where = reverse("openid_connect_login", args=[OPEN_ID])
    page = client.post(f"{where}?process=connect").content.decode()
    found = re.search(r'<a class="button" href="([^"]+)"', page)
    assert found
    assert client.get(way_back(html.unescape(found[1]))).status_code == 401
    assert not SocialAccount.objects.exists()


def test_an_address_alone_starts_nothing(person: Account, provider: Provider) -> None:
    assert person
    assert provider
    response = browser().get(reverse("openid_connect_login", args=[OPEN_ID]))
    assert response.headers["Location"] == reverse("account_login")
    assert browser().post(reverse("openid_connect_login", args=["other"])).status_code == 404


def test_a_provider_that_is_away_is_said_in_words(person: Account, provider: Provider) -> None:
    assert person
    gone = OpenId("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET, NAME)
    apps = {"openid_connect": {"APPS": open_id_apps(gone)}}
    assert provider
    with override_settings(SOCIALACCOUNT_PROVIDERS=apps):
        response = browser().post(reverse("openid_connect_login", args=[OPEN_ID]))
    assert response.status_code == 502
    assert "ติดต่อผู้ให้บริการ" in response.content.decode()


def test_without_a_provider_nothing_is_offered(person: Account) -> None:
    assert person
    page = browser().get(reverse("account_login")).content.decode()
    assert "/accounts/provider/" not in page
    assert browser().post(reverse("openid_connect_login", args=[OPEN_ID])).status_code == 404
