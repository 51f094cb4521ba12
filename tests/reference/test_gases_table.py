from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from tests.shared import shared_path

from fahsai.core.quantity.blends import DESIGNATIONS, FORMULAS, blend_gwp
from fahsai.core.quantity.gases import GasFamily
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_units import load_units

GASES, SETS, BLENDS = load_gases(), load_gwp_sets(), load_blends()

BLEND_GOLDEN = {
    "R-404A": ("3921.6", "3942.8", "4728"),
    "R-407A": ("2107.0", "1923.4", "2262.2"),
    "R-407C": ("1773.85", "1624.21", "1907.93"),
    "R-407F": ("1824.5", "1674.1", "1965.3"),
    "R-410A": ("2087.5", "1923.5", "2255.5"),
    "R-507A": ("3985", "3985", "4775"),
    "R-417A": ("2346.0", "2127.22", "2507.84"),
    "R-422D": ("2728.95", "2473.17", "2916.69"),
}
# The refrigerants of TGO's two lists [kg CO2e/kg].
TGO_REFRIGERANTS = {
    "R-22": "1760", "R-32": "677", "R-125": "3170", "R-134": "1120", "R-134a": "1300",
    "R-143": "328", "R-143a": "4800", "R-404A": "3942.8", "R-407A": "1923.4",
    "R-407C": "1624.21", "R-410A": "1923.5",
}  # fmt: skip
METHANE = {
    "AR4": ("25", "25", "25"),
    "AR5": ("30", "28", "28"),
    "AR6": ("29.8", "27.0", "27.0"),
    "TGO-2022": ("30", "28", "28"),
    "TGO-2026": ("28", "28", "28"),
}


@pytest.mark.parametrize("code", BLEND_GOLDEN)
def test_blends_follow_the_gwp_set(code: str) -> None:
    blend = BLENDS.get(code)
    assert blend is not None
    computed = tuple(blend_gwp(blend, SETS[name]) for name in ("AR4", "AR5", "AR6"))
    assert computed == tuple(map(Decimal, BLEND_GOLDEN[code]))


@pytest.mark.parametrize("code", TGO_REFRIGERANTS)
def test_refrigerants_are_those_of_tgo(code: str) -> None:
    blend = BLENDS.get(code)
    assert blend is not None
    for name in ("TGO-2022", "TGO-2026"):
        assert blend_gwp(blend, SETS[name]) == Decimal(TGO_REFRIGERANTS[code])


@pytest.mark.parametrize("name", METHANE)
def test_methane_is_split_by_origin(name: str) -> None:
    values = tuple(SETS[name].value(gas) for gas in ("CH4_fossil", "CH4_biogenic", "CH4"))
    assert values == tuple(map(Decimal, METHANE[name]))


def test_the_reference_list_is_carried_without_a_slip() -> None:
    with shared_path("domain", "tgo-cfo-gwp.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    ours = {gas.code.replace("-", "").casefold(): gas.code for gas in GASES.gases}
    names = {"CH4 fossil": "CH4_fossil", "CH4 non-fossil": "CH4_biogenic"}
    compared = 0
    for row in rows:
        name = row["gas"]
        if name == "CO2 biogenic" or name.startswith("R-"):
            continue
        code = names.get(name) or ours[name.casefold()]
        for column, gwp_set in (("AR4_100", "AR4"), ("AR5_100", "AR5"), ("AR6_100", "AR6")):
            expected = Decimal(row[column]) if row[column] else None
            assert SETS[gwp_set].value(code) == expected, (code, gwp_set)
            compared += 1
        assert GASES.counted(code) == (row["report_class"] == "total"), code
    assert compared == 90


def test_every_set_has_every_gas_or_says_nothing() -> None:
    codes = {gas.code for gas in GASES.gases}
    assert set(SETS) == {"AR4", "AR5", "AR6", "TGO-2022", "TGO-2026"}
    for gwp_set in SETS.values():
        assert gwp_set.values.keys() <= codes
        assert gwp_set.source
        assert gwp_set.value("CO2") == gwp_set.value("CO2e") == gwp_set.value("CO2_biogenic") == 1
    for name in ("AR5", "AR6", "TGO-2022", "TGO-2026"):
        assert SETS[name].values.keys() == codes
    assert SETS["AR4"].value("HFC-134") is None


def test_only_kyoto_gases_are_counted() -> None:
    separate = {gas.code for gas in GASES.gases if not gas.counted}
    assert {"HCFC-22", "CFC-12", "Halon-1301", "CO2_biogenic"} <= separate
    assert all(GASES.family(code) in {"other", "CO2_biogenic"} for code in separate)
    assert {gas.family for gas in GASES.gases} == set(GasFamily)


def test_every_refrigerant_is_sourced_and_every_formula_leads_to_one() -> None:
    assert all(blend.source for blend in BLENDS.blends)
    assert set(FORMULAS.values()) <= set(DESIGNATIONS)


def test_refrigerant_units_name_known_refrigerants() -> None:
    for unit in load_units().units:
        if unit.dimension == "mass_gas":
            assert BLENDS.get(unit.of) is not None
