"""The kinds of source, for people to choose from."""

from __future__ import annotations

from typing import NamedTuple

from fahsai.reference.load_kinds import kinds


class KindEntry(NamedTuple):
    """One kind: its code, names and the unit its activity is normally recorded in."""

    code: str
    name_th: str
    name_en: str
    unit: str


def kind_list() -> tuple[KindEntry, ...]:
    """Every kind of source in the order of the table."""
    return tuple(
        KindEntry(kind.code, kind.name_th, kind.name_en, kind.unit) for kind in kinds().values()
    )
