"""Whether a quantity may be recorded in a unit, asked before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.conversions import stated_conversion, unit_not_for_kind
from fahsai.core.inventory.release import MASSES_OF_GAS
from fahsai.core.quantity.units import Dimension

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.quantity.units import MeasureUnit, UnitTable


def unit_suits(
    source: EmissionSource, kind: SourceKind, unit: MeasureUnit, units: UnitTable
) -> tuple[Finding, ...]:
    """Nothing where the unit can become the one that the kind is counted in.

    It can by the table of units, by a conversion that the source states, and where it is the mass
    of the very gas that escapes.
    Findings: ``unit.not_for_kind``.
    """
    wanted = units.get(kind.unit)
    like = wanted is not None and unit.measures_like(wanted)
    species = kind.species or source.parameters.get("species", "")
    of_gas = (
        unit.dimension in MASSES_OF_GAS
        and bool(species)
        and unit.of in {"", species, species.partition("_")[0]}
    )
    mass = kind.method == "gas_release" and unit.dimension is Dimension.MASS
    stated = stated_conversion(source.parameters, unit.code, kind.unit)
    if like or of_gas or mass or stated is not None:
        return ()
    return (unit_not_for_kind(source.code, kind, unit.code),)
