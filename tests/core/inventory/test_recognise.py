"""Recognition of office words: every spelling both ways, and the table of rules itself."""

from __future__ import annotations

import pytest
from tests.every_kind import OWN_FACTOR_ONLY

from fahsai.core.inventory.recognise import Recognition, recognise
from fahsai.reference.load_factors import editions
from fahsai.reference.load_kinds import kinds, recognition_rules
from fahsai.reference.load_units import load_units

MOBILE = ("2. การเผาไหม้แบบเคลื่อนที่ (Mobile combustion)", "การใช้น้ำมันสำหรับการเดินทาง")
STATIONARY = ("1. การเผาไหม้แบบอยู่กับที่ (Stationary combustion)", "การใช้น้ำมันสำหรับงานอาคาร")


def kind(
    label: str, group: tuple[str, ...] = (), unit: str = "kg", scope: str = ""
) -> Recognition | None:
    known = load_units().get(unit)
    assert known is not None
    found, _ = recognise(recognition_rules(), label, group, known.dimension, scope, "sheet!B1")
    return found


@pytest.mark.parametrize(
    ("label", "group", "unit", "expected"),
    [
        ("Diesel (Generator) ", STATIONARY, "litre", "stationary.diesel"),
        ("Diesel (Fire pump) ", STATIONARY, "litre", "stationary.diesel"),
        ("น้ำมัน Diesel ", MOBILE, "litre", "mobile.diesel"),
        ("น้ำมันดีเซลในรถเก็บขยะ", (), "litre", "mobile.diesel"),
        ("น้ำมัน Gasohol 91, E20, E85", MOBILE, "litre", "mobile.gasohol_unspecified"),
        ("น้ำมัน Gasohol 95", MOBILE, "litre", "mobile.e10"),
        ("น้ำมันแก๊สโซฮอล์ E20", MOBILE, "litre", "mobile.e20"),
        ("น้ำมันดีเซล B7", MOBILE, "litre", "mobile.b7"),
        ("น้ำมันเบนซิน", MOBILE, "litre", "mobile.gasoline"),
        ("NGV", MOBILE, "kg", "mobile.cng"),
        ("ก๊าซหุงต้ม (LPG)", STATIONARY, "kg", "stationary.lpg"),
        ("3. การใช้สารดับเพลิง (CO2)", (), "kg", "extinguisher.co2"),
        ("4. การปล่อยสารมีเทนจากระบบ septic tank", (), "kg_ch4", "methane.release"),
        ("การปล่อยมีเทนจากระบบ septic tank", (), "person_day", "septic_tank"),
        ("5. การปล่อยสารมีเทนจากบ่อบำบัดน้ำเสียแบบไม่เติมอากาศ", (), "kg_ch4", "methane.release"),
        ("การใช้พลังงานไฟฟ้า", (), "kWh", "electricity.paid"),
        ("การใช้ไฟฟ้า (ฟรี)", (), "kWh", "electricity.free"),
        ("การใช้กระดาษ A4 และ A3 (สีขาว)", (), "kg", "paper.uncoated"),
        ("น้ำประปา-การประปานครหลวง", (), "m3", "water.mwa"),
        ("น้ำประปา-การประปาส่วนภูมิภาค", (), "m3", "water.pwa"),
        ("การใช้น้ำประปา", (), "m3", "water.unspecified"),
        ("น้ำประปาเทศบาล", (), "m3", "water.other"),
        ("ขยะของเสีย (ฝังกลบ)", (), "kg", "landfill.sent"),
        ("ขยะของเสีย (เผากำจัดโดยใช้น้ำมันดีเซล)", (), "litre", "incineration.fuel"),
        ("Fuel Wood", (), "kg", "stationary.wood"),
        ("การเผาไหม้ของฟืนในเตาหุงต้ม", (), "kg", "stationary.wood"),
        ("การใช้กระดาษ A4 สีขาว (กองคลัง)", (), "kg", "paper.uncoated"),
        ("การได้มาของ Diesel", (), "kg", "fuel_upstream.diesel"),
        ("Diesel - company vehicles", (), "litre", "mobile.diesel"),
        ("Gasohol 95 - company car", (), "litre", "mobile.e10"),
        ("แก๊สโซฮอล์ 91 จักรยานยนต์", (), "litre", "mobile.e10"),
        ("ดีเซล B7", (), "litre", "mobile.b7"),
        ("น้ำมันดีเซล B20", (), "litre", "mobile.b20"),
        ("แก๊สโซฮอล์ 91", (), "litre", "mobile.e10"),
        ("แก๊สโซฮอล์ E20", (), "litre", "mobile.e20"),
        ("E85", (), "litre", "mobile.e85"),
        ("แก๊สโซฮอล์", (), "litre", "mobile.gasohol_unspecified"),
        ("ดีเซล B7 (ปั๊มน้ำมันบางจาก)", ("น้ำมันเชื้อเพลิงและน้ำมันเครื่อง",), "litre", "mobile.b7"),
        ("ดีเซล B7 เครื่องปั่นไฟ", (), "litre", "stationary.b7"),
        ("B20 boiler", (), "litre", "stationary.b20"),
        ("แก๊สโซฮอล์ 95 เครื่องสูบน้ำ", (), "litre", "stationary.e10"),
        ("แก๊สโซฮอล์ 95 เครื่องสูบน้ำ", MOBILE, "litre", "stationary.e10"),
        ("ดีเซล B7", ("การเผาไหม้อยู่กับที่",), "litre", "stationary.b7"),
        ("ก๊าซ LPG (โรงครัว)", MOBILE, "kg", "stationary.lpg"),
        ("น้ำมันดีเซล เครื่องสูบน้ำ", MOBILE, "litre", "stationary.diesel"),
        ("Forklift (ดีเซล)", MOBILE, "litre", "offroad.diesel.industry"),
        ("รถตัก ดีเซล", MOBILE, "litre", "offroad.diesel.industry"),
        ("รถไถ (ดีเซล)", (), "litre", "offroad.diesel.agriculture"),
        ("Forklift (LPG)", MOBILE, "kg", "offroad.lpg"),
        ("เครื่องตัดหญ้า (เบนซิน)", (), "litre", "offroad.gasoline_unspecified.household"),
        ("เบนซิน เครื่องตัดหญ้า 2 จังหวะ", (), "litre", "offroad.gasoline_2stroke.household"),
        ("เศษอาหาร", ("ขยะ (ฝังกลบ)",), "kg", "landfill.sent.food"),
        ("ขยะทั่วไป", ("ขยะที่ส่งฝังกลบ",), "kg", "landfill.sent"),
        ("การฝังกลบขยะ: กระดาษ/กล่อง", (), "kg", "landfill.sent.paper"),
        ("กระดาษ A4", ("ขยะของเสีย (ฝังกลบ)",), "kg", "paper.uncoated"),
        ("Municipal tap water", (), "m3", "water.other"),
        ("ไฟฟ้า อาคาร R101", (), "kWh", "electricity.paid"),
    ],
)
def test_the_words_of_offices_are_known(
    label: str, group: tuple[str, ...], unit: str, expected: str
) -> None:
    found = kind(label, group, unit)
    assert found is not None
    assert found.kind == expected


