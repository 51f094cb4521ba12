"""The kind that each row of Fr-04 is read back by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.factors.choose import BIOGENIC, DecidedBy
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.reports.row_kind import CO2_ALONE, NOT_RENEWABLE, RowKind, written

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
    return written(RowKind(source.kind, _species(result, amount), _pick(amount)))


def _species(result: SourceResult, amount: Amount) -> str:
    """What is released; of biomass that is not renewable, which of its two rows this is."""
    choice = amount.choice
    moved = any(one.role == BIOGENIC for one in result.choices) and (
        ReportingClass.BIOGENIC not in result.by_class
    )
    if not moved or choice is None:
        return result.source.parameters.get("species", "")
    return CO2_ALONE if choice.role == BIOGENIC else NOT_RENEWABLE


def _pick(amount: Amount) -> str:
    """The direct factor that a person chose; the part of biogenic CO2 follows it."""
    choice = amount.choice
    if choice is None or choice.chosen is None or choice.role != "direct":
        return ""
    if choice.decided_by is not DecidedBy.PERSON:
        return ""
    return f"{choice.chosen.edition}:{choice.chosen.key}"
