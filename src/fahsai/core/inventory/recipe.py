"""The recipe of a source: which gases one unit of its activity makes, and why.

A recipe is made once for each source and recorded unit; the lines are then only multiplied.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.choice import DIRECT, FactorChoice
from fahsai.core.factors.choose import choose
from fahsai.core.factors.co2e import published_findings
from fahsai.core.factors.factor import Basis
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.biomass import biomass_findings, counted_as_fossil, into_scope_1
from fahsai.core.inventory.conversions import CONVERSION, conversion, conversion_findings
from fahsai.core.inventory.kinds import STATED
from fahsai.core.inventory.points import FACTOR_POINTS
from fahsai.core.inventory.prepared import prepared_units
from fahsai.core.inventory.release import (
    MASSES_OF_GAS,
    Ingredient,
    class_of,
    mass_of_species,
    no_gwp,
    released,
    species_of,
)
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.supplied_heat import METHOD as SUPPLIED_HEAT
from fahsai.core.inventory.supplied_heat import boiler_of
from fahsai.core.methods.packs import Inputs, parameter_steps
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.methods.table import METHODS, MethodKind, coefficient
from fahsai.core.methods.unused import unused_parameters
from fahsai.core.quantity.exact import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import FactorTerm, SourceKind
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.quantity.units import MeasureUnit

ONE = Decimal(1)


class Asked(NamedTuple):
    """For which Christian year a factor is asked, and what the file of the records counts with."""

    year: int
    used: Decimal | None = None


class Recipe(NamedTuple):
    """What every line of a source in one unit is multiplied by, and the explanation."""

    ingredients: tuple[Ingredient, ...]
    choices: tuple[FactorChoice, ...]
    steps: tuple[MethodStep, ...]
    complete: bool
    points: int


def make_recipe(
    source: EmissionSource,
    kind: SourceKind,
    unit: str,
    year: int,
    rules: Rules,
    year_quantity: Decimal | None = None,
    used: Decimal | None = None,
) -> tuple[Recipe, tuple[Finding, ...]]:
    """The recipe of a source whose activity is recorded in ``unit`` (a unit code).

    ``year_quantity`` is the activity of the whole year in the method's own unit
    (:func:`year_of_method`), whatever units it was recorded in; ``used`` the factor that the file
    of the records counts with [kg CO2e per ``unit``].
    Findings: those of the factor choice and of the method, those of
    :func:`~fahsai.core.inventory.biomass.biomass_findings`, ``unit.not_for_kind`` when the
    recorded unit cannot become the unit that the method counts in, ``gwp.missing``.
    """
    recorded = rules.units.get(unit)
    if recorded is None:
        return NO_RECIPE, (_wrong_unit(source, kind, unit),)
    method = METHODS[kind.method]
    already_gas = recorded.dimension in MASSES_OF_GAS and bool(kind.species)
    if kind.method == "gas_release" or already_gas:
        return _release(source, kind, recorded, rules)
    unusable = conversion_findings(source)
    if unusable:
        return NO_RECIPE, unusable
    if method.kind is MethodKind.FACTOR:
        counted = _by_boiler if method.code == SUPPLIED_HEAT else _by_list
        return counted(source, kind, unit, Asked(year, used), rules)
    if method.kind is MethodKind.LINEAR:
        inputs = method_inputs(source, kind, rules)._replace(year=year)
        return _linear(source, kind, unit, year_quantity, inputs, rules)
    return Recipe((), (), (), complete=True, points=FACTOR_POINTS["D"]), ()


def year_of_method(
    source: EmissionSource,
    kind: SourceKind,
    units: Sequence[str],
    sums: Sequence[Decimal],
    rules: Rules,
) -> Decimal | None:
    """A year's activity in the unit of a linear method, the sums of all recorded units together.

    What is removed in a whole year (sludge, recovered gas) is spread over all of it.  None for
    other methods, and where a recorded unit cannot become the method's: the recipe says so.
    """
    method = METHODS[kind.method]
    if method.kind is not MethodKind.LINEAR:
        return None
    convert = conversion(source, rules)
    parts = []
    for unit, quantity in zip(units, sums, strict=True):
        per_unit = None if rules.units.get(unit) is None else convert(unit, method.activity_unit)
        if per_unit is None:
            return None
        parts.append(quantity * per_unit)
    return sum(parts, ZERO)


def _by_list(
    source: EmissionSource, kind: SourceKind, unit: str, asked: Asked, rules: Rules
) -> tuple[Recipe, tuple[Finding, ...]]:
    """What a list has a factor for, in the units of the source."""
    recipe, findings = _by_factor(source, kind, unit, asked, rules, conversion(source, rules))
    return recipe, (*findings, *_unused(source, kind, rules))


def _by_boiler(
    source: EmissionSource, kind: SourceKind, unit: str, asked: Asked, rules: Rules
) -> tuple[Recipe, tuple[Finding, ...]]:
    """Energy of a supplier, counted by the fuel that its boiler burned."""
    inputs = method_inputs(source, kind, rules)
    boiler, said = boiler_of(kind, inputs, unit, conversion(source, rules), rules)
    if boiler is None:
        return NO_RECIPE, said
    recipe, findings = _by_factor(source, boiler.kind, unit, asked, rules, boiler.convert)
    return recipe._replace(steps=boiler.steps), (*said, *findings, *_unused(source, kind, rules))


def _by_factor(
    source: EmissionSource,
    kind: SourceKind,
    unit: str,
    asked: Asked,
    rules: Rules,
    convert: Callable[[str, str], Decimal | None],
) -> tuple[Recipe, tuple[Finding, ...]]:
    ingredients: list[Ingredient] = []
    choices: list[FactorChoice] = []
    steps: list[MethodStep] = []
    inputs = method_inputs(source, kind, rules)
    prepared, said = prepared_units(kind, inputs, convert, rules.units)
    if prepared is None:
        return NO_RECIPE, said
    findings = [*said, *prepared.idle(unit, kind), *biomass_findings(source, kind)]
    complete = True
    points = FACTOR_POINTS["C"]
    for term in kind.terms:
        activities = _activities(term, choices, rules)
        if not activities:
            continue
        choice, said = choose(
            rules.factor_set,
            role=term.role,
            activities=activities,
            unit=unit,
            year=asked.year,
            convertible=prepared.convert,
            picked=source.factor_keys.get(term.role),
            reason=source.choice_reason,
            subject=source.code,
            used=asked.used if term.role == DIRECT else None,
        )
        findings.extend(said)
        choices.append(choice)
        if choice.chosen is None or choice.unit_factor is None:
            findings.extend(prepared.lacking(unit))
            complete = False
            continue
        steps.extend(one for one in prepared.steps(unit, choice.chosen.unit) if one not in steps)
        points = min(points, FACTOR_POINTS[choice.chosen.grade])
        made, missing = _ingredients(
            choice.chosen, choice.unit_factor, term, len(choices) - 1, rules, source.code
        )
        ingredients.extend(made)
        findings.extend(missing)
        complete = complete and not any(item.level is Level.ERROR for item in missing)
    if counted_as_fossil(source, kind):
        ingredients = into_scope_1(ingredients)
    made_of = tuple(ingredients) if complete else ()
    recipe = Recipe(made_of, tuple(choices), tuple(steps), complete, points)
    return recipe, tuple(findings)


def _unused(source: EmissionSource, kind: SourceKind, rules: Rules) -> tuple[Finding, ...]:
    """A warning for each parameter of the source itself that nothing is done with."""
    inputs = method_inputs(source, kind, rules)
    own = {name: text for name, text in inputs.parameters.items() if name not in kind.parameters}
    return unused_parameters(METHODS[kind.method], inputs._replace(parameters=own))


def _activities(term: FactorTerm, choices: Sequence[FactorChoice], rules: Rules) -> tuple[str, ...]:
    """What a term asks a factor for; nothing when it does not count here."""
    if term.role == "upstream":
        return term.activities if rules.energy_upstream else ()
    if term.role != "biogenic":
        return term.activities
    twin = f"{choices[0].activity}.biogenic"
    if twin == term.activities[0]:
        return term.activities  # the list may carry the biogenic CO2 under another use of the fuel
    known = {part for name in term.activities for part in name.split("|")}
    return (twin,) if twin in known else ()


def _ingredients(
    factor: EmissionFactor,
    unit_factor: Decimal,
    term: FactorTerm,
    index: int,
    rules: Rules,
    subject: str,
) -> tuple[list[Ingredient], tuple[Finding, ...]]:
    """Scope 1 and separate reporting by gas; scopes 2 and 3 by the published figure."""
    by_published = factor.basis is Basis.CO2E_ONLY or term.reporting_class in {
        ReportingClass.SCOPE_2,
        ReportingClass.SCOPE_3,
    }
    if by_published:
        weight = factor.published * unit_factor
        return [
            Ingredient((term.reporting_class, "CO2e"), "CO2e", None, weight, index)
        ], published_findings(factor, rules.gwp.code, subject)
    made = []
    missing = []
    for gas, mass in factor.gases.items():
        if not mass:
            continue
        gwp = rules.gwp.value(gas)
        if gwp is None:
            missing.append(no_gwp(gas, rules, subject))
            continue
        made.append(
            Ingredient(
                (class_of(gas, term.reporting_class, rules), rules.gases.family(gas)),
                gas,
                mass * unit_factor,
                gwp,
                index,
            )
        )
    return made, tuple(missing)


def method_inputs(source: EmissionSource, kind: SourceKind, rules: Rules) -> Inputs:
    """The pack and the parameters that a method of this source works with.

    The pack is the source's own choice, else the kind's, else the method's default.
    """
    wanted = source.parameters.get("pack") or kind.pack or METHODS[kind.method].default_pack
    parameters = {
        name: text
        for name, text in {**kind.parameters, **source.counted_parameters}.items()
        if name != "species" and not name.startswith(CONVERSION)
    }
    species = species_of(source, kind, rules)[0] if METHODS[kind.method].species else ""
    return Inputs(rules.packs.get(wanted), parameters, source.code, species)


def unknown_pack(source: EmissionSource, rules: Rules) -> tuple[Finding, ...]:
    """``source.pack_unknown`` when the source names a pack that there is not."""
    wanted = source.parameters.get("pack")
    if not wanted or wanted in rules.packs:
        return ()
    known = ", ".join(sorted(rules.packs))
    return (finding("source.pack_unknown", Level.ERROR, source.code, pack=wanted, known=known),)


NO_RECIPE = Recipe((), (), (), complete=False, points=FACTOR_POINTS["D"])
"""For a source that cannot be counted as it stands: no result, never zero."""


def _release(
    source: EmissionSource, kind: SourceKind, unit: MeasureUnit, rules: Rules
) -> tuple[Recipe, tuple[Finding, ...]]:
    """A quantity that already is a mass of gas: refrigerant, CO2, methane of a helper sheet."""
    species, unknown = species_of(source, kind, rules)
    if unknown:
        return NO_RECIPE, unknown
    per_unit = mass_of_species(unit, species)
    if per_unit is None:
        return NO_RECIPE, (_wrong_unit(source, kind, unit.code),)
    ingredients, findings = released(source, kind, {species: ONE}, per_unit, rules)
    recipe = Recipe(
        ingredients,
        (),
        (step("gas_release", species=species, unit=unit.code),),
        complete=not findings,
        points=FACTOR_POINTS["D"],
    )
    return recipe, (*findings, *_unused(source, kind, rules))


def _linear(
    source: EmissionSource,
    kind: SourceKind,
    unit: str,
    year_quantity: Decimal | None,
    inputs: Inputs,
    rules: Rules,
) -> tuple[Recipe, tuple[Finding, ...]]:
    method = METHODS[kind.method]
    per_unit = conversion(source, rules)(unit, method.activity_unit)
    if per_unit is None:
        return NO_RECIPE, (_wrong_unit(source, kind, unit),)
    if unknown := unknown_pack(source, rules):
        return NO_RECIPE, unknown
    made, findings = coefficient(kind.method, inputs, year_quantity)
    if made is None:
        return NO_RECIPE, findings
    ingredients, missing = released(source, kind, made.gases, per_unit, rules)
    recipe = Recipe(
        ingredients,
        (),
        (*parameter_steps(made.parameters), *made.steps),
        complete=not missing,
        points=FACTOR_POINTS[method.grade],
    )
    return recipe, (*findings, *missing, *_as_stated(source, kind))


def _as_stated(source: EmissionSource, kind: SourceKind) -> tuple[Finding, ...]:
    """``source.as_stated`` for a figure of an earlier form that nobody calculated anew."""
    if kind.family != STATED:
        return ()
    return (finding("source.as_stated", Level.WARNING, source.code, label=source.name_th),)


def _wrong_unit(source: EmissionSource, kind: SourceKind, unit: str) -> Finding:
    return finding(
        "unit.not_for_kind",
        Level.ERROR,
        source.code,
        unit=unit,
        wanted=kind.unit,
        kind_th=kind.name_th,
        kind_en=kind.name_en,
    )
