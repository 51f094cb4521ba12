from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.gateways.workbooks.office_files import (
    CALENDAR,
    ENGLISH,
    FISCAL,
    FULL,
    ROWS,
    Shape,
    grid,
    offices,
    only,
    total_of,
)
from tests.shared import shared_path

PLAIN = Shape()


@pytest.mark.parametrize(
    ("name", "current", "base", "kind", "year"),
    [
        ("office_12_months_jan_dec.xlsx", "250693.272862", "251631.019726", "calendar", 2567),
        ("office_12_months_oct_sep.xlsx", "231689.046992", "232468.968340", "fiscal", 2566),
    ],
)
def test_example_totals_come_out_to_six_decimals(
    name: str, current: str, base: str, kind: str, year: int
) -> None:
    data = shared_path("examples", name).read_bytes()
    (now, then), findings = offices(data, name)
    for sheet, wanted, role, be in (
        (now, current, "current", year),
        (then, base, "base", year - 1),
    ):
        assert sheet.total is not None
        for amount in (sheet.total, sheet.computed, sheet.printed):
            assert round(amount, 6) == Decimal(wanted)
        assert (sheet.role, sheet.year_be, sheet.year_kind) == (role, be, kind)
        assert len(sheet.rows) == 16
        assert sheet.count.read == sheet.count.stored + sheet.count.blank == 192
        assert len(sheet.month_totals) == 12
    assert now.total_cell == "AE26"
    assert then.total_cell == "AD26"
    assert {entry.code for entry in findings} == {"sheet.not_activity"}
    assert [entry.subject for entry in findings] == [
        "CH4จากseptic tank",
        "CH4จากบ่อบำบัดไม่เติมอากาศ ",
    ]


def test_example_rows_carry_scope_group_key_and_cells() -> None:
    data = shared_path("examples", "office_12_months_oct_sep.xlsx").read_bytes()
    (now, then), _ = offices(data)
    diesel = now.rows[2]
    assert (diesel.row_number, diesel.label, diesel.scope) == (12, "น้ำมัน Diesel", "1")
    assert diesel.group == (
        "2. การเผาไหม้แบบเคลื่อนที่ (Mobile combustion)",
        "การใช้น้ำมันสำหรับการเดินทาง",
    )
    assert (diesel.factor, diesel.factor_cell) == (Decimal("2.7406"), "D12")
    assert diesel.months[0].cell == "G12"
    assert diesel.months[0].period is not None
    assert diesel.months[0].period.start == date(2022, 10, 1)
    assert now.rows[5].group == ()  # "3. ..." ends the group of "2. ..."
    assert [row.scope for row in now.rows] == ["1"] * 10 + ["2"] + ["3"] * 5
    assert [row.key for row in now.rows] == [row.key for row in then.rows]
    assert len({row.key for row in now.rows}) == 16


WITH_YEARS = tuple(f"{name} {65 if n < 3 else 66}" for n, name in enumerate(FISCAL))
DASHED = tuple(f"{name}-{65 if n < 3 else 66}" for n, name in enumerate(FISCAL))
DATES = tuple(datetime(2023, n, 1) for n in range(1, 13))  # noqa: DTZ001  a date cell

