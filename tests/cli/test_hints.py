"""The command line says which command helps where a finding, made for pages too, does not."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from fahsai.cli.show import Shown
from fahsai.core.finding import Level, finding
from fahsai.words.load import words
from fahsai.words.messages import Language, finding_sentences

HINTS = words("cli")["hints"]


@pytest.mark.parametrize("code", sorted(HINTS))
@pytest.mark.parametrize("language", list(Language))
def test_a_hint_follows_the_first_finding_of_its_code(code: str, language: Language) -> None:
    said = [
        finding("line.negative", Level.WARNING, "S1", lowest="-1"),
        finding(code, Level.ERROR, "A"),
        finding(code, Level.ERROR, "B"),
    ]
    stream = io.StringIO()
    Shown(language).findings(said, stream)
    first, hint, second, other = stream.getvalue().splitlines()
    assert first.endswith(f"({code})")
    assert second.endswith(f"({code})")
    assert HINTS[code][language] in hint
    assert other.endswith("(line.negative)")


def test_hints_are_of_findings_that_exist_and_in_two_languages() -> None:
    assert set(HINTS) <= set(finding_sentences())
    for entry in HINTS.values():
        assert set(entry) == set(Language)
        assert "{" not in "".join(entry.values())


def test_hints_name_commands_that_exist(fahsai: Any) -> None:
    for entry in HINTS.values():
        for text in entry.values():
            for command in re.findall(r"fahsai ([a-z]+)", text):
                helped = fahsai(command, "--help")
                assert helped.status == 0, command
                options = set(re.findall(r"--[a-z-]+", text))
                if len(re.findall("fahsai ", text)) == 1:
                    assert all(option in helped.out for option in options), text
