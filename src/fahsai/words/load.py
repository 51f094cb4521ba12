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
    """The table ``<name>.toml`` of this folder."""
    return tomllib.loads(files("fahsai.words").joinpath(f"{name}.toml").read_text("utf-8"))
