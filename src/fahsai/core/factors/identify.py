"""Which published row a figure comes from: used to explain a workbook's own factor."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING

from fahsai.core.factors.derive import agrees
from fahsai.core.quantity.exact import EXACT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fahsai.core.factors.factor import EmissionFactor

# A spreadsheet computes in binary and shows 15 digits: beyond 12 its figures are noise.
_SHEET_DIGITS = Context(prec=12)
_FEWEST_DIGITS = 2  # one digit fits almost any row


def identify(
    figure: Decimal,
    candidates: Iterable[EmissionFactor],
    co2e_of: Callable[[EmissionFactor], Decimal | None],
) -> EmissionFactor | None:
    """The row, of any edition, that a figure found in a workbook stands for.

    Args:
        figure: the workbook's factor [kg CO2e/unit] with the digits it was written with.
        candidates: rows in the order of preference (same unit as the figure).
        co2e_of: full-precision CO2e of a row under its own GWP set [kg CO2e/unit].

    Returns:
        The row whose published figure equals ``figure``; else, of the rows that round to it at
        its digits, the closest; else None.
    """
    rows = tuple(candidates)
    written = _SHEET_DIGITS.create_decimal(figure)
    for row in rows:
        if row.published == written:
            return row
    if len(written.normalize().as_tuple().digits) < _FEWEST_DIGITS:
        return None
    best: tuple[Decimal, EmissionFactor] | None = None
    for row in rows:
        for full in (co2e_of(row), row.published):
            if full is not None and agrees(full, written):
                distance = abs(EXACT.subtract(full, written))
                if best is None or distance < best[0]:
                    best = (distance, row)
    return best[1] if best else None
