"""How a row of a filled TCFO_R_01 is counted as the stored source that it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.quantity.exact import EXACT, total
from fahsai.core.reports.row_kind import RowKind, row_kind_said, written
from fahsai.services.keeping.as_printed import as_entered, in_year, printed

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.thai.period import Period
    from fahsai.services.sheets.years import RowSource

ALIKE = Decimal("1e-9")
"""Figures closer than this share of them are one: a sheet keeps about 15 digits."""


def carried(
    row: RowSource, source: EmissionSource, period: Period, report_date: date, rules: Rules
) -> EmissionSource:
    """The stored source as it is kept when the row of a form becomes its record of a year.

    The record counts as any other of the source where that comes to the figure of the row under
    our factors; else the row prints what the source came to (the mass that leaked, the part that
    counts, CO2e alone), and the source is counted by the row in that year.

    Args:
        row: the row with the source of its own that its words tell.
        source: the stored one.
        period: the year of the form.
        report_date: the date of the calculation.
        rules: factors and methods.
    """
    own = printed(source, period.year_be, "")
    if row.source is None:
        return own
    by_row = printed(source, period.year_be, _kind_printed(row, row.source))
    of_row = _kg(row, in_year(by_row, period.year_be), period, report_date, rules)
    if own is not source:  # it was found before, and is what it was where that counts the same
        stands = in_year(source, period.year_be)
        if stands.kind == row.source.kind and _alike(
            _kg(row, stands, period, report_date, rules), of_row
        ):
            return source
    if row.source.kind != source.kind:
        return by_row
    kept = _kg(row, as_entered(own), period, report_date, rules)
    return own if of_row is None or _alike(kept, of_row) else by_row


def _alike(kept: Decimal | None, of_row: Decimal | None) -> bool:
    """Whether two figures are one [kg CO2e]; a result is never like none."""
    if kept is None or of_row is None:
        return kept is of_row
    return abs(EXACT.subtract(kept, of_row)) <= EXACT.multiply(abs(of_row), ALIKE)


def _kind_printed(row: RowSource, of_row: EmissionSource) -> str:
    """The kind of the row, as our own form writes it or as its words tell it."""
    said = row_kind_said(row.row.kind)
    if said is not None and said.kind == of_row.kind:
        return written(said)
    species = of_row.parameters.get("species", "")
    return written(RowKind(of_row.kind, species, of_row.factor_keys.get("direct", "")))


def _kg(
    row: RowSource, source: EmissionSource, period: Period, report_date: date, rules: Rules
) -> Decimal | None:
    """What the row comes to as a source, in all classes [kg CO2e]; None without a result."""
    asked = replace(source, excluded=False)
    lines = tuple([one._replace(source_id=source.id) for one in row.lines])
    calculation, _ = calculate(InventoryInput(period, report_date, (asked,), lines), rules)
    (result,) = calculation.sources
    return total(result.gases.values()) if result.complete else None
