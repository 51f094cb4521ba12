"""Enter the months of a source by hand: what would change is shown first, then stored as a whole.

One record a source and month, whoever wrote it: a month that a file brought is superseded (with a
reason), one entered by hand is superseded by a file that brings it later, and neither is counted
beside the other.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.db import IntegrityError

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.recorded import unit_suits
from fahsai.core.thai.period import Period
from fahsai.records.convert import source_value
from fahsai.records.locks import records_held
from fahsai.records.models import Source
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.reference.unit_words import parse_for_kind
from fahsai.services.access import NotFoundError, admit_part
from fahsai.services.entering.plan import MonthChange, Typed, in_unit, make_plan
from fahsai.services.entering.recorded import Amount, source_rows
from fahsai.services.entering.store import rows_after, store
from fahsai.services.evidence_files import evidence_names
from fahsai.services.importing.changes import ChangeKind
from fahsai.services.inventories import version_of_year
from fahsai.services.noticing.of_entry import mistakes_after_entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource, Grade, Origin
    from fahsai.core.quantity.units import MeasureUnit
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.access import Part
    from fahsai.services.entering.plan import Planned
    from fahsai.services.entering.recorded import SourceRows
    from fahsai.services.inventories import Version

__all__ = [
    "Amount",
    "ChangeKind",
    "EnteredMonths",
    "MonthChange",
    "RecordedMonth",
    "RecordedMonths",
    "enter_months",
    "recorded_months",
]


class RecordedMonth(NamedTuple):
    """What is recorded of one month; ``shown`` is it in the unit of :class:`RecordedMonths`.

    ``shown`` is None where nothing is recorded, or more than one quantity, or one in another
    unit; ``covered`` tells that a longer record has days of the month.
    """

    month: Period
    amounts: tuple[Amount, ...]
    shown: Decimal | None
    imported: bool
    covered: bool


@dataclass(frozen=True, slots=True)
class RecordedMonths:
    """The months of a source in a year as they stand.

    ``unit`` is the unit that its newest record has, else the one its kind is normally recorded
    in.  ``seen`` stands for all of it: give it back to :func:`enter_months`, which refuses when
    somebody else has changed any of it since.
    """

    version: Version
    source: EmissionSource
    unit: str
    months: tuple[RecordedMonth, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class EnteredMonths:
    """What was stored, or would be (``accepted`` False).

    Each month that was given is one of ``changes``, or of ``same``, or of ``rejected``; where one
    is rejected none is stored.  ``noticed`` are the mistakes that the year would have with the
    changes and does not have without; they are looked for before anything is stored.
    """

    accepted: bool
    changes: tuple[MonthChange, ...]
    same: tuple[Period, ...]
    rejected: tuple[Period, ...]
    noticed: tuple[Finding, ...] = ()

    def of(self, kind: ChangeKind) -> tuple[MonthChange, ...]:
        """The months that are new, changed or gone."""
        return tuple(one for one in self.changes if one.kind is kind)


def recorded_months(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    source_code: str,
    *,
    kind: PeriodKind | None = None,
) -> RecordedMonths:
    """What is recorded of a source in each month of a year, for whoever may enter it.

    Raises:
        NotFoundError: there is no such year, or no such source in the units that the actor reaches.
    """
    part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    source = source_value(_source(part, source_code))
    stored = source_rows(organisation_id, source.id, version.period)
    of_kind = kinds().get(source.kind)
    usual = "" if of_kind is None else of_kind.unit
    unit = usual if stored.newest is None else stored.newest.unit
    months = []
    for month in version.period.months():
        rows = stored.of(month)
        alone = rows.amounts[0] if len(rows.amounts) == 1 else None
        shown = None if alone is None else in_unit(alone, unit)
        covered = stored.over(month) is not None
        months.append(RecordedMonth(month, rows.amounts, shown, rows.imported, covered))
    return RecordedMonths(version, source, unit, tuple(months), stored.state)


def enter_months(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    source_code: str,
    months: Mapping[Period, str],
    *,
    unit: str,
    origin: Origin | None = None,
    grade: Grade | None = None,
    note: str | None = None,
    evidence: Sequence[str] = (),
    evidence_months: Collection[Period] | None = None,
    reason: str = "",
    kind: PeriodKind | None = None,
    seen: str | None = None,
    accept: bool = True,
) -> tuple[EnteredMonths, tuple[Finding, ...]]:
    """Bring the monthly records of a source in line with what somebody typed.

    The same again changes nothing.  All of it is stored, or nothing.

    Args:
        actor: who enters.
        organisation_id: for whom.
        year_be: the Buddhist year.
        source_code: the source.
        months: the quantity of each month as text (Thai digits, groups of three); a blank takes
            the record of the month away; a month that is not given stays as it is.
        unit: the unit of all of them, in any of its spellings.
        origin: where the figures come from; None leaves what is there, and a new month takes what
            the newest record of the source says.
        grade: how good they are; None as with ``origin``.
        note: a remark; None leaves what is there.
        evidence: SHA-256 of files kept before; they are added to what a record has.
        evidence_months: the months they prove; None for each month with a quantity.
        reason: why a figure that a file brought is replaced; kept with each row.
        kind: which of two years of the same number.
        seen: :attr:`RecordedMonths.seen`; None where nobody looked.
        accept: False only says what would change, and what mistakes come with it; nothing is
            touched.

    Returns:
        What changes, with findings: those of the unit and of the numbers,
        ``unit.not_for_kind``, ``entry.version_submitted``, ``entry.changed_meanwhile``,
        ``entry.evidence_unknown``, ``entry.origin_missing``, ``entry.month_outside``,
        ``entry.negative``, ``entry.period_covered`` and ``line.imported_before``.

    Raises:
        NotFoundError: there is no such year, or no such source in the units that the actor reaches.
    """
    part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
    with records_held(organisation_id) if accept else nullcontext():
        version = version_of_year(actor, organisation_id, year_be, kind=kind)
        row = _source(part, source_code)
        source = source_value(row)
        stored = source_rows(organisation_id, source.id, version.period)
        measure, findings = _unit(source, months, unit)
        typed = Typed(
            months=months,
            unit=measure,
            origin=origin,
            grade=grade,
            note=note,
            evidence=tuple(dict.fromkeys(evidence)),
            evidence_months=evidence_months,
            reason=reason,
        )
        plan, said = make_plan(source, version.period, typed, stored)
        findings = (
            *_refused(version, stored, seen),
            *findings,
            *said,
            *_unseen(actor, organisation_id, source, typed.evidence),
            *_unsaid(source, typed, stored, plan.changes),
        )
        if any(item.level is Level.ERROR for item in findings):
            rejected = plan.rejected or tuple(months)
            return _result(plan.changes, plan.same, rejected, accepted=False), findings
        rows = rows_after(actor, row, typed, stored, plan.changes)
        if not accept:
            noticed = mistakes_after_entry(actor, part, version.period, rows) if rows else ()
            seen_ahead = _result(plan.changes, plan.same, (), accepted=False, noticed=noticed)
            return seen_ahead, findings
        if rows:
            try:
                store(actor, row, rows, plan.changes, reason)
            except IntegrityError:  # somebody else superseded one of the rows first
                lost = finding("entry.changed_meanwhile", Level.ERROR, source.code)
                return _result((), (), tuple(months), accepted=False), (*findings, lost)
        return _result(plan.changes, plan.same, (), accepted=True), findings


def _result(
    changes: Sequence[Planned],
    same: tuple[Period, ...],
    rejected: tuple[Period, ...],
    *,
    accepted: bool,
    noticed: tuple[Finding, ...] = (),
) -> EnteredMonths:
    refused = set(rejected)
    return EnteredMonths(
        accepted,
        tuple(one.change for one in changes if one.change.month not in refused),
        tuple(month for month in same if month not in refused),
        rejected,
        noticed,
    )


def _source(part: Part, code: str) -> Source:
    """The source of a code among those of the part."""
    rows = Source.rows.of(part.organisation.id).current().filter(code=code)
    for row in rows:
        if part.holds(row.unit_key):
            return row
    raise NotFoundError(code)


def _unit(
    source: EmissionSource, months: Mapping[Period, str], text: str
) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
    """The unit, with what is wrong with it; nobody needs one to take records away."""
    if not any(typed.strip() for typed in months.values()):
        return None, ()
    unit, said = parse_for_kind(text, source.kind, source.code)
    kind = kinds().get(source.kind)
    if unit is None or kind is None:
        return unit, said
    return unit, (*said, *unit_suits(source, kind, unit, load_units()))


def _refused(version: Version, stored: SourceRows, seen: str | None) -> tuple[Finding, ...]:
    if version.state is VersionState.SUBMITTED:
        return (finding("entry.version_submitted", Level.ERROR, version.name),)
    if seen is not None and seen != stored.state:
        return (finding("entry.changed_meanwhile", Level.ERROR, version.name),)
    return ()


def _unseen(
    actor: Actor, organisation_id: UUID, source: EmissionSource, evidence: Sequence[str]
) -> tuple[Finding, ...]:
    """``entry.evidence_unknown`` for files that nobody kept, or that are not the actor's to see."""
    if not evidence:
        return ()
    known = evidence_names(actor, organisation_id)
    return tuple(
        finding("entry.evidence_unknown", Level.ERROR, source.code, file=sha256[:12])
        for sha256 in evidence
        if sha256 not in known
    )


def _unsaid(
    source: EmissionSource, typed: Typed, stored: SourceRows, changes: Sequence[Planned]
) -> tuple[Finding, ...]:
    """``entry.origin_missing`` where a first record says neither origin nor quality."""
    first = any(one.change.kind is ChangeKind.ADDED for one in changes) and stored.newest is None
    if first and (typed.origin is None or typed.grade is None):
        return (finding("entry.origin_missing", Level.ERROR, source.code),)
    return ()
