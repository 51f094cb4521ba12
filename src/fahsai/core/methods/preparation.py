"""Activities that first become what a factor counts in: trips to pkm, pieces to kWh.

A ``factor`` method may carry rules that turn a recorded unit into another by parameters of the
source.  Nothing is assumed: a parameter that is needed and not given is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.emission import Coefficient
from fahsai.core.methods.packs import Inputs, ParameterOrigin, Resolved, given_text, read_parameter
from fahsai.core.methods.parameter_kinds import kind_of
from fahsai.core.methods.scope3 import (
    freight_work,
    investment,
    lifetime_use,
    passenger_distance,
    shared,
    travel_fuel,
)
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import ZERO

ONE = Decimal(1)
USE = "<use>"
"""Stands in a rule for the unit that the kind names (``use_unit``): litres of the fuel, kWh."""

DIVISORS = ("km_per_unit", "persons")
"""Parameters that are divided by in the fuel of a journey."""

Values = Mapping[str, Decimal]


class Rule(NamedTuple):
    """One unit of ``start`` is ``figure(values)`` units of ``end``; ``needs`` are parameters."""

    start: str
    end: str
    needs: tuple[str, ...]
    figure: Callable[[Values], Decimal]


class Ratio(NamedTuple):
    """A rule with its figure: how many ``end`` one ``start`` is, and the step that says so."""

    start: str
    end: str
    per_unit: Decimal
    steps: tuple[MethodStep, ...]


class Preparation(NamedTuple):
    """What a source's parameters allow: ratios, a share of everything, what is lacking.

    ``lacking`` [parameter names by unit that is recorded] are those of the first rule that
    would help.
    """

    ratios: tuple[Ratio, ...]
    share: Decimal
    steps: tuple[MethodStep, ...]
    lacking: Mapping[str, tuple[str, ...]]


NOTHING_TO_PREPARE = Preparation((), ONE, (), {})


def _way(values: Values) -> Decimal:
    return values["distance_km"]


def _persons(values: Values) -> Decimal:
    return values["persons"]


def _load(values: Values) -> Decimal:
    return values["load_tonnes"]


def _trip(values: Values) -> Decimal:
    return passenger_distance(values["distance_km"], ONE, values["persons"])


def _person(values: Values) -> Decimal:
    return passenger_distance(values["distance_km"], values["trips"], ONE)


def _loaded_trip(values: Values) -> Decimal:
    return freight_work(values["load_tonnes"], values["distance_km"])


def _fuel_of_trip(values: Values) -> Decimal:
    return travel_fuel(values["distance_km"], values["km_per_unit"], ONE)


def _fuel_of_km(values: Values) -> Decimal:
    return travel_fuel(ONE, values["km_per_unit"], ONE)


def _fuel_of_day(values: Values) -> Decimal:
    return travel_fuel(values["distance_km"], values["km_per_unit"], values["persons"])


def _fuel_of_person(values: Values) -> Decimal:
    way = passenger_distance(values["distance_km"], values["trips"], ONE)
    return travel_fuel(way, values["km_per_unit"], values["persons"])


def _use(values: Values) -> Decimal:
    return lifetime_use(ONE, values["uses"], values["per_use"])


_RULES: Mapping[str, tuple[Rule, ...]] = {
    "travel_distance": (
        Rule("trip", "pkm", ("distance_km", "persons"), _trip),
        Rule("trip", "km", ("distance_km",), _way),
        Rule("trip", "vkm", ("distance_km",), _way),
        Rule("person_day", "pkm", ("distance_km",), _way),
        Rule("person", "pkm", ("distance_km", "trips"), _person),
        Rule("km", "pkm", ("persons",), _persons),
        Rule("vkm", "pkm", ("persons",), _persons),
    ),
    "travel_fuel": (
        Rule("trip", USE, ("distance_km", "km_per_unit"), _fuel_of_trip),
        Rule("km", USE, ("km_per_unit",), _fuel_of_km),
        Rule("vkm", USE, ("km_per_unit",), _fuel_of_km),
        Rule("person_day", USE, ("distance_km", "km_per_unit", "persons"), _fuel_of_day),
        Rule("person", USE, ("distance_km", "trips", "km_per_unit", "persons"), _fuel_of_person),
    ),
    "freight": (
        Rule("tonne", "tkm", ("distance_km",), _way),
        Rule("trip", "tkm", ("distance_km", "load_tonnes"), _loaded_trip),
        Rule("trip", "km", ("distance_km",), _way),
        Rule("trip", "vkm", ("distance_km",), _way),
        Rule("km", "tkm", ("load_tonnes",), _load),
        Rule("vkm", "tkm", ("load_tonnes",), _load),
    ),
    "lifetime_use": tuple(
        Rule(start, USE, ("uses", "per_use"), _use)
        for start in ("piece", "machine", "vehicle", "set", "bottle", "cylinder", "kg")
    ),
}


def prepare(
    method: str, inputs: Inputs, use_unit: str
) -> tuple[Preparation | None, tuple[Finding, ...]]:
    """What the parameters of a source make of the units in which it is recorded.

    Equations and references: :mod:`fahsai.core.methods.scope3`.

    Findings: ``method.parameter_not_a_number``, ``method.parameter_out_of_range``,
    ``method.value_zero``, ``method.value_needed`` (the share of a shared source).

    Args:
        method: code of a factor method.
        inputs: parameters of the source.
        use_unit: the unit of fuel or energy that the kind names; empty where it names none.

    Returns:
        The preparation, or None with findings where a parameter cannot be used.
    """
    if method in OF_A_SHARE:
        return _share(inputs, needed=method == "shared")
    rules = _RULES.get(method, ())
    if not rules:
        return NOTHING_TO_PREPARE, ()
    names = tuple(dict.fromkeys(name for rule in rules for name in rule.needs))
    values, findings = _read(inputs, names, divides=method == "travel_fuel")
    if findings:
        return None, findings
    ratios = []
    lacking: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        missing = tuple(name for name in rule.needs if name not in values)
        end = use_unit if rule.end == USE else rule.end
        if rule.start == end:
            continue
        if missing:
            lacking.setdefault(rule.start, missing)
            continue
        per_unit = rule.figure(values)
        ratios.append(Ratio(rule.start, end, per_unit, _steps(rule, end, per_unit, values)))
    return Preparation(tuple(ratios), ONE, (), lacking), ()


def names_by_unit(method: str) -> Mapping[str, frozenset[str]]:
    """The parameters that turn an activity into another unit, by the unit that it is recorded in.

    >>> sorted(names_by_unit("freight")["trip"])
    ['distance_km', 'load_tonnes']
    """
    found: dict[str, frozenset[str]] = {}
    for rule in _RULES.get(method, ()):
        found[rule.start] = found.get(rule.start, frozenset()) | frozenset(rule.needs)
    return found


def value_needed(inputs: Inputs, name: str) -> Finding:
    """``method.value_needed``: a parameter that this source has to state."""
    unit = kind_of(name).unit
    return finding("method.value_needed", Level.ERROR, inputs.subject, parameter=name, unit=unit)


def reported_coefficient(
    inputs: Inputs, _quantity: Decimal | None
) -> tuple[Coefficient | None, tuple[Finding, ...]]:
    """The part of one kilogram of reported CO2e that counts here [kg CO2e/kg CO2e].

    Equation and reference: :func:`~fahsai.core.methods.scope3.investment`.

    Args:
        inputs: parameters of the source; ``share`` must be given, 1 for the whole.
        _quantity: reported emissions of the year [kg CO2e]; not needed.

    Returns:
        The coefficient, or None, with the findings of the parameter.
    """
    values, findings = _read(inputs, ("share",))
    if findings:
        return None, findings
    if "share" not in values:
        return None, (value_needed(inputs, "share"),)
    share = values["share"]
    result = investment(share, ONE)
    done = step("reported.share", share=share, result=result)
    return Coefficient({"CO2e": result}, (done,), (_stated("share", share),)), ()


OF_A_SHARE = frozenset({"shared", "treated"})
"""Methods that count a part of what is recorded: one asks for it, one takes all without it."""


def _share(inputs: Inputs, *, needed: bool) -> tuple[Preparation | None, tuple[Finding, ...]]:
    """The organisation's part; what is recorded as treated is all treated unless a part is said."""
    values, findings = _read(inputs, ("share",))
    if findings:
        return None, findings
    if "share" not in values:
        return (None, (value_needed(inputs, "share"),)) if needed else (NOTHING_TO_PREPARE, ())
    share = shared(ONE, values["share"])
    return Preparation((), share, (step("shared.share", share=share),), {}), ()


def _read(
    inputs: Inputs, names: tuple[str, ...], *, divides: bool = False
) -> tuple[Values, tuple[Finding, ...]]:
    """The parameters that are given, those that divide above zero."""
    values: dict[str, Decimal] = {}
    findings: list[Finding] = []
    for name in names:
        text = given_text(inputs.parameters, name)
        if not text:
            continue
        value, problems = read_parameter(name, text, inputs.subject)
        findings.extend(problems)
        if value is None:
            continue
        if divides and name in DIVISORS and value == ZERO:
            zero = finding("method.value_zero", Level.ERROR, inputs.subject, parameter=name)
            findings.append(zero)
            continue
        values[name] = value
    return values, tuple(findings)


def _steps(rule: Rule, end: str, per_unit: Decimal, values: Values) -> tuple[MethodStep, ...]:
    stated = (
        step("parameter.from_source", name=name, value=values[name], unit=kind_of(name).unit)
        for name in rule.needs
    )
    return (*stated, step("prepared.ratio", start=rule.start, end=end, result=per_unit))


def _stated(name: str, value: Decimal) -> Resolved:
    return Resolved(name, value, kind_of(name).unit, ParameterOrigin.SOURCE, "")
