"""The trees of a year: a census row by row, the stock it comes to, what the stock grew by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.tree_table import (
    MOST_ROWS,
    Spellings,
    Table,
    folded,
    read_tree_table,
    split_text,
    write_tree_table,
)
from fahsai.core.inventory.trees import (
    Census,
    Growth,
    TreeGroup,
    TreeRow,
    growth,
    take_census,
)
from fahsai.core.quantity.rounding import tonnes
from fahsai.core.reports.dossier import TreeStock
from fahsai.gateways.workbooks.reader import read
from fahsai.records.canonical_json import canonical_json
from fahsai.records.events import record_event
from fahsai.records.form_values import form_data, form_value
from fahsai.records.locks import hold_records
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.services.access import NotFoundError, admit
from fahsai.services.inventories import version_of_year, versions
from fahsai.services.keeping.frozen import rows_of
from fahsai.services.keeping.lists import keep
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.inventories import Version
    from fahsai.words.messages import Language


@dataclass(frozen=True, slots=True)
class TreesOfYear:
    """What form section 3.2.7 rests on.

    ``entered`` are sums that somebody wrote into the form; ``census`` is that of the year, None
    where there is none; ``growth`` compares it with the last one before it.  Nothing of it stands
    in a total.
    """

    entered: tuple[TreeStock, ...]
    census: Census | None
    growth: Growth | None
    findings: tuple[Finding, ...]


class CensusText(NamedTuple):
    """The census of a year as a table in text; ``seen`` is one word for what it says now."""

    text: str
    rows: int
    seen: str


def trees_of_year(actor: Actor, organisation_id: UUID, year: YearResult) -> TreesOfYear:
    """The trees of a version of a year.

    Findings: those of the rows, ``tree.entered_twice``, ``tree.places_unlike``.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
        ForbiddenError: the actor sees some parts of the organisation only.
    """
    admit(actor, organisation_id)
    version = year.version
    if version.organisation_id != organisation_id:
        raise NotFoundError(version.name)
    census, findings = take_census(_rows(version))
    entered = _entered(version)
    places = {one.place for one in census.places} if census else set()
    twice = tuple(
        finding("tree.entered_twice", Level.WARNING, one.place)
        for one in entered
        if one.place in places
    )
    before = None if census is None else _before(actor, version, census)
    grown, unlike = (None, ()) if census is None or before is None else growth(before, census)
    return TreesOfYear(entered, census, grown, (*findings, *twice, *unlike))


def census_seen(actor: Actor, organisation_id: UUID, year: YearResult) -> str:
    """One word for what the census of a version says, for whoever comes back to change it.

    Raises:
        NotFoundError: there is no such organisation for this actor, or the result is another's.
    """
    admit(actor, organisation_id)
    if year.version.organisation_id != organisation_id:
        raise NotFoundError(year.version.name)
    return _digest(_rows(year.version))


def census_stocks(rows: Iterable[TreeRow]) -> tuple[TreeStock, ...]:
    """The rows of section 3.2.7 that a census comes to: one a place [kg, t CO2e]."""
    census, _ = take_census(rows)
    if census is None:
        return ()
    return tuple(
        TreeStock(one.place, one.trees, one.biomass_kg, tonnes(one.co2_kg)) for one in census.places
    )


def census_text(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    language: Language,
    kind: PeriodKind | None = None,
) -> CensusText:
    """The census of a year as it stands, to be changed and given back.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    rows = _rows(version)
    return CensusText(write_tree_table(rows, spellings(language)), len(rows), _digest(rows))


@transaction.atomic
def write_census(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    table: Table,
    *,
    day: date | None,
    seen: str,
    language: Language,
    why: str = "",
    kind: PeriodKind | None = None,
) -> tuple[Census | None, tuple[Finding, ...]]:
    """Keep the census of a year as a table says it, in place of what stood there.

    An empty table takes the census away, which needs a reason.  All rows are kept or none.

    Args:
        actor: who writes.
        organisation_id: for whom.
        year_be: of which Buddhist year.
        table: the cells, with headings.
        day: when the trees were measured, for rows without a date of their own.
        seen: what :func:`census_text` called the rows that the writer had before the eyes.
        language: in which headings are named in findings.
        why: the reason, kept with each row.
        kind: which of two years of the same number.

    Returns:
        The census (None with errors, or where it was taken away) and findings:
        ``tree.version_submitted``, ``tree.changed_since``, ``tree.emptied`` (an error without
        a reason, else a warning), those of the table and of its rows.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    empty = not any(cell.strip() for row in table for cell in row)
    read = ((), ()) if empty else read_tree_table(table, spellings(language), day)
    return _write(actor, organisation_id, year_be, read, seen=seen, why=why, kind=kind)


@transaction.atomic
def write_census_rows(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    rows: Sequence[TreeRow],
    *,
    seen: str | None = None,
    why: str = "",
    kind: PeriodKind | None = None,
) -> tuple[Census | None, tuple[Finding, ...]]:
    """Keep the census of a year row by row, in place of what stood there; no rows take it away.

    ``seen`` is what :func:`census_text` called the rows that stood there; None where nobody looked.

    Returns:
        What :func:`write_census` returns.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    many: tuple[Finding, ...] = ()
    if len(rows) > MOST_ROWS:
        most = {"count": str(len(rows)), "most": str(MOST_ROWS)}
        many = (finding("tree.too_many_rows", Level.ERROR, "-", **most),)
    read = (tuple(rows), many)
    return _write(actor, organisation_id, year_be, read, seen=seen, why=why, kind=kind)


