"""Loading the word tables of this folder."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def words(name: str) -> Mapping[str, Any]:
    """The table ``<name>.toml`` of this folder with its parts ``<name>_<part>.toml``.

    Raises:
        ValueError: two parts have a section of the same name.
    """
    found: dict[str, Any] = {}
    for file in sorted(files("fahsai.words").iterdir(), key=lambda one: one.name):
        stem, _, kind = file.name.partition(".")
        if kind != "toml" or not (stem == name or stem.startswith(f"{name}_")):
            continue
        part = tomllib.loads(file.read_text("utf-8"))
        doubled = found.keys() & part.keys()
        if doubled:
            raise ValueError(f"{file.name} says again: {', '.join(sorted(doubled))}")
        found |= part
    if not found:
        raise FileNotFoundError(f"{name}.toml")
    return found
