"""Signing in with a real browser: passkeys, no console message, nothing of another host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.databases import migrated_file  # noqa: F401 - a fixture
from tests.web.accounts.signing import EMAIL, NAME, PASSWORD, totp
from tests.web.browser import (
    LANGUAGES,
    WIDTHS,
    browsing,
    click_through,
    pictured,
    serving,
    watch,
)
from tests.web.homes import Home, empty_home, opened

from fahsai.services.accounts import create_account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page
    from pytest_django import DjangoDbBlocker
    from tests.web.browser import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profiles")


@pytest.fixture
def site(
    tmp_path: Path,
    migrated_file: Path,  # noqa: F811 - the fixture imported above
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """An installation with one account, by the name of this machine: passkeys want a name."""
    home: Home = empty_home(tmp_path, migrated_file)
    with opened(home, django_db_blocker):
        made, findings = create_account(email=EMAIL, name=NAME, password=PASSWORD)
        assert made is not None, findings
    with serving(home, {"FAHSAI_ACCESS": "accounts"}) as base:
        yield base.replace("127.0.0.1", "localhost")


def add_authenticator(context: BrowserContext, page: Page) -> Any:
    """A passkey device of this browser, whose owner always confirms."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    click_through(page.locator("main button[type=submit]").first)


def sign_out(page: Page) -> None:
    click_through(page.locator(".who button"))
    expect(page.locator("[name=login]")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_passkey_takes_the_place_of_the_password(
    width: int, language: str, site: str, profile: Path
) -> None:
    with browsing(profile, width, language) as context:
        seen = watch(context, site, language)
        page = seen.page
        device = add_authenticator(context, page)
        pictured(seen, "sign-in", width, language)
        sign_in(page, site)
        expect(page.locator(".who a")).to_have_text(NAME)
        page.goto(f"{site}/accounts/")
        pictured(seen, "account", width, language)

        page.goto(f"{site}/accounts/passkeys/add/")
        pictured(seen, "confirm", width, language)
        page.locator("[name=password]").fill(PASSWORD)
        click_through(page.locator("main button[type=submit]"))
        expect(page).to_have_url(f"{site}/accounts/passkeys/add/")
        expect(page.locator("#passkey-missing")).to_be_hidden()
        page.locator("[name=name]").fill("โทรศัพท์ <b>")
        page.locator("[name=passwordless]").check()
        pictured(seen, "passkey-add", width, language)
        page.locator("#passkey-button").click()
        expect(page).to_have_url(f"{site}/accounts/second/recovery/")
        pictured(seen, "recovery-codes", width, language)
        page.goto(f"{site}/accounts/passkeys/")
        assert "โทรศัพท์ <b>" in page.inner_text("main")
        pictured(seen, "passkeys", width, language)

        sign_out(page)
        page.goto(f"{site}/accounts/login/?next=/accounts/sessions/")
        page.locator("#passkey-button").click()
        expect(page).to_have_url(f"{site}/accounts/sessions/")
        pictured(seen, "sessions", width, language)

        sign_out(page)
        sign_in(page, site)  # with a password the passkey is the second step
        expect(page).to_have_url(re.compile("/accounts/second/authenticate/"))
        pictured(seen, "second-step", width, language)
        page.locator("#passkey-button").click()
        expect(page.locator(".who a")).to_have_text(NAME)

        page.goto(f"{site}/accounts/passkeys/")
        click_through(page.locator("tbody a").last)
        expect(page).to_have_url(re.compile("/accounts/reauthenticate/"))
        instead = "main .plain a[href^='/accounts/passkeys/']"  # of the password
        click_through(page.locator(instead))
        expect(page).to_have_url(re.compile("/accounts/passkeys/reauthenticate/"))
        pictured(seen, "passkey-confirm", width, language)
        page.locator("#passkey-button").click()
        expect(page).to_have_url(re.compile("/remove/$"))
        pictured(seen, "passkey-remove", width, language)
        click_through(page.locator(".button-danger"))
        expect(page).to_have_url(f"{site}/accounts/passkeys/")
        assert page.locator("tbody tr").count() == 0
        device.detach()
        seen.quiet()


def test_a_passkey_that_is_refused_is_said_on_the_page(site: str, profile: Path) -> None:
    with browsing(profile, 390, "th") as context:
        seen = watch(context, site, "th")
        device = add_authenticator(context, seen.page)
        seen.page.locator("#passkey-button").click()  # the device knows no passkey of ours
        expect(seen.page.locator("#passkey-problem")).to_be_visible()
        assert "ใช้พาสคีย์ไม่สำเร็จ" in seen.page.inner_text("main")
        device.detach()
        seen.quiet()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_app_is_added_and_asked_for_without_javascript(
    language: str, site: str, profile: Path
) -> None:
    with browsing(profile, 390, language, java_script=False) as context:
        page = context.new_page()
        page.goto(f"{site}/?lang={language}")
        assert not page.locator("#passkey-button").is_visible()
        assert page.locator("#passkey-missing").is_visible()
        sign_in(page, site)
        click_through(page.locator(".who a"))
        page.goto(f"{site}/accounts/second/codes/activate/")
        page.locator("[name=password]").fill(PASSWORD)
        click_through(page.locator("main button[type=submit]"))
        secret = page.locator(".secret").inner_text()
        assert re.fullmatch("[A-Z2-7]{16,}", secret)
        box = page.locator(".qr").bounding_box()
        assert box is not None
        assert box["width"] > 200
        page.locator("[name=code]").fill(totp(secret))
        click_through(page.locator("main button[type=submit]"))
        codes = page.locator(".secret").all_inner_texts()
        assert len(codes) == 10
        sign_out(page)
        sign_in(page, site)
        page.locator("[name=code]").fill(codes[0])
        click_through(page.locator("main form.form button"))
        assert page.locator(".who a").inner_text() == NAME


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_pages_are_open_to_all(
    width: int, language: str, site: str, profile: Path
) -> None:
    with browsing(profile, width, language) as context:
        seen = watch(context, site, language)
        see(seen, "password-forgotten", "password/reset/", width, language)
        see(seen, "password-mail", "password/reset/done/", width, language)
        see(seen, "link-dead", "password/reset/key/1-x/", width, language)
        seen.page.goto(f"{site}/accounts/login/")
        seen.page.locator("main button[type=submit]").first.click()
        expect(seen.page.locator(".problems")).to_be_focused()
        pictured(seen, "sign-in-problems", width, language)
        sign_in(seen.page, site)
        expect(seen.page.locator(".who a")).to_have_text(NAME)
        for name, path in (
            ("second-steps", "second/"),
            ("password-change", "password/change/"),
            ("sign-out", "logout/"),
        ):
            see(seen, name, path, width, language)
        seen.page.goto(f"{site}/accounts/second/codes/activate/")
        seen.page.locator("[name=password]").fill(PASSWORD)
        click_through(seen.page.locator("main button[type=submit]"))
        expect(seen.page.locator(".qr")).to_be_visible()
        pictured(seen, "app-add", width, language)
        seen.quiet()


def see(seen: Watched, name: str, path: str, width: int, language: str) -> None:
    seen.page.goto(f"{seen.base}/accounts/{path}")
    pictured(seen, name, width, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_set_up_page_is_open_to_all(
    language: str,
    tmp_path: Path,
    migrated_file: Path,  # noqa: F811 - the fixture imported above
    profile: Path,
) -> None:
    home = empty_home(tmp_path, migrated_file)
    with (
        serving(home, {"FAHSAI_ACCESS": "accounts"}) as base,
        browsing(profile, 390, language) as context,
    ):
        seen = watch(context, base, language)
        assert seen.page.url.startswith(f"{base}/setup/")
        pictured(seen, "set-up", 390, language)
        seen.quiet()
