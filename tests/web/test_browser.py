"""The pages in a real browser, from the real server, in both languages, narrow and wide."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright
from tests.web.homes import DEMO, DEMO_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Request
    from tests.web.homes import Home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
WIDTHS = (390, 1240)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
YEAR = f"/organisations/{DEMO}/{DEMO_YEAR}/"
PAGES = {
    "organisations": "/",
    "year": YEAR,
    "sources": f"{YEAR}sources/",
    "lines": f"{YEAR}lines/",
    "findings": f"{YEAR}findings/",
    "documents": f"{YEAR}documents/",
    "cells": f"{YEAR}cells/?document=TCFO_R_02",
    "imports": f"{YEAR}imports/",
    "versions": f"{YEAR}versions/",
    "source": f"{YEAR}lines/S04/",
    "record": f"{YEAR}lines/S10/2564-11/",
}


@dataclass
class Watched:
    """A page and everything it complained of or asked for."""

    page: Page
    base: str
    complaints: list[str]
    hosts: set[str]


@pytest.fixture(scope="module")
def server(full_home: Home) -> Iterator[str]:
    """``fahsai serve`` on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "fahsai.cli.main", "serve", "--port", str(port)],
        env={**environment, "FAHSAI_HOME": str(full_home.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(base, process)
        yield base
    finally:
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert said == ""


def wait_for(base: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(base, timeout=5):  # noqa: S310 - our own server
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profiles")


@contextmanager
def browsing(
    profile: Path, width: int, language: str, *, java_script: bool = True
) -> Iterator[BrowserContext]:
    """A new browser that knows nothing."""
    if CHROMIUM is None:
        missing = "Chromium is not installed (see `make system`)"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    folder = profile / f"{width}-{language}-{java_script}-{time.monotonic_ns()}"
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=CHROMIUM,
            args=list(OPTIONS),
            viewport={"width": width, "height": 900},
            java_script_enabled=java_script,
            accept_downloads=True,
        )
        yield context
        context.close()


def failures(asked: Request) -> list[str]:
    """What failed; a font that is still on its way when the page is left did not."""
    reason = asked.failure or ""
    return [] if reason == "net::ERR_ABORTED" else [f"{asked.url} {reason}"]


@pytest.fixture(
    params=[(width, language) for width in WIDTHS for language in ("th", "en")],
    ids=lambda given: f"{given[1]}-{given[0]}",
)
def watched(
    request: pytest.FixtureRequest, server: str, profile: Path
) -> Iterator[tuple[Watched, int, str]]:
    width, language = request.param
    with browsing(profile, width, language) as context:
        page = context.new_page()
        seen = Watched(page, server, [], set())
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("requestfailed", lambda asked: seen.complaints.extend(failures(asked)))
        page.on("request", lambda asked: seen.hosts.add(urlsplit(asked.url).netloc))
        page.goto(f"{server}/?lang={language}")
        yield seen, width, language
        assert seen.complaints == []
        assert seen.hosts - {""} == {urlsplit(server).netloc}  # "" is the icon, a data: address


def test_every_page_is_quiet_fits_and_is_pictured(watched: tuple[Watched, int, str]) -> None:
    seen, width, language = watched
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for name, path in PAGES.items():
        response = seen.page.goto(f"{seen.base}{path}")
        assert response is not None
        assert response.status == 200
        assert seen.page.evaluate("document.documentElement.lang") == language
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        loaded = seen.page.evaluate(
            "document.fonts.load('400 17px Sarabun', 'กa').then(found => found.length)"
        )
        assert loaded >= 1
        picture = SCREENSHOTS / f"{name}-{language}-{width}.png"
        seen.page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 10_000


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
    seen.page.locator(".rows a", has_text="S10").first.click()  # the cell
    assert seen.page.url.endswith("/lines/S10/")
    seen.page.locator("tbody th a").first.click()  # the record
    assert seen.page.url.endswith("/lines/S10/2564-10/")
    with seen.page.expect_download() as waited:
        seen.page.locator("tbody a", has_text="หลักฐาน-S10.csv").first.click()  # the bill
    assert waited.value.suggested_filename == "หลักฐาน-S10.csv"
    assert Path(waited.value.path()).stat().st_size > 0
    seen.page.locator(".crumbs a").first.click()
    assert seen.page.url == f"{seen.base}{YEAR}"


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_works_without_javascript(width: int, server: str, profile: Path) -> None:
    with browsing(profile, width, "th", java_script=False) as context:
        page = context.new_page()
        page.goto(f"{server}{YEAR}sources/")
        page.locator("details summary").first.click()
        assert page.locator("details[open] .detail").first.is_visible()
        page.locator(".switch a", has_text="ค.ศ.").click()
        assert "ค.ศ. 2022" in page.inner_text("h1")
        page.locator(".switch a", has_text="พ.ศ.").click()
        page.locator(".filter input[name=text]").fill("B7")
        page.locator(".filter button").click()
        assert page.locator(".rows tbody tr").count() == 1
        page.locator(".switch a", has_text="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        page.locator(".rows a").first.click()
        assert page.locator("html").get_attribute("lang") == "en"
        page.locator(".switch a", has_text="ไทย").click()
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
