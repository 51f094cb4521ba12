"""Scope 3 by its fifteen categories: where a source stands, and what a category comes to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import ReportingClass, SourceResult
from fahsai.core.quantity.exact import ZERO, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind

CATEGORIES = 15
"""The categories of scope 3 (GHG Protocol; TCFO_R_01 sheet Fr-03.2)."""

ENERGY_UPSTREAM = 3
"""The category of the fuel and energy activities behind what is bought (GHG Protocol, scope 3)."""

STATED = "scope3_category"
"""The parameter by which a source states its category, where its kind leaves the choice."""

ISO_14064_1: Mapping[int, str] = {
    1: "4.1",
    3: "2.2",
    4: "3.1",
    5: "4.3",
    7: "3.3",
    9: "3.2",
    12: "5",
}
"""ISO 14064-1:2018 category by category of scope 3, as a published Thai inventory sets them side
by side; the others are left open until the standard's Annex B is at hand."""


class CategorySum(NamedTuple):
    """One category of scope 3 in an inventory.

    ``category`` is None for sources whose category nobody has stated; ``kg`` [kg CO2e] is the
    sum of ``counted``; ``waiting`` are sources that have no result yet.
    """

    category: int | None
    iso: str
    kg: Decimal
    counted: tuple[SourceResult, ...]
    waiting: tuple[SourceResult, ...]

    @property
    def empty(self) -> bool:
        """Whether no source at all stands in the category."""
        return not self.counted and not self.waiting


def category_of(kind: str, kinds: Mapping[str, SourceKind]) -> int | None:
    """The category of scope 3 (1 to 15) of a kind, or ``None`` where the table names none.

    A kind that stands in scope 1 or 2 has its upstream part in the category of energy.
    """
    known = kinds.get(kind)
    if known is None:
        return None
    upstream = any(term.role == "upstream" for term in known.terms)
    return ENERGY_UPSTREAM if upstream else known.scope3_category


def category_of_source(source: EmissionSource, kinds: Mapping[str, SourceKind]) -> int | None:
    """The category of a source: the one it states, where its kind allows it, else its kind's."""
    stated = source.parameters.get(STATED, "").strip()
    choices = {str(number): number for number in categories_of(source.kind, kinds)}
    return choices.get(stated, category_of(source.kind, kinds))


def categories_of(kind: str, kinds: Mapping[str, SourceKind]) -> tuple[int, ...]:
    """The categories that a source of this kind may state; none where the kind settles it."""
    known = kinds.get(kind)
    return () if known is None else known.categories


def by_category(
    results: Iterable[SourceResult], kinds: Mapping[str, SourceKind]
) -> tuple[CategorySum, ...]:
    """All fifteen categories with their sums; sources without a category come last.

    Equation: ``category = sum of the scope 3 part of its sources``, unrounded, so that the
    categories add up to scope 3.
    Reference: GHG Protocol, Corporate Value Chain (Scope 3) Standard, table 5.3.

    Args:
        results: the sources of one calculation.
        kinds: the table of kinds.

    Returns:
        One sum a category, 1 to 15, and one without category where it holds a source.
    """
    counted: dict[int | None, list[SourceResult]] = {}
    waiting: dict[int | None, list[SourceResult]] = {}
    for result in results:
        if result.source.excluded:
            continue
        category = category_of_source(result.source, kinds)
        if ReportingClass.SCOPE_3 in result.by_class:
            counted.setdefault(category, []).append(result)
        elif not result.complete and _of_scope_3(result, kinds):
            waiting.setdefault(category, []).append(result)
    numbers: list[int | None] = [*range(1, CATEGORIES + 1)]
    if None in counted or None in waiting:
        numbers.append(None)
    return tuple(
        CategorySum(
            number,
            ISO_14064_1.get(number or 0, ""),
            total(
                one.by_class.get(ReportingClass.SCOPE_3, ZERO) for one in counted.get(number, ())
            ),
            tuple(counted.get(number, ())),
            tuple(waiting.get(number, ())),
        )
        for number in numbers
    )


def _of_scope_3(result: SourceResult, kinds: Mapping[str, SourceKind]) -> bool:
    known = kinds.get(result.source.kind)
    return known is not None and known.reporting_class is ReportingClass.SCOPE_3
