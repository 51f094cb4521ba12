"""The three derivation rules against figures computed by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.factors.derive import (
    Carbon,
    agrees,
    blend_biogenic,
    blend_off_road,
    blend_weighted,
    from_ncv,
    from_parts,
    half_last_digit,
)
from fahsai.core.quantity.exact import EXACT, ratio

SHARES = st.decimals(min_value=0, max_value=1, places=4)
MASSES = st.decimals(min_value=0, max_value=10, places=6)


def test_lpg_per_kilogram_keeps_the_ratio_of_ncv_and_density() -> None:
    gases = from_ncv(ratio("26.62/0.54"), {"CO2": Decimal(63100)}, Carbon.FOSSIL)
    difference = gases["CO2"] * 54 - Decimal("167.9722")  # 26.62 x 63100 x 10^-6 x 100
    assert abs(difference) < Decimal("1E-30")


def test_biogenic_carbon_never_becomes_fossil_gas() -> None:
    gases = from_ncv(
        Decimal("15.99"),
        {"CO2": Decimal(112000), "CH4": Decimal(30), "N2O": Decimal(4)},
        Carbon.BIOGENIC,
    )
    assert set(gases) == {"CO2_biogenic", "CH4_biogenic", "N2O"}
    assert gases["CO2_biogenic"] == Decimal("1.79088")


def test_weighted_blend_splits_methane_and_leaves_biogenic_co2_out() -> None:
    fossil = {"CO2": Decimal(2), "CH4_fossil": Decimal(1), "N2O": Decimal(1)}
    biofuel = {"CO2_biogenic": Decimal(3), "CH4_biogenic": Decimal(4), "N2O": Decimal(0)}
    gases = blend_weighted(Decimal("0.25"), fossil, biofuel)
    assert gases == {
        "CO2": Decimal("1.5"),
        "CH4_fossil": Decimal("0.75"),
        "CH4_biogenic": Decimal(1),
        "N2O": Decimal("0.75"),
    }


def test_off_road_blend_scales_co2_only() -> None:
    fossil = {"CO2": Decimal(2), "CH4_fossil": Decimal(1), "N2O": Decimal(1)}
    gases = blend_off_road(Decimal("0.25"), fossil)
    assert gases == {"CO2": Decimal("1.5"), "CH4_fossil": Decimal(1), "N2O": Decimal(1)}


@pytest.mark.parametrize(
    ("text", "printed"),
    [("88/26", "3.3846"), ("88/28", "3.1429"), ("132/44", "3.0000"), ("176/58", "3.0345")],
)
def test_stoichiometric_gases(text: str, printed: str) -> None:
    assert agrees(from_parts({"CO2": text}, Carbon.FOSSIL)["CO2"], Decimal(printed))


@given(share=SHARES, fossil=MASSES, bio=MASSES)
def test_a_blend_of_anything_keeps_all_carbon_dioxide(
    share: Decimal, fossil: Decimal, bio: Decimal
) -> None:
    scope_1 = blend_weighted(share, {"CO2": fossil}, {"CO2_biogenic": bio})
    apart = blend_biogenic(share, {"CO2_biogenic": bio})
    whole = EXACT.add(scope_1["CO2"], apart["CO2_biogenic"])
    assert whole == (1 - share) * fossil + share * bio


@given(share=SHARES, fossil=MASSES)
def test_both_blend_rules_agree_on_fossil_co2(share: Decimal, fossil: Decimal) -> None:
    neat = {"CO2": fossil}
    assert blend_weighted(share, neat, {})["CO2"] == blend_off_road(share, neat)["CO2"]


@given(st.decimals(min_value=0, max_value=1000, places=6), st.integers(0, 6))
def test_a_figure_agrees_with_its_own_rounding(full: Decimal, places: int) -> None:
    printed = round(full, places)
    assert agrees(full, printed)
    assert not agrees(full + 3 * half_last_digit(printed), printed)


def test_half_of_the_last_digit_of_whole_numbers_is_a_half() -> None:
    assert half_last_digit(Decimal(1760)) == Decimal("0.5")
    assert half_last_digit(Decimal("1.76E+3")) == Decimal("0.5")
