"""Fertiliser, urea and lime: the gases of one kilogram spread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.choice import variant
from fahsai.core.methods.emission import Coefficient
from fahsai.core.methods.packs import (
    Inputs,
    ParameterOrigin,
    Resolved,
    given_text,
    read_parameter,
    resolve_all,
)
from fahsai.core.methods.soils import carbonate_dioxide, indirect_nitrous_oxide, nitrous_oxide
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import exact, exactly, total

KILOGRAM = exact(1)
PERCENT = 100
N_CONTENT, LABEL = "n_content", "formula"
INDIRECT = ("frac_gas", "ef4", "frac_leach", "ef5")
_GRADE = r"(\d{1,2}(?:\.\d+)?)"
GRADES = re.compile(rf"(?<![\d.]){_GRADE}\s*-\s*{_GRADE}\s*-\s*{_GRADE}(?![\d.]*\d)")
"""Nitrogen, phosphate and potash as they stand on a bag of fertiliser [% of its mass]."""

Answer = tuple[Coefficient | None, tuple[Finding, ...]]


class Spread(NamedTuple):
    """The nitrous oxide of one kilogram of fertiliser [kg], how, and from which figures."""

    mass: Decimal
    steps: tuple[MethodStep, ...]
    figures: Mapping[str, Resolved]


def fertiliser_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The nitrous oxide of one kilogram of fertiliser: direct, volatilised and leached.

    Equations and references: :mod:`fahsai.core.methods.soils`.

    Findings: those of the parameters, of the label and of the choice of fertiliser.

    Args:
        inputs: pack and parameters of the source.
        _quantity: fertiliser of the year [kg]; not needed.

    Returns:
        The coefficient [kg of gas per kg], or None, with the findings.
    """
    spread, findings = _nitrous_oxide(inputs, ())
    if spread is None:
        return None, findings
    gases = {"N2O": spread.mass}
    return Coefficient(gases, spread.steps, tuple(spread.figures.values())), findings


def urea_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The nitrous oxide and the carbon dioxide of one kilogram of urea.

    Equations and references: :mod:`fahsai.core.methods.soils`.

    Findings: those of the parameters, of the label and of the choice of fertiliser.

    Args:
        inputs: pack and parameters of the source.
        _quantity: urea of the year [kg]; not needed.

    Returns:
        The coefficient [kg of gas per kg], or None, with the findings.
    """
    spread, findings = _nitrous_oxide(inputs, ("urea_carbon",))
    if spread is None:
        return None, findings
    carbon = spread.figures["urea_carbon"].value
    carbon_dioxide = carbonate_dioxide(KILOGRAM, carbon)
    done = step("soils.carbonate", carbon=carbon, result=carbon_dioxide)
    gases = {"CO2": carbon_dioxide, "N2O": spread.mass}
    return Coefficient(gases, (*spread.steps, done), tuple(spread.figures.values())), findings


def liming_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The carbon dioxide of one kilogram of limestone or dolomite spread on soil or in ponds.

    Equation and reference: :func:`~fahsai.core.methods.soils.carbonate_dioxide`.

    Findings: those of the parameters and of the choice of ``lime``.

    Args:
        inputs: pack and parameters of the source.
        _quantity: lime of the year [kg]; not needed.

    Returns:
        The coefficient [kg CO2/kg], or None, with the findings.
    """
    name, chosen = variant(inputs, "lime_carbon", "lime")
    if name is None:
        return None, chosen
    found, findings = resolve_all(inputs, (name,))
    if found is None:
        return None, chosen + findings
    carbon = found[name].value
    result = carbonate_dioxide(KILOGRAM, carbon)
    done = step("soils.carbonate", carbon=carbon, result=result)
    return Coefficient({"CO2": result}, (done,), tuple(found.values())), chosen + findings


def nitrogen_of_label(text: str) -> Decimal | None:
    """The nitrogen [1] that a label promises, such as 46-0-0 or 16-20-0; None where it says none.

    >>> nitrogen_of_label("สูตร 16-20-0"), nitrogen_of_label("ปุ๋ยคอก")
    (Decimal('0.16'), None)
    """
    grades = grades_of_label(text)
    if grades is None:
        return None
    with exactly():
        return exact(grades.partition("-")[0]) / PERCENT


def grades_of_label(text: str) -> str | None:
    """The grades of a fertiliser as a text says them; None where it says none.

    >>> grades_of_label("ปุ๋ยเคมี 16 - 20 - 0 (กองสวน)")
    '16-20-0'
    >>> grades_of_label("ซื้อเมื่อ 2568-01-02"), grades_of_label("146-0-0"), grades_of_label("60-30-20")
    (None, None, None)
    """
    found = GRADES.search(text)
    if found is None or sum(map(exact, found.groups())) > PERCENT:
        return None
    return found[0].replace(" ", "")


def _nitrous_oxide(
    inputs: Inputs, more: tuple[str, ...]
) -> tuple[Spread | None, tuple[Finding, ...]]:
    """The nitrous oxide of one kilogram; ``more`` are figures that the caller needs besides."""
    content, findings = _n_content(inputs)
    ef1, chosen = variant(inputs, "ef1", "fertiliser")
    findings += chosen
    if ef1 is None:
        return None, findings
    found, said = resolve_all(inputs, (ef1, *INDIRECT, *more))
    findings += said
    if found is None or content is None:
        return None, findings
    nitrogen, direct_factor = content.value, found[ef1].value
    frac_gas, ef4, frac_leach, ef5 = (found[name].value for name in INDIRECT)
    direct = nitrous_oxide(nitrogen, direct_factor)
    volatilised = indirect_nitrous_oxide(nitrogen, frac_gas, ef4)
    leached = indirect_nitrous_oxide(nitrogen, frac_leach, ef5)
    result = total((direct, volatilised, leached))
    steps = (
        step("soils.direct", nitrogen=nitrogen, ef1=direct_factor, result=direct),
        step(
            "soils.volatilised", nitrogen=nitrogen, frac_gas=frac_gas, ef4=ef4, result=volatilised
        ),
        step("soils.leached", nitrogen=nitrogen, frac_leach=frac_leach, ef5=ef5, result=leached),
        step("soils.nitrous_oxide", result=result),
    )
    return Spread(result, steps, {N_CONTENT: content, **found}), findings


def _n_content(inputs: Inputs) -> tuple[Resolved | None, tuple[Finding, ...]]:
    """The nitrogen in the fertiliser, given as a share or by the label of the bag."""
    given, label = given_text(inputs.parameters, N_CONTENT), inputs.parameters.get(LABEL, "")
    if given or not label.strip():
        found, findings = resolve_all(inputs, (N_CONTENT,))
        return (found[N_CONTENT] if found else None), findings
    share = nitrogen_of_label(label)
    if share is None:
        unread = finding(
            "method.label_unread", Level.ERROR, inputs.subject, parameter=LABEL, value=label
        )
        return None, (unread,)
    value, findings = read_parameter(N_CONTENT, format(share, "f"), inputs.subject)
    if value is None:
        return None, findings
    return Resolved(N_CONTENT, value, "1", ParameterOrigin.SOURCE, ""), findings
