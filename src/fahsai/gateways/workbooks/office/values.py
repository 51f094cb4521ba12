"""What a 12-month office sheet gives: rows of months with the sheet's own factors and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, ZERO, total

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.thai.period import Period

CURRENT, BASE, OTHER = "current", "base", "other"
"""Roles of a sheet."""

CALENDAR, FISCAL, CUSTOM = "calendar", "fiscal", "custom"
"""Kinds of year: January to December, October to September, twelve months from another month."""


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One month of one row.

    ``period`` is ``None`` while the sheet names no year.  ``raw`` is what stood in the quantity
    cell; ``quantity`` [unit of the row] and ``cf`` [kgCO2e] are ``None`` where it gave no number.
    """

    month: int
    period: Period | None
    cell: str
    raw: str
    quantity: Decimal | None
    cf_cell: str
    cf: Decimal | None


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One activity: ``factor`` is the sheet's own [kgCO2e/unit], ``row_total`` its own CF [kgCO2e].

    ``row_number`` counts from 1.  ``key`` stays the same when rows are added or moved: scope,
    group, label and unit without spaces, ``#2`` for the second row of the same words.
    """

    sheet: str
    row_number: int
    key: str
    label: str
    label_cell: str
    group: tuple[str, ...]
    scope_text: str
    scope: str
    separate: bool
    factor: Decimal | None
    factor_cell: str
    factor_unit_text: str
    unit_text: str
    unit_cell: str
    months: tuple[MonthCell, ...]
    row_total: Decimal | None
    row_total_cell: str

    @property
    def quantity(self) -> Decimal:
        """The sum of the months' quantities [unit of the row]."""
        return total(month.quantity for month in self.months if month.quantity is not None)

    @property
    def computed(self) -> Decimal | None:
        """Σ quantity x factor [kgCO2e]; ``None`` when the row has no factor."""
        if self.factor is None:
            return None
        return EXACT.multiply(self.quantity, self.factor)

    @property
    def printed(self) -> Decimal | None:
        """Σ of the CF cells [kgCO2e]; ``None`` when the row prints none."""
        values = [month.cf for month in self.months if month.cf is not None]
        return total(values) if values else None

    @property
    def has_data(self) -> bool:
        """True when a month of the row gives a quantity or a CF."""
        return any(month.quantity is not None or month.cf is not None for month in self.months)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cell that could not be taken: where, what stood there, and the code of the reason.

    Reasons: ``text``, ``date``, ``truth``, ``error``, ``not-calculated`` (a formula that was never
    calculated), ``unknown-source``, ``unknown-unit``, ``unknown-kind``, ``missing``, ``repeated``.
    """

    sheet: str
    cell: str
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class CellCount:
    """The cells of a table: ``read`` = ``stored`` + ``rejected`` + ``blank``, always."""

    read: int = 0
    stored: int = 0
    rejected: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """The sum of one column for one unit, before anything is stored."""

    column: str
    unit_text: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """The sheet's own CF total of a month [kgCO2e]."""

    month: int
    cell: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """One year of one office: rows, the sheet's own totals, and the receipt of reading it.

    ``total`` [kgCO2e] is the grand total that the sheet prints; ``total_cell`` its cell, or the
    range of the monthly totals when only those are printed.
    """

    name: str
    role: str
    year_be: int | None
    year_kind: str
    period: Period | None
    rows: tuple[OfficeRow, ...]
    total: Decimal | None
    total_cell: str
    month_totals: tuple[MonthTotal, ...]
    rejected: tuple[Rejected, ...]
    count: CellCount
    sums: tuple[ColumnSum, ...]

    @property
    def computed(self) -> Decimal:
        """Σ quantity x the sheet's own factor over all rows [kgCO2e]."""
        return total(row.computed or ZERO for row in self.rows)

    @property
    def printed(self) -> Decimal:
        """Σ of the CF cells over all rows; a row that prints none counts as computed [kgCO2e]."""
        return total(_first(row.printed, row.computed) for row in self.rows)


def _first(*values: Decimal | None) -> Decimal:
    return next((value for value in values if value is not None), ZERO)
