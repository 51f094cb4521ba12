"""Import the report workbook: everything of a report that is not activity data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.biomass import BiomassQuestion
from fahsai.core.thai.period import PeriodKind, calendar_year, fiscal_year
from fahsai.gateways.workbooks.report.read import read_report_template
from fahsai.records import blobs, wall
from fahsai.records.events import record_event
from fahsai.records.form_values import LISTED, form_data, form_kind
from fahsai.records.locks import hold_records
from fahsai.records.models import (
    FormRecord,
    FormRecordKind,
    Organisation,
    OrganisationProfile,
    PictureRow,
    TextRow,
)
from fahsai.services.access import admit, organisation_by_code
from fahsai.services.biomass import BiomassGiven, answer_many
from fahsai.services.importing.boundary import current_units, keep_facilities
from fahsai.services.importing.entities import keep_entities
from fahsai.services.importing.report_head import (
    keep_profile,
    keep_report_policy,
    keep_report_settings,
)
from fahsai.services.importing.units import end_other_units, keep_units
from fahsai.services.inventories import other_periods
from fahsai.services.keeping.evidence import media_type
from fahsai.services.keeping.lists import Kept, keep
from fahsai.services.keeping.organisations import as_founder, code_usable, new_organisation
from fahsai.services.keeping.people import keep_team
from fahsai.services.keeping.versions import open_inventory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.report.book import (
        OrganisationEntry,
        PictureEntry,
        ReportBook,
        ReportReceipt,
    )
    from fahsai.records.form_values import FormValue
    from fahsai.services.inventories import Version

PICTURE_TYPES = {"image/png", "image/jpeg"}
"""What Word and Excel show without conversion."""


@dataclass(frozen=True, slots=True)
class ReportImport:
    """What was entered for which organisation and version."""

    organisation_id: UUID
    version: Version
    receipt: ReportReceipt | None
    pictures: int


@transaction.atomic
def import_report(
    actor: Actor,
    data: bytes,
    name: str,
    *,
    today: date,
    pictures: Mapping[str, bytes] | None = None,
    organisation_id: UUID | None = None,
) -> tuple[ReportImport | None, tuple[Finding, ...]]:
    """Enter a report workbook; an organisation that is not known yet is founded by it.

    Args:
        actor: who enters it.
        data: the file's bytes.
        name: its name.
        today: the report date where the workbook gives none.
        pictures: the picture files the workbook names, by name.
        organisation_id: for whom; else the organisation of the workbook's code.

    A report is entered as a whole: a workbook with rows or items that cannot be read changes
    nothing of what an organisation has; only an organisation's first one is entered as far as
    it can be read.

    A writer of the report changes neither the profile nor the units, nor how the year is
    computed: where the workbook says otherwise that stays as it is, and all else is entered.
    Units that it no longer lists end, unless something still belongs to them.

    Returns:
        What was entered, or None with findings (``report.code_missing``,
        ``report.year_missing``, ``organisation.code_unusable``, ``report.version_submitted``,
        ``report.kept_as_stored``, ``version.base_year_turnaround``, ``base_year.threshold``,
        ``base_year.no_trigger``); ``report.profile_left``, ``report.settings_left``,
        ``report.units_left``, ``report.biomass_left``, ``report.entities_left`` and ``part.in_use``
        tell what stays as it is;
        pictures that are absent or of another type are findings, the rest is entered.
    """
    book, findings = read_report_template(data, name)
    if book is None:
        return None, findings
    entry = book.organisation
    problem = _unusable(entry, name, known=organisation_id is not None)
    if problem is not None:
        return None, (*findings, problem)
    if organisation_id is None:
        found = _organisation(actor, entry.code)
        if found is None:
            unusable = finding("organisation.code_unusable", Level.ERROR, entry.code)
            return None, (*findings, unusable)
        actor, owner = found
    else:
        owner = organisation_id
    admit(actor, owner, Permission.WRITE_REPORT)
    hold_records(owner)
    spoilt = book.receipt.rejected if book.receipt else 0
    if spoilt and OrganisationProfile.rows.of(owner).current().exists():
        stays = finding("report.kept_as_stored", Level.ERROR, name, count=str(spoilt))
        return None, (*findings, stays)
    may_manage = actor.may_in_all(owner, Permission.MANAGE_ORGANISATION)
    profile_written, profile_said = keep_profile(actor, owner, entry, name, may_manage=may_manage)
    assert entry.year_be is not None  # noqa: S101 - looked at by _unusable
    make = calendar_year if entry.period_kind is PeriodKind.CALENDAR_YEAR else fiscal_year
    period = make(entry.year_be)
    findings = (*findings, *profile_said, *other_periods(actor, owner, (period,)))
    version = open_inventory(actor.id, owner, period)
    may_settle = actor.may_in_all(owner, Permission.SETTLE)
    settings_said = _keep_head(actor, version, entry, name, today=today, may_settle=may_settle)
    if any(one.level is Level.ERROR for one in settings_said):
        transaction.set_rollback(True)
        return None, (*findings, *settings_said)
    units_written, units_said = keep_units(actor, owner, book.units, name, may_manage=may_manage)
    units = current_units(owner)
    answered, biomass_said = answer_many(actor, owner, _biomass(book), name, may_settle=may_settle)
    grouped, group_said = keep_entities(actor, owner, book, name, may_settle=may_settle)
    pictures_kept, said = _keep_pictures(actor, owner, book.pictures, pictures or {}, name)
    written = (
        profile_written
        + units_written
        + keep_facilities(actor, owner, book.facilities).written
        + keep_team(actor, owner, book.team, units)
        + _keep_texts(actor, owner, book, version)
        + _keep_records(actor, owner, book, version)
        + pictures_kept.written
        + answered
        + grouped
    )
    if may_manage:
        ended, in_use = end_other_units(actor, owner, book.units, name)
        written, units_said = written + ended, (*units_said, *in_use)
    if written:
        record_event(
            organisation_id=owner,
            actor_id=actor.id,
            verb="report.entered",
            object_type="inventory_version",
            object_id=version.id,
            payload={"file": name, "sha256": book.receipt.sha256 if book.receipt else ""},
        )
    entered = open_inventory(actor.id, owner, version.period)
    pictures_there = pictures_kept.written - pictures_kept.gone + pictures_kept.same
    return ReportImport(owner, entered, book.receipt, pictures_there), (
        *findings,
        *settings_said,
        *units_said,
        *biomass_said,
        *group_said,
        *said,
    )


def _keep_head(
    actor: Actor,
    version: Version,
    entry: OrganisationEntry,
    name: str,
    *,
    today: date,
    may_settle: bool,
) -> tuple[Finding, ...]:
    """How the year is computed and when its base year is calculated anew; errors refuse all."""
    if version.state is not VersionState.DRAFT:
        return (finding("report.version_submitted", Level.ERROR, version.name),)
    owner = version.organisation_id
    return (
        *keep_report_settings(actor, version, entry, name, today=today, may_settle=may_settle),
        *keep_report_policy(actor, owner, entry, name, may_settle=may_settle),
    )


def _unusable(entry: OrganisationEntry, name: str, *, known: bool) -> Finding | None:
    if not entry.code and not known:
        return finding("report.code_missing", Level.ERROR, name)
    if entry.year_be is None:
        return finding("report.year_missing", Level.ERROR, name)
    return None


def _organisation(actor: Actor, code: str) -> tuple[Actor, UUID] | None:
    """The organisation of a code, founded when it is new, and the actor with the founder's role.

    None when it is new and cannot be called so.

    Raises:
        NotFoundError: it is not the actor's, who may not found it either.
    """
    if not actor.may_found:
        return actor, organisation_by_code(actor, code).id
    with wall.every_name():
        known = Organisation.objects.filter(code=code).first()
    if known is not None:
        return actor, known.id
    made = new_organisation(actor, code) if code_usable(code) else None
    return None if made is None else (as_founder(actor, made), made)


def _keep_texts(actor: Actor, owner: UUID, book: ReportBook, version: Version) -> int:
    wanted = [{"section": text.key, "language": "th", "body": text.text} for text in book.texts]
    among = {"inventory_id": version.inventory_id}
    return keep(TextRow, owner, actor.id, ("section", "language"), wanted, among=among).written


def _biomass(book: ReportBook) -> Iterator[tuple[str, BiomassGiven]]:
    """The answers of each source that the workbook lists."""
    for one in book.biomass:
        said = {question: getattr(one, question.value) for question in BiomassQuestion}
        given = {question: yes for question, yes in said.items() if yes is not None}
        yield one.code, BiomassGiven(one.origin, given, one.evidence)


def _keep_records(actor: Actor, owner: UUID, book: ReportBook, version: Version) -> int:
    # Of the production, position 0 is the reported year's and 1 the base year's.
    lists: dict[FormRecordKind, list[FormValue | None]] = {
        kind: [] for kind in FormRecordKind if kind in LISTED
    }
    if book.tree_census:
        lists[FormRecordKind.TREE_CENSUS] = []
    entries: Iterable[FormValue] = (
        *book.activities,
        *book.calibrations,
        *book.trees,
        *book.tree_census,
        *book.credits,
        *book.supplies,
        *book.measures,
        *book.scope3,
    )
    for value in entries:
        lists[form_kind(value)].append(value)
    entry = book.organisation
    lists[FormRecordKind.PRODUCTION] = [entry.production, entry.base_production]
    written = 0
    for kind, values in lists.items():
        wanted: list[Mapping[str, Any]] = [
            {"position": position, "data": form_data(value)}
            for position, value in enumerate(values)
            if value is not None
        ]
        among = {"kind": kind.value, "inventory_id": version.inventory_id}
        kept = keep(FormRecord, owner, actor.id, ("position",), wanted, among=among)
        written += kept.written
    return written


def _keep_pictures(
    actor: Actor,
    owner: UUID,
    entries: Iterable[PictureEntry],
    files: Mapping[str, bytes],
    name: str,
) -> tuple[Kept, list[Finding]]:
    wanted = {}
    said = []
    for entry in entries:
        data = files.get(entry.file_name)
        kind = media_type(entry.file_name)
        if data is None:
            said.append(finding("report.picture_absent", Level.WARNING, name, file=entry.file_name))
            continue
        if kind not in PICTURE_TYPES or not _is_picture(data):
            said.append(finding("report.picture_type", Level.WARNING, name, file=entry.file_name))
            continue
        sha256 = blobs.put(data)
        wanted[entry.use.value, entry.owner, sha256] = {
            "use": entry.use.value,
            "owner": entry.owner,
            "sha256": sha256,
            "media_type": kind,
            "caption": entry.caption,
        }
    kept = keep(PictureRow, owner, actor.id, ("use", "owner", "sha256"), wanted.values())
    return kept, said


def _is_picture(data: bytes) -> bool:
    """Whether the content is a PNG or a JPEG, whatever the name says."""
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))
