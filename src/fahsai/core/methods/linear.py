"""Methods whose gases grow with the activity: one coefficient a source and year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.choice import one_of, variant
from fahsai.core.methods.emission import BIOGENIC_METHANE, Coefficient
from fahsai.core.methods.packs import Inputs, Resolved, resolve_all
from fahsai.core.methods.septic_tank import septic_tank_per_person_day
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.methods.wastewater import (
    wastewater_bod,
    wastewater_cod,
    wastewater_factor,
    wastewater_from_water,
)
from fahsai.core.methods.year_figures import figures_of_year
from fahsai.core.quantity.exact import ZERO, canonical, exact, exactly

if TYPE_CHECKING:
    from collections.abc import Mapping

SEPTIC_TANK_NEEDS = ("u", "t", "bo_bod", "mcf.septic_tank", "bod_g_per_person_day")
ONE_CUBIC_METRE = exact(1)
YEARLY_AMOUNTS = ("sludge_kg_cod", "recovered_kg")
"""What a source says of a year: sludge [kg COD] and methane [kg CH4] taken out of the water."""

MEASURED, USED = "wastewater", "water_used"
"""What the cubic metres of a source are: wastewater itself, or the water that was used."""

Answer = tuple[Coefficient | None, tuple[Finding, ...]]


class Load(NamedTuple):
    """The factor f, the COD [mg/L] and the wastewater in one cubic metre of activity [m3]."""

    f: Decimal
    cod: Decimal
    share: Decimal


class Spread(NamedTuple):
    """A coefficient from which the year's removals are taken off, and how [kg CH4/m3]."""

    per_unit: Decimal
    step: MethodStep


def septic_tank_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The methane of one person-day in a septic tank [kg CH4/person/day].

    Equation and reference: :func:`~fahsai.core.methods.septic_tank.septic_tank_per_person_day`.

    Args:
        inputs: pack and parameters of the source.
        _quantity: person-days of the year [person·day]; not needed.

    Returns:
        The coefficient, or None, with the findings of the parameters.
    """
    found, findings = resolve_all(inputs, SEPTIC_TANK_NEEDS)
    if found is None:
        return None, findings
    u, t, bo, mcf, bod = (found[name].value for name in SEPTIC_TANK_NEEDS)
    result = septic_tank_per_person_day(u, t, bo, mcf, bod)
    done = step("septic_tank.coefficient", u=u, t=t, bo=bo, mcf=mcf, bod=bod, result=result)
    return _coefficient(result, (done,), found), findings


def wastewater_bod_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The methane of one cubic metre of municipal wastewater by its BOD [kg CH4/m3].

    Equation and reference: :func:`~fahsai.core.methods.wastewater.wastewater_bod`.

    Args:
        inputs: pack and parameters of the source.
        _quantity: wastewater of the year [m3]; not needed.

    Returns:
        The coefficient, or None, with the findings of the parameters.
    """
    mcf_name, chosen = variant(inputs, "mcf", "treatment")
    names = ("bod_mg_per_litre", "bo_bod", *((mcf_name,) if mcf_name else ()))
    found, findings = resolve_all(inputs, names)
    if found is None or mcf_name is None:
        return None, chosen + findings
    bod, bo, mcf = (found[name].value for name in names)
    result = wastewater_bod([(ONE_CUBIC_METRE, bod)], bo, mcf)
    done = step("wastewater_bod.coefficient", bod=bod, bo=bo, mcf=mcf, result=result)
    return _coefficient(result, (done,), found), chosen + findings


def wastewater_cod_coefficient(inputs: Inputs, quantity: Decimal | None) -> Answer:
    """The methane of one cubic metre of wastewater, or of water used, by its COD [kg CH4/m3].

    Equation and reference: :func:`~fahsai.core.methods.wastewater.wastewater_cod`.  Sludge and
    recovered methane are amounts of the whole year (``recovered_kg.2568``); they are spread over
    the year's cubic metres.

    Findings besides those of the parameters: ``method.year_name``,
    ``method.removed_exceeds``, ``method.quantity_missing``.

    Args:
        inputs: pack and parameters of the source.
        quantity: cubic metres of the whole year [m3], needed when sludge or recovery is given.

    Returns:
        The coefficient, or None, with the findings.
    """
    water, water_findings = one_of(inputs, "activity", (MEASURED, USED), default=MEASURED)
    mcf_name, chosen = variant(inputs, "mcf", "treatment")
    names = (
        "cod_mg_per_litre",
        "bo_cod",
        *((mcf_name,) if mcf_name else ()),
        *(("wastewater_share",) if water == USED else ()),
    )
    found, findings = resolve_all(inputs, names)
    removed, said = figures_of_year(inputs, YEARLY_AMOUNTS)
    findings = water_findings + chosen + findings + said
    if found is None or mcf_name is None or water is None or said:
        return None, findings
    found = {**found, **removed}
    load, steps = _load(found, mcf_name)
    result = wastewater_cod(load.share, load.cod, load.f)
    steps.append(
        step("wastewater_cod.coefficient", f=load.f, cod=load.cod, share=load.share, result=result)
    )
    if not removed:
        return _coefficient(result, tuple(steps), found), findings
    spread, problems = _spread_over_year(inputs.subject, found, quantity, load)
    if spread is None:
        return None, findings + problems
    return _coefficient(spread.per_unit, (*steps, spread.step), found), findings


def _load(found: Mapping[str, Resolved], mcf_name: str) -> tuple[Load, list[MethodStep]]:
    """What one cubic metre of activity carries, with the steps that led there."""
    bo, mcf = found["bo_cod"].value, found[mcf_name].value
    f = wastewater_factor(bo, mcf)
    steps = [step("wastewater_cod.factor", bo=bo, mcf=mcf, f=f)]
    share = ONE_CUBIC_METRE
    if "wastewater_share" in found:
        share = wastewater_from_water(ONE_CUBIC_METRE, found["wastewater_share"].value)
        steps.append(step("wastewater_cod.from_water", share=share))
    return Load(f, found["cod_mg_per_litre"].value, share), steps


def _spread_over_year(
    subject: str, found: Mapping[str, Resolved], quantity: Decimal | None, load: Load
) -> tuple[Spread | None, tuple[Finding, ...]]:
    """The coefficient with the year's sludge and recovery taken off, spread by quantity."""
    if not quantity:
        return None, (finding("method.quantity_missing", Level.ERROR, subject),)
    sludge, recovered = (found[name].value if name in found else ZERO for name in YEARLY_AMOUNTS)
    wastewater = wastewater_from_water(quantity, load.share)
    year = wastewater_cod(wastewater, load.cod, load.f, sludge, recovered)
    if year < ZERO:
        problem = finding(
            "method.removed_exceeds",
            Level.ERROR,
            subject,
            recovered=canonical(recovered),
            sludge=canonical(sludge),
            result=canonical(year),
        )
        return None, (problem,)
    with exactly():
        result = year / quantity
    done = step(
        "wastewater_cod.spread",
        sludge=sludge,
        recovered=recovered,
        quantity=quantity,
        year=year,
        result=result,
    )
    return Spread(result, done), ()


def _coefficient(
    result: Decimal, steps: tuple[MethodStep, ...], found: Mapping[str, Resolved]
) -> Coefficient:
    return Coefficient({BIOGENIC_METHANE: result}, steps, tuple(found.values()))
