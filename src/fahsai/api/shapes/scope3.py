"""Scope 3 of a year by category."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.boundary import VersionShape, version_shape
from fahsai.api.shapes.common import Amount, FindingShape, Sha256, Words, co2e, finding_shapes
from fahsai.api.shapes.written import Body, Name, Text
from fahsai.core.inventory.scope3 import CategorySum
from fahsai.core.reports.dossier import Scope3Assessment
from fahsai.services.calculate_year import YearResult
from fahsai.services.scope3 import Scope3Year
from fahsai.services.scope3_categories import category_names


class AssessmentShape(Schema):
    """What the organisation says of a category in Fr-03.2; ``scores`` are its own."""

    has_source: bool
    significant: bool
    scores: dict[str, str]
    remark: str


class ScoresBody(Body):
    """The organisation's own scores of a category, in its own words."""

    magnitude: Name = ""
    influence: Name = ""
    risk: Name = ""
    sector: Name = ""
    outsourcing: Name = ""
    engagement: Name = ""


class DecisionBody(Body):
    """What is decided of a category; ``assessed`` false takes back what was decided."""

    category: int = Field(ge=1, le=15)
    assessed: bool = True
    has_source: bool = False
    significant: bool = False
    scores: ScoresBody = ScoresBody()
    remark: Text = ""
    reason: Text = ""

    @property
    def decision(self) -> Scope3Assessment | None:
        """The row of Fr-03.2; None where the category is not assessed any more."""
        if not self.assessed:
            return None
        said = {name: text.strip() for name, text in self.scores.model_dump().items()}
        scores = {name: text for name, text in said.items() if text}
        return Scope3Assessment(
            self.category, self.has_source, scores, self.significant, self.remark.strip()
        )


class CategoryOfYear(Schema):
    """One category; ``category`` is null for sources that name none.

    ``sources`` are counted, ``without_result`` are not yet.  ``assessment`` is null where the
    category is not assessed, and for a key that reaches some units only.
    """

    category: int | None = Field(ge=1, le=15)
    name: Words
    iso_14064_1: str = Field(description="Category of ISO 14064-1:2018; empty where not settled.")
    co2e: Amount
    sources: list[str]
    without_result: list[str]
    assessment: AssessmentShape | None


class Scope3Shape(Schema):
    """Scope 3 of a version: the categories add up to ``total``, unrounded."""

    version: VersionShape
    calculation: Sha256
    part: bool
    total: Amount
    categories: list[CategoryOfYear]
    findings: list[FindingShape]


def scope3_shape(result: YearResult, held: Scope3Year) -> Scope3Shape:
    """Scope 3 of a year as the API tells it."""
    return Scope3Shape(
        version=version_shape(result.version),
        calculation=result.calculation.sha256,
        part=result.part,
        total=co2e(held.total_kg),
        categories=[_category(one, held.assessed.get(one.category or 0)) for one in held.sums],
        findings=finding_shapes(held.findings),
    )


def _category(one: CategorySum, row: Scope3Assessment | None) -> CategoryOfYear:
    names = category_names(one.category)
    return CategoryOfYear(
        category=one.category,
        name=Words(th=names["th"], en=names["en"]),
        iso_14064_1=one.iso,
        co2e=co2e(one.kg),
        sources=[result.source.code for result in one.counted],
        without_result=[result.source.code for result in one.waiting],
        assessment=None
        if row is None
        else AssessmentShape(
            has_source=row.has_source,
            significant=row.significant,
            scores=dict(row.scores),
            remark=row.remark,
        ),
    )
