"""Significance of a source inside the boundary: the column ความสำคัญ of form TCFO_R_02, 3.2."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation, SourceResult

THRESHOLD = Decimal("0.05")
"""Share of scopes 1 and 2 from which a line is significant."""


def significant(
    result: SourceResult,
    calculation: Calculation,
    reporting_class: ReportingClass | None = None,
) -> bool:
    """Whether a source is of great significance (มีนัยสำคัญมาก).

    Args:
        result: the source's result [kg CO2e].
        calculation: the inventory it belongs to [kg CO2e].
        reporting_class: look at this part of the source only; all of scopes 1 to 3 when None.

    Returns:
        True when the part is at least 5 % of scope 1 + scope 2; never with an empty inventory.

    Equation: ``E_source >= 0.05 x (E_scope1 + E_scope2)``.
    Reference: note of form TCFO_R_02 V03 on section 3.2.
    """
    part = (
        result.total_kg if reporting_class is None else result.by_class.get(reporting_class, ZERO)
    )
    base = EXACT.add(
        calculation.by_class.get(ReportingClass.SCOPE_1, ZERO),
        calculation.by_class.get(ReportingClass.SCOPE_2, ZERO),
    )
    return part > ZERO and part >= EXACT.multiply(THRESHOLD, base)
