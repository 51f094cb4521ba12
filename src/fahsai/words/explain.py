"""Choices of factors and parts of differences as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.words.load import words
from fahsai.words.messages import Language, sentence

if TYPE_CHECKING:
    from fahsai.core.factors.choose import FactorChoice
    from fahsai.core.inventory.difference import Part


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
    return sentence(words("calculation")["difference"][part.note][language], part.data)
