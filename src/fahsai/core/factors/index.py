"""The rows of a factor set by activity, built once per set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.factor import Edition, EmissionFactor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.factors.factor import FactorSet


class Placed(NamedTuple):
    """A row with the place of its list in the set; own factors have no edition and place 0."""

    place: int
    factor: EmissionFactor
    edition: Edition | None


class FactorIndex(NamedTuple):
    """The rows of a set by activity, and by the names a person picks them with.

    ``by_pick`` knows each row as ``edition:key``, and as ``key`` where an earlier list of the
    set does not hold the same key.
    """

    by_activity: Mapping[str, tuple[Placed, ...]]
    by_pick: Mapping[str, Placed]


class _Same:
    """A key that is equal only to itself: a set holds mappings and cannot be hashed by value.

    The cache keeps the set alive with its key, so an address is never taken over by another.
    """

    __slots__ = ("factor_set",)

    def __init__(self, factor_set: FactorSet) -> None:
        self.factor_set = factor_set

    def __hash__(self) -> int:
        return id(self.factor_set)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.factor_set is self.factor_set


def index(factor_set: FactorSet) -> FactorIndex:
    """The index of a set, remembered for the sets in use."""
    return _index(_Same(factor_set))


@lru_cache(maxsize=32)
def _index(key: _Same) -> FactorIndex:
    by_activity: dict[str, list[Placed]] = {}
    by_pick: dict[str, Placed] = {}
    for placed in _rows(key.factor_set):
        factor = placed.factor
        by_activity.setdefault(factor.activity, []).append(placed)
        by_pick.setdefault(f"{factor.edition}:{factor.key}", placed)
        by_pick.setdefault(factor.key, placed)
    return FactorIndex({name: tuple(rows) for name, rows in by_activity.items()}, by_pick)


def _rows(factor_set: FactorSet) -> Iterator[Placed]:
    for factor in factor_set.own:
        yield Placed(0, factor, None)
    for place, edition in enumerate(factor_set.editions, start=1):
        for factor in edition.rows:
            yield Placed(place, factor, edition)
