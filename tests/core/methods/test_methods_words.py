"""Each finding and step of the methods has words in both languages with the right placeholders."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import string
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from fahsai.core import methods
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

Said = dict[str, set[str]]


def modules() -> list[ModuleType]:
    names = [one.name for one in pkgutil.iter_modules(methods.__path__)]
    return [import_module(f"{methods.__name__}.{name}") for name in names]


def calls(function: str) -> Iterator[ast.Call]:
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                yield node


def said(function: str, first_key: str = "") -> Said:
    """The codes a function is called with, and the keys of their data."""
    result: Said = {}
    for call in calls(function):
        code = call.args[0]
        if isinstance(code, ast.Constant):
            keys = {key.arg for key in call.keywords if key.arg}
            result[str(code.value)] = keys | ({first_key} if first_key else set())
    return result


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


FINDINGS = said("finding", "subject")
STEPS = {f"step.{code}": keys for code, keys in said("step").items()}


@pytest.mark.parametrize(
    ("table", "codes"), [("findings_methods", FINDINGS), ("steps_methods", STEPS)]
)
def test_every_code_has_words_and_every_word_a_code(table: str, codes: Said) -> None:
    assert set(words(table)) == set(codes)


@pytest.mark.parametrize(
    ("table", "codes"), [("findings_methods", FINDINGS), ("steps_methods", STEPS)]
)
def test_placeholders_are_in_the_data(table: str, codes: Said) -> None:
    for code, texts in words(table).items():
        for language in ("th", "en"):
            assert placeholders(texts[language]) <= codes[code], (code, language)
        assert placeholders(texts["th"]) == placeholders(texts["en"]), code
