"""Parameters are found on the source first, then in the pack, and never assumed silently."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.finding import Level
from fahsai.core.methods.packs import (
    Inputs,
    Pack,
    Parameter,
    ParameterOrigin,
    read_parameter,
    resolve,
)
from fahsai.core.methods.parameter_kinds import PARAMETER_KINDS, kind_of
from fahsai.reference.load_packs import packs

SHARE_PACK = Pack(
    "p",
    "3",
    "ชุดค่า",
    "pack",
    "a book",
    {
        "mcf.deep": Parameter("mcf.deep", Decimal("0.8"), "1", "table 1"),
        "k": Parameter("k", Decimal("0.07"), "1/year", "table 2", assumption=True),
    },
)


def codes(findings: object) -> list[str]:
    assert isinstance(findings, tuple)
    return [one.code for one in findings]


def test_the_pack_answers_with_its_source() -> None:
    found, findings = resolve(SHARE_PACK, {}, ["mcf.deep"], "S1")
    assert found["mcf.deep"] == (
        "mcf.deep",
        Decimal("0.8"),
        "1",
        ParameterOrigin.PACK,
        "table 1",
        "p@3",
    )
    assert findings == ()


@pytest.mark.parametrize("given_as", ["mcf.deep", "mcf"])
def test_the_source_comes_first(given_as: str) -> None:
    found, findings = resolve(SHARE_PACK, {given_as: "0.75"}, ["mcf.deep"], "S1")
    assert found["mcf.deep"].value == Decimal("0.75")
    assert found["mcf.deep"].origin is ParameterOrigin.SOURCE
    assert findings == ()


def test_the_full_name_comes_before_the_stem() -> None:
    found, _ = resolve(SHARE_PACK, {"mcf": "0.1", "mcf.deep": "0.2"}, ["mcf.deep"], "S1")
    assert found["mcf.deep"].value == Decimal("0.2")


def test_a_blank_is_not_a_figure() -> None:
    found, _ = resolve(SHARE_PACK, {"mcf": "  "}, ["mcf.deep"], "S1")
    assert found["mcf.deep"].origin is ParameterOrigin.PACK


def test_a_stem_in_the_pack_stands_for_all_and_an_assumption_is_said() -> None:
    found, findings = resolve(SHARE_PACK, {}, ["k.food"], "S1")
    assert found["k.food"].value == Decimal("0.07")
    assert codes(findings) == ["method.assumption_used"]
    assert findings[0].data["value"] == "0.07"


def test_a_given_figure_is_no_assumption() -> None:
    _, findings = resolve(SHARE_PACK, {"k": "0.1"}, ["k.food"], "S1")
    assert findings == ()


def test_missing_with_a_pack_names_the_pack() -> None:
    found, findings = resolve(SHARE_PACK, {}, ["doc.bulk"], "S1")
    assert not found
    assert codes(findings) == ["method.parameter_missing"]
    assert findings[0].level is Level.ERROR
    assert findings[0].data == {"parameter": "doc.bulk", "unit": "1", "pack": "p"}


def test_missing_without_a_pack_is_one_finding() -> None:
    found, findings = resolve(None, {"ox": "0"}, ["doc.bulk", "k.bulk", "ox"], "S1")
    assert list(found) == ["ox"]
    assert codes(findings) == ["method.pack_missing"]
    assert findings[0].data["parameters"] == "doc.bulk, k.bulk"


@pytest.mark.parametrize("text", ["ศูนย์", "0,8", "NaN", "Infinity", "1e99999999", "0.5 kg"])
def test_text_is_not_a_number(text: str) -> None:
    value, findings = read_parameter("mcf", text, "S1")
    assert value is None
    assert codes(findings) == ["method.parameter_not_a_number"]


@pytest.mark.parametrize(
    ("name", "text"), [("mcf", "80"), ("ox", "-0.1"), ("k", "-1"), ("cod_mg_per_litre", "-5")]
)
def test_out_of_range(name: str, text: str) -> None:
    value, findings = read_parameter(name, text, "S1")
    assert value is None
    assert codes(findings) == ["method.parameter_out_of_range"]


@given(st.decimals(min_value=0, max_value=1, places=8))
def test_shares_between_zero_and_one_are_taken_as_they_are(value: Decimal) -> None:
    assert read_parameter("mcf", str(value), "S1") == (value, ())


def test_every_shipped_figure_has_unit_range_and_source() -> None:
    for pack in packs().values():
        assert pack.name_th
        assert pack.name_en
        assert pack.source
        for parameter in pack.parameters.values():
            kind = kind_of(parameter.name)
            assert parameter.unit == kind.unit, (pack.code, parameter.name)
            assert parameter.source, (pack.code, parameter.name)
            assert parameter.value >= 0
            assert kind.highest is None or parameter.value <= kind.highest


def test_every_shipped_name_is_unique_and_known() -> None:
    for pack in packs().values():
        assert all(name == one.name for name, one in pack.parameters.items())
        assert {name.partition(".")[0] for name in pack.parameters} <= set(PARAMETER_KINDS)


@pytest.mark.parametrize(
    ("pack", "absent"),
    [
        ("ipcc-2006-fod-tropical-wet", "k.bulk"),  # no table we hold shows it
        ("ipcc-2006-fod-tropical-wet", "doc.bulk"),
        ("municipal-landfill", "doc.bulk"),  # from the composition of each town
        ("municipal-2565", "mcf.wetland"),  # the municipal sets disagree
        ("municipal-2565", "bod_mg_per_litre"),
        ("ipcc-2019-open-burning", "burn_n2o"),  # the held table shows ten times the dry figure
        ("ipcc-2019-soils-wet", "frac_gas"),
        ("ipcc-2019-soils-wet", "frac_leach"),
        ("ipcc-soils-aggregated", "ef4"),  # only wet and dry are held
        ("ipcc-2019-livestock-asia", "enteric.swine_low"),
        ("ipcc-2019-livestock-asia", "ef3.pasture"),
        ("ademe-leak-rates", "leak_rate.switchgear"),
    ],
)
def test_unconfirmed_figures_are_not_shipped(pack: str, absent: str) -> None:
    assert packs()[pack].find(absent) is None


def test_named_packs() -> None:
    assert set(packs()) == {
        "green-office-septic",
        "ipcc-2006-wastewater",
        "ipcc-2006-fod-tropical-wet",
        "ipcc-2006-fod-tropical-dry",
        "municipal-2565",
        "municipal-landfill",
        "ademe-leak-rates",
        "ipcc-2006-biological",
        "ipcc-2019-incineration",
        "ipcc-2019-open-burning",
        "ipcc-2019-soils-wet",
        "ipcc-2019-soils-dry",
        "ipcc-soils-aggregated",
        "ipcc-lime",
        "ipcc-2019-livestock-asia",
    }


def test_inputs_carry_the_pack_label() -> None:
    inputs = Inputs(packs()["municipal-2565"], {}, "S1")
    assert inputs.pack is not None
    assert inputs.pack.label == "municipal-2565@1"
