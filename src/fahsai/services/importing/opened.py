"""Opening a file of activity data: a known layout, or a table that a mapping explains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localdate

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.book import TABLE, ActivityBook, received
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.table.mapping import (
    FileMapping,
    MappingError,
    TableMapping,
    mapping_of,
)
from fahsai.gateways.workbooks.table.propose import HEADING, ProposedTable, file_mapping, propose
from fahsai.records.models import ImportReceipt
from fahsai.services.importing.explained import told_of, under
from fahsai.services.keeping.parts import own_imports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.grid import Workbook
    from fahsai.services.access import Part

MAPPED = "mapping"
"""Where a receipt keeps what the columns of its file mean."""


class Opened(NamedTuple):
    """A file as it was opened; ``sure`` tells that nobody has to confirm what its columns mean."""

    book: ActivityBook | None
    findings: tuple[Finding, ...]
    mapping: FileMapping = FileMapping()
    sure: bool = True


class Proposal(NamedTuple):
    """What the columns of a file seem to mean: our guesses, and what was said of such before."""

    tables: tuple[ProposedTable, ...]
    mapping: FileMapping
    remembered: bool
    sure: bool


def open_file(
    actor: Actor,
    part: Part,
    data: bytes,
    name: str,
    table: FileMapping | None,
    year_be: int | None,
) -> Opened:
    """The activity data of a file, by its layout or as a table.

    Findings: those of reading, ``workbook.layout_unknown`` where no table is found either;
    ``table.mapping_remembered`` or ``table.mapping_proposed`` with the columns, and
    ``table.mapping_unconfirmed`` where a person has to look at them before anything is stored.
    """
    text = table.text if table is not None else FileMapping().text
    workbook, of_file = read(data, name, text)
    if workbook is None:
        return Opened(None, of_file)
    if table is not None and table.tables:
        return Opened(*under(workbook, of_file, table, year_be))
    book, said = received(workbook, of_file)
    if book is not None or all(one.code != "workbook.layout_unknown" for one in said):
        return Opened(book, said)
    proposal = proposed(actor, part, workbook, table)
    if not proposal.tables:
        return Opened(None, said)
    opened = Opened(*under(workbook, of_file, proposal.mapping, year_be))
    if opened.book is None:
        return Opened(None, (*said, *opened.findings[len(of_file) :]))
    told = (told_of(one, remembered=proposal.remembered) for one in proposal.mapping.tables)
    findings = (*opened.findings, *told)
    if not proposal.sure:
        findings = (*findings, finding("table.mapping_unconfirmed", Level.WARNING, name))
    return opened._replace(findings=findings, sure=proposal.sure)


def proposed(
    actor: Actor, part: Part, workbook: Workbook, given: FileMapping | None = None
) -> Proposal:
    """What the columns of a workbook seem to mean.

    A table with the headings of one that was imported before is read as that one was.
    """
    tables = propose(workbook)
    mapping = file_mapping(workbook, tables)
    before = remembered(actor, part)
    known = [before.get(one.fingerprint) for one in mapping.tables]
    year = localdate().year
    placed = tuple(
        one.mapping if old is None else _placed(old[0], one, year)
        for one, old in zip(tables, known, strict=True)
    )
    answers: dict[str, str] = {}
    for old in known:
        answers.update({} if old is None else old[1])
    answers.update({} if given is None else given.answers)
    sure = bool(tables) and all(
        old is not None or _is_sure(one) for one, old in zip(tables, known, strict=True)
    )
    all_known = bool(known) and all(old is not None for old in known)
    return Proposal(tables, replace(mapping, tables=placed, answers=answers), all_known, sure)


def _is_sure(one: ProposedTable) -> bool:
    """Whether words alone explain a table: no column was guessed from what stands in it."""
    used = set(one.mapping.columns.values())
    return not one.mapping.lacks and all(
        column.why == HEADING for column in one.columns if column.letters in used
    )


def _placed(old: TableMapping, proposed_now: ProposedTable, this_year: int) -> TableMapping:
    """What was said of a table before, at the place where it stands now.

    Months, years and sources, over columns or in the title, are those of the table as it is now:
    headings that differ in a number only are the same to us, อาคาร 1 and อาคาร 2.  So is its name:
    the same headings stand over many tables, of which each keeps its own rows.
    How its dates are written is seen anew, and remembered only where they leave it open.
    """
    now, dates = proposed_now.mapping, proposed_now.dates
    months = now.months if old.months.keys() == now.months.keys() else old.months
    years = now.years if old.years.keys() == now.years.keys() else old.years
    return replace(
        old,
        sheet=now.sheet,
        name=now.name,
        header=now.header,
        first_row=now.first_row,
        last_row=now.last_row,
        months=months,
        sources={place: now.sources.get(place, words) for place, words in old.sources.items()},
        source=now.source or old.source,
        years=years,
        month=now.month,
        year_be=now.year_be,
        date_order=dates.order_for(old.date_order),
        era=dates.era_for(old.era, this_year),
        fingerprint=now.fingerprint,
    )


def remembered(actor: Actor, part: Part) -> Mapping[str, tuple[TableMapping, Mapping[str, str]]]:
    """What was last said of tables, by the fingerprint of their headings, with the answers.

    It stands in the receipts of the imports, of which one who reaches some units only sees own
    ones.
    """
    owner = part.organisation.id
    rows: Sequence[ImportReceipt] = list(
        ImportReceipt.rows.of(owner).filter(layout=TABLE).order_by("created_at", "id")
    )
    if not part.whole:
        mine = own_imports(actor, owner)
        rows = [row for row in rows if row.id in mine]
    found: dict[str, tuple[TableMapping, Mapping[str, str]]] = {}
    for row in rows:
        try:
            mapping = mapping_of(row.receipt.get(MAPPED, {}))
        except MappingError:
            continue  # kept by another edition of this program
        for table in mapping.tables:
            if table.fingerprint:
                found[table.fingerprint] = (table, mapping.answers)
    return found
