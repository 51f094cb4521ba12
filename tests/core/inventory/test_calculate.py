"""The calculation itself: golden figures, both ways of each rule, conservation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.fingerprint import inputs_sha256
from fahsai.core.inventory.result import TOTALLED, Calculation, ReportingClass
from fahsai.core.quantity.exact import EXACT, total
from fahsai.core.thai.period import Period, fiscal_year
from fahsai.services.rules import rules_for

YEAR = fiscal_year(2565)
NAMESPACE = UUID("0f0f0f0f-0000-5000-8000-000000000000")
OLD, NEW = "tgo-cfo-2022-04", "tgo-cfo-2026-02"
REPORTED = {OLD: date(2022, 12, 15), NEW: date(2026, 6, 1)}


def source(kind: str, code: str = "S1", **more: object) -> EmissionSource:
    return EmissionSource(uuid5(NAMESPACE, code), code, kind, f"แหล่ง {code}", **more)  # type: ignore[arg-type]


def lines(
    of: EmissionSource, quantity: str, unit: str, *, months: int = 1, grade: Grade = Grade.Y
) -> tuple[ActivityLine, ...]:
    return tuple(
        ActivityLine(
            uuid5(of.id, f"{unit} {place}"),
            of.id,
            month,
            Decimal(quantity),
            unit,
            Origin.PAID,
            grade,
        )
        for place, month in enumerate(YEAR.months()[:months])
    )


def run(
    sources: tuple[EmissionSource, ...],
    activity: tuple[ActivityLine, ...],
    factor_set: str = OLD,
    *,
    upstream: bool = False,
) -> tuple[Calculation, tuple[Finding, ...]]:
    data = InventoryInput(YEAR, REPORTED[factor_set], sources, activity)
    return calculate(data, rules_for(factor_set, energy_upstream=upstream))


def named(
    sources: tuple[EmissionSource, ...],
    activity: tuple[ActivityLine, ...],
    factor_set: str = OLD,
    *,
    upstream: bool = False,
) -> str:
    """The hash of the inputs that :func:`run` would calculate with."""
    data = InventoryInput(YEAR, REPORTED[factor_set], sources, activity)
    return inputs_sha256(data, rules_for(factor_set, energy_upstream=upstream))


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {item.code for item in findings}


@pytest.mark.parametrize(
    ("kind", "quantity", "unit", "factor_set", "expected"),
    [
        ("mobile.diesel", "1200", "litre", OLD, "3288.747852"),  # TGO workbook, Fr-04.1 row 12
        ("mobile.diesel", "1000", "litre", NEW, "2740.339134"),
        ("stationary.diesel", "1000", "litre", OLD, "2707.79058"),
        ("electricity.paid", "1000", "kWh", OLD, "499.9"),
        ("electricity.paid", "1", "MWh", OLD, "499.9"),
        ("electricity.free", "1000", "kWh", NEW, "475"),
        ("water.pwa", "1000", "m3", OLD, "541"),
        ("paper.uncoated", "100", "kg", OLD, "210.2"),
        ("extinguisher.co2", "20", "kg", OLD, "20"),
        ("mobile.cng", "100", "kg", NEW, "225.39509"),
        ("mobile.b7", "100", "litre", NEW, "255.03727392"),
    ],
)
def test_a_source_comes_to_quantity_times_factor(
    kind: str, quantity: str, unit: str, factor_set: str, expected: str
) -> None:
    one = source(kind)
    result, _ = run((one,), lines(one, quantity, unit), factor_set)
    assert result.complete
    assert result.total_kg == Decimal(expected)


def test_fuel_wood_stands_in_scope_1_and_its_carbon_dioxide_apart() -> None:
    wood = source("stationary.wood")
    result, _ = run((wood,), lines(wood, "1000", "kg"))
    assert result.by_class[ReportingClass.SCOPE_1] == Decimal("30.381")
    assert result.by_class[ReportingClass.BIOGENIC] == Decimal("1790.88")
    assert result.total_kg == Decimal("30.381")


def test_a_blend_gives_scope_1_and_biogenic_from_one_line() -> None:
    truck = source("mobile.b7")
    result, findings = run((truck,), lines(truck, "1000", "litre"), NEW)
    assert result.by_class[ReportingClass.BIOGENIC] == Decimal("115.07832")
    assert "factor.fallback" not in codes(findings)


def test_a_blend_missing_from_the_edition_takes_the_neat_fuel_and_says_so() -> None:
    truck = source("mobile.b7")
    result, findings = run((truck,), lines(truck, "1000", "litre"), OLD)
    assert result.total_kg == Decimal("2740.62321")
    assert "factor.fallback" in codes(findings)


def test_r22_is_reported_apart_and_r134a_is_counted() -> None:
    old = source("refrigerant", "S1", parameters={"species": "R-22"})
    new = source("refrigerant", "S2", parameters={"species": "R-134a"})
    result, _ = run((old, new), (*lines(old, "2", "kg"), *lines(new, "2", "kg")))
    assert result.by_class[ReportingClass.SEPARATE] == Decimal(3520)
    assert result.total_kg == Decimal(2600)


def test_a_blend_of_refrigerants_is_counted_by_its_components() -> None:
    unit = source("refrigerant", parameters={"species": "R-410A"})
    result, _ = run((unit,), lines(unit, "2", "kg"))
    (line,) = result.sources[0].lines
    assert {c.gas: c.mass_kg for c in line.components} == {"HFC-32": 1, "HFC-125": 1}
    assert result.total_kg == Decimal("3847.0")


def test_a_unit_of_another_refrigerant_is_refused() -> None:
    wrong = source("refrigerant", parameters={"species": "R-32"})
    result, findings = run((wrong,), lines(wrong, "2", "kg_r22"))
    assert not result.complete
    assert "unit.not_for_kind" in codes(findings)


def test_methane_of_a_septic_tank_is_not_fossil() -> None:
    tank = source("septic_tank")
    result, _ = run((tank,), lines(tank, "100", "person_day"))
    (line,) = result.sources[0].lines
    (component,) = line.components
    assert component.gas == "CH4_biogenic"
    assert component.mass_kg == Decimal("1.2")
    assert result.total_kg == Decimal("33.6")


def test_upstream_of_electricity_is_counted_only_when_the_organisation_includes_it() -> None:
    meter = source("electricity.paid")
    without, _ = run((meter,), lines(meter, "1000", "kWh"))
    counted, _ = run((meter,), lines(meter, "1000", "kWh"), upstream=True)
    assert without.by_class[ReportingClass.SCOPE_3] == 0
    assert counted.by_class[ReportingClass.SCOPE_3] == Decimal("98.7")
    assert counted.by_class[ReportingClass.SCOPE_2] == Decimal("499.9")


def test_self_generated_and_sold_electricity_count_nothing_and_are_complete() -> None:
    roof, sold = source("electricity.self_generated", "S1"), source("electricity.sold", "S2")
    result, _ = run((roof, sold), (*lines(roof, "50", "kWh"), *lines(sold, "50", "kWh")))
    assert result.complete
    assert result.total_kg == 0


def test_landfilled_waste_has_no_result_until_a_person_chooses() -> None:
    waste = source("landfill.sent")
    activity = lines(waste, "1000", "kg")
    result, findings = run((waste,), activity)
    assert not result.complete
    assert result.sources[0].gases == {}
    assert [f.level for f in findings if f.code == "factor.choose"] == [Level.ERROR]
    chosen = replace(
        waste,
        factor_keys={"direct": "tgo-cfp-2022-07:waste.landfill.sanitary"},
        choice_reason="บ่อฝังกลบถูกหลักสุขาภิบาล",
    )
    result, findings = run((chosen,), activity)
    assert result.complete
    assert result.total_kg == Decimal("793.3")
    assert "factor.choose" not in codes(findings)


def test_nothing_used_needs_no_choice() -> None:
    waste = source("landfill.sent")
    result, findings = run((waste,), lines(waste, "0", "kg"))
    assert result.complete
    assert codes(findings) == {"source.nothing_used"}


def test_gasohol_not_told_apart_is_asked_under_an_edition_that_has_the_blends() -> None:
    fuel = source("mobile.gasohol_unspecified")
    result, findings = run((fuel,), lines(fuel, "10", "litre"), NEW)
    assert not result.complete
    assert "factor.choose" in codes(findings)


def test_the_biogenic_part_follows_the_fuel_that_a_person_chose() -> None:
    fuel = source(
        "mobile.gasohol_unspecified",
        factor_keys={"direct": "tgo-cfo-2026-02:mobile.e20.oxidation_catalyst"},
        choice_reason="ใบเสร็จระบุ E20",
    )
    result, findings = run((fuel,), lines(fuel, "100", "litre"), NEW)
    assert result.complete, findings
    assert result.by_class[ReportingClass.SCOPE_1] == Decimal("181.84010928")
    assert result.by_class[ReportingClass.BIOGENIC] == Decimal("29.935656")


def test_a_neat_fuel_in_place_of_a_blend_has_no_biogenic_part() -> None:
    fuel = source("mobile.e20")
    result, _ = run((fuel,), lines(fuel, "100", "litre"), OLD)
    assert result.complete
    assert result.by_class[ReportingClass.BIOGENIC] == 0


@pytest.mark.parametrize("stated", ["abc", "0", "-1", "NaN"])
def test_a_stated_conversion_must_be_a_positive_number(stated: str) -> None:
    paper = source("paper.uncoated", parameters={"conversion.kg": stated})
    result, findings = run((paper,), lines(paper, "10", "ream"))
    assert not result.complete
    assert "source.conversion_unusable" in codes(findings)


def test_methane_is_no_unit_of_electricity() -> None:
    meter = source("electricity.paid")
    result, findings = run((meter,), lines(meter, "10", "kg_ch4"))
    assert not result.complete
    assert "factor.unit" in codes(findings)


def test_paper_in_reams_needs_to_know_the_weight_of_a_ream() -> None:
    paper = source("paper.uncoated")
    result, findings = run((paper,), lines(paper, "10", "ream"))
    assert not result.complete
    assert "factor.unit" in codes(findings)
    known = replace(paper, parameters={"conversion.kg": "2.4948"})
    result, _ = run((known,), lines(known, "10", "ream"))
    assert result.total_kg == Decimal("52.440696")


def test_the_weight_of_a_ream_is_not_that_of_a_sheet() -> None:
    paper = source("paper.uncoated", parameters={"conversion.kg": "2.4948"})
    both = (*lines(paper, "10", "ream"), *lines(paper, "500", "sheet"))
    result, findings = run((paper,), both)
    assert not result.complete
    (said,) = [one for one in findings if one.code == "source.conversion_ambiguous"]
    assert said.data["names"] == "conversion.ream.kg, conversion.sheet.kg"
    each = {"conversion.ream.kg": "2.4948", "conversion.sheet.kg": "0.0049896"}
    paper = replace(paper, parameters=each)
    result, findings = run((paper,), both)
    assert "source.conversion_ambiguous" not in codes(findings)
    assert result.total_kg == Decimal("57.6847656")  # 11 reams
    one = replace(paper, parameters={"conversion.kg": "2.4948", "conversion.sheet.kg": "0.0049896"})
    assert run((one,), both)[0].total_kg == result.total_kg


def test_unknown_kind_unknown_pack_and_source_without_lines_are_said() -> None:
    strange = source("no.such.kind", "S1")
    tank = source("septic_tank", "S2", parameters={"pack": "no-such-pack"})
    empty = source("mobile.diesel", "S3")
    activity = (*lines(strange, "1", "kg"), *lines(tank, "1", "person_day"))
    result, findings = run((strange, tank, empty), activity)
    assert {"source.kind_unknown", "source.pack_unknown", "source.no_lines"} <= codes(findings)
    assert not result.complete


def test_lines_of_an_unknown_source_are_an_error() -> None:
    _, findings = run((), lines(source("mobile.diesel"), "1", "litre"))
    assert codes(findings) == {"line.source_unknown"}


def test_excluded_sources_count_nothing_and_their_lines_are_no_error() -> None:
    left_out = source("mobile.diesel", excluded=True, excluded_reason="เช่าโดยผู้อื่น")
    result, findings = run((left_out,), lines(left_out, "5", "litre"))
    assert result.sources == ()
    assert codes(findings) == {"source.excluded_with_lines"}
    assert run((left_out,), ())[1] == ()


def test_a_source_without_lines_has_no_result_until_a_zero_is_written_down() -> None:
    empty = source("mobile.diesel")
    result, findings = run((empty,), ())
    assert not result.complete
    assert [f.level for f in findings if f.code == "source.no_lines"] == [Level.ERROR]
    result, _ = run((empty,), lines(empty, "0", "litre"))
    assert result.complete


def test_a_negative_quantity_is_counted_as_a_correction_and_said() -> None:
    truck = source("mobile.diesel")
    activity = lines(truck, "10", "litre", months=2)
    activity = (activity[0], activity[1]._replace(quantity=Decimal(-4)))
    result, findings = run((truck,), activity)
    assert result.total_kg == Decimal("16.44373926")
    assert "line.negative" in codes(findings)


def test_a_reason_of_a_choice_belongs_to_the_calculation() -> None:
    waste = source(
        "landfill.sent",
        factor_keys={"direct": "tgo-cfp-2022-07:waste.landfill.sanitary"},
        choice_reason="หนึ่ง",
    )
    activity = lines(waste, "1", "kg")
    other = replace(waste, choice_reason="สอง")
    second, _ = run((other,), activity)
    assert named((waste,), activity) != named((other,), activity)
    assert second.sources[0].choices[0].reason == "สอง"


def test_a_bill_across_the_edge_keeps_the_days_inside_the_year() -> None:
    meter = source("electricity.paid")
    bill = Period(date(2021, 9, 21), date(2021, 10, 11))
    line = lines(meter, "300", "kWh")[0]._replace(period=bill)
    result, findings = run((meter,), (line,))
    assert result.total_kg == Decimal("74.985")
    assert "period.shared_by_days" in codes(findings)


def test_a_line_of_another_year_is_not_counted_and_said() -> None:
    meter = source("electricity.paid")
    other = lines(meter, "300", "kWh")[0]._replace(period=fiscal_year(2560))
    result, findings = run((meter,), (other,))
    assert result.total_kg == 0
    assert "line.outside_period" in codes(findings)


def test_units_switched_within_the_year_are_counted_each_and_said() -> None:
    meter = source("electricity.paid")
    activity = (*lines(meter, "500", "kWh"), *lines(meter, "1", "MWh", months=2))
    result, findings = run((meter,), activity)
    assert result.total_kg == Decimal("1249.75")
    assert result.sources[0].quantity == Decimal(2500)
    kwh, mwh = result.sources[0].choices
    recorded = [(choice.unit, choice.unit_factor) for choice in (kwh, mwh)]
    assert recorded == [("kWh", Decimal(1)), ("MWh", Decimal(1000))]
    assert {c.term for line in result.sources[0].lines for c in line.components} == {0, 1}
    assert "source.units_mixed" in codes(findings)


def test_a_report_after_the_edition_ended_is_warned() -> None:
    meter = source("electricity.paid")
    data = InventoryInput(YEAR, date(2026, 4, 1), (meter,), lines(meter, "1", "kWh"))
    _, findings = calculate(data, rules_for(OLD))
    assert "edition.not_usable" in codes(findings)
    data = replace(data, report_date=date(2026, 3, 31))
    _, findings = calculate(data, rules_for(OLD))
    assert "edition.not_usable" not in codes(findings)


def test_the_quality_score_is_that_of_the_worst_line() -> None:
    truck = source("mobile.diesel")
    activity = (
        *lines(truck, "1", "litre", grade=Grade.X),
        *(
            line._replace(id=uuid5(line.id, "z"))
            for line in lines(truck, "1", "litre", grade=Grade.Z)
        ),
    )
    result, _ = run((truck,), activity)
    assert (result.sources[0].activity_points, result.sources[0].factor_points) == (1, 3)


def test_a_landfill_is_counted_by_its_history() -> None:
    site = source(
        "landfill.own.municipal",
        parameters={
            "site": "landfill",
            "doc": "0.15",
            "deposit.2563": "1000",
            "deposit.2564": "1000",
        },
    )
    result, _ = run((site,), lines(site, "1000000", "kg"))
    (line,) = result.sources[0].lines
    assert len(line.line_ids) == 1
    assert result.sources[0].steps
    assert result.by_class[ReportingClass.SCOPE_1] == line.components[0].co2e_kg
    older = replace(site, parameters={**site.parameters, "deposit.2562": "1000"})
    more, _ = run((older,), lines(older, "1000000", "kg"))
    assert more.total_kg > result.total_kg


def test_the_same_inputs_have_the_same_hash_and_others_another() -> None:
    truck = source("mobile.diesel")
    activity = lines(truck, "1", "litre", months=3)
    first, _ = run((truck,), activity)
    again, _ = run((truck,), activity)
    assert first == again
    assert named((truck,), activity) == named((truck,), activity)
    left_out = source("mobile.diesel", "S2", excluded=True, excluded_reason="น้อย")
    apart = replace(left_out, excluded_reason="ไม่มีข้อมูล")
    others = {
        named((truck,), activity[:2]),
        named((truck,), activity, NEW),
        named((replace(truck, parameters={"conversion.kg": "1"}),), activity),
        named((truck,), activity, upstream=True),
        named((truck, left_out), activity),  # why it is left out is said with the result
        named((truck, apart), activity),
        named((replace(truck, name_th="รถ ก", choice_reason="ข"),), activity),
        named((replace(truck, name_th="รถ", choice_reason="ก ข"),), activity),
    }
    assert len({named((truck,), activity), *others}) == 9


def test_sludge_is_taken_off_once_whatever_units_the_water_is_recorded_in() -> None:
    pond = source(
        "wastewater.cod",
        parameters={
            "treatment": "anaerobic_deep",
            "sludge_kg_cod.2565": "50",
            "recovered_kg.2565": "1",
        },
    )
    months = YEAR.months()

    def of(*amounts: tuple[str, str]) -> Decimal:
        made = tuple(
            ActivityLine(uuid5(pond.id, f"{i}{unit}"), pond.id, months[i], Decimal(amount), unit,
                         Origin.PAID, Grade.Y)
            for i, (amount, unit) in enumerate(amounts)
        )  # fmt: skip
        return run((pond,), made)[0].total_kg

    same = of(("500", "m3"), ("500", "m3"))
    assert same > 0
    assert abs(of(("500", "m3"), ("500000", "litre")) - same) < Decimal("1e-20")


HERD = {"productivity": "low", "climate": "moist", "manure": "solid_storage"}
DUMP = {"pack": "ipcc-2006-fod-tropical-wet", "site": "shallow", "waste_type": "food"}


def test_what_a_landfill_is_asked_for() -> None:
    dump = source("landfill.own.fod", parameters={"pack": "ipcc-2006-fod-tropical-wet",
                  "site": "shallow", "doc.bulk": "0.15", "k.bulk": "0.17"})  # fmt: skip
    empty, said = run((dump,), ())
    assert not empty.complete
    assert ("source.no_lines", Level.ERROR) in {(one.code, one.level) for one in said}
    buried = replace(dump, parameters={**dump.parameters, "deposit.2564": "10"})
    taken = (ActivityLine(uuid5(dump.id, "1"), dump.id, YEAR.months()[0], Decimal(-5), "kg",
                          Origin.PAID, Grade.Y),)  # fmt: skip
    _, said = run((buried,), taken)
    assert "line.negative" in {one.code for one in said}
    bags = replace(buried, parameters={**buried.parameters, "conversion.kg": "12"})
    by_bag = taken[0]._replace(unit="piece", quantity=Decimal(100))
    counted, said = run((bags,), (by_bag,))
    assert counted.complete, said
    refused, said = run((buried,), (by_bag,))
    assert not refused.complete
    assert "unit.not_for_kind" in {one.code for one in said}


QUANTITIES = st.decimals(
    min_value=0, max_value=Decimal("1e9"), places=6, allow_nan=False, allow_infinity=False
)
KINDS = st.sampled_from(
    [("mobile.diesel", "litre"), ("stationary.lpg", "kg"), ("electricity.paid", "kWh"),
     ("stationary.wood", "kg"), ("water.mwa", "m3"), ("septic_tank", "person_day")]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(KINDS, st.lists(QUANTITIES, min_size=1, max_size=6)), max_size=6))
def test_parts_add_up_to_the_whole(
    wanted: list[tuple[tuple[str, str], list[Decimal]]],
) -> None:
    sources = []
    activity: list[ActivityLine] = []
    for number, ((kind, unit), quantities) in enumerate(wanted):
        one = source(kind, f"S{number}")
        sources.append(one)
        months = YEAR.months()
        activity.extend(
            ActivityLine(
                uuid5(one.id, str(i)), one.id, months[i], quantity, unit, Origin.PAID, Grade.Y
            )
            for i, quantity in enumerate(quantities)
        )
    result, _ = run(tuple(sources), tuple(activity), upstream=True)
    counted = {line_id for one in result.sources for line in one.lines for line_id in line.line_ids}
    assert counted == {line.id for line in activity}
    for counted_source in result.sources:
        by_class = counted_source.by_class
        assert counted_source.total_kg == total(v for k, v in by_class.items() if k in TOTALLED)
        for where, kg in by_class.items():
            by_line = total(
                c.co2e_kg
                for line in counted_source.lines
                for c in line.components
                if c.reporting_class is where
            )
            # Each gas is added up over the lines, the class over its gases: both at 34 digits.
            assert abs(EXACT.subtract(by_line, kg)) <= abs(kg) * Decimal("1e-32")
    for where in ReportingClass:
        parts = total(one.by_class.get(where, Decimal(0)) for one in result.sources)
        whole = result.by_class[where]
        assert abs(EXACT.subtract(parts, whole)) <= abs(whole) * Decimal("1e-32")
    assert result.total_kg == total(result.by_class[where] for where in TOTALLED)


def test_a_year_below_zero_is_an_error() -> None:
    truck = source("mobile.diesel")
    _, said = run((truck,), lines(truck, "-3", "litre", months=2))
    (below,) = [one for one in said if one.code == "source.negative_year"]
    assert (below.level, below.data["quantity"]) == (Level.ERROR, "-6")
    yearly = {
        "livestock.dairy_cattle": ({**HERD}, "animal"),
        "sf6.switchgear.leak": ({"leak_rate": "0.005"}, "kg"),
        "sf6.switchgear.stock": ({"stock.2564": "10", "stock.2565": "8"}, "kg"),
        "landfill.own.fod": ({**DUMP, "deposit.2560": "100"}, "kg"),
        "landfill.own.municipal": ({"doc": "0.15", "site": "shallow"}, "kg"),
    }
    for kind, (parameters, unit) in yearly.items():
        one = source(kind, parameters=parameters)
        result, said = run((one,), lines(one, "-3", unit, months=12))
        assert not result.complete, kind
        assert result.total_kg == 0
        (below,) = [item for item in said if item.code == "source.negative_year"]
        assert (below.level, below.data["unit"]) == (Level.ERROR, unit)
        mended, said = run((one,), (*lines(one, "3", unit, months=12),))
        assert mended.complete, said
        assert not codes(said) & {"source.negative_year", "line.negative"}
    returned = (*lines(truck, "10", "litre"), *lines(truck, "-3", "litre", months=2))
    assert "source.negative_year" not in codes(run((truck,), returned)[1])
