"""Local and central government by the words of a kind or a name."""

from __future__ import annotations

import pytest

from fahsai.core.thai.government import is_government, is_local_government


@pytest.mark.parametrize(
    "text",
    [
        "อบจ.",
        "อบจ.ลำพูน",
        "องค์การบริหารส่วนจังหวัดลำพูน",
        "อบต.",
        "อ.บ.ต. หนองหอย",
        "องค์การบริหารส่วนตำบล",
        "เทศบาลตำบล",
        "เทศบาลเมือง",
        "สำนักงานเทศบาลนครเชียงใหม่",
        "ทต.บ้านกลาง",
        "ทน. เชียงใหม่",
        "เมืองพัทยา",
        "กรุงเทพมหานคร",
        "กทม.",
        "อปท.",
        "องค์กรปกครองส่วนท้องถิ่น",
        "Town municipality",
        "Local government",
        "Subdistrict Administrative Organization",
        "Provincial administrative organisation",
    ],
)
def test_a_local_government_is_a_government_too(text: str) -> None:
    assert is_local_government(text)
    assert is_government(text)


@pytest.mark.parametrize(
    "text", ["ส่วนราชการ", "กระทรวงพลังงาน", "กรมควบคุมมลพิษ", "Government office"]
)
def test_a_ministry_or_department_has_no_mayor(text: str) -> None:
    assert is_government(text)
    assert not is_local_government(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "โรงงาน",
        "โรงงานอุตสาหกรรม",
        "โรงงานผลิตอาหารสัตว์",
        "บริษัท ประกันกรมธรรม์ จำกัด",
        "บริษัท สกทม จำกัด",
        "อุตสาหกรรมพลาสติก",
        "มหาวิทยาลัย",
        "Local Foods Co., Ltd.",
        "Factory",
    ],
)
def test_a_factory_is_none(text: str) -> None:
    assert not is_local_government(text)
    assert not is_government(text)
