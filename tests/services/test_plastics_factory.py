"""A plastics factory's scope 3 as it stands in public: 35 lines, to the last digit.

Quantities and factors: toranong301/X-Panel, scope3-summary.service.ts.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from fahsai.core.quantity.exact import total
from fahsai.services.calculate_file import Factors, FileYear, calculate_file

# section, label, unit, quantity of the year, factor [kg CO2e/unit], the kind it is read as
ROWS = (
    ("3.1", "เม็ดพลาสติก LDPE", "Kg", "3887250", "2.6258", "purchased.ldpe"),
    ("3.1", "เม็ดพลาสติก LLDPE", "Kg", "3753000", "2.1356", "purchased.lldpe"),
    ("3.1", "เม็ดพลาสติก HDPE", "Kg", "869250", "6.7071", "purchased.hdpe"),
    ("3.1", "กระดาษกล่องแป้งหลังเทา", "Kg", "949673.69", "1.8679", "paper.greyback"),
    ("3.1", "กระดาษคราฟท์ ชนิดทาลอน", "Kg", "848073.03", "1.6184", "paper.kraft"),
    ("3.1", "น้ำประปา (การนิคมฯ)", "m3", "58363", "0.2575", "water.ieat"),
    ("3.1", "น้ำประปา (กปน)", "m3", "759", "0.7948", "water.mwa"),
    ("3.1", "กระดาษ A4 70 แกรม", "kg", "480.25", "2.102", "paper.uncoated"),
    ("3.1", "กระดาษ A4 80 แกรม", "kg", "3043.66", "2.102", "paper.uncoated"),
    ("3.1", "ปุ๋ยเคมี 16-16-16", "Kg", "50", "0.8596", "purchased.fertiliser_16_16_16"),
    ("3.1", "น้ำมัน Diesel B7 รถรับส่งพนักงาน", "L", "36567.51", "2.2394", "commuting.b7"),
    ("3.1", "น้ำมัน Diesel B7 รถรับส่งพนักงาน", "kg", "30351.03", "0.3522", ""),
    ("3.3", "การได้มาของไฟฟ้า", "kwh", "12873090.23", "0.0987", "electricity.upstream"),
    ("3.3", "การได้มา Acetylene", "kg", "50", "2.2804", "fuel_upstream.acetylene"),
    ("3.3", "การได้มา Diesel", "kg", "18803.55", "0.3522", "fuel_upstream.diesel"),
    ("3.3", "การได้มา Gasoline", "kg", "3181.18", "0.4024", "fuel_upstream.gasoline"),
    ("3.4", "รถตู้บรรทุก 10 ล้อ 100% loading", "tkm", "234729", "0.0454", "freight.truck_10w_box.full"),
    ("3.4", "รถตู้บรรทุก 10 ล้อ 0% loading", "km", "14670.56", "0.5747", "freight.truck_10w_box.empty"),
    (
        "3.4",
        "รถตู้บรรทุก 6 ล้อ ขนาดใหญ่ 100% loading",
        "tkm",
        "241196.53",
        "0.0547",
        "freight.truck_6w_box_large.full",
    ),
    (
        "3.4",
        "รถตู้บรรทุก 6 ล้อ ขนาดใหญ่ 0% loading",
        "km",
        "21926.96",
        "0.4373",
        "freight.truck_6w_box_large.empty",
    ),
    ("3.4", "รถตู้บรรทุก 4 ล้อ 100% loading", "tkm", "779.53", "0.1835", "freight.truck_4w_box.full"),
    ("3.4", "รถตู้บรรทุก 4 ล้อ 0% loading", "km", "111.36", "0.3345", "freight.truck_4w_box.empty"),
    ("3.4", "เรือบรรทุก container", "tkm", "41061781.04", "0.0107", "freight.ship_container"),
    ("3.5", "ขยะมูลฝอยทั่วไป", "kg", "150000", "0.7933", ""),
    ("3.5", "ขยะอันตราย", "kg", "680", "0.7933", ""),
    (
        "3.5",
        "รถกระบะบรรทุก 10 ล้อ วิ่งปกติ 100% loading",
        "tkm",
        "31132.93",
        "0.0533",
        "freight.truck_10w_pickup.full",
    ),
    (
        "3.5",
        "รถกระบะบรรทุก 10 ล้อ วิ่งปกติ 0% loading",
        "km",
        "1945.81",
        "0.59",
        "freight.truck_10w_pickup.empty",
    ),
    (
        "3.5",
        "รถบรรทุกขยะ 6 ล้อ 100% loading",
        "tkm",
        "6000",
        "0.0475",
        "freight.truck_6w_garbage.full",
    ),
    (
        "3.5",
        "รถบรรทุกขยะ 6 ล้อ 0% loading",
        "km",
        "545.45",
        "0.4923",
        "freight.truck_6w_garbage.empty",
    ),
    ("3.7", "น้ำมัน Gasoline จากการเดินทางของพนักงาน", "L", "93466.53", "2.2719", "commuting.gasoline"),
    ("3.7", "น้ำมัน Diesel จากการเดินทางของพนักงาน", "L", "83378.24", "2.7406", "commuting.diesel"),
    (
        "3.9",
        "รถตู้บรรทุกพ่วง 18 ล้อ วิ่งปกติ 100% loading",
        "tkm",
        "68783.23",
        "0.0404",
        "freight.truck_18w_trailer.full",
    ),
    (
        "3.9",
        "รถตู้บรรทุกพ่วง 18 ล้อ วิ่งปกติ 0% loading",
        "km",
        "2149.48",
        "0.787",
        "freight.truck_18w_trailer.empty",
    ),
    ("3.9", "เรือบรรทุก container", "tkm", "104710480.1", "0.0107", "freight.ship_container"),
    ("3.12", "การฝังกลบถุงขยะ", "kg", "9710956.43", "0.7933", "sold.end_of_life.landfill"),
)
WHOLE = Decimal("38466597.104756")
"""The sum of quantity times factor [kg CO2e]."""

OTHERWISE = {
    "commuting.b7": "the factor of gasoline stands beside diesel",
    "commuting.gasoline": "the list has one figure for each engine",
    "sold.end_of_life.landfill": "two published figures lie far apart: a person chooses",
}
"""Where our own choice is another one than that of the sheet, and why."""


def book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Scope 3 ปี 2565")
        sheet.write_row(0, 0, ("ขอบเขต", "รายการ", "หน่วย", "ปริมาณ/ปี", "ค่า EF", "tCO2e"))
        for row, (section, label, unit, quantity, factor, _) in enumerate(ROWS, 1):
            sheet.write_row(row, 0, (f"Scope {section}", label, unit))
            sheet.write_row(row, 3, (float(quantity), float(factor)))
            sheet.write(row, 5, float(quantity) * float(factor) / 1000)
    return out.getvalue()


def read(factors: Factors) -> FileYear:
    made, said = calculate_file(
        book(), "scope3.xlsx", report_date=date(2023, 3, 1), factors=factors
    )
    assert made is not None, said
    (year,) = made.years
    assert len(year.lines) == len(ROWS) == 35
    return year


def test_the_sheets_own_factors_give_the_sheets_own_total() -> None:
    year = read(Factors.SHEET)
    assert year.complete
    for line, (_, _, _, quantity, factor, _) in zip(year.lines, ROWS, strict=True):
        assert line.sheet_kg == Decimal(quantity) * Decimal(factor)
    assert total(line.sheet_kg or Decimal(0) for line in year.lines) == WHOLE


def test_the_published_lists_give_the_same_line_by_line() -> None:
    for line, (_, label, _, quantity, factor, kind) in zip(
        read(Factors.EDITION).lines, ROWS, strict=True
    ):
        assert (line.result.source.kind if line.result else "") == kind, label
        if line.result is not None and kind not in OTHERWISE:
            assert line.result.total_kg == Decimal(quantity) * Decimal(factor), label


def test_what_is_landfilled_asks_for_its_factor_alone() -> None:
    """0.7933 and 2.32 are both published; once one is chosen the mass recorded is all counted."""
    waiting = [one for one in read(Factors.EDITION).findings if one.code == "method.value_needed"]
    assert [one for one in waiting if one.data["parameter"] == "share"] == []
    chosen, _ = calculate_file(
        book(),
        "scope3.xlsx",
        report_date=date(2023, 3, 1),
        factors=Factors.EDITION,
        factor_keys={"sold.end_of_life.landfill": "tgo-cfp-2022-07:waste.landfill.sanitary"},
    )
    assert chosen is not None
    (line,) = (
        one
        for one in chosen.years[0].lines
        if one.result and one.result.source.kind == "sold.end_of_life.landfill"
    )
    assert line.result is not None
    assert line.result.total_kg == Decimal("9710956.43") * Decimal("0.7933")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("mistake.factor_of_other", "น้ำมัน Diesel B7 รถรับส่งพนักงาน"),
        ("mistake.hazardous_as_municipal", "ขยะอันตราย"),
    ],
)
def test_its_two_mistakes_are_told(code: str, label: str) -> None:
    (said,) = (one for one in read(Factors.EDITION).findings if one.code == code)
    assert any(text.startswith(label) for text in said.data.values())
