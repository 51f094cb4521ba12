from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.quantity import rounding

kilograms = st.decimals(min_value=0, max_value=10**13, places=9)


@pytest.mark.parametrize(
    ("kg", "printed"),
    [("28252520", "28252.52"), ("5", "0.01"), ("4.999", "0.00"), ("-5", "-0.01"), ("-4", "0.00")],
)
def test_lines_have_two_decimals_half_up(kg: str, printed: str) -> None:
    assert str(rounding.line_tonnes(Decimal(kg))) == printed
    assert str(rounding.total_tonnes_v01(Decimal(kg))) == printed


@pytest.mark.parametrize(
    ("kg", "printed"), [("1380226680", "1380227"), ("500", "1"), ("499.999", "0")]
)
def test_totals_of_form_v03_are_whole_tonnes(kg: str, printed: str) -> None:
    assert str(rounding.total_tonnes_v03(Decimal(kg))) == printed


@pytest.mark.parametrize(
    ("kg", "printed"),
    [
        ("28252520", "28253"),
        ("5000", "5"),
        ("5000.0004", "5"),  # 5.0000004 t: noise beyond the sixth decimal is dropped
        ("5000.0005", "6"),  # 5.0000005 t rounds to 5.000001, halves away from zero
        ("0", "0"),
        ("0.001", "1"),
        ("-1200", "-2"),  # Excel's ROUNDUP goes away from zero
    ],
)
def test_fr05_rounds_scopes_up_as_the_sheet_does(kg: str, printed: str) -> None:
    assert str(rounding.fr05_scope(Decimal(kg))) == printed


@given(kilograms)
def test_fr05_never_falls_below_the_figure_by_more_than_noise(kg: Decimal) -> None:
    scope = rounding.fr05_scope(kg)
    assert scope - kg / 1000 >= Decimal("-0.0000005")
    assert scope <= (kg / 1000).to_integral_value(ROUND_CEILING)


@given(kilograms)
def test_tonnes_are_exact(kg: Decimal) -> None:
    assert rounding.tonnes(kg) * 1000 == kg


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_digit(value: Decimal, places: int) -> None:
    rounded = rounding.round_half_up(value, places)
    assert abs(rounded - value) <= Decimal(5).scaleb(-places - 1)
    assert rounding.round_half_up(-value, places) == -rounded


def test_reductions_are_floored_and_negative_ones_told() -> None:
    floor, findings = rounding.tver_reduction(
        Decimal(448996), Decimal(0), Decimal(0), "S-01-01 2566"
    )
    assert (str(floor), findings) == ("448", ())
    floor, findings = rounding.tver_reduction(
        Decimal(1000), Decimal(4200), Decimal(0), "S-01-01 2566"
    )
    assert str(floor) == "-4"
    assert [(f.code, f.subject, f.data["tonnes"]) for f in findings] == [
        ("rounding.negative_reduction", "S-01-01 2566", "-4")
    ]


@given(kilograms, kilograms, kilograms)
def test_tied_integers_never_exceed_the_floor(be: Decimal, pe: Decimal, le: Decimal) -> None:
    tied = rounding.tver_tied(be, pe, le)
    assert tied.reduction == tied.baseline - tied.project - tied.leakage
    assert tied.reduction <= rounding.tver_reduction(be, pe, le, "x")[0]


@pytest.mark.parametrize(
    ("reduction", "rate", "buffer"),
    [("21987", "0.20", "4398"), ("100", "0.07", "7"), ("85", "0.1", "9")],
)
def test_buffers_are_rounded_up_in_decimals(reduction: str, rate: str, buffer: str) -> None:
    assert rounding.tver_buffer(Decimal(reduction), Decimal(rate)) == Decimal(buffer)


def test_emissions_of_a_project_have_two_decimals() -> None:
    assert str(rounding.tver_emission(Decimal(448996))) == "449.00"


@given(st.integers(-(10**34) + 1, 10**34 - 1), st.integers(-6000, 6000), st.integers(0, 6))
def test_no_exact_value_is_too_long_to_be_printed(digits: int, exponent: int, places: int) -> None:
    with localcontext(prec=13_000):
        value = Decimal(digits).scaleb(exponent)
        printed = rounding.round_half_up(value, places)
        assert abs(printed - value) <= Decimal(5).scaleb(-places - 1)
