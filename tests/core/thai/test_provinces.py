from __future__ import annotations

import pytest

from fahsai.reference.load_provinces import load_provinces

PROVINCES = load_provinces()


def test_there_are_seventy_seven_with_their_codes() -> None:
    assert len(PROVINCES.provinces) == 77
    assert len({p.code for p in PROVINCES.provinces}) == 77
    regions = {"1": 10, "2": 8, "3": 10, "4": 10, "5": 9, "6": 8, "7": 8, "8": 7, "9": 7}
    for digit, count in regions.items():
        assert sum(p.code[3] == digit for p in PROVINCES.provinces) == count


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("กรุงเทพมหานคร", "TH-10"),
        ("กทม.", "TH-10"),
        ("กรุงเทพฯ", "TH-10"),
        ("Bangkok", "TH-10"),
        ("จังหวัดเชียงใหม่", "TH-50"),
        ("จ.เชียงใหม่", "TH-50"),
        ("chiangmai", "TH-50"),
        ("Chiang Mai Province", "TH-50"),
        ("จ. บึงกาฬ", "TH-38"),
        ("โคราช", "TH-30"),
        ("Chonburi", "TH-20"),
    ],
)
def test_names_in_both_languages(name: str, code: str) -> None:
    assert PROVINCES.find(name) is PROVINCES.get(code)
    assert PROVINCES.get(code) is not None


@pytest.mark.parametrize("name", ["", "เวียงจันทน์", "จังหวัด"])
def test_other_names_are_not_provinces(name: str) -> None:
    assert PROVINCES.find(name) is None
    assert PROVINCES.get("TH-99") is None
