"""A table of meters as people write it: a sheet with a row a channel, or TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.gateways.workbooks.grid import Broken
from fahsai.gateways.workbooks.reader import read
from fahsai.services.keeping.meters import MeterEntry
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.grid import Sheet

MOST_ROWS = 20_000
"""Rows that a table may have."""

MOST_BYTES = 10 * 1024 * 1024

CODE = "code"
NO_COLUMNS = frozenset({"channels", "drop_channels"})
OF_METERS = (CODE, *(one.name for one in fields(MeterEntry) if one.name not in NO_COLUMNS))
"""The columns that say something of a meter."""

OF_CHANNELS = (
    *("channel", "measure", "measure_unit", "digits", "every"),
    *("modulus", "resolution", "most_per_hour", "both_ways"),
)
"""Those that say something of one of its channels."""

COLUMNS = (*OF_METERS, *OF_CHANNELS)
NEEDED = (CODE, "kind", "name_th")
TABLES, CHANNELS = "meters", "channels"
_SHOWN = 80


class Row(NamedTuple):
    """One row of a table: where it stands, and its cells that say something, by column."""

    place: str
    cells: Mapping[str, str]


class Listed(NamedTuple):
    """One meter of a table: its first row, what is said of it, and of each of its channels."""

    place: str
    code: str
    cells: Mapping[str, str]
    channels: tuple[Row, ...]


def read_table(data: bytes, name: str) -> tuple[tuple[Listed, ...], tuple[Finding, ...]]:
    """The meters of a file, in its order.

    Args:
        data: the bytes of a workbook, a text file with columns, or TOML.
        name: the name of the file; TOML is known by its ending.

    Returns:
        The meters, and findings: nothing is usable where one is an error.  Those of
        :func:`~fahsai.gateways.workbooks.reader.read`, ``meter_table.unreadable``,
        ``meter_table.no_table``, ``meter_table.too_long``, ``meter_table.empty``,
        ``meter_table.column_unknown``, ``meter_table.column_missing``,
        ``meter_table.rows_disagree``.
    """
    if len(data) > MOST_BYTES:
        return (), (_too_long(name),)
    if name.lower().endswith(".toml"):
        rows, said = _of_toml(data, name)
    else:
        rows, said = _of_sheet(data, name)
    if any(one.level is Level.ERROR for one in said):
        return (), said
    if not rows:
        return (), (*said, finding("meter_table.empty", Level.ERROR, name))
    if len(rows) > MOST_ROWS:
        return (), (*said, _too_long(name))
    listed, disagreed = _together(rows, name)
    return listed, (*said, *disagreed)


def column_named(heading: str) -> str | None:
    """The column that a heading means: its code, or its name in Thai or English."""
    return _headings().get(_plain(heading))


def _headings() -> dict[str, str]:
    table = words("meter_table")["columns"]
    return {
        _plain(text): column for column in COLUMNS for text in (column, *table[column].values())
    }


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _of_sheet(data: bytes, name: str) -> tuple[list[Row], tuple[Finding, ...]]:
    book, said = read(data, name)
    if any(one.code == "workbook.not_a_workbook" for one in said):
        return [], (finding("meter_table.no_table", Level.ERROR, name),)
    if book is None:
        return [], said
    sheet = next((one for one in book.sheets if any(map(any, one.rows))), None)
    if sheet is None:
        return [], said
    start, headings = _head(sheet)
    unknown = [text for text in headings.values() if column_named(text) is None]
    if unknown:
        shown = ", ".join(text[:_SHOWN] for text in unknown)
        return [], (*said, finding("meter_table.column_unknown", Level.ERROR, name, columns=shown))
    columns = {place: column_named(text) or "" for place, text in headings.items()}
    missing = [one for one in NEEDED if one not in columns.values()]
    if missing:
        named = ", ".join(missing)
        return [], (*said, finding("meter_table.column_missing", Level.ERROR, name, columns=named))
    rows = []
    for number, cells in enumerate(sheet.rows[start + 1 :], start + 2):
        texts = {column: _text(cells[at]) for at, column in columns.items() if at < len(cells)}
        filled = {column: text for column, text in texts.items() if text}
        if filled:
            rows.append(Row(str(number), filled))
    return rows, said


def _head(sheet: Sheet) -> tuple[int, dict[int, str]]:
    """The first row that says anything: its number from 0, and its texts by column."""
    for number, cells in enumerate(sheet.rows):
        texts = {at: _text(cell) for at, cell in enumerate(cells)}
        filled = {at: text for at, text in texts.items() if text}
        if filled:
            return number, filled
    return 0, {}


def _of_toml(data: bytes, name: str) -> tuple[list[Row], tuple[Finding, ...]]:
    """The rows of ``[[meters]]`` with ``[[meters.channels]]``, one a channel."""
    try:
        plain = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return [], (_unreadable(name, str(error)),)
    tables = plain.pop(TABLES, [])
    unknown = [*plain]
    rows = []
    if not _are_tables(tables):
        return [], (_unreadable(name, TABLES),)
    for number, table in enumerate(tables, 1):
        channels = table.pop(CHANNELS, [])
        if not _are_tables(channels):
            return [], (_unreadable(name, f"{TABLES}.{CHANNELS}"),)
        unknown += [key for key in table if key not in OF_METERS]
        own = _cells(table)
        rows.append(Row(f"{TABLES}[{number}]", own))
        for channel in channels:
            renamed = {_OF_TOML.get(key, key): value for key, value in channel.items()}
            unknown += [key for key in renamed if key not in OF_CHANNELS]
            cells = {CODE: own.get(CODE, ""), **_cells(renamed)}
            rows.append(Row(f"{TABLES}[{number}]", cells))
    if unknown:
        shown = ", ".join(dict.fromkeys(unknown))
        return [], (finding("meter_table.column_unknown", Level.ERROR, name, columns=shown),)
    return rows, ()


_OF_TOML = {"name": "channel", "unit": "measure_unit"}
"""What a channel calls in TOML what columns have longer names for."""


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _cells(table: Mapping[str, Any]) -> dict[str, str]:
    return {key: text for key, value in table.items() if (text := _text(value))}


def _text(value: Any) -> str:  # noqa: PLR0911 - one a kind of cell
    """What a cell says, as it would be typed."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return canonical(value) if value.is_finite() else str(value)
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case Broken():
            return value.code
        case _:
            return str(value).strip()