@pytest.mark.parametrize(
    ("label", "species"),
    [
        ("6.การใช้สารทำความเย็นชนิด R-22", "R-22"),
        ("6.การใช้สารทำความเย็นชนิด R-32", "R-32"),
        ("สารทำความเย็น R410A", "R-410A"),
        ("R134a รั่วไหล", "R-134a"),
    ],
)
def test_a_refrigerant_is_named_by_its_designation(label: str, species: str) -> None:
    found = kind(label)
    assert found == Recognition("refrigerant", {"species": species})


@pytest.mark.parametrize(
    ("unit", "scope", "expected"),
    [
        ("kg_ch4", "1", "methane.release"),
        ("kg", "3", "landfill.sent"),
        ("kg", "1", "landfill.sent"),
    ],
)
def test_the_methane_of_a_dump_is_not_its_waste(unit: str, scope: str, expected: str) -> None:
    found = kind("การจัดการของเสียด้วยวิธีการเทกอง", (), unit, scope)
    assert found == Recognition(expected)


def test_a_cardboard_box_is_no_copy_paper() -> None:
    assert kind("กระดาษลังสีขาว") is None


def test_electricity_in_scope_3_is_its_upstream() -> None:
    found = kind("การใช้ไฟฟ้า", (), "kWh", scope="3")
    assert found is not None
    assert found.kind == "electricity.upstream"


