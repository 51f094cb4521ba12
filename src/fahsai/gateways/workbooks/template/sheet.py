"""The data sheets of our template: found by their hidden codes, read cell by cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.grid import NOT_CALCULATED, Broken, Sheet, Workbook, a1, shown
from fahsai.gateways.workbooks.office.values import Rejected
from fahsai.gateways.workbooks.rejections import some
from fahsai.gateways.workbooks.template.layout import (
    HEADER_ROWS,
    SHEETS,
    choice_code,
    chosen_code,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from fahsai.core.finding import Finding

_CODE_ROWS = 8
"""The hidden codes stand within this many first rows, even after rows were put above."""


@dataclass(frozen=True, slots=True)
class Found:
    """A data sheet of the workbook with the places of its columns."""

    sheet: Sheet
    first_row: int
    code_row: int
    columns: Mapping[str, int]

    def rows(self) -> Iterator[int]:
        """The rows in which any known column holds something."""
        for row in range(self.first_row, self.sheet.height):
            if any(self.text(row, code) for code in self.columns):
                yield row

    def text(self, row: int, code: str) -> str:
        """The text of a cell; empty where the column is missing."""
        column = self.columns.get(code)
        return "" if column is None else shown(self.sheet.cell(row, column)).strip()

    def code(self, row: int, code: str) -> str:
        """The chosen code of a cell."""
        return chosen_code(self.text(row, code))

    def choice(self, row: int, code: str) -> str:
        """The code of a cell whose drop-down has the name of its column, however it was typed."""
        return choice_code(code, self.text(row, code))

    def name(self, row: int, code: str) -> str:
        """The cell's name."""
        return a1(row, self.columns.get(code, 0))


@dataclass(slots=True)
class Reading:
    """What was read, refused and remarked so far."""

    findings: list[Finding] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    stored: int = 0
    refused: int = 0
    blank: int = 0
    sums: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def reject(self, found: Found, row: int, column: str, reason: str) -> None:
        """Refuse one cell."""
        raw = found.text(row, column)
        self.rejected.append(Rejected(found.sheet.name, found.name(row, column), raw, reason))


def find_sheet(workbook: Workbook, name: str) -> Found | None:
    """The data sheet whose hidden row carries the codes of this layout."""
    prefix = f"{name}."
    for sheet in workbook.sheets:
        for row, cells in enumerate(sheet.rows[:_CODE_ROWS]):
            columns = {
                value.removeprefix(prefix): column
                for column, value in enumerate(cells)
                if isinstance(value, str) and value.startswith(prefix)
            }
            if columns:
                return Found(sheet, row + HEADER_ROWS + 1, row, columns)
    return None


OF_FORMULAS = frozenset({"workbook.formula_not_calculated", "workbook.formula_error"})
"""What the reading of any workbook says of its formulas."""


def of_data(findings: Iterable[Finding], workbook: Workbook) -> tuple[Finding, ...]:
    """What was said of a file, without formulas that stand where no data does.

    The headings of the months and the sums beside them are formulas of ours; a program that saves
    the file without results takes nothing away.  Data are the coded columns below the headings.

    Args:
        findings: what :func:`~fahsai.gateways.workbooks.reader.read` said.
        workbook: the template.
    """
    found = {place.sheet.name: place for name in SHEETS if (place := find_sheet(workbook, name))}
    kept: list[Finding] = []
    for item in findings:
        if item.code not in OF_FORMULAS:
            kept.append(item)
            continue
        place = found.get(item.subject)
        missing = item.code == "workbook.formula_not_calculated"
        cells = [] if place is None else list(_broken_data(place, missing=missing))
        if cells:
            said = {"count": str(len(cells)), "cells": some(cells)}
            kept.append(replace(item, data={**item.data, **said}))
    return tuple(kept)


def _broken_data(place: Found, *, missing: bool) -> Iterator[str]:
    """The cells of data whose formula has no result, or shows an error."""
    columns = set(place.columns.values())
    for row, column, value in place.sheet.filled():
        if row < place.first_row or column not in columns or not isinstance(value, Broken):
            continue
        if (value.code == NOT_CALCULATED) == missing:
            yield a1(row, column) if missing else f"{a1(row, column)} {value.code}"


def file_names(text: str) -> tuple[str, ...]:
    """File names separated by semicolons or line breaks."""
    return tuple(name for part in re.split(r"[;\n]", text) if (name := part.strip()))
