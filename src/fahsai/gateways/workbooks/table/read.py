"""Reading the tables of a file under a mapping: every cell of quantities is given or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Level, finding
from fahsai.gateways.workbooks.cell_text import (
    EMPTY,
    Number,
    end_said,
    number_said,
    plain,
    remark_said,
    total_said,
)
from fahsai.gateways.workbooks.grid import CellValue, a1, position, shown
from fahsai.gateways.workbooks.limits import MAX_ROWS
from fahsai.gateways.workbooks.office.values import CellCount, Rejected
from fahsai.gateways.workbooks.progress import tell
from fahsai.gateways.workbooks.table.days import DayRules
from fahsai.gateways.workbooks.table.headings import split_unit
from fahsai.gateways.workbooks.table.mapping import Field, TableMapping
from fahsai.gateways.workbooks.table.periods import Dated, column_month, column_year, row_period
from fahsai.gateways.workbooks.table.values import (
    BLANK,
    HEADER_ROW,
    REMARK,
    TOTAL_ROW,
    RowWords,
    Spoilt,
    TableAmount,
    TableSheet,
)
from fahsai.gateways.workbooks.table.year_columns import year_parts
from fahsai.gateways.workbooks.template.sheet import file_names

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.grid import Sheet, Workbook

_OF_TIME = (Field.DATE, Field.MONTH, Field.YEAR, Field.FROM, Field.TO)
_OF_WORDS = (Field.SOURCE, Field.CODE, Field.ACCOUNT, Field.GROUP)
_TELLING = frozenset({*_OF_TIME, *_OF_WORDS})
_TEXTS = {
    Field.SOURCE: "label",
    Field.CODE: "code",
    Field.ACCOUNT: "account",
    Field.GROUP: "group",
    Field.PART: "part",
    Field.DOCUMENT: "document",
    Field.NOTE: "note",
}
"""What the words of a row are called."""
_TOTAL_BEGINS = frozenset("รผยGgSsTt \t\u200b\ufeff")
"""How the word of a total may begin, to look no further at most rows."""
_FEW_CELLS = 2


class _Row(NamedTuple):
    """One row: its number from 0, its values, and what they say.

    ``values`` are as they stand; in ``spread`` and ``cells``, which are by field, a merged area
    shows the value of its top left cell.
    """

    number: int
    values: Sequence[CellValue]
    spread: Sequence[CellValue]
    cells: Mapping[str, CellValue]
    words: RowWords


class _Reader:
    """One table while it is read."""

    def __init__(self, sheet: Sheet, table: TableMapping, *, from_1904: bool) -> None:
        self.sheet, self.table = sheet, table
        self.places = {field: _place(text) for field, text in table.columns.items()}
        self.quantities = [(text, _place(text)) for text in table.quantities]
        self.wide = bool(table.months or table.sources or table.years)
        self.yearly = {place: _of_year(table, text) for place, text in table.years.items()}
        self.rules = DayRules(table.date_order, table.era, from_1904)
        self.name = table.name or table.sheet
        self.amounts: list[TableAmount] = []
        self.spoilt: list[Spoilt] = []
        self.rejected: list[Rejected] = []
        self.count: Counter[str] = Counter()
        self.rows = 0
        self._used = sorted({*self.places.values(), *(place for _, place in self.quantities)})
        self._width = max(self._used, default=-1) + 1
        self._texts = [(field, name) for field, name in _TEXTS.items() if field in self.places]
        self._telling = [(field, field in _OF_TIME) for field in self.places if field in _TELLING]
        self._headings = self._heading_words()

    def read(self) -> TableSheet:
        """Every row of the table."""
        end = min(self.table.last_row or self.sheet.height, self.sheet.height)
        first = max(0, self.table.first_row - 1)
        for number in range(first, end):
            tell(number - first, end - first)
            values = self._values(number)
            spread = self._spread(number) if self.sheet.merged else values
            for place in self._used:
                if spread[place] is not None:
                    self.rows += 1
                    self._row(number, values, spread)
                    break
        count = CellCount(
            sum(self.count.values()),
            self.count["stored"],
            self.count["rejected"],
            self.count["blank"],
        )
        return TableSheet(
            self.table,
            tuple(self.amounts),
            tuple(self.spoilt),
            tuple(self.rejected),
            count,
            self.rows,
        )

    def _values(self, number: int) -> Sequence[CellValue]:
        """The values of a row, as many as the table has columns."""
        values = self.sheet.rows[number]
        lacking = self._width - len(values)
        return values if lacking <= 0 else (*values, *([None] * lacking))

    def _spread(self, number: int) -> Sequence[CellValue]:
        return [self.sheet.spread(number, place) for place in range(self._width)]

    def _heading_words(self) -> dict[int, str]:
        """The lowest words of the header over each column: they tell a header that is repeated."""
        if not self.table.header:
            return {}
        row = self.table.first_row - 2
        return {place: text for place in self._used if (text := plain(self.sheet.text(row, place)))}

    def _row(self, number: int, values: Sequence[CellValue], spread: Sequence[CellValue]) -> None:
        cells = {field: spread[place] for field, place in self.places.items()}
        row = _Row(number, values, spread, cells, self._words(number, cells))
        reason = self._no_activity(row)
        if reason:
            self._refuse_row(row, reason)
        elif self.wide:
            self._wide(row)
        else:
            dated = row_period(cells, self.table, self.rules)
            for letters, place in self.quantities:
                self._amount(row, letters, number_said(values[place]), place, dated)

    def _words(self, number: int, cells: Mapping[str, CellValue]) -> RowWords:
        texts = {name: _one_line(cells[field]) for field, name in self._texts}
        label = texts.pop("label", "") or self.table.source
        names = cells.get(Field.EVIDENCE)
        factor = cells.get(Field.FACTOR)
        return RowWords(
            number + 1,
            label,
            evidence=() if names is None else file_names(_one_line(names)),
            factor=None if factor is None else number_said(factor).value,
            **texts,
        )

    def _repeats_header(self, row: _Row) -> bool:
        """Whether a row is the header again, as on the next page of a print."""
        for place, text in self._headings.items():
            if plain(_text(row.spread[place])) != text:
                return False
        return bool(self._headings)

    def _no_activity(self, row: _Row) -> str:
        """Why a row is no activity: a total, the header again, a remark; else empty."""
        if self._repeats_header(row):
            return HEADER_ROW
        figures = any(row.values[place] is not None for _, place in self.quantities)
        if figures and self._is_plain(row.cells):
            return ""
        return self._total_or_remark(row, figures=figures)

    def _total_or_remark(self, row: _Row, *, figures: bool) -> str:
        cells = row.cells
        filled = [row.values[place] for place in self._used]
        texts = [value for value in filled if isinstance(value, str)]
        of_time = [cells[field] for field in _OF_TIME if cells.get(field) is not None]
        if any(isinstance(value, str) and total_said(value) for value in of_time):
            return TOTAL_ROW
        named = [v for field in _OF_WORDS if isinstance(v := cells.get(field), str)]
        if any(map(total_said, named)) and (not of_time or self.wide):
            return TOTAL_ROW
        if texts and total_said(texts[0]) and not of_time and not named:
            return TOTAL_ROW
        few = sum(value is not None for value in filled) < _FEW_CELLS
        if texts and not figures and (few or end_said(texts[0]) or remark_said(texts[0])):
            return REMARK
        return ""

    def _is_plain(self, cells: Mapping[str, CellValue]) -> bool:
        """Whether a row with figures names its time and source, and neither speaks of a total."""
        timed = False
        for field, of_time in self._telling:
            value = cells[field]
            if value is None:
                continue
            timed = timed or of_time
            if isinstance(value, str) and value[:1] in _TOTAL_BEGINS and total_said(value):
                return False
        return timed

    def _refuse_row(self, row: _Row, reason: str) -> None:
        """Refuse a row: one entry for all its cells, each counted."""
        filled = [place for _, place in self.quantities if row.values[place] is not None]
        refused = filled or [self._used[0]]
        self.count["rejected"] += len(refused)
        self.count["blank"] += len(self.quantities) - len(refused)
        raw = row.words.label or shown(row.spread[self._used[0]])
        self.rejected.extend(
            Rejected(self.name, a1(row.number, place), raw, reason) for place in refused
        )

    def _wide(self, row: _Row) -> None:
        """A row whose columns are months, or sources."""
        filled = 0
        whole = None if self.table.months else row_period(row.cells, self.table, self.rules)
        for letters, place in self.quantities:
            number = number_said(row.values[place])
            if number.problem in EMPTY:
                self.count["blank"] += 1
                continue
            filled += 1
            month = self.table.months.get(letters)
            dated = column_month(month, self.table, row.cells) if month else whole
            if letters in self.yearly:
                dated = column_year(self.yearly[letters], row.cells, self.rules)
            if dated is None:  # a single column of quantities beside months
                dated = row_period(row.cells, self.table, self.rules)
            words = self.table.sources.get(letters)
            one = row if words is None else row._replace(words=row.words._replace(label=words))
            self._amount(one, letters, number, place, dated)
        if not filled:
            self.count["blank"] -= 1
            self.count["rejected"] += 1
            cell = a1(row.number, self.quantities[0][1])
            self.rejected.append(Rejected(self.name, cell, row.words.label, BLANK))

    def _amount(self, row: _Row, letters: str, number: Number, place: int, dated: Dated) -> None:
        cell, raw = f"{letters}{row.number + 1}", _text(row.values[place])
        unit = self._unit(row, letters)
        if number.value is None:
            reason = BLANK if number.problem in EMPTY else ""
            problem = "" if number.problem is None else number.problem.value
            self.count["rejected"] += 1
            self.rejected.append(Rejected(self.name, cell, raw, reason or problem))
            self.spoilt.append(Spoilt(row.words, unit, dated.period))
            return
        self.count["stored"] += 1
        if dated.period is None:
            field = self.places.get(dated.field)
            said = "" if field is None else shown(row.spread[field])
            raw = f"{raw} ({said})" if said else raw
            self.spoilt.append(Spoilt(row.words, unit, None))
        self.amounts.append(
            TableAmount(row.words, unit, cell, raw, number.value, dated.period, dated.reason)
        )

    def _unit(self, row: _Row, letters: str) -> str:
        """The unit of an amount: of its row, of its heading, of the table, of its words."""
        return (
            _one_line(row.cells.get(Field.UNIT))
            or self.table.units.get(letters, "")
            or self.table.unit
            or split_unit(row.words.label)[1]
        )


def _text(value: CellValue) -> str:
    """A value as :func:`shown` gives it; in text files nearly every value is text already."""
    return value if isinstance(value, str) else shown(value)


def _one_line(value: CellValue) -> str:
    return "" if value is None else " ".join(_text(value).split())


def _of_year(table: TableMapping, text: str) -> TableMapping:
    """The table as it holds for a column under a year of its own."""
    year_be, kind = year_parts(text)
    return replace(table, year_be=year_be, year_kind=kind or table.year_kind)


def _place(text: str) -> int:
    place = position(f"{text}1")
    assert place is not None  # noqa: S101 - a mapping holds letters of columns only
    return place[1]


def read_tables(
    workbook: Workbook, tables: Sequence[TableMapping]
) -> tuple[tuple[TableSheet, ...], tuple[Finding, ...]]:
    """The tables of a workbook under their mappings.

    Findings: ``table.sheet_missing`` for a table whose sheet the file lacks, ``table.lacks`` for a
    mapping without columns that are needed, ``table.too_long``; such a table is not read.
    """
    read: list[TableSheet] = []
    findings: list[Finding] = []
    for table in tables:
        sheet = workbook.sheet(table.sheet) or _only(workbook)
        if sheet is None:
            sheets = ", ".join(one.name for one in workbook.sheets)
            findings.append(finding("table.sheet_missing", Level.ERROR, table.sheet, sheets=sheets))
        elif table.lacks:
            lacking = ", ".join(table.lacks)
            findings.append(finding("table.lacks", Level.ERROR, table.sheet, lacking=lacking))
        elif (rows := (table.last_row or sheet.height) - table.first_row + 1) > MAX_ROWS:
            findings.append(
                finding(
                    "table.too_long",
                    Level.ERROR,
                    table.sheet,
                    rows=str(rows),
                    allowed=str(MAX_ROWS),
                )
            )
        else:
            read.append(_Reader(sheet, table, from_1904=workbook.from_1904).read())
    return tuple(read), tuple(findings)


def _only(workbook: Workbook) -> Sheet | None:
    """The sheet of a file that has one only, whatever it is called."""
    return workbook.sheets[0] if len(workbook.sheets) == 1 else None
