"""Workbooks as offices really write them, through the calculation of a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from tests.gateways.workbooks.office_files import Row, Shape, grid, written

from fahsai.services.calculate_file import Factors, calculate_file
from fahsai.services.calculation_json import file_json

Json = dict[str, Any]
MONTHS = (10.5,) * 12
EDITIONS = ("tgo-cfo-2022-04", "tgo-cfo-2026-02")


def answer(data: bytes, **options: Any) -> Json:
    result, findings = calculate_file(data, "f.xlsx", report_date=date(2026, 2, 1), **options)
    assert result is not None, findings
    return file_json(result)


def of_rows(*rows: Row, **options: Any) -> Json:
    return answer(written(Shape(rows=rows, title="ปี 2567")), **options)


def codes(told: Json, cell: str) -> set[str]:
    return {item["code"] for item in told["findings"] if item["subject"].endswith(f"!{cell}")}


@pytest.mark.parametrize(
    ("label", "scope", "unit", "kind"),
    [
        ("ค่าไฟฟ้า", "Scope 2", "kWh", "electricity.paid"),
        ("น้ำประปาส่วนภูมิภาค", "Scope 3", "m3", "water.pwa"),
    ],
)
def test_the_unit_of_a_bill_is_that_of_its_kind(
    label: str, scope: str, unit: str, kind: str
) -> None:
    told = of_rows(Row(label, 0.5, "หน่วย", scope, MONTHS))
    (line,) = told["lines"]
    assert (line["unit"], line["kind"], line["quantity"]) == (unit, kind, "126")
    assert line["co2e"] is not None
    assert "unit.by_kind" in codes(told, line["cell"])


def test_an_ambiguous_unit_of_another_kind_is_asked() -> None:
    told = of_rows(Row("กระดาษ A4", 2.102, "หน่วย", "Scope 3", MONTHS))
    (line,) = told["lines"]
    assert line["co2e"] is None
    assert "unit.ambiguous" in codes(told, line["cell"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_waste_that_is_no_municipal_landfill_is_asked_and_every_part_adds_up(edition: str) -> None:
    labels = (
        "ขยะอันตราย (ฝังกลบ)",
        "ขยะกระดาษ (รีไซเคิล)",
        "ขยะเศษอาหาร (ทำปุ๋ยหมัก)",
        "ขยะติดเชื้อ (เผา)",
        "ภาชนะเมลามีน",
    )
    told = of_rows(
        *(Row(label, 2.32, "kg", "Scope 3", MONTHS) for label in labels), factor_set=edition
    )
    assert [line["label"] for line in told["lines"]] == list(labels)
    for line in told["lines"]:
        assert line["co2e"] is None
        assert line["quantity"] == "126"
        assert "source.kind_unrecognised" in codes(told, line["cell"])
        with localcontext(prec=80):
            parts = sum((Decimal(part["kg"]) for part in line["difference"]), Decimal(0))
            assert parts == -Decimal(line["sheet_co2e"])
    assert told["total"] == "0"
    assert not told["complete"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [("การเดินทางของพนักงาน (ดีเซล)", "commuting.diesel"), ("การขนส่งสินค้า (ดีเซล)", None)],
)
def test_fuel_of_others_is_not_counted_in_scope_1(label: str, kind: str | None) -> None:
    told = of_rows(Row(label, 2.7406, "ลิตร", "Scope 3", MONTHS))
    (line,) = told["lines"]
    assert line["kind"] == kind
    assert told["by_scope"]["1"] == "0"


def test_emissions_without_quantities_have_no_result() -> None:
    rows = (
        Row("ไฟฟ้า", 0.4999, "kWh", "Scope 2", MONTHS),
        Row("กระดาษ A4", 2.102, "kg", "Scope 3", MONTHS),
    )
    data = written(Shape(rows=rows, style="cf", title="ปริมาณก๊าซเรือนกระจก (kgCO2e) ปี 2567"))
    told = answer(data)
    for line in told["lines"]:
        assert line["co2e"] is None
        assert codes(told, line["cell"]) == {"sheet.no_quantity"}
    by_sheet = answer(data, factors=Factors.SHEET)
    assert round(Decimal(by_sheet["total"]), 6) == Decimal(by_sheet["sheet_total"])


def test_a_yearly_table_gives_its_own_total() -> None:
    data = grid(
        ("คาร์บอนฟุตพริ้นท์ ปี 2566",),
        ("ขอบเขต", "รายการ", "ปริมาณ", "หน่วย", "ค่า EF", "ปริมาณ GHG (kgCO2e)"),
        ("Scope 1", "น้ำมันดีเซล (รถยนต์)", 1000, "ลิตร", 2.7406, 2740.6),
        ("Scope 2", "ไฟฟ้า", 10000, "หน่วย", 0.4999, 4999),
        ("รวม", None, None, None, None, 7739.6),
    )
    told = answer(data, factors=Factors.SHEET)
    assert told["total"] == told["sheet_total"] == "7739.6"
    assert told["file"]["layout"] == "annual-table"
    by_edition = answer(data, factor_set=EDITIONS[0])
    assert [line["kind"] for line in by_edition["lines"]] == ["mobile.diesel", "electricity.paid"]
    assert by_edition["complete"]
    assert not [f for f in by_edition["findings"] if f["level"] == "error"]


def test_a_yearly_amount_that_only_prints_its_result_is_not_lost() -> None:
    data = grid(
        ("คาร์บอนฟุตพริ้นท์ ปี 2566",),
        ("รายการ", "ปริมาณ", "หน่วย", "ค่า EF", "kgCO2e"),
        ("ไฟฟ้า", 10000, "kWh", 0.4999, 4999),
        ("น้ำมันดีเซล (รถยนต์)", 100, "ลิตร", 2.7406, 274.06),
        ("กระดาษ A4", None, "kg", 2.102, 210.2),
        ("รวม", None, None, None, 5483.26),
    )
    told = answer(data, factors=Factors.SHEET)
    assert told["total"] == told["sheet_total"] == "5483.26"
    assert "sheet.no_quantity" in codes(told, "A5")
