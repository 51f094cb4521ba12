"""Recognising the header of a 12-month office sheet by its words, wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.cell_text import Month, month_said, plain, year_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.cell_text import Year
    from fahsai.gateways.workbooks.grid import Sheet

HEADER_SEARCH_ROWS = 400
"""How far down a header is looked for; tables may stand one below the other."""

FEWEST_MONTHS = 3
SUB_HEADER_ROWS = 3
LONGEST_HEADER = 80
_WIDEST_BLOCK = 6


class Means(StrEnum):
    """What a column holds, as its header says."""

    SCOPE = "scope"
    ITEM = "item"
    FACTOR = "factor"
    FACTOR_UNIT = "factor-unit"
    UNIT = "unit"
    QUANTITY = "quantity"
    CF = "cf"
    TOTAL = "total"
    OTHER = "other"


_MEANINGS: tuple[tuple[re.Pattern[str], Means], ...] = tuple(
    (re.compile(pattern), means)
    for pattern, means in (
        (r"^หน่วยงาน|^ลำดับ|^no\.?$|^ที่$|^#", Means.OTHER),
        (r"ร้อยละ|%|สัดส่วน|เฉลี่ย|average|percent", Means.OTHER),
        (r"^(แหล่ง)?ที่มา|แหล่งที่มา|แหล่งข้อมูล|อ้างอิง|หมายเหตุ|หลักฐาน|ผู้รับผิดชอบ", Means.OTHER),
        (r"^(emission|ghg|carbon) ?sources?", Means.ITEM),
        (r"^(reference|remark|note|evidence|data source)", Means.OTHER),
        (r"^(หน่วย|unit).*((?<![a-z])ef(?![a-z])|co2|emission)", Means.FACTOR_UNIT),
        (r"^(หน่วย|unit)", Means.UNIT),
        (r"^(ขอบเขต|scope|ประเภท)", Means.SCOPE),
        (r"^(ข้อมูลกิจกรรม|activity data)", Means.QUANTITY),
        (r"^(รายการ|กิจกรรม|แหล่ง|รายละเอียด|ชนิด|item|activit|source|description)", Means.ITEM),
        (r"(?<![a-z])ef(?![a-z])|emission ?factor|สัมประสิทธิ์|แฟกเตอร์|แฟคเตอร์", Means.FACTOR),
        (r"co2.*/ ?(หน่วย|unit)", Means.FACTOR),
        (r"รวม|(?<![a-z])(sub)?total|(?<![a-z])sum(?![a-z])", Means.TOTAL),
        (r"(?<![a-z])(cf|ghg)(?![a-z])|co2|คาร์บอน|ก๊าซเรือนกระจก|การปล่อย|emission", Means.CF),
        (r"ปริมาณ|จำนวน|การใช้|quantity|amount|usage|qty|consumption", Means.QUANTITY),
    )
)


def meaning(text: str) -> Means | None:
    """What a header text says about its column; ``None`` for words that say nothing.

    >>> meaning("หน่วย การเก็บข้อมูล").value, meaning("ค่า EF (kgCO2e/หน่วย)").value
    ('unit', 'factor')
    """
    said = plain(text)
    if not said:
        return None
    return next((means for pattern, means in _MEANINGS if pattern.search(said)), None)


@dataclass(frozen=True, slots=True)
class MonthColumns:
    """Where one month stands: its quantity column and its CF column, either may be absent."""

    month: Month
    quantity: int | None
    cf: int | None
    factor: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The months of one table and the rows between which its header stands.

    ``label`` is the year written over the months, ``titles`` all words above the header;
    ``speaks_of_carbon`` tells a table of emissions from any other table with months.
    """

    row: int
    first_data_row: int
    months: tuple[MonthColumns, ...]
    label: Year | None
    titles: str
    speaks_of_carbon: bool
    has_sub_header: bool

    def as_quantities(self) -> Header:
        """The same header with its single columns taken as quantities."""
        months = tuple(MonthColumns(m.month, m.cf, None, m.factor) for m in self.months)
        return replace(self, months=months)

    @property
    def columns(self) -> frozenset[int]:
        """Every column that belongs to a month."""
        return frozenset(
            column
            for entry in self.months
            for column in (entry.quantity, entry.cf, entry.factor)
            if column is not None
        )

    @property
    def first_column(self) -> int:
        """The first month column."""
        return min(self.columns)

    @property
    def last_column(self) -> int:
        """The last month column."""
        return max(self.columns)


Block = tuple[Month, int, int]
"""A month with its first column and the column after its last."""


