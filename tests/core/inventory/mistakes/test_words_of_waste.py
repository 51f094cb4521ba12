"""Which names call waste hazardous or a run empty, and which only hold the word."""

from __future__ import annotations

import pytest

from fahsai.core.inventory.mistakes.factors_typed import EMPTY_RUN, HAZARDOUS, NOT_HAZARDOUS


def is_hazardous(label: str) -> bool:
    return bool(HAZARDOUS.search(label)) and not NOT_HAZARDOUS.search(label)


@pytest.mark.parametrize(
    ("label", "hazardous"),
    [
        ("ขยะอันตราย", True),
        ("ของเสียติดเชื้อ โรงพยาบาล", True),
        ("hazardous waste", True),
        ("กากอุตสาหกรรมอันตราย", True),
        ("กากอุตสาหกรรมทั่วไป", False),
        ("ขยะทั่วไป (ไม่รวมขยะอันตราย)", False),
        ("ของเสียไม่มีอันตราย", False),
        ("ของเสียที่ไม่ใช่ของเสียอันตราย", False),
        ("non-hazardous waste", False),
        ("general waste, excluding hazardous", False),
    ],
)
def test_hazardous_waste_by_its_name(label: str, *, hazardous: bool) -> None:
    assert is_hazardous(label) is hazardous


@pytest.mark.parametrize(
    ("label", "empty"),
    [
        ("รถเปล่า ขากลับ", True),
        ("10-wheel truck, empty run", True),
        ("truck returning empty", True),
        ("0 % load", True),
        ("empty fruit bunch, 10-wheel truck", False),
        ("freight of empty bottles", False),
        ("100 % load", False),
    ],
)
def test_an_empty_run_by_its_name(label: str, *, empty: bool) -> None:
    assert bool(EMPTY_RUN.search(label)) is empty
