"""The carried lists against the reference material: every row, every rule, every figure."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from tests.shared import shared_path

from fahsai.core.factors.choice import DecidedBy
from fahsai.core.factors.choose import choose
from fahsai.core.factors.co2e import co2e_per_unit
from fahsai.core.factors.derive import agrees
from fahsai.core.factors.factor import Basis, Edition, EmissionFactor
from fahsai.reference.load_factors import editions, factor_set, factor_set_codes, rows_sha256

GWP = {
    "TGO-2022": {"CO2": 1, "CH4_fossil": 30, "CH4_biogenic": 28, "N2O": 265},
    "TGO-2026": {"CO2": 1, "CH4_fossil": 28, "CH4_biogenic": 28, "N2O": 265},
}
REFRIGERANT_GWP = {
    "HCFC-22": 1760,
    "HFC-32": 677,
    "HFC-125": 3170,
    "HFC-134": 1120,
    "HFC-134a": 1300,
    "HFC-143": 328,
    "HFC-143a": 4800,
}
FUEL_LISTS = {"2022-04": "tgo-cfo-2022-04", "2026-02": "tgo-cfo-2026-02"}
MOBILE_DIESEL_ID = "caef9e90-0742-522f-9801-5a4b999fc847"
CSV_UNITS = {"MJ_net": "MJ", "MJ_gross": "MJ", "MMBTU_gross": "MMBTU"}


def gwp_of(code: str) -> dict[str, Decimal]:
    values = {**GWP[code], **REFRIGERANT_GWP}
    return {gas: Decimal(value) for gas, value in values.items()}


def shared_rows(name: str) -> list[dict[str, str]]:
    path = shared_path("domain", name)
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def row_of(edition: str, key: str) -> EmissionFactor:
    return next(row for row in editions()[edition].rows if row.key == key)


def full_co2e(row: EmissionFactor) -> Decimal:
    figure = co2e_per_unit(row, gwp_of(row.gwp_set), biogenic_co2=True)
    assert figure is not None
    return figure


def fuel_rows() -> list[EmissionFactor]:
    starts = {"stationary", "mobile", "offroad"}
    return [
        row
        for code in FUEL_LISTS.values()
        for row in editions()[code].rows
        if row.activity.partition(".")[0] in starts
    ]


def listed_names(edition: str) -> dict[tuple[str, str, str], str]:
    """Key of each fuel row by heading, printed name and unit, as our table carries them."""
    name = edition.replace("-", "_") + ".csv"
    text = files("fahsai.reference").joinpath(name).read_text("utf-8")
    return {
        (line["listed_under"], line["listed_as"], CSV_UNITS.get(line["unit"], line["unit"])): line[
            "key"
        ]
        for line in csv.DictReader(text.splitlines())
        if line["listed_under"]
    }


def test_137_fuel_rows_within_half_of_the_last_printed_digit() -> None:
    rows = fuel_rows()
    assert len(rows) == 137
    missed = [row.key for row in rows if not agrees(full_co2e(row), row.published)]
    assert missed == []


def test_95_rows_from_ncv_36_blends_and_6_from_their_own_parts() -> None:
    counted = Counter(row.derivation.rule for row in fuel_rows())
    assert counted == {"ncv": 95, "blend": 36, "parts": 6}


def test_the_published_totals_tell_the_two_methane_values_apart() -> None:
    for code, other in (("tgo-cfo-2022-04", "TGO-2026"), ("tgo-cfo-2026-02", "TGO-2022")):
        row = row_of(code, "mobile.cng")
        assert agrees(full_co2e(row), row.published)
        assert not agrees(full_co2e(replace(row, gwp_set=other)), row.published)


def test_every_fuel_row_of_the_reference_material_is_carried() -> None:
    reference = shared_rows("tgo-cfo-fuel-ef.csv")
    assert len(reference) == 137
    seen = set()
    for line in reference:
        code = FUEL_LISTS[line["list"]]
        key = listed_names(code)[line["group"], line["name"], line["unit"]]
        row = row_of(code, key)
        assert row.published == Decimal(line["published_total_kgCO2e"]), key
        assert abs(full_co2e(row) - Decimal(line["derived_total_kgCO2e"])) < Decimal("0.000001")
        assert row.derivation.circular == ("back-solved" in line["ncv_source"]), key
        seen.add((code, key))
    assert len(seen) == 137


def test_all_59_other_rows_are_carried_with_their_source() -> None:
    reference = {line["key"]: line for line in shared_rows("tgo-cfo-other-ef.csv")}
    assert len(reference) == 59
    ours: dict[str, list[EmissionFactor]] = {}
    for edition in editions().values():
        for row in edition.rows:
            ours.setdefault(row.key, []).append(row)
    for key, line in reference.items():
        assert key in ours, key
        for row in ours[key]:
            assert row.published == Decimal(line["kgCO2e_per_unit"]), key
            assert row.unit == line["unit"], key
            assert row.source
    fuels = {row.key for row in fuel_rows()}
    assert set(ours) == fuels | set(reference)


def test_refrigerant_blends_are_computed_from_their_components() -> None:
    rows = [row for row in editions()["tgo-cfo-2026-02"].rows if row.key.startswith("refrig")]
    assert len(rows) == 11
    for row in rows:
        assert sum(row.gases.values()) == 1
        assert full_co2e(row) == row.published
    held = {row.key for row in editions()["tgo-cfo-2022-04"].rows}
    assert "refrigerant.R-22" in held
    assert "refrigerant.R-404A" not in held
    assert row_of("tgo-cfo-2022-04", "refrigerant.R-22").scope == "separate"


def test_the_grid_pair_adds_up_to_the_product_figure() -> None:
    for code, years in (("tgo-cfo-2022-04", "2016-2018"), ("tgo-cfo-2026-02", "2022-2024")):
        parts = [
            row_of(code, f"elec.grid.{years}.{part}").published for part in ("cfo_s2", "s3", "cfp")
        ]
        assert parts[0] + parts[1] == parts[2]


@pytest.mark.parametrize("edition", editions().values(), ids=editions().keys())
def test_every_row_is_complete(edition: Edition) -> None:
    assert len({row.key for row in edition.rows}) == len(edition.rows)
    assert len({row.position for row in edition.rows}) == len(edition.rows)
    for row in edition.rows:
        assert row.edition == edition.code
        assert row.source
        assert row.derivation.reference
        assert row.derivation.equation
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in row.name_th), row.key
        assert row.name_en.isprintable()
        assert (row.basis is Basis.BY_GAS) == bool(row.gases)
        assert row.published > 0


def test_printed_digits_survive() -> None:
    assert str(row_of("tgo-cfo-2022-04", "stationary.fuel_oil_a").published) == "3.2200"
    assert str(row_of("tgo-cfo-2026-02", "elec.grid.2022-2024.cfo_s2").published) == "0.4750"


def test_methane_of_blends_is_split_and_off_road_is_all_fossil() -> None:
    on_road = row_of("tgo-cfo-2026-02", "mobile.b7")
    assert {"CH4_fossil", "CH4_biogenic"} <= set(on_road.gases)
    assert "CO2_biogenic" not in on_road.gases
    off_road = row_of("tgo-cfo-2026-02", "offroad.diesel.b7")
    assert set(off_road.gases) == {"CO2", "CH4_fossil", "N2O"}
    wood = row_of("tgo-cfo-2022-04", "stationary.wood")
    assert set(wood.gases) == {"CH4_biogenic", "N2O"}
    assert set(row_of("tgo-cfo-2022-04", "stationary.wood.biogenic").gases) == {"CO2_biogenic"}


def test_ids_are_the_same_in_every_run_and_never_shared() -> None:
    ids = [row.id for edition in editions().values() for row in edition.rows]
    assert len(set(ids)) == len(ids)
    assert str(row_of("tgo-cfo-2022-04", "mobile.diesel").id) == MOBILE_DIESEL_ID


def test_the_hash_follows_the_rows() -> None:
    edition = editions()["green-office-1.5"]
    assert edition.sha256 == rows_sha256(edition.rows)
    changed = replace(edition.rows[0], published=Decimal("2.320"))
    assert rows_sha256((changed, *edition.rows[1:])) != edition.sha256
    assert rows_sha256(edition.rows[::-1]) != edition.sha256


def test_lists_are_usable_by_report_date() -> None:
    old, new = editions()["tgo-cfo-2022-04"], editions()["tgo-cfo-2026-02"]
    assert old.usable_on(date(2026, 3, 31))
    assert not old.usable_on(date(2026, 4, 1))
    assert new.usable_on(date(2026, 1, 1))
    assert not new.usable_on(date(2025, 12, 31))
    assert not editions()["tgo-grid-2009"].usable_on(date(2022, 4, 1))


def test_sets_are_one_cfo_list_then_the_quoted_rows() -> None:
    assert factor_set_codes() == ("tgo-cfo-2022-04", "tgo-cfo-2026-02")
    for code in factor_set_codes():
        held = [edition.code for edition in factor_set(code).editions]
        assert held == [code, "tgo-cfp-2022-07", "green-office-1.5"]


def same_unit(from_unit: str, to_unit: str) -> Decimal | None:
    return Decimal(1) if from_unit == to_unit else None


@pytest.mark.parametrize("code", factor_set_codes())
def test_landfill_of_mixed_waste_is_the_only_choice_left_to_a_person(code: str) -> None:
    chosen = factor_set(code)
    conflicts = set()
    for edition in chosen.editions:
        for row in edition.rows:
            choice, findings = choose(
                chosen, "direct", (row.activity,), row.unit, 2022, same_unit, subject="S"
            )
            if choice.chosen is None:
                conflicts.add(row.activity)
                assert [found.code for found in findings] == ["factor.choose"]
    assert conflicts == {"waste.landfill.mixed"}


def test_gasoline_without_a_known_engine_takes_the_first_of_the_list() -> None:
    choice, findings = choose(
        factor_set("tgo-cfo-2022-04"), "direct", ("mobile.gasoline",), "litre", 2022, same_unit
    )
    assert choice.chosen is not None
    assert choice.chosen.technology == "uncontrolled"
    assert choice.decided_by is DecidedBy.POSITION
    assert len(choice.candidates) == 3
    assert findings == ()
