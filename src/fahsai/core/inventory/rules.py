"""Everything a calculation is governed by, apart from the data themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fahsai.core.factors.co2e import under_gwp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.factors.factor import EmissionFactor, FactorSet
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.methods.packs import Pack
    from fahsai.core.quantity.blends import BlendTable
    from fahsai.core.quantity.gases import GasTable
    from fahsai.core.quantity.gwp import GWPSet
    from fahsai.core.quantity.units import UnitTable

ROUNDING_POLICY = "1"
"""Version of the rounding table in ``core.quantity.rounding``."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The tables and choices of one inventory version.

    ``tables_sha256`` is the hash of our reference tables, so that a calculation made with other
    tables is another calculation.  ``energy_upstream`` counts the fuel acquisition of bought
    electricity as scope 3 category 3 (off unless the organisation includes that category).
    """

    kinds: Mapping[str, SourceKind]
    units: UnitTable
    gases: GasTable
    blends: BlendTable
    gwp: GWPSet
    factor_set: FactorSet
    packs: Mapping[str, Pack]
    program_version: str
    tables_sha256: str = ""
    energy_upstream: bool = False

    def with_own(self, own: tuple[EmissionFactor, ...]) -> Rules:
        """The same rules with factors of the organisation's own.

        Of a factor that is given by gases nobody printed a CO2e: it is made with the GWP of these
        rules, whatever set the factor was entered under.
        """
        if not own:
            return self
        here = tuple(under_gwp(factor, self.gwp.code, self.gwp.values) for factor in own)
        return replace(self, factor_set=replace(self.factor_set, own=here))
