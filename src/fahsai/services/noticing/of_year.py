"""What the rules are given of a stored year: its lines, those of a year before, and its form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.access.states import VersionState
from fahsai.core.inventory.mistakes.case import Calibrated, Case, Form, Held, entries
from fahsai.core.inventory.mistakes.register import mistakes
from fahsai.core.reports.dossier import ActivityRecord, Calibration, PictureUse
from fahsai.core.thai.government import is_local_government
from fahsai.core.thai.period import Period
from fahsai.records.convert import line_value
from fahsai.records.form_values import form_value
from fahsai.records.models import (
    ActivityRow,
    FormRecord,
    FormRecordKind,
    OrganisationProfile,
    PictureRow,
)
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.reference.load_kinds import kinds
from fahsai.services.keeping.frozen import current_lines, rows_of
from fahsai.services.keeping.known import Remembered, here, numbers_of
from fahsai.services.noticing.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import Calculation
    from fahsai.services.keeping.versions import Version

REMEMBERED = 32
"""Years whose mistakes a process keeps at hand."""

WATCHED = (ActivityRow, FormRecord, PictureRow, OrganisationProfile)
"""The tables beside the calculation that the rules look at."""

_KNOWN: Remembered[tuple[Finding, ...]] = Remembered(REMEMBERED)


@dataclass(frozen=True, slots=True)
class Looked:
    """A year to look at: its version and calculation; ``whole`` tells that nobody's part it is."""

    version: Version
    calculation_id: UUID
    calculation: Calculation
    report_date: date
    upstream: bool
    whole: bool


def mistakes_of_year(year: Looked) -> tuple[Finding, ...]:
    """What the rules say of a year, read again only when something was entered.

    Of a part of an organisation only its own sources are looked at, and not the form, which is of
    the whole: no rule compares them with another unit's.
    """
    version = year.version
    key = (
        *here(),
        version.id,
        version.state,
        year.calculation_id,
        year.whole,
        frozenset(one.source.id for one in year.calculation.sources),
        numbers_of(version.organisation_id, *WATCHED),
    )
    return _KNOWN.get_or_make(key, lambda: mistakes(_case(year)))


def _case(year: Looked) -> Case:
    version, period = year.version, year.calculation.period
    ids = frozenset(one.source.id for one in year.calculation.sources)
    before = Period(year_earlier(period.start), year_earlier(period.end), period.kind)
    held = Held(_by_source(_lines(version), ids), _by_source(_lines_before(version, before), ids))
    return Case(
        name=version.name,
        period=period,
        report_date=year.report_date,
        entries=tuple(entries(year.calculation, kinds(), held, before)),
        tables=tables(),
        form=form_of(version) if year.whole else None,
        upstream=year.upstream,
    )


def year_earlier(day: date) -> date:
    """The same day of the year before; periods begin on the first of a month."""
    return day.replace(year=day.year - 1, day=min(day.day, 28))


def _lines(version: Version) -> Iterable[ActivityLine]:
    if version.state is VersionState.DRAFT:
        return map(line_value, current_lines(version).order_by("period_start", "id"))
    rows = sorted(rows_of(version, ActivityRow), key=lambda row: (row.period_start, str(row.id)))
    return map(line_value, rows)


def _lines_before(version: Version, before: Period) -> Iterable[ActivityLine]:
    """The lines of the year before: as they stand, for a submitted version as they stood then.

    Rows are only ever added, so what stood at a moment are the rows of before it that no row of
    before it supersedes.
    """
    rows = ActivityRow.rows.of(version.organisation_id)
    inside = rows.filter(period_start__gte=before.start, period_end__lte=before.end)
    ordered = inside.order_by("period_start", "id")
    if version.state is VersionState.DRAFT:
        return map(line_value, ordered.current())
    states = VersionStateRow.rows.of(version.organisation_id).filter(version_id=version.id)
    then = states.filter(state=VersionState.SUBMITTED.value).latest("created_at").created_at
    stood = list(ordered.filter(created_at__lte=then))
    superseded = {row.supersedes_id for row in stood}
    return [line_value(row) for row in stood if row.id not in superseded and not row.withdrawn]


def _by_source(
    lines: Iterable[ActivityLine], ids: frozenset[UUID]
) -> Mapping[UUID, tuple[ActivityLine, ...]]:
    grouped: dict[UUID, list[ActivityLine]] = defaultdict(list)
    for line in lines:
        if line.source_id in ids:
            grouped[line.source_id].append(line)
    return {source: tuple(held) for source, held in grouped.items()}


def form_of(version: Version) -> Form:
    """What the form of a version holds that the rules look at."""
    own = {None, version.inventory_id}
    listed = {FormRecordKind.CALIBRATION.value, FormRecordKind.ACTIVITY.value}
    rows = [row for row in rows_of(version, FormRecord) if row.kind in listed]
    values = [(form_value(row), row.inventory_id in own) for row in rows]
    pictures = rows_of(version, PictureRow)
    profiles = rows_of(version, OrganisationProfile)
    kind = profiles[0].kind if profiles else ""
    return Form(
        calibrations=tuple(
            Calibrated(
                one.source,
                one.device,
                one.measured_error,
                one.allowed_error,
                one.error_unit,
                one.owned_by_utility,
                mine,
            )
            for one, mine in values
            if isinstance(one, Calibration)
        ),
        pictures=frozenset(row.use for row in pictures),
        required=tuple(_required(kind)),
        meetings=tuple(
            str(one.number) for one, mine in values if mine and isinstance(one, ActivityRecord)
        ),
        pictured=frozenset(row.owner for row in pictures if row.use == PictureUse.ACTIVITY.value),
    )


def _required(kind: str) -> Iterable[str]:
    """The pictures of form TCFO_R_02 that nobody can draw (11.1, 3.1.2, 11.2)."""
    yield PictureUse.FRONT_OFFICE.value
    if is_local_government(kind):
        yield PictureUse.MAYOR.value
    yield PictureUse.COORDINATOR.value
    yield PictureUse.BOUNDARY_MAP.value
    yield PictureUse.APPOINTMENT_ORDER.value
