"""The tables of a file as years of sources: the rows of each year, stored or refused."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine, Provenance
from fahsai.core.quantity.exact import ZERO
from fahsai.core.thai.period import Period, calendar_year, month
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.office.values import CURRENT
from fahsai.gateways.workbooks.table.mapping import KIND
from fahsai.gateways.workbooks.table.values import TABLE
from fahsai.records.ids import new_id
from fahsai.services.importing.naming import Naming, words_key
from fahsai.services.importing.same_months import SAME_MONTHS, Columns, Place, place_of
from fahsai.services.sheets.years import Amount, RowSource, SheetRow, SheetYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.gateways.workbooks.table.values import TableAmount, TableSheet
    from fahsai.services.importing.house import House

PLACEHOLDER = calendar_year(2500)
"""Stands for the year of amounts that have none, to tell of them in the receipt."""


class Lost(NamedTuple):
    """An amount that was refused: what is known of the record that it may be."""

    key: str | None
    period: Period | None
    quantity: object = None


class TableYear(NamedTuple):
    """One table and inventory year: its rows, the days they cover, and what was refused there."""

    year: SheetYear
    rows: tuple[RowSource, ...]
    covers: Period | None
    lost: tuple[Lost, ...]
    dated: bool
    partial: bool
    number: int


class TableRows:
    """Reads the tables of one file for one organisation."""

    def __init__(
        self, book: ActivityBook, organisation_id: UUID, house: House, answers: Mapping[str, str]
    ) -> None:
        self._book, self._house = book, house
        self._naming = Naming(book.sha256, organisation_id, house, answers)
        self._keys: dict[tuple[str, str, Period], int] = {}
        self._clashing: frozenset[Place] = frozenset()
        self.findings: list[Finding] = []

    def years(self) -> list[TableYear]:
        """Every table, split at the edges of the inventory years."""
        self._find_clashing()
        made = [
            year
            for number, table in enumerate(self._book.tables)
            for year in self._table(number, table)
        ]
        self.findings.extend(self._naming.findings())
        alike = sum(self._keys.values()) - len(self._keys)
        if alike:
            names = ", ".join(dict.fromkeys(name for name, _, _ in self._keys))
            self.findings.append(finding("table.rows_alike", Level.INFO, names, rows=str(alike)))
        return made

    def whose(self) -> list[tuple[str, str, int, str]]:
        """The words of every source: their key, label, how many entries, and whose they seem."""
        counted: dict[str, tuple[str, int, str]] = {}
        for sheet in self._book.tables:
            for amount in sheet.amounts:
                words = amount.words
                key = words_key(words)
                label = words.label or words.account or words.code
                if key in counted:
                    counted[key] = (counted[key][0], counted[key][1] + 1, counted[key][2])
                    continue
                counted[key] = (label, 1, self._answer(sheet, amount, key))
        return [(key, label, rows, answer) for key, (label, rows, answer) in counted.items() if key]

    def _answer(self, sheet: TableSheet, amount: TableAmount, key: str) -> str:
        named = self._naming.whose(sheet.name, amount.words, amount.unit_text)
        if key in self._naming.answers:
            return self._naming.answers[key]
        if named.source is None:
            return ""
        return f"{KIND}{named.source.kind}" if named.new else named.source.code

    def _find_clashing(self) -> None:
        """Ask about columns that give the same source the same months, before any is taken."""
        columns = Columns()
        for table in self._book.tables:
            if table.mapping.add or not columns.several(table, self._book.tables):
                continue
            for amount in table.amounts:
                if amount.period is None:
                    continue
                named = self._naming.found(table.name, amount.words, amount.unit_text)
                if named.source is not None:
                    key = words_key(amount.words)
                    columns.hold(
                        table, named.source, amount, key, answered=key in self._naming.answers
                    )
        self._clashing, said = columns.clashing()
        self.findings.extend(said)

    def _table(self, number: int, table: TableSheet) -> Iterable[TableYear]:
        rows: dict[Period, list[RowSource]] = defaultdict(list)
        undated: list[RowSource] = []
        lost: list[Lost] = []
        years: dict[object, Period] = {}
        for amount in table.amounts:
            if amount.period is None:
                undated.append(_refused(table.name, amount, amount.reason))
                continue
            start = amount.period.start
            key = (start.year, start.month)
            if key not in years:
                years[key] = self._house.year_of(start, table.mapping.year_kind)
            row = self._row(table, amount, amount.period)
            rows[years[key]].append(row)
            if row.source is None:
                lost.append(Lost(None, amount.period, amount.quantity))
        for one in table.spoilt:
            named = self._naming.whose(table.name, one.words, one.unit_text)
            known = named.source is not None and named.unit is not None
            key_of_row = _with_document(named.key, one.words.document) if known else None
            lost.append(Lost(key_of_row, one.period))
        for period, found in rows.items():
            yield TableYear(
                self._head(table, period, found),
                tuple(found),
                _span(found),
                tuple(lost),
                dated=True,
                partial=table.mapping.partial,
                number=number,
            )
        if undated:
            head = self._head(table, PLACEHOLDER, undated)
            yield TableYear(
                head, tuple(undated), None, (), dated=False, partial=True, number=number
            )

    def _head(self, table: TableSheet, period: Period, rows: list[RowSource]) -> SheetYear:
        return SheetYear(
            sheet=table.name,
            layout=TABLE,
            role=CURRENT,
            period=period,
            total=None,
            total_cell="",
            rows=tuple([row.row for row in rows]),
            file_sha256=self._book.sha256,
        )

    def _row(self, table: TableSheet, amount: TableAmount, period: Period) -> RowSource:
        """One amount as a line of its source, or why it is refused."""
        words = amount.words
        named = self._naming.whose(table.name, words, amount.unit_text)
        if named.source is None or named.unit is None:
            return _refused(table.name, amount, named.refusal)
        if self._clashing and place_of(table, named.source, amount) in self._clashing:
            return _refused(table.name, amount, SAME_MONTHS)
        key = _with_document(named.key, words.document)
        place = (table.name, key, period)
        count = self._keys[place] = self._keys.get(place, 0) + 1
        if count > 1:
            key = f"{key}#{count}"
        line = ActivityLine(
            id=new_id(),
            source_id=named.source.id,
            period=period,
            quantity=amount.quantity,
            unit=named.unit.code,
            origin=named.origin,
            grade=named.grade,
            provenance=Provenance(self._book.sha256, table.name, amount.cell, amount.raw),
            sheet_factor=words.factor,
            note="; ".join([text for text in (words.document, words.note) if text]),
        )
        return RowSource(_sheet_row(table.name, amount, key, period), named.source, (line,))


def _with_document(key: str, document: str) -> str:
    """What a row is by the words of its source and unit, and by the number of its bill."""
    return f"{key}|{squeezed(document)}" if document else key


def _sheet_row(sheet: str, amount: TableAmount, key: str, period: Period) -> SheetRow:
    words = amount.words
    return SheetRow(
        sheet=sheet,
        cell=amount.cell,
        number=words.number,
        key=key,
        label=words.label or words.account or words.code,
        group=(words.group,) if words.group else (),
        scope="",
        unit_text=amount.unit_text,
        factor=words.factor,
        kg=ZERO,
        counted=True,
        amounts=(Amount(period, amount.cell, amount.raw, amount.quantity),),
        note=words.note,
        evidence=words.evidence,
    )


def _refused(sheet: str, amount: TableAmount, reason: str) -> RowSource:
    period = amount.period or PLACEHOLDER
    row = _sheet_row(sheet, amount, words_key(amount.words), period)
    return RowSource(row, None, (), reason)


def _span(rows: Iterable[RowSource]) -> Period:
    """The whole months that the rows cover: what a file says nothing of, it does not take away."""
    periods = {amount.period for row in rows for amount in row.row.amounts}
    first, last = min(one.start for one in periods), max(one.last_day for one in periods)
    return Period(first.replace(day=1), month(last.year, last.month).end)
