"""Composting, digestion and burning of waste: the gases of one kilogram."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.biological_treatment import biological_treatment
from fahsai.core.methods.choice import one_of, variant
from fahsai.core.methods.composition import Split, composition
from fahsai.core.methods.emission import BIOGENIC_METHANE, Coefficient
from fahsai.core.methods.packs import Inputs, Resolved, resolve_all
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.methods.waste_burning import burned_carbon, burned_gas
from fahsai.core.methods.year_figures import figures_of_year
from fahsai.core.quantity.exact import ZERO, canonical, exact, exactly, total

KILOGRAM = exact(1)
WET = "wet"
"""Waste is weighed as it comes unless the source says that its dry matter is."""

RECOVERED = "recovered_kg"
"""What a source says of a year: the methane recovered or flared [kg CH4]."""

MUNICIPAL = (
    *("food", "garden", "paper", "wood", "textile", "nappies", "rubber", "plastics"),
    *("metal", "glass", "other"),
)
"""Types of municipal waste: their nitrous oxide goes by the incinerator, that of others by type."""

OTHER = ("clinical", "hazardous", "sewage_sludge", "industrial_sludge")
BURNED = Split("share", "waste_type", (*MUNICIPAL, *OTHER))
BURNED_IN_THE_OPEN = Split("share", "waste_type", MUNICIPAL)

UNSPECIFIED = "unspecified"
FURNACES = (
    UNSPECIFIED,
    "continuous_stoker",
    "continuous_fluidised",
    "semi_continuous_stoker",
    "semi_continuous_fluidised",
    "batch_stoker",
    "batch_fluidised",
)
"""Incinerators that published factors tell apart."""

Answer = tuple[Coefficient | None, tuple[Finding, ...]]


class Burning(NamedTuple):
    """How waste is burned: share of each type, names of its methane and nitrous oxide factors."""

    types: Mapping[str, Decimal]
    methane: str
    nitrous_oxide: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        """The parameters that the gases of this waste need."""
        of_types = [f"{stem}.{one}" for one in self.types for stem in ("dm", "cf", "fcf", "of")]
        return tuple(dict.fromkeys((*of_types, self.methane, *self.nitrous_oxide.values())))


def composting_coefficient(inputs: Inputs, quantity: Decimal | None) -> Answer:
    """The methane and nitrous oxide of one kilogram of waste in a compost heap.

    Equation and reference: :func:`~fahsai.core.methods.biological_treatment.biological_treatment`.

    Findings: those of the parameters, ``method.year_name``, ``method.waste_missing``,
    ``method.recovered_exceeds``.

    Args:
        inputs: pack and parameters of the source.
        quantity: waste of the whole year [kg], needed when recovered methane is given.

    Returns:
        The coefficient [kg of gas per kg], or None, with the findings.
    """
    return _treated(inputs, quantity, "compost")


def digestion_coefficient(inputs: Inputs, quantity: Decimal | None) -> Answer:
    """The methane and nitrous oxide that one kilogram of waste loses from a digester.

    Equation and reference: :func:`~fahsai.core.methods.biological_treatment.biological_treatment`.

    Findings: those of the parameters, ``method.year_name``, ``method.waste_missing``,
    ``method.recovered_exceeds``.

    Args:
        inputs: pack and parameters of the source.
        quantity: waste of the whole year [kg], needed when recovered methane is given.

    Returns:
        The coefficient [kg of gas per kg], or None, with the findings.
    """
    return _treated(inputs, quantity, "digestion")


def incineration_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The gases of one kilogram of waste in the organisation's own incinerator.

    Equations and references: :mod:`fahsai.core.methods.waste_burning`.  What kind of incinerator
    it is (``incinerator``) decides on methane and, of municipal waste, on nitrous oxide.

    Findings: those of the composition, the choice and the parameters.

    Args:
        inputs: pack and parameters of the source.
        _quantity: waste of the year [kg]; not needed.

    Returns:
        The coefficient [kg of gas per kg], or None, with the findings.
    """
    types, findings = composition(inputs, BURNED)
    furnace, said = one_of(inputs, "incinerator", FURNACES, default=UNSPECIFIED)
    findings += said
    if types is None or furnace is None:
        return None, findings
    by_type = {one: f"burn_n2o.{furnace if one in MUNICIPAL else one}" for one in types}
    return _burned(inputs, Burning(types, f"burn_ch4.{furnace}", by_type), findings)


