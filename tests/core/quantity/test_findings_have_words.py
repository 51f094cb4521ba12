from __future__ import annotations

import ast
import pkgutil
import string
from importlib import import_module
from inspect import getsource
from typing import TYPE_CHECKING

import pytest

import fahsai.core.quantity
import fahsai.core.thai
from fahsai.words.load import words

if TYPE_CHECKING:
    from types import ModuleType


def findings_made_in(room: ModuleType) -> dict[str, set[str]]:
    """Finding code → keys of its data, as the room's source gives them."""
    made: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        for node in ast.walk(ast.parse(getsource(import_module(module.name)))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "finding":
                code = ast.literal_eval(node.args[0])
                made[code] = {keyword.arg for keyword in node.keywords if keyword.arg}
    return made


@pytest.mark.parametrize(
    ("room", "table"),
    [(fahsai.core.quantity, "findings_quantity"), (fahsai.core.thai, "findings_thai")],
)
def test_every_finding_has_words_for_all_its_data(room: ModuleType, table: str) -> None:
    texts = words(table)
    made = findings_made_in(room)
    assert texts.keys() == made.keys()
    for code, keys in made.items():
        for language in ("th", "en"):
            fields = string.Formatter().parse(texts[code][language])
            assert {name for _, name, _, _ in fields if name} == keys | {"subject"}, code
