"""Fr-05: each scope in whole tonnes, rounded up, as the official workbook does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.rounding import fr05_scope
from fahsai.core.reports.tcfo_r_01.columns import SUMMED
from fahsai.core.reports.tcfo_r_01.content import InventoryState, YearSummary

if TYPE_CHECKING:
    from fahsai.core.reports.dossier import Production
    from fahsai.core.reports.tcfo_r_01.content import InventorySheet

KG_PER_TONNE = Decimal(1000)


def year_summary(inventory: InventorySheet, production: Production | None) -> YearSummary:
    """One half of Fr-05."""
    return YearSummary(
        period=inventory.period,
        stated=inventory.state is not InventoryState.NONE,
        whole={block: whole_tonnes(inventory.totals[block]) for block in SUMMED},
        exact_12=inventory.total_12,
        exact_123=inventory.total_123,
        production=production,
    )


def whole_tonnes(tonnes: Decimal) -> Decimal:
    """A scope in whole tonnes [tCO2e], up; the rule itself is ``rounding.fr05_scope``.

    >>> from decimal import Decimal
    >>> whole_tonnes(Decimal("28252.52")), whole_tonnes(Decimal("12.0000000001"))
    (Decimal('28253'), Decimal('12'))
    """
    return fr05_scope(EXACT.multiply(tonnes, KG_PER_TONNE))


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of a whole, or None where there is no whole."""
    return EXACT.divide(part, whole) if whole else None
