"""Everything an organisation entered and had calculated for one year's report.

Services fill a :class:`Dossier` from the records; the documents are pure functions of it, so the
page, the workbook and the Word form cannot disagree (DESIGN, rule 8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.base_year import BaseYearPolicy
    from fahsai.core.inventory.boundary import Facility, Organisation, Unit
    from fahsai.core.inventory.compare import Difference
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.inventory.uncertainty.assess import Uncertainty
    from fahsai.core.thai.period import Period


class TeamRole(StrEnum):
    """Roles of form section 7.1 and the two contacts of sections 2.4 and 2.5."""

    COORDINATOR = "coordinator"  # ผู้ประสานงาน 2.4
    DATA_OWNER = "data_owner"  # ผู้รับผิดชอบข้อมูล 2.5
    DATA_MANAGER = "data_manager"  # ผู้จัดการข้อมูล / ผู้รับผิดชอบข้อมูล 7.1
    COLLECTOR = "collector"  # ผู้เก็บข้อมูล
    WRITER = "writer"  # ผู้เขียนรายงาน
    INTERNAL_AUDITOR = "internal_auditor"  # ผู้ตรวจสอบภายใน


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person in a role; ``duty`` is the form's หน้าที่."""

    role: TeamRole
    name: str
    position: str
    affiliation: str = ""
    phone: str = ""
    email: str = ""
    duty: str = ""
    unit_id: UUID | None = None


class PictureUse(StrEnum):
    """What an uploaded picture is for; where none is uploaded the program draws four of them."""

    FRONT_OFFICE = "front_office"  # Fr-01 รูปขององค์กร, รูปด้านหน้าของเทศบาล
    MAYOR = "mayor"
    COORDINATOR = "coordinator"
    ORG_CHART = "org_chart"  # 3.1.1, Fr-02, Fr-03.1
    BOUNDARY_MAP = "boundary_map"  # 3.1.2
    DATA_QUALITY_CHART = "data_quality_chart"  # 7.2, figure on roles
    DATA_FLOW_CHART = "data_flow_chart"  # 7.2, figure on data flow
    METER_MAP = "meter_map"
    ACTIVITY = "activity"  # 11.1.x
    APPOINTMENT_ORDER = "appointment_order"  # 11.2
    LABEL_DISPLAY = "label_display"  # Fr-01 การแสดงเครื่องหมาย


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture by its hash; ``owner`` is the activity number for ``ACTIVITY``."""

    use: PictureUse
    sha256: str
    media_type: str
    caption: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One entry of section 11.1.x: date, place, what was done, result."""

    number: int
    held_on: date | None
    title: str
    place: str
    details: str
    result: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """One row of section 7.3; errors in the unit given by ``error_unit`` (usually %)."""

    reporting_class: str  # "1", "2", "3", "separate"
    source: str
    device: str
    calibrated_by: str
    accuracy: str
    measured_error: Decimal | None
    allowed_error: Decimal | None
    error_unit: str
    document: str
    owned_by_utility: bool = False


@dataclass(frozen=True, slots=True)
class TreeStock:
    """One row of section 3.2.7: a stock for disclosure, never netted [kg, tCO2e]."""

    place: str
    trees: int
    biomass_kg: Decimal
    carbon_tonnes_co2e: Decimal
    important: bool = False


@dataclass(frozen=True, slots=True)
class CreditProject:
    """One row of section 3.2.8: credits or renewable-energy rights, never netted.

    ``certified`` and ``sold`` are in the organisation's own words; ``quantity`` in ``unit`` is
    printed where ``certified`` says nothing.  ``retired_for`` is what the right was used up for.
    """

    name: str
    standard: str
    crediting_period: str
    certified: str
    sold: str
    quantity: Decimal | None = None
    unit: str = ""
    registry: str = ""
    serials: str = ""
    retired_for: str = ""


@dataclass(frozen=True, slots=True)
class EnergySupply:
    """One row of section 3.2.5: energy sold outside the boundary."""

    source: str
    supplied_to: str


class Horizon(StrEnum):
    """Horizon of a reduction measure, section 9.1."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Measure:
    """A reduction measure with the assumptions the form asks for."""

    term: Horizon
    title: str
    assumptions: str
    saving: str = ""


@dataclass(frozen=True, slots=True)
class Scope3Assessment:
    """One row of Fr-03.2: the organisation's own scores of a scope 3 category (1-15)."""

    category: int
    has_source: bool
    scores: Mapping[str, str]  # magnitude, influence, risk, sector, outsourcing, engagement
    significant: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Production:
    """The year's output for carbon intensity (Fr-01 ผลผลิต)."""

    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class BaseYear:
    """The base year as a full inventory; ``same`` when it is the reported year itself.

    ``policy`` tells when it is calculated anew, ``difference`` why the reported year differs;
    ``outside`` are the sources that one of the two years has and does not count.
    """

    period: Period
    calculation: Calculation
    same: bool
    production: Production | None = None
    policy: BaseYearPolicy | None = None
    difference: Difference | None = None
    outside: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the documents of one inventory version are made of.

    ``texts`` are the organisation's own words by section key (``introduction``,
    ``3.1.1``, ``3.1.4``, ``6.3``, ``10`` ... see ``docs/how-to``); a missing text is filled by
    words of ours where the form wants prose and by "-ไม่มี-" elsewhere.
    """

    organisation: Organisation
    version: int
    state: str  # "draft" or "submitted"
    period: Period
    report_date: date
    prepared_by: str
    units: tuple[Unit, ...]
    facilities: tuple[Facility, ...]
    team: tuple[TeamMember, ...]
    calculation: Calculation
    base_year: BaseYear | None
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    activities: tuple[ActivityRecord, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    trees: tuple[TreeStock, ...] = ()
    credits: tuple[CreditProject, ...] = ()
    supplies: tuple[EnergySupply, ...] = ()
    measures: tuple[Measure, ...] = ()
    scope3: tuple[Scope3Assessment, ...] = ()
    scope3_criteria: str = ""
    production: Production | None = None
    materiality_percent: str = "5"
    assurance: str = "limited"
    approach: str = "operational"
    evidence_names: Mapping[str, str] = field(default_factory=dict)  # sha256 -> file name
    sources: tuple[EmissionSource, ...] = ()  # all of the year, those left out too
    uncertainty: Uncertainty | None = None  # as it is kept with the calculation
    lines: tuple[ActivityLine, ...] = ()  # the version's own: origin and evidence, section 4
