"""Make the base year out of a filled TCFO_R_01 of an earlier year, in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.base_year import BaseYearForm
from fahsai.gateways.workbooks.book import TCFO_R_01, receive
from fahsai.records.locks import hold_records
from fahsai.services.access import admit, admit_part
from fahsai.services.base_year_records import base_year_policy
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import ChangeKind, ImportResult, import_activity
from fahsai.services.importing.base_named import (
    Following,
    base_settings,
    form_stands,
    keep_form,
    name_base,
    submitted_stay,
    version_of_period,
    years_following,
)
from fahsai.services.importing.form_fit import difference_said, of_another, unfit_year
from fahsai.services.importing.form_rows import FormRows, form_rows
from fahsai.services.importing.form_year import YearOfForm, year_of_form
from fahsai.services.importing.known import house_of
from fahsai.services.importing.lines_beside import beside, lines_of_period, withdraw_lines
from fahsai.services.importing.read import once
from fahsai.services.inventories import set_settings
from fahsai.services.sheets.form_compared import (
    TOTAL,
    FormCompared,
    FormFigure,
    FormLine,
    form_figures,
    form_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period, PeriodKind
    from fahsai.records.models import ActivityRow
    from fahsai.services.inventories import Settings, Version

__all__ = [
    "BaseYearTaken",
    "Following",
    "FormCompared",
    "FormFigure",
    "FormLine",
    "OtherLines",
    "take_base_year",
]

HUNDRED = Decimal(100)
SETTLED_HERE = frozenset({"fr04.period_unknown", "import.sheet_beside", "import.layout_beside"})
"""What the reading of a file says and this step answers: the year, and records from elsewhere."""


class OtherLines(StrEnum):
    """What becomes of records that the year has already, from elsewhere than the form."""

    ASK = "ask"
    KEEP = "keep"  # they are the base year; the form is set beside them
    REPLACE = "replace"  # they are withdrawn: the form is the base year


@dataclass(frozen=True, slots=True)
class BaseYearTaken:
    """A base year before (``accepted`` False) or after it was taken from a form.

    ``imported`` is None where the year's own records stay; ``beside`` counts those that are there
    from elsewhere; ``following`` are the years after it; ``changes`` counts all that would change,
    or has changed: 0 for the same form again.  ``asks_lines`` and ``asks_reason`` tell what has
    to be said before it can be accepted.
    """

    accepted: bool
    period: Period
    sheet: str
    file_name: str
    imported: ImportResult | None
    compared: FormCompared
    beside: int
    following: tuple[Following, ...]
    changes: int
    asks_lines: bool
    asks_reason: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One run of the step: who, for whom, with which form, as which year."""

    actor: Actor
    owner: UUID
    data: bytes
    name: str
    year: YearOfForm
    rows: FormRows
    settings: Settings
    following: tuple[Following, ...]
    today: date

    def bring(self, *, accept: bool) -> tuple[ImportResult | None, tuple[Finding, ...]]:
        """The import of the form's year, shown or stored."""
        return import_activity(
            self.actor,
            self.owner,
            self.data,
            self.name,
            accept=accept,
            evidence={self.name: self.data},
            form=self.rows.form,
        )

    @property
    def version(self) -> Version | None:
        """The version of the year as it stands now; None where it is not opened."""
        return version_of_period(self.actor, self.owner, self.year.period)

    @property
    def own_settings(self) -> Settings | None:
        """Settings of its own for a form that has the upstream of electricity in own rows.

        A year that takes its settings from the one that names it might count that twice.
        """
        if not (self.rows.upstream and self.settings.energy_upstream):
            return None
        return replace(self.settings, energy_upstream=False)

    def form(self, compared: FormCompared, *, kept: bool) -> BaseYearForm:
        """The form as it is put on record."""
        return BaseYearForm(
            base_year_be=self.year.period.year_be,
            file_name=self.name,
            file_sha256=sha256(self.data).hexdigest(),
            sheet=self.year.sheet.name,
            as_stated=0 if kept else len(self.rows.form.stated),
            stated=compared.stated,
        )

    def compared(self, *, kept: bool, stored: bool) -> FormCompared:
        """The form beside what the year comes to: as it is stored, or as it would be."""
        made = self.rows.made
        lines = form_lines(made.lines, self.rows.form.stated)
        if kept:
            lines = tuple(one._replace(ours=None, parts=()) for one in lines)
        if not (kept or stored):
            figures = form_figures(self.year.sheet, made.calculation)
            return FormCompared(lines, figures, made.complete)
        period = self.year.period
        year = calculate_year(
            self.actor, self.owner, period.year_be, today=self.today, kind=period.kind,
            of_lines=False,
        )  # fmt: skip
        figures = form_figures(self.year.sheet, year.calculation)
        return FormCompared(lines, figures, year.calculation.complete)


