"""From the words of a sheet to a kind of source: ordered rules, the first that fits wins."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.linear_soils import grades_of_label
from fahsai.core.quantity.blends import refrigerant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from re import Pattern

FERTILISER = "fertiliser."
"""How the kinds begin whose label may say the nitrogen (16-20-0)."""


@dataclass(frozen=True, slots=True)
class RecognitionRule:
    """One rule of ``reference/recognition.toml`` with its expressions compiled.

    A rule without a ``kind`` keeps rows from the rules below it: they are asked of a person.
    """

    kind: str
    label: Pattern[str]
    group: Pattern[str] | None = None
    never: Pattern[str] | None = None
    dimension: str = ""
    scope: str = ""

    def fits(self, label: str, context: str, dimension: str, scope: str) -> bool:
        """Whether the rule knows this row (texts already normalised)."""
        if self.dimension and self.dimension != dimension:
            return False
        if self.scope and self.scope != scope:
            return False
        if self.never is not None and self.never.search(label):
            return False
        if self.group is not None and not self.group.search(context):
            return False
        return self.label.search(label) is not None


@dataclass(frozen=True, slots=True)
class Recognition:
    """The kind of a row and the parameters that its words give (species, label of a fertiliser)."""

    kind: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def normalise(text: str) -> str:
    r"""Lower case, one space between words, Thai sara am whole, no invisible characters.

    >>> normalise("  น้ํามัน  Diesel\u200b ")
    'น้ำมัน diesel'
    """
    text = unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "")
    # A nikhahit followed by sara aa is a broken sara am; a tone mark may stand between them.
    text = re.sub("ํ([่-๋]?)า", "\\1ำ", text)
    text = re.sub("ำ([่-๋])", "\\1ำ", text)
    return " ".join(text.lower().split())


def recognise(
    rules: Sequence[RecognitionRule],
    label: str,
    group: Sequence[str],
    dimension: str,
    scope: str,
    subject: str,
) -> tuple[Recognition | None, tuple[Finding, ...]]:
    """The kind of source that a row's label, headings and unit speak of.

    Findings: ``source.kind_unrecognised`` when no rule knows the words,
    ``source.refrigerant_unknown`` when the refrigerant is not one of the gas table.
    """
    words = normalise(label)
    context = " ".join([*(normalise(g) for g in group), words])
    for rule in rules:
        if not rule.fits(words, context, dimension, scope):
            continue
        if not rule.kind:
            break
        if rule.kind.startswith(FERTILISER):
            grades = grades_of_label(words)
            return Recognition(rule.kind, {"formula": grades} if grades else {}), ()
        if rule.kind != "refrigerant":
            return Recognition(rule.kind), ()
        species = refrigerant(label)
        if species is None:
            return None, (finding("source.refrigerant_unknown", Level.ERROR, subject, label=label),)
        return Recognition(rule.kind, {"species": species}), ()
    return None, (finding("source.kind_unrecognised", Level.ERROR, subject, label=label),)
