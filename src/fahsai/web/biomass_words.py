"""What the pages call the origins of biomass, the questions on it and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.biomass import NO, ORIGIN, STEM, YES, BiomassOrigin

if TYPE_CHECKING:
    from fahsai.web.shown import Shown


def origin_words(shown: Shown) -> list[tuple[str, str]]:
    """Every origin with its words, for a list to choose from."""
    return [(one.value, shown.word("biomass_origins", one.value)) for one in BiomassOrigin]


def answer_words(shown: Shown) -> list[tuple[str, str]]:
    """Yes, no and not answered yet."""
    words = (("", "open"), (YES, YES), (NO, NO))
    return [(value, shown.word("biomass_answers", key)) for value, key in words]


def parameter_said(name: str, value: str, shown: Shown) -> tuple[str, str]:
    """A parameter of a source as people read it: those of biomass in words, others as they are."""
    if not name.startswith(STEM):
        return name, value
    said = dict(origin_words(shown) if name == ORIGIN else answer_words(shown))
    return shown.word("biomass_facts", name.removeprefix(STEM)), said.get(value, value)
