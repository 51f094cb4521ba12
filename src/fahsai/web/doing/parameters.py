"""What a source can be given, in the words of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.services.parameter_guide import parameter_guide
from fahsai.words.load import words

if TYPE_CHECKING:
    from fahsai.services.parameter_guide import Guide
    from fahsai.web.shown import Shown

PACK = "pack"
EXAMPLES = {"species": "R-410A", "formula": "46-0-0"}


class GuideRow(NamedTuple):
    """One row of the table: how it is written, what it is, what may stand there."""

    written: str
    meaning: str
    may_be: str
    needed: bool


def guide_rows(kind: str, shown: Shown) -> tuple[GuideRow, ...]:
    """What a source of the kind can be given, the packs to choose from first."""
    guide = parameter_guide(kind)
    rows = [_row(one, shown) for one in guide.parameters]
    if guide.packs:
        names = [
            f"{one.code} ({one.name_th if shown.thai else one.name_en})" for one in guide.packs
        ]
        meaning = shown.word("doing", "guide_pack")
        must = not guide.default_pack
        rows.insert(0, GuideRow(PACK, meaning, "; ".join(names), must))
    return tuple(rows)


def _row(one: Guide, shown: Shown) -> GuideRow:
    values = words("values")
    entry = values["parameter"].get(one.name) or values["choice"].get(one.name)
    meaning = entry[shown.language] if entry else shown.word("doing", "guide_species")
    listed = values["allowed"]
    may_be = "; ".join(
        listed[word][shown.language] if word in listed else word for word in one.words
    )
    share = shown.word("doing", "guide_share")
    unit = share if one.unit == "1" else one.unit
    return GuideRow(one.written, meaning, may_be or unit or EXAMPLES.get(one.name, ""), one.needed)