@pytest.mark.parametrize(
    "label",
    [
        *("ขยะรีไซเคิล", "ค่าเช่าห้องประชุม", "", "ขยะอันตราย (ฝังกลบ)"),
        *("ขยะกระดาษ (รีไซเคิล)", "ขยะเศษอาหาร (ทำปุ๋ยหมัก)", "ขยะติดเชื้อ (เผา)"),
        *("ขยะเศษอาหาร", "ขยะทั่วไป", "ขยะขวดพลาสติกขาย", "Hazardous waste to landfill"),
        *("กากอุตสาหกรรม (ฝังกลบ)", "ขยะอุปกรณ์ไฟฟ้า", "กระดาษชำระสีขาว"),
        *("ดีเซล B10 รถตู้", "ไบโอดีเซล B100", "ก๊าซอาร์กอน งานเชื่อม"),
    ],
)
def test_unknown_words_are_asked_never_guessed(label: str) -> None:
    found, findings = recognise(recognition_rules(), label, (), "mass", "", "sheet!B9")
    assert found is None
    assert [item.code for item in findings] == ["source.kind_unrecognised"]


def test_what_stands_under_recycling_is_no_landfill() -> None:
    assert kind("กระดาษ", ("ขยะรีไซเคิล",)) is None
    assert kind("เศษอาหาร", ("ขยะอินทรีย์ หมักทำปุ๋ย",)) is None


def test_fuel_under_scope_3_is_asked_unless_it_says_whose_trips() -> None:
    assert kind("การขนส่งสินค้า (ดีเซล)", (), "litre", scope="3") is None
    commuting = kind("การเดินทางของพนักงาน (ดีเซล)", (), "litre", scope="3")
    assert commuting is not None
    assert commuting.kind == "commuting.diesel"
    own = kind("รถรับส่งพนักงาน (ดีเซล)", (), "litre", scope="1")
    assert own is not None
    assert own.kind == "mobile.diesel"
    burned = kind("ขยะของเสีย (เผากำจัดโดยใช้น้ำมันดีเซล)", (), "litre", scope="3")
    assert burned is not None
    assert burned.kind == "incineration.fuel"


def test_an_unknown_refrigerant_is_said() -> None:
    found, findings = recognise(
        recognition_rules(), "สารทำความเย็น R-9999", (), "mass", "", "sheet!B9"
    )
    assert found is None
    assert [item.code for item in findings] == ["source.refrigerant_unknown"]


def test_every_rule_leads_to_a_kind_and_every_kind_to_units_and_factors() -> None:
    known = kinds()
    assert {rule.kind for rule in recognition_rules() if rule.kind} <= set(known)
    carried = {row.activity for edition in editions().values() for row in edition.rows}
    # Some have only the organisation's own factor, and heat that of its supplier.
    without = {*OWN_FACTOR_ONLY, *(code for code, one in known.items() if one.family == "heat")}
    for one in known.values():
        assert load_units().get(one.unit) is not None, one.code
        for term in one.terms:
            parts = [set(name.split("|")) for name in term.activities]
            assert parts[-1] <= carried or one.code in without | UNLISTED, one.code
            assert parts[0] <= carried or one.code in without | UNLISTED, one.code


UNLISTED = {
    *(f"{place}.b10" for place in ("mobile", "stationary", "offroad")), "offroad.b20",
    *(f"offroad.gasoline_{strokes}stroke.e{share}" for strokes in (2, 4) for share in (20, 85)),
    *(
        f"offroad.gasoline_{strokes}stroke.{sector}.e10"
        for strokes in (2, 4)
        for sector in ("agriculture", "forestry", "industry", "household")
    ),
}  # fmt: skip
"""Blends that no list prints (or not their biogenic CO2); the neat fuel stands behind them."""


def test_behind_a_blend_that_no_list_prints_stands_its_neat_fuel() -> None:
    carried = {row.activity for edition in editions().values() for row in edition.rows}
    for code in UNLISTED:
        direct, biogenic = kinds()[code].terms
        assert set(direct.activities[-1].split("|")) <= carried, code
        printed = code.endswith(".e10")
        assert (direct.activities[0] in carried) is printed, code
        assert biogenic.activities[0] not in carried, code