def header_rows(sheet: Sheet) -> tuple[int, ...]:
    """The rows that name months, the fullest first, so that a helper block above does no harm."""
    rows = []
    for row in range(min(sheet.height, HEADER_SEARCH_ROWS)):
        distinct = len({month.number for _, month in _months_in_row(sheet, row)})
        if distinct >= FEWEST_MONTHS:
            rows.append((-distinct, row))
    return tuple(row for _, row in sorted(rows))


def headers_at(sheet: Sheet, row: int) -> tuple[Header, ...]:
    """The header at a row: one, or one a year when years stand side by side."""
    runs = _runs(_months_in_row(sheet, row))
    return _headers_of_runs(sheet, row, runs) if runs else ()


def _months_in_row(sheet: Sheet, row: int) -> list[tuple[int, Month]]:
    """Column and month of every cell in the row that names a month."""
    result = []
    for column in range(len(sheet.rows[row])):
        month = month_said(sheet.cell(row, column))
        if month is not None:
            result.append((column, month))
    return result


def _runs(named: Iterable[tuple[int, Month]]) -> list[list[tuple[int, Month]]]:
    """The months split where a month comes again in another block of columns.

    A month that is repeated at once (ม.ค. ปริมาณ | ม.ค. CF) stays in its run.
    """
    runs: list[list[tuple[int, Month]]] = []
    seen: set[tuple[int, int | None]] = set()
    last: tuple[int, int | None] | None = None
    for column, month in named:
        key = (month.number, month.year_be)
        if key != last and (key in seen or not runs):
            runs.append([])
            seen = set()
        runs[-1].append((column, month))
        seen.add(key)
        last = key
    return [run for run in runs if len({month.number for _, month in run}) >= FEWEST_MONTHS]


def _headers_of_runs(
    sheet: Sheet, row: int, runs: list[list[tuple[int, Month]]]
) -> tuple[Header, ...]:
    """Tables of the runs: quantity and CF blocks of one year joined, different years apart."""
    tables: dict[int | None, list[list[MonthColumns]]] = {}
    years: dict[int | None, Year | None] = {}
    sub_rows: list[int] = []
    labels = [_label(sheet, row, run[0][0], run[-1][0], narrow=len(runs) > 1) for run in runs]
    # Blocks of quantities and CF side by side have one year: that of the title over both.
    shared = None
    if len(runs) > 1 and all(year is None for _, year in labels):
        shared = _label(sheet, row, runs[0][0][0], runs[-1][-1][0], narrow=False)[1]
    for run, (words, own_year) in zip(runs, labels, strict=True):
        year = own_year or shared
        entries, sub_row = _month_columns(sheet, row, _blocks(run), words)
        key = year.be if year and len(runs) > 1 else None
        tables.setdefault(key, []).append(entries)
        years.setdefault(key, year)
        sub_rows += [] if sub_row is None else [sub_row]
    first_data_row = _below_merged(sheet, row, max(sub_rows, default=row) + 1)
    return tuple(
        Header(
            row,
            first_data_row,
            months,
            years[key],
            _titles(sheet, row),
            _speaks_of_carbon(sheet, first_data_row),
            bool(sub_rows),
        )
        for key, parts in tables.items()
        if (months := _joined(parts))
    )


def _below_merged(sheet: Sheet, header_row: int, row: int) -> int:
    """The first row below the header that no merged header cell reaches into."""
    while any(
        sheet.merged.get((row, column), (row, column))[0] <= header_row
        for column in range(sheet.width)
    ):
        row += 1
    return row


def _blocks(run: Sequence[tuple[int, Month]]) -> list[Block]:
    """The columns of each month: up to the next month, the last one as wide as most."""
    starts: list[tuple[int, Month]] = []
    for column, month in run:
        if not starts or (starts[-1][1].number, starts[-1][1].year_be) != (
            month.number,
            month.year_be,
        ):
            starts.append((column, month))
    widths = [min(after[0] - before[0], _WIDEST_BLOCK) for before, after in pairwise(starts)]
    usual = Counter(widths).most_common(1)[0][0]
    return [
        (month, column, column + width)
        for (column, month), width in zip(starts, [*widths, usual], strict=True)
    ]


