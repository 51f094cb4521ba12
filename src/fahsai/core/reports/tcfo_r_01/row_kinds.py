"""The kind that each row of Fr-04 is read back by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.factors.choice import BIOGENIC, DecidedBy
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.reports.row_kind import (
    CO2_ALONE,
    COUNTED_PART,
    NOT_RENEWABLE,
    RowKind,
    written,
)

if TYPE_CHECKING:
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.reports.tcfo_r_01.amounts import Amount

UPSTREAM = "electricity.upstream"
"""The kind of the scope 3 part of bought electricity, which has a row of its own."""
REFRIGERANT = "refrigerant"
METHANE = "methane.release"
RELEASED = {
    "CH4": METHANE,
    "N2O": "n2o.release",
    "CO2": "co2.release",
    "CO2_biogenic": "co2_biogenic.release",
    "SF6": "sf6.switchgear",
}
"""The kinds of rows that print one gas of a method: its parameters and history are not in them."""

METHANE_ALONE = frozenset({"septic_tank", "wastewater_cod", "wastewater_bod"})
"""Methods of one gas whose own kinds take a mass of it as it is."""

OF_A_PART = frozenset({"shared", "treated", "reported_co2e"})
"""Methods that count a stated part of what is recorded; their rows print the part."""
OF_A_BOILER, FUEL = "supplied_heat", "fuel"
"""The method whose rows print the fuel behind bought heat, and its parameter that names it."""


def kind_of_row(result: SourceResult, amount: Amount) -> str:
    """The text of the column for one amount of a source.

    Rows that print the gases of a mixture apart all name the mixture: together they are it.
    """
    source = result.source
    if amount.reporting_class is ReportingClass.SCOPE_3 and ReportingClass.SCOPE_2 in (
        result.by_class
    ):
        return written(RowKind(UPSTREAM))
    return written(RowKind(source.kind, _species(result, amount), _pick(amount)))


def _species(result: SourceResult, amount: Amount) -> str:
    """What is released, or what the row prints of it: a part, a fuel, biomass, its CO2 alone."""
    if result.method in OF_A_PART:
        return COUNTED_PART
    if result.method == OF_A_BOILER:
        return result.source.parameters.get(FUEL, "")
    choice = amount.choice
    moved = any(one.role == BIOGENIC for one in result.choices) and (
        ReportingClass.BIOGENIC not in result.by_class
    )
    if not moved or choice is None:
        return result.source.parameters.get("species", "")
    return CO2_ALONE if choice.role == BIOGENIC else NOT_RENEWABLE


def kind_of_mass(result: SourceResult, gas: str) -> str | None:
    """The text of the column for a row that prints a mass of one gas; None where the kind does.

    What leaked by stock or leak rate is read back as what was filled up: the same kilograms.
    """
    method = METHODS.get(result.method)
    if method is None or method.kind not in {MethodKind.LINEAR, MethodKind.YEARLY}:
        return None
    if method.code in METHANE_ALONE:
        return None
    species = result.source.parameters.get("species", "")
    if method.species and species:
        return written(RowKind(REFRIGERANT, species))
    methane = "CH4" if gas.startswith("CH4") else gas
    return written(RowKind(RELEASED[methane]))


def _pick(amount: Amount) -> str:
    """The direct factor that a person chose, here or in a file; biogenic CO2 follows it."""
    choice = amount.choice
    if choice is None or choice.chosen is None or choice.role != "direct":
        return ""
    if choice.decided_by not in (DecidedBy.PERSON, DecidedBy.FILE):
        return ""
    return f"{choice.chosen.edition}:{choice.chosen.key}"
