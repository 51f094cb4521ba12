"""The tables of a file against what is stored: which rows are the same rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine, Grade, Origin
from fahsai.core.thai.period import Period
from fahsai.gateways.workbooks.office.values import BASE
from fahsai.records.imported_lines import imported_lines
from fahsai.records.models import ActivityRow
from fahsai.services.importing.changes import MOST, equal_percent, same
from fahsai.services.importing.held import held_rows
from fahsai.services.importing.read import is_table, is_template, once, stored_lines
from fahsai.services.importing.same_table import (
    name_of_file,
    of_another_table,
    said_name,
    told_of_other_file,
    told_of_table,
)
from fahsai.services.keeping.hand import HAND

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from fahsai.records.imported_lines import ImportedLine
    from fahsai.services.importing.read import ReadBook, ReadYear

Place = tuple[str, Period]
"""A row key and a period: with layout and sheet, what a row is whatever file it comes in."""


class Wanted(NamedTuple):
    """One line of the file; ``evidence`` are the hashes of the files its row names."""

    line: ActivityLine
    row_key: str
    label: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One sheet and period of the file against what is stored.

    ``sheet`` is the sheet's name in this file, ``known_as`` the one its rows are kept under;
    ``held`` are stored rows that stay although the file does not give them properly; ``beyond``
    are those of sources that are not the importer's: the file cannot touch them.  ``covers`` are
    the days that a table of any kind speaks of, None where that is the whole period.
    ``differing`` are the places of the file that do not stand in the records as it says;
    ``gone`` are the stored rows that the file does not have any more.
    """

    layout: str
    sheet: str
    known_as: str
    period: Period
    wanted: Mapping[Place, Wanted]
    heads: Mapping[Place, ImportedLine]
    differing: frozenset[Place]
    gone: Mapping[Place, ImportedLine]
    held: frozenset[Place] = frozenset()
    beyond: frozenset[Place] = frozenset()
    covers: Period | None = None

    def speaks_of(self, place: Place) -> bool:
        """Whether the file says something of a place: that it is so, or that it is gone."""
        return place in self.wanted or self.covers is None or place in self.heads


def compare(
    organisation_id: UUID,
    read: ReadBook,
    evidence_of: Callable[[Sequence[str]], tuple[str, ...]],
    mine: frozenset[UUID] | None = None,
) -> tuple[list[Compared], tuple[Finding, ...]]:
    """Every sheet and period of the file with the rows it stands for.

    Tables of one sheet and period are one list: what one holds is not gone from the other.
    Of sources that are not ``mine`` (None: all are) no stored row is looked at.

    Findings: ``import.sheet_renamed``, ``import.sheet_beside``, ``import.layout_beside``,
    ``import.kept_as_stored``; of tables of any kind ``import.table_renamed`` and those of
    :func:`~fahsai.services.importing.same_table.told_of_table`.
    """
    groups: dict[tuple[str, Period], list[ReadYear]] = defaultdict(list)
    for year in read.dated:
        assert year.period is not None  # noqa: S101 - asked by ``dated``
        groups[year.year.sheet, year.period].append(year)
    findings: list[Finding] = []
    compared = []
    taken: set[tuple[str, Period]] = set(groups)
    for (sheet, period), years in groups.items():
        wanted = _wanted(years, evidence_of)
        every = _heads(organisation_id, period, wanted)
        heads = [row for row in every if mine is None or row.source_key in mine]
        ours = [row for row in heads if row.layout == read.book.layout]
        if not is_template(read):
            wanted = _as_settled(wanted, ours)
        beside = {name for name, other in groups if other == period and name != sheet}
        known_as, renamed = _known_as(organisation_id, read, years[0], wanted, ours, taken)
        taken.add((known_as, period))
        if not is_table(read):
            findings.extend(_remarks(sheet, known_as, period, ours, beside))
            findings.extend(_other_layouts(sheet, period, heads, read.book.layout))
        else:  # tables of many files stand beside each other: what matters are the same sources
            named = {entry.line.source_id for entry in wanted.values()}
            same = [row for row in heads if row.source_key in named]
            findings.extend(_other_layouts(sheet, period, same, read.book.layout))
            findings.extend(_renamed_table(sheet, known_as) if renamed else ())
        beyond = frozenset(
            _place(row)
            for row in every
            if mine is not None
            and row.source_key not in mine
            and (row.layout, row.sheet) == (read.book.layout, known_as)
        )
        stored = _spoken_of(_stored(ours, known_as, heads, wanted), wanted, years)
        held = held_rows(read, years, wanted, stored)
        findings.extend(held.findings)
        gone = _gone(wanted, stored, held.places)
        apart: list[ImportedLine] = []
        if is_table(read):
            places = of_another_table(organisation_id, known_as, period, wanted, stored, gone)
            apart = [stored[place] for place in places]
            stored = {place: row for place, row in stored.items() if place not in places}
            gone = _gone(wanted, stored, held.places)
        if is_table(read):
            others = [row for row in ours if row.sheet not in beside]
            told = (organisation_id, sheet, known_as, wanted, stored, gone, apart, others)
            findings.extend(told_of_table(*told))
            if not renamed:
                findings.extend(told_of_other_file(organisation_id, read, sheet, wanted, stored))
        compared.append(
            Compared(
                layout=read.book.layout,
                sheet=sheet,
                known_as=known_as,
                period=period,
                wanted=wanted,
                heads=stored,
                differing=_differing(wanted, stored, read.book.layout),
                gone=gone,
                held=held.places,
                beyond=beyond,
                covers=_covered(years),
            )
        )
    return compared, once(findings)


