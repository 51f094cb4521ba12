"""Figures, texts, periods and lists: what every answer is made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field

from fahsai.core.finding import Finding
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.period import Period, PeriodKind
from fahsai.services.calculation_json import findings_json, period_json

T = TypeVar("T")
LARGEST_PAGE, LAST_PAGE = 500, 100_000

Exact = Annotated[
    str,
    Field(
        pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$",
        description="An exact decimal as text: no exponent, no separators, never a JSON number.",
    ),
]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Class = Literal["1", "2", "3", "separate", "biogenic", "removal", "outside"]
CO2E = "kgCO2e"


class Amount(Schema):
    """A figure and its unit, always together."""

    value: Exact
    unit: str = Field(
        description="Code of the unit: kgCO2e, kg, kWh, litre, …; empty where unknown."
    )


class Words(Schema):
    """A text in Thai and English; empty where there is none in that language."""

    th: str
    en: str


class PeriodShape(Schema):
    """Dates of the Christian era, both days included, and the Buddhist year they are called by."""

    start: date
    end: date
    kind: PeriodKind
    year_be: int


class FindingShape(Schema):
    """What the program says about the data."""

    code: str
    level: Literal["error", "warning", "info"]
    subject: str
    data: dict[str, str]
    th: str
    en: str


class PageOf(Schema, Generic[T]):
    """One page of a long list."""

    items: list[T]
    page: int
    pages: int
    total: int = Field(description="Items on all pages.")


def amount(value: Decimal, unit: str) -> Amount:
    """A figure with every digit it has."""
    return Amount(value=canonical(value), unit=unit)


def co2e(kg: Decimal) -> Amount:
    """A mass of CO2 equivalent [kg]."""
    return amount(kg, CO2E)


def period_shape(period: Period) -> PeriodShape:
    """A period by its first and last day."""
    return PeriodShape.model_validate(period_json(period))


def finding_shapes(findings: tuple[Finding, ...]) -> list[FindingShape]:
    """Findings with their sentences."""
    return [FindingShape.model_validate(one) for one in findings_json(findings)]


def class_code(where: ReportingClass) -> Class:
    """The code of a class, as a literal of the document."""
    return where.value
