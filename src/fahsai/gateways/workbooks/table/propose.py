"""What the columns of a table seem to mean, each guess with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.thai.digits import to_arabic
from fahsai.gateways.workbooks.cell_text import month_said, number_said, plain, year_said
from fahsai.gateways.workbooks.grid import letters, shown
from fahsai.gateways.workbooks.table.days import DayRules, day_said
from fahsai.gateways.workbooks.table.find import FEWEST_MONTHS, FoundTable, find_tables
from fahsai.gateways.workbooks.table.headings import NOTHING, heading_said, is_unit
from fahsai.gateways.workbooks.table.mapping import (
    CE,
    DAY,
    DAY_FIRST,
    MONTH,
    MONTH_FIRST,
    Field,
    FileMapping,
    TableMapping,
    fingerprint,
)
from fahsai.gateways.workbooks.table.periods import month_and_year
from fahsai.gateways.workbooks.text.read import TextOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.grid import CellValue, Sheet, Workbook

HEADING, CONTENT, ONLY = "heading", "content", "only"
"""Why a column is guessed: its words, what stands in it, or because no other is left."""

_UNIT_WORDS = frozenset({"หน่วย", "unit", "units"})
"""What bills call a unit that their kind of source tells."""

_SAMPLE = 300
_MOSTLY = 0.8
EXAMPLES = 3


class ColumnGuess(NamedTuple):
    """One column: its letters and heading, what it seems to give and why, and examples.

    ``means`` is a field, ``month``-like text for a month column (``2567-01``), ``sources`` for a
    column of one source, ``-`` for one that is understood and not needed, or empty.
    """

    letters: str
    heading: str
    means: str
    why: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table with its mapping, and the reason for each column."""

    mapping: TableMapping
    columns: tuple[ColumnGuess, ...]
    rows: int


def propose(workbook: Workbook) -> tuple[ProposedTable, ...]:
    """Every table of the visible sheets that could hold activity data.

    Where none is understood whole, those that lack something, for a person to explain.
    """
    found = [
        _proposed(table, workbook)
        for sheet in workbook.sheets
        if sheet.visible
        for table in find_tables(sheet)
    ]
    whole = [one for one in found if not one.mapping.lacks]
    return tuple(whole or found)


def file_mapping(workbook: Workbook, tables: Iterable[ProposedTable]) -> FileMapping:
    """The mapping of a file that takes every proposed table as it is proposed."""
    text = workbook.text
    options = TextOptions() if text is None else TextOptions(*text)
    return FileMapping(tuple(one.mapping for one in tables), {}, options)


class _Column:
    """What stands in one column of a table."""

    def __init__(self, table: FoundTable, column: int) -> None:
        self.place = column
        self.letters = letters(column)
        self.heading = table.headings[column]
        rows = range(table.first, min(table.end, table.first + _SAMPLE))
        cells = [table.sheet.cell(row, column) for row in rows]
        self.cells: list[CellValue] = [value for value in cells if shown(value).strip()]
        self.said = heading_said(self.heading)
        self.means = ""
        self.why = ""

    def share(self, of: int) -> bool:
        return bool(self.cells) and of >= _MOSTLY * len(self.cells)

    @property
    def numbers(self) -> bool:
        return self.share(sum(number_said(value).value is not None for value in self.cells))

    @property
    def days(self) -> bool:
        rules = DayRules(era=CE)  # whichever era and order: it looks like days
        other = DayRules(MONTH_FIRST, CE)
        texts = [v for v in self.cells if not _is_plain_number(v)]
        good = sum(
            day_said(value, rules).day is not None or day_said(value, other).day is not None
            for value in texts
        )
        return bool(texts) and self.share(good)

    @property
    def months(self) -> bool:
        worded = [v for v in self.cells if not _is_plain_number(v)]
        good = sum(month_and_year(value, TableMapping()) is not None for value in worded)
        return bool(worded) and self.share(good)

    @property
    def units(self) -> bool:
        texts = [v for v in self.cells if isinstance(v, str)]
        return self.share(sum(is_unit(text) or plain(text) in _UNIT_WORDS for text in texts))

    @property
    def words(self) -> int:
        """How many cells hold words that are neither numbers nor days."""
        return sum(
            isinstance(v, str) and number_said(v).value is None and len(plain(v)) > 1
            for v in self.cells
        )

    def guess(self, means: str, why: str) -> None:
        self.means, self.why = means, why