def _write(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    read: tuple[tuple[TreeRow, ...], tuple[Finding, ...]],
    *,
    seen: str | None,
    why: str,
    kind: PeriodKind | None,
) -> tuple[Census | None, tuple[Finding, ...]]:
    hold_records(organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    if version.state is not VersionState.DRAFT:
        return None, (finding("tree.version_submitted", Level.ERROR, version.name),)
    before = _rows(version)
    if seen is not None and seen != _digest(before):
        return None, (finding("tree.changed_since", Level.ERROR, version.name),)
    rows, said = read
    census, problems = take_census(rows)
    findings = (*said, *problems)
    if before and not rows and not findings:
        level = Level.WARNING if why.strip() else Level.ERROR
        emptied = finding("tree.emptied", level, version.name, rows=str(len(before)))
        findings = (*findings, emptied)
    if any(one.level is Level.ERROR for one in findings):
        return None, findings
    kept = keep(
        FormRecord,
        organisation_id,
        actor.id,
        ("position",),
        [{"position": position, "data": form_data(row)} for position, row in enumerate(rows)],
        among={
            "kind": FormRecordKind.TREE_CENSUS.value,
            "inventory_id": version.inventory_id,
        },
        why=why,
    )
    if kept.written:
        record_event(
            organisation_id=organisation_id,
            actor_id=actor.id,
            verb="report.trees_written",
            object_type="inventory_version",
            object_id=version.id,
            payload={"rows": len(rows), "why": why},
        )
    return census, findings


def table_of_text(text: str) -> Table:
    """The cells of a pasted table or of a CSV file."""
    return split_text(text)


def table_of_book(data: bytes, name: str) -> tuple[Table | None, tuple[Finding, ...]]:
    """The cells of the first sheet of a workbook that holds something, or why there are none.

    Findings: those of :func:`~fahsai.gateways.workbooks.reader.read`.
    """
    book, findings = read(data, name)
    if book is None:
        return None, findings
    for sheet in book.sheets:
        if sheet.visible and sheet.height:
            cells = tuple(
                tuple(sheet.text(row, column) for column in range(sheet.width))
                for row in range(sheet.height)
            )
            return cells, findings
    return (), findings


@cache
def spellings(language: Language) -> Spellings:
    """What the columns and groups of a census may be called; written in one language."""
    known = words("tree_census")
    return Spellings(
        columns={text: name for name, entry in known["columns"].items() for text in _said(entry)},
        groups={
            text: TreeGroup(name)
            for name, entry in known["groups"].items()
            for text in (*_said(entry), name)
        },
        headings={name: entry[language.value] for name, entry in known["columns"].items()},
        group_names={
            TreeGroup(name): entry[language.value] for name, entry in known["groups"].items()
        },
    )


def _said(entry: Mapping[str, str | list[str]]) -> Iterable[str]:
    return (folded(str(text)) for text in (entry["th"], entry["en"], *entry["also"]))


def _rows(version: Version) -> tuple[TreeRow, ...]:
    found = sorted(
        (
            row
            for row in rows_of(version, FormRecord)
            if row.kind == FormRecordKind.TREE_CENSUS and row.inventory_id == version.inventory_id
        ),
        key=lambda row: row.position,
    )
    values = (form_value(row) for row in found)
    return tuple(value for value in values if isinstance(value, TreeRow))


def _entered(version: Version) -> tuple[TreeStock, ...]:
    own = {None, version.inventory_id}
    values = (
        form_value(row)
        for row in rows_of(version, FormRecord)
        if row.kind == FormRecordKind.TREE and row.inventory_id in own
    )
    return tuple(value for value in values if isinstance(value, TreeStock))


def _before(actor: Actor, version: Version, census: Census) -> Census | None:
    """The last census of another year that was taken before this one."""
    newest = {one.inventory_id: one for one in versions(actor, version.organisation_id)}
    found = (
        take_census(_rows(one))[0]
        for inventory, one in newest.items()
        if inventory != version.inventory_id
    )
    earlier = [one for one in found if one and one.measured_on < census.measured_on]
    return max(earlier, key=lambda one: one.measured_on, default=None)


def _digest(rows: Iterable[TreeRow]) -> str:
    return sha256(canonical_json([form_data(row) for row in rows]).encode()).hexdigest()
