"""The register of methods, as the calculation uses it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.finding import Finding, Level
from fahsai.core.methods.emission import Coefficient, MethodResult
from fahsai.core.methods.packs import Inputs, ParameterOrigin, parameter_steps
from fahsai.core.methods.table import METHODS, MethodKind, coefficient, yearly
from fahsai.core.methods.unused import unused_parameters
from fahsai.core.methods.wastewater import wastewater_cod
from fahsai.core.quantity.exact import canonical
from fahsai.reference.load_packs import packs

D = Decimal
WET = "ipcc-2006-fod-tropical-wet"


def inputs(pack: str | None, **parameters: str) -> Inputs:
    named = {name.replace("__", "."): text for name, text in parameters.items()}
    return Inputs(packs()[pack] if pack else None, named, "S1", year=2022)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


def methane(result: Coefficient | MethodResult | None) -> Decimal:
    assert result is not None
    if isinstance(result, Coefficient):
        assert list(result.gases) == ["CH4_biogenic"]
        return result.gases["CH4_biogenic"]
    assert [one.gas for one in result.emissions] == ["CH4_biogenic"]
    return result.emissions[0].mass_kg


def test_the_codes_and_their_packs() -> None:
    assert set(METHODS) == {
        "by_factor",
        "gas_release",
        "septic_tank",
        "wastewater_cod",
        "wastewater_bod",
        "landfill_fod",
        "landfill_municipal",
        "travel_distance",
        "travel_fuel",
        "freight",
        "lifetime_use",
        "shared",
        "treated",
        "reported_co2e",
        "supplied_heat",
        "refrigerant_stock",
        "default_leakage",
        "composting",
        "anaerobic_digestion",
        "waste_incineration",
        "open_burning",
        "fertiliser",
        "urea",
        "liming",
        "livestock",
        "shielding_gas",
        "welding_electrode",
        "not_counted",
    }
    assert METHODS["landfill_fod"].default_pack == ""  # climate is the site's choice
    for method in METHODS.values():
        assert method.default_pack == "" or method.default_pack in packs()
        by_parameters = method.kind in {MethodKind.LINEAR, MethodKind.YEARLY}
        assert (by_parameters or method.code == "supplied_heat") == bool(method.needed)


# --- septic tank ---


def test_septic_tank_by_the_green_office() -> None:
    result, findings = coefficient("septic_tank", inputs("green-office-septic"))
    assert methane(result) == D("0.012")
    assert findings == ()
    assert result is not None
    assert [one.code for one in result.steps][-1] == "septic_tank.coefficient"
    assert len(result.parameters) == 5


def test_septic_tank_by_the_municipal_set() -> None:
    result, _ = coefficient("septic_tank", inputs("municipal-2565"))
    assert methane(result) == D("0.00549")


def test_a_figure_of_the_source_is_remembered() -> None:
    result, _ = coefficient("septic_tank", inputs("green-office-septic", bod_g_per_person_day="35"))
    assert methane(result) == D("0.0105")
    assert result is not None
    origins = {one.name: one.origin for one in result.parameters}
    assert origins["bod_g_per_person_day"] is ParameterOrigin.SOURCE
    assert origins["bo_bod"] is ParameterOrigin.PACK


# --- wastewater by COD ---


@pytest.mark.parametrize(
    ("treatment", "per_cubic_metre"),
    [
        ("direct_discharge", "0.0125"),
        ("aerobic_well_run", "0"),
        ("aerobic_overloaded", "0.0375"),
        ("sludge_digester", "0.1"),
        ("anaerobic_reactor", "0.1"),
        ("anaerobic_shallow", "0.025"),
        ("anaerobic_deep", "0.1"),
    ],
)
def test_cod_by_treatment(treatment: str, per_cubic_metre: str) -> None:
    given_by_source = inputs("ipcc-2006-wastewater", treatment=treatment, cod_mg_per_litre="500")
    result, findings = coefficient("wastewater_cod", given_by_source)
    assert methane(result) == D(per_cubic_metre)
    assert findings == ()


def test_cod_not_measured_is_an_assumption() -> None:
    result, findings = coefficient(
        "wastewater_cod", inputs("ipcc-2006-wastewater", treatment="anaerobic_shallow")
    )
    assert methane(result) == D("0.006")
    assert codes(findings) == ["method.assumption_used"]


def test_only_the_water_is_known() -> None:
    result, findings = coefficient(
        "wastewater_cod",
        inputs("ipcc-2006-wastewater", treatment="anaerobic_shallow", activity="water_used"),
    )
    assert D("342.4") * methane(result) == D("1.64352")
    assert codes(findings) == ["method.assumption_used"] * 2
    assert {one.data["parameter"] for one in findings} == {"cod_mg_per_litre", "wastewater_share"}


def test_treatment_must_be_chosen() -> None:
    result, findings = coefficient(
        "wastewater_cod", inputs("ipcc-2006-wastewater", cod_mg_per_litre="500")
    )
    assert result is None
    assert codes(findings) == ["method.choice_missing"]
    assert "anaerobic_deep" in findings[0].data["allowed"]


@pytest.mark.parametrize("choice", ["treatment", "activity"])
def test_an_unknown_word_is_refused(choice: str) -> None:
    words = {"treatment": "anaerobic_deep", choice: "magic"}
    result, findings = coefficient(
        "wastewater_cod", inputs("ipcc-2006-wastewater", cod_mg_per_litre="500", **words)
    )
    assert result is None
    assert "method.choice_unknown" in codes(findings)


def test_an_mcf_of_the_source_needs_no_treatment() -> None:
    result, findings = coefficient(
        "wastewater_cod", inputs("ipcc-2006-wastewater", mcf="0.4", cod_mg_per_litre="500")
    )
    assert methane(result) == D("0.05")
    assert findings == ()


@given(st.lists(st.decimals(min_value=1, max_value=9999, places=2), min_size=1, max_size=12))
def test_yearly_sludge_and_recovery_are_spread_by_quantity(months: list[Decimal]) -> None:
    """The lines together make what the whole equation gives for the year."""
    year = sum(months, start=D(0)) + 1000
    given_by_source = inputs(
        "ipcc-2006-wastewater",
        treatment="anaerobic_deep",
        cod_mg_per_litre="500",
        sludge_kg_cod__2565="100",
        recovered_kg__2565="30",
    )
    result, findings = coefficient("wastewater_cod", given_by_source, year)
    assert findings == ()
    whole = wastewater_cod(year, D(500), D("0.2"), D(100), D(30))
    assert abs(year * methane(result) - whole) < D("1e-24")


def test_recovery_without_a_quantity_is_a_finding() -> None:
    result, findings = coefficient(
        "wastewater_cod",
        inputs(
            "ipcc-2006-wastewater",
            treatment="anaerobic_deep",
            cod_mg_per_litre="9",
            recovered_kg__2565="1",
        ),
        D(0),
    )
    assert result is None
    assert codes(findings) == ["method.quantity_missing"]


def test_more_recovered_than_made_is_refused() -> None:
    result, findings = coefficient(
        "wastewater_cod",
        inputs(
            "ipcc-2006-wastewater",
            treatment="anaerobic_deep",
            cod_mg_per_litre="9",
            recovered_kg__2565="1",
        ),
        D(10),
    )
    assert result is None
    assert codes(findings) == ["method.removed_exceeds"]
    assert findings[0].data["result"] == "-0.982"


# --- wastewater by BOD ---


def test_bod_of_untreated_discharge() -> None:
    result, findings = coefficient(
        "wastewater_bod",
        inputs("municipal-2565", treatment="direct_discharge", bod_mg_per_litre="120"),
    )
    assert methane(result) == D("0.0072")
    assert findings == ()


def test_bod_is_never_assumed() -> None:
    result, findings = coefficient(
        "wastewater_bod", inputs("municipal-2565", treatment="oxidation_ditch")
    )
    assert result is None
    assert codes(findings) == ["method.parameter_missing"]
    assert findings[0].data["parameter"] == "bod_mg_per_litre"


def test_wetland_needs_a_figure_of_the_site() -> None:
    result, findings = coefficient(
        "wastewater_bod", inputs("municipal-2565", treatment="wetland", bod_mg_per_litre="50")
    )
    assert result is None
    assert codes(findings) == ["method.choice_unknown"]
    result, findings = coefficient(
        "wastewater_bod",
        inputs("municipal-2565", mcf__wetland="0.2", treatment="wetland", bod_mg_per_litre="50"),
    )
    assert methane(result) == D("0.006")
    assert findings == ()


# --- disposal sites ---

HISTORY = {"deposit__2563": "1000", "deposit__2564": "1000"}
POND = {"treatment": "anaerobic_deep", "cod_mg_per_litre": "500"}
BURNED = {"waste_type": "garden", "burn_n2o": "60"}
BULK_FIGURES = {"doc__bulk": "0.15", "k__bulk": "0.17", "site": "deep"}


@pytest.mark.parametrize(
    ("be_year", "kilograms"),
    [(2563, "0"), (2564, "6253.41"), (2565, "11529.19"), (2566, "15980.18")],
)
def test_landfill_by_first_order_decay(be_year: int, kilograms: str) -> None:
    history = {f"deposit__{year}": "1000" for year in (2563, 2564, 2565)}
    result, findings = yearly(
        "landfill_fod", inputs(WET, **history, **BULK_FIGURES), None, be_year - 543
    )
    assert methane(result).quantize(D("0.01")) == D(kilograms)
    assert set(codes(findings)) <= {
        *("method.deposit_history_missing", "method.deposit_later", "method.deposit_unsaid")
    }


def test_a_year_after_the_inventory_is_said_and_an_impossible_one_refused() -> None:
    later = inputs(WET, **HISTORY, **BULK_FIGURES, deposit__2569="5000")
    result, findings = yearly("landfill_fod", later, None, 2565 - 543)
    assert methane(result) == methane(
        yearly("landfill_fod", inputs(WET, **HISTORY, **BULK_FIGURES), None, 2565 - 543)[0]
    )
    assert "method.deposit_later" in codes(findings)
    for slip in ("deposit__2365", "deposit__0256"):
        refused, said = yearly(
            "landfill_fod", inputs(WET, **HISTORY, **BULK_FIGURES, **{slip: "5000"}), None, 2022
        )
        assert refused is None
        assert "method.deposit_name" in codes(said)


def test_landfill_by_the_municipal_variant() -> None:
    result, findings = yearly(
        "landfill_municipal",
        inputs("municipal-landfill", **HISTORY, doc__bulk="0.15", site="deep"),
        D(1_000_000),
        2022,
    )
    assert format(methane(result), ".3f") == "10265.516"
    assert findings == ()


def test_christian_and_buddhist_years_are_the_same_history() -> None:
    buddhist = yearly("landfill_fod", inputs(WET, **HISTORY, **BULK_FIGURES), D(5), 2022)
    christian = {"deposit__2020": "1000", "deposit__2021": "1000"}
    assert yearly("landfill_fod", inputs(WET, **christian, **BULK_FIGURES), D(5), 2022) == buddhist


def test_the_same_year_in_both_eras_is_refused() -> None:
    result, findings = yearly(
        "landfill_fod", inputs(WET, **HISTORY, deposit__2020="1", **BULK_FIGURES), D(5), 2022
    )
    assert result is None
    assert codes(findings) == ["method.deposit_twice"]
    assert findings[0].level is Level.ERROR


def test_lines_of_the_year_win_over_its_parameter() -> None:
    twice = inputs("municipal-landfill", **HISTORY, deposit__2565="7", doc="0.15", site="deep")
    result, findings = yearly("landfill_municipal", twice, D(1_000_000), 2022)
    assert format(methane(result), ".3f") == "10265.516"
    assert codes(findings) == ["method.deposit_differs"]
    assert findings[0].level is Level.WARNING
    assert findings[0].data["difference"] == "993"


def test_climate_is_not_picked_silently() -> None:
    result, findings = yearly("landfill_fod", inputs(None, **HISTORY, site="deep"), D(5), 2022)
    assert result is None
    assert codes(findings) == ["method.pack_missing"]


def test_bulk_waste_needs_its_own_figures() -> None:
    result, findings = yearly("landfill_fod", inputs(WET, **HISTORY, site="deep"), D(5), 2022)
    assert result is None
    assert [one.data["parameter"] for one in findings] == ["doc.bulk", "k.bulk"]


def test_waste_is_split_by_its_composition() -> None:
    shares = {"share__food": "0.6", "share__paper": "0.1", "share__inert": "0.3"}
    mixed, findings = yearly(
        "landfill_fod", inputs(WET, **HISTORY, **shares, site="deep"), D(0), 2022
    )
    assert findings == ()
    typed = {
        f"deposit__{year}__{kind}": tonnes
        for year in (2563, 2564)
        for kind, tonnes in (("food", "600"), ("paper", "100"), ("inert", "300"))
    }
    apart, _ = yearly(
        "landfill_fod", inputs(WET, **typed, waste_type="inert", site="deep"), D(0), 2022
    )
    assert methane(mixed) == methane(apart)


def test_a_composition_must_be_complete() -> None:
    result, findings = yearly(
        "landfill_fod", inputs(WET, **HISTORY, share__food="0.6", site="deep"), D(5), 2022
    )
    assert result is None
    assert codes(findings) == ["method.shares_do_not_add"]
    assert findings[0].data["total"] == "0.6"


def test_one_kind_of_waste() -> None:
    result, findings = yearly(
        "landfill_fod", inputs(WET, **HISTORY, waste_type="food", site="managed"), D(5), 2022
    )
    assert result is not None
    assert findings == ()
    assert "doc.food" in [one.name for one in result.parameters]


def test_dry_climate_decays_more_slowly() -> None:
    chosen = {**HISTORY, "waste_type": "food", "site": "deep"}
    wet, _ = yearly("landfill_fod", inputs(WET, **chosen), D(5), 2022)
    dry, _ = yearly("landfill_fod", inputs("ipcc-2006-fod-tropical-dry", **chosen), D(5), 2022)
    assert methane(dry) < methane(wet)


@pytest.mark.parametrize("name", ["deposit__65", "deposit__2565__food__x", "deposit__สองห้า"])
def test_a_deposit_name_that_cannot_be_read(name: str) -> None:
    result, findings = yearly(
        "landfill_fod", inputs(WET, **HISTORY, **BULK_FIGURES, **{name: "1"}), D(5), 2022
    )
    assert result is None
    assert codes(findings) == ["method.deposit_name"]


def test_a_deposit_that_is_no_number() -> None:
    result, findings = yearly(
        "landfill_fod", inputs(WET, **BULK_FIGURES, deposit__2563="มาก"), D(5), 2022
    )
    assert result is None
    assert codes(findings) == ["method.parameter_not_a_number"]


def test_gaps_in_the_history_are_said() -> None:
    _, findings = yearly(
        "landfill_fod",
        inputs(WET, **BULK_FIGURES, deposit__2560="1", deposit__2563="1"),
        D(5),
        2022,
    )
    assert codes(findings) == ["method.deposit_year_missing"]
    assert findings[0].data["years"] == "2561, 2562, 2564"


def test_a_site_without_history_is_said() -> None:
    result, findings = yearly("landfill_fod", inputs(WET, **BULK_FIGURES), D(5000), 2022)
    assert methane(result) == 0
    assert codes(findings) == ["method.deposit_history_missing"]


def test_a_site_without_any_waste_has_no_result() -> None:
    result, findings = yearly("landfill_fod", inputs(WET, **BULK_FIGURES), None, 2022)
    assert result is None
    assert codes(findings) == ["method.deposit_history_missing"]


def test_recovered_gas_is_taken_off() -> None:
    chosen = {**HISTORY, **BULK_FIGURES, "ox": "0.1"}
    whole, _ = yearly("landfill_fod", inputs(WET, **chosen), D(5), 2022)
    less, _ = yearly("landfill_fod", inputs(WET, **chosen, recovered_kg__2565="1000"), D(5), 2022)
    assert methane(whole) - methane(less) == D(900)


def test_more_gas_recovered_than_generated_is_refused() -> None:
    chosen = {**HISTORY, **BULK_FIGURES, "recovered_kg__2565": "999999"}
    result, findings = yearly("landfill_fod", inputs(WET, **chosen), D(5), 2022)
    assert result is None
    assert codes(findings) == ["method.removed_exceeds"]


def test_the_steps_lead_from_the_parameters_to_the_result() -> None:
    result, _ = yearly("landfill_fod", inputs(WET, **HISTORY, **BULK_FIGURES), D(5), 2022)
    assert result is not None
    made = [one.code for one in result.steps]
    figures = [one.code for one in parameter_steps(result.parameters)]
    assert figures.count("parameter.from_source") == 2
    assert figures.count("parameter.from_pack") == 4
    assert made.count("landfill_fod.year") == 3
    assert made[-2:] == ["landfill_fod.generated", "landfill_fod.emitted"]
    assert result.steps[-1].data["result"] == canonical(methane(result))


def test_a_misspelt_parameter_is_said() -> None:
    result, findings = coefficient("septic_tank", inputs("green-office-septic", bodd="30"))
    assert methane(result) == D("0.012")
    assert codes(findings) == ["method.parameter_unused"]


@pytest.mark.parametrize(
    ("method", "pack", "given", "slip"),
    [
        ("landfill_fod", WET, {**HISTORY, **BULK_FIGURES}, "doc__fod"),
        ("landfill_fod", WET, {**HISTORY, **BULK_FIGURES}, "site__2565"),
        ("landfill_fod", WET, {**HISTORY, **BULK_FIGURES}, "ox__food"),
        ("wastewater_cod", "ipcc-2006-wastewater", POND, "cod_mg_per_litre__2565"),
        ("wastewater_cod", "ipcc-2006-wastewater", POND, "mcf__anaerobic_shallow"),
        ("default_leakage", "ademe-leak-rates", {"equipment": "chiller"}, "leak_rate__split"),
        ("composting", "ipcc-2006-biological", {}, "compost_ch4__dry"),
        ("open_burning", "ipcc-2019-open-burning", BURNED, "dm__paper"),
    ],
)
def test_a_slip_behind_the_dot_is_said(
    method: str, pack: str, given: dict[str, str], slip: str
) -> None:
    def said(**more: str) -> list[str]:
        given_by_source = inputs(pack, **given, **more)
        if METHODS[method].kind is MethodKind.YEARLY:
            result, findings = yearly(method, given_by_source, D(5), 2022)
        else:
            result, findings = coefficient(method, given_by_source, D(5))  # type: ignore[assignment]
        assert result is not None, findings
        return [one.data["parameter"] for one in findings if one.code == "method.parameter_unused"]

    assert said() == []
    assert said(**{slip: "0.3"}) == [slip.replace("__", ".")]


def test_what_a_method_works_with_is_no_slip() -> None:
    """Figures of its own types, of other years, and those that a mistake elsewhere hides."""
    chosen = {**HISTORY, **BULK_FIGURES}
    for used in ("doc__bulk", "k__bulk", "mcf__deep", "mcf", "recovered_kg__2564", "deposit__2566"):
        _, findings = yearly("landfill_fod", inputs(WET, **{**chosen, used: "0.1"}), D(5), 2022)
        assert "method.parameter_unused" not in codes(findings), used
    failed = inputs(WET, **HISTORY, doc__food="0.1", waste_type="fod", site="deep")
    result, findings = yearly("landfill_fod", failed, D(5), 2022)
    assert result is None
    assert "method.parameter_unused" not in codes(findings)


def test_names_of_the_calculation_are_not_misspelt() -> None:
    reserved = {"pack": "green-office-septic", "conversion.person_day": "1"}
    assert unused_parameters(METHODS["septic_tank"], Inputs(None, reserved, "S1")) == ()
