"""A real browser and the real server for the tests of the pages."""

from __future__ import annotations

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
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import BrowserContext, Locator, Page, Request
    from tests.web.homes import Home

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
WIDTHS = (390, 1240)
LANGUAGES = ("th", "en")
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


@dataclass
class Watched:
    """A page and everything it complained of or asked for."""

    page: Page
    base: str
    complaints: list[str]
    hosts: set[str]

    def quiet(self) -> None:
        """Nothing was complained of and nobody else was asked."""
        assert self.complaints == []
        assert self.hosts - {""} == {urlsplit(self.base).netloc}  # "" is the icon, a data: address


@contextmanager
def serving(
    home: Home, environment: Mapping[str, str] | None = None, *, prints_to: Path | None = None
) -> Iterator[str]:
    """``fahsai serve`` on a free port of this machine; its address.

    ``prints_to`` is a file for what the server prints: its mails and the token of the set-up.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    plain = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    printed = (Path(os.devnull) if prints_to is None else prints_to).open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "fahsai.cli.main", "serve", "--port", str(port)],
        env={
            **plain,
            "FAHSAI_HOME": str(home.folder),
            "FAHSAI_PROCESSES": "1",
            "FAHSAI_MQTT_URL": "off:",  # pages need no broker
            **(environment or {}),
        },
        stdout=printed,
        stderr=subprocess.PIPE,
        text=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(base, process)
        yield base
    finally:
        process.terminate()
        printed.close()
        _, said = process.communicate(timeout=20)
    assert said == ""


def wait_for(base: str, process: subprocess.Popen[str]) -> None:
    """Until the server answers."""
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(base, timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, TimeoutError):  # not yet there, or busy starting
            time.sleep(0.2)
    pytest.fail("the server did not start")


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


def watch(context: BrowserContext, base: str, language: str) -> Watched:
    """A page of that browser in that language, watched from its first request on."""
    page = context.new_page()
    seen = Watched(page, base, [], set())
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("requestfailed", lambda asked: seen.complaints.extend(failures(asked)))
    page.on("request", lambda asked: seen.hosts.add(urlsplit(asked.url).netloc))
    page.goto(f"{base}/?lang={language}")
    return seen


def click_through(link: Locator) -> None:
    """Click what leads to another page, and wait until that page is there.

    A click alone returns as soon as the new address is known, sometimes before its page is.
    """
    with link.page.expect_navigation():
        link.click()


def failures(asked: Request) -> list[str]:
    """What failed; a font that is still on its way when the page is left did not."""
    reason = asked.failure or ""
    return [] if reason == "net::ERR_ABORTED" else [f"{asked.url} {reason}"]


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page: rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def pictured(seen: Watched, name: str, width: int, language: str) -> None:
    """The page fits, speaks its language in our font, and axe has nothing to say; a picture."""
    page = seen.page
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    loaded = page.evaluate("document.fonts.load('400 17px Sarabun', 'กa').then(all => all.length)")
    assert loaded >= 1
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    picture = SCREENSHOTS / f"{name}-{language}-{width}.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 10_000
    found = axe_violations(page)
    assert not found, (name, found)
