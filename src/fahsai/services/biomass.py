"""Answering the questions on renewable biomass, source by source (form section 3.2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.biomass import (
    EVIDENCE,
    NO,
    ORIGIN,
    PARAMETERS,
    QUESTIONS,
    YES,
    BiomassQuestion,
    answers,
    is_asked,
)
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import NotFoundError, admit
from fahsai.services.sources import settle_source, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.biomass import BiomassAnswers, BiomassOrigin


@dataclass(frozen=True, slots=True)
class BiomassGiven:
    """What somebody answers for one source; without an origin all answers are taken back.

    BiomassAnswers to questions that the origin does not ask are not kept.
    """

    origin: BiomassOrigin | None = None
    given: Mapping[BiomassQuestion, bool] = field(default_factory=dict)
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class BiomassSource:
    """A source with what was answered; ``asked`` is False where it burns no biomass."""

    source: EmissionSource
    asked: bool
    answers: BiomassAnswers


def biomass_source(actor: Actor, organisation_id: UUID, key: UUID) -> BiomassSource:
    """A source, and its answers.

    Raises:
        NotFoundError: there is none of that key, or the actor does not reach it.
    """
    for source in sources(actor, organisation_id):
        if source.id == key:
            return _answered(source)
    raise NotFoundError(str(key))


def answer_biomass(
    actor: Actor,
    organisation_id: UUID,
    code: str,
    given: BiomassGiven,
    *,
    reason: str = "",
    seen: str | None = None,
) -> tuple[BiomassSource | None, tuple[Finding, ...]]:
    """Answer the questions of one source anew; what is not answered now is open again.

    ``seen`` is the word of :func:`~fahsai.services.sources.source_seen`, None where nobody looked.

    Returns:
        The source with its answers; or None with findings: ``biomass.not_asked``,
        ``source.changed_meanwhile``.

    Raises:
        NotFoundError: there is no source of that code.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    source = next((one for one in sources(actor, organisation_id) if one.code == code), None)
    if source is None:
        raise NotFoundError(code)
    if not _answered(source).asked:
        return None, (finding("biomass.not_asked", Level.ERROR, code),)
    after, findings = settle_source(
        actor, organisation_id, code, parameters=_parameters(given), reason=reason, seen=seen
    )
    return (None if after is None else _answered(after)), findings


def answer_many(
    actor: Actor,
    organisation_id: UUID,
    wanted: Iterable[tuple[str, BiomassGiven]],
    name: str,
    *,
    may_settle: bool,
) -> tuple[int, tuple[Finding, ...]]:
    """Bring the answers in line with a report workbook; how many sources changed.

    Args:
        actor: who enters it.
        organisation_id: of which organisation.
        wanted: codes of sources with their answers.
        name: the workbook's name, the reason that is kept with a change.
        may_settle: whether the actor may settle sources; if not, all stays.

    Findings: ``biomass.source_unknown``, ``biomass.not_asked``, and ``report.biomass_left`` with
    the sources that the workbook answers otherwise, where that stays.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    known = {one.code: one for one in sources(actor, organisation_id)}
    said: list[Finding] = []
    left: list[str] = []
    changed = 0
    for code, given in wanted:
        source = known.get(code)
        if source is None:
            said.append(finding("biomass.source_unknown", Level.WARNING, name, source=code))
            continue
        if not _answered(source).asked:
            said.append(finding("biomass.not_asked", Level.WARNING, code))
            continue
        parameters = _parameters(given)
        if all(source.parameters.get(key, "") == text for key, text in parameters.items()):
            continue
        if not may_settle:
            left.append(code)
            continue
        _, problems = settle_source(
            actor, organisation_id, code, parameters=parameters, reason=name
        )
        said.extend(problems)
        changed += 1
    if left:
        said.append(finding("report.biomass_left", Level.WARNING, name, codes=", ".join(left)))
    return changed, tuple(said)


def _answered(source: EmissionSource) -> BiomassSource:
    kind = kinds().get(source.kind)
    return BiomassSource(source, kind is not None and is_asked(kind), answers(source.parameters))


def _parameters(given: BiomassGiven) -> dict[str, str]:
    """Every parameter of the answers, empty where it is taken back."""
    if given.origin is None:
        return dict.fromkeys(PARAMETERS, "")
    asked = QUESTIONS[given.origin]
    words = {True: YES, False: NO}
    answered = {
        question.parameter: words[given.given[question]] if question in given.given else ""
        for question in asked
    }
    evidence = " ".join(given.evidence.split())
    return {
        **dict.fromkeys(PARAMETERS, ""),
        ORIGIN: given.origin.value,
        **answered,
        EVIDENCE: evidence,
    }
