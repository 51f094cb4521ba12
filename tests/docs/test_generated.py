"""The generated parts of the documentation are those that the code would write now."""

from __future__ import annotations

import pytest
from tools.doc_parts import FINDING_ROOMS, PARTS, commands, finding_tables
from tools.docs import MARKED, ROOT, pages, renewed, stale_pages

MARKERS = [
    (page, part["name"]) for page in pages() for part in MARKED.finditer(page.read_text("utf-8"))
]


def test_every_generated_part_is_in_step() -> None:
    assert [page.relative_to(ROOT).as_posix() for page in stale_pages()] == []


def test_every_part_stands_on_exactly_one_page() -> None:
    assert sorted(name for _, name in MARKERS) == sorted(PARTS)


def test_every_marker_is_closed() -> None:
    for page in pages():
        text = page.read_text("utf-8")
        assert text.count("<!-- generated:") == text.count("<!-- end -->"), page
        assert text.count("<!-- generated:") == len(MARKED.findall(text)), page


def test_a_changed_part_is_seen_and_mended() -> None:
    page, name = MARKERS[0]
    text = page.read_text("utf-8")
    spoiled = text.replace(f"<!-- generated: {name} -->\n", f"<!-- generated: {name} -->\nold\n")
    assert spoiled != text
    assert renewed(spoiled) == text


def test_an_unknown_part_is_a_fault_of_the_page() -> None:
    with pytest.raises(KeyError):
        renewed("<!-- generated: nothing-like-it -->\n<!-- end -->")


def test_every_table_of_findings_has_a_title() -> None:
    assert set(finding_tables()) == set(FINDING_ROOMS)


def test_the_readme_names_every_command_once() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `fahsai ")]
    named = [row.split("`")[1].split()[1] for row in rows]
    assert sorted(set(named)) == sorted(commands())


def test_the_readme_starts_with_the_two_commands() -> None:
    block = (ROOT / "README.md").read_text("utf-8").split("```")[1]
    wanted = ["make demo", "make test"]
    assert [line.split("  ")[0].strip() for line in block.splitlines()[1:3]] == wanted
