"""Reading Fr-04.1 and Fr-04.2 of TGO's own calculation workbook (form TCFO_R_01)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.gateways.workbooks.annual.checks import check_annual, check_sections
from fahsai.gateways.workbooks.annual.fr04_header import (
    Fr04Header,
    find_fr04_header,
    period_of_header,
)
from fahsai.gateways.workbooks.annual.values import AnnualRow, AnnualSheet, SectionTotal
from fahsai.gateways.workbooks.cell_text import (
    EMPTY,
    Number,
    bare_scope,
    number_said,
    plain,
    separate_said,
    squeezed,
    total_said,
)
from fahsai.gateways.workbooks.grid import a1, shown
from fahsai.gateways.workbooks.office.columns import agree
from fahsai.gateways.workbooks.office.values import BASE, CURRENT, CellCount, Rejected

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.grid import Sheet, Workbook

_THOUSAND = Decimal(1000)
_PENDING = "ยังไม่มีผล"
"""The band of our own workbook for sources without result: in no total, each one rejected."""


def read_fr04_sheets(
    workbook: Workbook,
) -> tuple[tuple[AnnualSheet, ...], tuple[Finding, ...]]:
    """The inventories of the current year (Fr-04.1) and the base year (Fr-04.2).

    Returns:
        The sheets that hold at least one row with a quantity, tonnes turned into kilograms, and
        findings: ``fr04.empty``, ``fr04.row_without_value`` (filled, but outside the printed
        total), ``fr04.value_differs``, ``fr04.total_differs``, ``fr04.period_unknown`` and
        ``sheet.rejected_*``.
    """
    sheets: list[AnnualSheet] = []
    findings: list[Finding] = []
    for sheet in workbook.sheets:
        header = find_fr04_header(sheet) if sheet.visible else None
        if header is None:
            continue
        annual = _read(sheet, header)
        if not any(row.quantity is not None for row in annual.rows):
            findings.append(finding("fr04.empty", Level.INFO, sheet.name))
            continue
        sheets.append(annual)
        findings.extend((*check_annual(annual), *_period(annual), *check_sections(annual)))
    return tuple(sheets), tuple(findings)


@dataclass(frozen=True, slots=True)
class _Section:
    """The rows of one section: from its name in the first column to the row before the next."""

    text: str
    scope: str
    separate: bool
    first: int
    last: int

    @property
    def pending(self) -> bool:
        """True for the band of sources without result, which no total holds."""
        return _PENDING in self.text


def _sections(sheet: Sheet, header: Fr04Header) -> list[_Section]:
    """The sections by the texts in the scope column; a merged area ends its section."""
    starts = []
    for row in range(header.first_data_row, sheet.height):
        value = sheet.cell(row, header.scope)
        if isinstance(value, str) and value.strip():
            text = " ".join(value.split())
            separate = separate_said(text) or _PENDING in text
            scope = "" if separate else bare_scope(text)
            starts.append((row, text, scope, separate))
    result = []
    for index, (row, text, scope, separate) in enumerate(starts):
        if not scope and not separate:
            continue
        end = starts[index + 1][0] - 1 if index + 1 < len(starts) else sheet.height - 1
        merged = [r for r in range(row, end + 1) if sheet.merged.get((r, header.scope)) is not None]
        same = [r for r in merged if sheet.merged[r, header.scope] == (row, header.scope)]
        result.append(_Section(text, scope, separate, row, max(same, default=end)))
    return result


def _read(sheet: Sheet, header: Fr04Header) -> AnnualSheet:
    """Every filled row and the printed total of every section."""
    rows: list[AnnualRow] = []
    totals: list[SectionTotal] = []
    rejected: list[Rejected] = []
    counts: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for section in _sections(sheet, header):
        of_section = [
            _row(sheet, header, section, row, rejected, counts, keys)
            for row in range(section.first, section.last + 1)
            if _is_filled(sheet, header, row)
        ]
        rows.extend(of_section)
        printed = _section_total(sheet, header, section, of_section)
        if printed is not None and not section.pending:
            totals.append(printed)
    period_text, period = period_of_header(sheet, header)
    title = plain(" ".join(shown(v) for cells in sheet.rows[: header.row] for v in cells))
    base = "ปีฐาน" in title or "base year" in title or sheet.name.strip().endswith("04.2")
    sums: dict[str, Decimal] = {}
    for entry in rows:
        if entry.quantity is not None:
            before = sums.get(entry.unit_text, ZERO)
            sums[entry.unit_text] = EXACT.add(before, entry.quantity)
    return AnnualSheet(
        sheet.name,
        BASE if base else CURRENT,
        None if period is None else period.year_be,
        period,
        period_text,
        tuple(rows),
        tuple(totals),
        tuple(rejected),
        CellCount(sum(counts.values()), counts["stored"], counts["rejected"], counts["blank"]),
        sums,
    )


def _is_filled(sheet: Sheet, header: Fr04Header, row: int) -> bool:
    """True for a row that names a source or gives a quantity; the sum of a section does neither."""
    if sheet.cell(row, header.quantity) is not None:
        return True
    label = sheet.text(row, header.item)
    return bool(label) and (bool(sheet.text(row, header.unit)) or not total_said(label))


def _number(sheet: Sheet, row: int, column: int | None) -> Number:
    return number_said(None if column is None else sheet.cell(row, column))


def _row(
    sheet: Sheet,
    header: Fr04Header,
    section: _Section,
    row: int,
    rejected: list[Rejected],
    counts: Counter[str],
    keys: Counter[str],
) -> AnnualRow:
    """One source with its factors, its value in kilograms and the origin of its factor."""
    value = sheet.cell(row, header.quantity)
    quantity = number_said(value)
    cell = a1(row, header.quantity)
    if quantity.problem is None:
        counts["stored"] += 1
    elif quantity.problem in EMPTY:
        counts["blank"] += 1
    else:
        counts["rejected"] += 1
        rejected.append(Rejected(sheet.name, cell, shown(value), quantity.problem.value))
    label = " ".join(sheet.text(row, header.item).split())
    unit = " ".join(sheet.text(row, header.unit).split())
    key = f"{section.scope or squeezed(section.text)}||{squeezed(label)}|{squeezed(unit)}"
    keys[key] += 1
    printed = _number(sheet, row, header.value).value
    return AnnualRow(
        sheet=sheet.name,
        row_number=row + 1,
        key=key if keys[key] == 1 else f"{key}#{keys[key]}",
        label=label,
        label_cell=a1(row, header.item),
        scope_text=section.text,
        scope=section.scope,
        separate=section.separate,
        unit_text=unit,
        raw=shown(value),
        quantity=quantity.value,
        quantity_cell=cell,
        factor=_number(sheet, row, header.factor).value,
        factor_cell=a1(row, header.factor),
        gases=_by_name(sheet, row, header.gases),
        gwp=_by_name(sheet, row, header.gwp),
        value=None if printed is None else EXACT.multiply(printed, _THOUSAND),
        value_cell=a1(row, header.value),
        origins=tuple(
            name for name, column in header.origins if sheet.cell(row, column) is not None
        ),
        reference="" if header.reference is None else sheet.text(row, header.reference),
        kind="" if header.kind is None else sheet.text(row, header.kind),
    )


def _by_name(sheet: Sheet, row: int, columns: tuple[tuple[str, int], ...]) -> dict[str, Decimal]:
    """The numbers of some named columns, without blanks and zeros."""
    result = {}
    for name, column in columns:
        number = number_said(sheet.cell(row, column)).value
        if number:
            result[name] = number
    return result


def _section_total(
    sheet: Sheet, header: Fr04Header, section: _Section, rows: list[AnnualRow]
) -> SectionTotal | None:
    """The last row of the section without a source whose value is the sum of the values above it.

    A row without a source still prints 0, so the figure decides, not the emptiness of the row.
    """
    wanted = total(row.value for row in rows if row.value is not None)
    nameless = [
        row
        for row in range(section.first, section.last + 1)
        if not _is_filled(sheet, header, row) and sheet.cell(row, header.value) is not None
    ]
    printed = [
        (row, EXACT.multiply(value, _THOUSAND))
        for row in nameless
        if (value := number_said(sheet.cell(row, header.value)).value) is not None
    ]
    agreeing = [entry for entry in printed if agree(entry[1], wanted)]
    chosen = (agreeing or printed)[-1:] or None
    if chosen is None:
        return None
    row, value = chosen[0]
    gases = {
        name: EXACT.multiply(tonnes, _THOUSAND)
        for name, tonnes in _by_name(sheet, row, header.products).items()
    }
    return SectionTotal(section.scope, section.separate, a1(row, header.value), value, gases)


def _period(annual: AnnualSheet) -> tuple[Finding, ...]:
    if annual.period is not None:
        return ()
    text = annual.period_text or "-"
    return (finding("fr04.period_unknown", Level.WARNING, annual.name, text=text),)
