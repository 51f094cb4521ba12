"""Loading the word tables of this folder."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


SHARED = frozenset({"forms"})
"""Sections to which every part may add: the words of its own forms."""


@cache
def words(name: str) -> Mapping[str, Any]:
    """The table ``<name>.toml`` of this folder with its parts ``<name>_<part>.toml``.

    Sections of one name stand together (each room says the words of its own ``forms``).

    Raises:
        ValueError: two parts have an entry of the same name.
    """
    found: dict[str, Any] = {}
    for file in sorted(files("fahsai.words").iterdir(), key=lambda one: one.name):
        stem, _, kind = file.name.partition(".")
        if kind != "toml" or not (stem == name or stem.startswith(f"{name}_")):
            continue
        part = tomllib.loads(file.read_text("utf-8"))
        doubled = sorted(_add(found, part))
        if doubled:
            raise ValueError(f"{file.name} says again: {', '.join(doubled)}")
    if not found:
        raise FileNotFoundError(f"{name}.toml")
    return found


LEAF = frozenset({"th", "en"})


def _add(found: dict[str, Any], part: Mapping[str, Any]) -> Iterator[str]:
    """Add the sections of a part, entry by entry; the names of those that were said already."""
    for name, section in part.items():
        known = found.get(name)
        if known is None:
            found[name] = section
        elif not isinstance(section, dict) or LEAF & (known.keys() | section.keys()):
            yield name
        else:
            doubled = known.keys() & section.keys()
            yield from (f"{name}.{key}" for key in doubled)
            found[name] = {**known, **section}
