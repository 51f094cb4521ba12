"""The two ways to count an organisation's own disposal site over its history."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.choice import variant
from fahsai.core.methods.deposits import KG_PER_TONNE, deposit_history
from fahsai.core.methods.emission import BIOGENIC_METHANE, GasEmission, MethodResult
from fahsai.core.methods.packs import Inputs, Resolved, resolve
from fahsai.core.methods.solid_waste import (
    first_order_decay,
    methane_emitted,
    methane_generated,
    methane_potential,
    municipal_decay,
)
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.methods.year_figures import figures_of_year
from fahsai.core.quantity.exact import ZERO, canonical, exactly, total

COMMON_NEEDS = ("docf", "ch4_fraction", "ox")
RECOVERED = ("recovered_kg",)
"""What a source says of a year: the methane that was recovered or flared [kg CH4]."""

Answer = tuple[MethodResult | None, tuple[Finding, ...]]


class Site(NamedTuple):
    """A disposal site: its deposits [t] by year and type, its parameters, the name of its MCF."""

    history: Mapping[int, Mapping[str, Decimal]]
    parameters: Mapping[str, Resolved]
    mcf: str

    def figure(self, name: str) -> Decimal:
        """The value of a resolved parameter."""
        return self.parameters[name].value

    def types(self) -> tuple[str, ...]:
        """The types of waste, in the order in which they first appear."""
        return _types(self.history)

    def deposits(self, waste_type: str) -> dict[int, Decimal]:
        """The tonnes of one type, by year."""
        return {year: of_year.get(waste_type, ZERO) for year, of_year in self.history.items()}

    def result(self, mass_kg: Decimal, steps: list[MethodStep]) -> MethodResult:
        """The methane emitted with its steps and parameters."""
        emission = GasEmission(BIOGENIC_METHANE, mass_kg)
        return MethodResult((emission,), tuple(steps), tuple(self.parameters.values()))


def landfill_fod_year(inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int) -> Answer:
    """The methane of one year by IPCC first-order decay, type of waste by type.

    Equations and references: :mod:`fahsai.core.methods.solid_waste`.

    Findings: those of the deposits and parameters, ``method.year_name``,
    ``method.removed_exceeds``.

    Args:
        inputs: pack and parameters of the source.
        quantity_kg: waste of the reporting year [kg], None without lines.
        reporting_year: Christian year of the inventory.

    Returns:
        The methane emitted [kg CH4] with every step, or None, and the findings.
    """
    given, said = figures_of_year(inputs._replace(year=reporting_year), RECOVERED)
    site, findings = _site(inputs, quantity_kg, reporting_year)
    findings += said
    if site is None or said:
        return None, findings
    site = site._replace(parameters={**site.parameters, **given})
    steps: list[MethodStep] = []
    parts = [_generated(site, waste_type, reporting_year, steps) for waste_type in site.types()]
    generated = total(parts)
    recovered_kg = site.figure("recovered_kg") if given else ZERO
    ox = site.figure("ox")
    with exactly():
        recovered = recovered_kg / KG_PER_TONNE
        mass = methane_emitted(generated, recovered, ox) * KG_PER_TONNE
    if recovered > generated:
        problem = finding(
            "method.removed_exceeds",
            Level.ERROR,
            inputs.subject,
            recovered=canonical(recovered_kg),
            sludge="0",
            result=canonical(mass),
        )
        return None, (*findings, problem)
    emitted = step(
        "landfill_fod.emitted", generated=generated, recovered=recovered, ox=ox, result=mass
    )
    return site.result(mass, [*steps, emitted]), findings


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
    site, findings = _site(inputs, quantity_kg, reporting_year)
    if site is None:
        return None, findings
    steps: list[MethodStep] = []
    parts = [_municipal(site, waste_type, reporting_year, steps) for waste_type in site.types()]
    with exactly():
        mass = total(parts) * KG_PER_TONNE
    return site.result(mass, [*steps, step("landfill_municipal.emitted", result=mass)]), findings


def _site(
    inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int
) -> tuple[Site | None, tuple[Finding, ...]]:
    """The site with everything resolved, or None when a figure is missing or wrong."""
    history, deposit_findings = deposit_history(inputs, quantity_kg, reporting_year)
    mcf_name, site_findings = variant(inputs, "mcf", "site")
    types = _types(history or {})
    names = (
        *(f"doc.{waste_type}" for waste_type in types),
        *(f"k.{waste_type}" for waste_type in types),
        *COMMON_NEEDS,
        *((mcf_name,) if mcf_name else ()),
    )
    found, findings = resolve(inputs.pack, inputs.parameters, names, inputs.subject)
    findings = deposit_findings + site_findings + findings
    if not history or mcf_name is None or len(found) < len(names):
        return None, findings
    return Site(history, found, mcf_name), findings


def _types(history: Mapping[int, Mapping[str, Decimal]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for of_year in history.values() for name in of_year))


def _generated(
    site: Site, waste_type: str, reporting_year: int, steps: list[MethodStep]
) -> Decimal:
    """The methane that one type of waste generates in the year [t CH4]; adds its steps."""
    deposits = site.deposits(waste_type)
    doc, k = site.figure(f"doc.{waste_type}"), site.figure(f"k.{waste_type}")
    docf, mcf = site.figure("docf"), site.figure(site.mcf)
    rows = first_order_decay(deposits, reporting_year, doc=doc, docf=docf, mcf=mcf, k=k)
    steps.extend(
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
    )
    fraction = site.figure("ch4_fraction")
    generated = methane_generated(rows[-1].decomposed, fraction)
    steps.append(
        step(
            "landfill_fod.generated",
            type=waste_type,
            doc=doc,
            docf=docf,
            mcf=mcf,
            k=k,
            ch4_fraction=fraction,
            decomposed=rows[-1].decomposed,
            result=generated,
        )
    )
    return generated


def _municipal(
    site: Site, waste_type: str, reporting_year: int, steps: list[MethodStep]
) -> Decimal:
    """The methane of one type of waste in the year [t CH4], municipal variant; adds its steps."""
    doc, k = site.figure(f"doc.{waste_type}"), site.figure(f"k.{waste_type}")
    docf, mcf = site.figure("docf"), site.figure(site.mcf)
    fraction, ox = site.figure("ch4_fraction"), site.figure("ox")
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
    parts = []
    for year, waste in site.deposits(waste_type).items():
        age = reporting_year - year
        part = municipal_decay(waste, potential, k, age, ox)
        parts.append(part)
        steps.append(
            step(
                "landfill_municipal.deposit",
                type=waste_type,
                year=str(year),
                deposit=waste,
                age=str(age),
                k=k,
                ox=ox,
                result=part,
            )
        )
    return total(parts)
