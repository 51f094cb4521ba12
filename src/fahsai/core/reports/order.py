"""The order in which the forms name sources, and the category of scope 3 a source belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.result import SourceResult

_GROUPS = (
    ("stationary",),  # การเผาไหม้อยู่กับที่
    ("mobile", "offroad"),  # การเผาไหม้ที่มีการเคลื่อนที่
    (  # การรั่วไหล
        *("refrigerant", "extinguisher", "sf6", "methane", "n2o", "co2", "co2_biogenic"),
        *("welding", "dry_ice"),
    ),
    (  # การรั่วไหลจากน้ำเสียและของเสีย
        *("septic_tank", "wastewater", "landfill.own"),
        *("composting", "digestion", "incineration.own", "open_burning"),
    ),
)
"""How the codes of kinds begin, in the order of form section 3.1.3; all others come last."""

ENERGY_UPSTREAM = 3
"""The category of the fuel and energy activities behind what is bought (GHG Protocol, scope 3)."""


def in_form_order(results: Iterable[SourceResult]) -> tuple[SourceResult, ...]:
    """Sources as the forms name them: stationary, mobile, fugitive (waste last), all others.

    Inside a group they keep the order they came in, which is that of the organisation's codes.

    Reference: TGO form TCFO_R_02 V01, section 3.1.3.
    """
    return tuple(sorted(results, key=lambda result: group_of(result.source.kind)))


def group_of(kind: str) -> int:
    """The place of a kind among the groups of the form.

    >>> group_of("stationary.diesel"), group_of("offroad.lpg"), group_of("other.scope1")
    (0, 1, 4)
    """
    places = (place for place, starts in enumerate(_GROUPS) if _begins(kind, starts))
    return next(places, len(_GROUPS))


def category_of(kind: str, kinds: Mapping[str, SourceKind]) -> int | None:
    """The category of scope 3 (1 to 15) of a kind, or ``None`` where the table names none.

    A kind that stands in scope 1 or 2 has its upstream part in the category of energy.
    """
    known = kinds.get(kind)
    if known is None:
        return None
    upstream = any(term.role == "upstream" for term in known.terms)
    return ENERGY_UPSTREAM if upstream else known.scope3_category


def _begins(kind: str, starts: Iterable[str]) -> bool:
    """Whether a code is one of these or a part of one."""
    return any(kind == start or kind.startswith(f"{start}.") for start in starts)


def in_category(
    results: Iterable[SourceResult], category: int, kinds: Mapping[str, SourceKind]
) -> tuple[SourceResult, ...]:
    """The sources that an inventory counts in one category of scope 3."""
    return tuple(
        result
        for result in results
        if not result.source.excluded
        and ReportingClass.SCOPE_3 in result.by_class
        and category_of(result.source.kind, kinds) == category
    )