def _month_columns(
    sheet: Sheet, row: int, blocks: list[Block], label: str
) -> tuple[list[MonthColumns], int | None]:
    """The quantity and CF column of each month and the row of the sub-headers, if there is one."""
    sub_row = _sub_header_row(sheet, row, blocks)
    usual = _usual_meanings(sheet, row, sub_row, blocks)
    if not usual:
        width = Counter(end - start for _, start, end in blocks).most_common(1)[0][0]
        single = Means.CF if _is_carbon_block(label) else Means.QUANTITY
        usual = {0: single} if width == 1 else {0: Means.QUANTITY, 1: Means.CF}
    result = []
    for month, start, end in blocks:
        found: dict[Means, int] = {}
        for column in range(start, end):
            said = _sub_meaning(sheet, row, sub_row, column)
            means = said or usual.get(column - start)
            if means is not None:
                found.setdefault(means, column)
        result.append(
            MonthColumns(
                Month(month.number, month.year_be),
                found.get(Means.QUANTITY),
                found.get(Means.CF),
                found.get(Means.FACTOR),
            )
        )
    return result, sub_row


_MONTHLY = frozenset({Means.QUANTITY, Means.CF, Means.FACTOR})


def _sub_header_row(sheet: Sheet, row: int, blocks: list[Block]) -> int | None:
    """The row below the months that says ปริมาณ / CF in at least half of the months."""
    for below in range(row + 1, row + 1 + SUB_HEADER_ROWS):
        said = sum(
            any(meaning(sheet.text(below, column)) in _MONTHLY for column in range(start, end))
            for _, start, end in blocks
        )
        if said * 2 >= len(blocks):
            return below
    return None


def _sub_meaning(sheet: Sheet, row: int, sub_row: int | None, column: int) -> Means | None:
    """What one month column holds: by its sub-header, else by the words behind the month."""
    text = ""
    if sub_row is not None:
        text = sheet.text(sub_row, column)
    else:
        month = month_said(sheet.cell(row, column))
        text = month.rest if month else ""
    means = meaning(text)
    return means if means in _MONTHLY else None


def _usual_meanings(
    sheet: Sheet, row: int, sub_row: int | None, blocks: list[Block]
) -> dict[int, Means]:
    """What most months hold at each offset, so that one misspelt sub-header does no harm."""
    votes: dict[int, Counter[Means]] = {}
    for _, start, end in blocks:
        for column in range(start, end):
            means = _sub_meaning(sheet, row, sub_row, column)
            if means is not None:
                votes.setdefault(column - start, Counter())[means] += 1
    return {
        offset: counter.most_common(1)[0][0]
        for offset, counter in votes.items()
        if counter.total() * 2 >= len(blocks)
    }


def _joined(parts: list[list[MonthColumns]]) -> tuple[MonthColumns, ...]:
    """The months of several blocks as one: a block of quantities and a block of CF.

    When two blocks both claim quantities, the second is the CF block: the office put the
    consumption first and the emission behind it.
    """
    months: dict[tuple[int, int | None], MonthColumns] = {}
    for entries in parts:
        for entry in entries:
            key = (entry.month.number, entry.month.year_be)
            known = months.get(key)
            if known is None:
                months[key] = entry
            elif known.cf is None:
                cf = entry.cf if entry.cf is not None else entry.quantity
                months[key] = MonthColumns(entry.month, known.quantity, cf, known.factor)
            elif known.quantity is None:
                months[key] = MonthColumns(entry.month, entry.quantity, known.cf, known.factor)
    return tuple(months.values())


def _label(
    sheet: Sheet, row: int, first: int, last: int, *, narrow: bool
) -> tuple[str, Year | None]:
    """The words over the months and the year they name, the nearest row first.

    With ``narrow`` only cells over these very columns count, since another block has its own.
    """
    words = ""
    for above in range(row - 1, -1, -1):
        columns = range(first, last + 1) if narrow else range(sheet.width)
        texts = dict.fromkeys(sheet.text(above, column) for column in columns)
        for text in filter(None, texts):
            over = any(sheet.text(above, column) == text for column in range(first, last + 1))
            if over and not words:
                words = text
            year = year_said(text)
            if year is not None:
                return words, year
    return words, None


def _titles(sheet: Sheet, row: int) -> str:
    """Every word above the header."""
    above = [value for cells in sheet.rows[:row] for value in cells if isinstance(value, str)]
    return plain(" ".join(above))


def _is_carbon_block(label: str) -> bool:
    return meaning(label) in (Means.CF, Means.FACTOR)


_CARBON = re.compile(
    r"co2|ก๊าซเรือนกระจก|คาร์บอน|(?<![a-z])(cf|ghg|ef)(?![a-z])|scope|ประเภท ?[123]|carbon|greenhouse"
)


def _speaks_of_carbon(sheet: Sheet, until: int) -> bool:
    """True when any title or header cell speaks of carbon, scopes or emission factors."""
    return any(
        isinstance(value, str) and _CARBON.search(plain(value))
        for cells in sheet.rows[:until]
        for value in cells
    )
