"""Receiving a workbook: which layout it has, and its content in one shape for the use cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding
from fahsai.gateways.workbooks.annual.cover import read_cover
from fahsai.gateways.workbooks.annual.fr04_sheet import read_fr04_sheets
from fahsai.gateways.workbooks.annual.table import read_annual_tables
from fahsai.gateways.workbooks.annual.values import ANNUAL_TABLE, TCFO_R_01
from fahsai.gateways.workbooks.cell_text import year_said
from fahsai.gateways.workbooks.office.sheet import read_office_sheets
from fahsai.gateways.workbooks.office.values import CellCount
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.table.read import read_tables
from fahsai.gateways.workbooks.table.values import TABLE
from fahsai.gateways.workbooks.template.reader import is_template, read_template
from fahsai.gateways.workbooks.template.sheet import of_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.annual.cover import Cover
    from fahsai.gateways.workbooks.annual.values import AnnualSheet
    from fahsai.gateways.workbooks.grid import TextFormat, Workbook
    from fahsai.gateways.workbooks.office.values import OfficeSheet, Rejected
    from fahsai.gateways.workbooks.table.mapping import TableMapping
    from fahsai.gateways.workbooks.table.values import TableSheet
    from fahsai.gateways.workbooks.template.book import TemplateBook

__all__ = [
    "ANNUAL_TABLE",
    "LAYOUTS",
    "OFFICE",
    "TABLE",
    "TCFO_R_01",
    "TEMPLATE",
    "ActivityBook",
    "receive",
    "received",
    "received_tables",
]

OFFICE = "office-12-months"
TEMPLATE = "fahsai-template"
LAYOUTS = (OFFICE, TEMPLATE, TCFO_R_01, ANNUAL_TABLE, TABLE)
"""The layouts that are read; stored with every imported row."""


@dataclass(frozen=True, slots=True)
class ActivityBook:
    """A received workbook: one of ``offices``, ``template``, ``annuals``, ``tables`` is filled.

    ``text`` tells how a text file was read, ``cover`` what the first page of TGO's form says;
    ``evidence`` are files that every row of the book rests on, by name.
    """

    sha256: str
    file_name: str
    layout: str
    offices: tuple[OfficeSheet, ...] = ()
    template: TemplateBook | None = None
    annuals: tuple[AnnualSheet, ...] = ()
    tables: tuple[TableSheet, ...] = ()
    text: TextFormat | None = None
    cover: Cover | None = None
    evidence: tuple[str, ...] = ()

    @property
    def count(self) -> CellCount:
        """The cells of all sheets: read = stored + rejected + blank."""
        parts = [sheet.count for sheet in self.offices] + [sheet.count for sheet in self.annuals]
        parts += [table.count for table in self.tables]
        if self.template is not None:
            parts.append(self.template.count)
        return CellCount(
            sum(part.read for part in parts),
            sum(part.stored for part in parts),
            sum(part.rejected for part in parts),
            sum(part.blank for part in parts),
        )

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Every rejected cell, with its reason."""
        return (
            *(entry for sheet in self.offices for entry in sheet.rejected),
            *(entry for sheet in self.annuals for entry in sheet.rejected),
            *(entry for table in self.tables for entry in table.rejected),
            *(self.template.rejected if self.template else ()),
        )


def receive(data: bytes, name: str) -> tuple[ActivityBook | None, tuple[Finding, ...]]:
    """The activity data in a file, whichever of the known layouts it has.

    Args:
        data: the bytes of the file.
        name: the name of the file.

    Returns:
        The book, or ``None`` with the findings of :func:`~fahsai.gateways.workbooks.reader.read`,
        of :func:`~fahsai.gateways.workbooks.template.reader.read_template`, or
        ``workbook.layout_unknown``; findings of the chosen layout otherwise.
    """
    workbook, of_file = read(data, name)
    return (None, of_file) if workbook is None else received(workbook, of_file)


def received(
    workbook: Workbook, of_file: tuple[Finding, ...]
) -> tuple[ActivityBook | None, tuple[Finding, ...]]:
    """The same for a workbook that was read already; ``of_file`` is what its reading said."""
    if is_template(workbook):
        template, said = read_template(workbook)
        book = None if template is None else _book(workbook, TEMPLATE, template=template)
        return book, (*of_data(of_file, workbook), *said)
    book, said = _by_structure(workbook)
    return book, (*of_file, *said)


def file_year_said(name: str) -> int | None:
    """The Buddhist year that the name of a file says, None where it says none.

    >>> file_year_said("CFO-2568.xlsx"), file_year_said("office_12_months.xlsx")
    (2568, None)
    """
    said = year_said(name.rpartition(".")[0], bare=True)
    return None if said is None else said.be


def received_tables(
    workbook: Workbook, tables: Sequence[TableMapping]
) -> tuple[ActivityBook | None, tuple[Finding, ...]]:
    """The tables of a workbook under what a person says of their columns.

    Findings: those of :func:`~fahsai.gateways.workbooks.table.read.read_tables`.
    """
    sheets, findings = read_tables(workbook, tables)
    if not sheets:
        return None, findings
    return replace(_book(workbook, TABLE), tables=sheets), findings


def _by_structure(workbook: Workbook) -> tuple[ActivityBook | None, tuple[Finding, ...]]:
    """The book by what its sheets look like: TGO's own, twelve months, or yearly amounts."""
    forms, of_forms = read_fr04_sheets(workbook)
    if forms:
        book = _book(workbook, TCFO_R_01, annuals=forms)
        return replace(book, cover=read_cover(workbook)), of_forms
    offices, of_offices = read_office_sheets(workbook)
    if offices:
        return _book(workbook, OFFICE, offices=offices), of_offices
    tables, of_tables = read_annual_tables(workbook)
    if tables:
        return _book(workbook, ANNUAL_TABLE, annuals=tables), of_tables
    sheets = ", ".join(sheet.name for sheet in workbook.sheets)
    unknown = finding("workbook.layout_unknown", Level.ERROR, workbook.name, sheets=sheets)
    return None, (*of_forms, *of_offices, unknown)


def _book(
    workbook: Workbook,
    layout: str,
    *,
    offices: tuple[OfficeSheet, ...] = (),
    template: TemplateBook | None = None,
    annuals: tuple[AnnualSheet, ...] = (),
) -> ActivityBook:
    return ActivityBook(
        workbook.sha256, workbook.name, layout, offices, template, annuals, text=workbook.text
    )
