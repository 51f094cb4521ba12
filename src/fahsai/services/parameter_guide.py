"""What a source of a kind can be given, so that a person need not know it by heart."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.methods.linear import MEASURED, USED
from fahsai.core.methods.linear_waste import FURNACES
from fahsai.core.methods.livestock_year import CLIMATES, PRODUCTIVITIES, SYSTEMS
from fahsai.core.methods.packs import Pack
from fahsai.core.methods.parameter_kinds import PARAMETER_KINDS
from fahsai.core.methods.table import METHODS
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_packs import packs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.methods.table import Method

SPECIES = "species"
"""The gas or blend that leaks: R-410A, SF6."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "activity": (MEASURED, USED),
    "incinerator": FURNACES,
    "productivity": PRODUCTIVITIES,
    "climate": CLIMATES,
    "manure": SYSTEMS,
}
"""The words of a choice that no pack decides."""

SELECTED_BY = {
    "treatment": ("mcf",),
    "site": ("mcf",),
    "waste_type": ("cf", "doc"),
    "equipment": ("leak_rate",),
    "moisture": ("compost_ch4", "digestion_ch4"),
    "fertiliser": ("ef1",),
    "lime": ("lime_carbon",),
}
"""The parameters whose variants in a pack are the words of a choice."""


YEAR = "2568"
WRITTEN = {
    **{
        name: f"{name}.{YEAR}"
        for name in ("deposit", *(name for method in METHODS.values() for name in method.of_year))
    },
    "share": "share.food",
    "manure_share": "manure_share.lagoon",
}
"""Figures whose name goes on: with a year, with a type."""


INSTEAD = frozenset({"n_content", "co2_share"})
"""Figures that another one may stand in for: the label of the bag, a share by volume."""


class Guide(NamedTuple):
    """One thing that a source can be given.

    ``written`` is its name as it has to be written, ``words`` what may stand there, empty for a
    figure in ``unit``; ``needed`` tells that no pack has it, so that the source must.
    """

    name: str
    written: str
    unit: str
    words: tuple[str, ...]
    needed: bool


class KindGuide(NamedTuple):
    """What a source of a kind can be given: figures and choices, and the packs it may use."""

    parameters: tuple[Guide, ...]
    packs: tuple[Pack, ...]
    default_pack: str


@cache
def parameter_guide(kind: str) -> KindGuide:
    """What a source of a kind can be given; nothing for a kind that there is not.

    >>> [one.written for one in parameter_guide("refrigerant.leak").parameters]
    ['species', 'leak_rate', 'equipment']
    """
    known = kinds().get(kind)
    if known is None:
        return KindGuide((), (), "")
    method = METHODS[known.method]
    fitting = tuple(packs()[code] for code in method.packs)
    names = [name for name in (*method.needed, *method.optional) if name not in known.parameters]
    if method.species and not known.species:
        names.insert(0, SPECIES)
    given = tuple(_guide(name, method, fitting) for name in names)
    return KindGuide(given, fitting, known.pack or method.default_pack)


def _guide(name: str, method: Method, fitting: tuple[Pack, ...]) -> Guide:
    figure = PARAMETER_KINDS.get(name)
    if figure is not None:
        there = any(one.find(name) is not None or one.variants(name) for one in fitting)
        needed = name in method.needed and name not in INSTEAD and not there
        return Guide(name, WRITTEN.get(name, name), figure.unit, (), needed)
    words = WORDS.get(name) or tuple(
        dict.fromkeys(
            one
            for pack in fitting
            for stem in SELECTED_BY.get(name, ())
            for one in pack.variants(stem)
        )
    )
    return Guide(name, name, "", words, needed=name == SPECIES)