def _is_plain_number(value: CellValue) -> bool:
    """Whether a cell holds digits only: a year, an amount or a serial, which says nothing alone."""
    return number_said(value).value is not None


def _proposed(table: FoundTable, workbook: Workbook) -> ProposedTable:
    columns = [_Column(table, place) for place in table.columns]
    months = _months(table, columns)
    _by_heading([one for one in columns if one.letters not in months])
    sources = _sources(columns, months)
    fields = {one.means: one.letters for one in reversed(columns) if one.means in set(Field)}
    titles = _titles(table.sheet, table.header)
    year = _year(titles, table.sheet.name, workbook.name)
    worded = bool(fields.keys() & {Field.SOURCE, Field.CODE, Field.ACCOUNT}) or bool(sources)
    mapping = TableMapping(
        sheet=table.sheet.name,
        name=table.sheet.name,
        header=table.header + 1 if table.first > table.header else 0,
        first_row=table.first + 1,
        last_row=table.end,
        columns=dict(sorted(fields.items())),
        months=months,
        sources=sources,
        units=_units(columns, [fields.get(Field.QUANTITY, ""), *months, *sources]),
        source="" if worded or not titles else titles[-1],
        year_be=0 if year is None else year[0],
        year_kind="" if year is None else year[1],
        date_order=_order(columns, fields),
        era=_era(columns, fields),
        fingerprint=fingerprint([one.heading for one in columns]),
    )
    mapping = replace(mapping, date_means=_date_means(table, mapping, workbook))
    guesses = tuple(
        ColumnGuess(
            one.letters,
            one.heading,
            months.get(one.letters, "sources" if one.letters in sources else one.means),
            HEADING if one.letters in months or one.letters in sources else one.why,
            tuple(shown(value)[:60] for value in one.cells[:EXAMPLES]),
        )
        for one in columns
    )
    return ProposedTable(mapping, guesses, table.end - table.first)


def _months(table: FoundTable, columns: Sequence[_Column]) -> dict[str, str]:
    """The columns of months; of several columns under one month the one of quantities."""
    found: dict[str, list[_Column]] = {}
    for one in columns:
        for row in range(table.first - 1, table.header - 1, -1):
            month = month_said(table.sheet.spread(row, one.place))
            if month is not None:
                year = f"{month.year_be}-" if month.year_be else ""
                found.setdefault(f"{year}{month.number:02}", []).append(one)
                break
    if len(found) < FEWEST_MONTHS:
        return {}
    taken = {}
    for said, under in found.items():
        named = [one for one in under if one.said.means == Field.QUANTITY]
        useful = [one for one in under if one.said.means != NOTHING]
        best = next(iter(named or useful or under))
        taken[best.letters] = said
        for other in under:
            if other is not best:
                other.guess(NOTHING, HEADING)
    return taken


def _by_heading(columns: Sequence[_Column]) -> None:
    """What the headings say, where the content does not speak against them."""
    claimed: dict[str, _Column] = {}
    for one in columns:
        means = one.said.means
        if means == Field.UNIT and one.numbers:
            means = Field.QUANTITY.value  # หน่วย of an electricity bill: an amount
        if means in {Field.QUANTITY, Field.FACTOR} and one.cells and not _some_numbers(one):
            means = ""
        if means == Field.SOURCE and one.numbers and one.said.unit:
            means = ""  # the heading names a source, the column holds its amounts
        if not means:
            continue
        before = claimed.get(means)
        if means != NOTHING and before is not None:
            if means == Field.SOURCE:
                _two_of_words(before, one, claimed)
            elif means == Field.QUANTITY and one.said.unit and not before.said.unit:
                before.guess("", "")
                one.guess(means, HEADING)
                claimed[means] = one
            continue
        one.guess(means, HEADING)
        claimed[means] = one