def _together(rows: Iterable[Row], name: str) -> tuple[tuple[Listed, ...], tuple[Finding, ...]]:
    """The rows of each code as one meter; what a later row leaves out the first has said."""
    meters: dict[str, tuple[str, dict[str, str], list[Row]]] = {}
    said = []
    for row in rows:
        code = row.cells.get(CODE, "")
        place, known, channels = meters.setdefault(code, (row.place, {}, []))
        del place
        for column in OF_METERS:
            text = row.cells.get(column, "")
            if text and known.setdefault(column, text) != text:
                other = finding(
                    "meter_table.rows_disagree",
                    Level.ERROR,
                    name,
                    row=row.place,
                    column=column,
                    meter=code or "-",
                )
                said.append(other)
        cells = {column: row.cells[column] for column in OF_CHANNELS if column in row.cells}
        if cells:
            channels.append(Row(row.place, cells))
    listed = (
        Listed(place, code, known, tuple(channels))
        for code, (place, known, channels) in meters.items()
    )
    return tuple(listed), tuple(said)


def _too_long(name: str) -> Finding:
    return finding("meter_table.too_long", Level.ERROR, name, rows=f"{MOST_ROWS:,}")


def _unreadable(name: str, what: str) -> Finding:
    return finding("meter_table.unreadable", Level.ERROR, name, what=what[:_SHOWN])


def shown(value: str) -> str:
    """A cell in a finding: long ones by their beginning."""
    return value[:_SHOWN]


def columns_of(cells: Mapping[str, str], wanted: Sequence[str]) -> dict[str, str]:
    """The texts of some columns; nothing where a cell is empty."""
    return {column: cells.get(column, "") for column in wanted}
