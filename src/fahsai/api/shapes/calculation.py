"""A stored calculation: its totals, and the whole in the shape of ``fahsai calculate --json``.

The whole is described by ``docs/calculation.schema.json`` as well; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.boundary import VersionShape, version_shape
from fahsai.api.shapes.common import (
    Amount,
    Class,
    Exact,
    FindingShape,
    PageOf,
    PeriodShape,
    Sha256,
    Words,
    class_code,
    co2e,
    finding_shapes,
)
from fahsai.core.access.states import VersionState
from fahsai.core.inventory.mistakes.answer import MARK_LENGTH, mark_of
from fahsai.services.answer_finding import Answered
from fahsai.services.calculate_year import YearResult

MARK_PATTERN = rf"^[0-9a-f]{{{MARK_LENGTH}}}$"
Mark = Annotated[str, Field(pattern=MARK_PATTERN)]
"""What a finding says, as a short name."""


class ClassTotal(Schema):
    """What is reported in one class."""

    reporting_class: Class
    co2e: Amount


class GasTotal(Schema):
    """One gas family of one class."""

    reporting_class: Class
    gas: str
    co2e: Amount


class Totals(Schema):
    """The totals of a version; ``total`` is scopes 1 to 3, unrounded.

    Where ``complete`` is false a source has no result yet and the total cannot be submitted.
    ``part`` is true for a key that reaches some units only: the totals are then those of its
    sources, and ``complete`` speaks of them.
    """

    organisation_id: UUID
    version: VersionShape
    calculation: Sha256
    factor_set: str
    gwp_set: str
    report_date: date
    program_version: str
    complete: bool
    part: bool
    total: Amount
    by_class: list[ClassTotal]
    by_gas: list[GasTotal]


class AnswerShape(Schema):
    """Why a warning is right, by whom and when."""

    reason: str
    account_id: UUID
    answered_at: datetime


class YearFinding(FindingShape):
    """A finding of a year; ``mark`` names what it says, for :func:`answer_finding`.

    A warning that was answered has the level ``info`` and its answer.
    """

    mark: Mark
    answer: AnswerShape | None


class FindingList(Schema):
    """What the program says about a year."""

    calculation: Sha256
    items: list[YearFinding]


def finding_list(result: YearResult, answers: Mapping[str, Answered]) -> FindingList:
    """The findings of a year with their marks and answers."""
    items = []
    for item, shape in zip(result.findings, finding_shapes(result.findings), strict=True):
        mark = mark_of(item)
        given = answers.get(mark)
        answer = None
        if given is not None:
            answer = AnswerShape(reason=given.reason, account_id=given.who.id, answered_at=given.at)
        items.append(YearFinding(**shape.model_dump(), mark=mark, answer=answer))
    return FindingList(calculation=result.calculation.sha256, items=items)


class VersionName(Schema):
    """Which version was calculated."""

    year_be: int
    number: int
    state: VersionState


class Sums(Schema):
    """Sums by scope [kgCO2e]; ``separate`` and ``biogenic`` are no part of the total."""

    scope_1: Exact = Field(alias="1")
    scope_2: Exact = Field(alias="2")
    scope_3: Exact = Field(alias="3")
    separate: Exact
    biogenic: Exact


class CategoryShape(Schema):
    """One category of scope 3 [kgCO2e]; ``category`` is null where a source names none."""

    category: int | None = Field(ge=1, le=15)
    name_th: str
    name_en: str
    iso_14064_1: str = Field(description="Category of ISO 14064-1:2018; empty where not settled.")
    co2e: Exact
    sources: list[str]
    without_result: list[str]


class Gas(Schema):
    """One gas of one class over the year; ``mass_kg`` is null where only CO2e is known."""

    class_: Class = Field(alias="class")
    gas: str
    mass_kg: Exact | None
    co2e_kg: Exact


class DerivationShape(Schema):
    """How the gases of a factor were made."""

    rule: str
    inputs: dict[str, str]
    equation: str
    reference: str
    circular: bool


class FactorShape(Schema):
    """One row of a published list; ``published`` [kgCO2e per unit], ``gases`` [kg per unit]."""

    edition: str
    key: str
    name_th: str
    name_en: str
    unit: str
    basis: Literal["by_gas", "co2e_only"]
    published: Exact
    gases: dict[str, Exact]
    source: str
    derivation: DerivationShape


class FactorPage(PageOf[FactorShape]):
    """Published factors, in the order of their lists."""


class CandidateShape(Schema):
    """A factor that was considered, and the rule that kept or dropped it."""

    role: str
    edition: str
    key: str
    kept: bool
    reason: str
    published: Exact


class Why(Schema):
    """Why this factor and how the method went, in sentences."""

    th: str
    en: str
    candidates: list[CandidateShape]


class DifferencePart(Schema):
    """One cause of the difference from the workbook's own figure [kgCO2e]."""

    cause: str
    kg: Exact
    th: str
    en: str


class Month(Schema):
    """One record of a source: its quantity in the unit of the line, its part [kgCO2e]."""

    period: str = Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")
    cell: str
    quantity: Exact
    co2e: Exact | None


class CalculatedSource(Schema):
    """The result of one source; ``co2e`` [kgCO2e] is null where there is none yet."""

    sheet: str
    cell: str
    source: str
    label: str
    quantity: Exact
    unit: str
    unit_in_sheet: str
    scope_in_sheet: str
    kind: str | None
    co2e: Exact | None
    co2e_by_class: dict[str, Exact]
    gases: list[Gas]
    factor: FactorShape | None
    factors: list[FactorShape]
    why: Why
    sheet_factor: Exact | None
    sheet_co2e: Exact | None
    difference: list[DifferencePart]
    months: list[Month]


class CalculationShape(Schema):
    """The whole calculation of a year, every mass of CO2 equivalent in ``unit``."""

    program: str
    organisation: str
    version: VersionName
    calculation: Sha256
    factors: Literal["edition"]
    label: Words
    edition: str
    gwp_set: str
    report_date: date
    unit: Literal["kgCO2e"]
    sheet: str
    role: str
    period: PeriodShape
    sheet_total: Exact | None
    total: Exact
    complete: bool
    by_scope: Sums
    scope_3: list[CategoryShape]
    lines: list[CalculatedSource]
    findings: list[FindingShape]
    other_years: list[str] = Field(max_length=0)


def totals(result: YearResult) -> Totals:
    """The totals of a version, by class and gas."""
    calculation = result.calculation
    return Totals(
        organisation_id=result.version.organisation_id,
        version=version_shape(result.version),
        calculation=calculation.sha256,
        factor_set=calculation.factor_set,
        gwp_set=calculation.gwp_set,
        report_date=calculation.report_date,
        program_version=calculation.program_version,
        complete=calculation.complete,
        part=result.part,
        total=co2e(calculation.total_kg),
        by_class=[
            ClassTotal(reporting_class=class_code(where), co2e=co2e(kg))
            for where, kg in calculation.by_class.items()
        ],
        by_gas=[
            GasTotal(reporting_class=class_code(where), gas=gas, co2e=co2e(kg))
            for (where, gas), kg in calculation.gases.items()
        ],
    )
