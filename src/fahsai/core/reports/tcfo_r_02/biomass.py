"""Section 3.2.2: sources that burn biomass or biogas, and the answers that make it renewable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.biomass import QUESTIONS, BiomassVerdict, answers, is_asked
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.reports.order import in_form_order
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.biomass import BiomassAnswers, BiomassQuestion
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.reports.tcfo_r_02.frame import Frame


def burning_biomass(frame: Frame) -> tuple[SourceResult, ...]:
    """The sources of the section: their CO2 is apart, or in scope 1 by its answers.

    The form lists direct sources here; what others burn for the organisation is none of them.
    """
    return tuple(
        result
        for result in in_form_order(frame.dossier.calculation.sources)
        if not result.source.excluded
        and _direct(frame, result)
        and (ReportingClass.BIOGENIC in frame.classes(result) or _asked(frame, result.source))
    )


def _direct(frame: Frame, result: SourceResult) -> bool:
    """Whether the organisation burns it itself."""
    where = {*(frame.kind_classes(result.source) or frame.classes(result))}
    return S1 in where or where.isdisjoint({S2, S3})


def renewable_notes(frame: Frame) -> tuple[str, ...]:
    """The answers of each source that is asked, ticked, and what they come to.

    Reference: CDM EB 23 Report, annex 18, which the form names.
    """
    asked = [one.source for one in burning_biomass(frame) if _asked(frame, one.source)]
    if not asked:
        return ()
    return (
        frame.wording.word("biomass", "head"),
        *(line for source in asked for line in _lines(frame, source)),
    )


def _asked(frame: Frame, source: EmissionSource) -> bool:
    kind = frame.kinds.get(source.kind)
    return kind is not None and is_asked(kind)


def _lines(frame: Frame, source: EmissionSource) -> Iterator[str]:
    given, word = answers(source.parameters), frame.wording.word
    verdict = word("biomass_verdicts", given.verdict.value)
    origin = word("biomass_origins", given.origin.value) if given.origin else ""
    yield word("biomass", "source", name=frame.name(source), origin=origin or "-", verdict=verdict)
    for question in QUESTIONS[given.origin] if given.origin else ():
        yield word(
            "biomass",
            "answer",
            yes=_box(given, question, wanted=True),
            no=_box(given, question, wanted=False),
            question=word("biomass_questions", question.value),
        )
    if given.evidence and given.verdict is not BiomassVerdict.UNANSWERED:
        yield word("biomass", "evidence", evidence=given.evidence)


def _box(given: BiomassAnswers, question: BiomassQuestion, *, wanted: bool) -> str:
    return "☑" if given.given.get(question) is wanted else "☐"
