from __future__ import annotations

import csv
import re
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pint
import pytest

from fahsai.core.quantity.units import Dimension, MeasureUnit
from fahsai.reference.load_units import load_units

UNITS = load_units()

# Code → the name that pint gives the same unit.  Its "ton" is the US short ton,
# its "Btu" the rounded one of ISO 31-4 (1055.056 J).
PINT = {
    "kg": "kilogram", "g": "gram", "mg": "milligram", "tonne": "metric_ton", "kt": "kilotonne",
    "Mt": "megatonne", "lb": "pound", "oz": "ounce", "short_ton": "ton", "long_ton": "long_ton",
    "m3": "meter**3", "litre": "liter", "mL": "milliliter", "hL": "hectoliter",
    "kL": "kiloliter", "ML": "megaliter", "ft3": "foot**3", "in3": "inch**3", "yd3": "yard**3",
    "gal_us": "gallon", "gal_uk": "imperial_gallon", "bbl": "oil_barrel", "qt_us": "quart",
    "floz_us": "fluid_ounce", "mJ": "millijoule", "J": "joule", "kJ": "kilojoule",
    "MJ": "megajoule", "GJ": "gigajoule", "TJ": "terajoule", "PJ": "petajoule",
    "mWh": "milliwatt_hour", "Wh": "watt_hour", "kWh": "kilowatt_hour", "MWh": "megawatt_hour",
    "GWh": "gigawatt_hour", "TWh": "terawatt_hour", "kcal_IT": "1000*international_calorie",
    "kcal_th": "kilocalorie", "BTU": "Btu_it", "kBTU": "1000*Btu_it", "MMBTU": "1000000*Btu_it",
    "therm_ec": "100000*Btu_it", "therm_us": "US_therm", "toe": "tonne_of_oil_equivalent",
    "hph": "horsepower*hour", "mW": "milliwatt", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "hp": "horsepower", "PS": "metric_horsepower",
    "BTU_per_h": "Btu_it/hour", "cm": "centimeter", "m": "meter", "km": "kilometer",
    "mile": "mile", "nmi": "nautical_mile", "ft": "foot", "inch": "inch", "yd": "yard",
    "cm2": "centimeter**2", "m2": "meter**2", "km2": "kilometer**2", "ha": "hectare",
    "ft2": "foot**2", "yd2": "yard**2", "mile2": "mile**2", "second": "second",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week",
    "tkm": "metric_ton*kilometer", "kgkm": "kilogram*kilometer", "tonne_mile": "metric_ton*mile",
    "short_ton_mile": "ton*mile", "percent": "percent", "permille": "permille", "ppm": "ppm",
    "mg_per_litre": "milligram/liter", "ug_per_litre": "microgram/liter",
    "g_per_litre": "gram/liter", "kg_per_m3": "kilogram/meter**3", "kg_per_litre": "kilogram/liter",
    "m3_per_day": "meter**3/day", "m3_per_hour": "meter**3/hour",
    "litre_per_second": "liter/second", "litre_per_minute": "liter/minute",
    "MJ_per_kg": "megajoule/kilogram",
    "kJ_per_kg": "kilojoule/kilogram", "BTU_per_lb": "Btu_it/pound",
    "MJ_per_m3": "megajoule/meter**3",
    "MJ_per_litre": "megajoule/liter", "kg_per_TJ": "kilogram/terajoule",
    "t_per_TJ": "metric_ton/terajoule",
}  # fmt: skip
BASE = {
    Dimension.MASS: "kilogram",
    Dimension.VOLUME: "meter**3",
    Dimension.ENERGY: "megajoule",
    Dimension.POWER: "watt",
    Dimension.DISTANCE: "meter",
    Dimension.AREA: "meter**2",
    Dimension.TIME: "second",
    Dimension.MASS_DISTANCE: "metric_ton*kilometer",
    Dimension.DIMENSIONLESS: "dimensionless",
    Dimension.CONCENTRATION: "milligram/liter",
    Dimension.FLOW: "meter**3/day",
    Dimension.ENERGY_PER_MASS: "megajoule/kilogram",
    Dimension.ENERGY_PER_VOLUME: "megajoule/meter**3",
    Dimension.MASS_PER_ENERGY: "kilogram/terajoule",
}


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[Decimal]:
    return pint.UnitRegistry(non_int_type=Decimal)


@pytest.mark.parametrize("code", PINT)
def test_factors_agree_with_an_independent_table(
    code: str, registry: pint.UnitRegistry[Decimal]
) -> None:
    unit = UNITS.get(code)
    assert unit is not None
    quantity = registry.parse_expression(PINT[code])
    theirs = Decimal(quantity.to(BASE[unit.dimension]).magnitude)
    assert abs(unit.factor - theirs) <= theirs * Decimal("1e-12")


