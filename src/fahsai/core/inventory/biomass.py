"""Renewable biomass: the questions of form section 3.2.2, and where the CO2 of a fuel then stands.

The answers are parameters of the source (``biomass.origin``, ``biomass.land`` ...), so they are
kept with it and belong to the inputs of a calculation.

Reference: CDM Executive Board, 23rd meeting, report, annex 18 "Definition of renewable biomass",
which form TCFO_R_02 V01 section 3.2.2 names; the words of the questions are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.gases import GasFamily

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.release import Ingredient

FAMILY = "biomass"
"""The family of kinds of source that the questions are asked of."""
STEM = "biomass."
"""How the parameters begin that hold the answers."""
ORIGIN, EVIDENCE = f"{STEM}origin", f"{STEM}evidence"
"""Where the fuel grew or arose, and what proves it in the organisation's own words."""
YES, NO = "yes", "no"


class BiomassOrigin(StrEnum):
    """Where a fuel comes from: the five conditions of the definition, and none of them."""

    FOREST = "forest"
    WOODY = "woody"
    NON_WOODY = "non_woody"
    RESIDUE = "residue"
    WASTE = "waste"
    OTHER = "other"


class BiomassQuestion(StrEnum):
    """What is asked once the origin is known; every answer must be yes."""

    LAND = "land"  # the land stays what it is
    CARBON = "carbon"  # carbon stocks do not decrease systematically
    LAW = "law"  # forestry, agriculture and nature conservation laws are kept
    POOLS = "pools"  # using the residue leaves dead wood, litter and soil carbon as they are
    NON_FOSSIL = "non_fossil"  # only the part that is not fossil is counted here

    @property
    def parameter(self) -> str:
        """The name of the parameter that holds the answer."""
        return f"{STEM}{self.value}"


_OF_LAND = (BiomassQuestion.LAND, BiomassQuestion.CARBON, BiomassQuestion.LAW)

QUESTIONS: Mapping[BiomassOrigin, tuple[BiomassQuestion, ...]] = {
    BiomassOrigin.FOREST: _OF_LAND,
    BiomassOrigin.WOODY: _OF_LAND,
    BiomassOrigin.NON_WOODY: _OF_LAND,
    BiomassOrigin.RESIDUE: (BiomassQuestion.POOLS,),
    BiomassOrigin.WASTE: (BiomassQuestion.NON_FOSSIL,),
    BiomassOrigin.OTHER: (),
}
"""What is asked of each origin."""

PARAMETERS = (ORIGIN, *(question.parameter for question in BiomassQuestion), EVIDENCE)
"""Every parameter that an answer is kept in."""


class BiomassVerdict(StrEnum):
    """What the answers of a source come to."""

    RENEWABLE = "renewable"
    NOT_RENEWABLE = "not_renewable"
    UNANSWERED = "unanswered"


class BiomassAnswers(NamedTuple):
    """The answers of one source; ``given`` holds those of the questions of its origin."""

    origin: BiomassOrigin | None
    given: Mapping[BiomassQuestion, bool]
    evidence: str

    @property
    def missing(self) -> tuple[BiomassQuestion, ...]:
        """Questions of its origin that are not answered."""
        asked = QUESTIONS[self.origin] if self.origin else ()
        return tuple(question for question in asked if question not in self.given)

    @property
    def refused(self) -> tuple[BiomassQuestion, ...]:
        """Questions that were answered with no."""
        return tuple(question for question, yes in self.given.items() if not yes)

    @property
    def verdict(self) -> BiomassVerdict:
        """Renewable when every question of the origin is answered with yes.

        One no is enough for the opposite, whatever else is still open.
        """
        if self.origin is BiomassOrigin.OTHER or self.refused:
            return BiomassVerdict.NOT_RENEWABLE
        if self.origin is None or self.missing:
            return BiomassVerdict.UNANSWERED
        return BiomassVerdict.RENEWABLE


def is_asked(kind: SourceKind) -> bool:
    """Whether the questions are asked of sources of a kind: solid biomass and biogas."""
    return kind.family == FAMILY


