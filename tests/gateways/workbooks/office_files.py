"""Workbooks in the many shapes that offices give the 12-month sheet, made for the tests."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import xlsxwriter

from fahsai.gateways.workbooks.office.sheet import read_office_sheets
from fahsai.gateways.workbooks.reader import read

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.office.values import OfficeSheet

CALENDAR = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)
FISCAL = (*CALENDAR[9:], *CALENDAR[:9])
FULL = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Row:
    """One row of the table: a heading when it has no factor."""

    label: str
    factor: float | None = None
    unit: str = ""
    scope: str = ""
    amounts: tuple[Any, ...] = ()


ROWS = (
    Row("1. การเผาไหม้แบบอยู่กับที่", scope="Scope 1 (ประเภท 1)"),
    Row("การใช้น้ำมันสำหรับงานอาคาร"),
    Row("Diesel (Generator)", 2.7078, "ลิตร", amounts=(12.5, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
    Row("2. การเผาไหม้แบบเคลื่อนที่"),
    Row("น้ำมัน Diesel", 2.7406, "ลิตร", amounts=tuple(100.25 + n for n in range(12))),
    Row("3. การใช้สารดับเพลิง (CO2)", 1, "kg", amounts=(None,) * 11 + (4.5,)),
    Row("การใช้พลังงานไฟฟ้า", 0.4999, "kWh", "Scope 2", tuple(1000 + n for n in range(12))),
    Row("กระดาษ A4", 2.102, "kg", "Scope 3", tuple(20.5 * n for n in range(12))),
    Row("ขยะของเสีย (ฝังกลบ)", 2.32, "kg", amounts=tuple(300.1 + n for n in range(12))),
)


@dataclass(frozen=True)
class Shape:
    """How the table is laid out."""

    months: tuple[Any, ...] = CALENDAR
    title: str = "เดือน / ประจำปี 2566"
    sheet: str = "สรุปการคำนวณ"
    rows: tuple[Row, ...] = ROWS
    top: int = 2
    left: int = 0
    has_scope: bool = True
    spare_column: bool = False
    number_column: bool = False
    style: str = "pairs"  # pairs, quantity, cf, blocks, no-sub-header, with-factor
    factor_after: bool = False
    total_label: str = "รวม"
    total_column: str = "รวม"
    quantity_total_column: bool = False
    extra_columns: tuple[str, ...] = ()
    merged: bool = False
    sub_header_gap: int = 0
    unit_header: str = "หน่วย\nการเก็บข้อมูล"
    factor_header: str = "EF"
    item_header: str = "รายการ"
    scope_header: str = "ขอบเขตการดำเนินงาน"
    per_scope_totals: bool = False
    below: tuple[tuple[Any, ...], ...] = ()

    def but(self, **changes: Any) -> Shape:
        """The shape with some things changed."""
        return replace(self, **changes)


@dataclass
class _Sheet:
    """A sheet that is being written, with the places of its columns."""

    shape: Shape
    sheet: Any
    places: dict[str, int] = field(default_factory=dict)
    quantity: list[int | None] = field(default_factory=list)
    cf: list[int | None] = field(default_factory=list)


def written(*shapes: Shape, hidden: tuple[str, ...] = ()) -> bytes:
    """The bytes of a workbook with one sheet a shape."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for shape in shapes:
        sheet = book.add_worksheet(shape.sheet)
        _write(_Sheet(shape, sheet))
        if shape.sheet in hidden:
            sheet.hide()
    book.close()
    return stream.getvalue()


