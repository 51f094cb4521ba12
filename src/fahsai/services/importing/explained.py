"""A file as tables whose columns are explained, and what is said of them; nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.book import ActivityBook, received, received_tables
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.table.kept_name import kept_name
from fahsai.gateways.workbooks.table.mapping import FileMapping, TableMapping
from fahsai.gateways.workbooks.table.propose import file_mapping, propose
from fahsai.gateways.workbooks.table.unused import unused_columns
from fahsai.services.importing.house import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.thai.period import PeriodKind
    from fahsai.gateways.workbooks.grid import Workbook


class Explained(NamedTuple):
    """The activity data of a file, what was said in reading it, and what its columns mean."""

    book: ActivityBook | None
    findings: tuple[Finding, ...]
    mapping: FileMapping = FileMapping()


def open_alone(
    data: bytes, name: str, year_be: int | None, kind: PeriodKind | None = None
) -> Explained:
    """The activity data of a file that belongs to no organisation, by its layout or as tables.

    ``kind`` is whether the years of tables are fiscal or calendar ones, where a person says so.

    Findings: those of :func:`~fahsai.gateways.workbooks.book.receive` and of the tables,
    ``table.mapping_proposed`` with the columns of each.
    """
    workbook, of_file = read(data, name)
    if workbook is None:
        return Explained(None, of_file)
    book, said = received(workbook, of_file)
    if book is not None or all(one.code != "workbook.layout_unknown" for one in said):
        return Explained(book, said)
    tables = propose(workbook)
    if not tables:
        return Explained(None, said)
    mapping = file_mapping(workbook, tables)
    if kind is not None:
        said_kind = next(text for text, one in KINDS.items() if one is kind)
        named = tuple(replace(one, year_kind=said_kind) for one in mapping.tables)
        mapping = replace(mapping, tables=named)
    opened = under(workbook, of_file, mapping, year_be)
    if opened.book is None:
        return Explained(None, (*said, *opened.findings[len(of_file) :]))
    told = (told_of(one, remembered=False) for one in opened.mapping.tables)
    return opened._replace(findings=(*opened.findings, *told))


def told_of(table: TableMapping, *, remembered: bool) -> Finding:
    """What the columns of a table are taken for."""
    pairs = columns_of(table)
    places = ", ".join(place for place, _ in pairs)
    fields = ", ".join(field for _, field in pairs)
    if remembered:
        return finding(
            "table.mapping_remembered", Level.INFO, table.sheet, places=places, fields=fields
        )
    return finding("table.mapping_proposed", Level.INFO, table.sheet, places=places, fields=fields)


def columns_of(table: TableMapping) -> list[tuple[str, str]]:
    """The columns of a table from the left, each with what it is taken for.

    >>> columns_of(TableMapping(columns={"quantity": "AA", "date": "B"}))
    [('B', 'date'), ('AA', 'quantity')]
    """
    pairs = [(place, field) for field, place in table.columns.items()]
    pairs += [(place, "months") for place in table.months]
    pairs += [(place, "sources") for place in table.sources]
    pairs += [(place, "years") for place in table.years if place not in table.sources]
    return sorted(pairs, key=lambda pair: (len(pair[0]), pair[0]))


def under(
    workbook: Workbook,
    of_file: tuple[Finding, ...],
    mapping: FileMapping,
    year_be: int | None,
) -> Explained:
    """The tables of a workbook under a mapping; ``year_be`` holds where it names no year."""
    dated = tuple(
        replace(one, name=kept_name(one, workbook), year_be=one.year_be or year_be or 0)
        for one in mapping.tables
    )
    mapping = replace(mapping, tables=dated)
    book, said = received_tables(workbook, dated)
    told = _told_of_columns(workbook, dated) if book is not None else ()
    return Explained(book, (*of_file, *said, *told), mapping)


def _told_of_columns(workbook: Workbook, tables: Sequence[TableMapping]) -> Iterable[Finding]:
    """Which columns were not used, and which stand under a year of their own."""
    for table in tables:
        if table.years:
            columns = ", ".join(f"{place} = {year}" for place, year in table.years.items())
            yield finding("table.years_over", Level.INFO, table.sheet, columns=columns)
    for sheet, unused in unused_columns(workbook, tables).items():
        columns = ", ".join(f"{place} ({text})" if text else place for place, text in unused)
        yield finding("table.columns_unused", Level.INFO, sheet, columns=columns)
