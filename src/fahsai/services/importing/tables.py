"""The tables of a file as years of sources: whose each row is, in which unit, of which year."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Provenance
from fahsai.core.quantity.exact import ZERO
from fahsai.core.quantity.units import MeasureUnit
from fahsai.core.thai.period import Period, calendar_year, month
from fahsai.gateways.workbooks.cell_text import bare_scope, squeezed
from fahsai.gateways.workbooks.office.values import CURRENT
from fahsai.gateways.workbooks.table.headings import split_unit
from fahsai.gateways.workbooks.table.mapping import KIND, LEFT_OUT, answer_key
from fahsai.gateways.workbooks.table.values import TABLE
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.reference.unit_words import parse_for_kind
from fahsai.services.importing.same_months import SAME_MONTHS, Columns, Place, place_of
from fahsai.services.sheets.years import (
    SHEET_IDS,
    Amount,
    RowSource,
    SheetRow,
    SheetYear,
    assumed,
    row_source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.gateways.workbooks.table.values import RowWords, TableAmount, TableSheet
    from fahsai.services.importing.house import House

UNKNOWN_SOURCE, UNKNOWN_UNIT, NO_UNIT, LEFT = (
    "source-unknown",
    "unit-unknown",
    "unit-missing",
    "left-out",
)
"""Why an amount of a table is refused although it was read."""

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


class Named(NamedTuple):
    """Whose the words of a row are: a source, or why there is none; ``new`` where it is made."""

    source: EmissionSource | None
    refusal: str = ""
    new: bool = False
    unit: MeasureUnit | None = None
    findings: tuple[Finding, ...] = ()


class TableRows:
    """Reads the tables of one file for one organisation."""

    def __init__(
        self, book: ActivityBook, organisation_id: UUID, house: House, answers: Mapping[str, str]
    ) -> None:
        self._book, self._owner, self._house = book, organisation_id, house
        self._answers = {
            "|".join(map(squeezed, key.split("|"))): value for key, value in answers.items()
        }
        self._named: dict[tuple[str, ...], Named] = {}
        self._row_keys: dict[tuple[str, ...], str] = {}
        self._asked: Counter[str] = Counter()
        self._new: dict[str, tuple[EmissionSource, str]] = {}
        self._parts: dict[str, int] = {}
        self._keys: Counter[tuple[str, str, Period]] = Counter()
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
        self._tell()
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
        named = self._whose(sheet, amount.words, amount.unit_text)
        if key in self._answers:
            return self._answers[key]
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
                named = self._whose(table, amount.words, amount.unit_text)
                if named.source is not None:
                    key = words_key(amount.words)
                    columns.hold(table, named.source, amount, key, answered=key in self._answers)
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
            row = self._row(table, amount)
            rows[years[key]].append(row)
            if row.source is None:
                lost.append(Lost(None, amount.period, amount.quantity))
        for one in table.spoilt:
            named = self._whose(table, one.words, one.unit_text)
            known = named.source is not None and named.unit is not None
            lost.append(Lost(self._key(one.words, named.unit) if known else None, one.period))
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
            rows=tuple(row.row for row in rows),
            file_sha256=self._book.sha256,
        )

    def _row(self, table: TableSheet, amount: TableAmount) -> RowSource:
        """One amount as a line of its source, or why it is refused."""
        words, period = amount.words, amount.period
        assert period is not None  # noqa: S101 - asked by the caller
        named = self._whose(table, words, amount.unit_text)
        if named.source is None or named.unit is None:
            return _refused(table.name, amount, named.refusal)
        if self._clashing and place_of(table, named.source, amount) in self._clashing:
            return _refused(table.name, amount, SAME_MONTHS)
        key = self._key(words, named.unit)
        place = (table.name, key, period)
        self._keys[place] += 1
        if self._keys[place] > 1:
            key = f"{key}#{self._keys[place]}"
        row = _sheet_row(table.name, amount, key, period)
        origin, grade = assumed(kinds()[named.source.kind])
        line = ActivityLine(
            id=uuid5(SHEET_IDS, f"{self._book.sha256}|{table.name}|{amount.cell}"),
            source_id=named.source.id,
            period=period,
            quantity=amount.quantity,
            unit=named.unit.code,
            origin=origin,
            grade=grade,
            provenance=Provenance(self._book.sha256, table.name, amount.cell, amount.raw),
            sheet_factor=words.factor,
            note="; ".join(text for text in (words.document, words.note) if text),
        )
        return RowSource(row, named.source, (line,))

    def _whose(self, table: TableSheet, words: RowWords, unit_text: str) -> Named:
        """The source that the words of a row name, and the unit of its amounts; asked once."""
        asked = (words.label, words.code, words.account, words.part, words.group, unit_text)
        named = self._named.get(asked)
        if named is None:
            named = self._named[asked] = self._find(table, words, unit_text)
        if named.refusal == UNKNOWN_SOURCE:
            self._asked[words_key(words)] += 1
        return named

    def _key(self, words: RowWords, unit: MeasureUnit | None) -> str:
        """What a row is, whatever file it comes in: the words of its source, unit and bill."""
        code = "" if unit is None else unit.code
        asked = (words.label, words.code, words.account, words.part, code)
        key = self._row_keys.get(asked)
        if key is None:
            key = self._row_keys[asked] = f"{words_key(words)}|{code}"
        return f"{key}|{squeezed(words.document)}" if words.document else key

    def _find(self, table: TableSheet, words: RowWords, unit_text: str) -> Named:
        key = words_key(words)
        if not key:
            return Named(None, "missing")
        answer = self._answers.get(key, "")
        if answer == LEFT_OUT:
            return Named(None, LEFT)
        subject = f"{table.name}!{words.number}"
        source = self._known(words, key, answer)
        if source is not None:
            return self._with_unit(source, unit_text, subject)
        kind = answer.removeprefix(KIND) if answer.startswith(KIND) else ""
        if kind in kinds():
            return self._with_unit(self._made(words, key, kind, {}), unit_text, subject, new=True)
        if answer:
            return Named(None, UNKNOWN_SOURCE)
        return self._recognised(table, words, key, unit_text)

    def _known(self, words: RowWords, key: str, answer: str) -> EmissionSource | None:
        """A source that is there: the one that was answered, else by code, account, words, name."""
        house = self._house
        if answer:
            return house.by_code.get(squeezed(answer))
        for text, among in (
            (words.code, house.by_code),
            (words.account, house.by_account),
            (words.label, house.by_code),
        ):
            if text and (found := among.get(squeezed(text))) is not None:
                return found
        made = house.made.get(self._id(key))
        if made is not None:
            return made
        by_name = house.by_name.get(squeezed(words.label))
        unit = house.units.get(squeezed(words.part))
        if by_name is not None and words.part and by_name.unit_id not in {unit, None}:
            return None  # the same words in another part of the organisation are another source
        return by_name

    def _recognised(self, table: TableSheet, words: RowWords, key: str, unit_text: str) -> Named:
        """A new source of the kind that the words speak of, by the rules of recognition."""
        label, _ = split_unit(words.label)
        asked = SheetRow(
            sheet=table.name,
            cell=str(words.number),
            number=words.number,
            key=key,
            label=label or words.label,
            group=(words.group,) if words.group else (),
            scope=bare_scope(words.group) if words.group else "",
            unit_text=unit_text,
            factor=None,
            kg=ZERO,
            counted=True,
            amounts=(Amount(month(2000, 1), "", "", ZERO),),
        )
        head = SheetYear(table.name, TABLE, CURRENT, None, None, "", (), self._book.sha256)
        found, said = row_source(head, asked, {})
        if found.source is not None and found.lines:
            unit = load_units().get(found.lines[0].unit)
            source = self._made(words, key, found.source.kind, found.source.parameters)
            return Named(source, new=True, unit=unit, findings=said)
        of_kind = [one for one in said if one.code.startswith("source.")]
        if of_kind or not said:
            return Named(None, UNKNOWN_SOURCE)
        self.findings.extend(said)
        return Named(None, NO_UNIT if not unit_text.strip() else UNKNOWN_UNIT)

    def _made(
        self, words: RowWords, key: str, kind: str, parameters: Mapping[str, str]
    ) -> EmissionSource:
        """A new source of a kind, named by the words of the table."""
        part = self._house.units.get(squeezed(words.part))
        if words.part and part is None:
            self._parts[words.part] = self._parts.get(words.part, words.number)
        label, _ = split_unit(words.label)
        source = EmissionSource(
            id=self._id(key),
            code=words.code or f"R{words.number:02}",
            kind=kind,
            name_th=label or words.account or words.code,
            unit_id=part,
            utility_account=words.account,
            parameters=dict(parameters),
        )
        known = self._new.setdefault(key, (source, words.label or words.account or words.code))
        return known[0]

    def _id(self, key: str) -> UUID:
        """The lasting identity of a source that words of tables made."""
        return uuid5(self._owner, str(uuid5(SHEET_IDS, f"{TABLE}|{key}")))

    def _with_unit(
        self, source: EmissionSource, unit_text: str, subject: str, *, new: bool = False
    ) -> Named:
        """A known source with the unit of its amounts: what the text means for its kind."""
        if not unit_text.strip():
            return Named(None, NO_UNIT)
        unit, said = parse_for_kind(unit_text, source.kind, subject)
        if unit is None:
            unit = _of_kind(said, source.kind)
        if unit is None:
            self.findings.extend(said)
            return Named(None, UNKNOWN_UNIT)
        return Named(source, new=new, unit=unit)

    def _tell(self) -> None:
        """What was guessed and what has to be asked, once for each source."""
        for source, label in self._new.values():
            kind = kinds()[source.kind]
            self.findings.append(
                finding(
                    "table.source_new",
                    Level.INFO,
                    label,
                    kind=kind.code,
                    name_th=kind.name_th,
                    name_en=kind.name_en,
                )
            )
        for key, count in self._asked.items():
            self.findings.append(finding("table.source_ask", Level.WARNING, key, rows=str(count)))
        for text, number in self._parts.items():
            self.findings.append(
                finding("table.part_unknown", Level.WARNING, text, row=str(number))
            )
        alike = sum(count - 1 for count in self._keys.values() if count > 1)
        if alike:
            names = ", ".join(dict.fromkeys(name for name, _, _ in self._keys))
            self.findings.append(finding("table.rows_alike", Level.INFO, names, rows=str(alike)))


def words_key(words: RowWords) -> str:
    """The words of a row as the key of its source, by which a person answers whose it is."""
    return answer_key(words.label, words.code, words.account, words.part)


def _of_kind(said: Iterable[Finding], kind: str) -> MeasureUnit | None:
    """The one candidate of an ambiguous unit that measures what the kind is recorded in."""
    usual = load_units().get(kinds()[kind].unit)
    fitting = [
        unit
        for one in said
        if one.code == "unit.ambiguous"
        for code in one.data["candidates"].split(", ")
        if (unit := load_units().get(code)) is not None
        and usual is not None
        and unit.dimension == usual.dimension
    ]
    return fitting[0] if len(fitting) == 1 else None


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
    periods = [amount.period for row in rows for amount in row.row.amounts]
    first, last = min(one.start for one in periods), max(one.last_day for one in periods)
    return Period(first.replace(day=1), month(last.year, last.month).end)
