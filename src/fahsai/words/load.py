"""Loading the word tables of this folder."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


SHARED = frozenset({"forms"})
"""Sections to which every part may add: the words of its own forms."""


@cache
def words(name: str) -> Mapping[str, Any]:
    """The table ``<name>.toml`` of this folder with its parts ``<name>_<part>.toml``.

    A section of :data:`SHARED` may stand in many parts, its entries in one each.

    Raises:
        ValueError: two parts have a section (or a shared section's entry) of the same name.
    """
    found: dict[str, Any] = {}
    for file in sorted(files("fahsai.words").iterdir(), key=lambda one: one.name):
        stem, _, kind = file.name.partition(".")
        if kind != "toml" or not (stem == name or stem.startswith(f"{name}_")):
            continue
        part = tomllib.loads(file.read_text("utf-8"))
        for section in SHARED & part.keys() & found.keys():
            shared, more = found[section], part.pop(section)
            _refuse_doubles(file.name, shared, more)
            found[section] = {**shared, **more}
        _refuse_doubles(file.name, found, part)
        found |= part
    if not found:
        raise FileNotFoundError(f"{name}.toml")
    return found


def _refuse_doubles(file: str, known: Mapping[str, Any], part: Mapping[str, Any]) -> None:
    doubled = known.keys() & part.keys()
    if doubled:
        raise ValueError(f"{file} says again: {', '.join(sorted(doubled))}")
