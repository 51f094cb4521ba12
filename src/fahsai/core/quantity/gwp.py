"""Sets of global warming potentials over 100 years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class GWPSet:
    """The potentials of one assessment report, or of one edition of TGO.

    ``values`` [kg CO2e per kg of gas] by gas code.  ``CH4``, whose origin is not known, has the
    non-fossil value, as the column "CH4" of TGO's workbook has.  ``CO2_biogenic`` is 1 for its
    own, separate total and is never added to scopes 1 to 3.  A gas that the set does not give
    is absent; it is not zero.
    """

    code: str
    name_th: str
    name_en: str
    source: str
    values: Mapping[str, Decimal]

    def value(self, gas_code: str) -> Decimal | None:
        """The potential of a gas [kg CO2e per kg], or None where the set has none."""
        return self.values.get(gas_code)

    def co2e(self, gas_code: str, mass_kg: Decimal) -> Decimal | None:
        """The CO2 equivalent [kg] of a mass of gas [kg].

        Equation: ``CO2e = mass x GWP``.  Reference: ISO 14064-1:2018, clause 6.3 and annex C.

        >>> from decimal import Decimal
        >>> GWPSet("X", "", "", "", {"CH4": Decimal(28)}).co2e("CH4", Decimal("2.5"))
        Decimal('70.0')
        """
        potential = self.values.get(gas_code)
        return None if potential is None else EXACT.multiply(mass_kg, potential)
