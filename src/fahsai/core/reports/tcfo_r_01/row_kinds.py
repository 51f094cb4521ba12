"""The kind that each row of Fr-04 is read back by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.factors.choose import DecidedBy
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.reports.row_kind import RowKind, written

if TYPE_CHECKING:
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.reports.tcfo_r_01.amounts import Amount

UPSTREAM = "electricity.upstream"
"""The kind of the scope 3 part of bought electricity, which has a row of its own."""
METHANE = "methane.release"
"""The kind of a row that prints the methane of a method of many years: the history is not in it."""


def kind_of_row(result: SourceResult, amount: Amount) -> str:
    """The text of the column for one amount of a source.

    Rows that print the gases of a mixture apart all name the mixture: together they are it.
    """
    source = result.source
    if amount.reporting_class is ReportingClass.SCOPE_3 and ReportingClass.SCOPE_2 in (
        result.by_class
    ):
        return written(RowKind(UPSTREAM))
    method = METHODS.get(result.method)
    if method is not None and method.kind is MethodKind.YEARLY and amount.masses:
        return written(RowKind(METHANE))
    return written(RowKind(source.kind, source.parameters.get("species", ""), _pick(amount)))


def _pick(amount: Amount) -> str:
    """The direct factor that a person chose; the part of biogenic CO2 follows it."""
    choice = amount.choice
    if choice is None or choice.chosen is None or choice.role != "direct":
        return ""
    if choice.decided_by is not DecidedBy.PERSON:
        return ""
    return f"{choice.chosen.edition}:{choice.chosen.key}"
