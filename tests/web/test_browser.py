"""The pages in a real browser, from the real server, in both languages, narrow and wide."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.web.addresses import DEMO_PARTS, ROUTES, TABLE, address
from tests.web.browser import (
    LANGUAGES,
    SCREENSHOTS,
    WIDTHS,
    Watched,
    axe_violations,
    browsing,
    click_through,
    pictured,
    serving,
    watch,
)
from tests.web.homes import DEMO, DEMO_YEAR, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

YEAR = f"/organisations/{DEMO}/{DEMO_YEAR}/"


@pytest.fixture(scope="module")
def server(full_home: Home) -> Iterator[str]:
    with serving(full_home) as base:
        yield base


@pytest.fixture(scope="module")
def addresses(full_home: Home, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """One address of every route that can be read."""
    with opened(full_home, django_db_blocker):
        return {
            route: address(route, DEMO_PARTS)
            for route in ROUTES
            if "GET" in getattr(TABLE[route].view, "methods", ("GET",))
        }


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profiles")


@pytest.fixture(
    params=[(width, language) for width in WIDTHS for language in LANGUAGES],
    ids=lambda given: f"{given[1]}-{given[0]}",
)
def watched(
    request: pytest.FixtureRequest, server: str, profile: Path
) -> Iterator[tuple[Watched, int, str]]:
    width, language = request.param
    with browsing(profile, width, language) as context:
        seen = watch(context, server, language)
        yield seen, width, language
        seen.quiet()


def test_every_page_is_quiet_fits_is_pictured_and_open_to_all(
    watched: tuple[Watched, int, str], addresses: dict[str, str]
) -> None:
    """Every route whose answer is a page; the others are files, which other tests fetch."""
    seen, width, language = watched
    pages = 0
    for name, path in addresses.items():
        answer = seen.page.request.get(f"{seen.base}{path}")
        assert answer.status == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        pages += 1
        seen.page.goto(f"{seen.base}{path}")
        pictured(seen, name, width, language)
    assert pages >= 4


def test_every_document_downloads(watched: tuple[Watched, int, str], full_home: Home) -> None:
    seen, _, _ = watched
    seen.page.goto(f"{seen.base}{YEAR}")
    links = seen.page.locator(".downloads a")
    assert links.count() == 2
    for place in range(links.count()):
        with seen.page.expect_download() as waited:
            links.nth(place).click()
        data = Path(waited.value.path()).read_bytes()
        assert data.startswith(b"PK")
        assert waited.value.suggested_filename.startswith("TCFO_R_0")
        sha256 = hashlib.sha256(data).hexdigest()
        assert (full_home.folder / "blobs" / sha256[:2] / sha256[2:]).exists()


def test_the_keyboard_reaches_everything_and_shows_where(watched: tuple[Watched, int, str]) -> None:
    seen, _, _ = watched
    seen.page.goto(f"{seen.base}{YEAR}")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    box = seen.page.locator(".skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    reached = set()
    for _ in range(30):
        reached.add(seen.page.evaluate("document.activeElement.outerHTML"))
        outline = seen.page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle + ' ' + s.outlineWidth; })()"
        )
        assert outline == "solid 3px"
        seen.page.keyboard.press("Tab")
    assert len(reached) == 30


def test_three_clicks_lead_from_the_year_to_the_evidence(
    watched: tuple[Watched, int, str],
) -> None:
    seen, _, _ = watched
    seen.page.goto(f"{seen.base}{YEAR}cells/?document=TCFO_R_02&section=5.1")
    click_through(seen.page.locator(".rows a", has_text="S10").first)  # the cell
    assert seen.page.url.endswith("/lines/S10/")
    click_through(seen.page.locator("tbody th a").first)  # the record
    assert seen.page.url.endswith("/lines/S10/2564-10/")
    with seen.page.expect_download() as waited:
        seen.page.locator("tbody a", has_text="หลักฐาน-S10.csv").first.click()  # the bill
    assert waited.value.suggested_filename == "หลักฐาน-S10.csv"
    assert Path(waited.value.path()).stat().st_size > 0
    click_through(seen.page.locator(".crumbs a").nth(2))
    assert seen.page.url == f"{seen.base}{YEAR}"


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_works_without_javascript(width: int, server: str, profile: Path) -> None:
    with browsing(profile, width, "th", java_script=False) as context:
        page = context.new_page()
        page.goto(f"{server}{YEAR}sources/")
        page.locator("details summary").first.click()
        assert page.locator("details[open] .detail").first.is_visible()
        click_through(page.locator(".switch a", has_text="ค.ศ."))
        assert "ค.ศ. 2022" in page.inner_text("h1")
        click_through(page.locator(".switch a", has_text="พ.ศ."))
        page.locator(".filter input[name=text]").fill("B7")
        click_through(page.locator(".filter button"))
        assert page.locator(".rows tbody tr").count() == 1
        click_through(page.locator(".switch a", has_text="English"))
        assert page.locator("html").get_attribute("lang") == "en"
        click_through(page.locator(".rows a").first)
        assert page.locator("html").get_attribute("lang") == "en"
        click_through(page.locator(".switch a", has_text="ไทย"))
        assert page.locator("html").get_attribute("lang") == "th"


def test_a_page_prints_without_its_controls(server: str, profile: Path) -> None:
    with browsing(profile, 1240, "th") as context:
        page = context.new_page()
        page.goto(f"{server}{YEAR}")
        page.emulate_media(media="print")
        assert not page.locator(".switches").is_visible()
        assert not page.locator(".rooms").is_visible()
        assert page.locator(".cards").first.is_visible()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.pdf(path=SCREENSHOTS / "year-th.pdf", format="A4")


def test_the_check_for_everybody_finds_what_is_wrong(server: str, profile: Path) -> None:
    """A control: without it, a check that never runs would pass."""
    with browsing(profile, 1240, "th") as context:
        seen = watch(context, server, "th")
        seen.page.goto(f"{server}{YEAR}")
        seen.page.evaluate("document.querySelector('main').append(new Image())")
        assert any(found.startswith("image-alt") for found in axe_violations(seen.page))
