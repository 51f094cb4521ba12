"""Organisations, their years with versions, and their sources."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from fahsai.api.shapes.common import PageOf, PeriodShape, Words, period_shape
from fahsai.core.access.states import VersionState
from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.inventory.boundary import Organisation
from fahsai.services.inventories import Version
from fahsai.services.sources import Span

Reason = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]


class OrganisationShape(Schema):
    """One organisation; ``code`` is what people call it."""

    id: UUID
    code: str
    name: Words
    kind: str
    address: str
    province: str


class OrganisationList(Schema):
    """The organisations that the key reaches."""

    items: list[OrganisationShape]


class SettingsShape(Schema):
    """How a version is computed."""

    factor_set: str
    report_date: date
    energy_upstream: bool
    base_year_be: int | None
    turnaround: bool = Field(description="Reported as it is, and never a base year.")
    materiality_percent: str
    materiality_base: str
    assurance: str
    approach: str
    scope3_criteria: str


class VersionShape(Schema):
    """One version of a year; ``settings`` are null until somebody settled them."""

    id: UUID
    year_id: UUID
    year_be: int
    period: PeriodShape
    number: int
    state: VersionState
    reason: str
    settings: SettingsShape | None


class VersionList(Schema):
    """Every version of every year, the newest first."""

    items: list[VersionShape]


class SourceShape(Schema):
    """Something that emits; it has no scope of its own, that stands on each result."""

    id: UUID
    code: str
    kind: str
    name: Words
    unit_id: UUID | None
    facility_id: UUID | None
    equipment: str
    place: str
    utility_account: str
    capacity: str
    used_inside: str
    sold_outside: str
    monitoring_point: str
    evidence_note: str
    factor_keys: dict[str, str]
    choice_reason: str
    parameters: dict[str, str]
    excluded: bool
    excluded_reason: str
    started_on: date | None
    started_reason: str
    ended_on: date | None
    ended_reason: str


class SpanBody(Schema):
    """When and why a source started and ended (form sections 6.2 and 6.3); null: it did not."""

    model_config = ConfigDict(extra="forbid")

    started_on: date | None = None
    started_reason: Reason = ""
    ended_on: date | None = None
    ended_reason: Reason = ""

    def span(self) -> Span:
        """What the use case takes."""
        return Span(
            self.started_on, self.started_reason.strip(), self.ended_on, self.ended_reason.strip()
        )


class SourcePage(PageOf[SourceShape]):
    """Sources by code."""


class SourceName(Schema):
    """Which source something belongs to."""

    id: UUID
    code: str
    name: Words


def organisation_shape(organisation: Organisation) -> OrganisationShape:
    """An organisation as the API shows it."""
    return OrganisationShape(
        id=organisation.id,
        code=organisation.code,
        name=Words(th=organisation.name_th, en=organisation.name_en),
        kind=organisation.kind,
        address=organisation.address,
        province=organisation.province,
    )


def version_shape(version: Version) -> VersionShape:
    """A version as the API shows it."""
    settings = version.settings
    return VersionShape(
        id=version.id,
        year_id=version.inventory_id,
        year_be=version.year_be,
        period=period_shape(version.period),
        number=version.number,
        state=version.state,
        reason=version.reason,
        settings=None
        if settings is None
        else SettingsShape(
            factor_set=settings.factor_set,
            report_date=settings.report_date,
            energy_upstream=settings.energy_upstream,
            base_year_be=settings.base_year_be,
            turnaround=settings.turnaround,
            materiality_percent=settings.materiality_percent,
            materiality_base=settings.materiality_base,
            assurance=settings.assurance,
            approach=settings.approach,
            scope3_criteria=settings.scope3_criteria,
        ),
    )


def source_name(source: EmissionSource) -> SourceName:
    """A source by its names."""
    return SourceName(id=source.id, code=source.code, name=_named(source))


def source_shape(source: EmissionSource) -> SourceShape:
    """A source as the API shows it."""
    return SourceShape(
        id=source.id,
        code=source.code,
        kind=source.kind,
        name=_named(source),
        unit_id=source.unit_id,
        facility_id=source.facility_id,
        equipment=source.equipment,
        place=source.place,
        utility_account=source.utility_account,
        capacity=source.capacity,
        used_inside=source.used_inside,
        sold_outside=source.sold_outside,
        monitoring_point=source.monitoring_point,
        evidence_note=source.evidence_note,
        factor_keys=dict(source.factor_keys),
        choice_reason=source.choice_reason,
        parameters=dict(source.parameters),
        excluded=source.excluded,
        excluded_reason=source.excluded_reason,
        started_on=source.started_on,
        started_reason=source.started_reason,
        ended_on=source.ended_on,
        ended_reason=source.ended_reason,
    )


def _named(source: EmissionSource) -> Words:
    return Words(th=source.name_th, en=source.name_en)