def answers(parameters: Mapping[str, str]) -> BiomassAnswers:
    """The answers that the parameters of a source hold.

    >>> answers({"biomass.origin": "residue", "biomass.pools": "yes"}).verdict
    <BiomassVerdict.RENEWABLE: 'renewable'>
    >>> answers({"biomass.origin": "forest", "biomass.land": "no"}).verdict
    <BiomassVerdict.NOT_RENEWABLE: 'not_renewable'>
    >>> answers({"biomass.origin": "forest", "biomass.land": "yes"}).missing
    (<BiomassQuestion.CARBON: 'carbon'>, <BiomassQuestion.LAW: 'law'>)
    >>> answers({}).verdict
    <BiomassVerdict.UNANSWERED: 'unanswered'>
    """
    said = parameters.get(ORIGIN, "").strip()
    origin = BiomassOrigin(said) if said in set(BiomassOrigin) else None
    asked = QUESTIONS[origin] if origin else ()
    words = {question: parameters.get(question.parameter, "").strip() for question in asked}
    given = {question: word == YES for question, word in words.items() if word in {YES, NO}}
    return BiomassAnswers(origin, given, parameters.get(EVIDENCE, "").strip())


def unusable(parameters: Mapping[str, str], subject: str) -> tuple[Finding, ...]:
    """``biomass.answer_unknown`` for each answer that is none.

    Args:
        parameters: those of the source.
        subject: its code, for the findings.
    """
    allowed: dict[str, tuple[str, ...]] = {ORIGIN: tuple(BiomassOrigin), EVIDENCE: ()}
    allowed |= {question.parameter: (YES, NO) for question in BiomassQuestion}
    return tuple(
        finding(
            "biomass.answer_unknown",
            Level.ERROR,
            subject,
            parameter=name,
            value=text,
            allowed=", ".join(allowed.get(name, PARAMETERS)),
        )
        for name, text in parameters.items()
        if name.startswith(STEM)
        and name != EVIDENCE
        and text.strip() not in {"", *allowed.get(name, ())}
    )


def biomass_findings(source: EmissionSource, kind: SourceKind) -> tuple[Finding, ...]:
    """What is to be said of the answers of a source.

    Findings: ``biomass.unanswered`` until every question is answered, ``biomass.not_renewable``
    where the CO2 is counted in scope 1, ``biomass.answer_unknown``.
    """
    if not is_asked(kind):
        return ()
    found = answers(source.parameters)
    said = list(unusable(source.parameters, source.code))
    if found.verdict is BiomassVerdict.UNANSWERED:
        missing = ", ".join(found.missing) or "origin"
        said.append(finding("biomass.unanswered", Level.WARNING, source.code, questions=missing))
    if found.verdict is BiomassVerdict.NOT_RENEWABLE:
        refused = ", ".join(found.refused) or "origin"
        said.append(finding("biomass.not_renewable", Level.WARNING, source.code, questions=refused))
    return tuple(said)


def counted_as_fossil(source: EmissionSource, kind: SourceKind) -> bool:
    """Whether the CO2 of a source's biomass is counted in scope 1."""
    return is_asked(kind) and answers(source.parameters).verdict is BiomassVerdict.NOT_RENEWABLE


def into_scope_1(ingredients: Iterable[Ingredient]) -> list[Ingredient]:
    """Ingredients with their biogenic CO2 among the CO2 of scope 1; all else stays.

    Equation: CO2 of scope 1 = activity x CO2 of the biomass; CH4 and N2O stand there already.
    Reference: form TCFO_R_02 V01 section 3.2.2; CO2 that no new growth takes up again is counted
    as that of a fossil fuel.
    """
    moved = []
    for one in ingredients:
        where, family = one.place
        if where is ReportingClass.BIOGENIC:
            family = GasFamily.CO2 if family == GasFamily.CO2_BIOGENIC else family
            moved.append(one._replace(place=(ReportingClass.SCOPE_1, family)))
        else:
            moved.append(one)
    return moved
