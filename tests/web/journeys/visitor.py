"""Somebody at a browser: follows links, fills in forms, and is shown every page as it is."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.web.browser import click_through, pictured

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import FilePayload, Locator, Page
    from tests.web.browser import Watched

PASSWORD = "เมฆขาวลอยต่ำเหนือทุ่ง"
LONGEST_WAIT = 120  # [s] for documents to be made, PDF too


@dataclass
class Visitor:
    """One browser at the pages of one server."""

    seen: Watched
    width: int
    language: str
    prints: Path
    scripts: bool = True

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.seen.page

    @property
    def path(self) -> str:
        """Its address on the server."""
        return self.page.url.removeprefix(self.seen.base)

    def stop(self, name: str) -> None:
        """Look at the page: it fits, speaks one language and is open to all; a picture is kept."""
        self.page.wait_for_load_state()
        self.seen.quiet()
        assert self.page.locator("h1").count() == 1, self.page.url
        assert self.page.locator(".problems").count() == 0, self.page.inner_text(".problems")
        if self.scripts:
            pictured(self.seen, f"journey-{name}", self.width, self.language)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(f"{self.seen.base}{path}")

    def follow(self, ending: str, *, within: str = "body") -> None:
        """Follow the first link to an address of that ending (what comes after "?" aside)."""
        click_through(self.link(ending, within=within))

    def link(self, ending: str, *, within: str = "body") -> Locator:
        """The first link to such an address."""
        return self.page.locator(
            f'{within} a[href$="{ending}"], {within} a[href*="{ending}?"]'
        ).first

    def fill(self, **given: str) -> None:
        """Fill in fields by their names, each as its kind asks."""
        for name, value in given.items():
            field = self.page.locator(f'main [name="{name}"]').first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") in {"checkbox", "radio"}:
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            else:
                field.fill(value)

    def attach(self, name: str, file: FilePayload) -> None:
        """Choose a file."""
        self.page.locator(f'main input[name="{name}"]').set_input_files(file)

    def send(self, button: str = "main form:not(.filter) .buttons button") -> None:
        """Press the first button of the form."""
        click_through(self.page.locator(button).first)
        assert self.page.locator(".problems").count() == 0, self.page.inner_text(".problems")

    def wait_for(self, wanted: str) -> None:
        """Until the page, which brings itself up to date, holds it."""
        self.page.locator(wanted).first.wait_for(timeout=LONGEST_WAIT * 1000)

    def status(self, path: str) -> int:
        """What the server answers this person to an address, without opening it."""
        return self.page.request.get(f"{self.seen.base}{path}").status

    def sign_in(self, email: str) -> None:
        """By address and password, on the page of signing in."""
        if "/accounts/login/" not in self.page.url:
            self.open("/")
        self.fill(login=email, password=PASSWORD)
        self.send("main form[action*=login] .buttons button[type=submit]")
        self.page.locator(".who-out").wait_for()

    def sign_out(self) -> None:
        """By the button of the header."""
        click_through(self.page.locator(".who-out"))
        assert self.page.locator(".who-out").count() == 0

    def printed(self, pattern: str) -> str:
        """What the server printed, a mail or the token, by the last group that fits."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            found = re.findall(pattern, self.prints.read_text("utf-8"))
            if found:
                return str(found[-1])
            time.sleep(0.2)
        raise AssertionError(pattern)
