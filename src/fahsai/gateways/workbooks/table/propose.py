"""What the columns of a table seem to mean, each guess with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.gateways.workbooks.cell_text import (
    Month,
    Year,
    month_said,
    plain,
    year_said,
)
from fahsai.gateways.workbooks.grid import shown
from fahsai.gateways.workbooks.table.column import Column
from fahsai.gateways.workbooks.table.date_ways import SeenDates, date_means, seen_dates
from fahsai.gateways.workbooks.table.find import (
    FEWEST_MONTHS,
    FEWEST_YEARS,
    FoundTable,
    find_tables,
)
from fahsai.gateways.workbooks.table.headings import NOTHING
from fahsai.gateways.workbooks.table.kept_name import default_name
from fahsai.gateways.workbooks.table.mapping import (
    Field,
    FileMapping,
    TableMapping,
    fingerprint,
)
from fahsai.gateways.workbooks.table.month_names import month_in_name, month_in_title
from fahsai.gateways.workbooks.table.year_columns import (
    FISCAL,
    month_key,
    runs_fiscal,
    year_text,
)
from fahsai.gateways.workbooks.text.read import TextOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.gateways.workbooks.grid import Sheet, Workbook

HEADING, CONTENT, ONLY = "heading", "content", "only"
"""Why a column is guessed: its words, what stands in it, or because no other is left."""

EXAMPLES = 3


class ColumnGuess(NamedTuple):
    """One column: its letters and heading, what it seems to give and why, and examples.

    ``means`` is a field, ``month``-like text for a month column (``2567-01``), ``sources`` for a
    column of one source, ``years`` for one of amounts of a year, ``-`` for one that is understood
    and not needed, or empty.
    """

    letters: str
    heading: str
    means: str
    why: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedTable:
    """A table with its mapping, the reason for each column, and how its dates are written."""

    mapping: TableMapping
    columns: tuple[ColumnGuess, ...]
    rows: int
    dates: SeenDates


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
    forms = {one.mapping.fingerprint for one in whole}
    # A sheet of the same form that lacks its month is asked about, and not passed over.
    kept = [one for one in found if not one.mapping.lacks or one.mapping.fingerprint in forms]
    return tuple(kept or found)


def file_mapping(workbook: Workbook, tables: Iterable[ProposedTable]) -> FileMapping:
    """The mapping of a file that takes every proposed table as it is proposed."""
    text = workbook.text
    options = TextOptions() if text is None else TextOptions(*text)
    return FileMapping(tuple(one.mapping for one in tables), {}, options)


def _proposed(table: FoundTable, workbook: Workbook) -> ProposedTable:
    columns = [Column(table, place) for place in table.columns]
    months = _months(table, columns)
    years = _years(columns, months)
    _by_heading([one for one in columns if one.letters not in {*months, *years}])
    sources = _sources(columns, months, years)
    fields = {one.means: one.letters for one in reversed(columns) if one.means in set(Field)}
    titles = _titles(table.sheet, table.header)
    year = _year_over_all(columns) or _year(titles, table.sheet.name, workbook.name)
    worded = bool(fields.keys() & {Field.SOURCE, Field.CODE, Field.ACCOUNT}) or bool(sources)
    dates = seen_dates(columns, fields)
    mapping = TableMapping(
        sheet=table.sheet.name,
        name=default_name(table.sheet.name, workbook.name),
        header=table.header + 1 if table.first > table.header else 0,
        first_row=table.first + 1,
        last_row=table.end,
        columns=dict(sorted(fields.items())),
        months=months,
        sources=sources,
        years=years,
        units=_units(columns, [fields.get(Field.QUANTITY, ""), *months, *sources, *years]),
        source="" if worded or not titles else titles[-1],
        month=(
            ""
            if months or fields.keys() & {Field.DATE, Field.MONTH, Field.FROM, Field.TO}
            else _month_of_all(titles, table.sheet.name, workbook.name)
        ),
        year_be=0 if year is None else year[0],
        year_kind=(year[1] if year else "") or _kind_of_months(columns, fields, months),
        date_order=dates.order_for(""),
        era=dates.era,
        fingerprint=fingerprint([one.heading for one in columns]),
    )
    mapping = replace(mapping, date_means=date_means(table, mapping, workbook))
    guesses = tuple(
        ColumnGuess(
            one.letters,
            one.heading,
            months.get(one.letters) or _of_many(one, sources, years) or one.means,
            HEADING if one.letters in {*months, *sources, *years} else one.why,
            tuple(shown(value)[:60] for value in one.cells[:EXAMPLES]),
        )
        for one in columns
    )
    return ProposedTable(mapping, guesses, table.end - table.first, dates)


def _of_many(column: Column, sources: Mapping[str, str], years: Mapping[str, str]) -> str:
    """What is said of a column of one source, or of one year; else empty."""
    if column.letters in sources:
        return "sources"
    return "years" if column.letters in years else ""


def _years(columns: Sequence[Column], months: Mapping[str, str]) -> dict[str, str]:
    """The year of each column of amounts, where several years stand over them."""
    over = {
        one.letters: one.year
        for one in columns
        if one.year is not None
        and one.letters not in months
        and one.said.means in {"", Field.QUANTITY, Field.UNIT, Field.SOURCE}
        and (one.numbers or not one.cells)
    }
    if len(set(over.values())) < FEWEST_YEARS:
        return {}
    return {letters: year_text(year) for letters, year in over.items()}


def _year_over_all(columns: Sequence[Column]) -> tuple[int, str] | None:
    """The one year that stands over columns of amounts: it is that of the table."""
    over = {one.year for one in columns if one.year is not None and one.numbers}
    if len(over) != 1:
        return None
    year = over.pop()
    return (year.be, FISCAL if year.fiscal else "")


def _kind_of_months(
    columns: Sequence[Column], fields: Mapping[str, str], months: Mapping[str, str]
) -> str:
    """``fiscal`` where months without a year of their own run from October over the new year."""
    if months:
        bare = [one for one in months.values() if one.isdecimal()]
        return FISCAL if len(bare) == len(months) and runs_fiscal(map(int, bare)) else ""
    letters = fields.get(Field.MONTH) or fields.get(Field.DATE)
    cells = next((one.cells for one in columns if one.letters == letters), [])
    said = [month_said(value) for value in cells]
    named = [one for one in said if one is not None]
    if not named or any(one.year_be is not None for one in named):
        return ""
    return FISCAL if runs_fiscal(one.number for one in named) else ""


def _months(table: FoundTable, columns: Sequence[Column]) -> dict[str, str]:
    """The columns of months; of several columns under one month the one of quantities."""
    found: dict[str, list[Column]] = {}
    for one in columns:
        for row in range(table.first - 1, table.header - 1, -1):
            month = month_said(table.sheet.spread(row, one.place))
            if month is not None:
                own = None if month.year_be is None else Year(month.year_be, fiscal=False)
                found.setdefault(month_key(month.number, own or one.year), []).append(one)
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


def _by_heading(columns: Sequence[Column]) -> None:
    """What the headings say, where the content does not speak against them."""
    claimed: dict[str, Column] = {}
    for one in columns:
        means = one.said.means
        if means == Field.UNIT and one.numbers:
            means = Field.QUANTITY.value  # หน่วย of an electricity bill: an amount
        if means in {Field.QUANTITY, Field.FACTOR} and one.cells and not one.some_numbers:
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


def _two_of_words(before: Column, one: Column, claimed: dict[str, Column]) -> None:
    """Of two columns of words the one with more different words names, the other groups."""
    first, second = (len({shown(v) for v in column.cells}) for column in (before, one))
    if Field.GROUP not in claimed:
        source, group = (before, one) if first >= second else (one, before)
        group.guess(Field.GROUP.value, HEADING)
        source.guess(Field.SOURCE.value, HEADING)
        claimed[Field.SOURCE], claimed[Field.GROUP] = source, group


def _fill(columns: Sequence[Column], taken: set[str]) -> None:
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


def _sources(
    columns: Sequence[Column], months: dict[str, str], years: dict[str, str]
) -> dict[str, str]:
    """The columns that hold one source each, as headings with units of their own tell.

    After that the columns of one quantity, by their content where no heading says it.
    """
    outside = [one for one in columns if one.letters not in months]
    free = [one for one in outside if one.letters not in years]
    taken = {one.means for one in outside if one.means}
    _fill(free, taken)
    taken = {one.means for one in outside if one.means}
    if months:
        return {}
    of_words = bool(taken & {Field.SOURCE, Field.CODE, Field.ACCOUNT})
    if years:
        if of_words:
            return {}
        over = {one.letters: one.said.words for one in outside if one.letters in years}
        return {place: text for place, text in over.items() if text and not _only_amount(text)}
    # A heading with a unit is enough: what is no number under it is rejected cell by cell, while a
    # column that is passed over would take its numbers along.
    named = [
        one
        for one in outside
        if one.said.unit
        and one.said.words
        and one.means in {"", Field.QUANTITY}
        and one.some_numbers
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


def _units(columns: Sequence[Column], quantities: Sequence[str]) -> dict[str, str]:
    """The units that headings give to columns of quantities; หน่วย says which by its source."""
    named = {one.letters: one.said.unit or _unit_word(one) for one in columns}
    return {one: unit for one, unit in named.items() if unit and one in quantities}


_UNIT_WORD = re.compile(r"^(?:จำนวน)?หน่วย|^units?(?![a-z])")


def _unit_word(column: Column) -> str:
    return "หน่วย" if _UNIT_WORD.search(plain(column.heading)) else ""


def _titles(sheet: Sheet, header: int) -> tuple[str, ...]:
    """The words right above a header, the nearest row last."""
    words: list[str] = []
    for row in range(max(0, header - 5), header):
        texts = [v.strip() for v in sheet.rows[row] if isinstance(v, str) and v.strip()]
        if len(texts) == 1:
            words.append(texts[0])
    return tuple(words)


def _month_of_all(titles: Sequence[str], sheet: str, file: str) -> str:
    """The month that title and sheet name, else the file; empty where they name two."""
    of_title = next((one for text in reversed(titles) if (one := month_in_title(text))), None)
    of_sheet = month_in_name(sheet)
    if of_title and of_sheet:
        same = of_title.number == of_sheet.number
        years = {one.year_be for one in (of_title, of_sheet)} - {None}
        named = of_title if of_title.year_be else of_sheet
        return _as_text(named) if same and len(years) <= 1 else ""
    named_once = of_title or of_sheet or month_in_name(file.rpartition(".")[0])
    return "" if named_once is None else _as_text(named_once)


def _as_text(month: Month) -> str:
    year = None if month.year_be is None else Year(month.year_be, fiscal=False)
    return month_key(month.number, year)


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