def _place(row: ImportedLine) -> Place:
    return row.row_key or "", row.period


def _differing(
    wanted: Mapping[Place, Wanted], stored: Mapping[Place, ImportedLine], layout: str
) -> frozenset[Place]:
    """The places of the file whose rows are not in the records, or say something else there.

    What was entered by hand (another layout) is the file's record from now on.
    """
    return frozenset(
        place
        for place, entry in wanted.items()
        if (head := stored.get(place)) is None or head.layout != layout or not same(head, entry)
    )


def _gone(
    wanted: Mapping[Place, Wanted], stored: Mapping[Place, ImportedLine], held: Collection[Place]
) -> Mapping[Place, ImportedLine]:
    return {
        place: head
        for place, head in stored.items()
        if not head.withdrawn and place not in wanted and place not in held
    }


def _stored(
    ours: Iterable[ImportedLine],
    known_as: str,
    heads: Iterable[ImportedLine],
    wanted: Mapping[Place, Wanted],
) -> Mapping[Place, ImportedLine]:
    """The newest row of each place of a sheet.

    Where a month was entered by hand before the file brought it, that is the same record: the
    file supersedes it and nothing is counted twice.
    """
    tombstones_first = sorted(ours, key=lambda row: not row.withdrawn)
    stored = {_place(row): row for row in tombstones_first if row.sheet == known_as}
    by_hand = {
        (row.source_key, row.period.start, row.period.end): row
        for row in heads
        if row.layout == HAND and not row.withdrawn
    }
    if not by_hand:
        return stored
    for place, entry in wanted.items():
        period = entry.line.period
        row = by_hand.get((entry.line.source_id, period.start, period.end))
        if row is not None and (place not in stored or stored[place].withdrawn):
            stored[place] = by_hand.pop((entry.line.source_id, period.start, period.end))
    return stored


def _covered(years: Sequence[ReadYear]) -> Period | None:
    """The days that the tables of a sheet speak of together; None for the whole period."""
    spans = [year.covers for year in years if year.covers is not None]
    if len(spans) != len(years):
        return None
    return Period(min(one.start for one in spans), max(one.end for one in spans))


def _spoken_of(
    stored: Mapping[Place, ImportedLine], wanted: Mapping[Place, Wanted], years: Sequence[ReadYear]
) -> Mapping[Place, ImportedLine]:
    """The stored rows without those of which a table says nothing: other months, other parts."""
    covers = _covered(years)
    if covers is None:
        return stored
    partial = any(year.partial for year in years)
    return {
        place: row
        for place, row in stored.items()
        if place in wanted or (not partial and covers.contains(place[1]))
    }


def _wanted(
    years: Iterable[ReadYear], evidence_of: Callable[[Sequence[str]], tuple[str, ...]]
) -> Mapping[Place, Wanted]:
    wanted: dict[Place, Wanted] = {}
    for year in years:
        for row in year.rows:
            files = evidence_of(row.row.evidence)
            for line in stored_lines(row):
                place = (row.row.key, line.period)
                wanted[place] = Wanted(line, row.row.key, row.row.label, files)
    return wanted


def _as_settled(
    wanted: Mapping[Place, Wanted], heads: Iterable[ImportedLine]
) -> Mapping[Place, Wanted]:
    """A sheet says neither origin nor quality: what its row was given since holds."""
    by_row = {row.row_key: row for row in heads if not row.withdrawn}
    return {
        place: _settled(entry, head) if (head := by_row.get(entry.row_key)) else entry
        for place, entry in wanted.items()
    }


