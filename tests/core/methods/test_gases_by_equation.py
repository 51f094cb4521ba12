"""Gases let out, waste treated and burned, soils, animals, welding: the methods both ways."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.methods.test_method_table import codes, inputs

from fahsai.core.finding import Level
from fahsai.core.methods.biological_treatment import biological_treatment
from fahsai.core.methods.emission import Coefficient
from fahsai.core.methods.linear_waste import FURNACES, MUNICIPAL, OTHER
from fahsai.core.methods.livestock_year import SYSTEMS
from fahsai.core.methods.packs import parameter_steps
from fahsai.core.methods.table import coefficient, yearly
from fahsai.reference.load_packs import packs

if TYPE_CHECKING:
    from fahsai.core.methods.emission import MethodResult
    from fahsai.core.methods.packs import Inputs

D = Decimal
YEAR = 2025  # BE 2568
SOILS = "ipcc-2019-soils-wet"
ANIMALS = "ipcc-2019-livestock-asia"


def gases(result: Coefficient | MethodResult | None) -> dict[str, Decimal]:
    assert result is not None
    if isinstance(result, Coefficient):
        return dict(result.gases)
    return {one.gas: one.mass_kg for one in result.emissions}


def of_species(species: str, **parameters: str) -> Inputs:
    return inputs(None, **parameters)._replace(species=species)


# --- refrigerant by stock ---

STOCKS = {"stock__2567": "10", "stock__2568": "8"}


def test_what_the_stock_cannot_account_for_has_leaked() -> None:
    result, findings = yearly("refrigerant_stock", of_species("R-32", **STOCKS), D(25), YEAR)
    assert gases(result) == {"R-32": D(27)}
    assert findings == ()


def test_every_movement_of_the_stock_counts() -> None:
    moved = of_species(
        "R-32", **STOCKS, returned__2568="2", new_capacity__2568="12", retired_capacity__2568="3.5"
    )
    result, _ = yearly("refrigerant_stock", moved, D(25), YEAR)
    assert gases(result) == {"R-32": D("16.5")}


def test_movements_of_other_years_do_not_count() -> None:
    later = of_species("R-32", **STOCKS, stock__2569="1", returned__2567="9")
    result, findings = yearly("refrigerant_stock", later, D(25), YEAR)
    assert gases(result) == {"R-32": D(27)}
    assert findings == ()


def test_a_stock_may_shrink_without_purchases_but_nobody_said_that_there_were_none() -> None:
    result, findings = yearly("refrigerant_stock", of_species("R-32", **STOCKS), None, YEAR)
    assert gases(result) == {"R-32": D(2)}
    assert codes(findings) == ["method.purchases_unsaid"]
    _, findings = yearly("refrigerant_stock", of_species("R-32", **STOCKS), D(0), YEAR)
    assert findings == ()


def test_what_nobody_gave_is_said_to_be_taken_as_none() -> None:
    result, _ = yearly("refrigerant_stock", of_species("R-32", **STOCKS), D(0), YEAR)
    assert result is not None
    said = {one.data["name"]: one.code for one in parameter_steps(result.parameters)}
    assert said["stock.2568"] == "parameter.from_source"
    assert said["returned.2568"] == said["new_capacity.2568"] == "parameter.taken_as_none"


def test_less_than_nothing_cannot_have_leaked() -> None:
    grown = of_species("R-32", stock__2567="1", stock__2568="30")
    result, findings = yearly("refrigerant_stock", grown, D(25), YEAR)
    assert result is None
    assert [(one.code, one.level, one.data["result"]) for one in findings] == [
        ("method.stock_negative", Level.ERROR, "-4")
    ]


@pytest.mark.parametrize("absent", ["stock__2567", "stock__2568"])
def test_both_stocks_must_be_known(absent: str) -> None:
    known = {name: text for name, text in STOCKS.items() if name != absent}
    result, findings = yearly("refrigerant_stock", of_species("R-32", **known), D(25), YEAR)
    assert result is None
    assert [one.data["parameter"] for one in findings] == [absent.replace("__", ".")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"stock": "5"}, "method.year_name"),
        ({"stock__68": "5"}, "method.year_name"),
        ({"returned__last": "5"}, "method.year_name"),
        ({"stock__2025": "9"}, "method.year_twice"),
        ({"returned__2568": "มาก"}, "method.parameter_not_a_number"),
        ({"returned__2568": "-1"}, "method.parameter_out_of_range"),
    ],
)
def test_a_year_that_cannot_be_read_is_refused(more: dict[str, str], code: str) -> None:
    result, findings = yearly(
        "refrigerant_stock", of_species("R-32", **STOCKS, **more), D(25), YEAR
    )
    assert result is None
    assert codes(findings) == [code]


def test_christian_years_are_the_same_stock() -> None:
    christian = of_species("R-32", stock__2024="10", stock__2025="8")
    result, _ = yearly("refrigerant_stock", christian, D(25), YEAR)
    assert gases(result) == {"R-32": D(27)}


# --- leak rates ---


def test_a_leak_rate_of_the_organisation_is_said() -> None:
    result, findings = yearly("default_leakage", of_species("SF6", leak_rate="0.005"), D(40), YEAR)
    assert gases(result) == {"SF6": D("0.2")}
    assert codes(findings) == ["method.figure_entered"]


def test_a_published_leak_rate_is_an_assumption() -> None:
    chosen = inputs("ademe-leak-rates", equipment="split")._replace(species="R-410A")
    result, findings = yearly("default_leakage", chosen, D(40), YEAR)
    assert gases(result) == {"R-410A": D(2)}
    assert codes(findings) == ["method.assumption_used"]


def test_the_equipment_must_be_chosen() -> None:
    result, findings = yearly("default_leakage", inputs("ademe-leak-rates"), D(40), YEAR)
    assert result is None
    assert codes(findings) == ["method.choice_missing"]
    assert "chiller_small" in findings[0].data["allowed"]


def test_no_leak_rate_is_ever_assumed() -> None:
    result, findings = yearly("default_leakage", of_species("SF6"), D(40), YEAR)
    assert result is None
    assert [one.level for one in findings] == [Level.ERROR]


@pytest.mark.parametrize(
    ("equipment", "rate"),
    [("split", "0.05"), ("vrf", "0.1"), ("window", "0.02"), ("chiller", "0.05"),
     ("chiller_small", "0.1"), ("chiller_centrifugal", "0.04"), ("vehicle", "0.05"),
     ("display_cabinet", "0.005"), ("supermarket_direct", "0.2"), ("cold_store", "0.14"),
     ("truck", "0.22"), ("trailer", "0.13")],
)  # fmt: skip
def test_leak_rates_are_those_of_the_published_list(equipment: str, rate: str) -> None:
    found = packs()["ademe-leak-rates"].find(f"leak_rate.{equipment}")
    assert found is not None
    assert found.value == D(rate)
    assert found.assumption


# --- composting and digestion ---


@pytest.mark.parametrize(
    ("method", "moisture", "methane", "nitrous_oxide"),
    [
        ("composting", "", "0.004", "0.00024"),
        ("composting", "wet", "0.004", "0.00024"),
        ("composting", "dry", "0.01", "0.0006"),
        ("anaerobic_digestion", "wet", "0.0008", None),
        ("anaerobic_digestion", "dry", "0.002", None),
    ],
)
def test_treated_waste_by_the_held_table(
    method: str, moisture: str, methane: str, nitrous_oxide: str | None
) -> None:
    given_by_source = inputs("ipcc-2006-biological", moisture=moisture)
    result, findings = coefficient(method, given_by_source)
    expected = {"CH4_biogenic": D(methane)}
    if nitrous_oxide:
        expected["N2O"] = D(nitrous_oxide)
    assert gases(result) == expected
    assert findings == ()


@given(st.decimals(min_value=1000, max_value=10**7, places=2))
def test_recovered_methane_is_spread_over_the_waste(kilograms: Decimal) -> None:
    given_by_source = inputs("ipcc-2006-biological", recovered_kg__2565="3")
    result, findings = coefficient("composting", given_by_source, kilograms)
    assert findings == ()
    whole = biological_treatment(kilograms, D(4), D(3))
    assert abs(kilograms * gases(result).get("CH4_biogenic", D(0)) - whole) < D("1e-24")


def test_more_methane_than_arises_cannot_be_recovered() -> None:
    given_by_source = inputs("ipcc-2006-biological", recovered_kg__2565="3")
    for kilograms, code in ((D(0), "method.waste_missing"), (D(10), "method.recovered_exceeds")):
        result, findings = coefficient("composting", given_by_source, kilograms)
        assert result is None
        assert codes(findings) == [code]


@pytest.mark.parametrize("moisture", ["damp", "dripping"])
def test_moisture_is_one_of_two(moisture: str) -> None:
    result, findings = coefficient("composting", inputs("ipcc-2006-biological", moisture=moisture))
    assert result is None
    assert codes(findings) == ["method.choice_unknown"]


# --- burning ---

INCINERATION, OPEN = "ipcc-2019-incineration", "ipcc-2019-open-burning"


@pytest.mark.parametrize(
    ("waste_type", "fossil", "biogenic"),
    [  # dm x CF x FCF x 44/12, the figures of IPCC 2006 vol. 5 ch. 2 table 2.4
        ("plastics", "2.75", "0"),
        ("food", "0", "0.5573"),
        ("paper", "0", "1.518"),
        ("textile", "0.2933", "1.1733"),
        ("nappies", "0.1027", "0.924"),
        ("rubber", "0.4127", "1.6509"),
        ("wood", "0", "1.54"),
        ("garden", "0", "0.7187"),
        ("other", "0.099", "0"),
        ("glass", "0", "0"),
        ("clinical", "0.8938", "0.5362"),
        ("hazardous", "1.4667", "0"),
    ],
)
def test_carbon_dioxide_of_an_incinerator(waste_type: str, fossil: str, biogenic: str) -> None:
    furnace = inputs(INCINERATION, waste_type=waste_type, incinerator="batch_stoker")
    result, findings = coefficient("waste_incineration", furnace)
    found = gases(result)
    assert found.get("CO2", D(0)).quantize(D("0.0001")) == D(fossil)
    assert found.get("CO2_biogenic", D(0)).quantize(D("0.0001")) == D(biogenic)
    assert ("CO2" in found) == bool(D(fossil))
    assumed = ["dm", "cf", "fcf"] if waste_type in {"clinical", "hazardous"} else []
    assert [(one.code, one.data["parameter"]) for one in findings] == [
        ("method.assumption_used", f"{stem}.{waste_type}") for stem in assumed
    ]


def test_an_incinerator_of_unknown_kind_lets_out_an_assumed_methane() -> None:
    result, findings = coefficient(
        "waste_incineration", inputs(INCINERATION, waste_type="plastics")
    )
    assert gases(result)["CH4_biogenic" if "CH4_biogenic" in gases(result) else "CH4"] == D(
        "0.0003"
    )
    assert [one.data["parameter"] for one in findings] == ["burn_ch4.unspecified"]


def test_a_mixture_is_the_sum_of_its_types() -> None:
    mixed, _ = coefficient(
        "waste_incineration", inputs(INCINERATION, share__food="0.6", share__plastics="0.4")
    )
    food, _ = coefficient("waste_incineration", inputs(INCINERATION, waste_type="food"))
    plastics, _ = coefficient("waste_incineration", inputs(INCINERATION, waste_type="plastics"))
    for gas in ("CO2", "CO2_biogenic", "CH4", "N2O"):
        parts = gases(food).get(gas, D(0)) * D("0.6") + gases(plastics).get(gas, D(0)) * D("0.4")
        assert gases(mixed)[gas] == parts


@pytest.mark.parametrize(
    ("incinerator", "methane", "nitrous_oxide"),
    [
        ("unspecified", "0.0003", "0.00005"),
        ("continuous_stoker", "0.0000002", "0.00005"),
        ("semi_continuous_fluidised", "0.000188", "0.00005"),
        ("batch_stoker", "0.00006", "0.00006"),
        ("batch_fluidised", "0.000237", "0.00006"),
    ],
)
def test_the_incinerator_decides_on_methane(
    incinerator: str, methane: str, nitrous_oxide: str
) -> None:
    result, _ = coefficient(
        "waste_incineration", inputs(INCINERATION, waste_type="food", incinerator=incinerator)
    )
    assert (gases(result)["CH4"], gases(result)["N2O"]) == (D(methane), D(nitrous_oxide))


def test_a_fluidised_bed_in_continuous_use_makes_no_methane() -> None:
    chosen = inputs(INCINERATION, waste_type="food", incinerator="continuous_fluidised")
    result, _ = coefficient("waste_incineration", chosen)
    assert "CH4" not in gases(result)


@pytest.mark.parametrize(("waste_type", "grams"), [("clinical", "100"), ("sewage_sludge", "900")])
def test_other_waste_has_nitrous_oxide_of_its_own(waste_type: str, grams: str) -> None:
    result, _ = coefficient("waste_incineration", inputs(INCINERATION, waste_type=waste_type))
    assert gases(result)["N2O"] == D(grams) / 1_000_000


def test_every_type_and_incinerator_has_its_figures() -> None:
    for waste_type in (*MUNICIPAL, *OTHER):
        for incinerator in FURNACES:
            chosen = inputs(INCINERATION, waste_type=waste_type, incinerator=incinerator)
            assert coefficient("waste_incineration", chosen)[0] is not None
    for waste_type in MUNICIPAL:
        chosen = inputs(OPEN, waste_type=waste_type, burn_n2o="60")
        assert coefficient("open_burning", chosen)[0] is not None


def test_open_burning_leaves_carbon_behind_and_asks_for_nitrous_oxide() -> None:
    result, findings = coefficient("open_burning", inputs(OPEN, waste_type="plastics"))
    assert result is None
    assert [one.data["parameter"] for one in findings] == ["burn_n2o"]
    result, findings = coefficient(
        "open_burning", inputs(OPEN, waste_type="plastics", burn_n2o="150")
    )
    assert gases(result) == {"CO2": D("1.9525"), "CH4": D("0.0065"), "N2O": D("0.00015")}
    assert codes(findings) == ["method.figure_entered"]


@pytest.mark.parametrize(
    ("given_by_source", "code"),
    [
        ({}, "method.choice_missing"),
        ({"waste_type": "gold"}, "method.choice_unknown"),
        ({"share__gold": "1"}, "method.choice_unknown"),
        ({"share__food": "0.5"}, "method.shares_do_not_add"),
        ({"waste_type": "food", "incinerator": "bonfire"}, "method.choice_unknown"),
    ],
)
def test_what_is_burned_must_be_said(given_by_source: dict[str, str], code: str) -> None:
    result, findings = coefficient("waste_incineration", inputs(INCINERATION, **given_by_source))
    assert result is None
    assert codes(findings) == [code]


# --- soils ---

LOSSES = {"frac_gas": "0.1", "frac_leach": "0.2"}


@pytest.mark.parametrize(
    ("pack", "fertiliser", "per_nitrogen"),
    [  # EF1 + frac_gas x EF4 + frac_leach x EF5
        (SOILS, "synthetic", "0.0196"),
        (SOILS, "organic", "0.0096"),
        ("ipcc-2019-soils-dry", "synthetic", "0.0077"),
        ("ipcc-2019-soils-dry", "organic", "0.0077"),
    ],
)
def test_nitrous_oxide_of_fertiliser(pack: str, fertiliser: str, per_nitrogen: str) -> None:
    chosen = inputs(pack, fertiliser=fertiliser, n_content="0.28", **LOSSES)
    result, findings = coefficient("fertiliser", chosen)
    assert gases(result)["N2O"] == D("0.44") * D(per_nitrogen)
    assert codes(findings) == ["method.figure_entered"] * 2


@pytest.mark.parametrize(("label", "share"), [("46-0-0", "0.46"), ("สูตร 16 - 20 - 0", "0.16")])
def test_the_label_of_the_bag_says_the_nitrogen(label: str, share: str) -> None:
    by_label, _ = coefficient(
        "fertiliser", inputs(SOILS, fertiliser="synthetic", formula=label, **LOSSES)
    )
    by_share, _ = coefficient(
        "fertiliser", inputs(SOILS, fertiliser="synthetic", n_content=share, **LOSSES)
    )
    assert gases(by_label) == gases(by_share)


@pytest.mark.parametrize("label", ["ปุ๋ยคอก", "46", "46-0"])
def test_a_label_without_grades_is_said(label: str) -> None:
    result, findings = coefficient(
        "fertiliser", inputs(SOILS, fertiliser="synthetic", formula=label, **LOSSES)
    )
    assert result is None
    assert codes(findings)[0] == "method.label_unread"


def test_what_leaves_the_field_is_never_passed_over() -> None:
    result, findings = coefficient(
        "fertiliser", inputs(SOILS, fertiliser="synthetic", n_content="0.1")
    )
    assert result is None
    assert [one.data["parameter"] for one in findings] == ["frac_gas", "frac_leach"]


def test_the_climate_of_a_field_is_not_picked_silently() -> None:
    chosen = inputs(None, fertiliser="synthetic", n_content="0.1", **LOSSES)
    result, findings = coefficient("fertiliser", chosen)
    assert result is None
    assert "method.pack_missing" in codes(findings)


def test_urea_has_carbon_dioxide_besides() -> None:
    chosen = inputs(SOILS, fertiliser="synthetic", formula="46-0-0", **LOSSES)
    urea, _ = coefficient("urea", chosen)
    fertiliser, _ = coefficient("fertiliser", chosen)
    assert gases(urea)["N2O"] == gases(fertiliser)["N2O"]
    assert (gases(urea)["CO2"] * 300).quantize(D("0.01")) == D(220)


@pytest.mark.parametrize(("lime", "tonne"), [("limestone", "440.00"), ("dolomite", "476.67")])
def test_carbon_dioxide_of_lime(lime: str, tonne: str) -> None:
    result, findings = coefficient("liming", inputs("ipcc-lime", lime=lime))
    assert (gases(result)["CO2"] * 1000).quantize(D("0.01")) == D(tonne)
    assert findings == ()


# --- livestock ---

KEPT = {"productivity": "low", "climate": "moist", "manure": "solid_storage"}


def test_dairy_cattle_by_the_held_tables() -> None:
    result, findings = yearly("livestock", inputs(ANIMALS, animal="dairy_cattle", **KEPT), D(20), 1)
    # 20 x 71 enteric; 20 x 0.355 x 9.2 x 365 = 23,841.8 kg VS x 4.4 g
    assert gases(result)["CH4_biogenic"] == D(1420) + D("104.90392")
    nitrogen = D(20) * D("0.355") * D("0.41") * 365
    factor = D("0.01") + D("0.3") * D("0.014") + D("0.02") * D("0.011")
    expected = (nitrogen * factor * 44 / 28).quantize(D("1e-9"))
    assert gases(result)["N2O"].quantize(D("1e-9")) == expected
    assert findings == ()


def test_several_systems_are_the_sum_of_each() -> None:
    several = {"manure_share__lagoon": "0.25", "manure_share__solid_storage": "0.75"}
    kept = {"productivity": "high", "climate": "wet", "animal": "dairy_cattle"}
    mixed, _ = yearly("livestock", inputs(ANIMALS, **kept, **several), D(8), 1)
    lagoon, _ = yearly("livestock", inputs(ANIMALS, **kept, manure="lagoon"), D(8), 1)
    solid, _ = yearly("livestock", inputs(ANIMALS, **kept, manure="solid_storage"), D(8), 1)
    for gas in ("CH4_biogenic", "N2O"):
        parts = gases(lagoon)[gas] * D("0.25") + gases(solid)[gas] * D("0.75")
        assert abs(gases(mixed)[gas] - parts) < D("1e-24")


def test_the_climate_moves_slurry_and_not_dung_heaps() -> None:
    def methane(manure: str, climate: str) -> Decimal:
        kept = {"animal": "dairy_cattle", "productivity": "low", "climate": climate}
        result, _ = yearly("livestock", inputs(ANIMALS, **kept, manure=manure), D(1), 1)
        return gases(result)["CH4_biogenic"]

    assert methane("pit_long", "wet") > methane("pit_long", "dry") > methane("pit_long", "moist")
    assert methane("drylot", "wet") == methane("drylot", "dry")


def test_figures_that_no_table_shows_are_asked() -> None:
    asked, findings = yearly("livestock", inputs(ANIMALS, animal="swine", **KEPT), D(20), 1)
    assert asked is None
    assert [one.data["parameter"] for one in findings] == ["enteric.swine_low"]
    given_by_source = inputs(ANIMALS, animal="swine", enteric="1", **KEPT)
    result, findings = yearly("livestock", given_by_source, D(20), 1)
    assert result is not None
    assert codes(findings) == ["method.figure_entered"]


@pytest.mark.parametrize("choice", ["productivity", "climate", "manure"])
def test_how_animals_are_kept_must_be_said(choice: str) -> None:
    for text, code in (("", "method.choice_missing"), ("magic", "method.choice_unknown")):
        kept = {**KEPT, "animal": "dairy_cattle", choice: text}
        result, findings = yearly("livestock", inputs(ANIMALS, **kept), D(20), 1)
        assert result is None
        assert codes(findings) == [code]


@pytest.mark.parametrize("animal", ["dairy_cattle", "cattle", "buffalo", "swine", "sow"])
def test_every_system_of_cattle_and_pigs_has_its_figures(animal: str) -> None:
    own = {"enteric": "1", "animal_mass": "200", "ef3": "0.01"}
    own |= {"manure_gas": "0.2", "manure_leach": "0"}  # of pasture: in no table of manure
    for system in SYSTEMS:
        for productivity in ("high", "low"):
            for climate in ("wet", "moist", "dry"):
                kept = {"productivity": productivity, "climate": climate, "manure": system}
                chosen = inputs(ANIMALS, animal=animal, **own, **kept)
                result, findings = yearly("livestock", chosen, D(1), 1)
                absent = any(
                    one.data.get("parameter", "").startswith("manure_ch4") for one in findings
                )
                assert (result is None) == absent == ((animal, system) in NO_METHANE_FACTOR)


NO_METHANE_FACTOR = {(animal, "pit_short") for animal in ("dairy_cattle", "cattle", "buffalo")}
"""Short storage below the floor is a system of pigs."""


# --- welding ---


def test_mixed_shielding_gas_by_mass_and_by_volume() -> None:
    by_mass, _ = coefficient("shielding_gas", inputs(None, co2_share="0.25"))
    assert gases(by_mass) == {"CO2": D("0.25")}
    by_volume, _ = coefficient("shielding_gas", inputs(None, co2_volume_share="0.2"))
    assert gases(by_volume)["CO2"].quantize(D("0.000001")) == D("0.215686")
    both, _ = coefficient("shielding_gas", inputs(None, co2_share="0.25", co2_volume_share="0.2"))
    assert gases(both) == gases(by_mass)
    neither, findings = coefficient("shielding_gas", inputs(None))
    assert neither is None
    assert [one.level for one in findings] == [Level.ERROR]


def test_the_carbon_of_electrodes_is_the_organisations_word() -> None:
    result, findings = coefficient("welding_electrode", inputs(None, carbon_content="0.12"))
    assert gases(result) == {"CO2": D("0.44")}
    assert codes(findings) == ["method.figure_entered"]
    result, findings = coefficient("welding_electrode", inputs(None))
    assert result is None
