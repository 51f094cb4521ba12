"""What a person should know of the rows of a workbook besides their difference from ours."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.factors.co2e import co2e_per_unit
from fahsai.core.factors.identify import identify
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.difference import SHEET_NOISE
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.blends import refrigerant
from fahsai.core.quantity.exact import EXACT, ZERO, canonical
from fahsai.gateways.workbooks.book import OFFICE
from fahsai.reference.load_factors import editions
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.services.sheets.file_years import sheet_sum, spreadsheet_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.sheets.file_years import FileLine
    from fahsai.services.sheets.years import SheetYear

TWO = 2
"""A blend's activities: itself, and the neat fuel it falls back to."""


def misplaced(book: ActivityBook) -> list[Finding]:
    """Rows for gases reported apart that a sheet keeps among its scopes, even if empty."""
    said = []
    for sheet in book.offices:
        for row in sheet.rows:
            species = refrigerant(row.label)
            if species is None or row.separate:
                continue
            gases = load_blends().expand(species, Decimal(1))
            if any(not load_gases().counted(gas) for gas in gases):
                subject = f"{sheet.name}!{row.label_cell}"
                said.append(
                    finding(
                        "class.row_in_scope",
                        Level.INFO,
                        subject,
                        label=row.label,
                        scope=row.scope or "-",
                    )
                )
    return said


def sheet_findings(rows: Sequence[Finding], calculated: Sequence[Finding]) -> Iterable[Finding]:
    """What concerns the workbook's own figures: not the factors we would choose.

    A row that we do not understand still counts by its own figure, so nothing here is an error.
    """
    for item in (*rows, *(one for one in calculated if one.code.startswith("line."))):
        yield replace(item, level=Level.WARNING) if item.level is Level.ERROR else item


def row_findings(line: FileLine, *, with_factors: bool) -> list[Finding]:
    """What a person should know of a row besides the difference itself.

    ``with_factors`` tells whether the layout has a place for the row's own factor.
    """
    sheet = line.row
    subject = f"{sheet.sheet}!{sheet.cell}"
    said = []
    if with_factors and sheet.factor is None and sheet.counted and sheet.quantity:
        said.append(finding("sheet.no_factor", Level.WARNING, subject, label=sheet.label))
    if any(part.note == "difference.sheet_arithmetic" for part in line.parts):
        own = ZERO if sheet.factor is None else EXACT.multiply(sheet.quantity, sheet.factor)
        said.append(
            finding(
                "sheet.arithmetic",
                Level.WARNING,
                subject,
                sheet_kg=canonical(spreadsheet_number(sheet.kg)),
                own_kg=canonical(spreadsheet_number(own)),
            )
        )
    if _counted_neat(line):
        said.append(
            finding(
                "blend.counted_neat",
                Level.WARNING,
                subject,
                label=sheet.label,
                sheet_factor=canonical(sheet.factor) if sheet.factor is not None else "",
            )
        )
    apart = line.result and line.result.by_class.get(ReportingClass.SEPARATE)
    if apart and sheet.counted and with_factors:
        said.append(
            finding(
                "class.reported_apart",
                Level.WARNING,
                subject,
                label=sheet.label,
                kg=canonical(spreadsheet_number(line.sheet_kg or ZERO)),
            )
        )
    return said


def _counted_neat(line: FileLine) -> bool:
    """Whether the sheet counts a blend of biofuel with the factor of the neat fuel."""
    if line.result is None or line.row.factor is None:
        return False
    kind = kinds()[line.result.source.kind]
    asked = [name for term in kind.terms if term.role == "direct" for name in term.activities]
    if not any(term.role == "biogenic" for term in kind.terms) or len(asked) < TWO:
        return False
    neat = [
        row
        for edition in editions().values()
        for row in edition.rows
        if row.activity == asked[-1] and row.unit == line.result.unit
    ]
    gwp_sets = load_gwp_sets()
    found = identify(
        line.row.factor, neat, lambda row: co2e_per_unit(row, gwp_sets[row.gwp_set].values)
    )
    return found is not None


def total_findings(year: SheetYear, lines: Sequence[FileLine]) -> list[Finding]:
    """``sheet.total_differs`` where the printed total is not what the rows come to."""
    if year.layout == OFFICE:  # the reading of the sheet has compared them already
        return []
    rows_total = sheet_sum(lines)
    if year.total is None or abs(EXACT.subtract(rows_total, year.total)) <= SHEET_NOISE:
        return []
    return [
        finding(
            "sheet.total_differs",
            Level.WARNING,
            f"{year.sheet}!{year.total_cell}",
            printed=canonical(spreadsheet_number(year.total)),
            computed=canonical(spreadsheet_number(rows_total)),
        )
    ]
