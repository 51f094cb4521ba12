"""Between rows and the core's values; rows made here are not stored yet.

A source, unit or facility is known to the core by its ``key``, which stays when a row supersedes
another; an activity line by the ``id`` of its row, because a corrected line is another line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.inventory.boundary import Facility as FacilityValue
from fahsai.core.inventory.boundary import Organisation as OrganisationValue
from fahsai.core.inventory.boundary import Unit
from fahsai.core.reports.dossier import Picture, PictureUse, TeamMember, TeamRole
from fahsai.records.models import (
    ActivityRow,
    Facility,
    Organisation,
    OrganisationProfile,
    OrgUnit,
    PictureRow,
    Source,
    TeamAssignment,
)

if TYPE_CHECKING:
    from fahsai.records.imported_lines import ImportedLine

_SAME_IN_SOURCE = (
    "code",
    "kind",
    "name_th",
    "name_en",
    "equipment",
    "place",
    "utility_account",
    "capacity",
    "used_inside",
    "sold_outside",
    "monitoring_point",
    "evidence_note",
    "choice_reason",
    "excluded",
    "excluded_reason",
    "started_on",
    "started_reason",
    "ended_on",
    "ended_reason",
)
"""The fields of a source that have one name and one type in the row and in the value."""


class Entry(NamedTuple):
    """Whose row it is, who enters it, and which row it supersedes."""

    organisation_id: UUID
    actor_id: UUID
    supersedes_id: UUID | None = None


class ImportIdentity(NamedTuple):
    """What an imported row is, whatever file it comes in (with its organisation and period)."""

    layout: str
    sheet: str
    row_key: str


def organisation_value(
    organisation: Organisation, profile: OrganisationProfile
) -> OrganisationValue:
    """The organisation as its profile describes it."""
    return OrganisationValue(
        id=organisation.id,
        code=organisation.code,
        name_th=profile.name_th,
        name_en=profile.name_en,
        kind=profile.kind,
        address=profile.address,
        province=profile.province,
    )


def unit_value(row: OrgUnit) -> Unit:
    """A unit; its head is named by ``row.head``, which the query may ``select_related``."""
    return Unit(
        id=row.key,
        code=row.code,
        name_th=row.name_th,
        name_en=row.name_en,
        parent_id=row.parent_key,
        head=row.head.name if row.head else "",
    )


def facility_value(row: Facility) -> FacilityValue:
    """A facility."""
    return FacilityValue(
        id=row.key,
        code=row.code,
        name_th=row.name_th,
        name_en=row.name_en,
        unit_id=row.unit_key,
        count=row.count,
        added=row.added,
        excluded=row.excluded,
        reason=row.reason,
    )


def source_value(row: Source) -> EmissionSource:
    """An emission source."""
    return EmissionSource(
        id=row.key,
        unit_id=row.unit_key,
        facility_id=row.facility_key,
        factor_keys=row.factor_keys,
        parameters=row.parameters,
        **{name: getattr(row, name) for name in _SAME_IN_SOURCE},
    )


def source_row(source: EmissionSource, entry: Entry) -> Source:
    """The row of an emission source."""
    return Source(
        **entry._asdict(),
        key=source.id,
        unit_key=source.unit_id,
        facility_key=source.facility_id,
        factor_keys=dict(source.factor_keys),
        parameters=dict(source.parameters),
        **{name: getattr(source, name) for name in _SAME_IN_SOURCE},
    )


def line_value(row: ActivityRow | ImportedLine) -> ActivityLine:
    """An activity line, with the id of its row."""
    provenance = Provenance(row.file_sha256, row.sheet, row.cell, row.raw)
    return ActivityLine(
        id=row.id,
        source_id=row.source_key,
        period=row.period,
        quantity=row.quantity,
        unit=row.unit,
        origin=Origin(row.origin),
        grade=Grade(row.grade),
        evidence=tuple(row.evidence),
        provenance=provenance if row.file_sha256 else None,
        sheet_factor=row.sheet_factor,
        note=row.note,
    )


def line_row(
    line: ActivityLine, entry: Entry, identity: ImportIdentity | None = None
) -> ActivityRow:
    """The row of an activity line; ``identity`` where it was imported.

    Raises:
        ValueError: the line was read in another sheet than its identity says.
    """
    place = line.provenance or Provenance("", identity.sheet if identity else "", "", "")
    if identity and identity.sheet != place.sheet:
        raise ValueError(f"the line of {identity.sheet!r} was read in {place.sheet!r}")
    return ActivityRow(
        **entry._asdict(),
        id=line.id,
        source_key=line.source_id,
        period_start=line.period.start,
        period_end=line.period.end,
        period_kind=line.period.kind.value,
        quantity=line.quantity,
        unit=line.unit,
        origin=line.origin.value,
        grade=line.grade.value,
        evidence=list(line.evidence),
        file_sha256=place.file_sha256,
        sheet=place.sheet,
        cell=place.cell,
        raw=place.raw,
        sheet_factor=line.sheet_factor,
        note=line.note,
        layout=identity.layout if identity else "",
        row_key=identity.row_key if identity else None,
    )


def team_value(row: TeamAssignment) -> TeamMember:
    """A person in a role; the query may ``select_related("person")``."""
    return TeamMember(
        role=TeamRole(row.role),
        name=row.person.name,
        position=row.person.position,
        affiliation=row.person.affiliation,
        phone=row.person.phone,
        email=row.person.email,
        duty=row.duty,
        unit_id=row.unit_key,
    )


def picture_value(row: PictureRow) -> Picture:
    """An uploaded picture."""
    return Picture(
        use=PictureUse(row.use),
        sha256=row.sha256,
        media_type=row.media_type,
        caption=row.caption,
        owner=row.owner,
    )
