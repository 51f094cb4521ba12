"""Answers to the questions on renewable biomass, as they are sent and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from fahsai.api.shapes.boundary import SourceName, source_name
from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.core.inventory.biomass import BiomassOrigin, BiomassQuestion, BiomassVerdict
from fahsai.services.biomass import BiomassGiven

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.services.biomass import BiomassSource

LONGEST = 2000
Evidence = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\x00-\x1f]*$")]


class BiomassBody(Schema):
    """What is answered; without an origin all answers are taken back."""

    model_config = ConfigDict(extra="forbid")

    origin: BiomassOrigin | None = None
    land: bool | None = None
    carbon: bool | None = None
    law: bool | None = None
    pools: bool | None = None
    non_fossil: bool | None = None
    evidence: Evidence = ""

    def given(self) -> BiomassGiven:
        """The answers as the use case takes them."""
        said = {one: getattr(self, one.value) for one in BiomassQuestion}
        answered = {one: yes for one, yes in said.items() if yes is not None}
        return BiomassGiven(self.origin, answered, self.evidence.strip())


class BiomassShape(Schema):
    """The answers of one source and what they come to; ``asked`` whether there are questions."""

    source: SourceName
    asked: bool
    origin: BiomassOrigin | None
    answers: dict[BiomassQuestion, bool]
    missing: list[BiomassQuestion]
    evidence: str
    verdict: BiomassVerdict
    findings: list[FindingShape] = Field(
        description="What a change moves: the drafts that hold the source, a base year among them."
    )


def biomass_shape(held: BiomassSource, findings: tuple[Finding, ...] = ()) -> BiomassShape:
    """The answers of a source as the API shows them."""
    answers = held.answers
    return BiomassShape(
        source=source_name(held.source),
        asked=held.asked,
        origin=answers.origin,
        answers=dict(answers.given),
        missing=list(answers.missing),
        evidence=answers.evidence,
        verdict=answers.verdict,
        findings=finding_shapes(findings),
    )
