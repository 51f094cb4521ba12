"""The years a workbook holds, in one shape whatever layout they were written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.inventory.recognise import Recognition, recognise
from fahsai.core.quantity.exact import EXACT, ZERO, total
from fahsai.core.reports.row_kind import parameters_said, row_kind_said
from fahsai.core.thai.period import (
    BE_OFFSET,
    Period,
    PeriodKind,
    calendar_year,
    fiscal_year,
)
from fahsai.gateways.workbooks.book import TABLE, TEMPLATE
from fahsai.reference.load_kinds import kinds, recognition_rules
from fahsai.reference.load_units import load_units
from fahsai.reference.unit_words import BAHT_SPENT, parse_for_kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.quantity.units import MeasureUnit
    from fahsai.gateways.workbooks.annual.values import AnnualRow, AnnualSheet
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.gateways.workbooks.office.values import OfficeRow, OfficeSheet

SHEET_IDS = UUID("5f0a9d3e-7a41-5d53-8f0b-0f6f4f5a2c11")
"""Namespace of the ids of rows that stand in a file only: the same file gives the same ids."""

NOT_UNDERSTOOD = "row-not-understood"
"""Why a row has no source: its kind or its unit is not known."""


class Amount(NamedTuple):
    """One quantity of a row, with the cell it stands in."""

    period: Period
    cell: str
    raw: str
    quantity: Decimal


class SheetRow(NamedTuple):
    """One activity of one year, as the workbook has it.

    ``factor`` [kg CO2e per unit] and ``kg`` [kg CO2e] are the workbook's own; ``counted`` tells
    whether its own total holds the row; ``scope`` is the scope it is written under; ``evidence``
    are the files it names; ``kind`` is what a workbook of ours says the row is.  A named tuple, as
    a table of bills has tens of thousands of them.
    """

    sheet: str
    cell: str
    number: int
    key: str
    label: str
    group: tuple[str, ...]
    scope: str
    unit_text: str
    factor: Decimal | None
    kg: Decimal
    counted: bool
    amounts: tuple[Amount, ...]
    note: str = ""
    evidence: tuple[str, ...] = ()
    kind: str = ""

    @property
    def quantity(self) -> Decimal:
        """The year's activity [unit of the row]."""
        return total(amount.quantity for amount in self.amounts)


@dataclass(frozen=True, slots=True)
class SheetYear:
    """One year of a workbook: its rows and its own total [kg CO2e]."""

    sheet: str
    layout: str
    role: str
    period: Period | None
    total: Decimal | None
    total_cell: str
    rows: tuple[SheetRow, ...]
    file_sha256: str

    @property
    def has_factors(self) -> bool:
        """Whether it has factors of its own: our template asks for quantities only."""
        if self.layout == TABLE:
            return any(row.factor is not None for row in self.rows)
        return self.layout != TEMPLATE


class RowSource(NamedTuple):
    """What a row became: a source with its lines, or nothing when its words are not known.

    ``refusal`` is the reason (a key of the command line's ``reasons``) why there is no source.
    """

    row: SheetRow
    source: EmissionSource | None
    lines: tuple[ActivityLine, ...]
    refusal: str = ""


def sheet_years(book: ActivityBook, year_be: int | None = None) -> tuple[SheetYear, ...]:
    """Every year of a workbook that offices write (12-month sheets, TGO's own workbook).

    Args:
        book: the workbook.
        year_be: the Buddhist year of a sheet that names none; without it such a sheet has no
            period and no amounts.
    """
    return (
        *(_office_year(sheet, book.sha256, year_be) for sheet in book.offices),
        *(_annual_year(sheet, book, year_be) for sheet in book.annuals),
    )


def _office_year(sheet: OfficeSheet, sha256: str, year_be: int | None) -> SheetYear:
    period = sheet.period
    if period is None and year_be is not None:
        period = _given_period(sheet, year_be)
    months = {month.start.month: month for month in period.months()} if period else {}
    return SheetYear(
        sheet=sheet.name,
        layout="office-12-months",
        role=sheet.role,
        period=period,
        total=sheet.total,
        total_cell=sheet.total_cell,
        rows=tuple(_office_row(row, months) for row in sheet.rows if row.has_data),
        file_sha256=sha256,
    )