def grid(*rows: tuple[Any, ...], sheet: str = "Sheet1") -> bytes:
    """The bytes of a workbook with these very cells."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "nan_inf_to_errors": True,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    target = book.add_worksheet(sheet)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                target.write_string(row, column, value)
            elif value is not None:
                target.write(row, column, value)
    book.close()
    return stream.getvalue()


def total_of(rows: tuple[Row, ...] = ROWS) -> float:
    """Σ quantity x factor of the rows [kgCO2e]."""
    return sum(
        (amount or 0) * row.factor
        for row in rows
        if row.factor is not None
        for amount in row.amounts
        if isinstance(amount, int | float)
    )


def offices(data: bytes, name: str = "office.xlsx") -> tuple[list[OfficeSheet], list[Finding]]:
    workbook, of_file = read(data, name)
    assert workbook is not None, of_file
    sheets, findings = read_office_sheets(workbook)
    return list(sheets), [*of_file, *findings]


def only(shape: Shape) -> tuple[OfficeSheet, dict[str, Finding]]:
    sheets, findings = offices(written(shape))
    assert len(sheets) == 1, findings
    return sheets[0], {entry.code: entry for entry in findings}


def _write(target: _Sheet) -> None:
    shape = target.shape
    target.sheet.write(0, shape.left, "แบบฟอร์ม 1.5(1)")
    target.sheet.write(1, shape.left, "โปรแกรมการคำนวณคาร์บอนฟุตพริ้นท์ขององค์กร")
    _plan_columns(target)
    _write_header(target)
    row = shape.top + 3 + shape.sub_header_gap
    row = _write_rows(target, row)
    for offset, values in enumerate(shape.below):
        for column, value in enumerate(values):
            if value is not None:
                target.sheet.write(row + offset, shape.left + column, value)


def _plan_columns(target: _Sheet) -> None:
    shape = target.shape
    names = []
    names += ["scope"] if shape.has_scope else []
    names += ["number"] if shape.number_column else []
    names += ["item"]
    names += ["spare"] if shape.spare_column else []
    names += [] if shape.factor_after else ["factor", "factor_unit"]
    names += ["unit"]
    target.places = {name: shape.left + index for index, name in enumerate(names)}
    first = shape.left + len(names)
    count = len(shape.months)
    match shape.style:
        case "pairs" | "no-sub-header":
            target.quantity = [first + 2 * n for n in range(count)]
            target.cf = [first + 2 * n + 1 for n in range(count)]
            after = first + 2 * count
        case "with-factor":
            target.quantity = [first + 3 * n for n in range(count)]
            target.cf = [first + 3 * n + 2 for n in range(count)]
            after = first + 3 * count
        case "blocks":
            target.quantity = [first + n for n in range(count)]
            target.cf = [first + count + 1 + n for n in range(count)]
            after = first + 2 * count + 1
        case "cf":
            target.quantity = [None] * count
            target.cf = [first + n for n in range(count)]
            after = first + count
        case _:
            target.quantity = [first + n for n in range(count)]
            target.cf = [None] * count
            after = first + count
    more = [*(["factor", "factor_unit"] if shape.factor_after else [])]
    more += ["quantity_total"] if shape.quantity_total_column else []
    more += ["total"] if shape.total_column else []
    more += [f"extra{n}" for n in range(len(shape.extra_columns))]
    target.places |= {name: after + index for index, name in enumerate(more)}


def _write_header(target: _Sheet) -> None:
    shape, sheet, row = target.shape, target.sheet, target.shape.top
    texts = {
        "scope": shape.scope_header,
        "number": "ลำดับ",
        "item": shape.item_header,
        "factor": shape.factor_header,
        "factor_unit": "หน่วย",
        "unit": shape.unit_header,
        "quantity_total": "รวมปริมาณ",
        "total": shape.total_column,
    } | {f"extra{n}": text for n, text in enumerate(shape.extra_columns)}
    for name, column in target.places.items():
        if name in texts:
            sheet.write(row, column, texts[name])
    blocks = target.quantity if shape.style != "cf" else target.cf
    first = blocks[0]
    assert first is not None
    sheet.write(row, first, shape.title)
    for index, month in enumerate(shape.months):
        _write_month(target, row + 1, index, month)
    sub_row = row + 2 + shape.sub_header_gap
    if shape.style in ("pairs", "with-factor"):
        for quantity, cf in zip(target.quantity, target.cf, strict=True):
            assert quantity is not None
            assert cf is not None
            sheet.write(sub_row, quantity, "ปริมาณ")
            sheet.write(sub_row, cf, "CF")
            if shape.style == "with-factor":
                sheet.write(sub_row, quantity + 1, "EF")
    if shape.style == "blocks":
        assert target.cf[0] is not None
        sheet.write(row, first, "ปริมาณการใช้ ปี 2566")
        sheet.write(row, target.cf[0], "ปริมาณก๊าซเรือนกระจก (kgCO2e) ปี 2566")


def _write_month(target: _Sheet, row: int, index: int, month: Any) -> None:
    places = [target.quantity[index], target.cf[index]]
    if target.shape.style == "blocks":
        for column in places:
            target.sheet.write(row, column, month)
        return
    column = next(place for place in places if place is not None)
    if target.shape.merged and places[1] is not None:
        target.sheet.merge_range(row, column, row, places[1], month)
    else:
        target.sheet.write(row, column, month)


def _write_rows(target: _Sheet, row: int) -> int:
    shape, sheet = target.shape, target.sheet
    sums = [0.0] * len(shape.months)
    in_scope = 0.0
    scope = ""
    for entry in shape.rows:
        if entry.scope and scope and shape.per_scope_totals:
            _write_total(target, row, f"รวม {scope}", None, in_scope)
            in_scope = 0.0
            row += 1
        scope = entry.scope or scope
        if shape.has_scope and entry.scope:
            sheet.write(row, target.places["scope"], entry.scope)
        elif entry.scope and not shape.has_scope:
            sheet.write(row, target.places["item"], entry.scope)
            row += 1
        sheet.write(row, target.places["item"], entry.label)
        if entry.factor is not None:
            in_scope += _write_activity(target, row, entry, sums)
        row += 1
    if shape.per_scope_totals:
        _write_total(target, row, f"รวม {scope}", None, in_scope)
        row += 1
    if shape.total_label:
        _write_total(target, row, shape.total_label, sums, sum(sums))
        row += 1
    return row


def _write_activity(target: _Sheet, row: int, entry: Row, sums: list[float]) -> float:
    sheet, places = target.sheet, target.places
    assert entry.factor is not None
    sheet.write(row, places["factor"], entry.factor)
    sheet.write(row, places["factor_unit"], f"kg CO2e/{entry.unit}")
    sheet.write(row, places["unit"], entry.unit)
    total = 0.0
    for index, amount in enumerate(entry.amounts[: len(target.shape.months)]):
        quantity, cf = target.quantity[index], target.cf[index]
        if quantity is not None and amount is not None:
            sheet.write(row, quantity, amount)
        if isinstance(amount, int | float):
            value = amount * entry.factor
            total += value
            sums[index] += value
            if cf is not None:
                sheet.write_formula(row, cf, "=1", None, value)
            if target.shape.style == "with-factor" and quantity is not None:
                sheet.write(row, quantity + 1, entry.factor)
    if "total" in places:
        sheet.write_formula(row, places["total"], "=1", None, total)
    if "quantity_total" in places:
        amounts = [a for a in entry.amounts if isinstance(a, int | float)]
        sheet.write_formula(row, places["quantity_total"], "=1", None, sum(amounts))
    for n in range(len(target.shape.extra_columns)):
        sheet.write(row, places[f"extra{n}"], 7.5)
    return total


def _write_total(
    target: _Sheet, row: int, label: str, sums: list[float] | None, value: float
) -> None:
    column = target.places.get("scope", target.places["item"])
    target.sheet.write(row, column, label)
    for cf, amount in zip(target.cf, sums or [], strict=False):
        if cf is not None:
            target.sheet.write_formula(row, cf, "=1", None, amount)
    if "total" in target.places:
        target.sheet.write_formula(row, target.places["total"], "=1", None, value)
