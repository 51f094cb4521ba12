"""Import activity data: what would change is shown first, then accepted as a whole."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from django.db import transaction

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import ZERO, canonical, total
from fahsai.gateways.workbooks.book import TEMPLATE, receive
from fahsai.records import blobs
from fahsai.records.convert import Entry, ImportIdentity, line_row, source_row
from fahsai.records.events import record_event
from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow, ImportReceipt, Source
from fahsai.records.supersede import withdraw
from fahsai.services.access import admit
from fahsai.services.evidence import keep_evidence
from fahsai.services.import_boundary import keep_template_boundary, template_places
from fahsai.services.inventories import open_inventory, version_state
from fahsai.services.sheet_years import RowSource, row_source, sheet_years
from fahsai.services.template_years import template_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.gateways.workbooks.office_values import Rejected
    from fahsai.services.sheet_years import SheetYear


class ChangeKind(StrEnum):
    """What an import would do to a record."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


class Change(NamedTuple):
    """One change: a row that is new or gone, or a cell with another figure."""

    kind: ChangeKind
    sheet: str
    cell: str
    label: str
    before: str
    after: str


class ColumnCheck(NamedTuple):
    """The sum of one column and unit in the file, and in the records afterwards."""

    sheet: str
    column: str
    unit: str
    before: Decimal
    rejected: Decimal
    after: Decimal

    @property
    def ties(self) -> bool:
        """Whether everything read was stored or rejected."""
        return self.before == total((self.after, self.rejected))


