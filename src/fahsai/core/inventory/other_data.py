"""What of the data and the parameters of a source is another one in a later calculation.

Data of the year (the composition of waste, the methane that was recovered, the stock) are
activity, whatever they are written on; a parameter that stands for what nobody measured is method.
"""

from __future__ import annotations

from decimal import DecimalException
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.difference import Cause, Step
from fahsai.core.methods.parameter_kinds import stem
from fahsai.core.methods.table import METHODS
from fahsai.core.quantity.exact import canonical, exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.inventory.result import SourceResult

OF_ONE_YEAR = frozenset({"deposit", "stock", "returned", "new_capacity", "retired_capacity"})
"""Data whose name holds their year: another year has others without anything being corrected."""

COMPOSITION = frozenset({"deposit", "waste_type", "share", "manure", "manure_share"})
"""What an amount is made of: each type brings parameters of its own (``dm.paper``)."""

MEASURED = frozenset(
    {
        *("recovered_kg", "sludge_kg_cod", "cod_mg_per_litre", "bod_mg_per_litre"),
        *("distance_km", "trips", "persons", "load_tonnes"),
    }
)
"""What was measured or counted of the activity itself."""

TAKEN_OFF = frozenset({"recovered_kg", "sludge_kg_cod"})
"""Figures whose name holds their year too, though each year has the same one anew."""

DATA = OF_ONE_YEAR | COMPOSITION | MEASURED
PART = "share"
"""Alone it is the part that counts here, an allocation; ``share.paper`` is of a composition."""

FROM_PACK = "parameter.from_pack"
NOTHING = "–"


class _Given(NamedTuple):
    """A figure or a word that a result rests on; ``assumed``: a pack gave it, nobody measured."""

    text: str
    assumed: bool = False


def other_data(before: SourceResult, after: SourceResult) -> Step | None:
    """The data or parameters that differ, told by their names; None where none does.

    They are activity where all of them are data that the source states itself, else method: the
    first figure measured in place of an assumed one is another way of counting.
    """
    was, now = _used(before), _used(after)
    stated = [_stated(one, {*was, *now}) for one in (before, after)]
    changed = [name for name in _differing(was, now) if not _of_another_year(name, was, now)]
    composed = any(_is_composition(name) for name in _differing(*stated))
    if composed:  # a type that is new or gone takes its own parameters with it
        changed = [name for name in changed if _is_data(name) or (name in was and name in now)]
    changed += [name for name in _differing(*stated) if not _of_another_year(name, *stated)]
    if not changed:
        return None
    first, second = ({**mine, **used} for mine, used in zip(stated, (was, now), strict=True))
    texts = [_texts(changed, one) for one in (first, second)]
    data = {"parameters": ", ".join(changed), "from": texts[0], "to": texts[1]}
    given = [one[name] for one in (first, second) for name in changed if name in one]
    if all(map(_is_data, changed)) and not any(one.assumed for one in given):
        return Step(Cause.ACTIVITY, "difference.data_of_year", data)
    return Step(Cause.METHOD, "difference.parameters", data)


def _used(result: SourceResult) -> dict[str, _Given]:
    """The figures that the method says it worked with."""
    return {
        _any_year(one.data["name"]): _Given(one.data["value"], assumed=one.code == FROM_PACK)
        for one in result.steps
        if one.code.startswith("parameter.")
    }


def _stated(result: SourceResult, used: Iterable[str]) -> dict[str, _Given]:
    """What the source states of its method and no figure in use tells: choices and shares."""
    method = METHODS.get(result.method)
    known = () if method is None else method.needed + method.optional
    told = {stem(name) for name in used}
    return {
        _any_year(name): _Given(_plain(text))
        for name, text in result.source.counted_parameters.items()
        if stem(name) in known and stem(name) not in told and text.strip()
    }


def _any_year(name: str) -> str:
    return stem(name) if stem(name) in TAKEN_OFF else name


def _plain(text: str) -> str:
    """A number in its one spelling; a word as it is."""
    try:
        value = exact(text.strip())
    except DecimalException:
        return text.strip()
    return canonical(value) if value.is_finite() else text.strip()


def _differing(was: Mapping[str, _Given], now: Mapping[str, _Given]) -> list[str]:
    names = sorted({*was, *now})
    return [
        name
        for name in names
        if (was[name].text if name in was else None) != (now[name].text if name in now else None)
    ]


def _of_another_year(name: str, was: Mapping[str, _Given], now: Mapping[str, _Given]) -> bool:
    """Whether it is a figure of a year that only one of them looks at."""
    return stem(name) in OF_ONE_YEAR and not (name in was and name in now)


def _is_composition(name: str) -> bool:
    return stem(name) in COMPOSITION and name != PART


def _is_data(name: str) -> bool:
    return stem(name) in DATA and name != PART


def _texts(names: Iterable[str], given: Mapping[str, _Given]) -> str:
    return ", ".join(given[name].text if name in given else NOTHING for name in names)
