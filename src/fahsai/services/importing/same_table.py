"""Which stored rows a table speaks of: its own of before, never those of another table."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.book import TABLE
from fahsai.gateways.workbooks.table.kept_name import default_name
from fahsai.gateways.workbooks.table.mapping import MappingError, mapping_of
from fahsai.records.models import ActivityRow, ImportReceipt, Source
from fahsai.services.importing.changes import MOST, equal_percent
from fahsai.services.importing.opened import MAPPED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.table.mapping import FileMapping
    from fahsai.records.imported_lines import ImportedLine
    from fahsai.services.importing.compare import Compared, Place, Wanted
    from fahsai.services.importing.read import ReadBook, ReadYear

BROUGHT = "brought"
"""Where a receipt keeps which sources its file gave records of, table by table."""

MOST_NAMED = 5
"""Sources that a finding names; of more it gives the first."""


def said_name(read: ReadBook, year: ReadYear) -> bool:
    """Whether a person said what the rows of a table are kept under."""
    sheet = read.book.tables[year.table].mapping.sheet
    return year.year.sheet not in {sheet, default_name(sheet, read.book.file_name)}


def name_of_file(
    organisation_id: UUID,
    read: ReadBook,
    year: ReadYear,
    heads: Iterable[ImportedLine],
    taken: Collection[tuple[str, Period]],
) -> str:
    """The name under which rows stand that the file of this name brought from this sheet before.

    That is another one than the table has now where a person said so, or where the rows were
    imported when tables were named otherwise.  Empty where none stands.
    """
    sheet = read.book.tables[year.table].mapping.sheet
    files: set[str] = set()
    names: set[str] = set()
    receipts = ImportReceipt.rows.of(organisation_id).filter(layout=TABLE)
    for row in receipts.filter(file_name=read.book.file_name):
        try:
            mapping = mapping_of(row.receipt.get(MAPPED, {}))
        except MappingError:
            continue  # kept by another edition of this program
        files.add(row.file_sha256)
        names.update(one.name or one.sheet for one in mapping.tables if one.sheet == sheet)
    standing = Counter(
        head.sheet
        for head in heads
        if not head.withdrawn
        and head.file_sha256 in files
        and head.sheet in names
        and (head.sheet == year.year.sheet or (head.sheet, year.period) not in taken)
    )
    return max(standing, key=lambda name: standing[name], default="")


def as_kept(mapping: FileMapping, compared: Iterable[Compared]) -> FileMapping:
    """A mapping with the names under which the rows of its tables are kept now."""
    names = {one.sheet: one.known_as for one in compared}
    tables = (replace(one, name=names.get(one.name, one.name)) for one in mapping.tables)
    return replace(mapping, tables=tuple(tables))


def of_another_table(
    organisation_id: UUID,
    known_as: str,
    period: Period,
    wanted: Mapping[Place, Wanted],
    stored: Mapping[Place, ImportedLine],
    gone: Mapping[Place, ImportedLine],
) -> frozenset[Place]:
    """Those of the rows that would go that another table brought under the same name.

    They are of sources that never came in one file with a source of this table.  Where the file
    repeats most of their figures, it is the same table and its sources are called otherwise now.
    """
    named = {entry.line.source_id for entry in wanted.values()}
    if all(row.source_key in named for row in gone.values()):
        return frozenset()
    ours = _reached(named, _together(organisation_id, known_as, period))
    apart = {place: row for place, row in gone.items() if row.source_key not in ours}
    figures = {
        (place[1], entry.line.quantity) for place, entry in wanted.items() if place not in stored
    }
    repeated = equal_percent(
        apart.values(),
        lambda row: row.quantity if (row.period, row.quantity) in figures else None,
    )
    return frozenset() if repeated >= MOST else frozenset(apart)


def _together(organisation_id: UUID, known_as: str, period: Period) -> list[set[UUID]]:
    """The sources that each file brought under a name, as its receipt tells.

    Receipts of older editions do not, so of every file also those whose rows it changed.
    """
    together: dict[str, set[UUID]] = defaultdict(set)
    rows = ActivityRow.rows.of(organisation_id).filter(layout=TABLE, sheet=known_as)
    rows = rows.filter(period_start__gte=period.start, period_end__lte=period.end)
    for file, source in rows.values_list("file_sha256", "source_key").distinct():
        together[file].add(source)
    for row in ImportReceipt.rows.of(organisation_id).filter(layout=TABLE):
        keys = row.receipt.get(BROUGHT, {}).get(known_as, ())
        together[row.file_sha256].update(map(UUID, keys))
    return list(together.values())


def brought(compared: Iterable[Compared]) -> dict[str, list[str]]:
    """The sources that a file gives records of, by the name that these are kept under."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in compared:
        found[one.known_as].update(str(entry.line.source_id) for entry in one.wanted.values())
    return {name: sorted(keys) for name, keys in found.items()}


def _reached(named: Collection[UUID], together: Iterable[Collection[UUID]]) -> set[UUID]:
    """The sources that came in one file with a named one, or with one that did."""
    reached = set(named)
    rest = list(together)
    while True:
        joined = [group for group in rest if not reached.isdisjoint(group)]
        if not joined:
            return reached
        rest = [group for group in rest if reached.isdisjoint(group)]
        reached.update(*joined)


