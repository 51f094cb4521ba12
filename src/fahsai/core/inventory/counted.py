"""The results of single lines, multiplied out when somebody reads them.

A result is a pure function of the line's quantity and the recipe, so nothing is held twice
while calculating; the records keep what a version stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, overload

from fahsai.core.inventory.activity import ActivityLine
from fahsai.core.inventory.recipe import Recipe
from fahsai.core.inventory.result import Component, LineResult
from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from uuid import UUID


class CountedUnit(NamedTuple):
    """The lines of a source in one unit with what they are multiplied by.

    ``whole`` is the sum of the quantities where it is exact and none is negative, else None.
    """

    recipe: Recipe
    lines: Sequence[ActivityLine]
    quantities: Sequence[Decimal]
    whole: Decimal | None


def count_line(line: ActivityLine, source_id: UUID, recipe: Recipe) -> LineResult:
    """One line times its recipe: ``mass = quantity x mass per unit``, ``CO2e = mass x GWP``."""
    quantity = line.quantity
    with exactly():
        components = tuple(
            Component(
                one.reporting_class,
                one.gas,
                None if one.mass is None else quantity * one.mass,
                quantity * one.weight if one.mass is None else quantity * one.mass * one.weight,
                one.term,
            )
            for one in recipe.ingredients
        )
    return LineResult((line.id,), source_id, quantity, components)


class CountedLines(Sequence[LineResult]):
    """The line results of one source, in the order of its lines by unit."""

    __slots__ = ("_parts", "_source_id")

    def __init__(self, source_id: UUID, parts: Sequence[CountedUnit]) -> None:
        self._source_id = source_id
        self._parts = parts

    def __len__(self) -> int:
        return sum(len(part.lines) for part in self._parts)

    def __iter__(self) -> Iterator[LineResult]:
        for part in self._parts:
            for line in part.lines:
                yield count_line(line, self._source_id, part.recipe)

    @overload
    def __getitem__(self, index: int) -> LineResult: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LineResult, ...]: ...
    def __getitem__(self, index: int | slice) -> LineResult | tuple[LineResult, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
