"""What the report workbook holds: everything of a report that is not activity data.

References between values are the codes that people write; services turn them into ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fahsai.core.thai.period import PeriodKind

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from fahsai.core.inventory.biomass import BiomassOrigin
    from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
    from fahsai.core.inventory.trees import TreeRow
    from fahsai.core.reports.dossier import (
        ActivityRecord,
        Calibration,
        CreditProject,
        EnergySupply,
        Measure,
        PictureUse,
        Production,
        Scope3Assessment,
        TeamRole,
        TreeStock,
    )


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """The organisation and the facts of its report; what is not filled in is empty.

    What says nothing of the base year leaves that as it is.
    """

    code: str = ""
    name_th: str = ""
    name_en: str = ""
    kind: str = ""
    address: str = ""
    province: str = ""
    report_date: date | None = None
    prepared_by: str = ""
    year_be: int | None = None
    period_kind: PeriodKind = PeriodKind.FISCAL_YEAR
    assurance: str = "limited"
    materiality_percent: str = "5"
    approach: str = "operational"
    production: Production | None = None
    base_production: Production | None = None
    scope3_criteria: str = ""
    base_year_be: int | None = None
    turnaround: bool | None = None
    base_threshold: Decimal | None = None  # % of the base year
    base_structural: bool | None = None
    base_method: bool | None = None
    base_error: bool | None = None
    base_policy: str = ""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit; ``parent_code`` is empty directly under the organisation."""

    code: str
    name_th: str
    name_en: str = ""
    parent_code: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class FacilityEntry:
    """A facility with the code of the unit in charge."""

    code: str
    name_th: str
    name_en: str = ""
    unit_code: str = ""
    count: int = 1
    added: bool = False
    excluded: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LegalEntityEntry:
    """A legal entity of the group; ``registration`` is its number with the authority."""

    code: str
    name_th: str
    name_en: str = ""
    registration: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """What is held of an entity from a day up to and including ``last_day`` (None: still)."""

    entity_code: str
    start: date
    last_day: date | None
    relation: Relation
    equity_percent: Decimal
    financial: FinancialControl
    operational: bool
    basis: str


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """Whose a unit or source is, or from whom a source buys.

    ``entity_code`` is empty for the organisation itself.
    """

    belonging: Belonging
    subject_code: str
    entity_code: str = ""


@dataclass(frozen=True, slots=True)
class TeamEntry:
    """A person in a role with the code of the unit."""

    role: TeamRole
    name: str
    position: str = ""
    affiliation: str = ""
    phone: str = ""
    email: str = ""
    duty: str = ""
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class TextEntry:
    """The organisation's own words for one section of the form."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class BiomassEntry:
    """The answers of one source to the questions of section 3.2.2; None where there is none."""

    code: str
    origin: BiomassOrigin
    land: bool | None = None
    carbon: bool | None = None
    law: bool | None = None
    pools: bool | None = None
    non_fossil: bool | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PictureEntry:
    """A picture file, named from the folder of the workbook with ``/`` between folders.

    ``owner`` is the number of the activity that an activity picture belongs to.
    """

    use: PictureUse
    file_name: str
    caption: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Rows of one sheet: filled in = stored + rejected."""

    sheet: str
    rows: int
    stored: int

    @property
    def rejected(self) -> int:
        """Rows that were not stored; each has a finding."""
        return self.rows - self.stored


@dataclass(frozen=True, slots=True)
class ReportReceipt:
    """What became of each filled row; every row of an ``องค์กร`` item counts as one."""

    file: str
    sha256: str
    sheets: tuple[SheetCount, ...]

    @property
    def rows(self) -> int:
        """Rows filled in."""
        return sum(count.rows for count in self.sheets)

    @property
    def stored(self) -> int:
        """Rows that stand in the book."""
        return sum(count.stored for count in self.sheets)

    @property
    def rejected(self) -> int:
        """Rows left out."""
        return sum(count.rejected for count in self.sheets)


@dataclass(frozen=True, slots=True)
class ReportBook:
    """The values of a report workbook; ``receipt`` stands beside them and is not compared."""

    organisation: OrganisationEntry = field(default_factory=OrganisationEntry)
    units: tuple[UnitEntry, ...] = ()
    facilities: tuple[FacilityEntry, ...] = ()
    entities: tuple[LegalEntityEntry, ...] = ()
    holdings: tuple[HeldEntry, ...] = ()
    links: tuple[LinkEntry, ...] = ()
    team: tuple[TeamEntry, ...] = ()
    texts: tuple[TextEntry, ...] = ()
    activities: tuple[ActivityRecord, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    trees: tuple[TreeStock, ...] = ()
    tree_census: tuple[TreeRow, ...] = ()
    credits: tuple[CreditProject, ...] = ()
    supplies: tuple[EnergySupply, ...] = ()
    biomass: tuple[BiomassEntry, ...] = ()
    measures: tuple[Measure, ...] = ()
    scope3: tuple[Scope3Assessment, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()
    receipt: ReportReceipt | None = field(default=None, compare=False)