def told_of_table(
    organisation_id: UUID,
    sheet: str,
    known_as: str,
    wanted: Mapping[Place, Wanted],
    stored: Mapping[Place, ImportedLine],
    gone: Mapping[Place, ImportedLine],
    apart: Sequence[ImportedLine],
    beside: Iterable[ImportedLine],
) -> Iterable[Finding]:
    """What is said of a table beside other records: what stays, goes, or may be there twice.

    Args:
        organisation_id: whose.
        sheet: what the table is called in this file.
        known_as: what its rows are kept under.
        wanted: what the file gives.
        stored: the rows of the table before.
        gone: those of them that the file would withdraw.
        apart: rows of the same name that are another table's.
        beside: the stored rows of other tables of the same year.

    Findings: ``import.table_apart``, ``import.records_gone``, ``import.table_beside``.
    """
    names = _Names(organisation_id)
    new = {
        place: entry
        for place, entry in wanted.items()
        if place not in stored or stored[place].withdrawn
    }
    if apart:
        yield finding(
            "import.table_apart",
            Level.WARNING,
            sheet,
            known_as=known_as,
            count=str(len(apart)),
            sources=names.of(row.source_key for row in apart),
        )
    lost = _not_replaced(new, gone)
    if lost:
        count = sum(lost.values())
        sources = names.of(source for source, _ in lost)
        yield finding(
            "import.records_gone", Level.WARNING, sheet, count=str(count), sources=sources
        )
    twice = _twice(new, [row for row in beside if row.sheet != known_as])
    if twice:
        yield finding(
            "import.table_beside",
            Level.WARNING,
            sheet,
            others=", ".join(sorted({row.sheet for row in twice})),
            sources=names.of(row.source_key for row in twice),
        )


def told_of_other_file(
    organisation_id: UUID,
    read: ReadBook,
    sheet: str,
    wanted: Mapping[Place, Wanted],
    stored: Mapping[Place, ImportedLine],
) -> Iterable[Finding]:
    """What is said where a table gives other figures for records that a file of another name gave.

    Names of text files are compared without their numbers, so two meters may seem one table.

    Findings: ``import.other_file``.
    """
    replaced = [
        row
        for place, entry in wanted.items()
        if (row := stored.get(place)) is not None
        and not row.withdrawn
        and row.layout == TABLE
        and (row.quantity, row.unit) != (entry.line.quantity, entry.line.unit)
    ]
    if not replaced:
        return
    names: dict[str, set[str]] = defaultdict(set)
    receipts = ImportReceipt.rows.of(organisation_id).filter(layout=TABLE)
    receipts = receipts.filter(file_sha256__in={row.file_sha256 for row in replaced})
    for file, name in receipts.values_list("file_sha256", "file_name"):
        names[file].add(name)
    of_others = [
        row
        for row in replaced
        if row.file_sha256 in names and read.book.file_name not in names[row.file_sha256]
    ]
    if of_others:
        files = sorted({name for row in of_others for name in names[row.file_sha256]})
        yield finding(
            "import.other_file",
            Level.WARNING,
            sheet,
            count=str(len(of_others)),
            files=", ".join(files[:MOST_NAMED]),
            sources=_Names(organisation_id).of(row.source_key for row in of_others),
        )


def _not_replaced(
    new: Mapping[Place, Wanted], gone: Mapping[Place, ImportedLine]
) -> Counter[tuple[UUID, Period]]:
    """How many records of each source and time go without another one in their place.

    A bill whose number was mended is the same record.
    """
    lost = Counter((row.source_key, row.period) for row in gone.values())
    lost.subtract((entry.line.source_id, entry.line.period) for entry in new.values())
    return +lost


def _twice(new: Mapping[Place, Wanted], others: Iterable[ImportedLine]) -> list[ImportedLine]:
    """The records of other tables of a source and time of which this one brings a new record."""
    ends: dict[UUID, dict[date, date]] = defaultdict(dict)
    for entry in new.values():
        period, of_source = entry.line.period, ends[entry.line.source_id]
        of_source[period.start] = max(period.end, of_source.get(period.start, period.end))
    times: dict[UUID, tuple[list[date], list[date]]] = {}
    for source, found in ends.items():
        starts = sorted(found)
        times[source] = (starts, list(accumulate((found[one] for one in starts), max)))
    return [
        row
        for row in others
        if not row.withdrawn
        and row.source_key in times
        and _overlaps(row.period, *times[row.source_key])
    ]


def _overlaps(period: Period, starts: Sequence[date], latest: Sequence[date]) -> bool:
    """Whether a period shares a day with any that begins at ``starts``.

    ``latest`` is for each of them the last end of those that begin so early.
    """
    sooner = bisect_left(starts, period.end)
    return sooner > 0 and latest[sooner - 1] > period.start


class _Names:
    """The names of an organisation's sources, asked for once and only where needed."""

    def __init__(self, organisation_id: UUID) -> None:
        self._owner = organisation_id
        self._known: dict[UUID, str] | None = None

    def of(self, keys: Iterable[UUID]) -> str:
        """The names of some sources, each once, in the order of their names."""
        if self._known is None:
            rows = Source.rows.of(self._owner).heads()
            self._known = {row.key: row.name_th or row.code for row in rows}
        named = sorted({self._known.get(key, "-") for key in keys})
        more = "" if len(named) <= MOST_NAMED else " …"
        return ", ".join(named[:MOST_NAMED]) + more
