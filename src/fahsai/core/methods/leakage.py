"""Refrigerant and SF6 of one year by the change of stock, or by a leak rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.choice import variant
from fahsai.core.methods.emission import GasEmission, MethodResult
from fahsai.core.methods.packs import Inputs, Resolved, resolve
from fahsai.core.methods.refrigerant import default_leakage, stock_change
from fahsai.core.methods.steps import step
from fahsai.core.methods.year_figures import figure_of_year, wrong_years
from fahsai.core.quantity.exact import ZERO, canonical

if TYPE_CHECKING:
    from decimal import Decimal

OF_A_YEAR = ("stock", "returned", "new_capacity", "retired_capacity")
"""What a source says of a year; the stock is that at its end [kg]."""

NOTHING = "0"

Answer = tuple[MethodResult | None, tuple[Finding, ...]]


def refrigerant_stock_year(
    inputs: Inputs, purchased_kg: Decimal | None, reporting_year: int
) -> Answer:
    """The gas of one year that the stock cannot account for.

    Equation and reference: :func:`~fahsai.core.methods.refrigerant.stock_change`.

    Findings: those of the figures, ``method.year_name``, ``method.stock_negative``,
    ``method.purchases_unsaid`` where no record says what was bought, be it nothing.

    Args:
        inputs: parameters and species of the source.
        purchased_kg: gas bought in the year by the activity lines [kg], None without lines.
        reporting_year: Christian year of the inventory.

    Returns:
        The gas emitted [kg of the species], or None, and the findings.
    """
    wanted = (
        ("start", "stock", reporting_year - 1, ""),
        ("end", "stock", reporting_year, ""),
        ("returned", "returned", reporting_year, NOTHING),
        ("new_capacity", "new_capacity", reporting_year, NOTHING),
        ("retired_capacity", "retired_capacity", reporting_year, NOTHING),
    )
    findings = wrong_years(inputs, OF_A_YEAR)
    found: dict[str, Resolved] = {}
    for place, name, year, default in wanted:
        figure, said = figure_of_year(inputs, name, year, default)
        findings += said
        if figure is not None:
            found[place] = figure
    if findings or len(found) < len(wanted):
        return None, findings
    bought = purchased_kg or ZERO
    figures = {place: figure.value for place, figure in found.items()}
    result = stock_change(purchased=bought, **figures)
    done = step(
        "refrigerant_stock.emitted",
        stock_start=figures["start"],
        purchased=bought,
        stock_end=figures["end"],
        returned=figures["returned"],
        new_capacity=figures["new_capacity"],
        retired_capacity=figures["retired_capacity"],
        result=result,
    )
    if result < ZERO:
        negative = finding(
            "method.stock_negative", Level.ERROR, inputs.subject, result=canonical(result)
        )
        return None, (negative,)
    emission = GasEmission(inputs.species, result)
    unsaid: tuple[Finding, ...] = ()
    if purchased_kg is None:
        unsaid = (finding("method.purchases_unsaid", Level.WARNING, inputs.subject),)
    return MethodResult((emission,), (done,), tuple(found.values())), unsaid


def default_leakage_year(inputs: Inputs, charge_kg: Decimal | None, _reporting_year: int) -> Answer:
    """The gas that leaks in a year by the leak rate of the equipment.

    Equation and reference: :func:`~fahsai.core.methods.refrigerant.default_leakage`.

    Findings: those of the parameters and of the choice of equipment.

    Args:
        inputs: pack, parameters and species of the source.
        charge_kg: charge averaged over the year by the activity lines [kg], None without lines.
        _reporting_year: Christian year of the inventory; not needed.

    Returns:
        The gas emitted [kg of the species], or None, and the findings.
    """
    name, chosen = variant(inputs, "leak_rate", "equipment")
    if name is None:
        return None, chosen
    found, findings = resolve(inputs.pack, inputs.parameters, (name,), inputs.subject)
    if charge_kg is None or name not in found:
        return None, chosen + findings
    rate = found[name].value
    result = default_leakage(charge_kg, rate)
    done = step("default_leakage.emitted", charge=charge_kg, rate=rate, result=result)
    emission = GasEmission(inputs.species, result)
    return MethodResult((emission,), (done,), tuple(found.values())), chosen + findings
