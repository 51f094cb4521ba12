"""Making and revoking a key in a real browser: nothing wide, nothing that axe objects to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from tests.web.browser import browsing, serving
from tests.web.homes import DEMO, Home, copied, opened
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.browser]


@pytest.fixture
def served(
    demo_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, str]]:
    """The address of a server, and the session of an administrator."""
    home = copied(demo_home, tmp_path / "home")
    with opened(home, django_db_blocker):
        row = member(organisation_by_code(LOCAL_OWNER, DEMO).id, Role.ADMINISTRATOR)
        session = browser_of(row).cookies[settings.SESSION_COOKIE_NAME].value
    with serving(home, {"FAHSAI_SECRET_KEY": settings.SECRET_KEY}) as base:
        yield base, session


def pressed(page: Page, what: str) -> None:
    """Press something, and wait for the page that comes."""
    with page.expect_navigation():
        page.click(what)


def looked_at(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize(("width", "language"), [(390, "th"), (1240, "en")])
def test_a_key_is_made_and_revoked(
    served: tuple[str, str],
    tmp_path: Path,
    width: int,
    language: str,
) -> None:
    base, session = served
    with browsing(tmp_path, width, language, java_script=True) as context:
        cookie = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": cookie, "value": session, "url": base}])
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{base}/api/v1/?lang={language}")
        looked_at(page, width)
        page.goto(f"{base}/organisations/{DEMO}/keys/")
        looked_at(page, width)
        page.fill("input[name=name]", "ระบบบัญชี")
        pressed(page, "main form button")
        looked_at(page, width)
        secret = page.inner_text(".notice code")
        assert page.request.get(
            f"{base}/api/v1/organisations", headers={"Authorization": f"Bearer {secret}"}
        ).ok
        pressed(page, "main .panel a")
        looked_at(page, width)
        pressed(page, "main form button")
        looked_at(page, width)
        answer = page.request.get(
            f"{base}/api/v1/organisations", headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status == 401
        assert said == []
