"""The words for welding, fertiliser, animals and waste treated by the organisation, both ways."""

from __future__ import annotations

import pytest
from tests.core.inventory.test_recognise import kind


@pytest.mark.parametrize(
    ("label", "unit", "scope", "expected"),
    [
        ("ลวดเชื่อมไฟฟ้า", "kg", "1", "welding.electrode"),
        ("ธูปเชื่อม", "kg", "", "welding.electrode"),
        ("ก๊าซ CO2 งานเชื่อม", "kg", "1", "welding.co2"),
        ("CO2 for welding", "kg", "", "welding.co2"),
        ("ก๊าซผสม Argon CO2 งานเชื่อม", "kg", "1", "welding.mixed_gas"),
        ("น้ำแข็งแห้ง", "kg", "1", "dry_ice"),
        ("ปุ๋ยยูเรีย 46-0-0", "kg", "1", "fertiliser.urea"),
        ("ปุ๋ยเคมี 16-20-0", "kg", "", "fertiliser.synthetic"),
        ("ปุ๋ยสูตร 15-15-15", "kg", "1", "fertiliser.synthetic"),
        ("ปุ๋ยคอก", "kg", "1", "fertiliser.organic"),
        ("การใช้ปุ๋ยหมัก", "kg", "1", "fertiliser.organic"),
        ("ปูนโดโลไมต์ บ่อปลา", "kg", "1", "lime.dolomite"),
        ("ปูนมาร์ล", "kg", "1", "lime.limestone"),
        ("โคนม ฟาร์มตัวอย่าง", "animal", "1", "livestock.dairy_cattle"),
        ("การเลี้ยงกระบือ", "animal", "1", "livestock.buffalo"),
        ("สุกรขุน", "animal", "1", "livestock.swine"),
        ("สุกรแม่พันธุ์", "animal", "1", "livestock.sow"),
        ("ไก่ไข่", "animal", "1", "livestock.layer"),
        ("หมักปุ๋ยจากเศษอาหาร", "kg", "1", "composting.own"),
        ("Composting of garden waste", "tonne", "1", "composting.own"),
        ("เผาขยะกลางแจ้ง: ใบไม้ กิ่งไม้ เผากลางแจ้ง", "kg", "1", "open_burning.own"),
        ("ขยะเข้าเตาเผาของเทศบาล", "tonne", "1", "incineration.own"),
    ],
)
def test_the_words_are_known(label: str, unit: str, scope: str, expected: str) -> None:
    found = kind(label, (), unit, scope)
    assert found is not None
    assert found.kind == expected


@pytest.mark.parametrize(
    ("label", "unit", "scope"),
    [
        ("ลวดเชื่อม", "kg", "3"),
        ("ปุ๋ยเคมี 16-20-0", "kg", "3"),
        ("ปูนขาว", "kg", "1"),
        ("น้ำยา AdBlue (urea)", "kg", "1"),
        ("ก๊าซอาร์กอน งานเชื่อม", "kg", "1"),
        ("หมักปุ๋ยจากเศษอาหาร", "kg", "3"),
        ("ขยะอินทรีย์ส่งหมักปุ๋ย", "kg", ""),
        ("ขยะส่งเตาเผา", "kg", "1"),
        ("ขยะเข้าเตาเผา", "kg", "3"),
        ("โคนม", "kg", "1"),
        ("นมโค", "litre", "1"),
        ("เนื้อกระบือ", "kg", ""),
    ],
)
def test_what_may_mean_another_thing_is_asked(label: str, unit: str, scope: str) -> None:
    assert kind(label, (), unit, scope) is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("ขยะของเสีย (เผากำจัดโดยใช้น้ำมันดีเซล)", "incineration.fuel"),
        ("น้ำมันดีเซล เตาเผาขยะ", "stationary.diesel"),
        ("น้ำมันดีเซล เครื่องเชื่อม", "stationary.diesel"),
    ],
)
def test_fuel_stays_fuel(label: str, expected: str) -> None:
    found = kind(label, (), "litre", "1")
    assert found is not None
    assert found.kind == expected


def test_the_label_of_a_fertiliser_is_kept() -> None:
    labelled, plain = kind("ปุ๋ยเคมี 16 - 20 - 0"), kind("ปุ๋ยเคมี")
    assert labelled is not None
    assert labelled.parameters == {"formula": "16-20-0"}
    assert plain is not None
    assert plain.parameters == {}
