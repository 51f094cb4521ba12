"""Markup in every text field of every form and in every file name: everywhere it stays text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.services.hostile_files import picture
from tests.web.addresses import DEMO_PARTS, ROUTES, address, methods_of, parts_of
from tests.web.homes import DEMO, copied, opened
from tests.web.people import account, browser_of, member

from fahsai.core.access.roles import Role
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.units import units

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from django.test import Client
    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")

MARKUP = "<script>alert(7)</script>\"'><img src=x onerror=alert(8)>"
RAW = ("<script>alert(7)", "<img src=x", "<svg onload")
FILE = "ก<svg onload=alert(9)>\"'"
LAST = ("withdraw", "end", "remove", "revoke", "take", "submit", "reopen")
"""What ends something comes after all others."""

Fields = dict[str, Any]


class Forms(HTMLParser):
    """The forms of a page that are sent, with a value for each field."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Fields] = []
        self.text: list[set[str]] = []
        self._inside = False
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.found.append({})
                self.text.append(set())
        if not self._inside:
            return
        if tag == "option":
            self._option(given)
        elif given.get("name"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        fields, name, value = self.found[-1], given["name"], given.get("value", "")
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in {"text", "search", "tel", "textarea"}:
            fields[name] = value
            self.text[-1].add(name)
        elif kind == "select":
            self._select = name
            fields[name] = ""
        elif kind == "file":
            fields[name] = _file(given.get("accept", ""))
        elif kind == "email":
            fields[name] = "someone.new@example.org"
        elif kind == "checkbox":
            fields[name] = value or "on"
        else:  # hidden, a number, a button; of radios the first
            fields.setdefault(name, value)

    def _option(self, given: dict[str, str]) -> None:
        fields, value = self.found[-1], given.get("value", "")
        if self._select and ("selected" in given or (value and not fields[self._select])):
            fields[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""


def _file(accept: str) -> SimpleUploadedFile:
    if ".pdf" in accept or not accept:
        return SimpleUploadedFile(f"{FILE}.txt", b"12345")
    if ".png" in accept:
        return SimpleUploadedFile(f"{FILE}.png", picture())
    return SimpleUploadedFile(f"{FILE}.xlsx", b"no workbook")


def quiet(response: Any, what: object) -> str:
    """The page, where nothing that people wrote has become part of it."""
    assert response.status_code < 500, what
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    text: str = response.content.decode()
    for raw in RAW:
        assert raw not in text, (what, raw)
    return text


@pytest.fixture
def town(demo_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    """The demonstration, for this test."""
    with opened(copied(demo_home, tmp_path), django_db_blocker):
        yield organisation_by_code(LOCAL_OWNER, DEMO).id


def places(colleague: UUID, unit: UUID) -> dict[str, str]:
    """Every page by the name of its route, those that end something last."""
    found = {name: address(name, DEMO_PARTS) for name in ROUTES if "code" in parts_of(name)}
    found |= {name: reverse(name, args=(DEMO,)) for name in ("people", "invite", "keys")}
    found["member"] = reverse("member", args=(DEMO, colleague))
    found["unit"] = reverse("unit", args=(DEMO, unit))
    found["found"] = reverse("found")
    ends = [name for name in found if any(mark in name for mark in LAST)]
    return {name: found[name] for name in (*(n for n in found if n not in ends), *ends)}


def fill_in(browser: Client, place: str, page: str) -> int:
    """Send every form of a page with markup in all its fields; where that is refused in each."""
    forms = Forms(page.partition("<main")[2])
    count = 0
    for fields, texts in zip(forms.found, forms.text, strict=True):
        for hostile in (texts, *({one} for one in sorted(texts))):
            sent = {**fields, **dict.fromkeys(hostile, MARKUP)}
            for one in sent.values():
                if isinstance(one, SimpleUploadedFile):
                    one.seek(0)
            answer = browser.post(place, sent, follow=True)
            quiet(answer, (place, sorted(hostile)))
            count += 1
            if answer.redirect_chain:  # all of it was taken
                break
    return count


def test_what_people_write_never_becomes_part_of_a_page(town: UUID) -> None:
    administrator = member(town, Role.ADMINISTRATOR)
    administrator.manages_installation, administrator.name = True, MARKUP
    administrator.save()
    colleague = member(town, Role.WRITER)
    colleague.name = MARKUP
    colleague.save()
    verifier = member(town, Role.VERIFIER)
    account("outside")
    browsers = [browser_of(administrator), browser_of(verifier)]
    unit = units(LOCAL_OWNER, town)[0].id
    sent = 0
    table = places(colleague.id, unit)
    for name, place in table.items():
        for browser in browsers:
            answer = browser.get(place)
            page = quiet(answer, place)
            writes = name not in ROUTES or "POST" in methods_of(name)
            if answer.status_code == 200 and writes and page:
                sent += fill_in(browser, place, page)
    assert sent >= 20
    seen = ""
    for place in table.values():
        for browser in browsers:
            seen += quiet(browser.get(place), place)
    for escaped in ("&lt;script&gt;alert(7)", "&lt;img src=x", "&lt;svg onload"):
        assert escaped in seen, escaped
