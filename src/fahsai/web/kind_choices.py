"""The kinds of source as the groups of a list: by family, those of scope 3 by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.services.kinds import KindEntry, kind_list
from fahsai.services.scope3_categories import category_names

if TYPE_CHECKING:
    from fahsai.web.forms import Choice
    from fahsai.web.shown import Shown


def kind_choices(shown: Shown, value: str = "{}", label: str = "{}") -> list[Choice]:
    """Groups of (code, name), in the order of the table of kinds.

    Args:
        shown: the language of the page.
        value: what the page makes of a code, such as ``kind:{}``.
        label: what it makes of a name.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in sorted(kind_list(), key=_place):  # stable: kinds keep their order in a group
        name = str(shown.name(one.name_th, one.name_en))
        said = (value.format(one.code), label.format(name))
        groups.setdefault(_group(one, shown), []).append(said)
    return list(groups.items())


def _place(one: KindEntry) -> tuple[int, int]:
    families = list(dict.fromkeys(kind.family for kind in kind_list()))
    return families.index(one.family), one.scope3_category or 0


def _group(one: KindEntry, shown: Shown) -> str:
    family = shown.word("kind_families", one.family)
    if one.scope3_category is None:
        return family
    name = category_names(one.scope3_category)[shown.language.value]
    return shown.word("kind_families", "category", number=str(one.scope3_category), name=name)
