"""The HTML itself: structure, escaping, nothing from elsewhere, nothing inline."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from tests.web.addresses import DEMO_PARTS, HOSTILE_PARTS, address
from tests.web.homes import FILE_NAME, MARKUP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.usefixtures("records")]

ROOMS = (
    *("year_sources", "year_lines", "year_findings", "year_documents"),
    *("year_cells", "year_imports", "year_receipt", "year_versions", "year_uncertainty"),
    *("year_compare", "base_year", "base_policy", "base_change", "base_change_amend"),
)

PAGES: Mapping[str, tuple[str, Mapping[str, object], Mapping[str, object]]] = {
    "home": ("home", DEMO_PARTS, {}),
    "year": ("year", DEMO_PARTS, {}),
    "base year": ("year", DEMO_PARTS, {"year_be": 2564}),
    "source": ("line", DEMO_PARTS, {"name": "S04"}),
    "record": ("line", DEMO_PARTS, {"name": "S10/2564-11"}),
    **{
        f"{whose} {route}": (route, parts, {})
        for whose, parts in (("demo", DEMO_PARTS), ("hostile", HOSTILE_PARTS))
        for route in ROOMS
    },
    "hostile year": ("year", HOSTILE_PARTS, {}),
    "hostile source": ("line", HOSTILE_PARTS, {}),
    "hostile without result": ("line", HOSTILE_PARTS, {"name": "H2"}),
    "months": ("months", DEMO_PARTS, {}),
    "hostile months": ("months", HOSTILE_PARTS, {}),
    "new source": ("add_source", DEMO_PARTS, {}),
    "hostile new source": ("add_source", HOSTILE_PARTS, {}),
    "history": ("history", DEMO_PARTS, {}),
    "hostile history": ("history", HOSTILE_PARTS, {}),
    "points": ("review", DEMO_PARTS, {}),
    "point": ("review_point", DEMO_PARTS, {}),
    "hostile points": ("review", HOSTILE_PARTS, {}),
    "hostile point": ("review_point", HOSTILE_PARTS, {}),
    "raise": ("review_raise", DEMO_PARTS, {}),
    "answer": ("review_answer", DEMO_PARTS, {}),
    "withdraw": ("review_withdraw", HOSTILE_PARTS, {}),
    "sample": ("sample", DEMO_PARTS, {}),
    "missing": ("line", DEMO_PARTS, {"name": MARKUP}),
}
VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "circle", "path"}


class Page(HTMLParser):
    """Reads a page into its elements; unbalanced tags are faults."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        self.faults.extend(f"left open: {tag}" for tag in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(params=[(name, lang) for name in PAGES for lang in ("th", "en")], ids="-".join)
def page(request: pytest.FixtureRequest, client: Client) -> tuple[Page, str, str]:
    name, language = request.param
    route, parts, other = PAGES[name]
    response = client.get(address(route, parts, **other), {"lang": language})
    text = response.content.decode()
    return Page(text), text, language


def test_the_structure_is_sound(page: tuple[Page, str, str]) -> None:
    read, _, language = page
    assert read.faults == []
    assert read.all("html") == [{"lang": language}]
    assert len(read.all("h1")) == len(read.all("main")) == len(read.all("title")) == 1
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {
        one
        for _, attributes in read.tags
        for key in ("aria-labelledby", "aria-describedby")
        for one in attributes.get(key, "").split()
    }
    anchors = {a["href"][1:] for a in read.all("a") if a.get("href", "").startswith("#")}
    assert (named | anchors) <= set(ids)


def test_tables_have_headers_with_a_scope_and_a_name(page: tuple[Page, str, str]) -> None:
    read, text, _ = page
    assert all(
        head.get("scope") in {"col", "row", "colgroup", "rowgroup"} for head in read.all("th")
    )
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    assert len(tables) == len(read.all("table"))
    for table in tables:
        assert "<caption" in table or "aria-label" in table.partition(">")[0]
        assert "<th" in table


def test_scrolling_parts_can_be_reached_by_keyboard(page: tuple[Page, str, str]) -> None:
    read, _, _ = page
    for part in read.all("div"):
        if part.get("class") == "scroll":
            assert part["tabindex"] == "0"
            assert part["role"] == "region"
            assert part.get("aria-label") or part.get("aria-labelledby")


def test_pictures_are_hidden_from_readers_that_have_the_table(page: tuple[Page, str, str]) -> None:
    _, text, _ = page
    bars = r'<div class="bars[a-z -]*" aria-hidden="true">.*?</div>\n</figure>'
    without_bars = re.sub(bars, "", text, flags=re.DOTALL)
    for svg in re.findall(r"<svg[^>]*>", without_bars):
        assert 'aria-hidden="true"' in svg


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(page: tuple[Page, str, str]) -> None:
    read, _, _ = page
    assert not read.all("script", "style", "iframe", "object", "embed", "base", "img")
    assert all(one.get("action", "/").startswith("/") for one in read.all("form"))
    for tag, attributes in read.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in ("src", "href", "action", "srcset", "xlink:href"):
            target = attributes.get(name, "")
            own = target.startswith(("/", "#", "?", "data:image/svg+xml,"))
            assert not target or (own and not target.startswith("//")), (tag, target)


def test_markup_of_others_is_text(page: tuple[Page, str, str]) -> None:
    _, text, _ = page
    for hostile in (MARKUP, FILE_NAME, "<script", "<svg onload", "onerror=alert(2)>", "<b>", "<i>"):
        assert hostile not in text
    if "alert" in text:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_no_word_is_missing(page: tuple[Page, str, str]) -> None:
    read, text, _ = page
    assert not re.search(r"\{[a-z_]+\}|\{\{|\{%", text)
    for empty in re.findall(r"<(th|dt|h[1-6]|summary|caption|strong|a)(?:\s[^>]*)?>\s*</\1>", text):
        assert empty == ""
    assert read.tags
