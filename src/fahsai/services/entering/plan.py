"""What becomes of each month that somebody types: added, changed, gone, the same, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.trace import month_code
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import ZERO, canonical
from fahsai.core.thai.numbers import parse_number
from fahsai.core.thai.period import Period
from fahsai.reference.load_units import load_units
from fahsai.services.entering.recorded import Amount, MonthRows
from fahsai.services.importing.changes import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from fahsai.core.inventory.activity import EmissionSource, Grade, Origin
    from fahsai.core.quantity.units import MeasureUnit
    from fahsai.records.models import ActivityRow
    from fahsai.services.entering.recorded import SourceRows


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody says of a source's months; None leaves what each record has.

    ``months`` are the texts as they were typed; ``evidence`` are the SHA-256 of kept files, for
    ``evidence_months`` (None: for each month with a quantity).
    """

    months: Mapping[Period, str]
    unit: MeasureUnit | None
    origin: Origin | None
    grade: Grade | None
    note: str | None
    evidence: tuple[str, ...]
    evidence_months: Collection[Period] | None
    reason: str

    def files(self, month: Period) -> tuple[str, ...]:
        """The evidence given for one month."""
        of_it = self.evidence_months is None or month in self.evidence_months
        return self.evidence if of_it else ()


class MonthChange(NamedTuple):
    """What changes of one month; ``imported`` where a file brought what stands there now.

    With equal amounts before and after something else is said of the record: its origin, its
    quality, its note or its evidence.
    """

    month: Period
    kind: ChangeKind
    before: tuple[Amount, ...]
    after: Amount | None
    imported: bool


class Planned(NamedTuple):
    """One month that changes, with the rows that are there and the text that was typed."""

    change: MonthChange
    rows: MonthRows
    raw: str


class Plan(NamedTuple):
    """Every month that was given is in one of the three."""

    changes: tuple[Planned, ...]
    same: tuple[Period, ...]
    rejected: tuple[Period, ...]


def make_plan(
    source: EmissionSource, year: Period, typed: Typed, stored: SourceRows
) -> tuple[Plan, tuple[Finding, ...]]:
    """What becomes of each month.

    Findings: ``entry.month_outside``, those of the number, ``entry.negative``,
    ``entry.period_covered``, ``line.imported_before``.
    """
    changes: list[Planned] = []
    same: list[Period] = []
    rejected: list[Period] = []
    said: list[Finding] = []
    for month, text in typed.months.items():
        subject = month_code(source.code, month)
        if month not in year.months():
            said.append(finding("entry.month_outside", Level.ERROR, subject))
            rejected.append(month)
            continue
        quantity, problems = _quantity(text, subject)
        rows = stored.of(month)
        if not problems:
            problems = _refusals(subject, month, quantity, typed, stored)
        if problems:
            said.extend(problems)
            rejected.append(month)
            continue
        change = _change(month, quantity, typed, rows)
        if change is None:
            same.append(month)
        else:
            changes.append(Planned(change, rows, text.strip()))
    return Plan(tuple(changes), tuple(same), tuple(rejected)), tuple(said)


def _quantity(text: str, subject: str) -> tuple[Decimal | None, tuple[Finding, ...]]:
    """The quantity of a text, None for a blank (or a dash); with what is wrong with it."""
    quantity, said = parse_number(text, subject)
    problems = tuple(item for item in said if item.level is Level.ERROR)
    if quantity is not None and quantity < ZERO:
        negative = finding("entry.negative", Level.ERROR, subject, quantity=canonical(quantity))
        return None, (negative,)
    return quantity, problems


def _refusals(
    subject: str, month: Period, quantity: Decimal | None, typed: Typed, stored: SourceRows
) -> tuple[Finding, ...]:
    rows = stored.of(month)
    longer = stored.over(month)
    if quantity is not None and longer is not None and not rows.current:
        covered = finding(
            "entry.period_covered",
            Level.ERROR,
            subject,
            start=longer.period.start.isoformat(),
            last_day=longer.period.last_day.isoformat(),
            amount=f"{canonical(longer.quantity)} {longer.unit}",
        )
        return (covered,)
    if rows.imported and not typed.reason.strip() and not _same_amount(quantity, typed, rows):
        before = " + ".join(f"{canonical(one.quantity)} {one.unit}" for one in rows.amounts)
        return (finding("line.imported_before", Level.ERROR, subject, before=before),)
    return ()


def _same_amount(quantity: Decimal | None, typed: Typed, rows: MonthRows) -> bool:
    """Whether the month holds that amount already, in whatever unit it was written."""
    if quantity is None or typed.unit is None:
        return not rows.current
    if len(rows.current) != 1:
        return False
    return in_unit(rows.amounts[0], typed.unit.code) == quantity


def in_unit(amount: Amount, unit: str) -> Decimal | None:
    """An amount in another unit of the same thing; None where there is no way."""
    if load_units().get(amount.unit) is None:
        return None
    value, _ = load_units().convert(amount.quantity, amount.unit, unit)
    return value


def _change(
    month: Period, quantity: Decimal | None, typed: Typed, rows: MonthRows
) -> MonthChange | None:
    same = _same_amount(quantity, typed, rows)
    if quantity is None or typed.unit is None:
        if same:
            return None
        return MonthChange(month, ChangeKind.GONE, rows.amounts, None, rows.imported)
    if same and not _says_else(rows.current[0], month, typed):
        return None
    after = rows.amounts[0] if same else Amount(quantity, typed.unit.code)
    kind = ChangeKind.CHANGED if rows.current else ChangeKind.ADDED
    return MonthChange(month, kind, rows.amounts, after, rows.imported)


def _says_else(row: ActivityRow, month: Period, typed: Typed) -> bool:
    """Whether something is said of the record that it does not say."""
    return (
        (typed.origin is not None and row.origin != typed.origin.value)
        or (typed.grade is not None and row.grade != typed.grade.value)
        or (typed.note is not None and row.note != typed.note)
        or not set(typed.files(month)) <= set(row.evidence)
    )
