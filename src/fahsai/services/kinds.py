"""The kinds of source, for people to choose from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.biomass import is_asked
from fahsai.gateways.workbooks.template.layout import by_spelling, code_named
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping


class KindEntry(NamedTuple):
    """One kind: its code, names and the unit its activity is normally recorded in.

    ``asks_biomass``: whether the questions on renewable biomass are asked of such a source;
    ``family`` and ``scope3_category`` (1 to 15) say what it stands with in a long list.
    """

    code: str
    name_th: str
    name_en: str
    unit: str
    asks_biomass: bool
    family: str
    scope3_category: int | None


def kind_list() -> tuple[KindEntry, ...]:
    """Every kind of source in the order of the table."""
    return tuple(
        KindEntry(
            kind.code,
            kind.name_th,
            kind.name_en,
            kind.unit,
            is_asked(kind),
            kind.family,
            kind.scope3_category,
        )
        for kind in kinds().values()
    )


def kind_named(text: str) -> str:
    """The code of the kind that a text names by its code or its name; else the text itself."""
    return text if text in kinds() else code_named(text, _spellings())


@cache
def _spellings() -> Mapping[str, str]:
    return by_spelling((kind.code, (kind.name_th, kind.name_en)) for kind in kinds().values())
