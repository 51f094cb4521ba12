"""Conversions of units that a source states for itself, where the table of units has none.

A ream is not a mass and a litre of fuel is not a kilogram; the organisation may state how many
there are of the other: ``conversion.kg = 2.4948`` for a ream of A4, 80 g.  ``conversion.ream.kg``
says which unit is meant, as it must be where a source is recorded in several such units.
"""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import ZERO, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.rules import Rules

CONVERSION = "conversion."
"""What the name of a parameter starts with that states a conversion of units."""


def conversion(source: EmissionSource, rules: Rules) -> Callable[[str, str], Decimal | None]:
    """Unit conversion for a source: the unit table, else what it states itself."""

    def convert(from_unit: str, to_unit: str) -> Decimal | None:
        factor = rules.units.factor(from_unit, to_unit)
        return (
            stated_conversion(source.parameters, from_unit, to_unit) if factor is None else factor
        )

    return convert


def stated_conversion(
    parameters: Mapping[str, str], from_unit: str, to_unit: str
) -> Decimal | None:
    """How many ``to_unit`` one ``from_unit`` is, when the source says so in a usable number.

    >>> said = {"conversion.kg": "2.4948", "conversion.sheet.kg": "0.0049896"}
    >>> stated_conversion(said, "ream", "kg"), stated_conversion(said, "sheet", "kg")
    (Decimal('2.4948'), Decimal('0.0049896'))
    """
    for name in (f"{CONVERSION}{from_unit}.{to_unit}", f"{CONVERSION}{to_unit}"):
        stated = parameters.get(name, "").strip()
        if stated:
            return _usable(stated)
    return None


def conversion_findings(source: EmissionSource) -> tuple[Finding, ...]:
    """``source.conversion_unusable`` for each stated conversion that is no positive number."""
    return tuple(
        finding("source.conversion_unusable", Level.ERROR, source.code, parameter=name, value=text)
        for name, text in source.parameters.items()
        if name.startswith(CONVERSION) and _usable(text.strip()) is None
    )


def conversion_ambiguous(
    source: EmissionSource, units: Sequence[str], rules: Rules
) -> tuple[Finding, ...]:
    """``source.conversion_ambiguous`` where one stated figure would convert several units.

    Kilograms in a ream are not those in a sheet: of two recorded units that the table cannot
    convert, at most one may lean on a conversion that does not name its unit.
    """
    found = []
    for name in source.parameters:
        to_unit = name.removeprefix(CONVERSION)
        if to_unit == name or "." in to_unit:
            continue
        leaning = [
            unit
            for unit in units
            if rules.units.factor(unit, to_unit) is None
            and f"{CONVERSION}{unit}.{to_unit}" not in source.parameters
        ]
        if len(leaning) > 1:
            found.append(
                finding(
                    "source.conversion_ambiguous",
                    Level.ERROR,
                    source.code,
                    parameter=name,
                    units=", ".join(leaning),
                    names=", ".join(f"{CONVERSION}{unit}.{to_unit}" for unit in leaning),
                )
            )
    return tuple(found)


def unit_not_for_kind(subject: str, kind: SourceKind, unit: str) -> Finding:
    """``unit.not_for_kind``: a recorded unit cannot become the one that the kind is counted in."""
    return finding(
        "unit.not_for_kind",
        Level.ERROR,
        subject,
        unit=unit,
        wanted=kind.unit,
        kind_th=kind.name_th,
        kind_en=kind.name_en,
    )


def _usable(text: str) -> Decimal | None:
    try:
        value = exact(text) if text else ZERO
    except DecimalException:
        return None
    return value if value.is_finite() and value > ZERO else None
