"""The stylesheet's tokens, the words of the pages, and that templates hold no text."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

import fahsai.web
from fahsai.core.access.states import VersionState
from fahsai.core.factors.choice import Reason
from fahsai.core.finding import Level
from fahsai.core.inventory.activity import Origin
from fahsai.core.inventory.biomass import (
    PARAMETERS,
    STEM,
    BiomassOrigin,
    BiomassQuestion,
    BiomassVerdict,
)
from fahsai.core.inventory.result import ReportingClass
from fahsai.web.shown import page_words
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from enum import StrEnum

WEB = Path(fahsai.web.__file__).parent
SHEETS = ("fahsai.css", "narrow.css", "paper.css")
CSS = "\n".join((WEB / "static" / name).read_text("utf-8") for name in SHEETS)
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", CSS))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
THAI = re.compile(r"[\u0e01-\u0e5b]")

READ = [
    *((ink, "paper") for ink in ("ink", "quiet", "link", "link-hover")),
    *((ink, "ground") for ink in ("ink", "quiet", "link", "link-hover")),
    *(("on-brand", ground) for ground in ("brand", "brand-deep", "error-ink", "good-ink")),
    *(("on-brand-quiet", ground) for ground in ("brand", "brand-deep")),
    ("brand", "paper"),
    ("focus-ink", "focus"),
    ("tag-ink", "tag-ground"),
    *((f"{kind}-ink", f"{kind}-ground") for kind in ("good", "warning", "error", "info")),
]  # fmt: skip
"""Text on what lies under it."""

SEEN = [
    *((f"scope-{n}", "paper") for n in (1, 2, 3)),
    *((name, "paper") for name in ("separate", "biogenic", "none", "warning-edge", "focus-ink")),
    *((name, "paper") for name in TOKENS if name.startswith("gas-")),
]
"""Shapes that say something, on what lies under them."""


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SEEN)
def test_shapes_can_be_seen(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3


def test_colours_stand_in_tokens_only() -> None:
    tokens, _, rest = CSS.partition("/* Frame */")
    assert len(TOKENS) > 30
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rest)
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", rest))
    named = set(re.findall(r"--([a-z0-9-]+):", tokens))
    assert used <= named
    assert named - used <= {"space", "radius"}


def test_the_stylesheet_takes_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:|//[a-z]", CSS)


def test_every_class_of_a_template_has_a_style() -> None:
    text = "\n".join(path.read_text("utf-8") for path in TEMPLATES)
    used = {
        name
        for value in re.findall(r'class="([^"]*)"', text)
        for name in re.sub(r"\{[{%].*?[%}]\}", "*", value).split()
        if "*" not in name
    }
    assert {name for name in used if not re.search(rf"\.{name}\b", CSS)} == set()


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def entries(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, entry in table.items():
        if set(entry) & {"th", "en"} and all(isinstance(text, str) for text in entry.values()):
            yield f"{path}{key}", entry
        else:
            yield from entries(entry, f"{path}{key}.")


def test_every_word_has_both_languages() -> None:
    for key, entry in entries(words("web")):
        assert set(entry) == set(Language), key
        assert all(text.strip() == text and text for text in entry.values()), key
        fields = [fields_of(text) for text in entry.values()]
        assert fields[0] == fields[1], key
        assert THAI.search(entry["th"]) or entry["th"] == entry["en"], key
        assert not THAI.search(entry["en"]) or key == "site.th", key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_words_that_exist_and_write_none(path: Path) -> None:
    text = path.read_text("utf-8")
    for language in Language:
        known = page_words(language)
        for section, key in re.findall(r"\bw\.(\w+)\.(\w+)", text):
            assert key in known[section], f"{section}.{key}"
    assert "|safe" not in text
    assert "autoescape" not in text
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<code>.*?</code>", "", text)
    bare = re.sub(r"<[^>]*>", " ", bare)
    said = bare.replace("ฟ้าใส", "").replace("Fahsai", "")
    assert not re.search(r"[A-Za-z\u0e01-\u0e5b]{2,}", said), said


def test_no_word_is_left_over() -> None:
    sources = [*TEMPLATES, *WEB.rglob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    by_data = {
        "approaches",
        "belongings",
        "financial_controls",
        "holdings",
        "map_fields",
        "relations",
        "known_figures",
        "known_origins",
        "known_shapes",
        "known_facts",
        "known_bases",
        "errors",
        "class_notes",
        "gases",
        "documents",
        "formats",
        "facts",
        "source_facts",
        "entering_changes",
        "entering_grades",
        "form",
        "forms",
        "form_errors",
        "pager",
        "organisation_facts",
        "organisation_ways",
        "role_means",
        "account_errors",
        "account_events",
        "account_forms",
        "account_mails",
        "account_notices",
        "history_of",
        "history_fields",
        "history_choices",
        "history_kinds",
        "history_steps",
        "review_kinds",
        "review_states",
        "review_subjects",
        "review_moves",
        "review_steps",
        "review_done",
        "review_final",
        "weighings",
        "key_scopes",
        "acts",
        "factor_roles",
        "form_sections",
        "job_titles",
        "year_rooms",
        "year_tasks",
        "task_states",
        "source_states",
        "source_orders",
        "year_grades",
        "year_changes",
        "year_places",
        "open_kinds",
        "base_outcomes",
        "base_kinds",
        "base_form_kinds",
        "base_form_lines",
        "base_weights",
        "base_proposals",
        "biomass_answers",
        "biomass_facts",
        "biomass_origins",
        "biomass_verdicts",
        "kind_families",
    }
    for key, _ in entries(words("web")):
        section, _, name = key.partition(".")
        if section in by_data:
            continue
        assert re.search(rf'w\.{section}\.{name}\b|"{name}"', text), key


def test_the_words_of_biomass_cover_their_lists() -> None:
    known = words("web")
    assert set(known["biomass_origins"]) == {*BiomassOrigin}
    assert set(known["biomass_verdicts"]) == {*BiomassVerdict}
    assert set(known["biomass_facts"]) == {name.removeprefix(STEM) for name in PARAMETERS}
    printed = words("tcfo_r_02")
    assert set(printed["biomass_origins"]) == {*BiomassOrigin}
    assert set(printed["biomass_verdicts"]) == {*BiomassVerdict}
    assert set(printed["biomass_questions"]) == {*BiomassQuestion}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("classes", ReportingClass),
        ("states", VersionState),
        ("levels", Level),
        ("origins", Origin),
        ("candidate_reasons", Reason),
    ],
)
def test_the_shared_words_cover_their_lists(table: str, codes: type[StrEnum]) -> None:
    assert {code.value for code in codes} <= set(words("cli")[table])


def test_every_class_has_a_note() -> None:
    assert {code.value for code in ReportingClass} <= set(words("web")["class_notes"])
