"""Import activity data: what would change is shown first, then accepted as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.table.mapping import FileMapping, mapping_plain
from fahsai.records import blobs
from fahsai.records.bulk import insert_rows
from fahsai.records.events import record_event
from fahsai.records.imported_lines import (
    LINE_COLUMNS,
    Writing,
    line_values,
    tombstone_values,
)
from fahsai.records.locks import hold_records
from fahsai.records.models import ActivityRow, ImportReceipt, Source
from fahsai.services.access import admit_part
from fahsai.services.evidence import named_evidence
from fahsai.services.importing.boundary import keep_template_boundary, units_to_add
from fahsai.services.importing.changes import (
    Change,
    ChangeKind,
    evidence_after,
    row_changes,
)
from fahsai.services.importing.collecting import collecting_later
from fahsai.services.importing.compare import compare
from fahsai.services.importing.form import FormTaken, taken
from fahsai.services.importing.form_after import after_forms
from fahsai.services.importing.known import house_of
from fahsai.services.importing.opened import MAPPED, open_file
from fahsai.services.importing.parts import outside, within
from fahsai.services.importing.read import once, read_book
from fahsai.services.importing.receipt import (
    ColumnCheck,
    Receipt,
    RejectedCell,
    make_receipt,
    receipt_plain,
)
from fahsai.services.importing.refused import why_refused
from fahsai.services.importing.same_table import BROUGHT, as_kept, brought
from fahsai.services.importing.settled import LEFT
from fahsai.services.importing.sources import (
    may_besides,
    plan_sources,
    store_sources,
    withdraw_unused,
)
from fahsai.services.inventories import other_periods, version_state
from fahsai.services.keeping.parts import IMPORTED, current_own_sources
from fahsai.services.keeping.versions import open_inventory
from fahsai.services.noticing.of_import import mistakes_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.access import Part
    from fahsai.services.importing.compare import Compared
    from fahsai.services.importing.read import ReadBook
    from fahsai.services.importing.sources import SourcePlan

__all__ = [
    "Change",
    "ChangeKind",
    "ColumnCheck",
    "FileMapping",
    "ImportResult",
    "Receipt",
    "RejectedCell",
    "import_activity",
]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """An import before (``accepted`` False) or after it was accepted.

    ``held`` counts the stored records that stay because the file spoils them; ``noticed`` are the
    mistakes that its years would have with it and do not have without, before it is accepted.
    """

    accepted: bool
    receipt: Receipt
    changes: tuple[Change, ...]
    years: tuple[int, ...]
    held: int = 0
    noticed: tuple[Finding, ...] = ()


@collecting_later()
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
    table: FileMapping | None = None,
    form: FormTaken | None = None,
) -> tuple[ImportResult | None, tuple[Finding, ...]]:
    """Bring the records in line with a workbook of activity data.

    A row is (organisation, layout, sheet, row key, period), not the file: the same file again
    changes nothing, a corrected one supersedes, a row that is gone is withdrawn; what the file
    spoils (a unit nobody knows, text for a number) stays as it was stored.

    Who enters data of some units only may import a file about those: nothing that belongs to
    another unit is shown, withdrawn or changed by it.  Who may not settle sources of the whole
    organisation leaves what is settled about them as it is, and brings no factors, parameters
    or exclusions for new ones; who may not manage the organisation adds no units.

    Args:
        actor: who imports.
        organisation_id: for whom.
        data: the file's bytes.
        name: its name.
        accept: False only shows what would change and touches nothing.
        evidence: files at hand, by name; those that the workbook names are kept.
        year_be: the year of a sheet that names none.
        table: what the columns of the file mean, as a person says; without it a file of no known
            layout is read by what was said of such columns before, else by our own proposal,
            which may be stored only where headings tell it all.
        form: which sheet of a filled TCFO_R_01 is taken and as which year, without the others.

    Returns:
        The receipt and the changes, or None when nothing could be read; and the findings
        (``import.year_needed``, ``table.refused`` and ``import.nothing_read`` when there is
        nothing to store,
        ``import.other_organisation`` where a template names another one,
        ``import.evidence_absent``, ``source.settled_kept``, ``source.settling_left``,
        ``import.units_absent``, ``version.other_period``;
        ``table.mapping_remembered``, ``table.mapping_proposed`` and ``table.mapping_unconfirmed``
        for a table that nobody explained;
        ``import.version_submitted`` when a year of the file is frozen, ``import.outside_part``
        when it speaks of units that are not the actor's: nothing is stored).

    Raises:
        NotFoundError: there is no such organisation for this actor.
    """
    part = admit_part(actor, organisation_id, Permission.ENTER_DATA)
    opened = open_file(actor, part, data, name, table, year_be)
    book, findings = taken(opened.book, form), opened.findings
    if book is None or (accept and not opened.sure):
        return None, findings
    if accept:
        hold_records(organisation_id)
    findings = (*findings, *_of_another(book, part.organisation.code, name))
    house = house_of(part) if book.tables else None
    answers = opened.mapping.answers
    read, said = read_book(book, organisation_id, year_be, house, answers, form)
    may = may_besides(actor, part)
    read, of_forms = after_forms(part, read, settle=may.settle)
    findings = once((*_still_true(findings), *said, *of_forms, *_undated(read)))
    if not read.dated and not read.sources:
        nothing = finding("import.nothing_read", Level.ERROR, name)
        return None, (*findings, *why_refused(read), nothing)
    files = named_evidence(actor, organisation_id, _names(read), evidence or {})
    mine = None if part.whole else current_own_sources(part)
    compared, remarks = compare(organisation_id, read, files.hashes, mine and mine.keys)
    plan = plan_sources(part, read, compared, may)
    if mine is not None:
        plan = within(plan, mine)
    beside = other_periods(actor, organisation_id, (one.period for one in compared))
    absent = () if may.add_units else _units_absent(part, read, name)
    findings = (*findings, *remarks, *plan.findings, *absent, *files.findings(name), *beside)
    strange = () if mine is None else outside(part, name, compared, plan)
    if strange:
        return None, (*findings, *strange)
    names = {row.key: row.name_th for row in Source.rows.of(organisation_id).heads()}
    by_year = [(one, row_changes(one, names)) for one in compared]
    frozen = _frozen_years(actor, organisation_id, by_year, plan)
    if frozen:
        return None, (*findings, *frozen)
    changes = (*(change for _, found in by_year for change in found), *plan.changes)
    written = 0
    if accept:
        files.keep(actor, organisation_id)
        written = _store(actor, organisation_id, read, compared, plan, new_units=may.add_units)
    receipt = make_receipt(organisation_id, read, compared, stored=accept)
    years = tuple(sorted({one.period.year_be for one in compared}))
    if accept:
        plain = {**receipt_plain(receipt, years), **({LEFT: plan.left} if plan.left else {})}
        if book.tables:
            plain[MAPPED] = mapping_plain(as_kept(opened.mapping, compared))
            plain[BROUGHT] = brought(compared)
        _keep_receipt(actor, organisation_id, data, receipt, plain, written=written)
    held = sum(len(one.held) for one in compared)
    ask = changes and not accept
    noticed = mistakes_after(actor, part, compared, plan, mine and mine.keys) if ask else ()
    return ImportResult(accept, receipt, changes, years, held, noticed), findings


def _of_another(book: ActivityBook, code: str, name: str) -> tuple[Finding, ...]:
    """A template that says whose it is, and is not this organisation's."""
    written = book.template.organisation.code.strip() if book.template else ""
    if not written or written.casefold() == code.casefold():
        return ()
    other = finding(
        "import.other_organisation", Level.WARNING, name, written=written, organisation=code
    )
    return (other,)


def _still_true(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The reader's findings; that a sheet names no year is said by us, with the way out."""
    return (one for one in findings if one.code != "sheet.year_unknown")


def _undated(read: ReadBook) -> tuple[Finding, ...]:
    return tuple(
        finding("import.year_needed", Level.ERROR, year.year.sheet, rows=str(len(year.rows)))
        for year in read.years
        if year.period is None
    )


def _units_absent(part: Part, read: ReadBook, name: str) -> tuple[Finding, ...]:
    """``import.units_absent`` for units of the file that only an administrator may add.

    Whoever reaches some units only learns nothing of which others there are.
    """
    absent = units_to_add(part.organisation.id, read.book.template) if part.whole else ()
    if not absent:
        return ()
    return (finding("import.units_absent", Level.WARNING, name, units=", ".join(absent)),)


def _names(read: ReadBook) -> tuple[str, ...]:
    """The evidence files that the rows name, each once."""
    names = (name for year in read.dated for row in year.rows for name in row.row.evidence)
    return tuple(dict.fromkeys(names))


def _frozen_years(
    actor: Actor,
    organisation_id: UUID,
    by_year: Sequence[tuple[Compared, Sequence[Change]]],
    plan: SourcePlan,
) -> tuple[Finding, ...]:
    """A submitted year refuses new figures until it is reopened, with a reason.

    So does a file whose every year is submitted when it says something else about a source.
    """
    said = []
    open_years = False
    for one, changes in by_year:
        state = version_state(actor, organisation_id, one.period)
        submitted = state is not None and state[1] is VersionState.SUBMITTED
        open_years = open_years or not submitted
        if state is not None and submitted and changes:
            said.append(finding("import.version_submitted", Level.ERROR, state[0], sheet=one.sheet))
    if by_year and plan.changes and not open_years and not said:
        one = by_year[0][0]
        state = version_state(actor, organisation_id, one.period)
        said.append(
            finding(
                "import.version_submitted",
                Level.ERROR,
                state[0] if state else "",
                sheet=one.sheet,
            )
        )
    return tuple(said)


def _store(
    actor: Actor,
    organisation_id: UUID,
    read: ReadBook,
    compared: Sequence[Compared],
    plan: SourcePlan,
    *,
    new_units: bool,
) -> int:
    """Write what differs; how many rows that made."""
    written = 0
    if read.book.template is not None:
        written += keep_template_boundary(
            actor, organisation_id, read.book.template, new_units=new_units
        )
    written += store_sources(actor, organisation_id, plan)
    for one in compared:
        open_inventory(actor.id, organisation_id, one.period)
        written += _store_lines(actor, organisation_id, one)
    return written + withdraw_unused(actor, organisation_id, plan, compared)


def _store_lines(actor: Actor, organisation_id: UUID, one: Compared) -> int:
    writing = Writing(organisation_id, actor.id, timezone.now(), one.layout, one.known_as)
    rows = []
    for place, entry in one.wanted.items():
        if place not in one.differing:
            continue
        head = one.heads.get(place)
        files = evidence_after(head, entry)
        supersedes = None if head is None else head.id
        rows.append(line_values(entry.line, entry.row_key, files, supersedes, writing))
    rows += [tombstone_values(head, writing) for head in one.gone.values()]
    return insert_rows(ActivityRow, organisation_id, LINE_COLUMNS, rows)


def _keep_receipt(
    actor: Actor,
    organisation_id: UUID,
    data: bytes,
    receipt: Receipt,
    plain: Mapping[str, Any],
    *,
    written: int,
) -> None:
    """Keep the file and its receipt with an event; the same file again leaves no second trace."""
    known = ImportReceipt.rows.of(organisation_id).filter(file_sha256=receipt.file_sha256)
    last = known.order_by("-created_at", "-id").first()
    if not written and last is not None and last.receipt.get(MAPPED) == plain.get(MAPPED):
        return
    blobs.put(data)
    row = ImportReceipt.rows.of(organisation_id).create(
        file_sha256=receipt.file_sha256,
        file_name=receipt.file_name,
        layout=receipt.layout,
        receipt=plain,
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb=IMPORTED,
        object_type="import_receipt",
        object_id=row.id,
        payload=plain,
    )