def _settled(entry: Wanted, head: ImportedLine) -> Wanted:
    line = entry.line
    if (line.origin, line.grade) == (head.origin, head.grade):
        return entry
    line = line._replace(origin=Origin(head.origin), grade=Grade(head.grade))
    return entry._replace(line=line)


def _heads(
    organisation_id: UUID, period: Period, wanted: Mapping[Place, Wanted]
) -> list[ImportedLine]:
    """The newest row of every imported record of a period, tombstones too."""
    rows = ActivityRow.rows.of(organisation_id).heads().filter(row_key__isnull=False)
    inside = rows.filter(period_start__gte=period.start, period_end__lte=period.end)
    heads = {row.id: row for row in imported_lines(inside)}
    outside = {month for _, month in wanted if not period.contains(month)}
    for month in outside:  # months that name another year than their sheet
        for row in imported_lines(rows.filter(period_start=month.start, period_end=month.end)):
            heads[row.id] = row
    return list(heads.values())


def _known_as(
    organisation_id: UUID,
    read: ReadBook,
    year: ReadYear,
    wanted: Mapping[Place, Wanted],
    heads: Sequence[ImportedLine],
    taken: set[tuple[str, Period]],
) -> tuple[str, bool]:
    """The name under which these rows stand already, and whether the sheet was renamed since.

    A template has one table a year, and a base-year sheet tells again what was reported; any
    other sheet is a renamed one only when it repeats most figures of one that the file lacks.  A
    table of any kind goes on where the file of its name stands, unless a person named it.
    """
    sheet, period = year.year.sheet, year.period
    by_sheet: dict[str, list[ImportedLine]] = defaultdict(list)
    for head in heads:
        by_sheet[head.sheet].append(head)
    named = is_table(read) and said_name(read, year)
    before = ""
    if is_table(read) and by_sheet and not named:
        before = name_of_file(organisation_id, read, year, heads, taken)
    if before or named or sheet in by_sheet or not by_sheet:
        return before or sheet, False
    if is_template(read):
        return max(by_sheet, key=lambda name: len(by_sheet[name])), True
    missing = {
        name: rows
        for name, rows in by_sheet.items()
        if (name, period) not in taken and any(not row.withdrawn for row in rows)
    }
    if year.year.role == BASE and len(by_sheet) == 1 and missing:
        return next(iter(missing)), True
    alike = {name: _alike(rows, wanted) for name, rows in missing.items()}
    best = max(alike, key=lambda name: alike[name], default=sheet)
    return (best, True) if alike.get(best, 0) >= MOST else (sheet, False)


def _alike(rows: Iterable[ImportedLine], wanted: Mapping[Place, Wanted]) -> int:
    """How many of the stored figures the sheet repeats [percent]."""

    def given(row: ImportedLine) -> Decimal | None:
        entry = wanted.get((row.row_key or "", row.period))
        return None if entry is None else entry.line.quantity

    return equal_percent(rows, given)


def _renamed_table(sheet: str, known_as: str) -> tuple[Finding, ...]:
    """A table that is taken for one of another name, because it repeats its figures, is said."""
    return (finding("import.table_renamed", Level.WARNING, sheet, known_as=known_as),)


def _remarks(
    sheet: str,
    known_as: str,
    period: Period,
    heads: Iterable[ImportedLine],
    beside: set[str],
) -> Iterable[Finding]:
    """A renamed sheet is said; one that adds to another of its year asks for a look."""
    year = str(period.year_be)
    if sheet != known_as:
        yield finding("import.sheet_renamed", Level.INFO, sheet, known_as=known_as, year=year)
    stored = {row.sheet for row in heads if not row.withdrawn}
    others = sorted((stored | beside) - {sheet, known_as})
    if others and known_as not in stored:
        yield finding(
            "import.sheet_beside", Level.WARNING, sheet, others=", ".join(others), year=year
        )


def _other_layouts(
    sheet: str, period: Period, heads: Iterable[ImportedLine], layout: str
) -> Iterable[Finding]:
    apart = {layout, HAND}  # what was entered by hand is superseded month by month
    others = sorted({row.layout for row in heads if row.layout not in apart and not row.withdrawn})
    if others:
        yield finding(
            "import.layout_beside",
            Level.WARNING,
            sheet,
            layouts=", ".join(others),
            year=str(period.year_be),
        )