@transaction.atomic
def take_base_year(
    actor: Actor,
    organisation_id: UUID,
    data: bytes,
    name: str,
    *,
    today: date,
    accept: bool,
    year_be: int | None = None,
    kind: PeriodKind | None = None,
    lines: OtherLines = OtherLines.ASK,
    reason: str = "",
) -> tuple[BaseYearTaken | None, tuple[Finding, ...]]:
    """Read a filled TCFO_R_01, store its year, set it beside the form's sums, name it as base.

    The year is opened where it is not there yet.  What cannot be calculated from the words of
    the form is kept as the form states it, and says so.  The file itself is the evidence of every
    record.  All years that follow name the year as their base, those that are not opened yet too;
    submitted ones stay as they are.  The same form again changes nothing.

    Args:
        actor: who settles how years are computed, for the whole organisation.
        organisation_id: for whom.
        data: the file's bytes.
        name: its name.
        today: the report date where no year that follows gives one.
        accept: False only shows what would change and touches no record.
        year_be: the Buddhist year, where the form names none or contradicts itself.
        kind: whether that is a fiscal or a calendar year.
        lines: what becomes of records that the year has from elsewhere.
        reason: why, wherever something that stands already changes.

    Returns:
        What would change or has, with the comparison; or None.  Findings that refuse:
        ``base_year.not_the_form``, ``base_year.not_over``, ``base_year.year_has_lines``,
        ``base_year.reason_missing``, ``version.base_year_turnaround`` and those of
        :func:`~fahsai.services.importing.form_year.year_of_form` and of the import.  Beside it
        are said ``base_year.other_organisation``, ``base_year.row_as_stated``,
        ``base_year.form_differs``, ``base_year.submitted_stays``, ``base_year.policy_missing``.

    Raises:
        NotFoundError, ForbiddenError: the organisation is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    admit(actor, organisation_id, Permission.ENTER_DATA)
    book, of_file = receive(data, name)
    if book is None:
        return None, of_file
    if book.layout != TCFO_R_01:
        wrong = finding("base_year.not_the_form", Level.ERROR, name, layout=book.layout)
        return None, (wrong,)
    if accept:
        hold_records(organisation_id)
    usual = house_of(admit_part(actor, organisation_id)).kind
    year, said = year_of_form(book, year_be, kind, usual)
    said = (*said, *of_another(organisation_id, book))
    if year is None:
        return None, said
    refused = unfit_year(actor, organisation_id, year.period, today)
    if refused:
        return None, (*said, *refused)
    following = years_following(actor, organisation_id, year.period, today)
    settings = base_settings(actor, organisation_id, year.period, following, today)
    rows = form_rows(organisation_id, book, year, settings)
    step = _Step(actor, organisation_id, data, name, year, rows, settings, following, today)
    return _run(step, said, accept=accept, lines=lines, reason=reason.strip())


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the step finds: the import as it would be, records from elsewhere, the form's record.

    ``keeps`` tells that the year's own records stay, and nothing is imported.
    """

    imported: ImportResult | None
    findings: tuple[Finding, ...]
    others: tuple[ActivityRow, ...]
    replaces: bool
    keeps: bool
    compared: FormCompared
    form: BaseYearForm
    stands: bool
    any_form: bool

    def overwrites(self, following: tuple[Following, ...]) -> bool:
        """Whether something that stands already would be another thing afterwards."""
        rows = self.imported.changes if self.imported is not None else ()
        return (
            (self.replaces and bool(self.others))
            or (self.any_form and not self.stands)
            or any(one.changes and one.before is not None for one in following)
            or any(one.kind is not ChangeKind.ADDED for one in rows)
        )

    def changes(self, step: _Step) -> int:
        """How many things would be other ones afterwards."""
        rows = self.imported.changes if self.imported is not None else ()
        own = step.own_settings
        return (
            len(rows)
            + len(self.others) * self.replaces
            + sum(one.changes for one in step.following)
            + (not self.stands)
            + (own is not None)
        )


