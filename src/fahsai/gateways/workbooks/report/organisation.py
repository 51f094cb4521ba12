"""Reading the sheet องค์กร: one item a line, each accepted or refused by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.core.reports.dossier import Production
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.report.book import OrganisationEntry
from fahsai.gateways.workbooks.report.cells import (
    Place,
    cell_finding,
    cell_text,
    read_cell,
    required,
)
from fahsai.gateways.workbooks.report.sheets import ITEMS, ORGANISATION, headings, sheet_words
from fahsai.gateways.workbooks.report.table import locate, unknown_columns

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Sheet
    from fahsai.gateways.workbooks.report.columns import Column
    from fahsai.gateways.workbooks.report.table import Layout

PRODUCTIONS = ("production", "base_production")
"""Fields made of two items: ``<field>_quantity`` and ``<field>_unit``."""


@dataclass(frozen=True, slots=True)
class OrganisationRead:
    """What the sheet gave; ``touched`` when more than the template's own values stands there."""

    entry: OrganisationEntry
    rows: int
    stored: int
    touched: bool


def read_organisation(sheet: Sheet) -> tuple[OrganisationRead, tuple[Finding, ...]]:
    """The organisation's items.

    Findings: ``report.sheet_changed``, ``report.row_unknown``, ``report.duplicate``,
    ``report.required``, ``report.production_incomplete``, ``report.column_unknown`` and those of
    :func:`~fahsai.gateways.workbooks.report.cells.read_cell`.
    """
    layout = locate(sheet, ORGANISATION, tuple(sheet_words(ORGANISATION)["columns"]))
    if layout is None or "value" not in layout.columns:
        rows = len({row for row, _, _ in sheet.filled()})
        problem = finding("report.sheet_changed", Level.ERROR, sheet.name, rows=str(rows))
        return OrganisationRead(OrganisationEntry(), rows, 0, touched=rows > 0), (problem,)
    reading = _Reading(sheet, layout)
    for row in range(layout.top, sheet.height):
        reading.line(row)
    reading.pair_productions()
    touched = any(not item.given for item in ITEMS if item.key in reading.seen)
    if touched:
        reading.require()
    findings = (*unknown_columns(sheet, layout), *reading.findings)
    entry = OrganisationEntry(**reading.fields())
    return OrganisationRead(entry, reading.rows, len(reading.values), touched), findings


class _Reading:
    """The lines of the sheet read so far."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.rows = 0
        self.values: dict[str, Any] = {}
        self.lines = self._find_lines()
        self.seen: dict[str, int] = {}
        self.findings: list[Finding] = []

    def _find_lines(self) -> dict[int, Column]:
        """The item of each line, by the name at its left in either language."""
        by_name = {
            squeezed(text): item for item in ITEMS for text in headings(ORGANISATION, item.key)
        }
        lines = {}
        for row in range(self.layout.top, self.sheet.height):
            names = [squeezed(self._label(row, key)).rstrip("*") for key in ("label", "label_en")]
            item = next((by_name[name] for name in names if name in by_name), None)
            if item is not None:
                lines[row] = item
        return lines

    def _label(self, row: int, key: str) -> str:
        column = self.layout.columns.get(key)
        return "" if column is None else self.sheet.text(row, column)

    def _place(self, row: int, item: Column) -> Place:
        th, en = headings(ORGANISATION, item.key)
        return Place(self.sheet.name, row, self.layout.columns["value"], th, en)

    def line(self, row: int) -> None:
        """Read one line, if anything stands in it."""
        value = self.sheet.cell(row, self.layout.columns["value"])
        if value is None:
            return
        self.rows += 1
        item = self.lines.get(row)
        if item is None:
            self.findings.append(
                finding(
                    "report.row_unknown",
                    Level.ERROR,
                    Place(self.sheet.name, row, self.layout.columns["value"], "", "").subject,
                    label=self._label(row, "label") or self._label(row, "label_en"),
                    value=cell_text(value),
                )
            )
            return
        place = self._place(row, item)
        if item.key in self.seen:
            self.findings.append(
                cell_finding(
                    "report.duplicate",
                    Level.ERROR,
                    place,
                    value=cell_text(value),
                    first=str(self.seen[item.key] + 1),
                )
            )
            return
        self.seen[item.key] = row
        found, problem = read_cell(item, value, place)
        if problem is None:
            self.values[item.key] = found
        else:
            self.findings.append(problem)

    def require(self) -> None:
        """A finding for each item that must be there and was not entered at all."""
        where = {item.key: row for row, item in self.lines.items()}
        for item in ITEMS:
            if item.required and item.key not in self.seen:
                row = where.get(item.key, self.layout.top)
                self.findings.append(required(self._place(row, item)))

    def pair_productions(self) -> None:
        """Take back a quantity without its unit, and a unit without its quantity."""
        items = {item.key: item for item in ITEMS}
        for name in PRODUCTIONS:
            pair = (f"{name}_quantity", f"{name}_unit")
            given = [key for key in pair if self.values.get(key) not in (None, "")]
            if len(given) != 1:
                continue
            key = given[0]
            other = pair[1 - pair.index(key)]
            place = self._place(self.seen[key], items[key])
            missing_th, missing_en = headings(ORGANISATION, other)
            value = self.values.pop(key)
            self.findings.append(
                cell_finding(
                    "report.production_incomplete",
                    Level.ERROR,
                    place,
                    value=str(value),
                    missing_th=missing_th,
                    missing_en=missing_en,
                )
            )

    def fields(self) -> dict[str, Any]:
        """The fields of :class:`OrganisationEntry`; what is not given keeps its default."""
        fields = {key: value for key, value in self.values.items() if value not in (None, "")}
        for name in PRODUCTIONS:
            quantity = fields.pop(f"{name}_quantity", None)
            unit = fields.pop(f"{name}_unit", None)
            if quantity is not None and unit is not None:
                fields[name] = Production(quantity, unit)
        if "materiality_percent" in fields:
            fields["materiality_percent"] = canonical(fields["materiality_percent"])
        return fields
