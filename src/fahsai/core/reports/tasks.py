"""What is still to be done for form TCFO_R_02, section by section: pure functions of the records.

Every lack is a finding (:mod:`fahsai.core.finding`), so that the page, the command line and the
API say it in the same words.  An error keeps a version from being submitted or a figure from
being there; a warning leaves a place of the form empty; an information tells what the program
writes by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.points import quality_level
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.reports.dossier import PictureUse, TeamRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.reports.dossier import TeamMember

POOR = 1
"""The lowest level of quality (form section 8): a product A x B of 1 to 6."""

OF_BASE_YEAR = (
    "source.not_this_year",
    "source.base_year_not_ended",
    "source.end_reason_missing",
    "source.start_reason_missing",
    "mistake.record",
)
"""What is said of sources that only one of the two years has, and of their dates (6.2, 6.3)."""

OF_FIGURES = (
    "mistake.quantity",
    "mistake.headcount",
    "mistake.year_jump",
    "mistake.unit",
    "mistake.power",
    "mistake.zero",
    "mistake.same",
    "mistake.line",
    "mistake.copied",
)
"""Mistakes in the figures of sources; months, evidence and pictures have tasks of their own."""

OF_FACTORS = (
    "mistake.factor",
    "mistake.electricity",
    "mistake.blend",
    "mistake.hazardous",
    "mistake.load",
)
"""Mistakes in the factors that files and people brought."""

NAMED = 12
"""Sources named one by one under a task; of more only the number is said."""


class TaskState(StrEnum):
    """How a task stands."""

    DONE = "done"
    WARNING = "warning"
    MISSING = "missing"


class Task(NamedTuple):
    """One section of the form: its number, the key of its words, and what it lacks."""

    section: str
    key: str
    lacks: tuple[Finding, ...]

    @property
    def state(self) -> TaskState:
        """Done unless something is missing that only a person can give."""
        levels = {one.level for one in self.lacks}
        if Level.ERROR in levels:
            return TaskState.MISSING
        return TaskState.WARNING if Level.WARNING in levels else TaskState.DONE


class SourceGaps(NamedTuple):
    """What the records of one source lack in the year."""

    records: int
    months_missing: int
    without_evidence: int


@dataclass(frozen=True, slots=True)
class TaskInput:
    """What the tasks are computed from.

    ``settled`` says whether somebody settled how the year is computed; ``gaps`` are those of
    every source with records; ``lists`` counts the entries of the form's own lists
    (``calibration``, ``measure``, ``activity`` ...); ``documents`` whether all documents of this
    calculation are made; ``scope3`` is what the review of Fr-03.2 says
    (:mod:`fahsai.core.reports.scope3_review`).
    """

    year: str
    organisation: Organisation
    calculation: Calculation
    sources: tuple[EmissionSource, ...]
    findings: tuple[Finding, ...]
    settled: bool
    base_is_other_year: bool
    units: int
    facilities: int
    team: tuple[TeamMember, ...]
    texts: Mapping[str, str]
    pictures: frozenset[PictureUse]
    lists: Mapping[str, int]
    gaps: Mapping[UUID, SourceGaps]
    documents: bool
    months: int
    scope3: tuple[Finding, ...] = ()


def tasks(given: TaskInput) -> tuple[Task, ...]:
    """The tasks of a year in the order of form TCFO_R_02.

    Findings: ``task.*``, and those of the calculation under the section that they speak of.
    """
    return tuple(Task(section, key, tuple(asked(given))) for section, key, asked in _SECTIONS)


def _introduction(given: TaskInput) -> Iterator[Finding]:
    if not given.texts.get("introduction", "").strip():
        yield finding("task.text_ours", Level.INFO, given.year, text="introduction")


def _general(given: TaskInput) -> Iterator[Finding]:
    held = given.organisation
    for name in ("name_th", "address", "kind", "province"):
        if not str(getattr(held, name)).strip():
            yield finding("task.profile_blank", Level.WARNING, held.code, blank=name)


def _coordinator(given: TaskInput) -> Iterator[Finding]:
    yield from _contact(given, TeamRole.COORDINATOR)


def _data_owner(given: TaskInput) -> Iterator[Finding]:
    yield from _contact(given, TeamRole.DATA_OWNER)


def _contact(given: TaskInput, role: TeamRole) -> Iterator[Finding]:
    found = next((member for member in given.team if member.role is role), None)
    if found is None:
        yield finding("task.person_missing", Level.WARNING, given.year, duty=role.value)
        return
    for name in ("position", "phone", "email"):
        if not getattr(found, name).strip():
            yield finding(
                "task.person_blank", Level.WARNING, given.year, duty=role.value, blank=name
            )


def _how(given: TaskInput) -> Iterator[Finding]:
    if not given.settled:
        yield finding("task.settings_unset", Level.WARNING, given.year)
    yield from _said(given, "version.report_date", "version.other_period", "edition.")


def _boundary(given: TaskInput) -> Iterator[Finding]:
    if not given.units and not given.texts.get("3.1.boundary", "").strip():
        yield finding("task.units_missing", Level.WARNING, given.year)
    if not given.facilities and not given.texts.get("3.1.boundary", "").strip():
        yield finding("task.facilities_missing", Level.WARNING, given.year)
    if PictureUse.ORG_CHART not in given.pictures and given.units:
        yield finding("task.chart_ours", Level.INFO, given.year)
    elif PictureUse.ORG_CHART not in given.pictures:
        yield finding("task.chart_missing", Level.WARNING, given.year)
    if PictureUse.BOUNDARY_MAP not in given.pictures:
        yield finding("task.map_missing", Level.WARNING, given.year)


def _sources(given: TaskInput) -> Iterator[Finding]:
    if not given.sources:
        yield finding("task.sources_missing", Level.ERROR, given.year)
        return
    held = {where for one in given.calculation.sources for where in one.by_class}
    for where in TOTALLED:
        if where not in held:
            yield finding("task.scope_empty", Level.INFO, given.year, scope=where.value)
    if not given.lists.get("scope3"):
        yield finding("task.scope3_unassessed", Level.WARNING, given.year)
    yield from given.scope3
    yield from _said(given, "source.reason_missing", "source.excluded", "source.kind", "class.")
    yield from _said(given, "biomass.")
    yield from _said(given, "mistake.biogenic", "mistake.separate")


def _monitoring(given: TaskInput) -> Iterator[Finding]:
    yield from _said(given, "source.no_lines", "source.units_mixed", "line.", "import.")
    yield from _said(given, *OF_FIGURES)
    gaps = [
        (one.source, given.gaps.get(one.source.id, SourceGaps(0, 0, 0)))
        for one in given.calculation.sources
        if not one.source.excluded
    ]
    months = [(source, gap) for source, gap in gaps if gap.records and gap.months_missing]
    for source, gap in months[:NAMED]:
        yield finding(
            "task.months_missing",
            Level.WARNING,
            source.code,
            count=str(gap.months_missing),
            months=str(given.months),
        )
    if len(months) > NAMED:
        more = str(len(months) - NAMED)
        yield finding("task.months_missing_more", Level.WARNING, given.year, count=more)
    unproven = [source.code for source, gap in gaps if gap.without_evidence]
    if unproven:
        yield finding(
            "task.evidence_missing",
            Level.WARNING,
            given.year,
            count=str(len(unproven)),
            codes=_some(unproven),
        )


def _results(given: TaskInput) -> Iterator[Finding]:
    yield from _said(
        given,
        *("factor.", "unit.", "gwp.", "method.", "blend.", "sheet."),
        *("source.negative", "energy.", "heat."),
    )
    yield from _said(given, *OF_FACTORS)
    if not given.calculation.complete and not any(
        one.level is Level.ERROR for one in given.findings
    ):
        yield finding("version.incomplete", Level.ERROR, given.year)


def _base_year(given: TaskInput) -> Iterator[Finding]:
    yield from _said(given, "version.no_base_year", "version.base", "base_year.", *OF_BASE_YEAR)
    if given.base_is_other_year and not given.texts.get("6.3", "").strip():
        yield finding("task.text_ours", Level.INFO, given.year, text="6.3")


def _roles(given: TaskInput) -> Iterator[Finding]:
    held = {member.role for member in given.team}
    if TeamRole.DATA_OWNER in held:
        held.add(TeamRole.DATA_MANAGER)  # the form lets one person be both
    for role in (
        TeamRole.DATA_MANAGER,
        TeamRole.COLLECTOR,
        TeamRole.WRITER,
        TeamRole.INTERNAL_AUDITOR,
    ):
        if role not in held:
            yield finding("task.person_missing", Level.WARNING, given.year, duty=role.value)


def _calibration(given: TaskInput) -> Iterator[Finding]:
    if not given.lists.get("calibration"):
        yield finding("task.calibration_missing", Level.WARNING, given.year)
    yield from _said(given, "mistake.calibration")


def _quality(given: TaskInput) -> Iterator[Finding]:
    poor = [
        one.source.code
        for one in given.calculation.sources
        if one.complete
        and one.gases
        and quality_level(one.activity_points, one.factor_points) == POOR
    ]
    if poor:
        yield finding(
            "task.quality_poor",
            Level.WARNING,
            given.year,
            count=str(len(poor)),
            codes=_some(poor),
        )


def _measures(given: TaskInput) -> Iterator[Finding]:
    if not given.lists.get("measure"):
        yield finding("task.measures_missing", Level.WARNING, given.year)


def _proposals(given: TaskInput) -> Iterator[Finding]:
    if not given.texts.get("10", "").strip():
        yield finding("task.text_missing", Level.WARNING, given.year, text="10")


def _appendix(given: TaskInput) -> Iterator[Finding]:
    if not given.lists.get("activity"):
        yield finding("task.activities_missing", Level.WARNING, given.year)
    if PictureUse.APPOINTMENT_ORDER not in given.pictures:
        yield finding("task.order_missing", Level.WARNING, given.year)
    yield from _said(given, "mistake.meeting")


def _documents(given: TaskInput) -> Iterator[Finding]:
    if not given.documents:
        yield finding("task.documents_missing", Level.WARNING, given.year)


def _said(given: TaskInput, *codes: str) -> Iterator[Finding]:
    """What was said of the year under any of these codes; information is left to its own page."""
    for one in given.findings:
        if one.level is not Level.INFO and one.code.startswith(codes):
            yield one


def _some(codes: list[str]) -> str:
    shown = ", ".join(codes[:NAMED])
    return f"{shown} …" if len(codes) > NAMED else shown


_SECTIONS: tuple[tuple[str, str, Callable[[TaskInput], Iterator[Finding]]], ...] = (
    ("1", "introduction", _introduction),
    ("2.1–2.3", "general", _general),
    ("2.4", "coordinator", _coordinator),
    ("2.5", "data_owner", _data_owner),
    ("2.6–2.9", "how", _how),
    ("3.1", "boundary", _boundary),
    ("3.2", "sources", _sources),
    ("4", "monitoring", _monitoring),
    ("5", "results", _results),
    ("6", "base_year", _base_year),
    ("7.1", "roles", _roles),
    ("7.3", "calibration", _calibration),
    ("8", "quality", _quality),
    ("9", "measures", _measures),
    ("10", "proposals", _proposals),
    ("11", "appendix", _appendix),
    ("", "documents", _documents),
)