def open_burning_coefficient(inputs: Inputs, _quantity: Decimal | None) -> Answer:
    """The gases of one kilogram of waste that the organisation burns in the open.

    Equations and references: :mod:`fahsai.core.methods.waste_burning`.

    Findings: those of the composition and the parameters.

    Args:
        inputs: pack and parameters of the source.
        _quantity: waste of the year [kg]; not needed.

    Returns:
        The coefficient [kg of gas per kg], or None, with the findings.
    """
    types, findings = composition(inputs, BURNED_IN_THE_OPEN)
    if types is None:
        return None, findings
    return _burned(inputs, Burning(types, "burn_ch4", dict.fromkeys(types, "burn_n2o")), findings)


def _treated(inputs: Inputs, quantity: Decimal | None, way: str) -> Answer:
    """Both gases of one kilogram that is composted or digested, less what is recovered."""
    moisture = "moisture"
    methane, chosen = variant(inputs, f"{way}_ch4", moisture, WET)
    nitrous_oxide, more = variant(inputs, f"{way}_n2o", moisture, WET)
    findings = chosen or more  # both say the same of one choice
    recovered, wrong = figures_of_year(inputs, (RECOVERED,))
    findings += wrong
    if methane is None or nitrous_oxide is None or wrong:
        return None, findings
    found, said = resolve_all(inputs, (methane, nitrous_oxide))
    findings += said
    if found is None:
        return None, findings
    found = {**found, **recovered}
    factors = found[methane].value, found[nitrous_oxide].value
    gases = {
        BIOGENIC_METHANE: biological_treatment(KILOGRAM, factors[0]),
        "N2O": biological_treatment(KILOGRAM, factors[1]),
    }
    steps = [
        step(
            "biological_treatment.coefficient",
            ch4=factors[0],
            n2o=factors[1],
            methane=gases[BIOGENIC_METHANE],
            nitrous_oxide=gases["N2O"],
        )
    ]
    if recovered:
        spread, problems = _less_recovered(inputs, quantity, factors[0], found[RECOVERED].value)
        if spread is None:
            return None, findings + problems
        gases[BIOGENIC_METHANE], done = spread
        steps.append(done)
    return _coefficient(gases, steps, found), findings


def _less_recovered(
    inputs: Inputs, quantity: Decimal | None, factor: Decimal, recovered: Decimal
) -> tuple[tuple[Decimal, MethodStep] | None, tuple[Finding, ...]]:
    """The methane of one kilogram with the year's recovery taken off, and the step to it."""
    if not quantity:
        return None, (finding("method.waste_missing", Level.ERROR, inputs.subject),)
    year = biological_treatment(quantity, factor, recovered)
    if year < ZERO:
        problem = finding(
            "method.recovered_exceeds",
            Level.ERROR,
            inputs.subject,
            recovered=canonical(recovered),
            result=canonical(year),
        )
        return None, (problem,)
    with exactly():
        result = year / quantity
    done = step(
        "biological_treatment.spread",
        recovered=recovered,
        quantity=quantity,
        year=year,
        result=result,
    )
    return (result, done), ()


def _burned(inputs: Inputs, burning: Burning, findings: tuple[Finding, ...]) -> Answer:
    """The gases of one kilogram of burned waste, type by type."""
    found, said = resolve_all(inputs, burning.names())
    findings += said
    if found is None:
        return None, findings
    steps: list[MethodStep] = []
    fossil, biogenic, nitrous = [], [], []
    for one, share in burning.types.items():
        dm, cf, fcf, of = (found[f"{stem}.{one}"].value for stem in ("dm", "cf", "fcf", "of"))
        carbon = burned_carbon(share, dm, cf, fcf, of)
        factor = found[burning.nitrous_oxide[one]].value
        nitrous_oxide_mass = burned_gas(share, factor)
        fossil.append(carbon.fossil)
        biogenic.append(carbon.biogenic)
        nitrous.append(nitrous_oxide_mass)
        steps.append(
            step(
                "waste_burning.type",
                waste_type=one,
                share=share,
                dm=dm,
                cf=cf,
                fcf=fcf,
                of=of,
                fossil=carbon.fossil,
                biogenic=carbon.biogenic,
                n2o=factor,
                nitrous_oxide=nitrous_oxide_mass,
            )
        )
    ch4 = found[burning.methane].value
    gases = {
        "CO2": total(fossil),
        "CO2_biogenic": total(biogenic),
        "CH4": burned_gas(KILOGRAM, ch4),
        "N2O": total(nitrous),
    }
    steps.append(step("waste_burning.methane", ch4=ch4, result=gases["CH4"]))
    return _coefficient(gases, steps, found), findings


def _coefficient(
    gases: Mapping[str, Decimal], steps: list[MethodStep], found: Mapping[str, Resolved]
) -> Coefficient:
    """The gases that there are; a gas of which nothing arises is not shown."""
    there = {gas: mass for gas, mass in gases.items() if mass}
    return Coefficient(there, tuple(steps), tuple(found.values()))
