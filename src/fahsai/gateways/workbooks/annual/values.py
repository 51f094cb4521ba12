"""What a sheet of yearly amounts gives: rows with the sheet's own factors, gas by gas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.office.values import CellCount, Rejected

SEPARATE = "separate"
"""The section of gases reported apart (รายงานแยก)."""


TCFO_R_01, ANNUAL_TABLE = "tcfo-r-01", "annual-table"
"""The layouts that give yearly amounts."""


@dataclass(frozen=True, slots=True)
class AnnualRow:
    """One source of a year.

    ``scope`` is ``1``, ``2``, ``3`` or empty in the separate section.  ``factor`` is the sheet's
    total [kgCO2e/unit]; ``gases`` its factors by gas [kg gas/unit]; ``gwp`` the GWP it gives for
    HFCs, PFCs and other gases; ``value`` what it prints [kgCO2e]; ``group`` the headings over it;
    ``kind`` what a workbook of ours says the row is (:mod:`fahsai.core.reports.row_kind`).
    """

    sheet: str
    row_number: int
    key: str
    label: str
    label_cell: str
    scope_text: str
    scope: str
    separate: bool
    unit_text: str
    raw: str
    quantity: Decimal | None
    quantity_cell: str
    factor: Decimal | None
    factor_cell: str
    gases: Mapping[str, Decimal]
    gwp: Mapping[str, Decimal]
    value: Decimal | None
    value_cell: str
    origins: tuple[str, ...]
    reference: str
    group: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SectionTotal:
    """The total that the sheet prints for one section, and its parts by gas [kgCO2e]."""

    scope: str
    separate: bool
    cell: str
    value: Decimal
    gases: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnnualSheet:
    """A year's inventory in one sheet: ``role`` is ``current`` or ``base``.

    ``total`` [kgCO2e] is the sum of the printed totals of scopes 1, 2 and 3; separate reporting
    is never part of it.
    """

    name: str
    role: str
    year_be: int | None
    period: Period | None
    period_text: str
    rows: tuple[AnnualRow, ...]
    section_totals: tuple[SectionTotal, ...]
    rejected: tuple[Rejected, ...]
    count: CellCount
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    layout: str = TCFO_R_01

    @property
    def total(self) -> Decimal | None:
        """Scopes 1 + 2 + 3 as printed [kgCO2e]; ``None`` when no section prints a total."""
        values = [entry.value for entry in self.section_totals if not entry.separate]
        return total(values) if values else None

    @property
    def total_cell(self) -> str:
        """The cells that :attr:`total` adds, as a formula would name them."""
        return "+".join(entry.cell for entry in self.section_totals if not entry.separate)