def _some_numbers(column: _Column) -> bool:
    return any(number_said(value).value is not None for value in column.cells)


def _two_of_words(before: _Column, one: _Column, claimed: dict[str, _Column]) -> None:
    """Of two columns of words the one with more different words names, the other groups."""
    first, second = (len({shown(v) for v in column.cells}) for column in (before, one))
    if Field.GROUP not in claimed:
        source, group = (before, one) if first >= second else (one, before)
        group.guess(Field.GROUP.value, HEADING)
        source.guess(Field.SOURCE.value, HEADING)
        claimed[Field.SOURCE], claimed[Field.GROUP] = source, group


def _fill(columns: Sequence[_Column], taken: set[str]) -> None:
    """Guess the fields that are still missing from what stands in the other columns."""
    free = [one for one in columns if not one.means]
    if not taken & {Field.DATE, Field.MONTH, Field.FROM, Field.YEAR}:
        for one in free:
            if one.days or one.months:
                one.guess((Field.DATE if one.days else Field.MONTH).value, CONTENT)
                break
    if Field.UNIT not in taken:
        for one in free:
            if not one.means and one.units:
                one.guess(Field.UNIT.value, CONTENT)
                break
    if not taken & {Field.SOURCE, Field.CODE, Field.ACCOUNT}:
        worded = [one for one in free if not one.means and one.share(one.words)]
        if worded:
            best = max(worded, key=lambda one: one.words)
            best.guess(Field.SOURCE.value, CONTENT if len(worded) == 1 else ONLY)


def _sources(columns: Sequence[_Column], months: dict[str, str]) -> dict[str, str]:
    """The columns that hold one source each, as headings with units of their own tell.

    After that the columns of one quantity, by their content where no heading says it.
    """
    outside = [one for one in columns if one.letters not in months]
    taken = {one.means for one in outside if one.means}
    _fill(outside, taken)
    taken = {one.means for one in outside if one.means}
    if months:
        return {}
    of_words = bool(taken & {Field.SOURCE, Field.CODE, Field.ACCOUNT})
    named = [
        one
        for one in outside
        if one.said.unit and one.said.words and one.means in {"", Field.QUANTITY} and one.numbers
    ]
    worded = [one for one in named if not _only_amount(one.said.words)]
    if not of_words and worded:
        for one in worded:
            one.guess("", "")
        return {one.letters: one.said.words for one in worded}
    if Field.QUANTITY not in taken:
        free = [one for one in outside if not one.means and one.numbers]
        if free:
            best = next((one for one in free if one.said.unit), free[0])
            best.guess(Field.QUANTITY.value, ONLY if len(free) == 1 else CONTENT)
    return {}


_AMOUNT_WORDS = re.compile(
    r"(?:ปริมาณ|จำนวน|การใช้|ยอดใช้|หน่วย|ที่ใช้|รวม|ใช้|quantity|amount|usage|used|qty|consumption|volume|value|\s)+"
)


def _only_amount(words: str) -> bool:
    """Whether a heading speaks of an amount and names no source: ปริมาณการใช้."""
    return _AMOUNT_WORDS.fullmatch(plain(words)) is not None


def _units(columns: Sequence[_Column], quantities: Sequence[str]) -> dict[str, str]:
    """The units that headings give to columns of quantities; หน่วย says which by its source."""
    named = {one.letters: one.said.unit or _unit_word(one) for one in columns}
    return {one: unit for one, unit in named.items() if unit and one in quantities}


