"""Reading the report workbook: values with a receipt, and a finding for each row left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.reader import read
from fahsai.gateways.workbooks.report.book import (
    OrganisationEntry,
    ReportBook,
    ReportReceipt,
    SheetCount,
    TextEntry,
)
from fahsai.gateways.workbooks.report.check import check_tables
from fahsai.gateways.workbooks.report.organisation import OrganisationRead, read_organisation
from fahsai.gateways.workbooks.report.sheets import (
    MARK,
    ORGANISATION,
    TABLES,
    TEXTS,
    sheet_title,
    sheet_words,
)
from fahsai.gateways.workbooks.report.table import TableRead, find_sheet, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.gateways.workbooks.grid import Workbook

_MARK_NAME = MARK.partition("/")[0] + "/"


def report_mark(workbook: Workbook) -> str | None:
    """The template's name and version where the workbook carries one: the first cell of a sheet."""
    for sheet in workbook.sheets:
        first = sheet.cell(0, 0)
        if isinstance(first, str) and first.strip().startswith(_MARK_NAME):
            return first.strip()
    return None


def read_report_template(data: bytes, name: str) -> tuple[ReportBook | None, tuple[Finding, ...]]:
    """What an organisation entered in the report workbook.

    Args:
        data: the bytes of the file.
        name: the file's name, for findings and the receipt.

    Returns:
        The book with its receipt (rows filled in = stored + rejected), or ``None`` when the file
        is not this template; and the findings: those of the workbook reader,
        ``report.not_a_template``, ``report.version_unknown``, ``report.empty``,
        ``report.sheet_missing``, ``report.sheet_unknown``, and those of
        :func:`~fahsai.gateways.workbooks.report.table.read_table`,
        :func:`~fahsai.gateways.workbooks.report.organisation.read_organisation` and
        :func:`~fahsai.gateways.workbooks.report.check.check_tables`.
    """
    workbook, found = read(data, name)
    if workbook is None:
        return None, found
    refusal = _refusal(workbook)
    if refusal is not None:
        return None, (*found, refusal)
    findings = [*found, *_other_sheets(workbook)]
    organisation = _organisation(workbook, findings)
    reads = {table.key: TableRead(table, sheet_title(table.key)) for table in TABLES}
    for table in TABLES:
        sheet = find_sheet(workbook, table.key)
        if sheet is None:
            if not table.later:
                findings.append(_missing(table.key))
            continue
        reads[table.key], problems = read_table(table, sheet)
        findings.extend(problems)
    reads, problems = check_tables(reads)
    findings.extend(problems)
    if not organisation.touched and not any(item.rows for item in reads.values()):
        findings.append(finding("report.empty", Level.WARNING, name))
    receipt = ReportReceipt(name, workbook.sha256, (*_counts(organisation, reads.values()),))
    return _book(organisation.entry, reads, receipt), tuple(findings)


def _refusal(workbook: Workbook) -> Finding | None:
    mark = report_mark(workbook)
    if mark is None:
        return finding("report.not_a_template", Level.ERROR, workbook.name)
    if mark != MARK:
        return finding(
            "report.version_unknown", Level.ERROR, workbook.name, version=mark, known=MARK
        )
    return None


def _other_sheets(workbook: Workbook) -> list[Finding]:
    """A finding for each sheet that is not ours and holds something."""
    known = {
        squeezed(text)
        for key in ("help", "lists", ORGANISATION, *(table.key for table in TABLES))
        for text in (sheet_words(key)["title"], sheet_words(key)["en"])
    }
    findings = []
    for sheet in workbook.sheets:
        rows = len({row for row, _, _ in sheet.filled()})
        if rows and squeezed(sheet.name) not in known and not _marked(sheet.cell(0, 0)):
            findings.append(
                finding("report.sheet_unknown", Level.WARNING, sheet.name, rows=str(rows))
            )
    return findings


def _marked(value: object) -> bool:
    return isinstance(value, str) and value.strip() == MARK


def _missing(key: str) -> Finding:
    return finding("report.sheet_missing", Level.WARNING, sheet_title(key))


def _organisation(workbook: Workbook, findings: list[Finding]) -> OrganisationRead:
    sheet = find_sheet(workbook, ORGANISATION)
    if sheet is None:
        findings.append(_missing(ORGANISATION))
        return OrganisationRead(OrganisationEntry(), 0, 0, touched=False)
    found, problems = read_organisation(sheet)
    findings.extend(problems)
    return found


def _counts(organisation: OrganisationRead, reads: Iterable[TableRead]) -> list[SheetCount]:
    first = SheetCount(sheet_title(ORGANISATION), organisation.rows, organisation.stored)
    return [first, *(SheetCount(item.title, item.rows, len(item.placed)) for item in reads)]


def _book(
    organisation: OrganisationEntry, reads: dict[str, TableRead], receipt: ReportReceipt
) -> ReportBook:
    fields: dict[str, Any] = {
        key: tuple(item.entry for item in found.placed) for key, found in reads.items()
    }
    fields[TEXTS.key] = _joined(fields[TEXTS.key])
    return ReportBook(organisation=organisation, receipt=receipt, **fields)


def _joined(texts: Sequence[TextEntry]) -> tuple[TextEntry, ...]:
    """One text a section: several rows of a section are its paragraphs, in their order."""
    paragraphs: dict[str, list[str]] = {}
    for entry in texts:
        paragraphs.setdefault(entry.key, []).append(entry.text)
    return tuple(TextEntry(key, "\n".join(parts)) for key, parts in paragraphs.items())