def _given_period(sheet: OfficeSheet, year_be: int) -> Period:
    """The twelve months that end in a given year, by the month the sheet begins with."""
    match sheet.year_kind:
        case "calendar":
            return calendar_year(year_be)
        case "fiscal":
            return fiscal_year(year_be)
    first = sheet.rows[0].months[0].month if sheet.rows and sheet.rows[0].months else 1
    year = year_be - BE_OFFSET
    return Period(date(year - 1, first, 1), date(year, first, 1), PeriodKind.CUSTOM)


def _office_row(row: OfficeRow, months: Mapping[int, Period]) -> SheetRow:
    computed, printed = row.computed, row.printed
    shown = printed if printed is not None else row.row_total
    return SheetRow(
        sheet=row.sheet,
        cell=row.label_cell,
        number=row.row_number,
        key=row.key,
        label=row.label,
        group=(row.scope_text, *row.group),
        scope=row.scope,
        unit_text=row.unit_text or row.factor_unit_text.partition("/")[2],
        factor=row.factor if any(month.quantity is not None for month in row.months) else None,
        kg=next((value for value in (shown, computed) if value is not None), ZERO),
        counted=not row.separate,
        amounts=tuple(
            Amount(period, month.cell, month.raw, month.quantity)
            for month in row.months
            if month.quantity is not None
            and (period := month.period or months.get(month.month)) is not None
        ),
    )


def _annual_year(sheet: AnnualSheet, book: ActivityBook, year_be: int | None) -> SheetYear:
    period = sheet.period
    if period is None and year_be is not None:
        period = calendar_year(year_be)
    return SheetYear(
        sheet=sheet.name,
        layout=sheet.layout,
        role=sheet.role,
        period=period,
        total=sheet.total,
        total_cell=sheet.total_cell,
        rows=tuple(
            _annual_row(row, period)._replace(evidence=book.evidence)
            for row in sheet.rows
            if row.quantity is not None or row.value
        ),
        file_sha256=book.sha256,
    )


def _annual_row(row: AnnualRow, period: Period | None) -> SheetRow:
    quantity = row.quantity if row.quantity is not None else ZERO
    computed = None if row.factor is None else EXACT.multiply(quantity, row.factor)
    return SheetRow(
        sheet=row.sheet,
        cell=row.label_cell,
        number=row.row_number,
        key=row.key,
        label=row.label,
        group=(row.scope_text, *row.group),
        scope=row.scope,
        unit_text=row.unit_text,
        factor=None if row.quantity is None else row.factor,
        kg=next((value for value in (row.value, computed) if value is not None), ZERO),
        counted=not row.separate,
        amounts=(Amount(period, row.quantity_cell, row.raw, quantity),)
        if period and row.quantity is not None
        else (),
        kind=row.kind,
    )


def row_source(
    year: SheetYear,
    row: SheetRow,
    factor_keys: Mapping[str, str],
    editions: Collection[str] = (),
) -> tuple[RowSource, tuple[Finding, ...]]:
    """The source and the activity lines of a row, recognised by its words and unit.

    ``factor_keys`` are rows that a person chose, by kind of source; a choice that the workbook
    itself says holds where its list is one of ``editions``.
    Findings: those of recognition, ``unit.unknown`` and the like for the row's unit,
    ``unit.by_kind`` where the kind of source tells what หน่วย means, ``sheet.no_quantity`` for a
    row that prints emissions without any quantity.
    """
    subject = f"{row.sheet}!{row.cell}"
    if not row.amounts and row.kg:
        nothing = finding("sheet.no_quantity", Level.ERROR, subject, label=row.label)
        return RowSource(row, None, (), NOT_UNDERSTOOD), (nothing,)
    unit, said = _unit(row, subject)
    if unit is None:
        unit, said = _unit_by_kind(row, subject, said)
    recognition, findings = _recognition(row, unit.dimension if unit else "", subject)
    if recognition is None or unit is None:
        return RowSource(row, None, (), NOT_UNDERSTOOD), (*said, *findings)
    kind = kinds()[recognition.kind]
    source = EmissionSource(
        id=uuid5(SHEET_IDS, f"{year.layout}|{row.key}"),
        code=subject,
        kind=kind.code,
        name_th=row.label.strip(),
        name_en=kind.name_en,
        factor_keys=_picks(row, kind.code, factor_keys, editions),
        parameters=dict(recognition.parameters),
    )
    return RowSource(row, source, tuple(_lines(year, row, source, unit))), said


