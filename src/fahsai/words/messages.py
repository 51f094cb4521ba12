"""Findings and steps as sentences, in Thai and English."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding


class Language(StrEnum):
    """The two languages of the program, Thai first."""

    TH = "th"
    EN = "en"


@cache
def _sentences(prefix: str) -> Mapping[str, Mapping[str, str]]:
    """All tables of this folder whose file name starts with ``prefix``."""
    tables: dict[str, Mapping[str, str]] = {}
    for entry in sorted(files("fahsai.words").iterdir(), key=lambda item: item.name):
        if entry.name.startswith(prefix) and entry.name.endswith(".toml"):
            tables.update(tomllib.loads(entry.read_text("utf-8")))
    return tables


def finding_sentences() -> Mapping[str, Mapping[str, str]]:
    """The words of every finding by its code."""
    return _sentences("findings_")


def step_sentences() -> Mapping[str, Mapping[str, str]]:
    """The words of every step of a method by its code."""
    return _sentences("steps_")


class _Given(dict[str, str]):
    """Data for a sentence: a name that is missing shows as itself, never as an error."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def sentence(template: str, data: Mapping[str, str]) -> str:
    """A template with its data filled in."""
    return template.format_map(_Given(data))


def message(item: Finding, language: Language) -> str:
    """What a finding says to a person."""
    words = finding_sentences().get(item.code)
    if words is None:
        return f"{item.code} ({item.subject})"
    return sentence(words[language], {"subject": item.subject, **item.data})


def step_text(code: str, data: Mapping[str, str], language: Language) -> str:
    """What one step of a method says to a person."""
    words = step_sentences().get(code) or step_sentences().get(f"step.{code}")
    if words is None:
        return f"{code}: {', '.join(f'{k}={v}' for k, v in data.items())}"
    return sentence(words[language], data)
