"""The tables of a file that belongs to no organisation, as years of one row a source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.thai.period import PeriodKind
from fahsai.services.importing.house import FISCAL_FROM, NOBODY
from fahsai.services.importing.no_activity import NO_ACTIVITY
from fahsai.services.importing.tables import TableRows
from fahsai.services.sheets.years import SHEET_IDS, RowSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.sheets.years import SheetYear

MOST_NAMED = 5


def table_rows(
    book: ActivityBook,
) -> tuple[list[tuple[SheetYear, tuple[RowSource, ...]]], tuple[Finding, ...]]:
    """Each year of the tables of a file, the amounts of one source in one row.

    Findings: those of the words and units of the rows, ``table.cells_lost`` where amounts could
    not be read or have no date.

    Args:
        book: the file, read under the mapping of its columns.
    """
    house = replace(NOBODY, kind=_kind_of_days(book))
    tables = TableRows(book, SHEET_IDS, house, {})
    made = tables.years()
    years = []
    undated = [row for one in made if not one.dated for row in one.rows]
    for one in made:
        if one.dated:
            rows = tuple(_merged(one.rows))
            years.append((replace(one.year, rows=tuple(row.row for row in rows)), rows))
    lost = [(row.row.sheet, row.row.cell) for row in undated]
    lost += [
        (cell.sheet, cell.cell)
        for table in book.tables
        for cell in table.rejected
        if cell.reason not in NO_ACTIVITY
    ]
    said = list(tables.findings)
    for sheet in dict.fromkeys(sheet for sheet, _ in lost):
        cells = [cell for of, cell in lost if of == sheet]
        said.append(
            finding(
                "table.cells_lost",
                Level.ERROR,
                sheet,
                count=str(len(cells)),
                cells=", ".join(cells[:MOST_NAMED]) + ("…" if len(cells) > MOST_NAMED else ""),
            )
        )
    return years, tuple(said)


def _kind_of_days(book: ActivityBook) -> PeriodKind:
    """The kind of year that holds every record of a file; calendar years where both would do."""
    days = [one.period.start for table in book.tables for one in table.amounts if one.period]
    if len({day.year for day in days}) == 1:
        return PeriodKind.CALENDAR_YEAR
    fiscal = {day.year + (day.month >= FISCAL_FROM) for day in days}
    return PeriodKind.FISCAL_YEAR if len(fiscal) == 1 else PeriodKind.CALENDAR_YEAR


def _merged(rows: Iterable[RowSource]) -> Iterable[RowSource]:
    """The rows of one source and unit as one, in the order of the file."""
    found: dict[tuple[object, ...], list[RowSource]] = {}
    for row in rows:
        unit = row.lines[0].unit if row.lines else row.row.unit_text
        whose = row.source.id if row.source is not None else (row.row.key, row.refusal)
        found.setdefault((whose, unit), []).append(row)
    taken: set[UUID] = set()
    for group in found.values():
        one = _one(group)
        source = one.source
        if source is not None and source.id in taken:
            # The same source in another unit has a result of its own.
            source = replace(source, id=uuid5(source.id, one.lines[0].unit))
            lines = tuple(line._replace(source_id=source.id) for line in one.lines)
            one = one._replace(source=source, lines=lines)
        if source is not None:
            taken.add(source.id)
        yield one


def _one(group: Sequence[RowSource]) -> RowSource:
    first = group[0]
    factors = {row.row.factor for row in group}
    factor = factors.pop() if len(factors) == 1 else None
    amounts = tuple(amount for row in group for amount in row.row.amounts)
    whole = first.row._replace(factor=factor, amounts=amounts)
    kg = ZERO if factor is None else EXACT.multiply(whole.quantity, factor)
    lines = tuple(line for row in group for line in row.lines)
    return first._replace(row=whole._replace(kg=kg), lines=lines)
