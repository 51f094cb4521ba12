"""Stored rows that a file means to give again but spoils: they stay as they are.

A figure that cannot be read is not a figure that was taken away.  What the file refuses now was
good when it was stored, so it is kept until the file gives it properly or really drops it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.services.importing.changes import MOST, equal_percent, row_of
from fahsai.services.importing.read import is_table, is_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.core.thai.period import Period
    from fahsai.records.imported_lines import ImportedLine
    from fahsai.services.importing.read import ReadBook, ReadYear
    from fahsai.services.sheets.years import RowSource

    Place = tuple[str, Period]

ROW_REASONS = frozenset({"unknown-source", "missing", "repeated"})
"""Why a whole row of a template is refused before anybody knows whose it is."""


class Held(NamedTuple):
    """The places that stay as stored, with what is to be said of them."""

    places: frozenset[Place]
    findings: tuple[Finding, ...]


def held_rows(
    read: ReadBook,
    years: Iterable[ReadYear],
    given: Iterable[Place],
    heads: Mapping[Place, ImportedLine],
) -> Held:
    """The stored rows of one sheet that the file lacks only because it was refused there.

    Args:
        read: the whole file.
        years: the tables of the sheet and period.
        given: the places that the file gives properly.
        heads: the newest stored rows of the sheet and period.

    Findings: ``import.kept_as_stored``, one a row.
    """
    years = tuple(years)
    if is_table(read):
        return _held_of_table(years, given, heads)
    rows = {row.row.key: row for year in years for row in year.rows}
    sheets = {row.row.sheet for row in rows.values()} | {
        one.sheet for one in read.book.rejected if not rows
    }
    cells = {one.cell: one.reason for one in read.book.rejected if one.sheet in sheets}
    there = set(given)
    missing: dict[str, list[ImportedLine]] = {}
    for place, head in heads.items():
        if place not in there and not head.withdrawn:
            missing.setdefault(place[0], []).append(head)
    places: set[Place] = set()
    findings = []
    for key, lost in missing.items():
        row = rows.get(key) or _written_differently(read, key, lost, rows.values(), cells)
        if row is None:
            continue
        kept = lost if isinstance(row, str) or row.source is None else _spoilt(row, lost, cells)
        if not kept:
            continue
        places.update((key, head.period) for head in kept)
        where = row if isinstance(row, str) else row_of(row.row.cell)
        findings.append(
            finding(
                "import.kept_as_stored",
                Level.WARNING,
                f"{lost[0].sheet}!{where}",
                key=key.partition("|")[0],
                count=str(len(kept)),
            )
        )
    return Held(frozenset(places), tuple(findings))


def _held_of_table(
    years: Iterable[ReadYear], given: Iterable[Place], heads: Mapping[Place, ImportedLine]
) -> Held:
    """The stored rows that a refused amount of a table may be.

    It is the one of the same words and time; where the words or the time are what spoils it, that
    of the same figure and time, or any of the same words.
    """
    lost = [one for year in years for one in year.lost]
    if not lost:
        return Held(frozenset(), ())
    whole = {(one.key, one.period) for one in lost if one.key is not None}
    figures = {(one.period, one.quantity) for one in lost if one.key is None}
    there = set(given)
    found: dict[str, list[ImportedLine]] = {}
    for (key, period), head in heads.items():
        if (key, period) in there or head.withdrawn:
            continue
        base = _COUNTED.sub("", key)
        spoilt = (base, period) in whole or (base, None) in whole
        if spoilt or (period, head.quantity) in figures or (period, None) in figures:
            found.setdefault(key, []).append(head)
    findings = [
        finding(
            "import.kept_as_stored",
            Level.WARNING,
            f"{kept[0].sheet}!{row_of(kept[0].cell)}",
            key=key.partition("|")[0],
            count=str(len(kept)),
        )
        for key, kept in found.items()
    ]
    places = frozenset((key, head.period) for key, kept in found.items() for head in kept)
    return Held(places, tuple(findings))


_COUNTED = re.compile(r"#[0-9]+$")


def _spoilt(
    row: RowSource, lost: Sequence[ImportedLine], cells: Mapping[str, str]
) -> list[ImportedLine]:
    """The months of a row whose cell was refused: the same column, where the row stands now."""
    number = row_of(row.row.cell)
    return [head for head in lost if f"{_column(head.cell)}{number}" in cells]


def _written_differently(
    read: ReadBook,
    key: str,
    lost: Sequence[ImportedLine],
    rows: Iterable[RowSource],
    cells: Mapping[str, str],
) -> RowSource | str | None:
    """The refused row of the file that is this stored one with a slip in its name or unit.

    It is the row of the same source in a template, or one with mostly the same figures in any
    layout.  A template's row that names no known source may be any of those that are missing: as
    long as there is one, none of them is taken for dropped.
    """
    refused = [row for row in rows if row.source is None]
    if is_template(read):
        source = key.partition("|")[0]
        for row in refused:
            if row.row.key.partition("|")[0] == source:
                return row
        nameless = [cell for cell, reason in cells.items() if reason in ROW_REASONS]
        if nameless:
            return row_of(nameless[0])
    return next((row for row in refused if _repeats(row, lost)), None)


def _repeats(row: RowSource, lost: Sequence[ImportedLine]) -> bool:
    figures = {amount.period: amount.quantity for amount in row.row.amounts}
    return equal_percent(lost, lambda head: figures.get(head.period)) >= MOST


def _column(cell: str) -> str:
    return cell.rstrip("0123456789")