def _run(
    step: _Step, said: tuple[Finding, ...], *, accept: bool, lines: OtherLines, reason: str
) -> tuple[BaseYearTaken | None, tuple[Finding, ...]]:
    """Show the step, or do it; nothing is written while anything stands in its way."""
    looked, findings = _look(step, lines)
    if looked is None:
        return None, (*said, *findings)
    asks_lines = bool(looked.others) and lines is OtherLines.ASK
    asks_reason = looked.overwrites(step.following) and not reason
    changes = looked.changes(step)
    if asks_lines:
        said = (*said, _year_has_lines(step, len(looked.others), refuses=accept))
    if accept and asks_reason:
        said = (*said, finding("base_year.reason_missing", Level.ERROR, step.name))
    if accept and (asks_lines or asks_reason):
        return None, said
    if accept:
        looked, refused = _do(step, looked, reason)
        if refused:
            transaction.set_rollback(True)
            return None, (*said, *refused)
    answer = BaseYearTaken(
        accepted=accept,
        period=step.year.period,
        sheet=step.year.sheet.name,
        file_name=step.name,
        imported=looked.imported,
        compared=looked.compared,
        beside=len(looked.others),
        following=step.following,
        changes=changes,
        asks_lines=asks_lines,
        asks_reason=asks_reason,
    )
    return answer, once((*said, *_told(step, looked)))


def _look(step: _Step, lines: OtherLines) -> tuple[_Looked | None, tuple[Finding, ...]]:
    """What the step would meet; None with the findings that refuse the import."""
    there = lines_of_period(step.owner, step.year.period)
    keeps = bool(there) and lines is OtherLines.KEEP
    imported, findings = (None, ()) if keeps else step.bring(accept=False)
    if imported is None and not keeps:
        return None, findings
    compared = step.compared(kept=keeps, stored=False)
    form = step.form(compared, kept=keeps)
    stands, any_form = form_stands(step.owner, form)
    looked = _Looked(
        imported=imported,
        findings=findings,
        others=() if keeps else beside(there, _known_as(findings, step.year.sheet.name)),
        replaces=lines is OtherLines.REPLACE,
        keeps=keeps,
        compared=compared,
        form=form,
        stands=stands,
        any_form=any_form,
    )
    return looked, ()


def _do(step: _Step, looked: _Looked, reason: str) -> tuple[_Looked, tuple[Finding, ...]]:
    """Store it all; the findings that refuse it, then nothing of it is to stay."""
    why = reason or step.name
    if looked.replaces and looked.others:
        withdraw_lines(step.actor, step.owner, looked.others, why)
    if looked.imported is not None:
        imported, findings = step.bring(accept=True)
        if imported is None:
            return looked, findings
        looked = replace(looked, imported=imported, findings=findings)
    refused = name_base(step.actor, step.following, why)
    own, version = step.own_settings, step.version
    if own is not None and version is not None:
        refused = (*refused, *set_settings(step.actor, version, own, why)[1])
    keep_form(step.actor, step.owner, looked.form, why)
    compared = step.compared(kept=looked.keeps, stored=True)
    return replace(looked, compared=compared), refused


def _known_as(findings: tuple[Finding, ...], sheet: str) -> str:
    """The name under which the records of the sheet stand already."""
    renamed = (one.data["known_as"] for one in findings if one.code == "import.sheet_renamed")
    return next(renamed, sheet)


def _year_has_lines(step: _Step, count: int, *, refuses: bool) -> Finding:
    return finding(
        "base_year.year_has_lines",
        Level.ERROR if refuses else Level.WARNING,
        str(step.year.period.year_be),
        count=str(count),
    )


def _told(step: _Step, looked: _Looked) -> Iterable[Finding]:
    """What the person should know besides the changes."""
    yield from (one for one in looked.findings if one.code not in SETTLED_HERE)
    if not looked.keeps:
        yield from step.rows.findings
    yield from difference_said(step.year.period.year_be, looked.compared.figure(TOTAL))
    yield from submitted_stay(step.following, step.year.period.year_be)
    if base_year_policy(step.actor, step.owner).policy is None:
        year = str(step.year.period.year_be)
        yield finding("base_year.policy_missing", Level.INFO, year)
