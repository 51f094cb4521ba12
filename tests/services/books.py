"""Workbooks for the tests: 12-month sheets with named cells, and our template."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter

from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MONTHS = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)


@dataclass(frozen=True)
class Line:
    """A row of an office sheet: what, the sheet's factor, the unit, and twelve months."""

    label: str
    factor: Any
    unit: str
    scope: str
    months: tuple[Any, ...]

    def but(self, month: int, value: Any) -> Line:
        """The row with one month changed (from 0)."""
        months = (*self.months[:month], value, *self.months[month + 1 :])
        return replace(self, months=months)


DIESEL = Line("Diesel (Generator)", 2.7078, "ลิตร", "Scope 1", tuple(range(10, 22)))
CARS = Line("น้ำมันดีเซล รถบรรทุกขยะ", 2.7406, "ลิตร", "Scope 1", tuple(range(100, 112)))
POWER = Line("การใช้พลังงานไฟฟ้า", 0.4999, "kWh", "Scope 2", tuple(range(1000, 1012)))
PAPER = Line("กระดาษ A4", 2.102, "kg", "Scope 3", tuple(range(20, 32)))
WATER = Line("น้ำประปา", 0.541, "m3", "Scope 3", tuple(range(50, 62)))
RIDDLE = Line("กิจกรรมที่ไม่มีใครรู้จัก", 1, "kg", "Scope 3", tuple(range(1, 13)))
ODD_UNIT = Line("กระดาษสี", 2.102, "ลังใหญ่", "Scope 3", tuple(range(1, 13)))
LINES = (DIESEL, CARS, POWER, PAPER)


@dataclass(frozen=True)
class Sheet:
    """A 12-month sheet: row 6 (from 1) holds the first line, ``E6`` its first month."""

    lines: Sequence[Line] = LINES
    name: str = "สรุป 2566"
    title: str = "ปี 2566"
    months: tuple[str, ...] = MONTHS
    notes: tuple[str, ...] = field(default=())


def office(*sheets: Sheet) -> bytes:
    """A workbook of 12-month sheets (form 1.5(1)), quantities only, with factors beside them."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2023, 1, 1)})  # noqa: DTZ001 - the same bytes each time
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet)
    book.close()
    return stream.getvalue()


def _write(target: Any, sheet: Sheet) -> None:
    target.write(0, 0, "แบบฟอร์ม 1.5(1) ปริมาณก๊าซเรือนกระจก (kgCO2e)")
    for column, text in enumerate(("ขอบเขต", "รายการ", "EF", "หน่วย")):
        target.write(2, column, text)
    target.write(2, 4, sheet.title)
    for column, text in enumerate(sheet.months):
        target.write(3, 4 + column, text)
    for row, line in enumerate(sheet.lines, start=5):
        for column, value in enumerate((line.scope, line.label, line.factor, line.unit)):
            target.write(row, column, value)
        for column, value in enumerate(line.months):
            if value is not None:
                target.write(row, 4 + column, value)


YEAR = tuple(Decimal(n) for n in range(1, 13))

POWER_SOURCE = TemplateSource(
    "E01", "electricity.paid", "ไฟฟ้าสำนักงาน", "OPS", "อาคาร", activity_unit="kWh",
    origin="paid", grade="Y", evidence=("บิลไฟ.pdf",),
)  # fmt: skip
FUEL_SOURCE = TemplateSource(
    "D01", "stationary.diesel", "เครื่องปั่นไฟ", "OPS", "อาคาร", activity_unit="litre",
    origin="measured", grade="X",
)  # fmt: skip
LEFT_OUT = TemplateSource(
    "X01", "other.scope3", "การเดินทางมาทำงาน", "OPS", excluded=True, excluded_reason="ไม่มีข้อมูล"
)
SOURCES = (POWER_SOURCE, FUEL_SOURCE, LEFT_OUT)
TEMPLATE_LINES = (
    TemplateLine("E01", "kWh", YEAR),
    TemplateLine("D01", "litre", (None, *YEAR[1:])),
)


def template(
    sources: Sequence[TemplateSource] = SOURCES,
    lines: Sequence[TemplateLine] = TEMPLATE_LINES,
    *,
    year: int = 2565,
    kind: str = FISCAL,
    base: TemplateYear | None = None,
    edit: Callable[[Any], None] | None = None,
) -> bytes:
    """A filled template; ``edit`` changes the workbook as a person would in Excel."""
    book = TemplateBook(
        units=(TemplateUnit("OPS", "สำนักปลัด", head="ปลัดสมมติ"),),
        sources=tuple(sources),
        current=TemplateYear(year, kind, tuple(lines)),
        base=base,
    )
    data = activity_template(book)
    if edit is None:
        return data
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    edit(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


BOTH_OFFICES = office(
    Sheet(name="ปีปัจจุบัน", title="ปี 2567"), Sheet(LINES[:3], name="ปีฐาน", title="ปี 2566")
)
"""A current-year and a base-year sheet."""
