"""Which figures the emissions of a source are the product of, and how well each is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.choice import BIOGENIC, DIRECT
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.inventory.uncertainty.interval import interval, of_bounds
from fahsai.core.inventory.uncertainty.propagation import Product
from fahsai.core.inventory.uncertainty.stated import (
    ACTIVITY,
    FACTOR,
    IntervalOrigin,
    Known,
    role_name,
    stated,
)
from fahsai.core.methods.table import METHODS
from fahsai.core.quantity.exact import EXACT, ZERO, exact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.methods.packs import Pack
    from fahsai.core.methods.steps import MethodStep

FROM_PACK, FROM_SOURCE = "parameter.from_pack", "parameter.from_source"
"""The steps that say which parameters a method worked with."""

GAS_RELEASE = "gas_release"
"""The step of a quantity that already is a mass of gas: nothing but a GWP multiplies it."""


class Figure(NamedTuple):
    """One figure of a source.

    ``name`` is the same wherever the very same figure is used: a row of one list, a parameter of
    one pack.  ``what`` tells what it is of the source: its activity, its factor, a role or a
    parameter.  ``known`` is None where nobody says how well it is known.
    """

    name: str
    what: str
    label: str
    known: Known | None


class SourceFigures(NamedTuple):
    """The emissions of a source in scopes 1 to 3 as products of its figures.

    Without the results of lines that are needed there are the figures and no products.
    """

    figures: tuple[Figure, ...]
    products: tuple[tuple[ReportingClass, Product], ...]


def source_figures(
    result: SourceResult, packs: Mapping[str, Pack], meter: Known | None = None
) -> SourceFigures:
    """The figures of a source and the emissions that they make.

    GWPs are taken as exact, as ISO 14064-1 and the IPCC Guidelines do.

    Args:
        result: its result [kg CO2e], with the results of its lines where more than one factor
            counts in scopes 1 to 3 (:func:`needs_lines`).
        packs: the packs of parameters by code, for the ranges of their figures.
        meter: what its calibration says of its meter.
    """
    activity = Figure(
        f"{ACTIVITY} {result.source.id}", ACTIVITY, "", stated(result.source, ACTIVITY) or meter
    )
    emissions = _emissions(result)
    terms = sorted({term for _, term, _ in emissions}) or _terms(result)
    by_term = {term: _multipliers(result, term, packs) for term in terms}
    products = tuple(
        (where, Product(kg, (activity.name, *(figure.name for figure in by_term[term]))))
        for where, term, kg in emissions
    )
    every = (activity, *(figure for figures in by_term.values() for figure in figures))
    return SourceFigures(tuple({figure.name: figure for figure in every}.values()), products)


def needs_lines(result: SourceResult) -> bool:
    """Whether the results of its lines tell which factor made what: where more than one counts."""
    return len({_chosen(result.choices[term]) for term in _terms(result) if result.choices}) > 1


def _terms(result: SourceResult) -> list[int]:
    """The terms that may be part of the total; one where no factor was chosen."""
    return [n for n, choice in enumerate(result.choices) if choice.role != BIOGENIC] or [0]


def _emissions(result: SourceResult) -> list[tuple[ReportingClass, int, Decimal]]:
    """What each term makes in each class of the total [kg CO2e], nothing left out."""
    sums: dict[tuple[ReportingClass, int], Decimal] = {}
    if needs_lines(result):
        for line in result.lines:
            for one in line.components:
                key = (one.reporting_class, one.term)
                sums[key] = EXACT.add(sums.get(key, ZERO), one.co2e_kg)
    else:
        sums = {(where, _terms(result)[0]): kg for where, kg in result.by_class.items()}
    return [(where, term, kg) for (where, term), kg in sums.items() if where in TOTALLED and kg]


def _multipliers(result: SourceResult, term: int, packs: Mapping[str, Pack]) -> tuple[Figure, ...]:
    """What the quantity is multiplied by in one term: a factor, parameters, or nothing."""
    if term < len(result.choices):
        return (_factor(result, result.choices[term]),)
    if any(step.code == GAS_RELEASE for step in result.steps):
        return ()
    whole = stated(result.source, FACTOR)
    given = [one for one in result.steps if one.code in {FROM_PACK, FROM_SOURCE}]
    method = METHODS[result.method]
    if whole is None and method.proportional(one.code for one in result.steps):
        return tuple(_parameter(result, one, packs) for one in given)
    return (Figure(_method_name(result, given), FACTOR, result.method, whole),)


def _factor(result: SourceResult, choice: FactorChoice) -> Figure:
    """The row of a list; who states an interval for it says so of the row itself."""
    known = stated(result.source, role_name(choice.role or DIRECT))
    row = choice.chosen
    if known is None and row is not None and row.uncertainty:
        own = interval(row.uncertainty)
        known = None if own is None else Known(own, IntervalOrigin.OWN_FACTOR, row.source)
    label = "" if row is None else (row.name_th or row.key)
    return Figure(f"factor {_chosen(choice)}", role_name(choice.role), label, known)


def _chosen(choice: FactorChoice) -> str:
    row = choice.chosen
    return "" if row is None else f"{row.edition}:{row.key}"


def _parameter(result: SourceResult, step: MethodStep, packs: Mapping[str, Pack]) -> Figure:
    """A parameter: of a pack the same for all who use it, of the source its own."""
    name = step.data["name"]
    if step.code == FROM_SOURCE:
        return Figure(f"parameter {result.source.id} {name}", name, name, None)
    label = step.data["pack"]
    return Figure(f"parameter {label} {name}", name, name, _range(step, packs.get(_code(label))))


def _range(step: MethodStep, pack: Pack | None) -> Known | None:
    """The range of a parameter, where the pack is still the one that was used."""
    if pack is None or pack.label != step.data["pack"]:
        return None
    found = pack.find(step.data["name"])
    if found is None or found.low is None or found.high is None:
        return None
    made = of_bounds(found.low, exact(step.data["value"]), found.high)
    return None if made is None else Known(made, IntervalOrigin.PACK, found.range_source)


def _code(label: str) -> str:
    return label.partition("@")[0]


def _method_name(result: SourceResult, given: list[MethodStep]) -> str:
    """One name for all sources that a method counts with the very same parameters of packs."""
    own = any(step.code == FROM_SOURCE for step in given) or not given
    parameters = sorted(
        [step.data["name"], step.data["value"], step.data.get("pack", "")] for step in given
    )
    which = str(result.source.id) if own else json.dumps(parameters, ensure_ascii=False)
    return f"method {result.method} {which}"
