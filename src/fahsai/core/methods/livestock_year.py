"""The gases of an organisation's own animals in one year, by their number and their manure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fahsai.core.finding import Finding
from fahsai.core.methods.choice import one_of
from fahsai.core.methods.composition import Split, composition
from fahsai.core.methods.emission import BIOGENIC_METHANE, GasEmission, MethodResult
from fahsai.core.methods.livestock import (
    enteric_methane,
    excreted,
    manure_methane,
    manure_nitrous_oxide,
)
from fahsai.core.methods.packs import Inputs, Pack, Resolved, resolve_all
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import exactly, total

OF_ANIMAL = ("enteric", "animal_mass", "vs_rate", "n_rate")
PRODUCTIVITIES = ("high", "low")
"""Market-oriented keeping with bought feed, or local breeds on what there is."""

CLIMATES = ("wet", "moist", "dry")
SYSTEMS = (
    *("lagoon", "liquid_slurry", "pit_short", "pit_long", "solid_storage", "drylot"),
    *("daily_spread", "digester", "pasture"),
)
"""How manure is kept; published tables know these of the tropics."""

POULTRY = ("layer", "broiler")
PIGS = ("swine", "sow")

MANURE = Split("manure_share", "manure", SYSTEMS)

Answer = tuple[MethodResult | None, tuple[Finding, ...]]


class Herd(NamedTuple):
    """The animals of a source, how they are kept, and the climate."""

    animal: str
    productivity: str
    climate: str
    systems: Mapping[str, Decimal]
    pack: Pack | None

    def of_animal(self, stem: str) -> str:
        """The name of a figure of the animal itself."""
        return f"{stem}.{self.animal}_{self.productivity}"

    def methane(self, system: str) -> str:
        """The name of the methane factor of a system; few of them differ with the climate."""
        group = "poultry" if self.animal in POULTRY else self.animal
        name = f"manure_ch4.{group}_{self.productivity}_{system}"
        by_climate = f"{name}_{self.climate}"
        return by_climate if self.pack and by_climate in self.pack.parameters else name

    def lost(self, stem: str, system: str) -> str:
        """The name of the share of nitrogen that is lost from a system."""
        of_pigs = "swine" if self.animal in PIGS else self.animal
        return f"{stem}.{'poultry' if self.animal in POULTRY else of_pigs}_{system}"

    def names(self) -> tuple[str, ...]:
        """Every figure that the gases of this herd need."""
        return (
            *(self.of_animal(stem) for stem in OF_ANIMAL),
            *(self.methane(system) for system in self.systems),
            *(f"ef3.{system}" for system in self.systems),
            *(
                self.lost(stem, one)
                for stem in ("manure_gas", "manure_leach")
                for one in self.systems
            ),
            f"ef4.{self.climate}",
            "ef5",
        )


def livestock_year(inputs: Inputs, heads: Decimal | None, _reporting_year: int) -> Answer:
    """The methane and nitrous oxide of animals in one year.

    ``animal`` names what they are, ``manure`` the system their manure is kept in (or
    ``manure_share.<system>`` those of several), ``productivity`` and ``climate`` how and where
    they are kept.  Equations: :mod:`fahsai.core.methods.livestock`.

    Findings: those of the choices and of the parameters.

    Args:
        inputs: pack and parameters of the source.
        heads: animals averaged over the year by the activity lines [head], None without lines.
        _reporting_year: Christian year of the inventory; not needed.

    Returns:
        The gases emitted [kg] with every step, or None, and the findings.
    """
    systems, findings = composition(inputs, MANURE)
    productivity, kept = one_of(inputs, "productivity", PRODUCTIVITIES)
    climate, where = one_of(inputs, "climate", CLIMATES)
    findings += kept + where
    animal = inputs.parameters.get("animal", "").strip()
    if systems is None or productivity is None or climate is None:
        return None, findings
    herd = Herd(animal, productivity, climate, systems, inputs.pack)
    found, said = resolve_all(inputs, herd.names())
    findings += said
    if found is None or heads is None:
        return None, findings
    return _counted(herd, heads, found), findings


def _counted(herd: Herd, heads: Decimal, found: Mapping[str, Resolved]) -> MethodResult:
    """The gases of a herd whose figures are all known."""
    factor, mass, vs_rate, n_rate = (found[herd.of_animal(stem)].value for stem in OF_ANIMAL)
    enteric = enteric_methane(heads, factor)
    solids, nitrogen = excreted(heads, mass, vs_rate), excreted(heads, mass, n_rate)
    of_volatilised, of_leached = found[f"ef4.{herd.climate}"].value, found["ef5"].value
    steps: list[MethodStep] = [
        step("livestock.enteric", heads=heads, enteric=factor, result=enteric),
        step(
            "livestock.excreted",
            heads=heads,
            mass=mass,
            vs_rate=vs_rate,
            n_rate=n_rate,
            solids=solids,
            nitrogen=nitrogen,
        ),
    ]
    methane, nitrous = [enteric], []
    for system, share in herd.systems.items():
        ch4, ef3 = found[herd.methane(system)].value, found[f"ef3.{system}"].value
        volatilised = found[herd.lost("manure_gas", system)].value
        leached = found[herd.lost("manure_leach", system)].value
        with exactly():
            kept = nitrogen * share
        methane.append(manure_methane(solids, share, ch4))
        nitrous.append(
            manure_nitrous_oxide(
                kept,
                ef3,
                volatilised=volatilised,
                of_volatilised=of_volatilised,
                leached=leached,
                of_leached=of_leached,
            )
        )
        steps.append(
            step(
                "livestock.manure",
                manure=system,
                share=share,
                ch4=ch4,
                methane=methane[-1],
                ef3=ef3,
                volatilised=volatilised,
                ef4=of_volatilised,
                leached=leached,
                ef5=of_leached,
                nitrous_oxide=nitrous[-1],
            )
        )
    emissions = (
        GasEmission(BIOGENIC_METHANE, total(methane)),
        GasEmission("N2O", total(nitrous)),
    )
    return MethodResult(emissions, tuple(steps), tuple(found.values()))
