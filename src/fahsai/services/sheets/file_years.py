"""What a workbook comes to when it is calculated on its own, year by year and row by row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.difference import Part
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.services.sheets.years import SheetRow, SheetYear

EXCEL_DIGITS = 15
"""What a spreadsheet shows of a number; beyond that its binary sums are noise."""


class Factors(StrEnum):
    """Whose factors a file is calculated with."""

    EDITION = "edition"
    SHEET = "sheet"


FileMonth = tuple[str, str, Decimal, "Decimal | None"]
"""Year and month, cell, quantity, and its part of the line's result [kg CO2e]."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One row of the workbook with our result and the parts of the difference.

    ``sheet_kg`` [kg CO2e] is None, and ``parts`` are empty, in a layout without factors of its
    own.  Where the workbook's own factors count, ``months`` are its own and ``parts`` are empty.
    """

    row: SheetRow
    result: SourceResult | None
    sheet_kg: Decimal | None
    parts: tuple[Part, ...]
    months: tuple[FileMonth, ...]

    @property
    def has_sheet_result(self) -> bool:
        """Whether the workbook itself has a figure for the row."""
        row = self.row
        return not row.counted or row.factor is not None or bool(row.kg) or not row.quantity


@dataclass(frozen=True, slots=True)
class FileYear:
    """One year of the workbook; masses in kg CO2e."""

    year: SheetYear
    calculation: Calculation
    lines: tuple[FileLine, ...]
    sheet_total: Decimal | None
    findings: tuple[Finding, ...]
    complete: bool

    @property
    def has_factors(self) -> bool:
        """Whether the layout has factors of its own."""
        return self.year.has_factors


@dataclass(frozen=True, slots=True)
class FileCalculation:
    """What ``fahsai calculate BOOK.xlsx`` answers; the first year is the current one."""

    name: str
    sha256: str
    layout: str
    factors: Factors
    factor_set: str
    gwp_set: str
    report_date: date
    years: tuple[FileYear, ...]
    findings: tuple[Finding, ...]


def spreadsheet_number(value: Decimal) -> Decimal:
    """A number as the spreadsheet shows it, without the noise of its binary sums.

    >>> spreadsheet_number(Decimal("250693.27286199998"))
    Decimal('250693.272862')
    """
    rounded = value.normalize(EXACT)
    digits = len(rounded.as_tuple().digits)
    if digits <= EXCEL_DIGITS:
        return rounded
    places = EXCEL_DIGITS - rounded.adjusted() - 1
    return rounded.quantize(Decimal(1).scaleb(-places), context=EXACT).normalize(EXACT)


def sheet_sum(lines: Iterable[FileLine]) -> Decimal:
    """What the rows of a workbook come to by its own factors [kg CO2e]."""
    return total(line.sheet_kg for line in lines if line.sheet_kg is not None)
