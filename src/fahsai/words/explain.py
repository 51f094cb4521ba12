"""Choices of factors and parts of differences as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.words.load import words
from fahsai.words.messages import DATES, NAMED_BY_STEM, Language, said, sentence

if TYPE_CHECKING:
    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.inventory.difference import Cause, Part


def choice_words(choice: FactorChoice, language: Language) -> str:
    """Why this factor: what settled the choice, in one sentence."""
    factor = choice.chosen
    table = words("calculation")["choice"]
    if factor is None:
        return sentence(table["nothing"][language], {"asked": ", ".join(choice.asked)})
    name = factor.name_th if language is Language.TH else factor.name_en
    return sentence(
        table[choice.decided_by][language],
        {"name": name, "edition": factor.edition, "key": factor.key, "reason": choice.reason},
    ).strip()


def difference_words(part: Part, language: Language) -> str:
    """What moved the figure, in one sentence."""
    data = {
        name: said(name, value, language) if name in DATES | NAMED_BY_STEM else value
        for name, value in part.data.items()
    }
    return sentence(words("calculation")["difference"][part.note][language], data).strip()


def cause_words(cause: Cause, language: Language) -> str:
    """What a cause of a difference is called."""
    return str(words("calculation")["causes"][cause.value][language])
