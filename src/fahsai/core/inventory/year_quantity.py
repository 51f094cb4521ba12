"""A year's activity of a source in one unit, where its records are in several: what forms print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.conversions import conversion
from fahsai.core.inventory.release import mass_of_species, species_of
from fahsai.core.methods.table import METHODS
from fahsai.core.quantity.exact import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.recipe import Recipe
    from fahsai.core.inventory.rules import Rules

    Convert = Callable[[str, str], Decimal | None]

KILOGRAM = "kg"


def year_quantity(
    source: EmissionSource,
    kind: SourceKind,
    sums: Sequence[tuple[Decimal, str]],
    recipes: Sequence[Recipe],
    rules: Rules,
) -> tuple[Decimal, str]:
    """The whole year's activity, in the first unit in which all of it can be said.

    Tried are the units recorded, in their order, by the table of units and the conversions that
    the source states; the unit of the method or kind; the unit of the factor that counts all of
    them, which also knows the way of a journey and the load of a lorry; kilograms of the gas that
    escapes.  Where nothing holds all of it, a part of it has no result either, and it is
    what converts to the first unit.

    Args:
        source: the source, with its conversions.
        kind: its kind.
        sums: the sum in each recorded unit.
        recipes: what each of them is multiplied by.
        rules: the table of units.

    Returns:
        The quantity and its unit.
    """
    convert = conversion(source, rules)
    for unit in (*(unit for _, unit in sums), METHODS[kind.method].activity_unit or kind.unit):
        whole = _in_unit(sums, unit, convert)
        if whole is not None:
            return whole, unit
    choices = [one.choices[0] if one.choices else None for one in recipes]
    counted = _in_unit_of_factor(sums, choices)
    if counted is not None:
        return counted
    whole = _in_unit(sums, KILOGRAM, _of_gas(source, kind, rules))
    if whole is not None:
        return whole, KILOGRAM
    first = sums[0][1]
    parts = [quantity * per for quantity, one in sums if (per := convert(one, first))]
    return sum(parts, ZERO), first


def _in_unit(
    sums: Sequence[tuple[Decimal, str]],
    unit: str,
    convert: Convert,
) -> Decimal | None:
    """All of it in one unit; None where a part does not convert."""
    parts = []
    for quantity, one in sums:
        per_unit = convert(one, unit)
        if per_unit is None:
            return None
        parts.append(quantity * per_unit)
    return sum(parts, ZERO)


def _of_gas(source: EmissionSource, kind: SourceKind, rules: Rules) -> Convert:
    """Units of mass as kilograms of the very gas of a source."""
    species, _ = species_of(source, kind, rules)

    def convert(unit: str, _kilogram: str) -> Decimal | None:
        known = rules.units.get(unit)
        return mass_of_species(known, species) if known is not None and species else None

    return convert


def _in_unit_of_factor(
    sums: Sequence[tuple[Decimal, str]], choices: Sequence[FactorChoice | None]
) -> tuple[Decimal, str] | None:
    """All of it in the unit of the factor, where one row counts every part."""
    parts = []
    rows = set()
    for (quantity, _), choice in zip(sums, choices, strict=True):
        if choice is None or choice.chosen is None or choice.unit_factor is None:
            return None
        rows.add((choice.chosen.edition, choice.chosen.key, choice.chosen.unit))
        parts.append(quantity * choice.unit_factor)
    if len(rows) != 1:
        return None
    ((_, _, unit),) = rows
    return sum(parts, ZERO), unit
