"""What the sheets of a report workbook hold: the items of one, the rows of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import canonical
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.gateways.workbooks.report.columns import TABLE, TableSheet
from fahsai.gateways.workbooks.report.organisation import PRODUCTIONS
from fahsai.gateways.workbooks.report.sheets import ITEMS, SCOPE3, TEXTS
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fahsai.gateways.workbooks.report.book import ReportBook, TextEntry

CELL_LIMIT = 32_000
"""Longest text of one cell [characters]; Excel's own limit is 32,767."""


def organisation_cells(book: ReportBook) -> Mapping[str, object]:
    """The values of the items by key."""
    entry = book.organisation
    cells: dict[str, object] = {}
    for name in PRODUCTIONS:
        production = getattr(entry, name)
        cells[f"{name}_quantity"] = None if production is None else canonical(production.quantity)
        cells[f"{name}_unit"] = None if production is None else production.unit
    for item in ITEMS:
        if item.key not in cells:
            cells[item.key] = getattr(entry, item.key)
    return cells


def table_rows(table: TableSheet, book: ReportBook) -> list[Mapping[str, object]]:
    """The rows of a table: those of the book, in the rows that the template gives if it does."""
    if table is TEXTS:
        return _text_rows(book.texts)
    rows = [table.cells(entry) for entry in getattr(book, table.key)]
    return _category_rows(rows) if table is SCOPE3 else rows


def _text_rows(texts: Sequence[TextEntry]) -> list[Mapping[str, object]]:
    """One row a section, in the order of the form; a text too long for a cell takes several."""
    by_key = {entry.key: entry.text for entry in texts}
    _refuse_strangers([entry.key for entry in texts], TEXT_KEYS)
    about = words("tcfo_r_02")["help"]
    return [
        {"key": key, "about": f"{about[key]['th']}\n{about[key]['en']}", "text": part}
        for key in TEXT_KEYS
        for part in _cells_of_text(by_key.get(key, ""))
    ]


def _category_rows(rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """One row a category of scope 3, assessed or not."""
    names = {int(number): said for number, said in words(TABLE)["scope3"].items()}
    _refuse_strangers([row["category"] for row in rows], tuple(names))
    by_category = {row["category"]: row for row in rows}
    return [
        {"category": number, "about": f"{said['th']}\n{said['en']}", **by_category.get(number, {})}
        for number, said in names.items()
    ]


def _refuse_strangers(keys: Sequence[object], known: Sequence[object]) -> None:
    strange = [key for key in keys if key not in known or keys.count(key) > 1]
    if strange:
        raise ValueError(f"no row of the template for {strange[0]!r}")


def _cells_of_text(text: str) -> list[str]:
    r"""A text in pieces that fit a cell, parted at line ends, which reading puts back.

    >>> _cells_of_text("ก\nข")
    ['ก\nข']
    """
    pieces: list[str] = []
    for line in text.split("\n"):
        if pieces and len(pieces[-1]) + 1 + len(line) <= CELL_LIMIT:
            pieces[-1] += "\n" + line
        else:
            pieces.append(line)
    return pieces
