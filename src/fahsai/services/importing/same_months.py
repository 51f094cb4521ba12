"""Columns of a table that would give one source the same months twice: asked, never added."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.table.values import TableAmount, TableSheet

SAME_MONTHS = "same-months"
"""Why an amount is refused that another column gives too, until somebody says that both add up."""

_MONTHS = 12


class Place(NamedTuple):
    """One column of the tables under one header that gives amounts of a source."""

    sheet: str
    header: int
    source: UUID
    column: str


def place_of(table: TableSheet, source: EmissionSource, amount: TableAmount) -> Place:
    """Where an amount of a source stands."""
    column = amount.cell.rstrip("0123456789")
    return Place(table.mapping.sheet, table.mapping.first_row, source.id, column)


class _Held(NamedTuple):
    """A column with the words of its source, and whether a person said whose they are."""

    place: Place
    words: str
    answered: bool


class Columns:
    """Which columns give which months of which source."""

    def __init__(self) -> None:
        self._months: dict[tuple[str, int, UUID, int], set[_Held]] = defaultdict(set)
        self._entries: dict[Place, int] = defaultdict(int)
        self._names: dict[UUID, str] = {}

    def several(self, table: TableSheet, tables: Sequence[TableSheet]) -> bool:
        """Whether a table, with those beside it, has more than one column of amounts."""
        mapping = table.mapping
        beside = sum(
            (one.mapping.sheet, one.mapping.first_row) == (mapping.sheet, mapping.first_row)
            for one in tables
        )
        return beside > 1 or len(mapping.quantities) > 1

    def hold(
        self,
        table: TableSheet,
        source: EmissionSource,
        amount: TableAmount,
        words: str,
        *,
        answered: bool,
    ) -> None:
        """Keep the months of an amount, which has a period."""
        assert amount.period is not None  # noqa: S101 - asked by the caller
        place = place_of(table, source, amount)
        held = _Held(place, words, answered)
        self._entries[place] += 1
        self._names.setdefault(source.id, amount.words.label or source.name_th or source.code)
        for month in _months_of(amount.period):
            self._months[place.sheet, place.header, source.id, month].add(held)

    def clashing(self) -> tuple[frozenset[Place], tuple[Finding, ...]]:
        """The columns that clash, and ``table.columns_alike`` for each source of theirs."""
        found: dict[tuple[str, int, UUID], set[Place]] = defaultdict(set)
        for (sheet, header, source, _), held in self._months.items():
            if _clash(held):
                found[sheet, header, source] |= {one.place for one in held}
        findings = [
            finding(
                "table.columns_alike",
                Level.WARNING,
                sheet,
                source=self._names[source],
                columns=", ".join(_in_order(place.column for place in places)),
                rows=str(sum(self._entries[place] for place in places)),
            )
            for (sheet, _, source), places in found.items()
        ]
        return frozenset().union(*found.values()), tuple(findings)


def _clash(held: Iterable[_Held]) -> bool:
    """Whether columns of one month are more than one amount of it.

    Columns of different words that a person gave to one source, each, are meant to add up.
    """
    columns = {one.place.column for one in held}
    words = {one.words for one in held}
    meant = all(one.answered for one in held) and len(words) == len(columns)
    return len(columns) > 1 and not meant


def _in_order(columns: Iterable[str]) -> list[str]:
    return sorted(set(columns), key=lambda letters: (len(letters), letters))


def _months_of(period: Period) -> range:
    """The months that a period touches, counted from the year 0."""
    first, last = period.start, period.last_day
    return range(first.year * _MONTHS + first.month, last.year * _MONTHS + last.month + 1)
