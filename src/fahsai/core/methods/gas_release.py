"""A gas that goes into the air as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from decimal import Decimal


def gas_release(released: Decimal, content: Decimal) -> Decimal:
    """The mass of a gas that was released directly (CO2 extinguisher, methane already computed).

    Equation: ``mass = amount released x content of the gas``.
    Reference: TGO workbook TCFO_R_01, sheet Fr-04.1 (fire drill with CO2: 1 kg CO2/kg).

    Args:
        released: substance released [kg].
        content: share of the gas in the substance [kg/kg]; 1 for a pure gas.

    Returns:
        Mass of the gas [kg].

    >>> from decimal import Decimal
    >>> gas_release(Decimal(20), Decimal(1))
    Decimal('20')
    """
    with exactly():
        return released * content