SHAPES: dict[str, Shape] = {
    "as the form": PLAIN,
    "months merged over two columns": PLAIN.but(merged=True),
    "fiscal order": PLAIN.but(months=FISCAL, title="ปีงบประมาณ 2566"),
    "full names": PLAIN.but(months=FULL),
    "names without dots": PLAIN.but(months=tuple(m.replace(".", "") for m in CALENDAR)),
    "months named เดือน": PLAIN.but(months=tuple(f"เดือน{m}" for m in FULL)),
    "english": PLAIN.but(
        months=ENGLISH,
        title="Year 2023",
        item_header="Activity",
        scope_header="Scope",
        factor_header="Emission factor",
        unit_header="Unit",
        total_label="Grand Total",
        total_column="Total",
    ),
    "months with years": PLAIN.but(months=WITH_YEARS, title="ปริมาณก๊าซเรือนกระจก (kgCO2e)"),
    "months with years and dashes": PLAIN.but(months=DASHED, title="kgCO2e"),
    "thai digits": PLAIN.but(title="ประจำปี ๒๕๖๖"),
    "header further down": PLAIN.but(top=25),
    "shifted to the right": PLAIN.but(left=4),
    "spare column behind the items": PLAIN.but(spare_column=True),
    "numbered rows": PLAIN.but(number_column=True),
    "no scope column": PLAIN.but(has_scope=False),
    "factor behind the months": PLAIN.but(factor_after=True),
    "quantities alone": PLAIN.but(style="quantity"),
    "quantities alone, factor behind": PLAIN.but(style="quantity", factor_after=True),
    "quantities under the form's title": PLAIN.but(
        style="quantity", title="ปริมาณก๊าซเรือนกระจก (kgCO2e) ปี 2566"
    ),
    "quantity block, then CF block": PLAIN.but(style="blocks"),
    "pairs without sub-header": PLAIN.but(style="no-sub-header", merged=True),
    "a factor in every month": PLAIN.but(style="with-factor"),
    "row between months and sub-header": PLAIN.but(sub_header_gap=1),
    "no row totals": PLAIN.but(total_column=""),
    "quantity total beside CF total": PLAIN.but(quantity_total_column=True),
    "further columns": PLAIN.but(extra_columns=("คิดเป็นร้อยละ", "แหล่งที่มาของข้อมูล", "หน่วย")),
    "totals a scope": PLAIN.but(per_scope_totals=True, total_label="รวมทั้งหมด"),
    "unnamed grand total behind scope totals": PLAIN.but(per_scope_totals=True),
    "total called so": PLAIN.but(total_label="รวมทั้งสิ้น (kgCO2e)"),
    "other words": PLAIN.but(
        item_header="กิจกรรม", factor_header="ค่า EF (kgCO2e/หน่วย)", unit_header="หน่วยนับ"
    ),
    "other tables below": PLAIN.but(
        below=(
            ("หมายเหตุ", None),
            (None, "ตัวเลขประมาณการ"),
            ("สรุปข้อมูล", "ขอบเขต", "ปี 2565", "ปี 2566"),
            ("ประเภท 1", "x", 11.3, 10.4, 4.6, 4.5, 9, 8, 7, 6),
            ("รวม", "x", 242.9, 231.2, 100, 100, 1, 2, 3, 4),
        )
    ),
    "a table below without a note": PLAIN.but(
        below=(
            (),
            ("ประเภท 1", "x", 11.3, 10.4, 4.6, 4.5, 9, 8, 7, 6),
            ("รวม", "x", 242.9, 231.2, 100, 100, 1, 2, 3, 4),
        )
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_gives_the_same_rows_and_total(shape: Shape) -> None:
    sheet, findings = only(shape)
    wanted = [row for row in ROWS if row.factor is not None]
    assert [row.label for row in sheet.rows] == [row.label for row in wanted]
    assert [row.factor for row in sheet.rows] == [Decimal(str(row.factor)) for row in wanted]
    assert [row.unit_text for row in sheet.rows] == [row.unit for row in wanted]
    assert [row.scope for row in sheet.rows] == ["1", "1", "1", "2", "3", "3"]
    for row, source in zip(sheet.rows, wanted, strict=True):
        amounts = [None if a is None else Decimal(str(a)) for a in source.amounts]
        assert [month.quantity for month in row.months] == amounts
    assert round(sheet.computed, 6) == round(Decimal(str(total_of())), 6)
    assert sheet.year_be == 2566
    assert sheet.rejected == ()
    assert not {entry for entry in findings if findings[entry].level == "error"}
    if shape.total_column or shape.style in ("pairs", "with-factor"):
        assert sheet.total is not None
        assert round(sheet.total, 6) == round(sheet.computed, 6)
    assert sheet.count.read == 72
    assert sheet.count.stored == 61
    assert "sheet.scope_unclear" not in findings
    assert "sheet.total_differs" not in findings


def test_keys_do_not_depend_on_the_shape() -> None:
    keys = [row.key for row in only(PLAIN)[0].rows]
    for name in ("shifted to the right", "fiscal order", "factor behind the months"):
        assert [row.key for row in only(SHAPES[name])[0].rows] == keys


def test_cf_alone_has_no_quantities_and_says_so() -> None:
    sheet, findings = only(PLAIN.but(style="cf", title="ปริมาณก๊าซเรือนกระจก (kgCO2e) ปี 2566"))
    assert all(month.quantity is None for row in sheet.rows for month in row.months)
    assert round(sheet.printed, 6) == round(Decimal(str(total_of())), 6)
    assert "sheet.cf_only" in findings


def test_months_as_date_cells() -> None:
    cells: list[tuple[Any, ...]] = [
        ("ปริมาณก๊าซเรือนกระจก (kgCO2e)",),
        ("ขอบเขต", "รายการ", "EF", "หน่วย", *DATES),
        ("Scope 2", "ไฟฟ้า", 0.5, "kWh", *range(1, 13)),
    ]
    (sheet,), _ = offices(grid(*cells))
    period = sheet.rows[0].months[1].period
    assert period is not None
    assert (sheet.year_be, period.start) == (2566, date(2023, 2, 1))
    assert sheet.computed == Decimal(39)