class RejectedCell(NamedTuple):
    """A cell that was not stored, and why."""

    sheet: str
    cell: str
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an import read, stored and rejected: ``cells_read = stored + rejected``."""

    file_name: str
    file_sha256: str
    layout: str
    rows_read: int
    rows_stored: int
    rows_rejected: int
    cells_read: int
    cells_stored: int
    cells_rejected: int
    cells_blank: int
    rejected: tuple[RejectedCell, ...]
    sums: tuple[ColumnCheck, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An import before (``accepted`` False) or after it was accepted."""

    accepted: bool
    receipt: Receipt
    changes: tuple[Change, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One line of the file under the identity that its row has in the records."""

    identity: ImportIdentity
    line: ActivityLine
    label: str


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of the file against what is stored."""

    year: SheetYear
    period: Period
    rows: tuple[RowSource, ...]
    wanted: Mapping[tuple[ImportIdentity, Period], _Wanted]
    heads: Mapping[tuple[ImportIdentity, Period], ActivityRow]


@transaction.atomic
def import_activity(
    actor: Actor,
    organisation_id: UUID,
    data: bytes,
    name: str,
    *,
    accept: bool,
    evidence: Mapping[str, bytes] | None = None,
    year_be: int | None = None,
) -> tuple[ImportResult | None, tuple[Finding, ...]]:
    """Bring the records in line with a workbook of activity data.

    A row is (organisation, layout, sheet, row key, period), not the file: the same file again
    changes nothing, a corrected one supersedes, a row that is gone is withdrawn.

    Args:
        actor: who imports.
        organisation_id: for whom.
        data: the file's bytes.
        name: its name.
        accept: False only shows what would change and touches nothing.
        evidence: files named in the workbook, by name.
        year_be: the year of a sheet that names none.

    Returns:
        The receipt and the changes, or None when nothing could be read; and the findings
        (``import.version_submitted`` when a year of the file is frozen: nothing is stored).
    """
    admit(actor, organisation_id)
    book, findings = receive(data, name)
    if book is None:
        return None, findings
    read, said = _read(book, organisation_id, year_be)
    findings = (*findings, *said)
    years = [_compare(organisation_id, year, rows) for year, rows in read]
    frozen = _frozen_years(actor, organisation_id, years)
    if frozen:
        return None, (*findings, *frozen)
    changes = tuple(change for year in years for change in _changes(year))
    if accept:
        _store(actor, organisation_id, book, years, evidence or {})
    receipt = _receipt(organisation_id, book, read, stored=accept)
    if accept:
        _keep_receipt(actor, organisation_id, data, receipt, years, changed=bool(changes))
    result = ImportResult(
        accept, receipt, changes, tuple(sorted({year.period.year_be for year in years}))
    )
    return result, findings


def _read(
    book: ActivityBook, organisation_id: UUID, year_be: int | None
) -> tuple[list[tuple[SheetYear, list[RowSource]]], list[Finding]]:
    """The years of the file, with ids of this organisation."""
    findings: list[Finding] = []
    read = []
    for year in sheet_years(book, year_be):
        rows = []
        for row in year.rows:
            made, said = row_source(year, row, {})
            rows.append(made)
            findings.extend(said)
        read.append((year, rows))
    read.extend((year, [row for row, _ in rows]) for year, rows in template_rows(book))
    result = []
    for year, rows in read:
        if year.period is None:
            findings.append(finding("sheet.year_unknown", Level.ERROR, year.sheet))
            continue
        result.append((year, [_of_organisation(row, organisation_id) for row in rows]))
    return result, findings


def _of_organisation(row: RowSource, organisation_id: UUID) -> RowSource:
    """The same row with the id that its source has in this organisation."""
    if row.source is None:
        return row
    key = uuid5(organisation_id, str(row.source.id))
    return replace(
        row,
        source=replace(row.source, id=key, code=_short_code(row)),
        lines=tuple(line._replace(source_id=key) for line in row.lines),
    )


def _short_code(row: RowSource) -> str:
    """What people call a source: the template's own code, or R and the row of the sheet."""
    assert row.source is not None  # noqa: S101 - asked by the caller
    return f"R{row.row.number:02}" if "!" in row.source.code else row.source.code


def _compare(organisation_id: UUID, year: SheetYear, rows: list[RowSource]) -> _Year:
    assert year.period is not None  # noqa: S101 - years without one were left out
    heads = [
        row
        for row in ActivityRow.rows.of(organisation_id)
        .heads()
        .filter(layout=year.layout, row_key__isnull=False)
        if year.period.contains(row.period)
    ]
    sheet = _known_sheet(year.sheet, heads)
    wanted = {}
    for row in rows:
        for line in row.lines:
            identity = ImportIdentity(year.layout, sheet, row.row.key)
            wanted[identity, line.period] = _Wanted(identity, line, row.row.label)
    return _Year(
        year=year,
        period=year.period,
        rows=tuple(rows),
        wanted=wanted,
        heads={
            (ImportIdentity(row.layout, row.sheet, row.row_key or ""), row.period): row
            for row in heads
            if row.sheet == sheet
        },
    )


def _known_sheet(sheet: str, heads: Sequence[ActivityRow]) -> str:
    """The name under which this year's rows stand already, when the sheet was renamed since."""
    known = {row.sheet for row in heads if not row.withdrawn}
    return known.pop() if sheet not in known and len(known) == 1 else sheet


def _same(row: ActivityRow, line: ActivityLine) -> bool:
    return (
        row.quantity == line.quantity
        and row.unit == line.unit
        and row.source_key == line.source_id
        and row.sheet_factor == line.sheet_factor
        and row.origin == line.origin.value
        and row.grade == line.grade.value
        and row.note == line.note
    )


def _changes(year: _Year) -> list[Change]:
    """Rows that are new or gone as one change each, other differences cell by cell."""
    old: dict[str, list[ActivityRow]] = defaultdict(list)
    for (identity, _), head in year.heads.items():
        if not head.withdrawn:
            old[identity.row_key].append(head)
    new: dict[str, list[_Wanted]] = defaultdict(list)
    for entry in year.wanted.values():
        new[entry.identity.row_key].append(entry)
    changes = []
    for key, entries in new.items():
        if key not in old:
            changes.append(_row_change(ChangeKind.ADDED, entries))
            continue
        changes.extend(_cell_changes(year, old[key], entries))
    for key, heads in old.items():
        if key not in new:
            whole = canonical(total(head.quantity for head in heads))
            label = _source_name(heads[0])
            changes.append(
                Change(ChangeKind.GONE, year.year.sheet, _row_of(heads[0].cell), label, whole, "")
            )
    return changes


def _row_change(kind: ChangeKind, entries: Sequence[_Wanted]) -> Change:
    first = entries[0].line
    place = first.provenance
    whole = canonical(total(entry.line.quantity for entry in entries))
    cell = _row_of(place.cell) if place else ""
    return Change(kind, place.sheet if place else "", cell, entries[0].label, "", whole)


def _cell_changes(
    year: _Year, heads: Sequence[ActivityRow], entries: Sequence[_Wanted]
) -> list[Change]:
    changes = []
    factor_told = False
    wanted = {entry.line.period: entry for entry in entries}
    stored = {head.period: head for head in heads}
    for period, entry in wanted.items():
        line = entry.line
        cell = line.provenance.cell if line.provenance else ""
        head = stored.get(period)
        if head is None:
            after = canonical(line.quantity)
            changes.append(
                Change(ChangeKind.CHANGED, year.year.sheet, cell, entry.label, "", after)
            )
            continue
        if head.quantity != line.quantity or head.unit != line.unit:
            before = f"{canonical(head.quantity)} {head.unit}"
            after = f"{canonical(line.quantity)} {line.unit}"
            changes.append(
                Change(ChangeKind.CHANGED, year.year.sheet, cell, entry.label, before, after)
            )
        elif head.sheet_factor != line.sheet_factor and not factor_told:
            factor_told = True  # one factor stands for the twelve months of its row
            changes.append(
                Change(
                    ChangeKind.CHANGED,
                    year.year.sheet,
                    f"EF {_row_of(cell)}",
                    entry.label,
                    _text(head.sheet_factor),
                    _text(line.sheet_factor),
                )
            )
        elif not _same(head, line) and head.sheet_factor == line.sheet_factor:
            before = f"{head.origin} {head.grade} {head.note}".strip()
            after = f"{line.origin} {line.grade} {line.note}".strip()
            changes.append(
                Change(ChangeKind.CHANGED, year.year.sheet, cell, entry.label, before, after)
            )
    changes.extend(
        Change(
            ChangeKind.CHANGED,
            year.year.sheet,
            head.cell,
            entries[0].label,
            canonical(head.quantity),
            "",
        )
        for period, head in stored.items()
        if period not in wanted
    )
    return changes


def _text(value: Decimal | None) -> str:
    return "" if value is None else canonical(value)


def _row_of(cell: str) -> str:
    """The row of a cell, as people point at it: ``G13`` is in row ``13``."""
    return re.sub(r"[^0-9]", "", cell)


def _source_name(head: ActivityRow) -> str:
    source = Source.rows.of(head.organisation_id).heads().filter(key=head.source_key).first()
    return source.name_th if source else ""


def _frozen_years(
    actor: Actor, organisation_id: UUID, years: Iterable[_Year]
) -> tuple[Finding, ...]:
    """A submitted year refuses new figures until it is reopened, with a reason."""
    said = []
    for year in years:
        state = version_state(actor, organisation_id, year.period)
        if state is not None and state[1] is VersionState.SUBMITTED and _changes(year):
            said.append(
                finding("import.version_submitted", Level.ERROR, state[0], sheet=year.year.sheet)
            )
    return tuple(said)


def _store(
    actor: Actor,
    organisation_id: UUID,
    book: ActivityBook,
    years: Sequence[_Year],
    evidence: Mapping[str, bytes],
) -> None:
    kept = keep_evidence(actor, organisation_id, evidence)
    template = book.template if book.layout == TEMPLATE else None
    if template is not None:
        keep_template_boundary(actor, organisation_id, template)
    for year in years:
        open_inventory(actor, organisation_id, year.period)
        for row in year.rows:
            if row.source is not None:
                unit_id, facility_id = template_places(
                    organisation_id, template, row.source.code
                )
                source = replace(row.source, unit_id=unit_id, facility_id=facility_id)
                _store_source(actor, organisation_id, source, template)
        _store_lines(actor, organisation_id, year, _evidence_of(template, kept))


def _evidence_of(template: object, kept: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """The evidence of each source of a template, as hashes of the files at hand."""
    sources = getattr(template, "sources", ())
    return {
        source.code: tuple(kept[name] for name in source.evidence if name in kept)
        for source in sources
    }


def _store_source(
    actor: Actor, organisation_id: UUID, source: EmissionSource, template: object
) -> None:
    """Add a source that is new; a template rules its sources, an office sheet only makes them."""
    rows = Source.rows.of(organisation_id)
    head = rows.heads().filter(key=source.id).first()
    entry = Entry(organisation_id, actor.id, head.id if head else None)
    wanted = source_row(source, entry)
    if head is None:
        wanted.save()
        return
    if template is None and not head.withdrawn:
        return
    names = [
        field.attname
        for field in Source._meta.concrete_fields  # noqa: SLF001 - Django's way to a row's fields
        if field.attname
        not in {"id", "created_at", "actor_id", "supersedes_id", "organisation_id", "withdrawn"}
    ]
    if head.withdrawn or any(getattr(head, n) != getattr(wanted, n) for n in names):
        wanted.save()


def _store_lines(
    actor: Actor,
    organisation_id: UUID,
    year: _Year,
    evidence: Mapping[str, tuple[str, ...]],
) -> None:
    fresh = []
    codes = {row.source.id: row.source.code for row in year.rows if row.source}
    for place, entry in year.wanted.items():
        head = year.heads.get(place)
        files = evidence.get(codes.get(entry.line.source_id, ""), ())
        if (
            head is not None
            and not head.withdrawn
            and _same(head, entry.line)
            and (not files or tuple(head.evidence) == files)
        ):
            continue
        before = tuple(head.evidence) if head is not None else ()
        provenance = entry.line.provenance
        line = entry.line._replace(
            id=new_id(),
            evidence=files or before,
            provenance=provenance._replace(sheet=entry.identity.sheet) if provenance else None,
        )
        written = Entry(organisation_id, actor.id, head.id if head else None)
        fresh.append(line_row(line, written, entry.identity))
    gone = [
        withdraw(head, actor_id=actor.id)
        for place, head in year.heads.items()
        if place not in year.wanted and not head.withdrawn
    ]
    ActivityRow.rows.of(organisation_id).bulk_create([*fresh, *gone], batch_size=500)


def _receipt(
    organisation_id: UUID,
    book: ActivityBook,
    read: Sequence[tuple[SheetYear, Sequence[RowSource]]],
    *,
    stored: bool,
) -> Receipt:
    rejected = [_rejected(cell) for cell in book.rejected]
    before: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    lost: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    rows_rejected = 0
    unstored = 0
    for year, rows in read:
        for row in rows:
            refused = row.source is None
            rows_rejected += refused
            for amount in _amounts(row):
                place = (year.sheet, _column(amount.cell), amount.unit)
                before[place] = total((before[place], amount.quantity))
                if refused:
                    unstored += 1
                    lost[place] = total((lost[place], amount.quantity))
                    rejected.append(
                        RejectedCell(year.sheet, amount.cell, amount.raw, "row-not-understood")
                    )
    after = _stored_sums(organisation_id, read) if stored else None
    sums = tuple(
        ColumnCheck(
            *place,
            value,
            lost.get(place, ZERO),
            total((value, -lost.get(place, ZERO))) if after is None else after.get(place, ZERO),
        )
        for place, value in before.items()
    )
    rows_read = sum(len(rows) for _, rows in read)
    count = book.count
    return Receipt(
        file_name=book.file_name,
        file_sha256=book.sha256,
        layout=book.layout,
        rows_read=rows_read,
        rows_stored=rows_read - rows_rejected,
        rows_rejected=rows_rejected,
        cells_read=count.stored + count.rejected,
        cells_stored=count.stored - unstored,
        cells_rejected=count.rejected + unstored,
        cells_blank=count.blank,
        rejected=tuple(rejected),
        sums=sums,
    )


class _Cell(NamedTuple):
    """A quantity read from a cell, in the unit that it counts in."""

    cell: str
    raw: str
    quantity: Decimal
    unit: str


def _amounts(row: RowSource) -> list[_Cell]:
    """What a row gives: its lines, or its raw amounts when the row was not understood."""
    if row.source is None:
        return [
            _Cell(amount.cell, amount.raw, amount.quantity, row.row.unit_text)
            for amount in row.row.amounts
        ]
    return [
        _Cell(line.provenance.cell, line.provenance.raw, line.quantity, line.unit)
        for line in row.lines
        if line.provenance is not None
    ]


def _column(cell: str) -> str:
    return re.sub(r"[0-9]", "", cell)


def _stored_sums(
    organisation_id: UUID,
    read: Sequence[tuple[SheetYear, Sequence[RowSource]]],
) -> dict[tuple[str, str, str], Decimal]:
    """The sums of what stands in the records now, read back from the database."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for year, rows in read:
        assert year.period is not None  # noqa: S101 - years without one were left out
        keys = {row.source.id for row in rows if row.source}
        cells = {
            (line.source_id, line.period, line.unit): line.provenance.cell
            for row in rows
            for line in row.lines
            if line.provenance
        }
        for head in ActivityRow.rows.of(organisation_id).current().filter(layout=year.layout):
            if head.source_key not in keys or not year.period.contains(head.period):
                continue
            cell = cells.get((head.source_key, head.period, head.unit), head.cell)
            place = (year.sheet, _column(cell), head.unit)
            sums[place] = total((sums[place], head.quantity))
    return sums


def _rejected(cell: Rejected) -> RejectedCell:
    return RejectedCell(cell.sheet, cell.cell, cell.raw, cell.reason)


def _keep_receipt(
    actor: Actor,
    organisation_id: UUID,
    data: bytes,
    receipt: Receipt,
    years: Sequence[_Year],
    *,
    changed: bool,
) -> None:
    """Keep the file and its receipt with an event; the same file again leaves no second trace."""
    known = ImportReceipt.rows.of(organisation_id).filter(file_sha256=receipt.file_sha256)
    if not changed and known.exists():
        return
    blobs.put(data)
    plain = {
        **asdict(receipt),
        "rejected": [cell._asdict() for cell in receipt.rejected],
        "sums": [check._asdict() for check in receipt.sums],
        "years": [year.period.year_be for year in years],
    }
    row = ImportReceipt.rows.of(organisation_id).create(
        file_sha256=receipt.file_sha256,
        file_name=receipt.file_name,
        layout=receipt.layout,
        receipt=plain,
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="activity.imported",
        object_type="import_receipt",
        object_id=row.id,
        payload=plain,
    )
