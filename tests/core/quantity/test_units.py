from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.quantity.units import Dimension, MeasureUnit, UnitTable
from fahsai.reference.load_units import load_units

UNITS = load_units()

OFFICE_SPELLINGS = {
    "ลิตร": "litre",
    "litre": "litre",
    "L": "litre",
    "Liter": "litre",
    "ลิตร (L)": "litre",
    "kg": "kg",
    "KG": "kg",
    "ｋｇ": "kg",
    "กก.": "kg",
    "กก": "kg",
    "กิโลกรัม": "kg",
    "กิโลกรัม (kg)": "kg",
    "ตัน": "tonne",
    "t": "tonne",
    "Mg": "tonne",
    "mg": "mg",
    "short ton": "short_ton",
    "kWh": "kWh",
    "KWH": "kWh",
    "kW-h": "kWh",
    "kW·h": "kWh",
    "กิโลวัตต์-ชั่วโมง": "kWh",
    "MWH": "MWh",
    "MW": "MW",
    "mW": "mW",
    "m3": "m3",
    "m³": "m3",
    "㎥": "m3",
    "M3": "m3",
    "ลบ.ม.": "m3",
    "ลบ. ม.": "m3",
    "ลูกบาศก์เมตร": "m3",
    "scf": "scf",
    "Nm³": "Nm3",
    "MJ": "MJ",
    "MJ (NCV)": "MJ_net",
    "MMBtu (HHV)": "MMBTU_gross",
    "kWh (Gross CV)": "kWh_gross",
    "kgCH4": "kg_ch4",
    "kg CH₄": "kg_ch4",
    "kgCO2": "kg_co2",
    "kg CO2e": "kg_co2e",
    "tonCO2e": "t_co2e",
    "kgCHClF2": "kg_r22",
    "kgCH2F2": "kg_r32",
    "kgC2H2F4": "kg_r134a",
    "รีม": "ream",
    "คน-วัน": "person_day",
    "tkm": "tkm",
    "tonne.km": "tkm",
    "ตัน-กม.": "tkm",
    "passenger.km": "pkm",
    "ไร่": "rai",
    "ตร.ว.": "sq_wa",
    "mg/L": "mg_per_litre",
    "มก./ล.": "mg_per_litre",
    "%": "percent",
}


@pytest.mark.parametrize(("text", "code"), OFFICE_SPELLINGS.items())
def test_the_spellings_of_office_sheets_are_understood(text: str, code: str) -> None:
    unit, findings = UNITS.parse(text)
    assert unit is not None
    assert (unit.code, findings) == (code, ())


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("ton", "short_ton, tonne, long_ton"),
        ("gallon", "gal_us, gal_uk"),
        ("แกลลอน", "gal_us, gal_uk"),
        ("หน่วย", "kWh, m3, piece"),
        ("kcal", "kcal_IT, kcal_th"),
        ("mw", "mW, MW"),
        ("mj", "mJ, MJ"),
        ("MG", "mg, tonne"),
        ("MTCO2e", "t_co2e, Mt_co2e"),
    ],
)
def test_a_doubtful_spelling_is_a_finding_with_its_meanings(text: str, candidates: str) -> None:
    unit, findings = UNITS.parse(text, "Sheet1!D4")
    assert unit is None
    assert [f.code for f in findings] == ["unit.ambiguous"]
    assert findings[0].subject == "Sheet1!D4"
    assert findings[0].data == {"text": text, "candidates": candidates}


@pytest.mark.parametrize("text", ["กิโลกรม", "ดวง", "kW/h", "บาท", "THB", "M", "m-3"])
def test_an_unknown_spelling_is_a_finding_and_never_a_guess(text: str) -> None:
    unit, findings = UNITS.parse(text)
    assert unit is None
    assert [f.code for f in findings] == ["unit.unknown"]


def test_a_misspelling_is_told_its_neighbours() -> None:
    (found,) = UNITS.parse("กิโลกรม")[1]
    assert "kg" in found.data["near"].split(", ")


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_no_unit_is_a_finding(text: str) -> None:
    assert [f.code for f in UNITS.parse(text)[1]] == ["unit.missing"]


def test_a_unit_per_period_is_read_and_told() -> None:
    unit, findings = UNITS.parse("kWh/เดือน")
    assert unit is UNITS.get("kWh")
    assert [f.code for f in findings] == ["unit.per_period"]
    assert UNITS.parse("kWh")[1] == ()


@pytest.mark.parametrize(
    ("text", "above", "below"),
    [
        ("kg CO2e/ลิตร", "kg_co2e", "litre"),
        ("kg CO2e/kWh", "kg_co2e", "kWh"),
        ("kg CO2e/kgCHClF2", "kg_co2e", "kg_r22"),
        ("kg CO2e/kgCH4", "kg_co2e", "kg_ch4"),
        ("[kg CO2eq/m3]", "kg_co2e", "m3"),
        ("tCO2e per MWh", "t_co2e", "MWh"),
        ("kgCO2 เทียบเท่า ต่อ ตัน", "kg_co2e", "tonne"),
        ("kg CH4 / kg BOD", "kg_ch4", "kg_bod"),
        ("kg CO2/GJ", "kg_co2", "GJ"),
    ],
)
def test_the_unit_of_a_factor_has_two_parts(text: str, above: str, below: str) -> None:
    mass, denominator, findings = UNITS.parse_factor_unit(text)
    assert mass is UNITS.get(above)
    assert denominator is UNITS.get(below)
    assert findings == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kg CO2e", ["unit.factor_unreadable"]),
        ("ลิตร/kg", ["unit.factor_unreadable"]),
        ("kg CO2e/unit", ["unit.ambiguous"]),
        ("kg CO2e/xyz", ["unit.unknown"]),
        ("xyz/litre", ["unit.unknown"]),
    ],
)
def test_the_unit_of_a_factor_is_never_guessed(text: str, codes: list[str]) -> None:
    assert [f.code for f in UNITS.parse_factor_unit(text)[2]] == codes