def _picks(
    row: SheetRow, kind: str, factor_keys: Mapping[str, str], editions: Collection[str]
) -> dict[str, str]:
    """The factor chosen for a row: by the person who reads it, else in the workbook."""
    if kind in factor_keys:
        return {"direct": factor_keys[kind]}
    said = row_kind_said(row.kind)
    if said is None or said.factor.partition(":")[0] not in editions:
        return {}
    return {"direct": said.factor}


def _unit(row: SheetRow, subject: str) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
    if not row.unit_text.strip():
        return None, (finding("sheet.no_unit", Level.ERROR, subject, label=row.label),)
    return load_units().parse(row.unit_text, subject)


def _recognition(
    row: SheetRow, dimension: str, subject: str
) -> tuple[Recognition | None, tuple[Finding, ...]]:
    said = row_kind_said(row.kind)
    if said is not None and said.kind in kinds():
        return Recognition(said.kind, parameters_said(said, kinds()[said.kind].method)), ()
    return recognise(recognition_rules(), row.label, row.group, dimension, row.scope, subject)


def _unit_by_kind(
    row: SheetRow, subject: str, said: tuple[Finding, ...]
) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
    """The unit that an ambiguous word means for this kind of source: หน่วย of electricity is kWh.

    Only where one candidate alone measures what the kind is recorded in; else the findings stay.
    """
    by_us = row_kind_said(row.kind)
    if by_us is not None:
        spent, _ = parse_for_kind(row.unit_text, by_us.kind, subject)
        if spent is not None and spent.code == BAHT_SPENT:
            return spent, ()
    candidates = [
        unit
        for item in said
        if item.code == "unit.ambiguous"
        for code in item.data["candidates"].split(", ")
        if (unit := load_units().get(code)) is not None
    ]
    fitting = []
    for unit in candidates:
        known, _ = _recognition(row, unit.dimension, subject)
        usual = None if known is None else load_units().get(kinds()[known.kind].unit)
        if usual is not None and usual.dimension == unit.dimension:
            fitting.append(unit)
    if len(fitting) != 1:
        return None, said
    read = finding("unit.by_kind", Level.INFO, subject, text=row.unit_text, unit=fitting[0].code)
    return fitting[0], (read,)


def assumed(kind: SourceKind) -> tuple[Origin, Grade]:
    """Origin and quality of a figure whose workbook says neither: a bill where there can be one.

    Any other figure is an estimate until somebody says better.
    """
    return (Origin.PAID, Grade.Y) if kind.billed else (Origin.ESTIMATED, Grade.Z)


def _lines(
    year: SheetYear, row: SheetRow, source: EmissionSource, unit: MeasureUnit
) -> Iterable[ActivityLine]:
    origin, grade = assumed(kinds()[source.kind])
    for amount in row.amounts:
        identity = f"{year.file_sha256}|{row.sheet}|{amount.cell}"
        yield ActivityLine(
            id=uuid5(SHEET_IDS, identity),
            source_id=source.id,
            period=amount.period,
            quantity=amount.quantity,
            unit=unit.code,
            origin=origin,
            grade=grade,
            provenance=Provenance(year.file_sha256, row.sheet, amount.cell, amount.raw),
            # A row that the file keeps out of its own total has no figure to compare with.
            sheet_factor=row.factor if row.counted else None,
        )
