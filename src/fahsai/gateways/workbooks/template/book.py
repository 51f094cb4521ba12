"""What our own template workbook holds: units, sources, monthly quantities, parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.thai.period import Period, calendar_year, fiscal_year
from fahsai.gateways.workbooks.office.values import FISCAL, CellCount

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from fahsai.gateways.workbooks.office.values import ColumnSum, Rejected

MARKER = "fahsai-activity-template/1"
"""Stands on the first sheet; the number changes when the layout does."""

MONTHS = 12


@dataclass(frozen=True, slots=True)
class TemplateOrganisation:
    """The organisation that fills the template."""

    code: str = ""
    name_th: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class TemplateUnit:
    """A part of the organisation; ``parent`` is the code of the unit above."""

    code: str
    name_th: str = ""
    name_en: str = ""
    parent: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """An emission source; ``kind``, ``origin`` and ``grade`` are codes, ``unit`` a unit's code.

    A word that names no code stays as it was written; ``cells`` say where these columns stand.
    """

    code: str
    kind: str = ""
    name: str = ""
    unit: str = ""
    facility: str = ""
    place: str = ""
    equipment: str = ""
    utility_account: str = ""
    activity_unit: str = ""
    origin: str = ""
    grade: str = ""
    evidence: tuple[str, ...] = ()
    factor_key: str = ""
    choice_reason: str = ""
    excluded: bool = False
    excluded_reason: str = ""
    started_on: date | None = None
    started_reason: str = ""
    ended_on: date | None = None
    ended_reason: str = ""
    cells: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """The twelve months of one source [unit]; ``cells`` are where the months were read."""

    source: str
    unit: str
    quantities: tuple[Decimal | None, ...]
    note: str = ""
    evidence: tuple[str, ...] = ()
    sheet: str = field(default="", compare=False)
    cells: tuple[str, ...] = field(default=(), compare=False)
    raw: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class TemplateYear:
    """One year of monthly lines; ``kind`` is ``fiscal`` or ``calendar``."""

    year_be: int
    kind: str
    lines: tuple[TemplateLine, ...] = ()
    sheet: str = field(default="", compare=False)

    @property
    def period(self) -> Period:
        """The year itself."""
        return fiscal_year(self.year_be) if self.kind == FISCAL else calendar_year(self.year_be)

    @property
    def months(self) -> tuple[Period, ...]:
        """The twelve months in the order of the columns."""
        return self.period.months()


@dataclass(frozen=True, slots=True)
class TemplateParameter:
    """One input of a method for a source; ``value`` is exact text, canonical when a number."""

    source: str
    name: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TemplateBook:
    """Everything in the template; ``count``, ``rejected`` and ``sums`` are the reading receipt."""

    organisation: TemplateOrganisation = field(default_factory=TemplateOrganisation)
    units: tuple[TemplateUnit, ...] = ()
    sources: tuple[TemplateSource, ...] = ()
    current: TemplateYear | None = None
    base: TemplateYear | None = None
    parameters: tuple[TemplateParameter, ...] = ()
    count: CellCount = field(default_factory=CellCount, compare=False)
    rejected: tuple[Rejected, ...] = field(default=(), compare=False)
    sums: tuple[ColumnSum, ...] = field(default=(), compare=False)
