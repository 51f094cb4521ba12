from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.quantity.blends import Blend, BlendTable, blend_gwp, refrigerant
from fahsai.core.quantity.exact import total
from fahsai.core.quantity.gases import Gas, GasFamily, GasTable
from fahsai.core.quantity.gwp import GWPSet
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets

BLENDS = load_blends()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("R22", "R-22"),
        ("R-22", "R-22"),
        ("r 22", "R-22"),
        ("R–22", "R-22"),
        ("R 410A", "R-410A"),
        ("R-410a", "R-410A"),
        ("R-134A", "R-134a"),
        ("HFC134a", "R-134a"),
        ("HCFC-22", "R-22"),
        ("CFC-12", "R-12"),
        ("CHClF2", "R-22"),
        ("kgCH2F2", "R-32"),
        ("kgC2H2F4", "R-134a"),
        ("6.การใช้สารทำความเย็นชนิด R-32", "R-32"),
        ("6.การใช้สารทำความเย็นชนิด R-22 (CHClF2)", "R-22"),
        ("น้ำยาแอร์ R32", "R-32"),
    ],
)
def test_refrigerants_are_recognised_in_the_words_of_a_sheet(text: str, code: str) -> None:
    assert refrigerant(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "สารทำความเย็น",
        "R-999",
        "R-1234yf",
        "R-22 และ R-32",
        "R-22/R-999",
        "CAR 22",
        "CH4",
        "ตร.22",
    ],
)
def test_what_is_no_single_known_refrigerant_is_not_guessed(text: str) -> None:
    assert refrigerant(text) is None


@given(
    st.sampled_from(BLENDS.blends),
    st.decimals(min_value=0, max_value=10**9, places=9),
)
def test_the_parts_of_a_refrigerant_weigh_what_it_weighs(blend: Blend, mass: Decimal) -> None:
    assert total(BLENDS.expand(blend.code, mass).values()) == mass


def test_expanding_a_gas_gives_the_gas_and_a_stranger_is_refused() -> None:
    assert BLENDS.expand("SF6", Decimal("0.5")) == {"SF6": Decimal("0.5")}
    assert BLENDS.expand("R-22", Decimal(2)) == {"HCFC-22": Decimal(2)}
    with pytest.raises(KeyError):
        BLENDS.expand("R-999", Decimal(1))


def test_a_blend_has_no_gwp_where_a_component_has_none() -> None:
    blend = Blend("R-X", {"HFC-134": Decimal("0.5"), "HFC-32": Decimal("0.5")}, "")
    sets = load_gwp_sets()
    assert blend_gwp(blend, sets["AR4"]) is None
    assert blend_gwp(blend, sets["AR5"]) == Decimal("898.5")


def test_co2e_of_a_mass() -> None:
    ar5 = load_gwp_sets()["AR5"]
    assert ar5.co2e("N2O", Decimal("0.1")) == Decimal("26.5")
    assert ar5.co2e("unobtainium", Decimal(1)) is None


def test_faulty_tables_are_refused() -> None:
    gas = Gas("X", "X", "X", "X", GasFamily.OTHER, counted=False)
    with pytest.raises(ValueError, match="twice"):
        GasTable.of([gas, gas])
    with pytest.raises(ValueError, match="designations"):
        BlendTable.of([], load_gases())
    short = [
        Blend(b.code, {"CO2": Decimal("0.9")}, "") if b.code == "R-744" else b
        for b in BLENDS.blends
    ]
    with pytest.raises(ValueError, match="add up"):
        BlendTable.of(short, load_gases())
    with pytest.raises(ValueError, match="no known gas"):
        BlendTable.of(BLENDS.blends, GasTable.of([gas]))


def test_a_gwp_set_does_not_turn_missing_into_zero() -> None:
    assert GWPSet("X", "", "", "", {}).value("CO2") is None
