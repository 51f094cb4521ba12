"""Gases as the pages call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.web.shown import formula
from fahsai.words.load import words

if TYPE_CHECKING:
    from fahsai.web.shown import Shown


def gas_label(code: str, shown: Shown) -> str:
    """A gas or a family of gases: in words where it has some, else its formula."""
    return shown.word("gases", code) if code in words("web")["gases"] else formula(code)
