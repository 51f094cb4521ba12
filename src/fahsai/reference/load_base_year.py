"""The words that tell what kind of change a reason gives to a base year."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from fahsai.core.inventory.base_proposal import Vocabulary


@cache
def load_change_words() -> Vocabulary:
    """The words of ``base_year.toml``."""
    data = tomllib.loads(files("fahsai.reference").joinpath("base_year.toml").read_text("utf-8"))
    return Vocabulary(tuple(data["structural"]), tuple(data["unclear"]))