_UNIT_WORD = re.compile(r"^(?:จำนวน)?หน่วย|^units?(?![a-z])")


def _unit_word(column: _Column) -> str:
    return "หน่วย" if _UNIT_WORD.search(plain(column.heading)) else ""


def _titles(sheet: Sheet, header: int) -> tuple[str, ...]:
    """The words right above a header, the nearest row last."""
    words: list[str] = []
    for row in range(max(0, header - 5), header):
        texts = [v.strip() for v in sheet.rows[row] if isinstance(v, str) and v.strip()]
        if len(texts) == 1:
            words.append(texts[0])
    return tuple(words)


def _year(titles: Sequence[str], sheet: str, file: str) -> tuple[int, str] | None:
    """The Buddhist year that title, sheet or file names, and its kind where that is said."""
    for text in reversed(titles):
        said = year_said(text)
        if said is not None:
            return said.be, "fiscal" if said.fiscal else ""
    for text in (sheet, file.rpartition(".")[0]):
        said = year_said(text, bare=True)
        if said is not None:
            return said.be, "fiscal" if said.fiscal else ""
    return None


_PARTS = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})(?:\s.*)?")
_A_MONTH = 12


def _of_dates(columns: Sequence[_Column], fields: dict[str, str]) -> list[tuple[int, int, str]]:
    """The figures of the dates that are written as such: first, second and the year's text."""
    places = {fields.get(field) for field in (Field.DATE, Field.FROM, Field.TO, Field.MONTH)}
    found = []
    for one in columns:
        for value in one.cells if one.letters in places else ():
            match = _PARTS.fullmatch(to_arabic(value).strip()) if isinstance(value, str) else None
            if match:
                found.append((int(match[1]), int(match[2]), match[3]))
    return found


def _order(columns: Sequence[_Column], fields: dict[str, str]) -> str:
    """Month before day only where dates show that, and none shows the other."""
    dates = _of_dates(columns, fields)
    later = any(second > _A_MONTH for _, second, _ in dates)
    sooner = any(first > _A_MONTH for first, _, _ in dates)
    return MONTH_FIRST if later and not sooner else DAY_FIRST


_SHORT_YEARS = re.compile(r"(?<![0-9])([0-9]{2})$")


def _era(columns: Sequence[_Column], fields: dict[str, str]) -> str:
    """The era of years of two digits where they are all below 50: nobody reports of 25(00-49)."""
    short = [year for _, _, year in _of_dates(columns, fields) if len(year) == 2]  # noqa: PLR2004
    places = {fields.get(field) for field in (Field.MONTH, Field.DATE)}
    for one in columns:
        for value in one.cells if one.letters in places else ():
            text = to_arabic(value).strip() if isinstance(value, str) else ""
            match = _SHORT_YEARS.search(text)
            if match and month_said(text) is not None:
                short.append(match[1])
    return CE if short and all(int(year) < 50 for year in short) else ""  # noqa: PLR2004


def _date_means(table: FoundTable, mapping: TableMapping, workbook: Workbook) -> str:
    """Whether a date stands for its month: where no source has two dates in one month."""
    column = mapping.columns.get(Field.DATE)
    if column is None:
        return ""
    rules = DayRules(mapping.date_order, mapping.era, workbook.from_1904)
    names = [
        mapping.columns[field]
        for field in (Field.SOURCE, Field.CODE, Field.ACCOUNT, Field.PART, Field.UNIT)
        if field in mapping.columns
    ]
    by_letters = {letters(place): place for place in table.columns}
    seen: set[tuple[str, ...]] = set()
    for row in range(table.first, table.end):
        day = day_said(table.sheet.cell(row, by_letters[column]), rules).day
        if day is not None:
            words = (plain(shown(table.sheet.cell(row, by_letters[one]))) for one in names)
            place = (f"{day.year}-{day.month}", *words)
            if place in seen:
                return DAY
            seen.add(place)
    return MONTH