@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        ("1", "MWh", "kWh", "1000"),
        ("3.6", "GJ", "kWh", "1000"),
        ("1", "kWh", "MJ", "3.6"),
        ("12", "inch", "ft", "1"),
        ("1", "tonne", "kg", "1000"),
        ("1", "short_ton", "kg", "907.18474"),
        ("1", "long_ton", "kg", "1016.0469088"),
        ("1", "rai", "m2", "1600"),
        ("1", "rai", "ngan", "4"),
        ("1", "ngan", "sq_wa", "100"),
        ("1", "ream", "sheet", "500"),
        ("1", "toe", "GJ", "41.868"),
        ("1", "therm_ec", "MMBTU", "0.1"),
        ("1", "bbl", "gal_us", "42"),
        ("1", "TR", "BTU_per_h", "12000"),
        ("1", "kg_per_m3", "mg_per_litre", "1000"),
        ("1", "hph", "kWh", "0.74569987158227022"),
        ("8", "litre", "m3", "0.008"),
    ],
)
def test_conversions_that_are_exact(value: str, source: str, target: str, result: str) -> None:
    assert UNITS.convert(Decimal(value), source, target) == (Decimal(result), ())


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("ream", "kg"),
        ("scf", "Nm3"),
        ("scf", "ft3"),
        ("MJ_net", "MJ_gross"),
        ("kWh", "kWh_net"),
        ("kWh", "kW"),
        ("kg_r22", "kg_r32"),
        ("kg_ch4", "kg_co2e"),
        ("kg", "kg_ch4"),
        ("km", "tkm"),
        ("pkm", "tkm"),
        ("person_hour", "person_day"),
        ("year", "day"),
        ("box", "piece"),
    ],
)
def test_unlike_things_never_convert(source: str, target: str) -> None:
    for a, b in ((source, target), (target, source)):
        value, findings = UNITS.convert(Decimal(1), a, b, "Sheet1!E7")
        assert value is None
        assert [f.code for f in findings] == ["unit.incompatible"]
        assert findings[0].subject == "Sheet1!E7"
        assert UNITS.factor(a, b) is None


PAIRS = [(a.code, b.code) for a in UNITS.units for b in UNITS.units if a.measures_like(b)]
values = st.decimals(min_value=-(10**12), max_value=10**12, places=6)


@given(st.sampled_from(PAIRS), values)
def test_there_and_back_is_the_same_quantity(pair: tuple[str, str], value: Decimal) -> None:
    there, _ = UNITS.convert(value, *pair)
    assert there is not None
    back, _ = UNITS.convert(there, pair[1], pair[0])
    assert back is not None
    assert abs(back - value) <= abs(value) * Decimal("1e-27")


@given(st.sampled_from(PAIRS), values)
def test_the_factor_is_the_conversion_to_33_digits(pair: tuple[str, str], value: Decimal) -> None:
    factor = UNITS.factor(*pair)
    converted, _ = UNITS.convert(value, *pair)
    assert factor is not None
    assert converted is not None
    assert abs(value * factor - converted) <= abs(converted) * Decimal("1e-26")


@given(st.text(max_size=30))
def test_any_text_gives_a_unit_or_a_finding(text: str) -> None:
    unit, findings = UNITS.parse(text)
    assert (unit is None) == any(f.level == "error" for f in findings)
    UNITS.parse_factor_unit(text)


def _unit(code: str, *aliases: str) -> MeasureUnit:
    return MeasureUnit(code, code, code, code, code, "", Dimension.COUNT, Decimal(1), aliases)


def test_a_spelling_claimed_twice_is_refused_when_the_table_is_made() -> None:
    with pytest.raises(ValueError, match="means a and b"):
        UnitTable.of([_unit("a", "same"), _unit("b", "s.a.m.e")], {})
    with pytest.raises(ValueError, match="unit code twice"):
        UnitTable.of([_unit("a"), _unit("a")], {})
    with pytest.raises(ValueError, match="ambiguous"):
        UnitTable.of([_unit("a")], {"a": ("a",)})
    with pytest.raises(ValueError, match="ambiguous"):
        UnitTable.of([_unit("a")], {"x": ("b",)})


@pytest.mark.parametrize(
    ("text", "known"),
    [("kWh", True), ("mj", True), ("ลิตรต่อปี", True), ("", False), ("คำอื่น", False), ("ต่อปี", False)],
)
def test_a_spelling_is_known_where_parsing_knows_it(text: str, known: bool) -> None:  # noqa: FBT001
    unit, findings = load_units().parse(text)
    parsed = unit is not None or any(one.code == "unit.ambiguous" for one in findings)
    assert load_units().is_spelling(text) is parsed is known
