"""Links between the pages resolve, headings too, and the pages speak of no machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tools.docs import ROOT, pages

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    text = FENCE.sub("", page.read_text("utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        assert not target.startswith(("http:", "/", "file:")), target
        if target.startswith("https:"):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
        ahead += [
            (page.parent / t.partition("#")[0]).resolve()
            for t in targets
            if not t.startswith("https:")
        ]
    assert sorted(name_of(page) for page in set(pages()) - seen) == []


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_has_one_title_and_no_path_of_a_machine(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert not re.search(r"(?<![\w.])/(home|root|work|Users)/", page.read_text("utf-8"))
