"""The fuel of a supplier's boiler: what a source of bought steam or heat asks a factor for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.kinds import FactorTerm, SourceKind
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.methods.choice import one_of
from fahsai.core.methods.packs import Inputs, parameter_steps, resolve
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.methods.supplied_heat import supplied_heat_fuel
from fahsai.core.methods.table import METHODS
from fahsai.core.methods.unused import unused_parameters
from fahsai.core.quantity.exact import ZERO, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.rules import Rules

    Convert = Callable[[str, str], Decimal | None]

METHOD = "supplied_heat"
EFFICIENCY, FUEL = "boiler_efficiency", "fuel"
PLACE = "stationary."
"""A boiler stands still: its fuel is one of the stationary activities."""
ENERGY = "MJ"
ENERGY_OF_FUEL = "MJ_net"
BIOGENIC = ".biogenic"


class Boiler(NamedTuple):
    """A supplier's boiler: the kind with the terms of its fuel, and units turned into fuel."""

    kind: SourceKind
    convert: Convert
    steps: tuple[MethodStep, ...]


def fuels(rules: Rules) -> tuple[str, ...]:
    """The fuels whose calorific value the lists in use state, as ``fuel`` names them.

    The published figure of a neat biofuel holds its biogenic CO2, which stands apart from scope 2.
    """
    found = {
        row.activity.removeprefix(PLACE)
        for row in _rows(rules)
        if row.activity.startswith(PLACE) and "CO2_biogenic" not in row.gases
    }
    return tuple(sorted(found))


def boiler_of(
    kind: SourceKind, inputs: Inputs, unit: str, convert: Convert, rules: Rules
) -> tuple[Boiler | None, tuple[Finding, ...]]:
    """The boiler that a source describes.

    Recorded is the energy that was bought, or the fuel that the supplier burned for it, in a unit
    of that fuel: then there is nothing to divide by an efficiency.

    Findings: ``heat.fuel_recorded`` where one is given all the same; ``method.choice_missing``,
    ``method.choice_unknown`` for the fuel; those of the parameter ``boiler_efficiency``;
    ``heat.efficiency_zero``, ``unit.not_for_kind``.

    Args:
        kind: kind of the source.
        inputs: its parameters ``fuel`` and ``boiler_efficiency`` [MJ/MJ].
        unit: unit in which the energy, or its fuel, is recorded.
        convert: conversion of units of the source.
        rules: the lists in use.

    Returns:
        The boiler, or None with findings.
    """
    fuel, said = one_of(inputs, FUEL, fuels(rules))
    if fuel is not None and _is_fuel(unit, f"{PLACE}{fuel}", rules):
        return _of_fuel(kind, fuel, inputs, rules)
    found, problems = resolve(None, inputs.parameters, (EFFICIENCY,), inputs.subject)
    findings = [*said, *problems, *unused_parameters(METHODS[METHOD], inputs)]
    efficiency = found[EFFICIENCY].value if EFFICIENCY in found else None
    if efficiency == ZERO:
        findings.append(finding("heat.efficiency_zero", Level.ERROR, inputs.subject))
    energy = convert(unit, ENERGY)
    if energy is None:
        wrong = finding(
            "unit.not_for_kind",
            Level.ERROR,
            inputs.subject,
            unit=unit,
            wanted=kind.unit,
            kind_th=kind.name_th,
            kind_en=kind.name_en,
        )
        findings.append(wrong)
    if fuel is None or not efficiency or energy is None:
        return None, tuple(findings)
    activity = f"{PLACE}{fuel}"
    boiler = Boiler(
        _burning(kind, activity, rules),
        _into_fuel(energy, efficiency, calorific_values(activity, rules), rules),
        (*parameter_steps(found.values()), step(METHOD, fuel=activity, efficiency=efficiency)),
    )
    return boiler, tuple(findings)


def _is_fuel(unit: str, activity: str, rules: Rules) -> bool:
    """Whether what is recorded is the fuel itself, in a unit that a list counts it in."""
    of_fuel = calorific_values(activity, rules)
    return any(rules.units.factor(unit, one) is not None for one in of_fuel)


def _of_fuel(
    kind: SourceKind, fuel: str, inputs: Inputs, rules: Rules
) -> tuple[Boiler, tuple[Finding, ...]]:
    """A boiler of which the supplier tells what it burned: no efficiency is needed."""
    activity = f"{PLACE}{fuel}"
    findings = list(unused_parameters(METHODS[METHOD], inputs))
    if EFFICIENCY in inputs.parameters:
        findings.append(finding("heat.fuel_recorded", Level.WARNING, inputs.subject, fuel=fuel))
    steps = (step("supplied_heat.fuel", fuel=activity),)
    return Boiler(_burning(kind, activity, rules), rules.units.factor, steps), tuple(findings)


def _burning(kind: SourceKind, activity: str, rules: Rules) -> SourceKind:
    """The kind with the terms of a fuel; its biogenic CO2 where a list has it apart."""
    terms = (
        FactorTerm("direct", (activity,), kind.reporting_class),
        FactorTerm("biogenic", (f"{activity}{BIOGENIC}",), ReportingClass.BIOGENIC),
    )
    twins = {row.activity for row in _rows(rules)}
    return replace(kind, terms=terms if terms[1].activities[0] in twins else terms[:1])


def calorific_values(activity: str, rules: Rules) -> Mapping[str, Decimal]:
    """The NCV of a fuel [MJ/unit] by unit, as the first list of the set states it."""
    found: dict[str, Decimal] = {}
    for row in _rows(rules):
        if row.activity == activity:
            found.setdefault(row.unit, ratio(row.derivation.inputs[_ncv(row.unit)]))
    return found


def _into_fuel(
    energy: Decimal, efficiency: Decimal, ncvs: Mapping[str, Decimal], rules: Rules
) -> Convert:
    """Units of fuel for one recorded unit of energy; None where the fuel has no such unit."""

    def convert(_unit: str, fuel_unit: str) -> Decimal | None:
        ncv = ncvs.get(fuel_unit) or rules.units.factor(fuel_unit, ENERGY_OF_FUEL)
        return None if not ncv else supplied_heat_fuel(energy, efficiency, ncv)

    return convert


def _rows(rules: Rules) -> tuple[EmissionFactor, ...]:
    """The rows that state a net calorific value, in the order of the set."""
    return tuple(
        row
        for edition in rules.factor_set.editions
        for row in edition.rows
        if _ncv(row.unit) in row.derivation.inputs
    )


def _ncv(unit: str) -> str:
    """The name that a derivation gives the net calorific value of a unit of fuel."""
    return f"ncv [MJ/{unit}]"
