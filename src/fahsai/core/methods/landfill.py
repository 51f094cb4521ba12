"""The two ways to count an organisation's own disposal site over its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.choice import variant
from fahsai.core.methods.deposits import KG_PER_TONNE, deposit_history
from fahsai.core.methods.emission import BIOGENIC_METHANE, GasEmission, MethodResult
from fahsai.core.methods.packs import Inputs, Resolved, parameter_steps, resolve
from fahsai.core.methods.solid_waste import (
    first_order_decay,
    methane_emitted,
    methane_generated,
    methane_potential,
    municipal_decay,
)
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import ZERO, canonical, exactly, total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

COMMON_NEEDS = ("docf", "ch4_fraction", "ox")

Answer = tuple[MethodResult | None, tuple[Finding, ...]]


def landfill_fod_year(inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int) -> Answer:
    """The methane of one year by IPCC first-order decay, type of waste by type.

    Equations and references: :mod:`fahsai.core.methods.solid_waste`.

    Findings: those of the deposits and parameters, ``method.removed_exceeds``.

    Args:
        inputs: pack and parameters of the source.
        quantity_kg: waste of the reporting year [kg], None without lines.
        reporting_year: Christian year of the inventory.

    Returns:
        The methane emitted [kg CH4] with every step, or None, and the findings.
    """
    optional = ("recovered_kg",) if inputs.parameters.get("recovered_kg", "").strip() else ()
    ready, findings = _prepare(inputs, quantity_kg, reporting_year, optional)
    if ready is None:
        return None, findings
    history, found, mcf = ready
    steps: list[MethodStep] = []
    generated = []
    for waste_type in _types(history):
        deposits = {year: of_year.get(waste_type, ZERO) for year, of_year in history.items()}
        methane, made = _decay_of_type(waste_type, deposits, reporting_year, found, mcf)
        generated.append(methane)
        steps.extend(made)
    recovered_kg = found["recovered_kg"].value if optional else ZERO
    with exactly():
        recovered = recovered_kg / KG_PER_TONNE
        all_generated = total(generated)
        ox = found["ox"].value
        mass = methane_emitted(all_generated, recovered, ox) * KG_PER_TONNE
    if recovered > all_generated:
        problem = finding(
            "method.removed_exceeds",
            Level.ERROR,
            inputs.subject,
            recovered=canonical(recovered_kg),
            sludge="0",
            result=canonical(mass),
        )
        return None, (*findings, problem)
    steps.append(
        step(
            "landfill_fod.emitted",
            generated=all_generated,
            recovered=recovered,
            ox=ox,
            result=mass,
        )
    )
    return _result(mass, steps, found), findings


def landfill_municipal_year(
    inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int
) -> Answer:
    """The methane of one year by the municipal variant, which counts from the year of disposal.

    Equation and reference: :func:`~fahsai.core.methods.solid_waste.municipal_decay`.

    Findings: those of the deposits and parameters.

    Args:
        inputs: pack and parameters of the source.
        quantity_kg: waste of the reporting year [kg], None without lines.
        reporting_year: Christian year of the inventory.

    Returns:
        The methane emitted [kg CH4] with every step, or None, and the findings.
    """
    ready, findings = _prepare(inputs, quantity_kg, reporting_year, ())
    if ready is None:
        return None, findings
    history, found, mcf = ready
    steps: list[MethodStep] = []
    parts = []
    ox = found["ox"].value
    for waste_type in _types(history):
        doc, k = found[f"doc.{waste_type}"].value, found[f"k.{waste_type}"].value
        docf, fraction = found["docf"].value, found["ch4_fraction"].value
        potential = methane_potential(doc, docf, mcf, fraction)
        steps.append(
            step(
                "landfill_municipal.potential",
                type=waste_type,
                mcf=mcf,
                doc=doc,
                docf=docf,
                ch4_fraction=fraction,
                result=potential,
            )
        )
        for year, of_year in history.items():
            waste = of_year.get(waste_type, ZERO)
            part = municipal_decay(waste, potential, k, reporting_year - year, ox)
            parts.append(part)
            steps.append(
                step(
                    "landfill_municipal.deposit",
                    type=waste_type,
                    year=str(year),
                    deposit=waste,
                    age=str(reporting_year - year),
                    k=k,
                    ox=ox,
                    result=part,
                )
            )
    with exactly():
        mass = total(parts) * KG_PER_TONNE
    steps.append(step("landfill_municipal.emitted", result=mass))
    return _result(mass, steps, found), findings


def _prepare(
    inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int, optional: tuple[str, ...]
) -> tuple[
    tuple[Mapping[int, Mapping[str, Decimal]], Mapping[str, Resolved], Decimal] | None,
    tuple[Finding, ...],
]:
    """The deposits, the resolved parameters and the MCF of the site, or None."""
    history, deposit_findings = deposit_history(inputs, quantity_kg, reporting_year)
    mcf_name, site_findings = variant(inputs, "mcf", "site")
    types = _types(history or {})
    names = (
        *(f"doc.{waste_type}" for waste_type in types),
        *(f"k.{waste_type}" for waste_type in types),
        *COMMON_NEEDS,
        *((mcf_name,) if mcf_name else ()),
        *optional,
    )
    found, findings = resolve(inputs.pack, inputs.parameters, names, inputs.subject)
    findings = deposit_findings + site_findings + findings
    if history is None or mcf_name is None or len(found) < len(names):
        return None, findings
    return (history, found, found[mcf_name].value), findings


def _types(history: Mapping[int, Mapping[str, Decimal]]) -> tuple[str, ...]:
    """The types of waste, in the order in which they first appear."""
    return tuple(dict.fromkeys(name for of_year in history.values() for name in of_year))


def _decay_of_type(
    waste_type: str,
    deposits: Mapping[int, Decimal],
    reporting_year: int,
    found: Mapping[str, Resolved],
    mcf: Decimal,
) -> tuple[Decimal, list[MethodStep]]:
    """The methane that one type of waste generates [t CH4], with a step a year."""
    doc, k = found[f"doc.{waste_type}"].value, found[f"k.{waste_type}"].value
    docf, fraction = found["docf"].value, found["ch4_fraction"].value
    rows = first_order_decay(deposits, reporting_year, doc=doc, docf=docf, mcf=mcf, k=k)
    steps = [
        step(
            "landfill_fod.year",
            type=waste_type,
            year=str(row.year),
            deposit=deposits.get(row.year, ZERO),
            deposited=row.deposited,
            accumulated=row.accumulated,
            decomposed=row.decomposed,
        )
        for row in rows
    ]
    decomposed = rows[-1].decomposed if rows else ZERO
    generated = methane_generated(decomposed, fraction)
    steps.append(
        step(
            "landfill_fod.generated",
            type=waste_type,
            doc=doc,
            docf=docf,
            mcf=mcf,
            k=k,
            ch4_fraction=fraction,
            decomposed=decomposed,
            result=generated,
        )
    )
    return generated, steps


def _result(mass: Decimal, steps: list[MethodStep], found: Mapping[str, Resolved]) -> MethodResult:
    parameters = tuple(found.values())
    emission = GasEmission(BIOGENIC_METHANE, mass)
    return MethodResult((emission,), (*parameter_steps(parameters), *steps), parameters)
