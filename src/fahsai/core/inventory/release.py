"""Masses of gases as ingredients: which gas, where it is reported, how much it weighs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.units import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.quantity.units import MeasureUnit

CO2E = "CO2e"
"""Stands for a gas where only the CO2 equivalent is known."""

MASSES_OF_GAS = {
    Dimension.MASS_CO2,
    Dimension.MASS_CH4,
    Dimension.MASS_N2O,
    Dimension.MASS_SF6,
    Dimension.MASS_NF3,
    Dimension.MASS_GAS,
}
"""Dimensions whose quantity already is the mass of a gas: nothing is left to compute."""


class Ingredient(NamedTuple):
    """One gas of one term, for one recorded unit of activity.

    ``mass`` [kg gas per unit] is None for a CO2e-only factor; ``weight`` is then the published
    figure [kg CO2e per unit], else the GWP of the gas [kg CO2e per kg].  ``place`` is where the
    result is added up: its reporting class and gas family.
    """

    place: tuple[ReportingClass, str]
    gas: str
    mass: Decimal | None
    weight: Decimal
    term: int

    @property
    def reporting_class(self) -> ReportingClass:
        """Where the gas is reported."""
        return self.place[0]


def class_of(gas: str, reporting_class: ReportingClass, rules: Rules) -> ReportingClass:
    """Where a gas is reported: biogenic CO2 and non-Kyoto gases never inside the scopes."""
    if gas == "CO2_biogenic":
        return ReportingClass.BIOGENIC
    if not rules.gases.counted(gas):
        return ReportingClass.SEPARATE
    return reporting_class


def no_gwp(gas: str, rules: Rules, subject: str) -> Finding:
    """``gwp.missing``: the GWP set does not know a gas."""
    return finding("gwp.missing", Level.ERROR, subject, gas=gas, gwp_set=rules.gwp.code)


def species_of(
    source: EmissionSource, kind: SourceKind, rules: Rules
) -> tuple[str, tuple[Finding, ...]]:
    """The gas or blend that a source lets out, empty with a finding where it is not known.

    Findings: ``source.refrigerant_unknown``.
    """
    species = kind.species or source.parameters.get("species", "")
    if species and (rules.blends.get(species) or rules.gases.get(species)):
        return species, ()
    label = species or kind.name_th
    return "", (finding("source.refrigerant_unknown", Level.ERROR, source.code, label=label),)


def mass_of_species(unit: MeasureUnit, species: str) -> Decimal | None:
    """The kilograms of a gas in one recorded unit; None where the unit is no mass of this gas.

    Every dimension of mass has the kilogram as its base, whatever it is a mass of.
    """
    fits = unit.dimension is Dimension.MASS or (
        unit.dimension in MASSES_OF_GAS and unit.of in {"", species, species.partition("_")[0]}
    )
    return unit.factor if fits else None


def released(
    source: EmissionSource,
    kind: SourceKind,
    masses: Mapping[str, Decimal],
    per_unit: Decimal,
    rules: Rules,
) -> tuple[tuple[Ingredient, ...], tuple[Finding, ...]]:
    """Masses of gases or blends [kg per method unit] as ingredients per recorded unit.

    A blend becomes the masses of its components; what somebody else has already reported as
    CO2e (``CO2e``) stays that.
    Findings: ``gwp.missing``.
    """
    ingredients = []
    for code, mass in masses.items():
        if code == CO2E:
            place = (kind.reporting_class, CO2E)
            ingredients.append(Ingredient(place, CO2E, None, mass * per_unit, 0))
            continue
        for gas, part in rules.blends.expand(code, mass).items():
            gwp = rules.gwp.value(gas)
            if gwp is None:
                return (), (no_gwp(gas, rules, source.code),)
            place = (class_of(gas, kind.reporting_class, rules), rules.gases.family(gas))
            ingredients.append(Ingredient(place, gas, part * per_unit, gwp, 0))
    return tuple(ingredients), ()