# The atoms of UCUM that our codes use, in its own base units (UCUM specification, section 4).
METRIC = {
    "g": Fraction(1, 1000), "m": Fraction(1), "s": Fraction(1), "J": Fraction(1),
    "W": Fraction(1), "L": Fraction(1, 1000), "t": Fraction(1000), "ar": Fraction(100),
    "cal_IT": Fraction("4.1868"), "cal_th": Fraction("4.184"),
}  # fmt: skip
FOOT, POUND = Fraction("0.3048"), Fraction("0.45359237")
NOT_METRIC = {
    "[lb_av]": POUND, "[oz_av]": POUND / 16, "[ston_av]": POUND * 2000, "[lton_av]": POUND * 2240,
    "[ft_i]": FOOT, "[in_i]": FOOT / 12, "[yd_i]": FOOT * 3, "[mi_i]": FOOT * 5280,
    "[nmi_i]": Fraction(1852), "[sft_i]": FOOT**2, "[syd_i]": (FOOT * 3) ** 2,
    "[cft_i]": FOOT**3, "[cin_i]": (FOOT / 12) ** 3, "[cyd_i]": (FOOT * 3) ** 3,
    "[gal_us]": 231 * (FOOT / 12) ** 3, "[qt_us]": 231 * (FOOT / 12) ** 3 / 4,
    "[foz_us]": 231 * (FOOT / 12) ** 3 / 128, "[bbl_us]": 42 * 231 * (FOOT / 12) ** 3,
    "[gal_br]": Fraction("0.00454609"), "[Btu_IT]": Fraction("1055.05585262"),
    "[HP]": 550 * FOOT * POUND * Fraction("9.80665"), "%": Fraction(1, 100),
    "[ppth]": Fraction(1, 1000), "[ppm]": Fraction(1, 10**6),
    "h": Fraction(3600), "min": Fraction(60), "d": Fraction(86400), "wk": Fraction(604800),
}  # fmt: skip
PREFIX = {
    "u": -6, "m": -3, "c": -2, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15,
}  # fmt: skip
UCUM_BASE = {
    "mass": "kg", "volume": "m3", "energy": "MJ", "power": "W", "distance": "m", "area": "m2",
    "mass_distance": "t.km", "concentration": "mg/L", "flow": "m3/d",
    "energy_per_mass": "MJ/kg", "energy_per_volume": "MJ/m3", "mass_per_energy": "kg/TJ",
    "energy_net": "MJ", "energy_gross": "MJ", "mass_co2e": "kg", "mass_co2": "kg",
    "mass_ch4": "kg", "mass_n2o": "kg", "mass_sf6": "kg", "mass_nf3": "kg", "mass_gas": "kg",
    "mass_load": "kg", "passenger_distance": "km", "vehicle_distance": "km",
    "count": "1", "sheets": "1", "dimensionless": "1",
}  # fmt: skip


def ucum_atom(text: str) -> Fraction:
    text = re.sub(r"\{[^}]*\}", "", text) or "1"
    if text.isdigit():
        return Fraction(int(text))
    match = re.fullmatch(r"(.*?[^\d])(\d)?", text)
    assert match is not None
    name, power = match[1], int(match[2] or 1)
    if name in NOT_METRIC:
        return NOT_METRIC[name] ** power
    if name in METRIC:
        return METRIC[name] ** power
    return (METRIC[name[1:]] * Fraction(10) ** PREFIX[name[0]]) ** power


def ucum_value(code: str) -> Fraction:
    """The size of a UCUM expression: terms joined by "." and "/", read from the left."""
    result = Fraction(1)
    for sign, atom in re.findall(r"([./]?)((?:\{[^}]*\}|\[[^\]]*\]|[^./\[{])+)", code):
        result = result / ucum_atom(atom) if sign == "/" else result * ucum_atom(atom)
    return result


@pytest.mark.parametrize("unit", [u for u in UNITS.units if u.ucum], ids=lambda u: u.code)
def test_ucum_codes_have_the_size_of_the_factor(unit: MeasureUnit) -> None:
    base = UCUM_BASE.get(unit.dimension)
    if base is None:  # measured against the base unit of the same thing
        base = next(u.ucum for u in UNITS.units if u.measures_like(unit) and u.factor == 1)
    ratio = ucum_value(unit.ucum) / ucum_value(base)
    assert abs(Fraction(unit.factor) - ratio) <= ratio / 10**33


def test_the_table_is_closed_and_complete() -> None:
    assert 150 <= len(UNITS.units) <= 220
    assert {unit.dimension for unit in UNITS.units} == set(Dimension)
    for unit in UNITS.units:
        assert unit.factor > 0, unit.code
        assert unit.source, unit.code
        assert all((unit.symbol_th, unit.symbol_en, unit.name_th, unit.name_en)), unit.code
        assert unit.code.isascii(), unit.code


def test_every_spelling_finds_its_own_unit() -> None:
    for unit in UNITS.units:
        for spelling in unit.spellings():
            assert UNITS.parse(spelling)[0] is unit, spelling


def test_every_dimension_has_its_base_unit() -> None:
    kinds = {(unit.dimension, unit.of) for unit in UNITS.units}
    assert kinds == {(u.dimension, u.of) for u in UNITS.units if u.factor == 1}


def test_factors_stand_in_the_file_as_exact_text() -> None:
    text = files("fahsai.reference").joinpath("units.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert re.fullmatch(r"\d+(\.\d+)?(/\d+)?", row["factor"]), row["code"]
        unit = UNITS.get(row["code"])
        assert unit is not None
        if "/" not in row["factor"]:
            assert unit.factor == Decimal(row["factor"])


def test_every_doubtful_spelling_is_refused() -> None:
    text = files("fahsai.reference").joinpath("units_ambiguous.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["source"]
        unit, findings = UNITS.parse(row["spelling"])
        assert unit is None, row["spelling"]
        assert [f.code for f in findings] == ["unit.ambiguous"]
